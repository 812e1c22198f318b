"""Plain data as cells: dotted names, lists, lists of maps, and what the fields make of lists."""

from __future__ import annotations

import pytest

from pmcli.importing.sources.importer import Source
from pmcli.importing.sources.tables.meaning.columns import guess_all
from pmcli.importing.sources.tables.nested.flattening import flat, table_of_cells
from pmcli.importing.sources.tables.rows.row import TableDialect
from pmcli.importing.sources.tables.sheet import imported
from pmcli.importing.sources.tables.table import BREAK

DIALECT = TableDialect("", lambda table: guess_all(table.header), lambda _: 0.0, "columns")


@pytest.mark.parametrize(
    ("value", "cells"),
    [
        ({"a": {"b": 1.0, "c": None}}, {"a.b": "1", "a.c": ""}),
        ({"a": [1, True, "x"], "b": [], "c": {}}, {"a": f"1{BREAK}true{BREAK}x", "b": "", "c": ""}),
        ({"a": [{"name": "x"}, {"name": "y", "no": 2}]}, {"a.name": f"x{BREAK}y", "a.no": "2"}),
        ({"a": ["one, and only"]}, {"a": f"one, and only{BREAK}"}),
        ({"a": f"x{BREAK}y"}, {"a": "x y"}),
    ],
)
def test_cells_of_a_record(value: dict[str, object], cells: dict[str, str]) -> None:
    assert flat(value) == cells


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("labels", ["a, b", "c"], "tags", ["a, b", "c"]),
        ("labels", ["a, b"], "tags", ["a, b"]),
        ("notes", ["One", "Two"], "description", "- One\n- Two"),
        ("theme", ["Editor", "Web"], "theme", "Editor"),
        ("theme", ["Editor", "Web"], "tags", ["Web"]),
        ("owner", ["ann", "bob"], "owner", "ann"),
    ],
)
def test_lists_become_what_the_field_takes(name: str, value: object, field: str, expected: object) -> None:
    table = table_of_cells([("item 1", flat({"title": "A", name: value}))])
    (draft,) = imported(Source("x.json", b""), table, {}, DIALECT).drafts
    assert draft.fields[field] == expected


def test_what_is_waited_for_keeps_how_strictly() -> None:
    listed = [{"id": "a", "type": "soft"}, {"id": "b", "kind": "hard"}, {"id": "c", "optional": True}]
    assert flat({"depends_on": listed}) == {"depends_on.id": BREAK.join(("a (soft)", "b", "c (optional)"))}
    assert flat({"tasks": listed[:1]}) == {"tasks.id": "a", "tasks.type": "soft"}
