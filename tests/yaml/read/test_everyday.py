"""What people write, and YAML 1.2 reads: the same value with the C parser and without, and edits that keep it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from pmcli.yaml.edit import CannotEdit, put_value
from pmcli.yaml.read import PlaceTree, Reading, Value, build, is_null, read
from tests.conftest import for_each
from tests.yaml.read.test_parsers import needs_c, without_c

SUITE = json.loads((Path(__file__).parents[2] / "data" / "yaml" / "suite.json").read_text())
LATER = {"SU5Z", "9C9N", "DK95-1", "Y79Y", "Y79Y-3"}
"""No YAML, strictly, but both parsers read them, and as they are meant."""
REFUSED = {
    "4MUZ", "4MUZ-1", "4MUZ-2",  # a key in brackets with its ":" on the next line
}  # fmt: skip
EVERYDAY: tuple[tuple[str, Value | None], ...] = (
    ("links: {jira: https://x/y}", {"links": {"jira": "https://x/y"}}),
    ("[Which one?]", ["Which one?"]),
    ("{key?: v}", {"key?": "v"}),
    ("[a: b?c]", [{"a": "b?c"}]),
    ("[http://x:80/?q=1#f, b]", ["http://x:80/?q=1#f", "b"]),
    ("{u: https://x/y?z, v: 12:30}", {"u": "https://x/y?z", "v": "12:30"}),
    ("[?x, {?y: z}, ?]", None),
    ("[?x]", ["?x"]),
    ("{?foo: bar}", {"?foo": "bar"}),
    ("{a: ?b}", {"a": "?b"}),
    ("[:x, ::y]", [":x", "::y"]),
    ("[😀?, 'a?']", ["😀?", "a?"]),
    ("{a:b}", None),
    ("{a: 1, b:2}", None),
    ("[a:, b]", None),
    ("a: 1\t\nb: 2", {"a": "1", "b": "2"}),
    ("a: 1\t# x\nb: x \t # y", {"a": "1", "b": "x"}),
    ("a:\tb\nc:\t\n  d: e", {"a": "b", "c": {"d": "e"}}),
    ("a: 1\n\t\nb: 2\n \t \n", {"a": "1", "b": "2"}),
    ("a:\n\t\n  b: 1\n\t# x\n  c: 2", {"a": {"b": "1", "c": "2"}}),
    ("- \tx\n-\ty\n-\t[a]\t", ["x", "y", ["a"]]),
    ("- a\t\n- b\tc", ["a", "b\tc"]),
    ("a: x\t\n  y\n  \tz", {"a": "x y z"}),
    ("a: [1,\t2]\t# c\n", {"a": ["1", "2"]}),
    ("a: \"x\"\t\nb: 'y'\t# c", {"a": "x", "b": "y"}),
    ("a: |\t\n  x\nb: >-\t# c\n  y", {"a": "x\n", "b": "y"}),
    ("a: |\n  \tx\n  y\n", {"a": "\tx\ny\n"}),
    ("a: |\n \n  x\n", {"a": "\nx\n"}),
    ("- >\n \n  \n  x\n", ["\n\nx\n"]),
    ("a: |\r\n \r\n  x\r\nb: [y?]\r\n", {"a": "\nx\n", "b": ["y?"]}),
    ("|\nx\n y\n", "x\n y\n"),
    (">\nx\ny\n", "x y\n"),
    ("a: |\n  x\n   ", {"a": "x\n \n"}),
    ("- |+\n   ", ["\n"]),
    ("? a\n: [b?]", {"a": ["b?"]}),
    ("\ufeffa: [b?]\n", {"a": ["b?"]}),
    ("-\ta: 1", None),
    ("-\t- a", None),
    ("\ta: 1", None),
    ("a:\n\tb: 1", None),
    ("a:\n\tb", None),
    ("a: x\n\ty", None),
    ("a:\t- b", None),
    ("a: |\n\t\n  x\n", None),
    ("a: |\n   \n  x\n", None),
    ("|\n...", None),
    ("[a, ?]", None),
)
"""Each text, and its value; None where it is refused, for nobody can say what was meant."""


def value(reading: Reading) -> Value | None:
    """The value of the one document; None where there are errors."""
    if any(fault.severity == "error" for fault in reading.faults):
        return None
    [document] = reading.documents
    return document.data


@for_each("text, wanted", EVERYDAY)
def test_each_has_the_value_that_yaml_says_with_c_and_without(text: str, wanted: Value | None) -> None:
    assert value(read(text.encode(), "f.yaml")) == wanted
    with without_c():
        assert value(read(text.encode(), "f.yaml")) == wanted


def plain(data: Any) -> Any:
    """Data of JSON as pm has it: words."""
    if isinstance(data, dict):
        return {key: plain(item) for key, item in data.items()}
    if isinstance(data, list):
        return [plain(item) for item in data]
    return "" if data is None else str(data).lower() if isinstance(data, (bool, int, float)) else data


def same(data: Value, wanted: Any) -> bool:
    """Whether they are the same, but for how a number or nothing is spelled."""
    if isinstance(data, dict) and isinstance(wanted, dict):
        return list(data) == list(wanted) and all(same(data[key], wanted[key]) for key in data)
    if isinstance(data, list) and isinstance(wanted, list):
        return len(data) == len(wanted) and all(map(same, data, wanted))
    return data == wanted or (wanted == "" and is_null(data))


@for_each("case", SUITE)
def test_the_test_suite_of_yaml(case: dict[str, Any]) -> None:
    reading = read(case["yaml"].encode(), "f.yaml")
    errors = [fault for fault in reading.faults if fault.severity == "error"]
    if case["json"] is None:
        assert bool(errors) is not (case["id"] in LATER)
    elif case["id"] in REFUSED:
        assert errors
    else:
        assert not errors
        wanted = [document for document in plain(case["json"]) if document != ""]  # an empty one is none
        assert same([document.data for document in reading.documents], wanted)


READ = [(text, wanted) for text, wanted in EVERYDAY if isinstance(wanted, dict) and "\ufeff" not in text]


@for_each("text, wanted", READ)
def test_places_lead_to_what_is_read(text: str, wanted: dict[str, Value]) -> None:
    places, lines = PlaceTree(text.encode()), text.splitlines()
    for key in wanted:
        span = places.find(0, (key,), "key")
        assert span is not None
        assert lines[span.line - 1][span.column - 1 :].startswith(key)


def test_the_place_of_a_value_is_its_own() -> None:
    span = PlaceTree(b"title: x\t\nlinks: {jira: https://x/y, wiki: z?}\n").find(0, ("links", "jira"))
    assert span is not None
    assert (span.line, span.column, span.end_column) == (2, 15, 26)
    glued = PlaceTree(b"a: [?x, y]\n").find(0, ("a", 0))
    assert glued is not None
    assert (glued.column, glued.end_column) == (5, 7)


@for_each("text, wanted", READ)
def test_edits_change_one_thing_or_say_that_they_cannot(text: str, wanted: dict[str, Value]) -> None:
    for key in [*wanted, "new"]:
        try:
            after = put_value(text.encode(), "f.yaml", 0, (key,), "7")
        except CannotEdit:
            continue
        assert value(read(after, "f.yaml")) == {**wanted, key: "7"}


def test_files_as_people_write_them_can_be_edited() -> None:
    text = b"title: Pay by link\t\nlinks: {jira: https://x/y}\t# there\nquestions: [Which one?]\neffort: 3\n"
    after = put_value(text, "f.yaml", 0, ("effort",), "5")
    assert after == text.replace(b"effort: 3", b"effort: 5")
    after = put_value(text, "f.yaml", 0, ("links", "jira"), "https://z")
    assert after == text.replace(b"https://x/y", b"https://z")


# --- the slow door ---


def test_it_is_closed_to_large_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"a: [b?]\n"
    monkeypatch.setattr(build, "MAX_SLOW", len(text) - 1)
    assert [fault.code for fault in read(text, "f.yaml").faults] == ["PM010"]


@for_each(
    "piece, lead",
    [
        ("a?, ", "["), ("\t", "a: 1"), ("\t\n", "a: x\n"), ("\t y", "a: x?"), (" \n", "a: |\n"), ("[", "[a?], "),
        ("- \t", ""), ("k:\t1\t\n", ""), ("? ", "[b?]"), ("*a,", "a: &a [x?]\nb: ["), ("#", "a:\t1\n"),
    ],
)  # fmt: skip
def test_twice_the_text_takes_about_twice_the_time(piece: str, lead: str) -> None:
    def seconds(size: int) -> float:
        begun = time.process_time()
        read((lead + piece * (size // len(piece))).encode(), "f.yaml")
        return time.process_time() - begun

    few, many = min(seconds(2_000) for _ in range(2)), min(seconds(8_000) for _ in range(2))
    assert many < 10 * few + 0.05


@needs_c
def test_what_the_fast_parser_reads_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_: str) -> object:
        raise AssertionError

    monkeypatch.setattr(build, "everyday_event", slow)
    assert value(read(b"a: 'b?'  # c\nd: [e, f]\ng: |\n  x\n", "f.yaml"))
