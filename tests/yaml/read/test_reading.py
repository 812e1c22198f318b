"""Reading YAML: equal data to ruamel's safe loader, and its faults at their places."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import ReusedAnchorWarning

from pmcli.yaml.read import (
    Plain,
    Reading,
    Span,
    Value,
    YamlDocument,
    is_null,
    read,
    read_front_matter,
    resolve,
)
from tests.conftest import for_each

KEPS = sorted((Path(__file__).parents[2] / "data" / "keps").glob("*.yaml"))


class _Figure(str):
    """A number or a date, as it stands in the source."""

    __slots__ = ()


class _TextConstructor(SafeConstructor):
    """Ruamel's safe loader, but for numbers and dates, which stay text."""


for _kind in ("int", "float", "timestamp"):
    _TextConstructor.add_constructor(f"tag:yaml.org,2002:{_kind}", lambda _, node: _Figure(node.value))


def expected(text: str) -> list[Any]:
    """The documents that ruamel's safe loader reads, empty ones left out."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _TextConstructor
    with catch_warnings():
        simplefilter("ignore", ReusedAnchorWarning)
        return [_plain(document) for document in yaml.load_all(text) if document is not None]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {_key(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _key(key: Any) -> str:
    return "null" if key is None else str(key)


def like(value: Value, other: Any) -> Any:
    """`value` resolved, except where `other` has a number or a date."""
    if isinstance(value, dict):
        return {key: like(item, other.get(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [like(item, other[number]) for number, item in enumerate(value)]
    return str(value) if isinstance(other, _Figure) else resolve(value)


def data(text: str) -> list[Value]:
    """The data of a text that has no faults."""
    reading = read(text.encode(), "f.yaml")
    assert reading.faults == ()
    return [document.data for document in reading.documents]


def codes(text: str | bytes) -> list[tuple[str, int, int]]:
    """Code, line and column of each fault."""
    reading = read(text if isinstance(text, bytes) else text.encode(), "f.yaml")
    return [(fault.code, fault.location.line, fault.location.column) for fault in reading.faults]


# --- data ---


@for_each("path", KEPS)
def test_a_real_file_reads_as_the_safe_loader_reads_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    reading = read(path.read_bytes(), path.name)
    assert [fault for fault in reading.faults if fault.severity == "error"] == []
    wanted = expected(text)
    assert [like(document.data, wanted[n]) for n, document in enumerate(reading.documents)] == wanted


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")), max_size=12)
_SCALARS = st.one_of(
    _WORDS,
    st.sampled_from(
        ["yes", "~", "null", "true", "1", "0x1F", "-1.5", ".5", "a # b", "a: b", "- a", "'", '"']
    ),
    st.sampled_from(["a\nb\n", "x\n\n\ny", " lead", "trail ", "two\n  in\n", "\n", "#", "@", "2027-01-31"]),
    st.none(),
    st.booleans(),
)
_DATA = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(
    value=_DATA, flow=st.sampled_from([True, False, None]), style=st.sampled_from(["", "'", '"', "|", ">"])
)
def test_what_ruamel_writes_is_read_to_equal_data(value: Any, flow: bool | None, style: str) -> None:
    from io import StringIO

    out, yaml = StringIO(), YAML(typ="safe", pure=True)
    yaml.default_flow_style = flow
    yaml.default_style = style or None  # type: ignore[assignment] # ruamel infers None
    yaml.dump([value, value], out)  # twice: what is a list or a map becomes an anchor and an alias
    reading = read(out.getvalue().encode(), "f.yaml")
    errors = [fault for fault in reading.faults if fault.severity == "error"]
    if errors:  # a line separator, or a "?" or ":" in brackets, about which the parsers differ
        assert {fault.code for fault in errors} <= {"PM010", "PM001"}
        assert any(sign in out.getvalue() for sign in "?:\u2028\u2029")
        return
    wanted = expected(out.getvalue())
    assert [like(document.data, wanted[n]) for n, document in enumerate(reading.documents)] == wanted


@for_each(
    "text, wanted",
    [
        ("a: 1\nb: '1'\nc: \"1\"\nd:\n", [{"a": Plain("1"), "b": "1", "c": "1", "d": Plain("")}]),
        ("a: |\n  x\n   y\n\nb: >-\n  x\n  y\nc: x\n  y\n", [{"a": "x\n y\n", "b": "x y", "c": "x y"}]),
        ("- - a\n  - b: c\n- []\n- {}\n", [[["a", {"b": "c"}], [], {}]]),
        ("a: &x [1]\nb: *x\n", [{"a": ["1"], "b": ["1"]}]),
        ("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\n", [{"a": {"p": "1", "q": "2"}, "b": {"p": "1", "q": "3"}}]),
        ("a: &x {p: 1}\nb: &y {p: 2, q: 2}\nc:\n  <<: [*x, *y]\n", None),
        ("a: &x 1\nb: &x 2\nc: *x\n", [{"a": "1", "b": "2", "c": "2"}]),
        ("a: &x k\n*x : v\n", [{"a": "k", "k": "v"}]),
        ('"<<": 1\n<<: {a: 2}\n', [{"<<": "1", "a": "2"}]),
        ("a: 1\n---\nb: 2\n...\n---\n# nothing\n---\n- c\n", [{"a": "1"}, {"b": "2"}, ["c"]]),
        ("%YAML 1.2\n---\na: 1\n", [{"a": "1"}]),
        ("%TAG !e! tag:yaml.org,2002:\n---\na: !e!str 1\n", [{"a": "1"}]),
        ("? k\n: v\n? alone\n", [{"k": "v", "alone": ""}]),
        ("{a, b: , 'c': d, \"e\":f}", [{"a": "", "b": "", "c": "d", "e": "f"}]),
        ("\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n", [{"a": "1", "b": "x\ny\n"}]),
        ("a: 1\rb: 2\r", [{"a": "1", "b": "2"}]),
        ("a: x\u2028y\nb: 'x \u2029 y'\n", [{"a": "x\u2028y", "b": "x\u2029y"}]),
        ("", []),
        ("# only a comment\n", []),
        ("--- ~\n", ["~"]),
        ("--- ''\n", [""]),
    ],
)
def test_the_parts_of_the_language(text: str, wanted: list[Value] | None) -> None:
    read_data = data(text)
    if wanted is None:
        assert read_data[0]["c"] == {"p": "1", "q": "2"}  # type: ignore[call-overload,index]
    else:
        assert read_data == wanted
    said = [value for value in read_data if not is_null(value)]
    assert [like(value, other) for value, other in zip(said, expected(text), strict=True)] == expected(text)


def test_plain_and_quoted_text_are_told_apart_and_keys_are_source_text() -> None:
    [found] = data("a: 1\n007: '1'\nnull: !!str 1\n? !!int 8\n: ! x\n<<: {&y z: 1}\n")
    assert isinstance(found, dict)
    assert [type(found[key]) for key in ("a", "007", "null", "8")] == [Plain, str, str, str]
    assert {type(key) for key in found} == {str}


def test_an_aliased_value_is_one_object() -> None:
    [found] = data("a: &x [1]\nb: *x\n")
    assert isinstance(found, dict)
    assert found["a"] is found["b"]


@for_each(
    "text, means",
    [
        ("", None), ("~", None), ("null", None), ("NULL", None), ("nULL", "nULL"),
        ("true", True), ("FALSE", False), ("yes", "yes"), ("on", "on"),
        ("12", 12), ("-012", -12), ("+3", 3), ("0o17", 15), ("0xfF", 255), ("0x", "0x"), ("1_000", "1_000"),
        ("1.5", 1.5), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0), ("-1.5E-2", -0.015), ("1e", "1e"), (".", "."),
        (".inf", math.inf), ("-.INF", -math.inf), ("9" * 5000, math.inf),
        ("2027-01-31", "2027-01-31"), ("12:30", "12:30"), ("١", "١"),
    ],
)  # fmt: skip
def test_plain_text_means_what_the_core_schema_says(text: str, means: object) -> None:
    assert resolve(Plain(text)) == means
    assert type(resolve(Plain(text))) is type(means)
    assert resolve(str(text)) == text
    assert is_null(Plain(text)) is (means is None)
    assert not is_null(str(text))


def test_not_a_number_and_what_is_nested_are_resolved() -> None:
    assert math.isnan(float(str(resolve(Plain(".nan")))))
    assert resolve([{"a": Plain("1")}, "1"]) == [{"a": 1}, "1"]


def test_a_document_spans_its_text() -> None:
    text = "# c\n\na: 1\nb: |\n  x\n\n# c\n---\n- {a: 😀}  # c\n"
    spans = [document.span for document in read(text.encode(), "f.yaml").documents]
    assert spans == [Span(3, 1, 5, 4), Span(9, 1, 9, 9)]


# --- front matter ---


def test_front_matter_keeps_the_lines_of_the_file() -> None:
    text = b"\xef\xbb\xbf---\r\ntitle: x\r\ntitle: y\r\n---\r\n# Why\r\n\r\n--- not me\r\n"
    reading, body = read_front_matter(text, "f.md")
    assert [document.data for document in reading.documents] == [{"title": "x"}]
    assert [(fault.code, fault.location.line) for fault in reading.faults] == [("PM002", 3)]
    assert body == "# Why\n\n--- not me\n"


@pytest.mark.parametrize("text", ["# Title\n", "", "---\ntitle: x\n", " ---\na: 1\n---\n", "---- \n---\n"])
def test_front_matter_that_is_missing_or_not_closed_is_a_fault(text: str) -> None:
    reading, body = read_front_matter(text.encode(), "f.md")
    assert ([fault.code for fault in reading.faults], reading.documents, body) == (["PM001"], (), "")


def test_front_matter_may_be_empty() -> None:
    assert read_front_matter(b"---\n---\nText\n", "f.md") == (Reading((), ()), "Text\n")


# --- faults ---


@for_each(
    "text, wanted",
    [
        ("a: 1\nb: 2\na: 3\n", [("PM002", 3, 1)]),
        ("{a: 1, b: 2, 'a': 3}", [("PM002", 1, 14)]),
        ("x: &x {a: 1}\n<<: *x\n<<: *x\n", [("PM002", 3, 1)]),
        (b"a: caf\xe9\n", [("PM003", 1, 7)]),
        ("b: 😀\na: 1".encode("utf-16"), [("PM003", 1, 1)]),
        (b"a: \xed\xa0\x80\n", [("PM003", 1, 4)]),
        ("a: 1\nb:\t- x\n", [("PM007", 2, 3)]),
        ("-\ta: 1\n", [("PM007", 1, 2)]),
        ("a:\n\tb: 1\n", [("PM007", 2, 1)]),
        ("a: x\n\ty\n", [("PM007", 2, 1)]),
        ("a: |\n\t\n  x\n", [("PM007", 2, 1)]),
        ("- !!str\t'x'\n", [("PM007", 1, 8)]),
        ("a: \x00\n", [("PM008", 1, 4)]),
        ("é: \x07\n", [("PM008", 1, 4)]),
        ("a: \x85\n", [("PM008", 1, 4)]),
        ("a: x\ufeffy\n", [("PM008", 1, 5)]),
        ("%YAML 1.1\n---\na: 1\n", [("PM009", 1, 1)]),
        ("a: 1\n...\n%FOO bar\n---\nb: 1\n", [("PM009", 3, 1)]),
        ("a: !!binary x\n", [("PM009", 1, 4)]),
        ("a: !!set {x}\n", [("PM009", 1, 4)]),
        ("a: !x 'y'\n", [("PM009", 1, 4)]),
        ("a: !!int x\n", [("PM009", 1, 4)]),
        ("a: !!!str x\n", [("PM009", 1, 4)]),
        ("a: &x [*x]\n", [("PM009", 1, 8)]),
        ("? [a]\n: 1\n? {b: c}\n: 2\n", [("PM009", 1, 3), ("PM009", 3, 3)]),
        ("a: &x [1]\n*x : 2\n", [("PM009", 2, 1)]),
        ("<<: 1\na: 2\n", [("PM009", 1, 1)]),
        ("a: *nobody\n", [("PM001", 1, 4)]),
    ],
)
def test_what_is_refused_and_where(text: str | bytes, wanted: list[tuple[str, int, int]]) -> None:
    assert codes(text) == wanted


@pytest.mark.parametrize(
    "text", ['a: "\t"\n', "a: |\n  x\ty\n", "[a,\tb]", "a: 1  #\tc\n", "a: \u202e\u2066x\n"]
)
def test_a_tab_is_well_in_quotes_block_texts_brackets_and_comments(text: str) -> None:
    assert codes(text) == []


def test_after_a_duplicate_key_the_first_counts_and_reading_goes_on() -> None:
    reading = read(b"a: 1\na: {b: 2}\nc: 3\n", "f.yaml")
    assert [document.data for document in reading.documents] == [{"a": "1", "c": "3"}]
    assert reading.faults[0].message == 'the key "a" is already on line 1'


def test_the_documents_before_a_syntax_error_are_there() -> None:
    reading = read(b"a: 1\n---\nb: [\n---\nc: 1\n", "f.yaml")
    assert [document.data for document in reading.documents] == [{"a": "1"}]
    assert [fault.code for fault in reading.faults] == ["PM001"]


def test_a_document_is_kept_where_its_end_is_marked_before_the_error() -> None:
    reading = read(b"a: 1\n...\nb: 2\n", "f.yaml")
    assert [document.data for document in reading.documents] == [{"a": "1"}]


def test_the_document_and_an_error_beside_each_other_do_not_hide_a_warning() -> None:
    assert codes("a: b c #d\nb: [\n") == [("PM011", 1, 7), ("PM001", 2, 4)]


def test_the_words_of_this_room_are_plain_values() -> None:
    assert read(b"a: 1", "f") == Reading((YamlDocument({"a": Plain("1")}, Span(1, 1, 1, 5)),), ())
