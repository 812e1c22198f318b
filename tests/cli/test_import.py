"""`pm import` and `pm init` as people run them: previews, questions, conflicts, exit codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pmcli import load
from pmcli.cli import import_, init
from pmcli.editing.workspace_template import MODELS
from pmcli.importing.sources import IMPORTERS
from pmcli.model.feature import Feature
from pmcli.model.workspace import UNITS
from pmcli.views.import_next import VALUES
from tests.cli.conftest import Make, Pm, environment, in_terminal, outside
from tests.cli.dialogue import Conversation, Dialogue
from tests.importing.sources.samples import DATA
from tests.importing.sources.test_tables import workbook

RICE = str(DATA / "rice.csv")
JIRA = str(DATA / "jira-issues.csv")


def test_the_formats_are_the_importers() -> None:
    assert sorted(import_.FORMATS) == sorted(one.name for one in IMPORTERS)
    assert set(init.UNITS) == set(UNITS)
    assert set(VALUES) <= set(Feature.model_fields)


TWICE = "Title,Owner\nSSO,x\nAudit logs,y\nLogin fix,z\nLogin fix,z\n"


def test_possible_duplicates_are_told_with_what_to_do(pm: Pm, make: Make, tmp_path: Path) -> None:
    root = make("- {id: sso, title: Single sign-on}\n- {id: log, title: Audit log}\n")
    (tmp_path / "list.csv").write_text(TWICE)
    out = pm("import", str(tmp_path / "list.csv"), "--dry-run", at=root).out
    assert re.search(
        "Possible duplicates\n"
        '• audit-logs "Audit logs" is like log "Audit log": the same title; not decided\n'
        r'• sso\S+ "SSO" is like sso "Single sign-on": nearly the same title; comes in\n'
        r'• login-fix\S+ "Login fix" is like login-fix: the same title, and both come in\n'
        "• --duplicates link makes each pair of which pm is sure one feature, keep brings both\n"
        "• what is not sure comes in; pm triage then shows each beside the other, and merges with one key\n",
        out,
    )
    before = sorted(root.rglob("*.yaml"))
    for words in (["--yes"], []):
        run = pm("import", str(tmp_path / "list.csv"), *words, at=root)
        assert run.code == 2
        assert '1 item is here already, such as "log"' in run.err
        assert "--duplicates link makes each one feature" in " ".join(run.err.split())
        assert sorted(root.rglob("*.yaml")) == before
    assert pm("import", str(tmp_path / "list.csv"), "--duplicates", "ask", at=root).code == 2
    out = pm("import", str(tmp_path / "list.csv"), "--duplicates", "link", "-y", at=root).out
    assert '"Audit logs" is like log "Audit log": the same title; linked\n' in out
    assert "linked        1 feature, from now on with this source too\n" in out
    assert "differs here  log: title Audit log here, Audit logs there (stays)\n" in out
    assert "4 items read = 3 new + 1 linked\n" in out
    assert "Nothing to write: all of it" in pm("import", str(tmp_path / "list.csv"), "-y", at=root).out


def test_a_person_says_what_becomes_of_duplicates(make: Make, tmp_path: Path) -> None:
    root = make(
        "- {id: sso, title: Single sign-on}\n- {id: log, title: Audit log}\n- {id: pay, title: Pay}\n"
    )
    (tmp_path / "list.csv").write_text(f"{TWICE}Pay,z\n")
    with Conversation("import", str(tmp_path / "list.csv"), at=root) as talk:
        talk.answer("2 items are features that are here already", "")
        talk.answer('"SSO" = sso "Single sign-on": nearly the same title', "l")
        talk.answer("Write 2 new features and change 3 features? [y/N]", "")
        assert talk.ended() == 0
    with Conversation("import", str(tmp_path / "list.csv"), "--duplicates", "ask", at=root) as talk:
        talk.answer('"Audit logs" = log "Audit log": the same title', "what?")
        talk.answer("(l)ink: one feature with two sources, (m)erge: decline it, its voices move", "m")
        talk.answer('"Pay" = pay: the same title', "l")
        talk.answer("nearly the same title", "")
        talk.answer("Write 4 new features and change 1 feature? [y/N]", "y")
        assert talk.ended() == 0
    backlog = load(root).backlog
    assert backlog.stands_for("audit-logs") == "log"
    assert backlog.features["pay"].links == {"list": "Pay"}
    with Conversation("import", str(tmp_path / "list.csv"), at=root) as talk:
        assert talk.ended() == 0
        assert "Nothing to write: all of it is here already" in talk.screen


def test_a_person_says_what_pm_yaml_gets(pm: Pm, make: Make, tmp_path: Path) -> None:
    root = make("")
    (tmp_path / "list.csv").write_text("Title,Team,Effort,Customers asking\nA,Growth,M,Acme\nB,Ops,S,Bolt\n")
    with Conversation("import", str(tmp_path / "list.csv"), at=root) as talk:
        talk.answer(
            "pm.yaml lacks 2 teams: growth, ops, with a capacity of 12 person-weeks a quarter each", ""
        )
        talk.answer("pm.yaml lacks 2 accounts: Acme, Bolt (2 features): add them? [Y/n]", "n")
        talk.answer("pm.yaml lacks sizes in person-weeks: S 1..2, M 2..4, L 4..9, XL 9..20 (2 features)", "y")
        talk.answer("Write 2 new features? [y/N]", "y")
        assert talk.ended() == 0
        assert "into pm.yaml" in talk.screen
    workspace = load(root).backlog.workspace
    assert ([*workspace.teams], [*workspace.accounts], [*workspace.sizes]) == (
        ["growth", "ops"], [], ["S", "M", "L", "XL"],
    )  # fmt: skip
    run = pm("import", str(tmp_path / "list.csv"), "--yes", "--no-new-accounts", at=root)
    assert "--new-accounts adds 2 accounts: Acme, Bolt (2 features)" in run.out
    assert "Nothing to write" in run.out


def test_nothing_is_written_where_nobody_can_be_asked(pm: Pm, make: Make) -> None:
    root = make("")
    run = pm("import", RICE, at=root)
    assert run.code == 2
    assert "rice.csv: a RICE spreadsheet" in run.out
    assert "--yes writes it" in run.err
    assert not list((root / "features").iterdir())
    assert not (root / "imports").exists()


def test_the_preview_tells_everything(pm: Pm, make: Make) -> None:
    root = make("")
    run = pm("import", RICE, "--dry-run", at=root)
    assert run.code == 0
    for words in (
        "6 features, a file each, in features/", "Initiative → title", "row 3 is taken for the header",
        "row 6: stated 600, RICE of its inputs is 6000", 'row 10: "Total" is no feature', 'there is no "Themes"',
        "7 items read = 6 new + 1 left out", "Nothing is written (--dry-run)",
    ):  # fmt: skip
        assert words in run.out
    assert not list((root / "features").iterdir())


def test_written_and_again(pm: Pm, make: Make) -> None:
    root = make("")
    run = pm("import", RICE, "--yes", at=root)
    assert run.code == 0
    assert run.out.endswith(
        "6 features imported; commit imports/rice.yaml with them\n"
        "pm rank says what to do first, pm check what is missing\n"
        "pm roadmap plans nothing before pm.yaml names who builds it: teams: {web: {capacity: 12}}, "
        "in person-weeks a quarter\n"
    )
    assert "dark-mode" in pm("rank", at=root).out
    assert pm("check", "--select", "PM0,PM1,PM2", at=root).code == 0
    run = pm("import", RICE, at=root)
    assert run.code == 0
    assert "Nothing to write: all of it is here already" in run.out
    assert "7 items read = 6 here already + 1 left out" in run.out


def test_a_conflict_is_listed_and_told_by_the_exit_code(pm: Pm, make: Make, tmp_path: Path) -> None:
    root = make("")
    source = tmp_path / "list.csv"
    source.write_text("Key,Title,Owner\nA,Aa,amelie\n")
    assert pm("import", str(source), "-y", at=root).code == 0
    assert pm("import", str(source), "--dry-run", at=root).code == 0
    file = root / "features" / "aa.yaml"
    file.write_text(file.read_text().replace("amelie", "zoe"))
    run = pm("import", str(source), at=root)
    assert "edited here" in run.out
    source.write_text("Key,Title,Owner\nA,Aa,jonas\nB,Bb,mo\n")
    run = pm("import", str(source), "-y", at=root)
    assert run.code == 1
    assert "aa: owner is zoe here, jonas there (row 2)" in run.out
    assert "--theirs takes the source's values" in run.out
    assert (root / "features" / "bb.yaml").exists()
    assert pm("import", str(source), "--theirs", "-y", at=root).code == 0
    assert "owner: jonas" in file.read_text()
    assert pm("import", str(source), "--theirs", "--ours", at=root).code == 2


def test_parts_are_told_by_their_names(pm: Pm, make: Make, tmp_path: Path) -> None:
    root = make("")
    source = tmp_path / "list.csv"
    source.write_text("Key,Title,Reach,Impact,Confidence\nA,Aa,100,2,80%\n")
    assert pm("import", str(source), "-y", at=root).code == 0
    assert pm("set", "aa", "rice.confidence=50%", "rice.impact=1", at=root).code == 0
    source.write_text("Key,Title,Reach,Impact,Confidence\nA,Aa,900,3,80%\n")
    run = pm("import", str(source), "-y", at=root)
    assert run.code == 1
    assert "aa: rice.reach 100 -> 900" in run.out
    assert "aa: rice.confidence (stays)" in run.out
    assert "aa: rice.impact is 1 here, 3 there (row 2)" in run.out
    assert pm("import", str(source), "-y", "--theirs", at=root).code == 0
    assert "rice: {reach: 900, impact: 3, confidence: 50%}" in (root / "features" / "aa.yaml").read_text()


def test_what_cannot_be_edited_is_told_by_the_exit_code(pm: Pm, make: Make, tmp_path: Path) -> None:
    root = make("")
    source = tmp_path / "list.csv"
    source.write_text("Key,Title,Reach,Impact\nA,Aa,100,2\nB,Bb,5,1\n")
    assert pm("import", str(source), "-y", at=root).code == 0
    file = root / "features" / "aa.yaml"
    file.write_text("title: Aa\nx-all: &all {reach: 100, impact: 2}\nrice: *all\nlinks: {list: A}\n")
    source.write_text("Key,Title,Reach,Impact\nA,Aa,900,2\nB,Bb,6,1\n")
    run = pm("import", str(source), "-y", at=root)
    assert run.code == 1
    assert (
        "aa: features/aa.yaml:3: rice.reach cannot be edited: it stands behind an alias; left as it is"
        in (" ".join(run.out.split()))
    )
    assert "2 items read = 1 changed + 1 here already" in run.out
    assert "1 feature changed, 1 left, which cannot be changed this way; commit imports/list.yaml" in run.out
    run = pm("import", str(source), at=root)
    assert run.code == 1
    assert "Nothing to write, and 1 feature left, which cannot be changed this way" in run.out
    file.write_text(file.read_text().replace("title: Aa", "title: Mine"))
    source.write_text("Key,Title,Reach,Impact\nA,Aaa,100,2\nB,Bbb,6,1\n")
    assert pm("import", str(source), "-y", at=root).code == 1
    assert "reach: 900" not in file.read_text()


SAME = "Key,Title,Owner\n1,Log in,mo\n2,Search,mo\n3,Pay,mo\n"


def test_the_same_table_under_another_name(pm: Pm, make: Make, tmp_path: Path) -> None:
    root = make("")
    first, second = tmp_path / "rice.csv", tmp_path / "rice-2027.csv"
    first.write_text(SAME)
    assert pm("import", str(first), "-y", at=root).code == 0
    second.write_text(SAME.replace("3,Pay,mo", "3,Pay,zoe"))
    for words in (["-y"], ["--dry-run"], []):
        run = pm("import", str(second), *words, at=root)
        assert run.code == 2
        assert 'this looks like "rice", which came in before (3 of 3 rows)' in run.err
        assert "--as rice where it is the same source" in run.err
        assert "--as rice-2027 where it is another one" in run.err
    with Conversation("import", str(second), at=root) as talk:
        talk.answer("This looks like `rice` (3 of 3 rows): the same source? [Y/n]", "perhaps")
        talk.answer("the same source? [Y/n]", "n")
        talk.answer("3 items are features that are here already, by title or key", "k")
        talk.answer("Write 3 new features? [y/N]", "")
        assert talk.ended() == 0
    with Conversation("import", str(second), at=root) as talk:
        talk.answer("the same source? [Y/n]", "")
        talk.answer("Change 1 feature? [y/N]", "y")
        assert talk.ended() == 0
    assert not (root / "imports" / "rice-2027.yaml").exists()
    assert "owner: zoe" in (root / "features" / "pay.yaml").read_text()


def test_another_table_under_the_same_name(pm: Pm, make: Make, tmp_path: Path) -> None:
    root = make("")
    source = tmp_path / "list.csv"
    source.write_text(SAME)
    assert pm("import", str(source), "-y", at=root).code == 0
    source.write_text("Key,Title,Owner\n1,A,mo\n2,B,mo\n3,C,mo\n")
    run = pm("import", str(source), "-y", at=root)
    assert run.code == 2
    assert '3 of 3 that came in as "list" have another title now' in run.err
    with Conversation("import", str(source), at=root) as talk:
        talk.answer("3 of 3 have another title than last time: is it still `list`? [y/N]", "")
        assert talk.ended() == 2
    with Conversation("import", str(source), at=root) as talk:
        talk.answer("is it still `list`? [y/N]", "y")
        talk.answer("Change 3 features? [y/N]", "")
        assert talk.ended() == 0
    assert pm("import", str(source), "-y", "--as", "list", at=root).code == 0
    assert "title: A\n" in (root / "features" / "log-in.yaml").read_text()


def test_conflicts_alone_and_no_rows_are_told(pm: Pm, make: Make, tmp_path: Path) -> None:
    root = make("")
    source = tmp_path / "list.csv"
    source.write_text("Key,Title,Owner,Tags\nA,Aa,amelie,x\n")
    assert pm("import", str(source), "-y", at=root).code == 0
    file = root / "features" / "aa.yaml"
    file.write_text(file.read_text().replace("amelie", "zoe"))
    source.write_text("Key,Title,Owner\nA,Aa,jonas\n")
    run = pm("import", str(source), "-y", at=root)
    assert run.code == 1
    assert "not in this export  tags (stay)" in run.out
    assert "Nothing to write, and 1 conflict left" in run.out
    source.write_text("Key,Title,Owner\n")
    run = pm("import", str(source), "-y", at=root)
    assert "here are no rows in it" in run.out + run.err


def test_a_story_points_export_without_values_says_what_is_missing(pm: Pm, make: Make) -> None:
    root = make("")
    run = pm("import", JIRA, "--yes", "--ids", "key", at=root)
    assert "pm triage --model rice asks for that" in run.out
    assert (root / "features" / "SHOP-1.yaml").exists()
    assert "x-story-points" in run.out
    text = (root / "features" / "SHOP-1.yaml").read_text()
    assert "description: |\n  h2. Why\n" in text


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["nowhere.csv"], 2, 'there is no file "nowhere.csv"'), ([RICE, "--map", "Size"], 2, "expected COLUMN=FIELD"),
        ([RICE, "--map", "Sice=effort"], 2, 'no column "Sice"'), ([RICE, "--map", "Owner=onwer"], 2, 'did you mean "owner"'),
        ([RICE, "--format", "jirra"], 2, 'did you mean "jira"'), ([RICE, "--ids", "x"], 2, '--ids knows no "x"'),
        ([RICE, "--into", "elsewhere"], 2, "pm would not read features"), ([str(DATA / "README.md")], 2, "Markdown in which nothing says what is to be done"),
    ],
)  # fmt: skip
def test_wrong_usage(pm: Pm, make: Make, words: list[str], code: int, told: str) -> None:
    run = pm("import", *words, "--yes", at=make(""))
    assert run.code == code
    assert told in run.err


def test_no_workspace(pm: Pm, tmp_path: Path) -> None:
    run = pm("import", RICE, at=tmp_path)
    assert run.code == 2
    assert "no pm.yaml" in run.err


def test_from_the_standard_input(make: Make) -> None:
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "pmcli", "import", "-", "--as", "ideas", "--yes"], input=b"Title,Owner\nA,x\n",
        cwd=make(""), env=environment(), capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"commit imports/ideas.yaml" in done.stdout


@pytest.mark.parametrize(("text", "code"), [("Title,Owner\n", 0), ("Title,Owner\n,x\n", 1)])
def test_nothing_that_could_come_in(pm: Pm, make: Make, tmp_path: Path, text: str, code: int) -> None:
    (tmp_path / "list.csv").write_text(text)
    root = make("")
    run = pm("import", str(tmp_path / "list.csv"), "--yes", at=root)
    assert run.code == code
    assert "Nothing comes in" in run.out or "There are no rows in it" in run.out
    assert not (root / "imports").exists()


def test_hostile_text_is_shown_harmless(pm: Pm, make: Make, tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_text("Title,Owner\x1b[31m\n\x1b[31mRed,x\n=1,\u202ey\n", encoding="utf-8")
    run = pm("import", str(source), "-y", at=make(""))
    assert run.code == 0
    assert "\x1b" not in run.out
    assert "\u202e" not in run.out


def test_a_person_is_asked(make: Make) -> None:
    root = make("")
    with Dialogue("import", RICE, "--no-new-sizes", at=root) as talk:
        talk.answer("Write 6 new features? [y/N]", "")
        assert talk.ended() == 0
        assert "Nothing is written" in talk.screen
    assert not list((root / "features").iterdir())
    with Dialogue("import", RICE, "--no-new-sizes", at=root) as talk:
        talk.answer("Write 6 new features? [y/N]", "y")
        assert talk.ended() == 0
        assert "6 features imported" in talk.screen
    assert len(list((root / "features").iterdir())) == 6


@pytest.mark.parametrize("columns", [40, 60, 120])
def test_every_width(make: Make, columns: int) -> None:
    code, screen = in_terminal(
        "import", RICE, "--dry-run", at=make(""), columns=columns, variables={"TERM": "dumb"}
    )
    assert code == 0
    assert all(len(line) <= max(columns, 40) for line in screen.split("\n"))
    assert screen.isascii()


def test_a_workbook(pm: Pm, make: Make, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Idea", "Reach", "Impact", "Confidence", "Effort"],
        ["Dark mode", 1200, 2, 0.8, 3],
    ]
    (tmp_path / "rice.xlsx").write_bytes(workbook(("Read me", [["Hello"]]), ("Ideas", rows), ("Old", rows)))
    root = make("")
    run = pm("import", str(tmp_path / "rice.xlsx"), "--yes", "--sheet", "old", at=root)
    assert run.code == 0
    assert 'the sheet "Old" is read, of "Read me", "Ideas", "Old"' in run.out
    assert (
        "rice: {reach: 1200, impact: 2, confidence: 80%}"
        in (root / "features" / "dark-mode.yaml").read_text()
    )
    assert 'the sheet "Old" is read' in pm("import", str(tmp_path / "rice.xlsx"), at=root).out


# --- init ---


@pytest.mark.unmeasured
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("unit", init.UNITS)
def test_a_first_workspace_ranks(pm: Pm, tmp_path: Path, model: str, unit: str) -> None:
    assert (
        pm("init", "--yes", "--model", model, "--unit", unit, "--product", "A: b #c", at=tmp_path).code == 0
    )
    run = pm("check", at=tmp_path)
    assert (run.code, "3 features" in run.out) == (0, True)
    run = pm("rank", "--format", "json", at=tmp_path)
    assert run.code == 0
    assert f'"model": "{model}"' in run.out.replace('":"', '": "')
    assert '"unscored": []' in run.out.replace('":[', '": [')


def test_nothing_is_written_over(pm: Pm, make: Make, tmp_path: Path) -> None:
    root = make()
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    run = pm("init", "--yes", at=root)
    assert run.code == 2
    assert "is a workspace already" in run.err
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == before
    (tmp_path / "file").write_text("x")
    assert pm("init", "file", "--yes", at=tmp_path).code == 2


def test_features_that_are_there_need_no_examples(pm: Pm, tmp_path: Path) -> None:
    (tmp_path / "features").mkdir()
    (tmp_path / "features" / "mine.yaml").write_text("title: Mine\n")
    run = pm("init", "--yes", "--today", "2026-11-02", at=tmp_path)
    assert run.out.startswith("Created pm.yaml\n\npm new")
    assert [path.name for path in (tmp_path / "features").iterdir()] == ["mine.yaml"]


def test_a_new_folder_without_examples(pm: Pm, tmp_path: Path) -> None:
    run = pm("init", "my-shop", "--bare", "--yes", at=tmp_path)
    assert run.code == 0
    assert "-C my-shop" in run.out
    assert "product: My shop\n" in (tmp_path / "my-shop" / "pm.yaml").read_text()
    assert not (tmp_path / "my-shop" / "features").exists()
    assert pm("rank", "-C", "my-shop", at=tmp_path).code == 0


def test_with_a_backlog_from_elsewhere(pm: Pm, tmp_path: Path) -> None:
    run = pm("init", "--from", RICE, "--yes", at=tmp_path)
    assert run.code == 0
    text = (tmp_path / "pm.yaml").read_text()
    assert "effort_unit: person-months" in text
    assert "scoring: {model: rice}" in text
    assert "\nsizes: {S" in text
    assert "effort: 1..2" in (tmp_path / "features" / "audit-log.yaml").read_text()
    assert "effort: M" in (tmp_path / "features" / "exports.yaml").read_text()
    assert pm("check", "--select", "PM0,PM1,PM2", at=tmp_path).code == 0


def test_story_points_make_a_workspace_of_points(pm: Pm, tmp_path: Path) -> None:
    assert pm("init", "--from", JIRA, "--yes", at=tmp_path).code == 0
    assert "effort_unit: points" in (tmp_path / "pm.yaml").read_text()
    run = pm("rank", at=tmp_path)
    assert run.code == 0
    assert "smallest" in run.out


def test_a_failed_import_leaves_nothing_behind(pm: Pm, tmp_path: Path) -> None:
    assert pm("init", "--from", "nowhere.csv", "--yes", at=tmp_path).code == 2
    assert not list(tmp_path.iterdir())
    (tmp_path / "features").mkdir()
    (tmp_path / "features" / "exports.yaml").write_text("- {id: other, title: Other}\n")
    assert pm("init", "--from", RICE, "--yes", at=tmp_path).code == 1
    assert not (tmp_path / "pm.yaml").exists()


def test_no_more_than_five_questions(tmp_path: Path) -> None:
    with Conversation("init", at=tmp_path) as talk:
        talk.answer("What is the product called?", "Shop")
        talk.answer("How do you score?", "wsfj")
        talk.answer("How do you score?", "wsjf")
        talk.answer("What do you count effort in?", "")
        talk.answer("Which teams build it?", "Web, Data & AI")
        talk.answer("Three example features", "")
        assert talk.ended() == 0
    text = (tmp_path / "pm.yaml").read_text()
    for words in (
        "product: Shop",
        "model: wsjf",
        "effort_unit: person-weeks",
        "  web: {capacity: 12}",
        "  data-and-ai: {",
    ):
        assert words in text
    assert "team: web" in (tmp_path / "features" / "dark-mode.yaml").read_text()
    done = outside("check", at=tmp_path)
    assert done.returncode == 0, done.stdout


def test_who_goes_away_leaves_nothing(tmp_path: Path) -> None:
    with Conversation("init", at=tmp_path) as talk:
        talk.until("What is the product called?")
        talk.type("\x04", end="")
        assert talk.ended() == 130
    assert not list(tmp_path.iterdir())


def test_everything_at_the_terminal_and_as_a_report(pm: Pm, make: Make, tmp_path: Path) -> None:
    root = make("")
    (tmp_path / "list.csv").write_text("Title,Foo\n" + "".join(f"Idea {at},x\n" for at in range(12)))
    run = pm("import", str(tmp_path / "list.csv"), "--dry-run", at=root)
    assert (
        f"pm import {tmp_path}/list.csv --all shows everything, --report FILE writes it as Markdown"
        in run.out
    )
    run = pm("import", str(tmp_path / "list.csv"), "--dry-run", "--all", "--report", "seen.md", at=root)
    assert (run.code, run.err) == (0, "")
    assert 'Foo: 12 of 12 rows, such as "x"' in run.out
    assert run.out.endswith("\nAll of it stands in seen.md\n\nNothing else is written (--dry-run)\n")
    report = (root / "seen.md").read_text()
    assert '- Foo: 12 of 12 rows, such as "x"\n' in report
    assert "idea-11" in report
    assert not list((root / "features").iterdir())
    outside = pm("import", str(tmp_path / "list.csv"), "--report", "../seen.md", at=root)
    assert outside.code == 2
    assert not outside.out
    assert pm("import", str(tmp_path / "list.csv"), "--yes", "--report", "seen.md", at=root).code == 0
