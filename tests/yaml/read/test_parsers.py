"""The C parser and the pure one: no text makes either raise, and both take and refuse the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli.yaml.read import PlaceTree, Reading, events, read, read_front_matter
from tests.conftest import for_each

needs_c = pytest.mark.skipif(events.c_parser() is None, reason="the C parser is not installed")

SEEDS = (
    "title: Guest checkout # x\nstatus: candidate\ntags: [mobile, 'x y', {a: b}]\n",
    "a: &x {b: 1, c: [d, e]}\nf: *x\n<<: *x\n",
    "- |\n  lit\n   more\n- >-\n  fold\n\n  x\n- \"q\\n\"\n- 'it''s'\n",
    "--- !!str a\n---\n? k\n: v\n...\n%TAG ! tag:x:\n---\n- - a\n  - b: c\n",
    "a:\n- b\n- c:\n    d: # x\n      e\n",
    '%YAML 1.2\n---\nk: !!int 5\nt: "a\tb"\n',
)
PIECES = [
    *"ab1:-?,[]{}#&*!|>'\"%@` \n\\~é😀\t\r\u2028\xa0",
    "\r\n",
    ": ",
    "- ",
    " #",
    "---",
    "...",
    "\n  ",
    "*x",
    "!!str ",
]


@contextmanager
def without_c() -> Iterator[None]:
    """As on a machine on which the C parser is missing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "c_parser", lambda: None)
        yield


def both(text: bytes) -> tuple[Reading, Reading]:
    """What is read with the C parser, and without."""
    with_c = read(text, "f.yaml")
    with without_c():
        return with_c, read(text, "f.yaml")


def errors(reading: Reading) -> list[str]:
    return [fault.code for fault in reading.faults if fault.severity == "error"]


def agree(text: str) -> None:
    """Both take the text, and read it equally, or both refuse it."""
    with_c, pure = both(text.encode())
    assert bool(errors(with_c)) == bool(errors(pure))
    if not errors(with_c):
        assert with_c == pure
        assert repr(with_c.documents) == repr(pure.documents)


@needs_c
@settings(max_examples=250, deadline=None, derandomize=True)  # a find is for a person, not for a build
@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
def test_they_agree_on_signs_in_any_order(text: str) -> None:
    agree(text)


@needs_c
@settings(max_examples=250, deadline=None, derandomize=True)  # a find is for a person, not for a build
@given(st.sampled_from(SEEDS), st.data())
def test_they_agree_on_texts_with_slips_of_the_pen(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        gone = data.draw(st.integers(0, 2))
        text = text[:at] + data.draw(st.sampled_from(["", *PIECES])) + text[at + gone :]
    agree(text)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_make_anything_raise(text: bytes) -> None:
    both(text)
    read_front_matter(b"---\n" + text, "f.md")
    PlaceTree(text).find(0, ("a", 0))


@needs_c
@for_each(
    "text",
    [
        "%YAML 1.1\n---\na: 1",
        "%FOO\n---\na",
        "%YAML1.2\n---\na",
        "%YAML 1.2#\n---\na",
        "%TAG ! t#g:\n---\na",
        "!\t'x'",
        "['x':,]",
        "['x':1]",
        "&a.b c",
        "&a: b",
        "*a.b",
        "a: 1\n...\nb: 2",
        'a: "\\ud800"',
        'a: "\\U00110000"',
        ": a",
        "- : x",
        "{a: b, : c}",
        "|# x\n y",
        "|\n...",
        "!!!str a",
        "!x!y a",
    ],
)
def test_where_they_differ_both_refuse_at_the_same_place(text: str) -> None:
    with_c, pure = both(text.encode())
    assert errors(with_c)
    assert errors(with_c) == errors(pure)
    assert [fault.location for fault in with_c.faults] == [fault.location for fault in pure.faults]


@needs_c
def test_a_lone_question_mark_in_brackets_is_refused_by_both() -> None:
    assert all(errors(reading) for reading in both(b"[a, ?]"))


@needs_c
@pytest.mark.parametrize(
    "text", ["{?: b}", "? \n: v", '{"a":1}', "[a,\tb]", "a: |\n\n  b\n", "a: |1\n \n  b\n", "::: a"]
)
def test_where_they_agree_neither_refuses(text: str) -> None:
    with_c, pure = both(text.encode())
    assert not errors(with_c)
    assert with_c.documents[0].data == pure.documents[0].data


def test_without_c_a_file_reads_as_with_it() -> None:
    for text in SEEDS:
        with_c, pure = both(text.encode())
        assert with_c.faults == pure.faults
        assert with_c.documents == pure.documents


def test_a_parser_that_is_not_installed_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("importlib.import_module", missing)
    assert events.c_parser.__wrapped__() is None
