"""JSON and JSONL of any kind: the list that holds the items, their keys, what is broken, what is a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pmcli.importing import ImportOptions, prepare
from pmcli.importing.sources import IMPORTERS, Imported, Source
from pmcli.importing.sources.tables.formats.any_json import JSON
from pmcli.importing.sources.tables.formats.any_table import SPREADSHEET
from pmcli.model.diagnostic import PmError
from pmcli.workspace.opening import open_workspace
from tests.conftest import for_each
from tests.importing.sources.samples import by_key
from tests.importing.test_importing import brought, workspace


def read(value: Any, mapping: Mapping[str, str] = {}) -> Imported:
    text = value if isinstance(value, str) else json.dumps(value)
    imported = JSON.read(Source("list.json", text.encode(), effort_unit="person-weeks"), mapping)
    by_key(imported)
    return imported


def titles(imported: Imported) -> list[object]:
    return [draft.fields["title"] for draft in imported.drafts]


A, B = {"id": 1, "title": "A"}, {"id": 2, "title": "B"}


@for_each(
    "value, places",
    [
        ([A, B], ["item 1", "item 2"]),
        ('{"id": 1, "title": "A"}\n{"id": 2, "title": "B"}\n', ["item 1", "item 2"]),
        ([[A], [B]], ["item 1", "item 2"]),
        ([{"items": [A]}, {"items": [B]}], ["item 1", "item 2"]),
        ('{"issues": [{"id": 1, "title": "A"}]}\n{"issues": [{"id": 2, "title": "B"}]}', ["item 1", "item 2"]),
        ({"master": {"tasks": [A, B]}}, ["item 1", "item 2"]),
        ({"data": {"team": {"issues": {"nodes": [A, B]}}}}, ["item 1", "item 2"]),
        ({"data": {"issues": {"edges": [{"node": A}, {"node": B}]}}}, ["item 1", "item 2"]),
        ({"users": [{"name": "ann"}], "labels": [{"name": "x"}], "tasks": [A, B]}, ["item 1", "item 2"]),
        ({"version": 2, "name": "Shop", "whatever": [A, B]}, ["item 1", "item 2"]),
        ({**A, "labels": [{"name": "x"}], "subtasks": [B]}, ["item 1", "item 1, subtask 1"]),
        ({"data": [{"id": 1, "attributes": {"title": "A"}}, {"id": 2, "attributes": {"title": "B"}}]}, ["item 1", "item 2"]),
        ({"features": {"a": {"title": "A"}, "b": {"title": "B"}}}, ["item 1", "item 2"]),
        ({"now": ["A"], "later": ["B"]}, ['item 1 of "now"', 'item 1 of "later"']),
        ({"A": {"reach": 9, "effort": 1}, "B": {"reach": 1, "effort": 2}}, ["item 1", "item 2"]),
        ([{**A, "tasks": [B]}], ["item 1", "item 1, task 1"]),
        ({"tasks": [{**A, "subtasks": [B]}]}, ["item 1", "item 1, subtask 1"]),
        ({"todo": [A], "done": [B]}, ['item 1 of "todo"', 'item 1 of "done"']),
        ({"themes": [{"name": "Shop", "items": [A, B]}]}, ["item 1, item 1", "item 1, item 2"]),
    ],
)  # fmt: skip
def test_where_the_items_are(value: Any, places: list[str]) -> None:
    imported = read(value)
    assert titles(imported) == ["A", "B"]
    assert [draft.place for draft in imported.drafts] == places


def test_parts_have_their_whole_and_groups_say_what_their_items_are_in() -> None:
    nested = {
        "epics": [{"id": "E", "title": "Epic", "stories": [{"title": "Story", "tasks": [{"title": "Task"}]}]}]
    }
    drafts = read(nested).drafts
    assert [draft.fields.get("parent") for draft in drafts] == [None, "E", "Story"]
    grouped = read({"themes": [{"name": "Shop", "items": [A]}, {"name": "Empty", "items": [B]}]})
    assert [draft.fields["theme"] for draft in grouped.drafts] == ["Shop", "Empty"]
    assert [one.reason for one in grouped.skipped] == [
        "it is a group: its title is the theme of its items"
    ] * 2
    now = read({"now": [A], "later": [B]})
    assert [draft.fields["horizon"] for draft in now.drafts] == ["now", "later"]
    quarters = read({"2027": {"Q1": [A], "Q2": [B]}})
    assert [draft.fields["target"] for draft in quarters.drafts] == ["2027-Q1", "2027-Q2"]
    assert [draft.fields["theme"] for draft in read({"Shop": [A], "Pay": [B]}).drafts] == ["Shop", "Pay"]
    assert read({"shipped": [A]}).drafts[0].fields["status"] == "shipped"
    assert read({"todo": [A], "done": [B]}).drafts[1].fields["status"] == "shipped"
    assert [draft.fields.get("type") for draft in read({"bugs": [A], "features": [B]}).drafts] == [
        "bug",
        None,
    ]


def test_numbers_of_parts_count_within_their_whole() -> None:
    parts = [{"id": 1, "title": "X"}, {"id": 2, "title": "Y", "dependencies": [1]}]
    imported = read({"tasks": [{"id": 7, "title": "A", "subtasks": parts}]})
    assert [draft.key for draft in imported.drafts] == ["7", "7.1", "7.2"]
    assert imported.drafts[2].fields["depends_on"] == ["7.1"]


def test_keys_are_read_as_columns_are() -> None:
    imported = read([
        {"fields": {"summary": "A", "customfield_10016": 3}, "assignee": {"id": 7, "name": "Ann"},
         "status": {"name": "In Progress", "color": "blue"}, "labels": [{"name": "x, y"}, {"name": "z"}],
         "scores": {"reach": 1000}, "is_new": True, "blocked_by": None},
    ])  # fmt: skip
    (draft,) = imported.drafts
    assert draft.fields["owner"] == "Ann"
    assert draft.fields["status"] == "in-progress"
    assert draft.fields["tags"] == ["x, y", "z"]
    assert draft.fields["rice"] == {"reach": 1000}
    assert imported.mapping["is_new"] == imported.mapping["assignee.id"] == ""
    mapped = read(
        [{"fields": {"summary": "A", "customfield_10016": 3}}], {"fields.customfield_10016": "effort:weeks"}
    )
    assert mapped.drafts[0].fields["effort"] == 3


def test_a_kind_that_is_not_known_is_told_with_its_keys() -> None:
    value = {"meta": {"v": 1}, "rows": [{"phrase": "A", "votes": 3}, {"phrase": "B", "votes": 1}]}
    with pytest.raises(PmError) as caught:
        read(value)
    assert caught.value.exit_code == 2
    assert caught.value.message == (
        'JSON of a kind that pm does not know: 2 items in "rows" without a title; the keys are phrase, votes'
    )
    assert titles(read(value, {"phrase": "title", "votes": "x-votes"})) == ["A", "B"]
    for empty in ("7", '["a", "b"]', '{"a": {"b": 1}}'):
        with pytest.raises(PmError, match="JSON of a kind that pm does not know") as caught:
            read(empty)
        assert caught.value.exit_code == 2


@for_each("value", ["[]", "{}", '{"issues": []}', '{"data": [], "next": null}'])
def test_nothing_in_it(value: str) -> None:
    imported = read(value)
    assert (imported.read, imported.drafts) == (0, ())


@for_each(
    "data, message",
    [
        (b'[{"title": "A"},\n {"title": }]', "line 2, column 12: expecting value"),
        (b'[{"title": "A"},\n {"title": "B', "line 2, column 12: the file is cut off there"),
        (b'{"tasks": [{"title": "A"},', "line 1, column 27: the file is cut off there"),
        (b"[" * 200_000, "it is nested too deeply"),
        (b'{"a":' * 200_000, "it is nested too deeply"),
        (b'{"title": "A"} trailing', "line 1, column 16: expecting value"),
        (b'{\n "title": "A"\n}\n{\n "title": \n}', "line 6, column 1: expecting value"),
    ],
)  # fmt: skip
def test_what_is_no_json_is_told_with_its_place(data: bytes, message: str) -> None:
    source = Source("list.json", data)
    assert max(IMPORTERS, key=lambda one: one.recognise(source)).name == JSON.name
    with pytest.raises(PmError) as caught:
        JSON.read(source, {})
    assert caught.value.message == f"it is no JSON: {message}"
    assert caught.value.exit_code == 2


def test_what_is_nested_deeply_within_an_item() -> None:
    for opening, closing in (
        ('[{"a":', "}]"),
        ('{"a":', "}"),
        ('{"nodes":', "}"),
        ('[{"title": "A", "tasks":', "}]"),
    ):
        imported = read(f'[{{"title": "A", "x": {opening * 450}1{closing * 450}}}]')
        assert titles(imported) == ["A"]
    deep = read('[{"title": "A", "tasks": ' * 300 + "[]" + "}]" * 300)
    assert {one.reason for one in deep.skipped} == {"they stand too deep within others"}


def test_a_line_that_is_none_costs_one_item() -> None:
    lines = ['{"title": "A"}', '{"title": "B", }', '{"title": "C"}', '{"title": "D']
    imported = read("\n".join(lines))
    assert titles(imported) == ["A", "C"]
    assert [(one.place, one.reason.split(":")[0]) for one in imported.skipped] == [
        ("line 2", "it is no JSON"), ("line 4", "it is cut off")
    ]  # fmt: skip
    assert imported.drafts[1].place == "item 3"


def test_numbers_and_keys_are_lost_to_nobody() -> None:
    text = '[{"title": "A", "votes": 12345678901234567890, "x": 0.30000000000000004, "effort": NaN, "reach": 1E3}]'
    names = {"votes": "x-votes", "x": "x-x"}
    fields = read(text, names).drafts[0].fields
    assert fields["x-votes"] == "12345678901234567890"
    assert fields["x-x"] == "0.30000000000000004"
    assert "effort" not in fields
    assert fields["rice"] == {"reach": 1000}
    huge = read('[{"title": "A", "votes": ' + "9" * 5000 + "}]", {"votes": "x-votes"})
    assert str(huge.drafts[0].fields["x-votes"]).startswith("999")
    twice = read('[{"title": "A", "title": "B"}]')
    assert titles(twice) == ["B"]
    assert 'keys that stand twice in one map: "title"; the last counts' in twice.guesses
    wide = read([{"title": "A", **{f"k{n}": n for n in range(1000)}}])
    assert "not read: 701 keys beyond 300" in wide.guesses


@for_each("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_encoding(encoding: str) -> None:
    data = json.dumps([{"title": "Größe"}], ensure_ascii=False).encode(encoding)
    source = Source("list", data)
    assert max(IMPORTERS, key=lambda one: one.recognise(source)).name == JSON.name
    assert titles(JSON.read(source, {})) == ["Größe"]


def test_json_is_never_a_table_of_another_kind() -> None:
    for data in (b'[{"a": "x, y", "b": 1},\n{"a": "z", "b": 2}]', b'{"a": 1, "b": [1, 2, 3]}', b'{"a": 1'):
        source = Source("data", data)
        assert max(IMPORTERS, key=lambda one: one.recognise(source)).name == JSON.name
    records = Source("x", b'[{"number": 1, "title": "A", "reach": 9, "effort": 2, "confidence": 0.5}]')
    assert max(IMPORTERS, key=lambda one: one.recognise(records)).name == JSON.name
    table = Source("list.csv", b"[x],Title\n[1],A\n[2],B\n")
    assert JSON.recognise(table) == 0.0
    as_sheet = SPREADSHEET.read(Source("x.json", b'[{"title": "A", "owner": "ann"}]'), {})
    assert as_sheet.drafts[0].fields["owner"] == "ann"


@for_each(
    "value, told",
    [
        ({"issues": [A, B], "total": 120}, "it holds 2 items, and says that there are 120: the rest is not here"),
        ({"results": [A, B], "has_more": True}, "it says that there are more items than these 2: the next pages are not here"),
        ({"issues": {"nodes": [A], "pageInfo": {"hasNextPage": True}}}, "it says that there are more items than these 1: the next pages are not here"),
        ({"issues": [A, B], "total": 2, "next_page": None}, ""),
        ([{"items": [A], "has_more": True}, {"items": [B], "has_more": False}], ""),
    ],
)  # fmt: skip
def test_a_page_says_that_there_is_more(value: Any, told: str) -> None:
    assert [guess for guess in read(value).guesses if " not here" in guess] == [told] * bool(told)


def test_a_second_import_of_nested_items_changes_nothing(tmp_path: Path) -> None:
    value = {
        "epics": [{"id": "E", "title": "Epic", "stories": [{"title": "Story", "blocked_by": ["Other"]}]}],
        "stories": [{"title": "Other", "team": {"id": 1, "name": "Web"}}],
    }
    root = workspace(tmp_path)
    (root / "roadmap.json").write_text(json.dumps(value))
    brought(root, str(root / "roadmap.json"))
    assert prepare(open_workspace(root), str(root / "roadmap.json"), ImportOptions()).changes_nothing


NAMED = {"epics": [{"name": "Pay", "tasks": [{"title": "Refunds"}, {"title": "Vault"}]}, {"name": "Search"}]}


@for_each(
    "value, mapping, expected, told",
    [
        (NAMED, {}, ["Pay", "Refunds", "Vault", "Search"], 'from "name" where "title" says nothing (2 items)'),
        (NAMED, {"name": "title"}, ["Pay", "Refunds", "Vault", "Search"], 'from "title" where "name" says'),
        ([{"summary": "A"}, {"title": "B", "name": "b-1"}, {"title": ""}, {"title": "D"}], {}, ["A", "B", "D"],
         'from "summary" where "title" says nothing (1 item)'),
        ([{"name": "ann", "nr": 1}, {"title": "B"}, {"title": "C"}], {"name": "owner"}, ["B", "C"], ""),
        ([{"title": "A", "summary": "why"}, {"title": "B"}], {}, ["A", "B"], ""),
    ],
)  # fmt: skip
def test_titles_may_stand_under_different_keys(
    value: Any, mapping: dict[str, str], expected: list[str], told: str
) -> None:
    imported = read(value, mapping)
    assert titles(imported) == expected
    said = [guess for guess in imported.guesses if guess.startswith("the title is read")]
    assert len(said) == bool(told)
    assert all(told in guess for guess in said)
    parents = {draft.fields["title"]: draft.fields.get("parent") for draft in imported.drafts}
    assert parents.get("Refunds", "Pay") == "Pay"
