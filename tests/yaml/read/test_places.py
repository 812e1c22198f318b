"""The place of every key and value."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from pmcli.yaml.read import PlaceTree, Span, Value, read, resolve
from pmcli.yaml.read.faults import Lines
from tests.conftest import for_each

KEPS = sorted((Path(__file__).parents[2] / "data" / "keps").glob("*.yaml"))
Keys = tuple[str | int, ...]


def text_at(text: str, span: Span | None) -> str:
    """What stands in a stretch of the text."""
    assert span is not None
    starts = Lines(text).starts
    return text[starts[span.line - 1] + span.column - 1 : starts[span.end_line - 1] + span.end_column - 1]


def paths(value: Value, keys: Keys = ()) -> Iterator[tuple[Keys, Value]]:
    """Every path into `value`, with what it leads to."""
    yield keys, value
    inner: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, item in inner:
        yield from paths(item, (*keys, key))


def agrees(text: str) -> None:
    """What stands at the place of every value reads as that value; of every key, as the key."""
    places = PlaceTree(text.encode())
    for number, document in enumerate(read(text.encode(), "f.yaml").documents):
        for keys, value in paths(document.data):
            source = text_at(text, places.find(number, keys))
            again = read(source.encode(), "f.yaml").documents
            if isinstance(value, str) and "\n" not in source:
                assert (resolve(again[0].data) if again else None) == resolve(value)
            if keys and isinstance(keys[-1], str):
                name = read(text_at(text, places.find(number, keys, "key")).encode(), "f.yaml").documents
                assert str(name[0].data if name else "") == keys[-1]


@for_each("path", KEPS)
def test_the_text_at_every_place_of_a_real_file_is_the_value(path: Path) -> None:
    agrees(path.read_text(encoding="utf-8"))


_WORDS = st.text(st.sampled_from("ab 1é😀'\"#-"), max_size=6)
_DATA = st.recursive(
    _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(value=_DATA, flow=st.booleans())
def test_the_text_at_every_place_of_any_file_is_the_value(value: Any, flow: bool) -> None:
    from io import StringIO

    out, yaml = StringIO(), YAML(typ="safe", pure=True)
    yaml.default_flow_style = flow
    yaml.dump(value, out)
    agrees(out.getvalue())


TEXT = """\
# a comment
title: &t "Buy 😀"
effort: {web: 3..5..9, data:  M}
tags:
- mobile
- &x {a: 1, b: [2]}
again: *x
base: &base
  k: 1
  l: |
    lit
    eral

own: {<<: *base, k: !!str 2}
two: {<<: [*x, *base]}
empty:
*t : named
---
- 2nd
"""


@for_each(
    "document, keys, part, wanted",
    [
        (0, ("title",), "value", '"Buy 😀"'),
        (0, ("title",), "key", "title"),
        (0, ("effort",), "value", "{web: 3..5..9, data:  M}"),
        (0, ("effort", "data"), "value", "M"),
        (0, ("effort", "data"), "key", "data"),
        (0, ("tags",), "value", "- mobile\n- &x {a: 1, b: [2]}"),
        (0, ("tags", 0), "key", "mobile"),
        (0, ("tags", 1, "b", 0), "value", "2"),
        (0, ("again",), "value", "*x"),
        (0, ("again", "b"), "value", "[2]"),
        (0, ("base", "l"), "value", "|\n    lit\n    eral"),
        (0, ("own", "l"), "key", "l"),
        (0, ("own", "k"), "value", "2"),
        (0, ("two", "a"), "value", "1"),
        (0, ("two", "k"), "value", "1"),
        (0, ("empty",), "value", ""),
        (0, ("Buy 😀",), "value", "named"),
        (0, ("Buy 😀",), "key", "*t"),
        (1, (0,), "value", "2nd"),
        (0, ("effort", "nobody", "x"), "value", "{web: 3..5..9, data:  M}"),
        (0, ("effort", "nobody"), "key", "effort"),
        (0, ("tags", 7), "key", "tags"),
        (0, ("tags", "x"), "key", "tags"),
        (0, ("title", "x"), "value", '"Buy 😀"'),
    ],
)
def test_a_place_is_found_through_aliases_and_merges(
    document: int, keys: Keys, part: Any, wanted: str
) -> None:
    assert text_at(TEXT, PlaceTree(TEXT.encode()).find(document, keys, part)) == wanted


def test_lines_and_columns_count_from_one_in_characters() -> None:
    places = PlaceTree("\ufeffa: 😀\r\nbé: x\r\n".encode())
    assert places.find(0, ("a",)) == Span(1, 4, 1, 5)
    assert places.find(0, ("bé",)) == Span(2, 5, 2, 6)
    assert places.find(0, ("bé",), "key") == Span(2, 1, 2, 3)


def test_of_a_key_that_stands_twice_the_first_is_found() -> None:
    assert PlaceTree(b"a: 1\na: 2\n").find(0, ("a",)) == Span(1, 4, 1, 5)


def test_front_matter_is_found_at_the_lines_of_the_file() -> None:
    places = PlaceTree(b"---\ntitle: x\n---\ntitle: no\n---\na: 1\n", front_matter=True)
    assert places.find(0, ("title",)) == Span(2, 8, 2, 9)
    assert places.find(1, ()) is None


def test_documents_count_as_a_reading_lists_them() -> None:
    places = PlaceTree(b"---\n# nothing\n---\na: 1\n---\n''\n")
    assert places.find(0, ("a",)) == Span(4, 4, 4, 5)
    assert places.find(1, ()) == Span(6, 1, 6, 3)


@pytest.mark.parametrize("text", [b"", b"\xff", b"---\na: 1\n", b"@"])
def test_what_cannot_be_read_has_no_places(text: bytes) -> None:
    assert PlaceTree(text, front_matter=True).find(0, ()) is None


def test_what_stands_before_a_syntax_error_is_found() -> None:
    assert PlaceTree(b"a: 1\nb: [\n").find(0, ("a",)) == Span(1, 4, 1, 5)
    assert PlaceTree(b"a: 1\nb: " + b"[" * 10_000).find(0, ("a",)) == Span(1, 4, 1, 5)


def test_a_map_that_merges_itself_is_no_trap() -> None:
    assert PlaceTree(b"a: &x {<<: *x, b: 1}\n").find(0, ("a", "c")) == Span(1, 7, 1, 21)
