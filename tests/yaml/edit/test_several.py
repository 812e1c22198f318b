"""Many edits of one text at once: the same as one by one, and as cheap as one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli.yaml.edit import KeyEdit, LineEdit, comments, drop, edit_all, put, uncomment
from tests.yaml.edit.test_properties import chosen, made, said
from tests.yaml.edit.texts import texts, ways

FEW = settings(max_examples=25, deadline=None)


def test_neighbours_go_with_their_comments_and_commas() -> None:
    text = b"a:\n- x\n# of y\n- y\n- z # last\nb: [x, y, z]\nc: [x]\nd: {e: [x, y]}\n"
    edits = [
        *(KeyEdit("drop", 0, ("d", "e", at)) for at in (1, 0)),
        KeyEdit("drop", 0, ("c", 0)),
        *(KeyEdit("drop", 0, ("b", at)) for at in (2, 1)),
        *(KeyEdit("drop", 0, ("a", at)) for at in (2, 1)),
    ]
    assert edit_all(text, "a.yaml", edits) == (b"a:\n- x\nb: [x]\n", [None] * 7)


def test_values_keys_and_items_change_at_once() -> None:
    text = b"ttle: Old\nstatus: ide\ntags: [a, a, b]\n"
    edits = [
        KeyEdit("drop", 0, ("tags", 1)), KeyEdit("put", 0, ("status",), "idea"),
        KeyEdit("rename", 0, ("ttle",), "title"),
    ]  # fmt: skip
    assert edit_all(text, "a.yaml", edits) == (
        b"title: Old\nstatus: idea\ntags: [a, b]\n",
        [None, None, None],
    )


def test_what_cannot_be_done_is_told_and_the_rest_done() -> None:
    text = b"a: &x [1, 1]\nb: *x\nc: [2, 2]\n"
    edits = [KeyEdit("drop", 0, ("c", 1)), KeyEdit("drop", 0, ("b", 1)), KeyEdit("drop", 0, ("a", 1))]
    assert edit_all(text, "a.yaml", edits) == (
        b"a: &x [1, 1]\nb: *x\nc: [2]\n",
        [None, "it stands behind an alias", "an alias elsewhere repeats it"],
    )


def test_two_keys_are_not_renamed_to_the_same() -> None:
    text = b"ttle: a\ntitl: b\n"
    edits = [KeyEdit("rename", 0, ("titl",), "title"), KeyEdit("rename", 0, ("ttle",), "title")]
    new, reasons = edit_all(text, "a.yaml", edits)
    assert new == b"ttle: a\ntitle: b\n"
    assert reasons == [None, 'the key "title" is already there']


def test_comments_are_written_and_taken_away_at_many_lines() -> None:
    text = b"a: |\n  long\n  text\nb: 1\nc: 2\n"
    new, reasons = edit_all(text, "a.yaml", [LineEdit("comment", line, "pm: x") for line in (5, 4, 3)])
    assert new == b"# pm: x\na: |\n  long\n  text\nb: 1  # pm: x\nc: 2  # pm: x\n"
    assert reasons == [None] * 3
    away = [LineEdit("uncomment", one.line, "pm: x") for one in comments(new, "a.yaml")]
    assert edit_all(new, "a.yaml", away) == (text, [None] * 3)


@FEW
@given(texts(), st.data())
def test_many_drops_say_what_one_by_one_says(text: bytes, data: st.DataObject) -> None:
    documents, number, _ = chosen(text, data, lambda keys, _: keys)
    every = [keys for keys, _ in ways(documents[number]) if keys]
    some = data.draw(st.lists(st.sampled_from(every), unique=True, max_size=6))
    some = [keys for keys in every if keys in some and not any(keys[:at] in some for at in range(len(keys)))]
    single = text
    refused = False
    for keys in reversed(some):
        now = single
        new = made(lambda now=now, keys=keys: drop(now, "a.yaml", number, keys))  # type: ignore[misc]
        refused, single = refused or new is None, new if new is not None else single
    many, reasons = edit_all(text, "a.yaml", [KeyEdit("drop", number, keys) for keys in reversed(some)])
    if not refused and not any(reasons):
        assert said(many) == said(single)


@FEW
@given(texts(), st.data())
def test_many_values_are_written_as_one_by_one(text: bytes, data: st.DataObject) -> None:
    documents, number, _ = chosen(text, data, lambda _, value: isinstance(value, str))
    every = [keys for keys, value in ways(documents[number]) if isinstance(value, str)]
    single = text
    for keys in reversed(every):
        now = single
        new = made(lambda now=now, keys=keys: put(now, "a.yaml", number, keys, "n: w"))  # type: ignore[misc]
        single = new if new is not None else single
    many, _ = edit_all(text, "a.yaml", [KeyEdit("put", number, keys, "n: w") for keys in reversed(every)])
    assert said(many) == said(single)


@FEW
@given(texts(), st.data())
def test_all_comments_go_as_one_by_one(text: bytes, data: st.DataObject) -> None:
    every = [(one.line, one.text) for one in reversed(comments(text, "a.yaml"))]
    some = data.draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    some = [one for one in every if one in some]
    single = text
    for line, words in some:
        now = single
        new = made(lambda now=now, line=line, words=words: uncomment(now, "a.yaml", line, words))  # type: ignore[misc]
        single = new if new is not None else single
    many, _ = edit_all(text, "a.yaml", [LineEdit("uncomment", *one) for one in some])
    assert said(many) == said(single)
