"""Any data put anywhere, as a careful person would write it; and what holds of it in every text."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pmcli.model.backlog import Keys
from pmcli.model.canonical import names_at
from pmcli.yaml.edit import CannotEdit, append, compose, drop, put_value
from pmcli.yaml.edit.adding import insert, insert_item
from pmcli.yaml.read import Plain, Value, is_null, read
from tests.conftest import for_each
from tests.yaml.edit.test_properties import chosen, is_within, made, middle, remarks, said
from tests.yaml.edit.texts import texts

FEW = settings(max_examples=40, deadline=None)
BASE = """\
# about the file
title: X   # t
status: idea

tags:
- a
# why b
- b
rice:   # r
outcomes: {a: 1}
x-mine: 1
deadline: 2027-01-01
"""


def changed(old: str, new: str) -> str:
    assert old in BASE
    return BASE.replace(old, new, 1)


PUTS: list[tuple[str, Keys, object, str]] = [
    # where a new key stands: behind the nearest that comes before it in the canonical order
    (BASE, ("owner",), "ana", changed("status: idea\n", "status: idea\nowner: ana\n")),
    (BASE, ("effort",), {"web": "3..5"}, changed("x-mine: 1\n", "x-mine: 1\neffort: {web: 3..5}\n")),
    (BASE, ("nps",), "3", BASE + "nps: 3\n"),
    (BASE, ("x-b",), ["1"], BASE + "x-b: [1]\n"),
    (BASE, ("id",), "x", changed("title: X", "id: x\ntitle: X")),
    ("rice: {confidence: 80%}\n", ("rice", "reach"), "3k", "rice: {reach: 3k, confidence: 80%}\n"),
    ("rice: {reach: 3k}\n", ("rice", "impact"), "high", "rice: {reach: 3k, impact: high}\n"),
    ("rice:\n  reach: 3k  # r\n", ("rice", "impact"), "high", "rice:\n  reach: 3k  # r\n  impact: high\n"),
    ("wsjf:\n    job_size: 3\nid: a", ("wsjf", "time_criticality"), "2", "wsjf:\n    time_criticality: 2\n    job_size: 3\nid: a"),
    ("- id: a\n  title: A\n- id: b\n", (0, "status"), "idea", "- id: a\n  title: A\n  status: idea\n- id: b\n"),
    ("-   title: A\n", (0, "id"), "a", "-   id: a\n    title: A\n"),
    ("title: A", ("status",), "idea", "title: A\nstatus: idea"),
    ("title: A\r\nowner: b\r\n", ("status",), "idea", "title: A\r\nstatus: idea\r\nowner: b\r\n"),
    ("{title: A}", ("status",), "idea", "{title: A, status: idea}"),
    ("{}\n", ("title",), "A", "{title: A}\n"),
    # an item in a comment is of the list above it
    ("title: A\nevidence:\n#  - {kind: test}\n", ("experiments",), ["a"], "title: A\nevidence:\n#  - {kind: test}\nexperiments: [a]\n"),
    ("a:\n  evidence:\n  # - {kind: test}\n# - b\nc: 1\n", ("a", "x"), "1", "a:\n  evidence:\n  # - {kind: test}\n  x: 1\n# - b\nc: 1\n"),
    ("title: A\n# below\n", ("status",), "idea", "title: A\nstatus: idea\n# below\n"),
    ("title: A\n  # deeper\n\nowner: b\n", ("status",), "idea", "title: A\n  # deeper\nstatus: idea\n\nowner: b\n"),
    ("title: |+\n  A\n\nowner: b\n", ("status",), "idea", "title: |+\n  A\n\nstatus: idea\nowner: b\n"),
    ("title: |\n  A", ("status",), "idea", "status: idea\ntitle: |\n  A"),
    ("o: {\n  a: 1,  # x\n  b: 2  # y\n}\n", ("o", "c"), "3", "o: {\n  a: 1,  # x\n  b: 2,  # y\n  c: 3\n}\n"),
    ("o: {\n  a: 1,\n}\n", ("o", "c"), "3", "o: {\n  a: 1,\n  c: 3,\n}\n"),
    ("# pm: ignore-file PM501\n# about a\nx: 1\n", ("title",), "T", "# pm: ignore-file PM501\n# about a\nx: 1\ntitle: T\n"),
    # maps on the way
    ("title: A\n", ("launch", "checklist", "docs"), "done", "title: A\nlaunch: {checklist: {docs: done}}\n"),
    (BASE, ("rice", "confidence"), "80%", changed("rice:   # r", "rice: {confidence: 80%}  # r")),
    ("rice: ~\n", ("rice", "reach"), "1", "rice: {reach: 1}\n"),
    # values of every shape
    (BASE, ("owner",), "ana: x", changed("status: idea\n", 'status: idea\nowner: "ana: x"\n')),
    (BASE, ("owner",), "null", changed("status: idea\n", 'status: idea\nowner: "null"\n')),
    (BASE, ("owner",), "", changed("status: idea\n", 'status: idea\nowner: ""\n')),
    (BASE, ("owner",), 'the "boss" #1', changed("status: idea\n", "status: idea\nowner: 'the \"boss\" #1'\n")),
    (BASE, ("tags",), ["a, b", "null", "404", "80%"], changed("- a\n# why b\n- b\n", '- a, b\n# why b\n- "null"\n- 404\n- 80%\n')),
    ("title: A\n", ("description",), "one\ntwo: # x\n", "title: A\ndescription: |\n  one\n  two: # x\n"),
    ("title: A\n", ("description",), "one\n\n  two", "title: A\ndescription: |-\n  one\n\n    two\n"),
    ("title: A\n", ("description",), " one\ntwo", 'title: A\ndescription: " one\\ntwo"\n'),
    ("title: A\n", ("description",), "a\r\nb", 'title: A\ndescription: "a\\r\\nb"\n'),
    (
        "title: A\n", ("requests",), [{"account": "a", "says": "x, y"}, {"account": "b"}],
        'title: A\nrequests:\n  - {account: a, says: "x, y"}\n  - {account: b}\n',
    ),
    ("title: A\n", ("questions",), ["x" * 50], f"title: A\nquestions:\n  - {'x' * 50}\n"),
    ("title: A\n", ("public",), {"text": "x" * 110}, f"title: A\npublic:\n  text: {'x' * 110}\n"),
    ("title: A\n", ("risks",), [{"what": "x" * 110, "likelihood": "low"}], f"title: A\nrisks:\n  - what: {'x' * 110}\n    likelihood: low\n"),
    ("a:\n- x\n", ("questions",), ["y" * 50], f"a:\n- x\nquestions:\n- {'y' * 50}\n"),
    ("title: A\n", ("n",), {"a": True, "b": 3, "c": 2.5, "d": None, "e": Plain("~"), "f": [None, 1]}, "title: A\nn: {a: true, b: 3, c: 2.5, f: [1]}\n"),
    # another value: what stays is not touched
    (BASE, ("tags",), ["a", "c", "b"], changed("- a\n# why b", "- a\n- c\n# why b")),
    (BASE, ("tags",), ["b"], changed("- a\n# why b\n- b\n", "# why b\n- b\n")),
    (BASE, ("tags",), [], changed("tags:\n- a\n# why b\n- b\n", "tags: []\n")),
    (BASE, ("tags",), "x", changed("tags:\n- a\n# why b\n- b\n", "tags: x\n")),
    (BASE, ("tags", 1), "c", changed("- b\n", "- c\n")),
    (BASE, ("outcomes",), {"a": "1", "b": "2"}, changed("{a: 1}", "{a: 1, b: 2}")),
    (BASE, ("outcomes",), {"b": "2"}, changed("{a: 1}", "{b: 2}")),
    (BASE, ("outcomes",), "x", changed("{a: 1}", "x")),
    (BASE, ("title",), "X", BASE),
    (BASE, ("title",), "a # b", changed("title: X ", 'title: "a # b" ')),
    (BASE, ("title",), "a\nb", changed("title: X   # t\n", "title: |-   # t\n  a\n  b\n")),
    (BASE, ("deadline",), {"date": "2027-01-01", "because": "PSD3"}, changed("2027-01-01", "{date: 2027-01-01, because: PSD3}")),
    (BASE, ("rice",), {"reach": "1"}, changed("rice:   # r", "rice: {reach: 1}  # r")),
    (BASE, ("rice",), {"reach": "x" * 120}, changed("rice:   # r\n", f"rice:   # r\n  reach: {'x' * 120}\n")),
    ("a: |  # x\n  one\n  two\nb: 1\n", ("a",), ["x"], "a: [x]  # x\nb: 1\n"),
    ("a:  # x\n  - b\n  - c\nd: 1\n", ("a",), "e", "a: e  # x\nd: 1\n"),
    ("a: [\n  b,\n  c\n]\nd: 1\n", ("a",), "e", "a: e\nd: 1\n"),
    ("- - a\n- b\n", (0,), "c", "- c\n- b\n"),
    ("a: {b: 1}\n", ("a",), {"b": {"c": "2"}}, "a: {b: {c: 2}}\n"),
    ("a: 'b'\n", ("a",), "c", "a: 'c'\n"),
    ("a:                 # x\nb: 1\n", ("a",), "c", "a: c               # x\nb: 1\n"),
    ("a:    # x\nb: 1\n", ("a",), "a long value", "a: a long value  # x\nb: 1\n"),
]  # fmt: skip


@for_each("before, keys, data, after", PUTS)
def test_put_value(before: str, keys: Keys, data: object, after: str) -> None:
    assert put_value(before.encode(), "features/a.yaml", 0, keys, data).decode() == after


APPENDS: list[tuple[str, Keys, object, str]] = [
    ("tags: [a, b]  # t\n", ("tags",), "c", "tags: [a, b, c]  # t\n"),
    ("tags: [a, b, ]\n", ("tags",), "c", "tags: [a, b, c, ]\n"),
    ("tags: []\n", ("tags",), "c", "tags: [c]\n"),
    ("tags:\n", ("tags",), "c", "tags: [c]\n"),
    ("title: A\n", ("tags",), "c", "title: A\ntags: [c]\n"),
    ("tags: [a]\n", ("tags",), "b, c", 'tags: [a, "b, c"]\n'),
    ("tags:\n  - a  # x\n  # below\nb: 1\n", ("tags",), "b, c", "tags:\n  - a  # x\n  - b, c\n  # below\nb: 1\n"),
    ("tags:\n-   a\n", ("tags",), "b", "tags:\n-   a\n-   b\n"),
    ("tags:\n  - a", ("tags",), "b", "tags:\n  - a\n  - b"),
    ("tags:\r\n  - a\r\n", ("tags",), "b", "tags:\r\n  - a\r\n  - b\r\n"),
    ("tags: [\n  a,  # x\n  b   # y\n]\n", ("tags",), "c", "tags: [\n  a,  # x\n  b,   # y\n  c\n]\n"),
    ("depends_on: [a]\n", ("depends_on",), {"id": "b", "kind": "soft"}, "depends_on: [a, {id: b, kind: soft}]\n"),
    ("l:\n  - {a: 1}\n", ("l",), {"a": "x" * 150}, f"l:\n  - {{a: 1}}\n  - {{a: {'x' * 150}}}\n"),
    ("l:\n  - a: 1\n    b: 2\n", ("l",), {"a": "3", "b": ["4"]}, "l:\n  - a: 1\n    b: 2\n  - a: 3\n    b: [4]\n"),
    ("l:\n  - a\n", ("l",), "x\ny\n", "l:\n  - a\n  - |\n    x\n    y\n"),
    ("l:\n  - a\n", ("l",), ["b", "c"], "l:\n  - a\n  - [b, c]\n"),
    ("- id: a\n  t: 1\n\n- id: b\n", (), {"id": "c", "t": "2"}, "- id: a\n  t: 1\n\n- id: b\n- id: c\n  t: 2\n"),
    ("title: A\n", ("launch", "steps"), "c", "title: A\nlaunch: {steps: [c]}\n"),
    ("l: [[a]]\n", ("l", 0), "b", "l: [[a, b]]\n"),
    ("-\n- b\n", (), "c", "-\n- b\n- c\n"),
    ("- b\n-\n", (), "c", "- b\n-\n- c\n"),
]  # fmt: skip


@for_each("before, keys, data, after", APPENDS)
def test_append(before: str, keys: Keys, data: object, after: str) -> None:
    assert append(before.encode(), "features/a.yaml", 0, keys, data).decode() == after


@pytest.mark.parametrize(
    ("text", "keys", "data", "new"),
    [
        ("a: &n x\nb: *n   # c\n", ("b",), "y", "a: &n x\nb: y   # c\n"),
        ("a: &n x\nb: *n   # c\n", ("b",), "# y", 'a: &n x\nb: "# y"   # c\n'),
        ("a: &n x\nb: {c: *n , d: *n }\n", ("b", "c"), "y", "a: &n x\nb: {c: y , d: *n }\n"),
        ("- &n x\n- *n\n- *n\n", (1,), "y", "- &n x\n- y\n- *n\n"),
        ("a: &n x\nb: *n\n", ("b",), ["y"], "a: &n x\nb: [y]\n"),
        ("a: &n x\nb: *n\n", ("b",), "y\nz", "a: &n x\nb: |-\n  y\n  z\n"),
    ],
)
def test_an_alias_of_a_scalar_gives_way(text: str, keys: Keys, data: object, new: str) -> None:
    assert put_value(text.encode(), "a.yaml", 0, keys, data).decode() == new


REFUSED: list[tuple[str, Keys, object, str]] = [
    ("a: 1\n", ("a", "b"), "2", '"a" is text, not a map'),
    ("a: [1]\n", ("a", "b"), "2", '"a" is a list'),
    ("a: [1]\n", ("a", 3), "2", "there is no item 4"),
    ("a: 1\n", ("b", 0), "2", "there is no item 1"),
    ("a: {b: 1}\n", ("a", 0), "2", "there is no item 1"),
    ("- a\n", ("b",), "2", "it is a list"),
    ("a\n", ("b",), "2", "it is text, not a map"),
    ("a: &n {x: 1}\nb: *n\n", ("b", "y"), "2", "it stands behind an alias"),
    ("a: &n {x: 1}\nb: *n\n", ("a", "y"), "2", "an alias elsewhere repeats it"),
    ("a: &n {x: 1}\nb: *n\n", ("b",), "2", "it stands behind an alias"),
    ("a: !!map {x: 1}\n", ("a", "y"), "2", "it has a tag"),
    ("? a\n: 1\n", ("b",), "2", "it has a key of more than a word or a text"),
    ("a: 1\n", (), ["x"], "it is the whole document"),
    ("", ("a",), "2", "the file has no such document"),
    ("# only this\n", ("a",), "2", "the file has no such document"),
    ("a: 1\n", ("b",), "\ud800", "the new text holds half a character"),
]  # fmt: skip


@for_each("text, keys, data, reason", REFUSED)
def test_put_value_refuses(text: str, keys: Keys, data: object, reason: str) -> None:
    with pytest.raises(CannotEdit) as refused:
        put_value(text.encode(), "a.yaml", 0, keys, data)
    assert refused.value.reason == reason


def test_append_refuses_what_is_no_list() -> None:
    for text, keys, reason in [
        (b"a: 1\n", ("a",), "it is no list"),
        (b"a: {b: 1}\n", ("a",), "it is no list"),
        (b"a: &n [1]\nb: *n\n", ("b",), "it stands behind an alias"),
    ]:
        with pytest.raises(CannotEdit) as refused:
            append(text, "a.yaml", 0, keys, "x")
        assert refused.value.reason == reason


def test_insert_refuses() -> None:
    for text, keys, reason in [
        (b"a: &n {x: 1}\nb: *n\n", ("b", "y"), "it stands behind an alias"),
        (b"- a\n", (0,), "it is no map"),
        (b"a: 1\n", ("a",), 'the key "a" is already there'),
    ]:
        with pytest.raises(CannotEdit) as refused:
            insert(text, "a.yaml", 0, keys, "x")
        assert refused.value.reason == reason
    for text, keys, reason in [
        (b"a: &n [1]\nb: *n\n", ("b", 0), "it stands behind an alias"),
        (b"a: [1]\n", ("a", 3), "it is no list, or a shorter one"),
        (b"a: 1\n", ("a", 0), "it is no list, or a shorter one"),
    ]:
        with pytest.raises(CannotEdit) as refused:
            insert_item(text, "a.yaml", 0, keys, "x")
        assert refused.value.reason == reason


def test_items_in_front() -> None:
    assert insert_item(b"a: [1, 2]\n", "a.yaml", 0, ("a", 0), "x") == b"a: [x, 1, 2]\n"
    assert insert_item(b"a:\n  - 1\n  - 2\n", "a.yaml", 0, ("a", 0), "x") == b"a:\n  - x\n  - 1\n  - 2\n"
    assert insert_item(b"- - 1\n  - 2\n", "a.yaml", 0, (0, 0), "x") == b"- - x\n  - 1\n  - 2\n"


def test_the_order_of_names() -> None:
    assert names_at("features/a.yaml", ())[:2] == ("id", "title")
    assert names_at("features/a.yaml", (3, "rice")) == ("reach", "impact", "confidence")
    assert names_at("features/a.yaml", ("requests", 0))[0] == "account"
    assert names_at("features/a.yaml", ("outcomes",)) == ()
    assert names_at("features/a.yaml", ("outcomes", "x", "y")) == ()
    assert names_at("features/a.yaml", ("nope", "x")) == ()
    assert names_at("pm.yaml", ())[0] == "pm"
    assert names_at("pm.yaml", ("teams", "web"))[0] == "capacity"
    assert names_at("pm.yaml", ("strategy", "outcomes")) == ()


def test_in_front_matter_and_in_the_second_document() -> None:
    markdown = b"---\ntitle: A\n---\n\ntags: no key\n"
    assert append(markdown, "a.md", 0, ("tags",), "x") == b"---\ntitle: A\ntags: [x]\n---\n\ntags: no key\n"
    several = b"id: a\ntitle: A\n---\nid: b\ntitle: B\n"
    after = b"id: a\ntitle: A\n---\nid: b\ntitle: B\nstatus: idea\n"
    assert put_value(several, "a.yaml", 1, ("status",), "idea") == after


def test_compose_writes_a_file() -> None:
    data = {
        "id": "a", "title": "Pay, then: ship", "tags": ["x", "y z"], "owner": None,
        "requests": [{"account": "acme", "says": "it's"}], "description": "a\n\nb\n",
    }  # fmt: skip
    assert compose(data).decode() == (
        'id: a\ntitle: "Pay, then: ship"\ntags: [x, y z]\n'
        "requests:\n  - {account: acme, says: it's}\ndescription: |\n  a\n\n  b\n"
    )
    assert compose([{"id": "a"}, {"id": "b", "t": "x\ny"}]).decode() == (
        "- {id: a}\n- id: b\n  t: |-\n    x\n    y\n"
    )
    with pytest.raises(CannotEdit):
        compose({"a": "\ud800"})
    assert compose({"a": "\x00\x85"}) == b'a: "\\u0000\\u0085"\n'


# --- what holds in every text ---

WORDS = st.sampled_from(
    ["new", "a: b", "x, y", "# it's", 'say "so"', "", "1\n2\n", "- a", "é", "null", "3..5"]
)
DATA = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["k", "id", "web", "x y"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def plain(value: Value) -> object:
    """Data without what is quoted and what is not; keys that say nothing stay."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else str(value)


@FEW
@given(texts(), st.data(), DATA)
def test_put_value_changes_what_it_should(text: bytes, data: st.DataObject, value: Any) -> None:
    documents, number, keys = chosen(text, data, lambda keys, _: keys)
    new = made(lambda: put_value(text, "a.yaml", number, keys, value))
    assume(new is not None and new != text)
    assert new is not None
    expected: Any = deepcopy(documents)
    parent = expected[number]
    for key in keys[:-1]:
        parent = parent[key]
    parent[keys[-1]] = value
    assert [plain(one) for one in said(new)] == [plain(one) for one in expected]
    assert not is_null(value_at(said(new)[number], keys))
    assert is_within(remarks(new), remarks(text))
    assert put_value(new, "a.yaml", number, keys, value) == new


def value_at(data: Any, keys: Keys) -> Any:
    for key in keys:
        data = data[key]
    return data


@FEW
@given(texts(), st.data(), DATA, st.sampled_from(["effort", "zz", "title"]))
def test_a_new_key_touches_its_own_lines(text: bytes, data: st.DataObject, value: Any, name: str) -> None:
    documents, number, keys = chosen(text, data, lambda _, old: isinstance(old, dict) and old)
    new = made(lambda: put_value(text, "a.yaml", number, (*keys, name), value))
    assume(name not in value_at(documents[number], keys))
    if new is None:
        assert b"|" in text or b">" in text or b"," in text
        return
    expected: Any = deepcopy(documents)
    value_at(expected[number], keys)[name] = value
    assert [plain(one) for one in said(new)] == [plain(one) for one in expected]
    assert remarks(new) == remarks(text)
    assert middle(text, new)[0] <= 1
    taken_out = drop(new, "a.yaml", number, (*keys, name))
    assert said(taken_out) == documents
    assert remarks(taken_out) == remarks(text)


@FEW
@given(texts(), st.data(), DATA)
def test_one_more_item_touches_its_own_lines(text: bytes, data: st.DataObject, value: Any) -> None:
    documents, number, keys = chosen(text, data, lambda _, old: isinstance(old, list) and old)
    new = made(lambda: append(text, "a.yaml", number, keys, value))
    if new is None:
        assert b"|" in text or b">" in text
        return
    expected: Any = deepcopy(documents)
    value_at(expected[number], keys).append(value)
    assert [plain(one) for one in said(new)] == [plain(one) for one in expected]
    assert remarks(new) == remarks(text)
    assert middle(text, new)[0] <= 1
    last = len(value_at(documents[number], keys))
    assert said(drop(new, "a.yaml", number, (*keys, last))) == documents


@FEW
@given(st.dictionaries(st.sampled_from(["id", "k", "x y", "null", "a: b"]), DATA, min_size=1))
def test_compose_reads_as_the_same(data: dict[str, Any]) -> None:
    text = compose(data)
    reading = read(text, "a.yaml")
    assert not reading.faults
    assert [plain(document.data) for document in reading.documents] == [plain(data)]
