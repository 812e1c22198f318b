"""What holds of every edit in every text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pmcli.model.backlog import Keys
from pmcli.yaml.edit import CannotEdit, comment, comments, drop, order, put, rename_key, uncomment
from pmcli.yaml.read import Value, read
from tests.yaml.edit.texts import texts, ways

BOM = b"\xef\xbb\xbf"
FEW = settings(max_examples=60, deadline=None)


def chosen(
    text: bytes, data: st.DataObject, wanted: Callable[[Keys, Value], object]
) -> tuple[list[Value], int, Keys]:
    """The documents of a text; and one of them, with the keys to a value in it."""
    reading = read(text, "a.yaml")
    assume(not reading.faults and reading.documents)
    documents = [document.data for document in reading.documents]
    number = data.draw(st.integers(0, len(documents) - 1))
    chosen = [keys for keys, value in ways(documents[number]) if wanted(keys, value)]
    assume(chosen)
    return documents, number, data.draw(st.sampled_from(chosen))


def made(edit: Callable[[], bytes]) -> bytes | None:
    """What an edit makes, None where it refuses."""
    try:
        return edit()
    except CannotEdit:
        return None


def said(text: bytes) -> list[Value]:
    """The data of a text."""
    return [document.data for document in read(text, "a.yaml").documents]


def remarks(text: bytes) -> list[str]:
    """The texts of the comments."""
    return [one.text for one in comments(text, "a.yaml")]


def middle(old: bytes, new: bytes) -> tuple[int, int]:
    """How many of the old, and of the new, lines are neither at their common start nor at their common end."""
    middle, other = (each.removeprefix(BOM).splitlines(keepends=True) for each in (old, new))
    while middle and other and middle[0] == other[0]:
        del middle[0], other[0]
    while middle and other and middle[-1] == other[-1]:
        del middle[-1], other[-1]
    return len(middle), len(other)


def is_within(small: list[str], large: list[str]) -> bool:
    """Whether `small` is `large` with some left out."""
    rest = iter(large)
    return all(any(one == other for other in rest) for one in small)


@FEW
@given(texts(), st.data())
def test_drop_leaves_the_rest(text: bytes, data: st.DataObject) -> None:
    documents, number, keys = chosen(text, data, lambda keys, _: keys)
    new = drop(text, "a.yaml", number, keys)
    expected: Any = deepcopy(documents)
    while True:
        parent = expected[number]
        for key in keys[:-1]:
            parent = parent[key]
        del parent[keys[-1]]
        if parent or len(keys) == 1:
            break
        keys = keys[:-1]
    assert said(new) == expected
    assert is_within(remarks(new), remarks(text))
    assert middle(text, new)[1] <= 2
    assert text.endswith(b"\n") <= new.endswith((b"\n", b"{}", b"[]"))


@FEW
@given(
    texts(),
    st.data(),
    st.sampled_from(["new", "a: b", "x, y", "# it's", 'say "so"', "", "1\n2\n", "- a", "é"]),
)
def test_put_changes_one_value(text: bytes, data: st.DataObject, value: str) -> None:
    documents, number, keys = chosen(text, data, lambda _, old: isinstance(old, str))
    new = put(text, "a.yaml", number, keys, value)
    expected: Any = deepcopy(documents)
    parent, way = expected, (number, *keys)
    for key in way[:-1]:
        parent = parent[key]
    parent[way[-1]] = value
    assert said(new) == expected
    assert remarks(new) == remarks(text)
    assert put(new, "a.yaml", number, keys, value) == new


@FEW
@given(texts(), st.data(), st.sampled_from(["new", "a: b", "it's", "[x", "<<", "null"]))
def test_rename_changes_one_key(text: bytes, data: st.DataObject, name: str) -> None:
    documents, number, keys = chosen(text, data, lambda keys, _: keys and isinstance(keys[-1], str))
    new = rename_key(text, "a.yaml", number, keys, name)
    assert middle(text, new) == (1, 1)
    assert [*remarks(new)] == remarks(text)
    assert rename_key(new, "a.yaml", number, (*keys[:-1], name), str(keys[-1])).count(b"\n") == text.count(
        b"\n"
    )
    assert len(said(new)) == len(documents)


@FEW
@given(texts(), st.data())
def test_order_moves_all_and_only_once(text: bytes, data: st.DataObject) -> None:
    documents, number, keys = chosen(text, data, lambda _, old: isinstance(old, dict) and len(old) > 1)
    old: Any = documents[number]
    for key in keys:
        old = old[key]
    names = data.draw(st.permutations(list(old)))
    new = made(lambda: order(text, "a.yaml", number, keys, names))
    if new is None:
        assert b"#" in text or b"|+" in text or b">+" in text
        return
    found: Any = said(new)
    assert found == documents
    for key in (number, *keys):
        found = found[key]
    assert list(found) == list(names)
    assert sorted(remarks(new)) == sorted(remarks(text))
    assert (
        Counter(new.decode("utf-8-sig").split()) == Counter(text.decode("utf-8-sig").split())
        or b"," in text
        or b"- " in text
    )
    assert order(new, "a.yaml", number, keys, names) == new


@FEW
@given(texts(), st.data(), st.sampled_from(["hm", "pm: ignore PM301 because x", "# é"]))
def test_comment_and_back(text: bytes, data: st.DataObject, words: str) -> None:
    reading = read(text, "a.yaml")
    assume(not reading.faults)
    lines = re.split("\r?\n", text.decode("utf-8-sig"))
    line = data.draw(st.integers(1, max(1, len(lines))))
    new = made(lambda: comment(text, "a.yaml", line, words))
    if new is None:
        assert not lines[line - 1].strip()
        return
    assert said(new) == said(text)
    assert middle(text, new)[1] <= 1
    [added] = [one for one in comments(new, "a.yaml") if one.text.endswith(words)]
    assert added.line <= line
    assert uncomment(new, "a.yaml", added.line, words) == text


@FEW
@given(texts())
def test_every_comment_is_found(text: bytes) -> None:
    assume(not read(text, "a.yaml").faults)
    assert all(remark.startswith(("c", "d")) for remark in remarks(text))
    assert sum(remark.startswith("c") for remark in remarks(text)) == text.count(b"# c")
