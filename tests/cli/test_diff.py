"""`pm diff`: two revisions, what moves, the formats, the gates."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pmcli.views.diff import charts
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

    @pytest.mark.unmeasured
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
        assert (
            "The workspace is new (there was no pm.yaml before): 4 features added, 4 of them ranked"
            in run.out
        )
        assert "What came" in run.out
        assert re.search(r"^\s+1\s+login\s+Log in\s+2026-Q4$", run.out, re.MULTILINE)
        assert json.loads(pm("diff", "--format", "json", at=root).out)["workspace"] == "new"

    def test_a_workspace_that_is_gone(self, pm: Pm, shop: Path) -> None:
        """From another commit, from the files, and from the files when nothing of it is there any more."""
        told = "The workspace is gone (there is no pm.yaml any more): 4 features removed, 4 of them ranked"
        git(shop, "rm", "-rq", ".")
        commit(shop, "gone")
        git(shop, "checkout", "-q", "main")
        assert told in pm("diff", "main..change", at=shop).out
        git(shop, "checkout", "-q", "change")
        for words in (["main..change"], ["main"], []):
            run = pm("diff", *words, at=shop)
            assert (run.code, run.err) == (0, "")
            assert told in run.out
            assert re.search(r"^\s+1\s+login\s+Log in\s+2026-Q4$", run.out, re.MULTILINE)
        assert json.loads(pm("diff", "--format", "json", at=shop).out)["workspace"] == "gone"
        assert pm("diff", "--exit-code", at=shop).code == 1
        run = pm("diff", "--fail-if", "deadline-missed", at=shop)
        assert (run.code, "the workspace is gone, and 4 features with it" in run.err) == (1, True)

    def test_where_there_never_was_a_workspace(self, pm: Pm, tmp_path: Path) -> None:
        (tmp_path / "README").write_text("hello")
        commit(tmp_path)
        run = pm("diff", "HEAD", at=tmp_path)
        assert (run.code, run.out) == (2, "")
        assert 'no pm.yaml in "." or above it' in run.err

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
        assert "not compared, for errors after: dark (" in partial.out

    def test_errors_before_are_no_obstacle(self, pm: Pm, shop: Path) -> None:
        edit(shop, "title: Dark mode", "titel: Dark mode")
        commit(shop, "broken")
        edit(shop, "titel: Dark mode", "title: Dark mode")
        run = pm("diff", "HEAD", at=shop)
        assert run.code == 0
        assert "not compared, for errors before: dark (" in run.out
        assert "fixed: features/all.yaml:5 error PM101" in run.out

    @pytest.mark.parametrize(
        ("before", "after"),
        [("title: Dark mode", "titel: Dark mode"), ("{id: dark, ", "{id: dark, ["), ("[login]", "[logn]")],
    )
    def test_what_cannot_be_read_was_not_removed(self, pm: Pm, shop: Path, before: str, after: str) -> None:
        edit(shop, before, after)
        run = pm("diff", "--partial", "--format", "json", "--fail-if", "value-drop>5%", at=shop)
        found = json.loads(run.out)
        assert (found["features"]["removed"], found["features"]["added"]) == ([], [])
        assert found["value"]["before"] == found["value"]["after"]
        assert run.code == 1  # the gate cannot answer
        assert "--fail-if cannot judge " in run.err

    def test_a_first_commit_is_asked_for(self, pm: Pm, make: Make) -> None:
        root = make(FEATURES, HEAD)
        git(root, "init", "-q", "-b", "main")
        assert "there is no commit to compare with" in pm("diff", at=root).err
        assert "commit something first" in pm("diff", "HEAD~1", at=root).err


class TestWords:
    def test_a_decision_is_told_field_by_field(self, pm: Pm, shop: Path) -> None:
        pin = "decisions: [{verdict: pin, period: 2027-Q1, because: fair, until: 2027-03-31}]"
        edit(shop, "title: Dark mode,", f"title: Dark mode, {pin},")
        git(shop, "commit", "-qam", "pinned")
        edit(shop, "until: 2027-03-31", "until: 2027-01-31")
        found = json.loads(pm("diff", "HEAD", "--format", "json", at=shop).out)
        assert [(one["field"], one["before"], one["after"]) for one in found["features"]["changed"]] == [
            ("decisions.pin.until", "2027-03-31", "2027-01-31")
        ]
        assert [one["text"] for one in found["decisions"]] == [
            "pinned to 2027-Q1 (until 2027-03-31 → 2027-01-31)"
        ]
        edit(shop, "period: 2027-Q1", "period: 2026-Q4")
        found = json.loads(pm("diff", "HEAD", "--format", "json", at=shop).out)
        assert (
            found["decisions"][0]["text"] == "pinned to 2026-Q4, not 2027-Q1 (until 2027-03-31 → 2027-01-31)"
        )

    def test_a_deadline_that_moves(self, pm: Pm, shop: Path) -> None:
        edit(shop, "title: Dark mode,", "title: Dark mode, deadline: {date: 2027-06-30, because: law},")
        git(shop, "commit", "-qam", "deadline")
        edit(shop, "2027-06-30", "2027-03-31")
        assert "deadline.date  2027-06-30  2027-03-31" in " ".join(
            line for line in pm("diff", "HEAD", at=shop).out.splitlines()
        )

    def test_what_is_decided_is_never_just_pushed(self, pm: Pm, shop: Path) -> None:
        edit(shop, "title: Dark mode,", "title: Dark mode, decisions: [{verdict: first, because: fair}],")
        run = pm("diff", at=shop)
        assert "1 rank moves, dark 4 → 1: it was put first; 3 more are pushed by 1 place." in run.out

    def test_a_score_raised_does_not_make_a_plan_better(self, pm: Pm, make: Make) -> None:
        root = make(FEATURES, HEAD)
        commit(root, "first")
        edit(root, "web: {capacity: 10}", "web: {capacity: 4}", "pm.yaml")
        edit(root, "reach: 600, impact: 2", "reach: 6k, impact: 2")
        gate = ("diff", "HEAD", "--fail-if", "value-drop>5%")
        plain = pm(*gate, at=root)
        found = json.loads(pm("diff", "HEAD", "--format", "json", at=root).out)
        value = found["value"]
        assert found["valueByScoresBefore"] < 0.95 * value["before"], found
        assert plain.code == 1
        assert "by the old scores" in plain.out

    def test_a_new_silence_is_told(self, pm: Pm, shop: Path) -> None:
        file = shop / "features" / "all.yaml"
        file.write_text(file.read_text() + "# pm: ignore-file PM5 because nobody asks\n")
        run = pm("diff", at=shop)
        assert "features/all.yaml: PM5 silenced, because nobody asks" in run.out

    def test_a_gate_that_needs_a_roadmap(self, pm: Pm, make: Make) -> None:
        root = make("- {id: a, title: A}\n", "pm: 1\nproduct: P\n")
        commit(root, "first")
        edit(root, "title: A", "title: B")
        run = pm("diff", "HEAD", "--fail-if", "value-drop>5%", at=root)
        assert (run.code, "value-drop needs a roadmap" in run.err) == (1, True)


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

    def test_what_needs_a_decision_stands_open(self, pm: Pm, shop: Path) -> None:
        edit(shop, "title: Dark mode,", "title: 'Dark: --all', decisions: [{verdict: first}],")
        edit(shop, "reach: 200", "reach: 300")
        text = pm("diff", "--format", "markdown", at=shop).out
        assert text.index("**Decisions**") < text.index("<details>")
        text = pm("diff", "main", "--format", "markdown", at=shop).out
        assert "dark was put first (no reason given)" in text

    def test_markup_in_titles_stays_text(self, pm: Pm, shop: Path) -> None:
        edit(shop, "title: Dark mode", "title: '<script>|`:;%% @you [x](http://e) #1'")
        edit(shop, "effort: {web: 4}", "effort: {web: 9}")
        text = pm("diff", "--format", "markdown", at=shop).out
        assert "<script>" not in text
        drawn = "".join(re.findall(r"```mermaid\n(.*?)```", text, re.DOTALL))
        rows = [line for line in drawn.splitlines() if " :" in line]
        assert rows
        assert all(
            re.fullmatch(r"  ([\w .()\-/]|#\d+;)+ :(crit, |done, )?\d{4}-\d\d-\d\d, \d{4}-\d\d-\d\d", row)
            for row in rows
        )

    def test_charts_show_what_moved_and_what_hangs_together_with_it(
        self, pm: Pm, make: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(charts, "BESIDE", 2)
        rows = [
            f"- {{id: f{at}, title: F {at}, effort: {{web: 1}}, rice: {{reach: {90 - at}, impact: 1, confidence: 80%}}}}\n"
            for at in range(10)
        ]
        for at, needs in ((5, "f1"), (6, "f0"), (7, "f0"), (8, "f2")):
            rows[at] = rows[at].replace("title", f"depends_on: [{needs}], title")
        shop = make("".join(rows), HEAD)
        commit(shop)
        edit(shop, "title: F 9, effort: {web: 1}", "title: F 9, depends_on: [f3], effort: {web: 8}")
        edit(shop, "title: F 0", "title: F 0, status: shipped, shipped: 2026-11-01")
        text = pm("diff", "HEAD", "--format", "markdown", at=shop).out
        before, after = re.findall(r"```mermaid\n(.*?)```", text, re.DOTALL)
        bars = [re.findall(r"^  (F \d) :(crit, |done, )?", chart, re.MULTILINE) for chart in (before, after)]
        assert bars[0] == [("F 9", "crit, "), ("F 0", "done, "), ("F 3", ""), ("F 6", "")]
        assert {name for name, _ in bars[1]} == {"F 3", "F 6", "F 9"}
        assert (
            "Both charts show 2 features that moved, came or went and 2 that wait for these or that these "
            "wait for."
        ) in text
        assert "Left out: 6 features that did not move." in text
        assert "Only before: F 0 (shipped)." in text

    def test_more_that_moved_than_the_charts_hold_are_counted(
        self, pm: Pm, shop: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(charts, "CHARTED", 1)
        edit(shop, "capacity: 10", "capacity: 0", "pm.yaml")
        text = pm("diff", "HEAD", "--format", "markdown", at=shop).out
        assert "Both charts show 1 feature that moved" in text
        assert re.search(r"Left out: \d+ features? that did\.", text)

    def test_the_summary_counts_the_ranks_that_the_table_has(self, pm: Pm, shop: Path) -> None:
        edit(shop, "reach: 200", "reach: 20k")
        edit(shop, "title: Log in", "title: Log in, status: shipped, shipped: 2026-11-01")
        text = pm("diff", "HEAD", "--format", "markdown", at=shop).out
        told = re.search(r"(\d+) ranks? moves?, .*; (\d+) is no longer ranked", text)
        assert told is not None
        table = text.partition("<summary>Ranks</summary>")[2].partition("</details>")[0]
        assert len(re.findall(r"^\| (?:\d|–)", table, re.MULTILINE)) == sum(map(int, told.groups()))

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
        variables = {"TERM": "dumb", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
        run = outside("diff", at=shop, variables=variables, fresh=True)
        assert run.returncode == 0
        assert run.stdout.isascii()

    @pytest.mark.unmeasured
    def test_everything_is_told_where_asked(self, pm: Pm, shop: Path) -> None:
        edit(shop, "reach: 200", "reach: 20k")
        assert "3 more are pushed by 1 place" in pm("diff", at=shop).out
        assert re.search(r"^\s+1\s+2\s+login", pm("diff", "--all", at=shop).out, re.MULTILINE)


class TestGates:
    @pytest.mark.unmeasured
    def test_exit_code(self, pm: Pm, shop: Path) -> None:
        edit(shop, "title: Dark mode", "title: Darker mode")
        assert pm("diff", at=shop).code == 0
        assert pm("diff", "--exit-code", at=shop).code == 1

    @pytest.mark.unmeasured
    def test_a_drop_in_value(self, pm: Pm, shop: Path) -> None:
        edit(shop, "reach: 900", "reach: 90")
        run = pm("diff", "--fail-if", "value-drop>5%", at=shop)
        assert run.code == 1
        assert run.out.startswith("From ")
        assert re.search(r"value delivered drops by \d+ %", run.err)
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
