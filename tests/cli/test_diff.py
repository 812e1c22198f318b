"""`pm diff`: two revisions, what moves, the formats, the gates."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Make, Pm, in_terminal, outside
from tests.cli.repo import commit, git

HEAD = """pm: 1
product: Shop
teams: {web: {capacity: 10}, data: {capacity: 6}}
calendar: {start: 2026-Q4, periods: 2}
"""
FEATURES = """
- {id: login, title: Log in, effort: {web: 4}, rice: {reach: 900, impact: 1, confidence: 80%}}
- {id: sso, title: Single sign-on, depends_on: [login], effort: {web: 3}, rice: {reach: 600, impact: 2, confidence: 80%}}
- {id: audit, title: Audit trail, depends_on: [sso], effort: {data: 2}, rice: {reach: 300, impact: 1, confidence: 50%}}
- {id: dark, title: Dark mode, effort: {web: 2}, rice: {reach: 200, impact: 0.5, confidence: 80%}}
"""


@pytest.fixture
def shop(make: Make) -> Path:
    """A repository with one commit on main, and a branch that is checked out."""
    root = make(FEATURES, HEAD)
    commit(root, "first")
    git(root, "checkout", "-q", "-b", "change")
    return root


def edit(root: Path, before: str, after: str, path: str = "features/all.yaml") -> None:
    file = root / path
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


class TestRevisions:
    def test_nothing_changed(self, pm: Pm, shop: Path) -> None:
        run = pm("diff", at=shop)
        assert (run.code, run.out, run.err) == (0, "No change to the plan.\n", "")
        assert pm("diff", "--exit-code", at=shop).code == 0

    def test_the_files_against_where_the_main_branch_parts(self, pm: Pm, shop: Path) -> None:
        edit(shop, "reach: 200", "reach: 20k")
        commit(shop, "on the branch")
        edit(shop, "capacity: 10", "capacity: 12", "pm.yaml")
        git(shop, "branch", "-f", "main", "main~0")
        found = json.loads(pm("diff", "--format", "json", at=shop).out)
        assert found["to"] is None
        assert found["from"] == git(shop, "rev-parse", "main")
        assert [one["field"] for one in found["features"]["changed"]] == ["rice.reach"]
        assert [one["field"] for one in found["settings"]] == ["teams.web.capacity"]

    def test_main_may_have_gone_on(self, pm: Pm, shop: Path) -> None:
        edit(shop, "reach: 200", "reach: 20k")
        commit(shop, "on the branch")
        git(shop, "checkout", "-q", "main")
        edit(shop, "reach: 900", "reach: 90")
        commit(shop, "on main")
        git(shop, "checkout", "-q", "change")
        found = json.loads(pm("diff", "--format", "json", at=shop).out)
        assert [one["id"] for one in found["features"]["changed"]] == ["dark"]
        both = json.loads(pm("diff", "main..change", "--format", "json", at=shop).out)
        assert [one["id"] for one in both["features"]["changed"]] == ["dark", "login"]
        forked = json.loads(pm("diff", "main...change", "--format", "json", at=shop).out)
        assert [one["id"] for one in forked["features"]["changed"]] == ["dark"]
        assert forked["to"] == git(shop, "rev-parse", "change")

    @pytest.mark.parametrize("words", ["HEAD", "HEAD..", "main..HEAD", "..HEAD"])
    def test_spellings(self, pm: Pm, shop: Path, words: str) -> None:
        assert pm("diff", words, at=shop).out == "No change to the plan.\n"

    def test_a_new_workspace(self, pm: Pm, tmp_path: Path, make: Make) -> None:
        root = tmp_path / "shop"
        root.mkdir()
        (root / "README").write_text("hello")
        commit(root)
        make(FEATURES, HEAD)
        run = pm("diff", at=root)
        assert run.code == 0
        assert "there was no pm.yaml before: everything is new" in run.out
        assert "4 added" in run.out

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["nope"], 'unknown revision "nope"'),
            (["--", "-x"], '"-x" is no revision'),
            (["HEAD..nope"], 'unknown revision "nope"'),
        ],
    )
    def test_unknown_revisions(self, pm: Pm, shop: Path, words: list[str], said: str) -> None:
        run = pm("diff", *words, at=shop)
        assert (run.code, run.out) == (2, "")
        assert said in run.err

    def test_no_repository(self, pm: Pm, make: Make) -> None:
        run = pm("diff", at=make(FEATURES, HEAD))
        assert (run.code, run.out) == (2, "")
        assert run.err.count("\n") <= 2

    def test_no_main_branch(self, pm: Pm, shop: Path) -> None:
        git(shop, "branch", "-D", "main")
        run = pm("diff", at=shop)
        assert run.code == 2
        assert "there is no main branch to compare with" in run.err

    def test_errors_after_are_told_and_partial_answers(self, pm: Pm, shop: Path) -> None:
        edit(shop, "title: Dark mode", "titel: Dark mode")
        run = pm("diff", at=shop)
        assert (run.code, run.out) == (1, "")
        assert "PM101" in run.err
        partial = pm("diff", "--partial", at=shop)
        assert partial.code == 0
        assert "the backlog after has errors; left out of it: dark" in partial.out

    def test_errors_before_are_no_obstacle(self, pm: Pm, shop: Path) -> None:
        edit(shop, "title: Dark mode", "titel: Dark mode")
        commit(shop, "broken")
        edit(shop, "titel: Dark mode", "title: Dark mode")
        run = pm("diff", "HEAD", at=shop)
        assert run.code == 0
        assert "the backlog before has errors; left out of it: dark" in run.out
        assert "fixed: features/all.yaml:5 error PM101" in run.out


class TestFormats:
    def test_json_keeps_the_contract(self, pm: Pm, shop: Path) -> None:
        edit(shop, "effort: {web: 4}", "effort: {web: 5..9..20}")
        found = json.loads(pm("diff", "--format", "json", at=shop).out)
        assert list(found)[:5] == ["schemaVersion", "kind", "from", "to", "features"]
        assert found["features"]["changed"] == [
            {"id": "login", "field": "effort.web", "before": "4", "after": "5..9..20", "unit": "person-weeks"}
        ]
        for row in found["ranks"]:
            if row["before"] is not None and row["after"] is not None:
                assert sum(cause["shift"] for cause in row["causes"]) == row["after"] - row["before"]
        for row in found["roadmap"]:
            assert row["causes"] == [] or None not in (row["before"], row["after"])
        assert set(found["value"]) == {"before", "after"}
        assert set(found["diagnostics"]) == {"new", "fixed"}

    def test_the_comment_is_stable_and_begins_with_its_marker(self, pm: Pm, shop: Path) -> None:
        assert pm("diff", "--format", "markdown", at=shop).out == "<!-- pm diff -->\nNo change to the plan.\n"
        edit(shop, "effort: {web: 4}", "effort: {web: 9}")
        first, second = (pm("diff", "--format", "markdown", at=shop).out for _ in range(2))
        assert first == second
        assert first.startswith("<!-- pm diff -->\n### What this change does to the plan\n\n- ")
        assert first.count("<details>") == first.count("</details>") > 1
        assert first.count("```mermaid\ngantt\n") == 2
        lead = first.partition("<details>")[0]
        assert len(re.findall("^- ", lead, re.MULTILINE)) == 3

    def test_markup_in_titles_stays_text(self, pm: Pm, shop: Path) -> None:
        edit(shop, "title: Dark mode", "title: '<script>|`:;%% @you [x](http://e) #1'")
        edit(shop, "effort: {web: 4}", "effort: {web: 9}")
        text = pm("diff", "--format", "markdown", at=shop).out
        assert "<script>" not in text
        charts = "".join(re.findall(r"```mermaid\n(.*?)```", text, re.DOTALL))
        rows = [line for line in charts.splitlines() if " :" in line]
        assert rows
        assert all(
            re.fullmatch(r"  [\w .()\-/]+ :(crit, )?\d{4}-\d\d-\d\d, \d{4}-\d\d-\d\d", row) for row in rows
        )

    def test_github(self, pm: Pm, shop: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        summary = tmp_path / "summary.md"
        summary.write_text("before\n")
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
        edit(shop, "effort: {web: 4}", "effort: {web: 9}")
        run = pm("diff", "--format", "github", at=shop)
        assert run.code == 0
        assert re.search(r"^::notice file=features/all\.yaml,line=\d+.*sso", run.out, re.MULTILINE)
        assert summary.read_text().startswith("before\n<!-- pm diff -->\n")

    @pytest.mark.parametrize("columns", [60, 80, 120])
    def test_in_a_terminal(self, shop: Path, columns: int) -> None:
        edit(shop, "effort: {web: 4}", "effort: {web: 9}")
        code, text = in_terminal("diff", at=shop, columns=columns)
        assert code == 0
        plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)
        assert max(len(line.rstrip()) for line in plain.splitlines()) <= columns
        assert "its effort grew, 4 → 9 person-weeks" in " ".join(plain.split()) or "login" in plain

    def test_a_dumb_terminal_gets_ascii(self, shop: Path) -> None:
        edit(shop, "effort: {web: 4}", "effort: {web: 9}")
        run = outside("diff", at=shop, variables={"TERM": "dumb", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
        assert run.returncode == 0
        assert run.stdout.isascii()

    def test_everything_is_told_where_asked(self, pm: Pm, shop: Path) -> None:
        edit(shop, "reach: 200", "reach: 20k")
        assert "3 more are pushed by 1 place" in pm("diff", at=shop).out
        assert re.search(r"^\s+1\s+2\s+login", pm("diff", "--all", at=shop).out, re.MULTILINE)


class TestGates:
    def test_exit_code(self, pm: Pm, shop: Path) -> None:
        edit(shop, "title: Dark mode", "title: Darker mode")
        assert pm("diff", at=shop).code == 0
        assert pm("diff", "--exit-code", at=shop).code == 1

    def test_a_drop_in_value(self, pm: Pm, shop: Path) -> None:
        edit(shop, "reach: 900", "reach: 90")
        run = pm("diff", "--fail-if", "value-drop>5%", at=shop)
        assert run.code == 1
        assert run.out.startswith("From ")
        assert re.search(r"value delivered drops by \d+\.\d %", run.err)
        assert pm("diff", "--fail-if", "value-drop > 99.5 %", at=shop).code == 0

    def test_a_deadline_missed(self, pm: Pm, shop: Path) -> None:
        edit(shop, "effort: {data: 2}", "effort: {data: 2}, deadline: 2026-12-31")
        commit(shop, "promised")
        assert pm("diff", "--fail-if", "deadline-missed", at=shop).code == 0
        edit(shop, "effort: {web: 4}", "effort: {web: 9}")
        run = pm("diff", "--fail-if", "deadline-missed", at=shop)
        assert run.code == 1
        assert "promises can no longer be kept" in run.err
        assert "Promises that can no longer be kept" in run.out

    def test_a_rank_raised_with_no_ground(self, pm: Pm, shop: Path) -> None:
        edit(shop, "reach: 200", "reach: 20k")
        run = pm("diff", "--fail-if", "unexplained-rank-change", at=shop)
        assert run.code == 1
        assert "moved up with no new evidence, request or decision: dark" in run.err
        edit(shop, "title: Dark mode", "title: Dark mode, evidence: [{kind: survey, date: 2026-10-01}]")
        assert pm("diff", "--fail-if", "unexplained-rank-change", at=shop).code == 0

    def test_an_unknown_gate(self, pm: Pm, shop: Path) -> None:
        run = pm("diff", "--fail-if", "deadline-mist", at=shop)
        assert (run.code, run.out) == (2, "")
        assert 'did you mean "deadline-missed"?' in run.err
