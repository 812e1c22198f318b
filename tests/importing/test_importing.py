"""Imports into a workspace: ids, references, what cannot stand together, second imports, hostile sources."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pmcli import load
from pmcli.importing import ImportOptions, Prepared, placing, prepare, write
from pmcli.importing.fitting import Fitting
from pmcli.importing.merge.memory import digits_of
from pmcli.importing.sources import ImportedFeature
from pmcli.model.diagnostic import PmError
from pmcli.model.efforts import NO_TEAM
from pmcli.workspace import source
from pmcli.workspace.opening import open_workspace
from pmcli.yaml.read import read
from tests.conftest import for_each
from tests.importing.sources.samples import DATA

HEAD = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\neffort_unit: points\n"


def workspace(root: Path, head: str = HEAD, **features: str) -> Path:
    (root / "features").mkdir(parents=True, exist_ok=True)
    (root / "pm.yaml").write_text(head)
    for name, text in features.items():
        (root / "features" / f"{name.replace('_', '-')}.yaml").write_text(text)
    return root


def table(root: Path, text: str, name: str = "list.csv") -> str:
    (root / name).write_text(text, encoding="utf-8", newline="")
    return str(root / name)


def brought(root: Path, path: str, asked: ImportOptions = ImportOptions()) -> Prepared:  # noqa: B008 - frozen
    """An import, written; what there is loads without errors, and counts agree."""
    prepared = prepare(open_workspace(root), path, asked)
    assert prepared.imported.read == prepared.count + prepared.known + len(prepared.removed) + len(
        prepared.skipped
    )
    write(prepared)
    assert not load(root).errors
    return prepared


def text_of(root: Path, name: str) -> str:
    return (root / "features" / f"{name}.yaml").read_text()


# --- ids and files ---


def test_a_file_each_with_ids_of_titles(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(
        root,
        table(root, "Key,Title,Description\nA-1,Über & Kühl,\nA-2,Über & Kühl,\nA-3,Привет,\nA-4,日本,x\n"),
    )
    assert sorted(load(root).backlog.features) == ["a-3", "a-4", "ueber-and-kuehl", "ueber-and-kuehl-a-2"]
    assert text_of(root, "ueber-and-kuehl") == "title: Über & Kühl\nlinks: {list: A-1}\n"


def test_rows_of_one_title_and_of_titles_that_begin_alike(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    titles = ("Login fix", "Login fix", "Appointment reminders by SMS", "Appointment reminders by email")
    brought(root, table(root, "Title,Owner\n" + "".join(f"{title},x\n" for title in titles)))
    names = ["appointment-email", "appointment-sms", "login-fix", "login-fix-2"]
    assert sorted(load(root).backlog.features) == names


def test_what_may_be_here_already_is_told(tmp_path: Path) -> None:
    merged = "title: Digital intake form\ndecisions: [{verdict: decline, because: merged into forms}]\n"
    here = {"single": "title: Single sign-on\n", "forms": "title: Digital intake forms\n", "form": merged}
    root = workspace(tmp_path, **here, waitlist="title: Waitlist auto-fill\nstatus: shipped\n")
    titles = (
        "Digital intake form",
        "SSO",
        "Waitlist autofill",
        "Login fix",
        "Login fix",
        "Fixes for login",
        "Other",
    )
    rows = "".join(f"A-{at},{title},x\n" for at, title in enumerate(titles))
    kept = ImportOptions(duplicates="keep")
    prepared = prepare(open_workspace(root), table(root, f"Key,Title,Owner\n{rows}"), kept)
    assert [(one.id, one.other, one.is_here, one.is_same) for one in prepared.twice] == [
        ("digital-intake-form", "forms", True, True), ("sso", "single", True, False),
        ("waitlist-autofill", "waitlist", True, False), ("login-fix-a-4", "login-fix", False, True),
        ("fixes-for-login", "login-fix", False, False),
    ]  # fmt: skip
    write(prepared)
    again = prepare(open_workspace(root), table(root, f"Key,Title,Owner\n{rows}"), ImportOptions())
    assert again.twice == (), "what is known again is no second one"


def test_what_people_said_goes_where_it_belongs(tmp_path: Path) -> None:
    root = workspace(tmp_path, HEAD + "accounts: {bay: {title: Bayview, arr: 5k}}\n")
    head = "Title,Comments,What they asked for,Customers asking,Approach"
    brought(root, table(root, f"{head}\nSelf-booking,CEO,Book at night,Bayview; Acme,Calendar\n"))
    found = load(root).backlog.features["self-booking"]
    assert (found.description, found.request, found.solution) == ("CEO", "Book at night", "Calendar")
    assert [one.account for one in found.requests] == ["bay", "acme"]


def test_names_that_windows_keeps_for_itself(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, "Key,Title,Owner\nA-1,Con,x\n"))
    assert list(load(root).backlog.features) == ["con-a-1"]


def test_the_sources_keys_as_ids(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, "Key,Title,Owner\nA-1,One,x\nno id!,Two,y\n"), ImportOptions(keeps_keys=True))
    assert sorted(load(root).backlog.features) == ["A-1", "two"]


def test_an_id_that_is_taken_is_left_to_whom_it_belongs(tmp_path: Path) -> None:
    root = workspace(tmp_path, one="title: Mine\n")
    brought(root, table(root, "Key,Title,Owner\nA-1,One,x\n"))
    assert load(root).backlog.features["one"].title == "Mine"
    assert load(root).backlog.features["one-a-1"].links == {"list": "A-1"}


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    root = workspace(tmp_path, one="- {id: other, title: Other}\n")
    with pytest.raises(PmError, match=r'file "features/one.yaml" already'):
        prepare(open_workspace(root), table(root, "Key,Title,Owner\nA-1,One,x\n"), ImportOptions())


def test_many_go_into_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "FEW", 3)
    monkeypatch.setattr(placing, "LIST", 2)
    root = workspace(tmp_path)
    prepared = brought(root, table(root, "Title,Owner\n" + "".join(f"F{n},x\n" for n in range(5))))
    assert list(prepared.new) == [f"features/list-00{n}.yaml" for n in (1, 2, 3)]
    assert text_of(root, "list-001") == (
        "- id: f0\n  title: F0\n  owner: x\n  links: {list: F0}\n\n- id: f1\n  title: F1\n  owner: x\n  links: {list: F1}\n"
    )
    (root / "list.csv").write_text("Title,Owner\n" + "".join(f"G{n},x\n" for n in range(4)))
    assert list(brought(root, str(root / "list.csv")).new) == [
        "features/list-004.yaml",
        "features/list-005.yaml",
    ]


@pytest.mark.parametrize("into", ["features/old", "features/old/", "./features/old"])
def test_into_a_folder(tmp_path: Path, into: str) -> None:
    root = workspace(tmp_path)
    assert list(brought(root, table(root, "Title,Owner\nA,x\n"), ImportOptions(into=into)).new) == [
        "features/old/a.yaml"
    ]


def test_into_a_file(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    path = table(root, "Title,Owner\nA,x\nB,y\n")
    assert list(brought(root, path, ImportOptions(into="features/old.yaml")).new) == ["features/old.yaml"]
    path = table(root, "Title,Owner\nC,x\n")
    with pytest.raises(PmError, match="already"):
        prepare(open_workspace(root), path, ImportOptions(into="features/old.yaml"))


@pytest.mark.parametrize("into", ["elsewhere", "../out", "/tmp/x", "features/.hidden", "pm.yaml", "a.yaml"])  # noqa: S108
def test_into_where_pm_does_not_read(tmp_path: Path, into: str) -> None:
    root = workspace(tmp_path)
    with pytest.raises(PmError, match="would not read"):
        prepare(open_workspace(root), table(root, "Title,Owner\nA,x\n"), ImportOptions(into=into))


def test_what_is_remembered_is_no_feature(tmp_path: Path) -> None:
    root = workspace(tmp_path, HEAD + 'features: ["**"]\n')
    (root / "features").rmdir()
    prepared = brought(root, table(root, "Title,Owner\nA,x\n"))
    assert prepared.memory_path == "imports/list.yaml.txt"
    assert list(prepared.new) == ["a.yaml"]


# --- references ---


def test_references_become_ids(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, str(DATA / "jira-issues.csv"))
    features = load(root).backlog.features
    assert [need.id for need in features["guest-checkout"].depends_on] == ["address-book", "card-vault"]
    assert [need.id for need in features["one-tap-reorder"].depends_on] == ["guest-checkout"]
    assert features["guest-checkout"].parent == "checkout-without-account"
    assert features["checkout-without-account"].effort is None
    assert features["guest-checkout"].effort[NO_TEAM].mean == 5  # type: ignore[index]


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    prepared = brought(root, table(root, 'Key,Title,Depends on,Parent\nA,Aa,"B,X,A",Y\nB,Bb,,\n'))
    assert [finding.message for finding in prepared.findings] == [
        'parent: there is no "Y" in the source or here; left out',
        'depends_on: there is no "X" in the source or here; left out',
        "depends_on: it names itself; left out",
    ]  # fmt: skip


def test_a_text_that_is_no_feature_is_the_theme_of_those_that_name_it_as_parent(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    rows = "A,Aa,,\nB,Bb,Aa,\nC,Cc,Mobile,\nD,Dd,Mobile,Web\nE,Ee,ZZ-9,\n"
    prepared = brought(root, table(root, f"Key,Title,Epic,Theme\n{rows}"))
    found = load(root).backlog.features
    assert {name: (feature.parent, feature.theme) for name, feature in found.items()} == {
        "aa": (None, None), "bb": ("aa", None), "cc": (None, "Mobile"), "dd": (None, "Web"), "ee": (None, None),
    }  # fmt: skip
    told = "parent: Mobile is no feature here or in the source: kept as theme (2 features)"
    assert told in prepared.guesses
    assert [finding.message for finding in prepared.findings] == [
        'parent: there is no "ZZ-9" in the source or here; left out'
    ]


def test_a_lag_is_told_in_periods(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    prepared = brought(
        root, table(root, "ID,Title,Predecessors\n1,A,\n2,B,1FS+6 months\n3,C,2FS+2 days\n4,D,3FS-1d\n")
    )
    found = load(root).backlog.features
    assert [(need.id, need.lag) for name in "bcd" for need in found[name].depends_on] == [
        ("a", 2),
        ("b", 0),
        ("c", 0),
    ]
    assert [guess for guess in prepared.guesses if "lag" in guess] == [
        "depends_on: a lag of 6 months is taken for 2 of the calendar's quarters (1 time)",
        "depends_on: a lag of 2 days is left out: it is less than a quarter (1 time)",
        "depends_on: a lag of -1d is left out: it is a lead (1 time)",
    ]


def test_what_came_before_or_is_here_can_be_named(tmp_path: Path) -> None:
    root = workspace(tmp_path, sso="title: Sign on\n")
    brought(root, table(root, "Key,Title,Depends on\nA,Aa,\n"))
    brought(root, table(root, 'Key,Title,Depends on\nB,Bb,"A, sso"\n'))
    assert [need.id for need in load(root).backlog.features["bb"].depends_on] == ["aa", "sso"]


@pytest.mark.parametrize(
    "rows",
    [
        "A,Aa,B,\nB,Bb,A,\n", "A,Aa,B,\nB,Bb,C,\nC,Cc,A,\n", "A,Aa,,B\nB,Bb,,A\n", "A,Aa,B,B\nB,Bb,,\n",
        "A,Aa,,\nB,Bb,A,C\nC,Cc,,\nD,Dd,,C\nA2,Ax,D,B\n", "A,Aa,,\nB,Bb,C,A\nC,Cc,A,\n",
        "A,Aa,B,\nB,Bb,,C\nC,Cc,A,\n", "A,Aa,B,\nB,Bb,,C\nC,Cc,,D\nD,Dd,A,\n",
    ],
)  # fmt: skip
def test_cycles_are_cut_and_told(tmp_path: Path, rows: str) -> None:
    root = workspace(tmp_path)
    prepared = brought(root, table(root, f"Key,Title,Depends on,Parent\n{rows}"))
    assert prepared.count == rows.count("\n")
    assert (
        any("these wait for one another" in finding.message for finding in prepared.findings) or "A2" in rows
    )


def test_a_cycle_through_what_is_here(tmp_path: Path) -> None:
    root = workspace(tmp_path, old="title: Old\ndepends_on: [aa]\n", aa="title: Aa\nlinks: {list: A}\n")
    prepared = brought(root, table(root, "Key,Title,Depends on\nA,Aa,old\n"))
    assert prepared.findings[0].message.endswith("; left out is that aa waits for old")


def test_a_part_does_not_come_to_a_parent_here_that_waits_for_what_waits_for_it(tmp_path: Path) -> None:
    root = workspace(tmp_path, big="title: Big\ndepends_on: [aa]\n", aa="title: Aa\ndepends_on: [bb]\n",
                     bb="title: Bb\nlinks: {list: B}\n")  # fmt: skip
    prepared = brought(root, table(root, "Key,Title,Parent\nB,Bb,big\n"))
    assert [finding.message for finding in prepared.findings] == [
        "these wait for one another: aa -> bb -> aa; left out is that bb is part of big"
    ]
    assert load(root).backlog.features["bb"].parent is None


def test_nothing_waits_for_the_declined_and_containers_have_no_effort(tmp_path: Path) -> None:
    root = workspace(tmp_path, big="title: Big\neffort: 3\n")
    rows = "A,Aa,B,P,open,1\nB,Bb,,,declined,1\nP,Pp,,,open,8\nC,Cc,,big,open,1\n"
    prepared = brought(root, table(root, f"Key,Title,Depends on,Parent,Status,Story points\n{rows}"))
    told = [finding.message for finding in prepared.findings]
    assert 'depends_on: "bb" is declined; left out' in told
    assert "it has parts, which carry its effort: its own is left out" in told
    assert 'parent: "big" carries an effort here; left out' in told


def test_what_is_waited_for_here_is_parked_not_declined(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, "Key,Title,Status\nA,Aa,open\n"))
    (root / "features" / "mine.yaml").write_text("title: Mine\ndepends_on: [aa]\n")
    prepared = brought(root, table(root, "Key,Title,Status\nA,Aa,rejected\n"))
    assert load(root).backlog.features["aa"].status == "parked"
    assert [finding.message for finding in prepared.findings] == [
        '"mine" waits for it here: parked, not declined'
    ]


def test_a_part_that_waits_for_its_parent_which_is_its_part_here(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, "Key,Title,Depends on,Parent\nA,Aa,,B\nB,Bb,,\n"))
    brought(root, table(root, "Key,Title,Depends on,Parent\nB,Bb,A,A\n"))


def test_names_that_pm_yaml_does_not_know_are_kept_as_ones_own(tmp_path: Path) -> None:
    root = workspace(tmp_path, HEAD + "teams: {web: {capacity: 4}}\nfields: {nps: number}\n")
    text = "Title,Team,Release,Target,NPS score,Size\nA,web,5.2,2027-01,12,XL\nB,ops,,Q1 2027,no,3\n"
    asked = ImportOptions(mapping={"NPS score": "fields.nps", "Size": "effort"})
    prepared = brought(root, table(root, text), asked)
    assert text_of(root, "b") == "title: B\neffort: 3\ntarget: 2027-Q1\nlinks: {list: B}\nx-team: ops\n"
    assert "team: web\n" in text_of(root, "a")
    assert 'x-release: "5.2"' in text_of(root, "a") or "x-release: 5.2" in text_of(root, "a")
    assert load(root).backlog.features["a"].custom == {"nps": 12.0}
    assert any("nps" in finding.message for finding in prepared.findings)
    assert any('found "XL"' in finding.message for finding in prepared.findings)
    assert any('no team "ops"' in guess for guess in prepared.guesses)


def test_a_field_that_pm_yaml_does_not_define(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, "Title,Colour\nA,red\n"), ImportOptions(mapping={"Colour": "fields.colour"}))
    assert "x-colour: red" in text_of(root, "a")


# --- again ---

FIRST = 'Key,Title,Owner,Story points,Tags\nA,Aa,amelie,3,"x,y"\nB,Bb,jonas,5,\nC,Cc,,1,\n'


def again(root: Path, text: str, asked: ImportOptions = ImportOptions()) -> Prepared:  # noqa: B008 - frozen
    return brought(root, table(root, text), asked)


def test_a_second_import_of_the_same_changes_nothing(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    again(root, FIRST)
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    prepared = again(root, FIRST)
    assert prepared.changes_nothing
    assert prepared.known == 3
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == before


def test_ids_of_another_making_stay(tmp_path: Path) -> None:
    """What came in under ids made otherwise is known by its link, and new rows are told apart from it."""
    root = workspace(tmp_path)
    rows = "Key,Title\nA-1,Single sign-on for all of the clinics\n"
    brought(root, table(root, rows))
    text = text_of(root, "single-sign-on-all")
    (root / "features/single-sign-on-all.yaml").unlink()
    (root / "features/single-sign-on-for-all-of-the-clinics.yaml").write_text(text)
    assert again(root, rows).changes_nothing
    brought(root, table(root, f"{rows}A-2,Single sign-on for all of the clinics\n"))
    assert sorted(load(root).backlog.features) == [
        "single-sign-on-all",
        "single-sign-on-for-all-of-the-clinics",
    ]


def test_what_the_source_changes_comes_in_and_what_a_person_changed_stays(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    again(root, FIRST)
    path = root / "features" / "aa.yaml"
    path.write_text(
        path.read_text().replace("owner: amelie", "owner: zoe   # she took over") + "problem: Slow\n"
    )
    prepared = again(root, FIRST.replace("A,Aa,amelie,3", "A,Aa,amelie,8").replace("C,Cc,,1", "C,Cc,mo,1"))
    assert prepared.updated == {"aa": ("effort",), "cc": ("owner",)}
    assert prepared.kept == {"aa": ("owner",)}
    assert path.read_text() == (
        "title: Aa\nowner: zoe   # she took over\ntags: [x, y]\neffort: 8\nlinks: {list: A}\nproblem: Slow\n"
    )
    assert again(
        root, FIRST.replace("A,Aa,amelie,3", "A,Aa,amelie,8").replace("C,Cc,,1", "C,Cc,mo,1")
    ).changes_nothing


def test_what_both_changed_is_a_conflict_until_somebody_settles_it(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    again(root, FIRST)
    path = root / "features" / "bb.yaml"
    path.write_text(path.read_text().replace("effort: 5", "effort: 4"))
    new = FIRST.replace("B,Bb,jonas,5", "B,Bb,jonas,9")
    for _ in range(2):
        prepared = again(root, new)
        assert [
            (conflict.feature, conflict.field, conflict.here, conflict.there, conflict.place)
            for conflict in prepared.conflicts
        ] == [("bb", "effort", "4", "9", "row 3")]
        assert "effort: 4" in path.read_text()
    assert not again(root, new, ImportOptions(side="ours")).conflicts
    assert not again(root, new).conflicts
    assert "effort: 4" in path.read_text()
    newer = FIRST.replace("B,Bb,jonas,5", "B,Bb,jonas,13")
    assert again(root, newer).conflicts
    again(root, newer, ImportOptions(side="theirs"))
    assert "effort: 13" in path.read_text()
    assert again(root, newer).changes_nothing


def test_what_goes_from_the_source_goes_here_unless_it_was_edited(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    again(root, FIRST)
    prepared = again(root, FIRST.replace('A,Aa,amelie,3,"x,y"', "A,Aa,,3,"))
    assert prepared.updated == {"aa": ("owner", "tags")}
    assert prepared.descriptions == {"aa": ("owner amelie -> nothing", "tags x, y -> nothing")}
    assert text_of(root, "aa") == "title: Aa\neffort: 3\nlinks: {list: A}\n"


def test_what_was_taken_out_here_stays_out(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    again(root, FIRST)
    (root / "features" / "cc.yaml").unlink()
    prepared = again(root, FIRST)
    assert prepared.removed == ("C",)
    assert not (root / "features" / "cc.yaml").exists()
    again(root, FIRST, ImportOptions(side="theirs"))
    assert (root / "features" / "cc.yaml").exists()


def test_what_is_no_longer_in_the_source_stays(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    again(root, FIRST)
    assert again(root, FIRST.replace("C,Cc,,1,\n", "")).gone == ("C",)
    assert (root / "features" / "cc.yaml").exists()


def test_a_feature_linked_by_hand_is_not_written_over(tmp_path: Path) -> None:
    root = workspace(tmp_path, mine="title: My own\nlinks: {list: A}\n")
    prepared = again(root, FIRST)
    assert [conflict.field for conflict in prepared.conflicts] == ["title"]
    assert prepared.updated == {"mine": ("owner", "tags", "effort")}
    assert load(root).backlog.features["mine"].title == "My own"


def test_a_renamed_feature_is_known_by_its_link(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    again(root, FIRST)
    (root / "features" / "aa.yaml").rename(root / "features" / "other.yaml")
    assert again(root, FIRST.replace("A,Aa,amelie,3", "A,Aa,amelie,8")).updated == {"other": ("effort",)}


def test_fields_of_ones_own_are_compared_too(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    text = "Key,Title,Priority\nA,Aa,High\n"
    again(root, text)
    assert again(root, text).changes_nothing
    assert again(root, text.replace("High", "Low")).updated == {"aa": ("x-priority",)}


def test_a_status_that_returns_to_the_usual_one(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    again(root, "Key,Title,Status\nA,Aa,doing\n")
    assert load(root).backlog.features["aa"].status == "in-progress"
    again(root, "Key,Title,Status\nA,Aa,open\n")
    assert load(root).backlog.features["aa"].status == "candidate"


def test_the_mapping_is_kept_for_the_next_time(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    text = "Key,Ask,Size,Notes\nA,Aa,3,n\n"
    again(root, text, ImportOptions(mapping={"Ask": "title", "Size": "effort", "Notes": ""}))
    prepared = again(root, text)
    assert prepared.changes_nothing
    assert prepared.imported.mapping == {"Key": "key", "Ask": "title", "Size": "effort", "Notes": ""}


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    with pytest.raises(PmError, match='there is no column "Sise"') as fault:
        prepare(
            open_workspace(root), table(root, "Title,Size\nA,1\n"), ImportOptions(mapping={"Sise": "effort"})
        )
    assert fault.value.hint == 'did you mean "Size"?'


@for_each(
    "text, why",
    [
        ("[", "imports/list.yaml, line 1: "),
        ("- a\n", "holds no keys"),
        ("format: 5\n", 'unknown key "format"'),
        ("file: x\n", "no importer"),
        ("importer: rice\ncolumns: {a: [1]}\n", 'no map of texts below "columns"'),
        ("importer: rice\nimported: [1]\n", 'no map of texts below "imported"'),
    ],
)
def test_a_memory_that_cannot_be_read(tmp_path: Path, text: str, why: str) -> None:
    root = workspace(tmp_path)
    path = table(root, FIRST)
    (root / "imports").mkdir(exist_ok=True)
    (root / "imports" / "list.yaml").write_text(text)
    with pytest.raises(PmError, match=re.escape(why)) as fault:
        prepare(open_workspace(root), path, ImportOptions())
    assert fault.value.hint == "mend it, or delete it: then nothing is known of the last import"


def test_a_memory_behind_a_link_is_not_followed(tmp_path: Path) -> None:
    root = workspace(tmp_path / "shop")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "list.yaml").write_text("importer: x\n")
    (root / "imports").symlink_to(tmp_path / "out")
    with pytest.raises(PmError, match="leads out of the workspace"):
        prepare(open_workspace(root), table(root, FIRST), ImportOptions())


def test_the_workspace_need_not_be_sound(tmp_path: Path) -> None:
    root = workspace(tmp_path, bad="title: Bad\nefort: 3\n")
    prepared = prepare(open_workspace(root), table(root, FIRST), ImportOptions())
    write(prepared)
    assert len(load(root).errors) == 1


def test_formats() -> None:
    with pytest.raises(PmError, match="no format"):
        prepare(
            open_workspace(DATA.parents[2] / "examples" / "minimal"),
            str(DATA / "rice.csv"),
            ImportOptions(format="jirra"),
        )
    with pytest.raises(PmError, match="there is no file"):
        prepare(open_workspace(DATA.parents[2] / "examples" / "minimal"), "nowhere.csv", ImportOptions())


def test_a_source_that_nobody_knows(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    with pytest.raises(PmError, match="no format that pm knows"):
        prepare(open_workspace(root), table(root, "just words", "x.txt"), ImportOptions())


def test_a_conflict_shows_lists_maps_and_what_is_gone(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    head = "Key,Title,Tags,Reach,Impact,Owner,Acceptance criteria\n"
    asked = ImportOptions(mapping={"Acceptance criteria": "acceptance"})
    again(root, f'{head}A,Aa,"x,y",1,2,mo,"a;b"\n', asked)
    path = root / "features" / "aa.yaml"
    path.write_text(
        "title: Aa\ntags: [z]\nrice: {reach: 5, impact: 2}\nacceptance: [mine]\nlinks: {list: A}\n"
    )
    prepared = again(root, f'{head}A,Aa,"x,q",9,2,zoe,"a;c"\n')
    assert prepared.descriptions == {"aa": ("tags z -> z, q",)}
    assert {(conflict.field, conflict.here, conflict.there) for conflict in prepared.conflicts} == {
        ("rice.reach", "5", "9"), ("owner", "nothing", "zoe"), ("acceptance", "mine", "a, c"),
    }  # fmt: skip


def test_a_period_of_another_step_is_told_in_that_of_the_calendar(tmp_path: Path) -> None:
    root = workspace(tmp_path, "pm: 1\nproduct: Shop\ncalendar: {start: 2026-10, step: month}\n")
    head = "Title,Target,Start,Deadline\n"
    prepared = brought(
        root, table(root, f"{head}A,Q1 2027,Q1 2027,Q1 2027\nB,2027-01-31,,\nC,H2 2027,2027,\n")
    )
    texts = {path.stem: path.read_text() for path in (root / "features").iterdir()}
    assert ["target: 2027-03" in texts["a"], "target: 2027-12" in texts["c"]] == [True, True]
    assert ["not_before: 2027-01" in texts["a"], "not_before: 2027-01" in texts["c"]] == [True, True]
    assert "deadline: 2027-03-31" in texts["a"]
    assert prepared.findings == ()
    assert "target: a half year is told as the month in which it ends (1 feature)" in prepared.guesses


def test_what_a_record_refuses_is_cut_out_piece_by_piece(tmp_path: Path) -> None:
    backlog = load(workspace(tmp_path)).backlog
    draft = ImportedFeature(
        "K", {"title": "T", "rice": {"reach": -1, "impact": "high", "luck": 3}, "moscow": "mst", "kano": {"must_be": -2},
              "evidence": [{"kind": "interview"}, {"kind": "gossip"}], "links": {"x": "K"}}, "row 2",
    )  # fmt: skip
    fitting = Fitting(backlog, [draft])
    fitted = fitting.fitted()[0]
    assert fitted.data == {
        "title": "T", "rice": {"impact": "high"}, "evidence": [{"kind": "interview"}, {}], "links": {"x": "K"}
    } or fitted.data == {"title": "T", "rice": {"impact": "high"}, "evidence": [{"kind": "interview"}], "links": {"x": "K"}}  # fmt: skip
    assert len(fitting.findings) >= 4


def test_dependencies_may_be_soft_and_names_vague(tmp_path: Path) -> None:
    backlog = load(workspace(tmp_path)).backlog
    drafts = [
        ImportedFeature(
            "A",
            {"title": "A", "depends_on": [{"id": "B", "kind": "soft"}, "B", "twin"], "links": {"x": "A"}},
            "row 1",
        ),
        ImportedFeature("B", {"title": "B", "links": {"x": "B"}}, "row 2", also=("twin",)),
        ImportedFeature("C", {"title": "C", "links": {"x": "C"}}, "row 3", also=("twin",)),
    ]
    fitting = Fitting(backlog, drafts)
    assert fitting.fitted()[0].data["depends_on"] == [{"id": "b", "kind": "soft"}]
    assert [finding.message for finding in fitting.findings] == [
        'depends_on: several are called "twin"; left out'
    ]


def test_a_text_that_is_misread_is_written_more_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "lines_of", lambda data, _column: [f"title: {data['title']}"])
    root = workspace(tmp_path)
    brought(root, table(root, "Title,Owner\nA,x\n"))
    assert text_of(root, "a") == "title: A\nowner: x\nlinks: {list: A}\n"


def test_a_folder_is_read_without_what_is_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("a.md", "b/c.yaml", ".git/x.md", "node_modules/y.md", ".h.md", "d.txt"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(path)
    (tmp_path / "link.md").symlink_to("/etc/passwd")
    name, data, found = source.read_source(str(tmp_path))
    assert (name, data, found) == (tmp_path.name, None, {"a.md": b"a.md", "b/c.yaml": b"b/c.yaml"})
    monkeypatch.setattr(source, "LARGEST", 3)
    for large in (tmp_path, tmp_path / "a.md"):
        with pytest.raises(PmError, match="more than"):
            source.read_source(str(large))
    with pytest.raises(PmError, match="cannot read"):
        source.read_source(str(tmp_path / "a.md" / "b"))
    with pytest.raises(PmError, match="cannot read"):
        source.read_inner(tmp_path, "b")


# --- what a source does not say ---


def test_a_narrower_export_takes_nothing_away(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    again(root, FIRST)
    prepared = again(root, "Key,Title\nA,Aaa\nB,Bb\nC,Cc\n")
    assert prepared.updated == {"aa": ("title",)}
    assert prepared.unsaid == ("effort", "owner", "tags")
    assert text_of(root, "aa") == "title: Aaa\nowner: amelie\ntags: [x, y]\neffort: 3\nlinks: {list: A}\n"
    assert again(root, FIRST.replace("A,Aa,amelie", "A,Aaa,")).updated == {"aa": ("owner",)}


def test_parts_of_a_score_that_are_not_said_stay(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    again(root, "Key,Title,Reach,Impact,Confidence\nA,Aa,100,2,80%\n")
    again(root, "Key,Title,Reach\nA,Aa,900\n")
    rice = load(root).backlog.features["aa"].rice
    assert rice is not None
    assert (rice.reach.mean, rice.confidence is None) == (900, False)  # type: ignore[union-attr]


def test_a_cell_that_cannot_be_read_leaves_what_is_here(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    again(root, "Key,Title,Story points,Status,Due\nA,Aa,3,doing,2027-01-31\n")
    prepared = again(root, "Key,Title,Story points,Status,Due\nA,Aa,lots,??!,soon\n")
    assert "aa" not in prepared.updated or prepared.updated["aa"] == ("x-status",)
    feature = load(root).backlog.features["aa"]
    assert (feature.status, str(feature.target)) == ("in-progress", "2027-01-31")
    assert feature.effort is not None


def test_a_dependency_on_what_is_absent_stays(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    again(root, "Key,Title,Blocks\nA,Aa,\nB,Bb,A\nC,Cc,A\n")
    again(root, "Key,Title,Blocks\nA,Aa,\nC,Cc,\n")
    assert [need.id for need in load(root).backlog.features["aa"].depends_on] == ["bb"]


def test_of_features_with_one_link_none_is_changed(tmp_path: Path) -> None:
    root = workspace(tmp_path, a="title: A\nlinks: {list: A}\n", b="title: B\nlinks: {list: A}\n")
    prepared = again(root, FIRST)
    assert prepared.findings[0].message == (
        "two features link list: A: a, b; take it out of one; none is changed"
    )
    assert text_of(root, "a") == "title: A\nlinks: {list: A}\n"


def test_nothing_comes_in_while_a_file_cannot_be_read(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    again(root, FIRST)
    (root / "features" / "aa.yaml").write_text("title: [a\n")
    with pytest.raises(PmError, match=r"a file cannot be read: features/aa.yaml") as fault:
        prepare(open_workspace(root), table(root, FIRST), ImportOptions())
    assert fault.value.exit_code == 1


def test_issues_of_which_less_is_asked_for(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    full = (
        '[{"number": 1, "title": "One", "url": "https://github.com/o/r/issues/1", "state": "OPEN",'
        ' "body": "Slow", "labels": [{"name": "ui"}], "assignees": [{"login": "mo"}]}]'
    )
    brought(root, table(root, full, "i.json"))
    less = '[{"number": 1, "title": "Two", "url": "https://github.com/o/r/issues/1"}]'
    prepared = brought(root, table(root, less, "i.json"))
    assert prepared.updated == {"one": ("title",)}
    assert prepared.unsaid == ("description", "owner", "tags")


# --- hostile ---


def test_hostile_titles_and_texts(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    hostile = [
        "a: b", "# no", "- x", "[a", "{a: b}", "&a", "*a", "!!python/object x", "%YAML 1.1", "---", "...", "null", "~", "true",
        "'", '"', "`", "@x", "a #b", "a:", "=1+1", "=HYPERLINK(\"x\")", "\x1b[31mred", "a\x00b", "a\u202eb", "a\u2028b", "a\x85b",
        "\ufeffx", "| x", "> x", "? x", "\\", "a\tb", "404", "1e3", "2027-01-01", "../../etc/passwd", "con", "<<", "x" * 3000, "🏴\u200d☠️",
    ]  # fmt: skip
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["Key", "Title", "Description", "Tags", "Owner", "Priority"])
    for number, words in enumerate(hostile):
        rows.writerow([f"K{number}", words, f"{words}\n  {words}\n{words} ", words, words, words])
    path = root / "list.csv"
    path.write_bytes(text.getvalue().encode())
    prepared = brought(root, str(path))
    assert prepared.count + len(prepared.skipped) == len(hostile)
    assert len(prepared.skipped) <= 4  # "~" and the like are titles; "null" and "---" say nothing
    for found in (root / "features").rglob("*"):
        assert found.resolve().is_relative_to(root.resolve())
    assert prepare(open_workspace(root), str(path), ImportOptions()).changes_nothing


@pytest.mark.unmeasured
def test_very_many_cycles_end(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    rows = "".join(f'K{n},F{n},"K{(n * 7 + 1) % 1500},K{(n * 11 + 5) % 1500}"\n' for n in range(1500))
    assert brought(root, table(root, f"Key,Title,Depends on\n{rows}")).count == 1500


words = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12)
names = st.sampled_from(["", "A", "B", "C", "D", "A,B", "C;D", "X"])
row = st.fixed_dictionaries(
    {
        "Key": st.sampled_from(["A", "B", "C", "D", ""]), "Title": words, "Description": words, "Depends on": names,
        "Blocks": names, "Parent": st.sampled_from(["", "A", "B", "C", "D"]), "Status": st.sampled_from(["", "open", "done", "declined", "?!"]),
        "Story points": st.sampled_from(["", "3", "2-5", "0", "lots", "1,5"]), "Reach": words, "Confidence": st.sampled_from(["", "80%", "5", "x"]),
        "Team": words, "Due": st.sampled_from(["", "2027-01-31", "Q1 2027", "1/2/27"]), "Tags": words, "Priority": words,
    }
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(row, max_size=6), st.lists(row, max_size=6))
def test_whatever_comes_in_loads_and_comes_in_once(
    tmp_path_factory: pytest.TempPathFactory, first: list[Mapping[str, str]], second: list[Mapping[str, str]]
) -> None:
    root = workspace(tmp_path_factory.mktemp("shop"))
    for rows in (first, second):
        text = io.StringIO()
        writer = csv.DictWriter(text, list(row_names()))
        writer.writeheader()
        writer.writerows(rows)
        path = root / "list.csv"
        path.write_bytes(text.getvalue().encode())
        prepared = prepare(
            open_workspace(root), str(path), ImportOptions(format="spreadsheet", side="theirs", name="list")
        )
        assert prepared.imported.read == prepared.count + prepared.known + len(prepared.skipped)
        write(prepared)
        assert not load(root).errors
        assert prepare(open_workspace(root), str(path), ImportOptions(format="spreadsheet")).changes_nothing


def row_names() -> list[str]:
    return [
        "Key", "Title", "Description", "Depends on", "Blocks", "Parent", "Status", "Story points", "Reach", "Confidence",
        "Team", "Due", "Tags", "Priority",
    ]  # fmt: skip


@given(words, words)
def test_digits_tell_values_apart(one: str, other: str) -> None:
    assert (digits_of(one) == digits_of(other)) == (one.strip() == other.strip())


def test_drafts_are_plain() -> None:
    assert ImportedFeature("a", {}, "row 1").notes == ()
    assert not read(b"a: b\n", "x.yaml").faults


# --- names of pm.yaml, as people write them elsewhere ---

NAMES = """\
pm: 1
product: Shop
calendar: {start: 2026-Q4}
teams: {scheduling: {capacity: 9}, patient-portal: {capacity: 9}}
segments: {smb: {}}
accounts: {acme: {title: "Acme, Inc"}, globex: {title: Globex Corp}}
fields: {squad: text, Size class: [small, large]}
"""
NAMED = """\
Key,Title,Team,Segments,Squad,Class,Asking,Effort
A-1,One,Scheduling,SMB,Red,LARGE,"ACME; globex corp",3
A-2,Two,Patient Portal,smb,Blue,huge,"Globex, Initech",4
A-3,Three,Billing,Europe,,,,4
A-4,Four,Billing,,,,,4
A-5,Five,PX,,,,,4
"""
MAPPED = ImportOptions(
    mapping={
        "Segments": "Segments",
        "Squad": "squad",
        "Class": "size_class",
        "Asking": "requests",
        "Effort": "Effort:Weeks",
    },
    adds=frozenset(),
)


def test_names_are_those_of_the_workspace(tmp_path: Path) -> None:
    root = workspace(tmp_path, NAMES)
    path = table(root, NAMED)
    prepared = brought(root, path, MAPPED)
    assert text_of(root, "one").splitlines() == [
        "title: One", "segments: [smb]", "team: scheduling", "effort: 3", "requests:", "  - {account: acme}",
        "  - {account: globex}", "links: {list: A-1}", "squad: Red", "Size class: large",
    ]  # fmt: skip
    two = load(root).backlog.features["two"]
    assert (two.team, two.segments, [ask.account for ask in two.requests]) == (
        "patient-portal",
        ("smb",),
        ["globex"],
    )
    assert (two.extra, two.custom) == ({"x-requests": ["Initech"]}, {"squad": "Blue"})
    assert 'pm.yaml has no team "Billing" (2 features), "PX" (1 feature): kept as x-team' in prepared.guesses
    assert 'pm.yaml has no segment "Europe" (1 feature): kept as x-segments' in prepared.guesses
    assert 'pm.yaml has no account "Initech" (1 feature): kept as x-requests' in prepared.guesses
    again = prepare(open_workspace(root), path, replace(MAPPED, mapping={}))  # the columns are remembered
    assert again.changes_nothing


def test_every_team_that_is_unknown_is_told(tmp_path: Path) -> None:
    root = workspace(tmp_path, NAMES)
    rows = "".join(f"A-{number},Title {number},Team {number}\n" for number in range(70))
    guesses = brought(root, table(root, f"Key,Title,Team\n{rows}")).guesses
    told = next(guess for guess in guesses if guess.startswith("pm.yaml has no team"))
    assert all(f'"Team {number}" (1 feature)' in told for number in range(60))
    assert told.endswith(" and 10 more, which pm list --columns id,x-team lists: kept as x-team")


@pytest.mark.parametrize(
    ("meaning", "message", "hint"),
    [
        ("titel", '"titel" is no field', 'did you mean "title"?'),
        ("evidence", '"evidence" is no field that a column can be', "x-evidence keeps the text as it is"),
        ("ice", '"ice" is no field that a column can be', "write ice.impact or ice.confidence or ice.ease"),
        ("sqad", '"sqad" is no field', None),
    ],
)
def test_a_meaning_that_there_is_not(tmp_path: Path, meaning: str, message: str, hint: str | None) -> None:
    root = workspace(tmp_path, NAMES)
    with pytest.raises(PmError) as told:
        prepare(open_workspace(root), table(root, NAMED), ImportOptions(mapping={"Squad": meaning}))
    assert told.value.message == message
    assert (hint or "") in (told.value.hint or "")


def test_more_ideas_than_candidates_are_told_with_the_line_that_takes_them_in(tmp_path: Path) -> None:
    rows = "Title,Status\nA,Idea\nB,Icebox\nC,New\n"
    told = [
        guess for guess in brought(workspace(tmp_path), table(tmp_path, rows)).guesses if "ideas" in guess
    ]
    cure = "pm set --where status=idea status=candidate takes them in"
    assert told == [f"2 come in as ideas, which pm roadmap does not plan, 1 as candidates: {cure}"]
    few = brought(workspace(tmp_path), table(tmp_path, rows + "D,Open\n"))
    assert not any("ideas" in guess for guess in few.guesses)


def test_a_list_of_titles_is_a_table_of_one_column(tmp_path: Path) -> None:
    prepared = brought(workspace(tmp_path), table(tmp_path, "Title\nLogin\nSearch\n"))
    assert [feature.record.title for some in prepared.new.values() for feature in some] == ["Login", "Search"]


def test_an_empty_file_is_told_as_that(tmp_path: Path) -> None:
    for text in ("", "\n\n", "\x00\x00"):
        with pytest.raises(PmError, match="is empty"):
            prepare(open_workspace(workspace(tmp_path)), table(tmp_path, text), ImportOptions())


def test_what_is_no_text_and_no_workbook_is_told_as_that(tmp_path: Path) -> None:
    opened = open_workspace(workspace(tmp_path))
    for name, data, why in (
        ("cut.xlsx", b"PK\x03\x04" + b"junk" * 20, "packed, and no workbook, or one that is cut off"),
        ("picture.csv", bytes(range(256)) * 40, "no text and no workbook"),
        ("nul.csv", b"\x00\x00\x01a" * 50, "no text and no workbook"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(PmError, match=why):
            prepare(opened, str(tmp_path / name), ImportOptions())
