"""A second source: items that are features here already, linked, merged or kept, and what both sources say later."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pmcli import load
from pmcli.editing import change_set
from pmcli.editing.triage import merged
from pmcli.importing import ImportOptions, Prepared, prepare, write
from pmcli.importing.twice import Twice
from pmcli.model.diagnostic import PmError
from pmcli.workspace.opening import open_workspace
from tests.conftest import for_each
from tests.importing.test_importing import HEAD, brought, table, text_of, workspace

SHEET = "Key,Title,Owner,Theme,Depends on\n1,Audit log,amelie,,\n2,Single sign-on,jonas,Login,1\n"
JIRA = (
    "Summary,Issue key,Issue id,Issue Type,Status,Assignee,Labels,Description,Parent\n"
    "Audit log,SHOP-1,1,Story,In Progress,bo,core,Who changed what,\n"
    "Single signs on,SHOP-2,2,Story,To Do,jonas,,,SHOP-1\n"
    "Dark mode,SHOP-3,3,Story,To Do,bo,,,\n"
)
LINK, KEEP = ImportOptions(duplicates="link"), ImportOptions(duplicates="keep")


def jira(root: Path, text: str = JIRA) -> str:
    return table(root, text, "jira.csv")


def tried(root: Path, path: str, options: ImportOptions = ImportOptions()) -> Prepared:  # noqa: B008 - frozen
    return prepare(open_workspace(root), path, options)


def the_pair(root: Path, source: str) -> Twice:
    (pair,) = tried(root, source).twice
    return pair


def test_after_a_question_the_source_is_not_read_again(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, SHEET))
    opened, path = open_workspace(root), jira(root)
    asked = prepare(opened, path, ImportOptions())
    fresh = prepare(opened, path, LINK)
    Path(path).unlink()
    told = prepare(opened, path, LINK, source=asked.source)
    assert dict(told.rewritten.after) == dict(fresh.rewritten.after)
    assert (told.twice, told.memory_after, told.findings) == (fresh.twice, fresh.memory_after, fresh.findings)


def test_linked_features_follow_both_sources(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    sheet, tracker = table(root, SHEET), jira(root)
    brought(root, sheet)
    asked = tried(root, tracker)
    assert [(one.key, one.other, one.is_undecided) for one in asked.twice] == [
        ("SHOP-1", "audit-log", True), ("SHOP-2", "single-sign-on", True),
    ]  # fmt: skip
    with pytest.raises(PmError, match="2 items are here already") as fault:
        write(asked)
    assert fault.value.exit_code == 2
    assert "--duplicates link" in str(fault.value.hint)
    linked = brought(root, tracker, LINK)
    assert (linked.count, set(linked.linked)) == (1, {"audit-log", "single-sign-on"})
    assert linked.kept == {
        "audit-log": ("owner amelie here, bo there",),
        "single-sign-on": ("title Single sign-on here, Single signs on there",),
    }, "what differs stays, told"
    assert text_of(root, "audit-log") == (
        "title: Audit log\nstatus: in-progress\nowner: amelie\ntags: [core]\n"
        "description: Who changed what\nlinks: {list: 1, jira: SHOP-1}\n"
    )
    for source in (sheet, tracker, sheet, tracker):
        again = tried(root, source)
        assert again.changes_nothing
        assert (again.twice, again.conflicts, dict(again.kept)) == ((), (), {})
    assert brought(root, jira(root, JIRA.replace(",bo,core", ",eve,core"))).updated == {
        "audit-log": ("owner",)
    }
    assert tried(root, sheet).changes_nothing, (
        "the last change counts, and the other source has said nothing new"
    )
    assert brought(root, table(root, SHEET.replace("amelie", "zoe"))).updated == {"audit-log": ("owner",)}
    assert tried(root, jira(root, JIRA.replace(",bo,core", ",eve,core"))).changes_nothing
    path = root / "features" / "audit-log.yaml"
    path.write_text(path.read_text().replace("owner: zoe", "owner: mine"))
    for changed in (
        jira(root, JIRA.replace(",bo,core", ",ann,core")),
        table(root, SHEET.replace("amelie", "kim")),
    ):
        conflict = tried(root, changed).conflicts
        assert [(one.field, one.here) for one in conflict] == [("owner", "mine")], (
            "a person's word is asked for"
        )


def test_a_linked_parent_keeps_its_effort_and_dependencies_are_of_both(tmp_path: Path) -> None:
    root = workspace(
        tmp_path, audit_log="title: Audit log\neffort: 5\ndepends_on: [base]\n", base="title: Base\n"
    )
    prepared = brought(root, jira(root), LINK)
    assert [finding.message for finding in prepared.findings] == [
        'parent: "audit-log" carries an effort here; left out'
    ]
    audit_log = load(root).backlog.features["audit-log"]
    assert (audit_log.prerequisites(), bool(audit_log.effort)) == (("base",), True)
    assert tried(root, jira(root)).changes_nothing


def test_what_is_kept_is_beside_and_known_again(tmp_path: Path) -> None:
    root = workspace(tmp_path, log="title: Audit log\n", sso="title: Single sign-on\n")
    assert brought(root, jira(root), KEEP).count == 3
    assert tried(root, jira(root)).changes_nothing
    later = jira(root, JIRA + "Audit log,SHOP-4,4,Story,To Do,bo,,,\n")
    prepared = brought(root, later)
    assert (prepared.count, [pair.is_sure for pair in prepared.twice]) == (1, [False])


def test_merged_into_what_is_here(tmp_path: Path) -> None:
    root = workspace(
        tmp_path, HEAD + "accounts: {acme: {title: Acme}}\n", log="title: Audit logs\nowner: mo\n"
    )
    text = "Key,Title,Customers asking,Depends on\nA,Audit log,Acme,\nB,Search,,A\n"
    options = ImportOptions(verdicts={"A": "merge"})
    assert brought(root, table(root, text), options).count == 2
    features = load(root).backlog.features
    assert [ask.account for ask in features["log"].requests] == ["acme"]
    assert features["log"].links == {}
    assert load(root).backlog.stands_for("audit-log") == "log"
    assert features["search"].prerequisites() == ("log",)
    assert tried(root, table(root, text)).changes_nothing


@pytest.mark.parametrize(
    ("here", "shared"),
    [
        ("links: {jira: SHOP-3}", ""), ("links: {tracker: SHOP-9}", ""),
        ("links: {tracker: 'https://x.atlassian.net/browse/SHOP-3'}", "SHOP-3"),
        ("links: {ticket: SHOP-3}", "SHOP-3"), ('description: "Jira: SHOP-3"', "SHOP-3"),
        ('description: "Blocked by: SHOP-3"', ""), ("x-jira-key: SHOP-3", "SHOP-3"),
    ],
)  # fmt: skip
def test_the_same_by_keys_and_addresses(tmp_path: Path, here: str, shared: str) -> None:
    root = workspace(tmp_path, theme=f"title: Night colours\n{here}\n")
    pairs = tried(root, jira(root)).twice
    assert [(one.key, one.other, one.shared, one.is_sure) for one in pairs] == (
        [("SHOP-3", "theme", "SHOP-3", True)] if shared else []
    )


def test_the_keys_of_two_tables_are_their_own(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, "Key,Title,Owner\nF-1,Alpha,x\n", "one.csv"))
    assert tried(root, table(root, "Key,Title,Theme\nF-1,Beta,x\n", "two.csv")).twice == ()
    brought(
        root,
        table(root, "Key,Title,Jira\nF-9,Gamma,SHOP-3\n", "three.csv"),
        ImportOptions(mapping={"Jira": "x-jira"}),
    )
    assert the_pair(root, jira(root)).other == "gamma"


@pytest.mark.parametrize(
    ("features", "rows", "sure"),
    [
        ({"a": "title: Test\n", "b": "title: Tests\n"}, ["Test's"], 0), ({"a": "title: Test\n"}, ["Tests", "Test's"], 0),
        ({"a": "title: Test\n"}, ["Test"], 1), ({"a": "title: Test\nlinks: {list: 9}\n"}, ["Test"], 0),
        ({"a": "title: Test\n", "b": "title: Tests\n"}, ["tests"], 1),
        ({"a": "title: Test\n"}, ["Tests", "Test"], 1), ({"a": "title: Test\n"}, ["Test", "Test"], 0),
        ({"a": "title: Test\nparent: p\n", "p": "title: Login\n"}, ["Test"], 1),
    ],
)  # fmt: skip
def test_only_one_that_can_be_no_other_is_sure(
    tmp_path: Path, features: dict[str, str], rows: list[str], sure: int
) -> None:
    root = workspace(tmp_path, **features)
    text = "Key,Title,Owner\n" + "".join(f"K{at},{title},x\n" for at, title in enumerate(rows))
    pairs = tried(root, table(root, text)).twice
    assert sum(pair.is_sure for pair in pairs) == sure
    assert len(brought(root, table(root, text), LINK).linked) == sure


def test_what_has_another_parent_is_another(tmp_path: Path) -> None:
    root = workspace(tmp_path, test="title: Test\nparent: login\n", login="title: Login\n")
    pairs = tried(root, table(root, "Key,Title,Parent,Owner\n1,Test,2,x\n2,Search,,x\n")).twice
    assert [(pair.other, pair.is_sure) for pair in pairs] == [("test", False)]


def github(root: Path, *issues: dict[str, object]) -> str:
    path = root / "issues.json"
    path.write_text(json.dumps(list(issues)))
    return str(path)


def test_a_duplicate_in_the_source_is_merged_and_its_voices_follow_it(tmp_path: Path) -> None:
    def issue(number: int, **keys: object) -> dict[str, object]:
        address = f"https://github.com/acme/shop/issues/{number}"
        return {
            "number": number,
            "title": f"Issue {number}",
            "url": address,
            "state": "OPEN",
            "body": "",
            **keys,
        }

    root = workspace(tmp_path)
    first, second = issue(1, reactions={"+1": 5}), issue(2, reactions={"+1": 3})
    brought(root, github(root, first, second))
    second |= {"state": "CLOSED", "stateReason": "DUPLICATE", "body": "Duplicate of #1"}
    brought(root, github(root, first, second))
    backlog = load(root).backlog
    assert backlog.stands_for("issue-2") == "issue-1"
    assert [piece.count for piece in backlog.features["issue-1"].evidence] == [5, 3]
    assert tried(root, github(root, first, second)).changes_nothing
    brought(root, github(root, first, second | {"reactions": {"+1": 4}}))
    assert [piece.count for piece in load(root).backlog.features["issue-1"].evidence] == [5, 4]
    assert tried(root, github(root, first)).changes_nothing, "an export of open issues takes nothing away"
    fresh = workspace(tmp_path / "fresh")
    brought(fresh, github(fresh, second, first))
    assert load(fresh).backlog.stands_for("issue-2") == "issue-1"
    assert tried(fresh, github(fresh, second, first)).changes_nothing


COLUMN = "Key,Title,Jira\n1,Colours at night,SHOP-3\n2,Logs,https://x.atlassian.net/browse/SHOP-1\n"


@pytest.mark.parametrize("is_sheet_first", [True, False])
def test_a_column_of_keys_links_what_the_tracker_brings(tmp_path: Path, is_sheet_first: bool) -> None:
    root = workspace(tmp_path)
    sources = [table(root, COLUMN), jira(root)]
    for source in sources if is_sheet_first else reversed(sources):
        prepared = brought(root, source, LINK)
    assert len(prepared.linked) == 2
    features = load(root).backlog.features
    assert {feature.links.get("jira"): feature.links.get("list") for feature in features.values()} == {
        "SHOP-1": "2", "SHOP-2": None, "SHOP-3": "1",
    }  # fmt: skip
    assert "Colours at night" in {feature.title for feature in features.values()} or not is_sheet_first
    assert all(tried(root, source).changes_nothing for source in sources)


def test_a_key_of_several_rows_or_of_a_feature_that_is_kept_is_text(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, jira(root))
    sheet = table(root, f"{COLUMN}3,Part,SHOP-2\n4,Part two,SHOP-2\n5,Later,soon\n")
    brought(root, sheet, KEEP)
    features = load(root).backlog.features
    said = {
        feature.title: feature.extra.get("x-jira") for feature in features.values() if "list" in feature.links
    }
    assert said == {
        "Colours at night": "SHOP-3", "Logs": "SHOP-1", "Part": "SHOP-2", "Part two": "SHOP-2", "Later": "soon",
    }  # fmt: skip
    assert all(tried(root, source).changes_nothing for source in (sheet, jira(root)))


def test_what_triage_has_merged_follows_both_sources(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, table(root, SHEET))
    brought(root, jira(root), KEEP)
    opened = open_workspace(root)
    twin = next(
        name
        for name, feature in opened.loaded.backlog.features.items()
        if feature.links == {"jira": "SHOP-1"}
    )
    decision = {"verdict": "decline", "because": "merged into audit-log"}
    change_set.write(change_set.rewritten(opened, merged(opened.loaded.backlog, twin, "audit-log", decision)))
    assert [*brought(root, jira(root)).updated.values()] == [("parent",)], "its part is one of the other then"
    again = tried(root, jira(root))
    assert (again.changes_nothing, again.findings) == (True, ())
    prepared = brought(root, jira(root, JIRA.replace(",bo,core", ",eve,core")))
    assert prepared.updated == {"audit-log": ("owner",)}


@pytest.mark.parametrize(
    ("sheet", "other"),
    [
        ("1,Aa,,2,To Do,\n2,Bb,,,To Do,\n", "1,Aa,,,To Do,\n2,Bb,,1,To Do,\n"),
        ("1,Aa,2,,To Do,\n2,Bb,,,To Do,\n", "1,Aa,,,To Do,\n2,Bb,1,,To Do,\n"),
        ("1,Aa,2,,To Do,\n2,Bb,,,To Do,\n", "1,Aa,,2,To Do,\n2,Bb,,,To Do,\n"),
        ("1,Aa,2,,To Do,\n2,Bb,,,To Do,\n", "1,Aa,,,To Do,\n2,Bb,,,Won't do,\n"),
        ("1,Aa,,2,To Do,3\n2,Bb,,,To Do,\n", "1,Aa,,,To Do,\n2,Bb,,,To Do,5\n"),
        ("1,Aa,,,To Do,\n2,Bb,,,To Do,5\n", "1,Aa,,2,To Do,3\n2,Bb,,,To Do,\n"),
    ],
    ids=[
        "parents",
        "dependencies",
        "parent-and-dependency",
        "declined",
        "effort-of-a-parent",
        "part-of-an-effort",
    ],
)
def test_what_two_sources_say_together_contradicts_nothing(tmp_path: Path, sheet: str, other: str) -> None:
    root = workspace(tmp_path)
    head = "Key,Title,Depends on,Parent,Status,Effort\n"
    sources = [table(root, head + sheet, "one.csv"), table(root, head + other, "two.csv")]
    brought(root, sources[0])
    linked = brought(root, sources[1], replace(LINK, name="two"))
    assert (len(linked.linked), linked.stuck) == (2, ())
    assert all(tried(root, path, ImportOptions(name=path[-7:-4])).changes_nothing for path in sources)


@for_each(
    "here, there, differs, updated",
    [
        ("done", "To do", ("status shipped here, candidate there",), ()),
        ("done", "planned", ("status shipped here, planned there",), ()),
        ("to do", "done", (), ("status",)),
        ("to do", "To do", (), ()),
    ],
)
def test_both_statuses_of_what_is_linked_are_told(
    tmp_path: Path, here: str, there: str, differs: tuple[str, ...], updated: tuple[str, ...]
) -> None:
    root = workspace(tmp_path / here / there)
    brought(root, table(root, f"Title,Status\nAudit log,{here}\n"))
    path, asked = (
        table(root, f"Key,Title,Status\nA-1,Audit log,{there}\n", "b.csv"),
        replace(LINK, name="b"),
    )
    linked = brought(root, path, asked)
    assert linked.kept.get("audit-log", ()) == differs
    assert [name for name in linked.updated["audit-log"] if not name.startswith("links")] == [*updated]
    assert tried(root, path, asked).changes_nothing
