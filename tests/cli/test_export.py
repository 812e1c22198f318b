"""`pm export`: where it writes, what it leaves alone, and when a file is stale."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from pmcli.model.workspace import EXPORTS as VIEWS
from tests.cli.conftest import HEAD, NORTHWIND, Make, Pm, outside
from tests.cli.repo import commit, git
from tests.conftest import for_each
from tests.review.repository import two_years

EXPORTS = """
exports:
  - {view: roadmap, to: ROADMAP.md}
  - {view: rank, format: markdown, to: README.md, between: "pm:rank"}
  - {view: backlog, to: docs/backlog.csv}
  - {view: brief, feature: sso, to: docs/}
audiences: {board: {fields: [title, period], where: "id=sso"}}
teams: {web: {capacity: 10}}
"""
README = "# Shop\r\n\r\nOurs.\r\n<!-- pm:rank -->\r\nold\r\n<!-- /pm:rank -->\r\nAnd more.\r\n"


@pytest.fixture
def shop(make: Make) -> Path:
    root = make(head=HEAD + EXPORTS)
    (root / "README.md").write_bytes(README.encode())
    return root


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_all_that_pm_yaml_names(pm: Pm, shop: Path) -> None:
    run = pm("export", at=shop)
    assert (run.code, run.out) == (0, "")
    assert run.err == (
        "wrote ROADMAP.md (new)\nwrote README.md\nwrote docs/backlog.csv (new)\nwrote docs/sso.md (new)\n"
    )
    assert (shop / "ROADMAP.md").read_text().startswith("<!-- Written by pm: ")
    assert (shop / "docs" / "backlog.csv").read_text().startswith("rank,id,title,")
    assert "# Single sign-on" in (shop / "docs" / "sso.md").read_text()
    again = pm("export", at=shop)
    assert again.err.splitlines()[0] == "ROADMAP.md is up to date"


def test_from_a_folder_below_the_same_files(pm: Pm, shop: Path) -> None:
    assert pm("export", at=shop / "features").code == 0
    assert (shop / "ROADMAP.md").exists()


@for_each("words", [(), ("--check",), ("--dry-run",)])
def test_the_exports_of_pm_yaml_are_never_those_of_a_scenario(
    words: tuple[str, ...], pm: Pm, make: Make
) -> None:
    root = make(head=f"{HEAD}{EXPORTS}scenarios: {{No SSO: {{drop: [sso]}}}}\n")
    before = files(root)
    run = pm("export", *words, "--scenario", "No SSO", at=root)
    assert (run.code, run.out) == (2, "")
    assert "pm export roadmap --scenario 'No SSO' -o FILE" in run.err
    assert files(root) == before
    assert pm("export", "roadmap", "--scenario", "No SSO", "-o", str(root / "R.md"), at=root).code == 0


def test_between_markers_every_other_byte_stays(pm: Pm, shop: Path) -> None:
    pm("export", at=shop)
    text = (shop / "README.md").read_bytes()
    before, _, rest = text.partition(b"<!-- pm:rank -->\r\n")
    inside, _, after = rest.partition(b"<!-- /pm:rank -->")
    assert before == b"# Shop\r\n\r\nOurs.\r\n"
    assert after == b"\r\nAnd more.\r\n"
    assert b"| sso |" in inside
    assert b"\n" not in inside.replace(b"\r\n", b"")
    assert b"# Shop: what" not in inside


def test_two_exports_between_markers_of_one_file(pm: Pm, make: Make) -> None:
    both = "exports: [{view: rank, to: A.md, between: one}, {view: graph, format: mermaid, to: A.md, between: two}]\n"
    root = make(head=HEAD + both)
    (root / "A.md").write_text("<!-- pm:one -->\n<!-- /pm:one -->\n<!-- pm:two -->\n<!-- /pm:two -->\n")
    assert pm("export", at=root).err == "wrote A.md\n"
    text = (root / "A.md").read_text()
    assert "| sso |" in text
    assert "```mermaid\nflowchart LR\n" in text
    assert pm("export", "--check", at=root).code == 0


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("before", "lead"),
    [
        ("- one\n\n  <!-- pm:rank -->\n  <!-- /pm:rank -->\n- two\n", "  "),
        ("1. <!-- pm:rank --><!-- /pm:rank -->\n", "   "),
        ("> <!-- pm:rank -->\n> old\n> <!-- /pm:rank -->\nend", "> "),
        ("```html\n<!-- pm:rank -->\n<!-- /pm:rank -->\n```\n<!-- pm:rank --><!-- /pm:rank -->", ""),
        ("~~~~\n```\n<!-- pm:rank -->\n~~~~\n<!-- pm:rank -->\n```\nopen\n<!-- /pm:rank -->\n", ""),
    ],
    ids=["list", "number", "quotation", "fence", "fences"],
)
def test_markers_in_lists_and_quotations_and_not_in_code(pm: Pm, shop: Path, before: str, lead: str) -> None:
    (shop / "README.md").write_text(before)
    once = (shop / "README.md", pm("export", at=shop).code)[0].read_text()
    opened = before.rindex("<!-- pm:rank -->") + len("<!-- pm:rank -->")
    assert once.startswith(before[:opened] + f"\n{lead}| # |")
    assert once.endswith(f"\n{lead}" + before[before.rindex("<!-- /pm:rank -->") :])
    inside = once[opened + 1 : once.rindex("<!-- /pm:rank -->")].splitlines()
    assert all(line.startswith(lead.rstrip()) for line in inside)
    assert pm("export", "--check", at=shop).code == 0


def test_a_file_of_windows_keeps_its_line_ends(pm: Pm, shop: Path) -> None:
    (shop / "README.md").write_bytes(b"# Shop\r\n<!-- pm:rank --><!-- /pm:rank -->")
    pm("export", at=shop)
    text = (shop / "README.md").read_bytes()
    assert b"\n" not in text.replace(b"\r\n", b"")
    assert text.endswith(b"\r\n<!-- /pm:rank -->")


@pytest.mark.parametrize(
    "text",
    ["", "<!-- pm:rank -->\n", "<!-- /pm:rank -->\n<!-- pm:rank -->\n", README * 2, f"```\n{README}```\n"],
    ids=repr,
)
def test_markers_that_are_not_there(pm: Pm, shop: Path, text: str) -> None:
    (shop / "README.md").write_text(text)
    before = files(shop)
    run = pm("export", at=shop)
    assert run.code == 1
    assert 'error: "README.md" needs <!-- pm:rank --> and <!-- /pm:rank -->, each once' in run.err
    assert files(shop) == before


def test_no_file_with_markers(pm: Pm, shop: Path) -> None:
    (shop / "README.md").unlink()
    run = pm("export", at=shop)
    assert run.code == 2
    assert 'there is no file "README.md"' in run.err


def test_check_shows_what_is_stale(pm: Pm, shop: Path) -> None:
    run = pm("export", "--check", at=shop)
    assert run.code == 1
    assert run.out.startswith("--- /dev/null\n+++ b/ROADMAP.md\n@@")
    assert "--- a/README.md\n+++ b/README.md\n" in run.out
    assert "error: 4 of 4 exports are stale: ROADMAP.md, README.md, docs/backlog.csv, docs/sso.md" in run.err
    assert not (shop / "ROADMAP.md").exists()
    pm("export", at=shop)
    assert pm("export", "--check", at=shop).err == "4 exports are up to date\n"
    text = (shop / "features" / "all.yaml").read_text()
    (shop / "features" / "all.yaml").write_text(text.replace("title: Single sign-on", "title: Sign in once"))
    run = pm("export", "--check", at=shop)
    assert run.code == 1
    assert "-# Single sign-on\n+# Sign in once\n" in run.out


def test_check_never_writes_into_the_file_it_checks(pm: Pm, shop: Path) -> None:
    before = files(shop)
    run = pm("export", "rank", "-o", "README.md", "--between", "rank", "--check", at=shop)
    assert run.code == 1
    assert run.out.startswith("--- a/README.md\n+++ b/README.md\n")
    assert files(shop) == before


def test_a_dry_run_writes_nothing(pm: Pm, shop: Path) -> None:
    before = files(shop)
    run = pm("export", "-n", at=shop)
    assert (run.code, run.out) == (0, "")
    assert "would write ROADMAP.md (new)\nwould write README.md\n" in run.err
    assert files(shop) == before


def test_no_exports(pm: Pm, make: Make) -> None:
    run = pm("export", at=make())
    assert (run.code, run.out) == (0, "")
    assert run.err.startswith("nothing to export: pm.yaml names no exports")


@pytest.mark.parametrize(
    ("exports", "message"),
    [
        ("[{view: roadmp, to: A.md}]", 'pm exports no "roadmp"'),
        ("[{view: brief, to: A.md, format: csv}]", "brief cannot be written as csv"),
        ("[{view: rank, to: A.md, audience: bord}]", 'there is no audience "bord"'),
        ("[{view: rank, to: A.md, between: 'a b'}]", '"a b" is no name of a marker'),
        ("[{view: rank, to: A.md, audience: customers}]", '"rank" cannot be exported for customers'),
        ("[{view: rank, to: A.md}, {view: graph, to: A.md}]", 'two exports go into "A.md"'),
        ("[{view: rank, to: README.md, between: a}, {view: graph, to: README.md, between: a}]", "README.md"),
        ("[{view: rank, to: A.svg}]", "rank cannot be written as svg"),
        ("[{view: brief, to: A.md}]", "a brief is about a feature"),
        ("[{view: rank, to: features/x.md}]", "is where features are read from"),
        ("[{view: rank, to: .github/x.md}]", "is in a hidden folder"),
        ("[{view: rank, format: markdown, to: pm.yaml}]", "pm.yaml is not written over"),
        ("[{view: rank, format: csv, to: A.csv, between: x}]", "csv cannot stand between markers"),
        ("[{view: rank, to: docs/, between: x}]", "between markers goes into a file"),
        ("[{view: brief, feature: nobody, to: A.md}]", 'there is no feature "nobody"'),
        ("[{view: brief, problem: p, to: A.md}]", "a brief is about a feature"),
        ("[{view: roadmap, problem: p, to: A.md}]", "roadmap is about all features"),
        ("[{view: research, problem: p, to: A.md}]", 'there is no problem "p"'),
        ("[{view: research, feature: sso, to: A.md}]", "research is about a problem"),
        ("[{view: experiment, to: A.md}]", "a read-out is of an experiment"),
        ("[{view: experiment, experiment: sso, to: A.md}]", 'there is no experiment "sso"'),
        ("[{view: case-study, to: A.md}]", "a case study is about a feature that shipped"),
        ("[{view: case-study, feature: sso, to: A.md}]", '"sso" has not shipped'),
    ],
)
def test_exports_that_cannot_be(pm: Pm, make: Make, exports: str, message: str) -> None:
    root = make(head=f"{HEAD}exports: {exports}\n")
    before = files(root)
    run = pm("export", at=root)
    assert run.code in (1, 2)
    assert message in run.err
    assert files(root) == before


@pytest.mark.parametrize(
    ("export", "told"),
    [
        ("{view: rank, to: A.xyz}", 'no format ends in ".xyz"'),
        ("{view: review, to: A.xlsx}", "review cannot be written as xlsx"),
        ("{view: rank, to: A.html, between: x}", "html cannot stand between markers"),
        ("{view: rank, format: csv, to: A.md, between: x}", "csv cannot stand between markers"),
        ("{view: rank, to: A.md, between: '-'}", '"-" is no name of a marker'),
    ],
)
def test_pm_check_tells_what_pm_export_would(pm: Pm, make: Make, export: str, told: str) -> None:
    root = make(head=f"{HEAD}exports: [{export}]\n")
    assert f"error PM904 {told}" in pm("check", "--format", "concise", "--select", "PM904", at=root).out
    assert told in pm("export", at=root).err


def test_a_folder_of_features_is_no_place_for_exports(pm: Pm, make: Make) -> None:
    root = make(head=f"{HEAD}features: [features]\nexports: [{{view: rank, to: features/x.md}}]\n")
    told = pm("check", "--format", "concise", "--select", "PM904", at=root).out
    assert 'error PM904 "features/x.md" is what pm reads' in told
    assert 'error: "features/x.md" is where features are read from\n' in pm("export", at=root).err


def test_a_marker_is_a_name(pm: Pm, make: Make) -> None:
    for name in ("pm:", ":", "a/b", "-"):
        root = make(head=f"{HEAD}exports: [{{view: rank, to: A.md, between: '{name}'}}]\n")
        assert "is no name of a marker" in pm("check", "--select", "PM904", at=root).out
        assert "is no name of a marker" in pm("export", at=root).err


def test_a_folder_may_have_a_dot_in_its_name(pm: Pm, make: Make) -> None:
    root = make(head=f"{HEAD}exports: [{{view: rank, to: v1.2/}}]\n")
    assert pm("check", "--select", "PM904", at=root).code == 0
    assert pm("export", at=root).err == "wrote v1.2/rank.md (new)\n"


def test_pm_check_tells_them_at_their_place(pm: Pm, make: Make) -> None:
    text = "exports: [{view: rank, to: A.md, audience: custmers}]\naudiences: {x: {fields: [title, ownr]}}\n"
    run = pm("check", "--format", "concise", "--select", "PM904", at=make(head=HEAD + text))
    assert run.code == 1
    assert 'pm.yaml:4:44: error PM904 there is no audience "custmers" (did you mean "customers"?)' in run.out
    assert (
        'pm.yaml:5:33: error PM904 audience "x": there is no field "ownr" (did you mean "owner"?)' in run.out
    )
    assert pm("rank", at=make(head=HEAD + text)).code == 0


# --- one view ---


def test_a_view_goes_to_the_standard_output(pm: Pm, shop: Path) -> None:
    run = pm("export", "rank", at=shop)
    assert (run.code, run.err) == (0, "")
    assert "# Shop: what to do first\n" in run.out
    document = json.loads(pm("export", "rank", "--format", "json", at=shop).out)
    assert document == json.loads(pm("rank", "--format", "json", at=shop).out)


def test_the_ending_chooses_the_format(pm: Pm, shop: Path) -> None:
    for name, start in (
        ("a.csv", "rank,id"),
        ("a.json", '{\n  "schemaVersion": 1'),
        ("a.mmd", "%% Written"),
        ("a.dot", "// Written"),
    ):
        assert pm("export", "graph" if name[2:] in ("mmd", "dot") else "rank", "-o", name, at=shop).code == 0
        assert (shop / name).read_text().startswith(start)


@pytest.mark.unmeasured
@pytest.mark.parametrize("format_", ["markdown", "csv", "json", "mermaid", "dot", "html", "svg"])
def test_what_pm_has_written_is_written_over(pm: Pm, shop: Path, format_: str) -> None:
    view = "graph" if format_ in ("mermaid", "dot", "svg") else "backlog"
    words = ("export", view, "--format", format_, "-o", "out.txt")
    assert pm(*words, at=shop).err == "wrote out.txt (new)\n"
    (shop / "features" / "more.yaml").write_text("- {id: more, title: More, depends_on: [sso]}\n")
    assert pm(*words, at=shop).err == "wrote out.txt\n"
    (shop / "out.txt").write_text("My own words\n")
    run = pm(*words, at=shop)
    assert run.code == 1
    assert run.err.startswith('error: "out.txt" was not written by pm, and is left as it is\n')
    assert (shop / "out.txt").read_text() == "My own words\n"
    assert pm(*words, "--force", at=shop).code == 0
    (shop / "out.txt").write_text("")
    assert pm(*words, at=shop).code == 0


def test_a_folder_gets_a_file_of_the_name_of_the_view(pm: Pm, shop: Path) -> None:
    assert (
        pm("export", "roadmap", "-o", "out/", "--format", "json", at=shop).err
        == "wrote out/roadmap.json (new)\n"
    )
    assert pm("export", "rank", "-o", "out", at=shop).err == "wrote out/rank.md (new)\n"
    run = pm("export", "brief", "-o", "briefs/", at=shop)
    assert run.err.splitlines() == [f"wrote briefs/{name}.md (new)" for name in ("base", "dark", "sso")]


@for_each(
    "words, code, message",
    [
        ("roadmp", 2, 'pm exports no "roadmp"'),
        ("rank sso", 2, "rank is about all features"),
        ("brief", 2, "a brief is about a feature"),
        ("brief ssp", 2, 'there is no feature "ssp"'),
        ("research sso", 2, 'there is no problem "sso"'),
        ("experiment", 2, "a read-out is of an experiment"),
        ("experiment sso", 2, 'there is no experiment "sso"'),
        ("case-study sso", 2, '"sso" has not shipped'),
        ("research -o research/", 2, "there is no problem to write about"),
        ("brief sso --format csv", 2, "brief cannot be written as csv"),
        ("rank --format cvs", 2, '--format knows no "cvs"'),
        ("rank --audience bord", 2, 'there is no audience "bord"'),
        ("rank --audience customers", 2, '"rank" cannot be exported for customers, who may not see rank'),
        ("rank --check", 2, "--check needs a file"),
        ("rank -n", 2, "--dry-run needs a file"),
        ("rank --between x", 2, "what stands between markers goes into a file"),
        ("rank --between -x -o A.md", 2, "is no name of a marker"),
        ("--format csv", 2, "--format goes with a view"),
        ("--audience customers", 2, "--audience goes with a view"),
        ("--where id=sso", 2, "--where goes with a view"),
        ("rank -o x.pdf", 2, 'no format ends in ".pdf"'),
        (f"rank -o {'a' * 300}.md", 2, "file name too long"),
        ("roadmap --audience customers --format mermaid", 2, "shows nothing that customers may see"),
        ("-o A.md", 2, "-o goes with a view"),
        ("rank --where nope=1", 2, '"nope"'),
        ("rank -o ../A.md", 2, "is outside the workspace"),
        ("review --since v9", 2, "no git repository"),
        ("rank --since v9", 2, "rank as markdown tells no changes"),
        ("roadmap --since v9 --format csv", 2, "roadmap as csv tells no changes"),
    ],
)
def test_wrong_usage(pm: Pm, shop: Path, words: str, code: int, message: str) -> None:
    before = files(shop)
    run = pm("export", *words.split(), at=shop)
    assert (run.code, run.out) == (code, "")
    assert message in run.err
    assert files(shop) == before


def test_conditions_hide_features_and_change_no_rank(pm: Pm, shop: Path) -> None:
    rows = json.loads(pm("export", "backlog", "--where", "id=sso", "--format", "json", at=shop).out)["items"]
    assert [(row["id"], row["rank"]) for row in rows] == [("sso", 2)]


def test_rows_are_hidden_and_say_what_they_said(pm: Pm, shop: Path) -> None:
    told = pm("export", "rank", "--where", "id=sso", "--format", "json", at=shop).out
    assert json.loads(told) == json.loads(pm("rank", "--where", "id=sso", "--format", "json", at=shop).out)
    for view, format_ in (("roadmap", "html"), ("backlog", "xlsx"), ("graph", "svg"), ("review", "markdown")):
        assert (
            pm("export", view, "--where", "id=sso", "--format", format_, "-o", f"x.{format_}", at=shop).code
            == 0
        )


@pytest.mark.parametrize(
    "text",
    [
        "Written by pm Ann.\nprecious\n", "# Title\n<!-- Written by pm: change the backlog, not this file -->\n",
        "rank,owner\n1,ann\n", '{\n  "schemaVersion": 2,\n  "kind": "mine"\n}\n',
    ],
)  # fmt: skip
@pytest.mark.parametrize("format_", ["markdown", "csv", "json"])
def test_what_only_looks_like_ours_is_left_alone(pm: Pm, shop: Path, text: str, format_: str) -> None:
    (shop / "out.txt").write_text(text)
    assert pm("export", "rank", "--format", format_, "-o", "out.txt", at=shop).code == 1
    assert (shop / "out.txt").read_text() == text


def test_one_csv_of_pm_takes_the_place_of_another(pm: Pm, shop: Path) -> None:
    for view in ("rank", "graph", "roadmap", "declined", "backlog", "rank"):
        assert pm("export", view, "--format", "csv", "-o", "out.csv", at=shop).code == 0


def test_briefs_of_an_audience_have_the_names_that_it_knows(pm: Pm, shop: Path) -> None:
    run = pm("export", "brief", "-o", "b/", "--audience", "board", at=shop)
    assert run.err == "wrote b/single-sign-on.md (new)\n"
    run = pm("export", "brief", "-o", "c/", "--where", "id=sso", at=shop)
    assert run.err == "wrote c/sso.md (new)\n"
    (shop / "features" / "all.yaml").unlink()
    assert "there is no open feature to write a brief of" in pm("export", "brief", "-o", "d/", at=shop).err


@pytest.mark.unmeasured
def test_a_pipe_gets_the_bytes_of_the_file_in_every_locale(pm: Pm, shop: Path) -> None:
    (shop / "features" / "all.yaml").write_text("- {id: a, title: Größe – 日本}\n")
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    pm("export", "backlog", "-o", "out.md", at=shop)
    done = outside("export", "backlog", at=shop, variables=bare)
    assert done.stdout == (shop / "out.md").read_text()


def test_an_audience_of_pm_yaml(pm: Pm, shop: Path) -> None:
    out = pm("export", "roadmap", "--audience", "board", at=shop).out
    assert "Single sign-on" in out
    assert "Base" not in out
    assert "sso" not in out


def test_errors_in_the_backlog(pm: Pm, shop: Path) -> None:
    (shop / "features" / "bad.yaml").write_text("title: Bad\neffort: -1\n")
    before = files(shop)
    run = pm("export", at=shop)
    assert (run.code, run.out) == (1, "")
    assert files(shop) == before
    run = pm("export", "rank", "--partial", at=shop)
    assert (run.code, run.err) == (0, "left out for errors: bad\n")
    assert "left out for errors: bad" in run.out


ABOUT = {
    "brief": ", feature: guest-checkout", "case-study": ", feature: fast-load",
    "experiment": ", experiment: guest-50",
}  # fmt: skip
EVERYTHING = "".join(
    f"  - {{view: {view}, format: {format_}, to: all/{view}.{format_}{ABOUT.get(view, '')}}}\n"
    for view, formats in VIEWS.items()
    for format_ in formats
)


@pytest.mark.unmeasured
def test_the_same_bytes_under_every_hash_seed(pm: Pm, tmp_path: Path) -> None:
    """In this process, whose seed is another on every run, and in one of a fixed seed in Tokyo."""
    shutil.copytree(NORTHWIND, tmp_path / "here")
    settings = tmp_path / "here" / "pm.yaml"
    settings.write_text(
        re.sub(r"(?m)^exports:\n(?:[ #].*\n)*", "", settings.read_text()) + f"exports:\n{EVERYTHING}"
    )
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    here = pm("export", at=tmp_path / "here")
    variables = {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"}
    there = outside("export", at=tmp_path / "there", variables=variables, fresh=True)
    assert (here.code, there.returncode) == (0, 0), here.err + there.stderr
    one, other = (
        {path.name: path.read_bytes() for path in (tmp_path / at / "all").iterdir()}
        for at in ("here", "there")
    )
    assert one == other
    assert len(one) == EVERYTHING.count("\n")


def test_a_link_that_leaves_is_not_written_through(pm: Pm, shop: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim.md"
    victim.write_text("<!-- Written by pm: -->\n")
    (shop / "ROADMAP.md").symlink_to(victim)
    run = pm("export", at=shop)
    assert run.code == 2
    assert "outside the workspace" in run.err
    assert victim.read_text() == "<!-- Written by pm: -->\n"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read(pm: Pm, shop: Path) -> None:
    (shop / "ROADMAP.md").touch(0o000)
    assert "cannot read" in pm("export", at=shop).err


# --- since ---


@pytest.fixture
def history(shop: Path) -> Path:
    commit(shop, "begin")
    git(shop, "tag", "v1")
    text = (shop / "features" / "all.yaml").read_text()
    (shop / "features" / "all.yaml").write_text(
        text.replace("effort: 5", "effort: 25").replace("id: dark", "id: black")
    )
    (shop / "features" / "new.yaml").write_text(
        "title: Brand new\neffort: 1\nrice: {reach: 10, impact: 1, confidence: 50%}\n"
    )
    return shop


@pytest.mark.unmeasured
@pytest.mark.parametrize("since", ["v1", "2026-11-02", "2027-01-01"])
def test_what_changed_since_a_revision_or_a_day(pm: Pm, history: Path, since: str) -> None:
    out = pm("export", "review", "--since", since, at=history).out
    assert f"## What changed since {since}\n" in out
    assert "new: Brand new" in out
    assert "Single sign-on is no longer planned; it was in 2026-Q4" in out
    told = json.loads(pm("export", "roadmap", "--since", since, "--format", "json", at=history).out)["since"]
    assert told["revision"] == since
    assert "new" in told["added"]


def test_a_day_before_the_first_commit(pm: Pm, history: Path) -> None:
    run = pm("export", "review", "--since", "2020-01-01", at=history)
    assert run.code == 2
    assert run.err.startswith("error: no commit is as old as 2020-01-01\nhint:  the oldest is of 2026-11-02")
    assert "no day of the calendar" in pm("export", "review", "--since", "2026-02-31", at=history).err


def test_a_day_counts_by_when_it_came_to_stand_there(pm: Pm, shop: Path) -> None:
    commit(shop, "begin")
    (shop / "features" / "late.yaml").write_text("title: Late\n")
    git(shop, "add", "-A")
    git(shop, "-c", "user.name=x", "commit", "-q", "-m", "rebased", "--date", "2026-10-01T00:00:00Z")
    (shop / "features" / "later.yaml").write_text("title: Later\n")
    out = pm("export", "review", "--since", "2026-11-01", at=shop)
    assert "no commit is as old as 2026-11-01" in out.err


def test_customers_are_not_told_what_changed(pm: Pm, history: Path) -> None:
    out = pm("export", "roadmap", "--since", "v1", "--audience", "customers", at=history).out
    assert "changed" not in out


def test_who_sees_no_ids_gets_a_brief_of_the_feature_that_pm_yaml_names(pm: Pm, make: Make) -> None:
    export = "exports: [{view: brief, feature: SSO, audience: few, to: few.md}]\n"
    few = "few: {fields: [title, problem]}, others: {fields: [title, problem], where: id!=sso}"
    root = make(head=f"{HEAD}{export}audiences: {{{few}}}\n")
    assert pm("export", at=root).code == 0
    assert "# Single sign-on" in (root / "few.md").read_text()
    asked = pm("export", "brief", "sso", "--audience", "few", at=root)
    assert asked.out == (root / "few.md").read_text()
    hidden = pm("export", "brief", "sso", "--audience", "others", at=root)
    assert (hidden.code, "for this audience" in hidden.err) == (2, True)


# --- what only the history tells ---


def test_a_case_study_goes_by_the_history_and_an_export_of_pm_yaml_by_the_files(
    pm: Pm, tmp_path: Path
) -> None:
    whole = two_years(tmp_path / "shop")
    git(tmp_path, "clone", "-q", "--depth", "12", f"file://{whole.parent}", "clone")
    shallow = tmp_path / "clone" / "roadmap"
    asked = ["export", "case-study", "sign-in"]
    assert "when work began" in pm(*asked, at=whole).out
    assert "Estimates are those of now (the clone begins later: git fetch" in pm(*asked, at=shallow).out
    export = "exports: [{view: case-study, feature: sign-in, to: sign-in.md}]\n"
    for root in (whole, shallow):
        with (root / "pm.yaml").open("a") as settings:
            settings.write(export)
        assert pm("export", at=root).code == 0
        assert pm("export", "--check", at=root).code == 0
    assert (whole / "sign-in.md").read_bytes() == (shallow / "sign-in.md").read_bytes()
    assert "Estimates are those of now: " in (whole / "sign-in.md").read_text()
    for root, code in ((whole, 0), (shallow, 2)):
        assert pm(*asked, "-o", "sent.md", at=root).code == 0
        run = pm(*asked, "-o", "sent.md", "--check", at=root)
        assert run.code == code
        assert ("the clone is shallow" in run.err) is (code == 2)
