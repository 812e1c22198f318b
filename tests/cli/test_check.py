"""`pm check`: what is told, in which formats, what is silenced, and what is mended."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Make, Pm, in_terminal, outside
from tests.cli.repo import commit, git

HEAD = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\nchecks: {ignore: [PM5]}\n"
FEATURES = """\
- id: a
  title: A
  depends_on: [b, nope]
- id: b
  title: B      # a note
  status: parked
"""
UNUSED = "# pm: ignore PM203 because of old times"


@pytest.fixture
def shop(make: Make) -> Path:
    """One error (PM104) and one warning (PM203)."""
    return make(FEATURES, HEAD)


def told(out: str) -> list[str]:
    return re.findall(r"\b(PM\d{3})\b", out)


class TestTelling:
    def test_only_failing(self, pm: Pm, shop: Path) -> None:
        run = pm("check", "--format", "concise", at=shop)
        assert (run.code, told(run.out)) == (1, ["PM203", "PM104"])
        run = pm("check", "--format", "concise", "--only-failing", at=shop)
        assert told(run.out) == ["PM104"]
        run = pm("check", "--format", "concise", "--only-failing", "--fail-on", "warning", at=shop)
        assert told(run.out) == ["PM203", "PM104"]

    def test_many_of_a_rule_are_told_as_one(self, pm: Pm, make: Make) -> None:
        shop = make("".join(f"- {{id: f{at}, title: F{at}, parent: nope}}\n" for at in range(9)), HEAD)
        run = pm("check", at=shop)
        assert (run.code, run.out.count("error[PM105]")) == (1, 1)
        assert "error[PM105] unknown-reference (9): " in run.out
        assert "  --> features/all.yaml:1:31, and 8 more\n" in run.out
        assert "  = each: pm check --select PM105 --all\n\n9 errors in 1 file" in run.out
        run = pm("check", "--select", "PM105", "--all", at=shop)
        assert (run.code, run.out.count("error[PM105]")) == (1, 9)
        assert told(pm("check", "--format", "concise", at=shop).out) == ["PM105"] * 9
        assert pm("check", "--format", "json", at=shop).out.count('"code": "PM105"') == 9
        assert pm("check", "--format", "github", at=shop).out.count("::error ") == 9

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            (["--select", "PM1"], ["PM104"]),
            (["--select", "PM1,PM2"], ["PM203", "PM104"]),
            (["--select", "PM1", "--select", "PM203"], ["PM203", "PM104"]),
            (["--select", "PM1", "--extend-select", "PM203"], ["PM203", "PM104"]),
            (["--ignore", "PM1"], ["PM203"]),
            (["--ignore", "PM1 PM2"], []),
        ],
    )
    def test_rules_are_chosen(self, pm: Pm, shop: Path, words: list[str], expected: list[str]) -> None:
        run = pm("check", "--format", "concise", *words, at=shop)
        assert told(run.out) == expected
        assert run.code == int("PM104" in expected)

    def test_a_code_that_nothing_has(self, pm: Pm, shop: Path) -> None:
        run = pm("check", "--select", "QQ", at=shop)
        assert (run.code, run.out) == (2, "")
        assert 'no rule has the code "QQ"' in run.err

    def test_only_some_files(self, pm: Pm, make: Make) -> None:
        shop = make(FEATURES, HEAD, other="title: Other\nparent: nope\n")
        run = pm("check", "features/other.yaml", "--format", "concise", at=shop)
        assert told(run.out) == ["PM105"]
        assert told(pm("check", "features", "--format", "concise", at=shop).out) == [
            "PM203",
            "PM104",
            "PM105",
        ]
        assert told(pm("check", "../shop", "--format", "concise", at=shop).out) == ["PM203", "PM104", "PM105"]
        assert pm("check", "pm.yaml", at=shop).code == 0
        run = pm("check", "/etc/passwd", at=shop)
        assert (run.code, run.out) == (2, "")
        assert "outside the workspace shop" in run.err

    def test_statistics(self, pm: Pm, shop: Path) -> None:
        run = pm("check", "--statistics", at=shop)
        assert run.code == 1
        assert re.search(r"1\s+PM104\s+unknown-dependency\s+error", run.out)
        found = json.loads(pm("check", "--statistics", "--format", "json", at=shop).out)
        assert [(one["code"], one["count"]) for one in found["rules"]] == [("PM104", 1), ("PM203", 1)]

    def test_settings_of_pm_yaml(self, pm: Pm, make: Make) -> None:
        shop = make(FEATURES, HEAD.replace("[PM5]", "[PM104, PM5], severity: {PM2: error}"))
        run = pm("check", "--format", "concise", at=shop)
        assert (run.code, told(run.out)) == (1, ["PM203"])


class TestFormats:
    def test_several_at_once(self, pm: Pm, shop: Path) -> None:
        run = pm("check", "--format", "concise", "--format", "sarif=out.sarif", "--format", "junit=junit.xml",
                 "--format", "json=check.json", at=shop)  # fmt: skip
        assert run.code == 1
        assert told(run.out) == ["PM203", "PM104"]
        assert len(json.loads((shop / "out.sarif").read_text())["runs"][0]["results"]) == 2
        assert "PM104" in (shop / "junit.xml").read_text()
        assert json.loads((shop / "check.json").read_text())["checked"] == 2

    def test_files_alone_leave_a_line(self, pm: Pm, shop: Path) -> None:
        run = pm("check", "--format", "sarif=out.sarif", at=shop)
        assert run.out == ""
        assert "1 error, 1 warning in 1 file" in run.err

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["--format", "json", "--format", "text"], "only one format can go to the standard output"),
            (["--format", "sarif="], "needs a file"),
            (["--format", "sarf"], 'did you mean "sarif"?'),
            (["--format", "sarif=/tmp/out.sarif"], "outside the workspace"),
            (["--format", "sarif=features/out.yaml"], "where features are read from"),
            (["--diff"], "--diff goes with --fix"),
            (["--fix", "--add-ignores", "x"], "are two runs"),
            (["--fix", "--rev", "HEAD"], "only the files of the workspace can be mended"),
            (["--stdin-filename", "x.yaml"], "goes with -"),
            (["-"], "needs --stdin-filename"),
        ],
    )
    def test_wrong_usage(self, pm: Pm, shop: Path, words: list[str], said: str) -> None:
        run = pm("check", *words, at=shop)
        assert run.code == 2
        assert said in run.err

    def test_github_writes_the_summary_of_the_step(
        self, pm: Pm, shop: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        summary = tmp_path / "summary.md"
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
        pm("check", at=shop)
        assert not summary.exists()
        run = pm("check", "--format", "github", at=shop)
        assert re.search(r"^::error file=features/all\.yaml,line=3", run.out, re.MULTILINE)
        assert run.out.index("::error") < run.out.index("::warning")
        assert "PM104" in summary.read_text()

    def test_paths_start_at_the_top_of_the_repository(self, pm: Pm, make: Make) -> None:
        shop = make(FEATURES, HEAD)
        commit(shop.parent)
        run = pm("check", "--format", "github", at=shop)
        assert "::error file=shop/features/all.yaml,line=3" in run.out
        found = json.loads(pm("check", "--format", "gitlab", at=shop).out)
        assert {one["location"]["path"] for one in found} == {"shop/features/all.yaml"}
        diagnostics = json.loads(pm("check", "--format", "json", at=shop).out)["diagnostics"]
        assert {diagnostic["path"] for diagnostic in diagnostics} == {"features/all.yaml"}


class TestStandardInput:
    def test_stands_for_a_file(self, pm: Pm, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        text = FEATURES.replace(", nope", "").replace("parked", "candidate")
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        run = pm("check", "-", "--stdin-filename", "features/all.yaml", at=shop)
        assert run.code == 0
        assert "All checks passed" in run.out

    def test_tells_only_of_that_file(self, shop: Path) -> None:
        run = outside("check", "-", "--stdin-filename", "features/new.yaml", "--format", "concise", at=shop)
        assert told(run.stdout) == ["PM103"] or run.returncode in (0, 1)
        assert "features/all.yaml" not in run.stdout


class TestPaths:
    @pytest.mark.parametrize("path", ["nofile.yaml", "featuers/", "features/all.yml", "README.md"])
    def test_a_path_that_is_not_read_is_no_good_news(self, pm: Pm, shop: Path, path: str) -> None:
        (shop / "README.md").write_text("# Shop\n")
        run = pm("check", path, at=shop)
        assert (run.code, run.out) == (2, "")
        assert f'pm reads no file "{path.rstrip("/")}"' in run.err

    def test_a_link_goes_by_its_own_name(self, pm: Pm, shop: Path) -> None:
        (shop / "real").mkdir()
        (shop / "real" / "r.yaml").write_text("title: R\nzz: 1\n")
        (shop / "features" / "l.yaml").symlink_to("../real/r.yaml")
        assert told(pm("check", "features/l.yaml", "--format", "concise", at=shop).out) == ["PM101"]

    @pytest.mark.parametrize("name", [".github/ci.yaml", "notes.txt", "docs/x.yaml"])
    def test_standard_input_is_no_file_of_another_program(self, shop: Path, name: str) -> None:
        run = outside("check", "-", "--stdin-filename", name, at=shop)
        assert (run.returncode, run.stdout) == (2, "")

    def test_an_option_that_names_no_rule(self, pm: Pm, shop: Path) -> None:
        run = pm("check", "--select", ",", at=shop)
        assert (run.code, run.out) == (2, "")


class TestMending:
    def test_shows_and_does_not_write(self, pm: Pm, make: Make) -> None:
        text = FEATURES.replace(", nope", "").replace("parked", f"candidate   {UNUSED}")
        shop = make(text, HEAD)
        run = pm("check", "--fix", "--diff", at=shop)
        assert run.code == 1
        assert f"-  status: candidate   {UNUSED}\n+  status: candidate\n" in run.out
        assert "Would mend 1 finding in 1 file; nothing is written" in run.err
        assert (shop / "features" / "all.yaml").read_text() == text

    def test_mends_and_keeps_every_other_byte(self, pm: Pm, make: Make) -> None:
        text = FEATURES.replace(", nope", "").replace("parked", f"candidate   {UNUSED}").replace("\n", "\r\n")
        shop = make("", HEAD)
        file = shop / "features" / "all.yaml"
        file.write_bytes(text.encode())
        run = pm("check", "--fix", at=shop)
        assert run.code == 0
        assert "Mended 1 finding in 1 file" in run.err
        assert file.read_bytes() == text.replace(f"   {UNUSED}", "").encode()
        assert "Nothing to mend" in pm("check", "--fix", at=shop).err

    def test_references_follow_a_renamed_feature(self, pm: Pm, make: Make) -> None:
        shop = make(
            "- {id: a, title: A, depends_on: [old], parent: old}\n",
            HEAD,
            old="title: The old one\ntheme: x\n",
        )
        commit(shop)
        git(shop, "mv", "features/old.yaml", "features/new.yaml")
        assert pm("check", at=shop).code == 1
        run = pm("check", "--fix", at=shop)
        text = (shop / "features" / "all.yaml").read_text()
        assert text == "- {id: a, title: A, depends_on: [new], parent: new}\n"
        assert "Mended 2 findings in 1 file" in run.err

    def test_a_name_that_differs_in_case_or_dashes_is_written_right(self, pm: Pm, make: Make) -> None:
        before = """\
- {id: address-book, title: A, effort: {web: 2}}   # the Team
- id: c
  title: C
  depends_on: [Address_Book]  # first
- id: d
  title: D
  depends_on: [adress-book, {id: c}]
"""
        shop = make(before, "pm: 1\nteams: {Web: {capacity: 9}}\n")
        assert pm("check", "--fix", at=shop).code == 1  # adress-book is a guess, and is only hinted at
        text = (shop / "features" / "all.yaml").read_text()
        assert text == before.replace("{web:", "{Web:").replace("Address_Book", "address-book")

    @pytest.mark.parametrize(
        "fault",
        [
            "  owner: [amelie\n",  # the rest of the file cannot be read
            "- {id: y, title: Y, depends_on: [z]}\n- {id: z, title: Z, depends_on: [y]}\n",
            "- {id: a, title: Again}\n",
        ],
    )
    def test_a_comment_stays_where_its_rule_could_not_be_asked(self, pm: Pm, make: Make, fault: str) -> None:
        text = f"""\
- id: a
  title: A
  rice: {{reach: 1, impact: high, confidence: 90%}}  # pm: ignore PM501 because the contract is signed
{fault}"""
        shop = make(text, "pm: 1\nproduct: Shop\n")
        run = pm("check", "--fix", "--format", "concise", at=shop)
        assert run.code == 1
        assert "PM901" not in run.out
        assert (shop / "features" / "all.yaml").read_text() == text

    def test_only_the_files_named_are_mended(self, pm: Pm, make: Make) -> None:
        twice = "title: B\ntags: [x, x]\ndepends_on: [a, a]\n"
        shop = make("- {id: a, title: A, depends_on: [], tags: [x]}\n", b=twice, c=twice)
        run = pm("check", "features/b.yaml", "--fix", at=shop)
        assert run.code == 0, run.err
        assert (shop / "features" / "b.yaml").read_text() == twice.replace("[a, a]", "[a]").replace(
            "[x, x]", "[x]"
        )
        assert (shop / "features" / "c.yaml").read_text() == twice

    @pytest.mark.unmeasured
    def test_a_long_list_is_mended_item_by_item(self, pm: Pm, make: Make) -> None:
        rows = [f"- id: f{at}  # {at}\n  title: T\n  depends_on: [base, base]\n\n" for at in range(300)]
        text = "# all of them\n- {id: base, title: B}\n" + "".join(rows)
        shop = make(text)
        run = pm("check", "--fix", at=shop)
        assert "Mended 300 findings in 1 file" in run.err
        assert (shop / "features" / "all.yaml").read_text() == text.replace("[base, base]", "[base]")

    def test_a_reference_never_becomes_one_to_itself(self, pm: Pm, make: Make) -> None:
        shop = make("", HEAD, old="title: Single sign-on\ntheme: x\n")
        commit(shop)
        git(shop, "mv", "features/old.yaml", "features/new.yaml")
        file = shop / "features" / "new.yaml"
        text = "title: Single sign-on\ntheme: x\ndepends_on: [old]\n"
        file.write_text(text)
        assert pm("check", "--fix", at=shop).code == 1
        assert file.read_text() == text

    def test_a_patch_has_the_lines_that_git_sees(self, pm: Pm, make: Make) -> None:
        shop = make("- {id: b, title: B}\n", a='title: "A\u2028B"\ndepends_on: [b, b]\n')
        run = pm("check", "--fix", "--diff", at=shop)
        assert "No newline" not in run.out
        assert '\n title: "A\u2028B"\n-depends_on: [b, b]\n+depends_on: [b]\n' in run.out
        assert pm("check", "--fix", "--diff", "--format", "json", at=shop).code == 2

    def test_a_comment_behind_the_header_of_a_text_counts(self, pm: Pm, make: Make) -> None:
        shop = make(
            "- id: a\n  title: A\n  depends_on: [nope]\n  zz: |  # pm: ignore PM101 because old\n    x\n"
        )
        assert told(pm("check", "--format", "concise", at=shop).out) == ["PM104"]

    def test_what_could_be_either_is_left(self, pm: Pm, make: Make) -> None:
        shop = make("- {id: a-b, title: A}\n- {id: ab, title: B}\n- {id: c, title: C, parent: A_B}\n")
        pm("check", "--fix", at=shop)
        assert "parent: A_B" in (shop / "features" / "all.yaml").read_text()

    def test_a_dependency_with_a_key_nobody_knows_is_not_dropped(self, pm: Pm, make: Make) -> None:
        text = "- {id: a, title: A}\n- {id: b, title: B, depends_on: [a, {id: a, because: of the API}]}\n"
        shop = make(text)
        pm("check", "--fix", at=shop)
        assert (shop / "features" / "all.yaml").read_text() == text

    def test_silences_what_is_there_today(self, pm: Pm, shop: Path) -> None:
        run = pm("check", "--add-ignores", "known before we checked", "--format", "concise", at=shop)
        assert run.code == 1
        assert "Silenced 1 finding in 1 file" in run.err
        assert "not touched: features/all.yaml:3 PM104: every answer would be untrue" in run.err
        assert told(run.out) == ["PM104"]
        text = (shop / "features" / "all.yaml").read_text()
        assert "depends_on: [b, nope]  # pm: ignore PM203 because known before we checked\n" in text
        assert "Nothing to silence" in pm("check", "--add-ignores", "again", at=shop).err

    def test_silencing_may_keep_to_what_fails(self, pm: Pm, shop: Path) -> None:
        pm("check", "--add-ignores", "known", "--only-failing", at=shop)
        assert told(pm("check", "--format", "concise", at=shop).out) == ["PM203", "PM104"]
        pm("check", "--add-ignores", "known", "--only-failing", "--fail-on", "warning", at=shop)
        assert told(pm("check", "--format", "concise", at=shop).out) == ["PM104"]

    def test_silencing_needs_a_reason(self, pm: Pm, shop: Path) -> None:
        run = pm("check", "--add-ignores", " ", at=shop)
        assert run.code == 2
        assert "needs a reason" in run.err


def test_in_a_narrow_terminal(shop: Path) -> None:
    code, text = in_terminal("check", at=shop, columns=60)
    assert code == 1
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)
    assert max(len(line.rstrip()) for line in plain.splitlines()) <= 60


def test_words_that_differ_in_case_alone_are_mended(pm: Pm, make: Make) -> None:
    head = (
        "pm: 1\nproduct: X\ncalendar: {start: 2026-Q4, step: Quarter}\naccounts: {acme: {status: At_Risk}}\n"
    )
    one = "title: One\nstatus: In Progress  # yes\nrice: {impact: High}\nrequests: [{account: ACME, need: Blocker}]\n"
    root = make("", head, one=one, two='title: Two\ntype: "BUG"\nstatus: finished\n')
    assert pm("check", "--fix", at=root).code == 1  # finished is no status, and no other word either
    assert (root / "pm.yaml").read_text() == head.replace("Quarter", "quarter").replace("At_Risk", "at-risk")
    assert (root / "features/one.yaml").read_text() == (
        "title: One\nstatus: in-progress  # yes\nrice: {impact: high}\nrequests: [{account: acme, need: blocker}]\n"
    )
    assert (root / "features/two.yaml").read_text() == 'title: Two\ntype: "bug"\nstatus: finished\n'
