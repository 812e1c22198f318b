"""What is said of a text that YAML does not take, where, and what to write instead."""

from __future__ import annotations

import re

import pytest

from pmcli.model.diagnostic import Diagnostic
from pmcli.yaml.read import read
from pmcli.yaml.read.prose import quoted
from tests.conftest import for_each


def only_fault(text: str) -> Diagnostic:
    """The one fault of a text."""
    [fault] = read(text.encode(), "f.yaml").faults
    return fault


PROSE = [
    (
        "title: Admins say: cannot export\nb: 1\n",
        8,
        "Admins say: cannot export",
        '"Admins say: cannot export"',
    ),
    ("title: [EPIC] foo\n", 8, "[EPIC] foo", '"[EPIC] foo"'),
    ("title: {x} foo\n", 8, "{x} foo", '"{x} foo"'),
    ("title: @name\n", 8, "@name", '"@name"'),
    ("title: % of all  # c\n", 8, "% of all", '"% of all"'),
    ("title: *bold* text\n", 8, "*bold* text", '"*bold* text"'),
    ("title: *bold text\n", 8, "*bold text", '"*bold text"'),
    ("title: & more\n", 8, "& more", '"& more"'),
    ("title: !important x\n", 8, "!important x", '"!important x"'),
    ("title: `x` or y\n", 8, "`x` or y", '"`x` or y"'),
    ('title: "Dark" mode\n', 8, '"Dark" mode', "'\"Dark\" mode'"),
    ("title: 'Don't panic'\nb: 'x'\n", 8, "'Don't panic'", '"Don\'t panic"'),
    ("title: - b\n", 8, "- b", '"- b"'),
    ("title: ? b\n", 8, "? b", '"? b"'),
    ("title: |x\n", 8, "|x", '"|x"'),
    ("title: >5 users\n", 8, ">5 users", '">5 users"'),
    ("title: , or\n", 8, ", or", '", or"'),
    ("title: ] or\n", 8, "] or", '"] or"'),
    ('title: C:\\ is: "x" it\'s\n', 8, 'C:\\ is: "x" it\'s', '"C:\\\\ is: \\"x\\" it\'s"'),
]


@for_each("text, column, source, written", PROSE)
def test_prose_that_needs_quotes_is_shown_in_quotes(
    text: str, column: int, source: str, written: str
) -> None:
    fault = only_fault(text)
    assert (fault.code, fault.location.line, fault.location.column) == ("PM010", 1, column)
    assert fault.location.end_column == column + len(source)
    assert fault.hint == f"write: title: {written}"


@for_each("text, column, source, written", PROSE)
def test_the_hint_mends_the_line(text: str, column: int, source: str, written: str) -> None:
    [document] = read(f"title: {written}\n".encode(), "f.yaml").documents
    wanted = source[1:-1] if source == "'Don't panic'" else source
    assert document.data == {"title": wanted}


@for_each(
    "text, code, line, column, message, hint",
    [
        ("- a\n- @x\n", "PM010", 2, 3, '"@" cannot begin', 'write: - "@x"'),
        ("a: [@x, y]\n", "PM010", 1, 5, '"@" cannot begin', 'write: "@x"'),
        ("@a: 1\n", "PM010", 1, 1, '"@" cannot begin', 'write: "@a": 1'),
        ("%a: 1\n", "PM010", 1, 1, '"%" cannot begin', "%a: 1"),
        (
            "a: x: " + "y " * 400,
            "PM010",
            1,
            4,
            'a second ": "',
            'put the text in quotes: a " before it and after it',
        ),
        ("a: {b: 1, c:2}\n", "PM010", 1, 11, 'a text with ":" needs quotes', 'write: "c:2"; a key has'),
        ("a: [b:, c]\n", "PM010", 1, 5, 'a text with ":" needs quotes', 'write: "b:"; a key has'),
        ("b: 1\nkey:value\n", "PM010", 2, 1, 'a space is missing after the ":"', "write: key: value"),
        ("key:value\nb: 1\n", "PM010", 1, 1, 'a space is missing after the ":"', "write: key: value"),
        ('"a":b\n', "PM010", 1, 1, 'a space is missing after the ":"', 'write: "a": b'),
        (
            "a: b\n  # c\n  d\n",
            "PM010",
            3,
            3,
            "the comment on line 2 ends the text",
            "put the whole text in quotes",
        ),
        (
            'a: "x\n  y" z\n',
            "PM010",
            2,
            6,
            "the closing quote of the text that begins on line 1",
            "check the quotes",
        ),
        ("a: x\n  y\n  z: 1\n", "PM010", 3, 3, "the text that begins on line 1 goes on here", "write: a: >-"),
        ("a: 1\nb\nc: 2\n", "PM001", 2, 1, '"b" has no ":" after its key', "write: b: …"),
        ("title Guest\nb: 2\n", "PM001", 1, 1, '"title Guest" has no ":"', "write: title: Guest"),
        ("a: b\n'c'\n", "PM001", 2, 1, '"c" has no ":"', "write: 'c': …"),
        ('a: "x\nb: 1\n', "PM001", 1, 4, "the quote that opens here is never closed", 'write: a: "x"'),
        ("a: 'tis so\n", "PM001", 1, 4, "the quote that opens here is never closed", 'write: a: "\'tis so"'),
        ("a: [x, 'y]\n", "PM001", 1, 8, "the quote that opens here is never closed", "close it"),
        ('a: "\\q"\n', "PM001", 1, 5, '"\\q" means nothing within double quotes', "single quotes"),
        ('a: "\\ud800"\n', "PM001", 1, 5, "stands for no character", "write the character itself"),
        (
            "a: [1, 2\nb: 3\n",
            "PM001",
            1,
            4,
            'the "[" that opens here is never closed',
            'write "]" where it ends',
        ),
        ("a: {x: 1\nb: 3\n", "PM001", 1, 4, 'the "{" that opens here is never closed', 'write "}"'),
        ("a: [1, \n", "PM001", 1, 4, 'the "[" that opens here is never closed', 'write "]"'),
        ("a: ['x' 'y']\n", "PM001", 1, 9, 'a "," or a "]" is missing', 'put a ","'),
        ("a: [b,,c]\n", "PM001", 1, 7, 'a value is missing before the ","', 'leave out a ","'),
        ("a: }\n", "PM001", 1, 4, 'the "}" has no "{" before it', 'leave out the "}"'),
        ("[1]]\n", "PM001", 1, 4, 'the "]" has no "[" before it', 'leave out the "]"'),
        (": a\n", "PM001", 1, 1, 'a key is missing before the ":"', "write the key"),
        ("a:\n  b: 1\n c: 2\n", "PM001", 3, 2, "indented by 1 space, as no line above is", "the same column"),
        ("a:\n    b: 1\n  c: 2\n", "PM001", 3, 3, "indented by 2 spaces", "the same column"),
        (
            "a: 1\n  b: 2\n",
            "PM001",
            2,
            3,
            '"b: 2" is indented as if it belonged to line 1',
            "the same column",
        ),
        ("a: 1\n- b\n", "PM001", 2, 1, "a list item stands where a key is expected", 'write "key:"'),
        ("- a\nb: 1\n", "PM001", 2, 1, 'stands in a list, and does not begin with "- "', "write: - b: 1"),
        ("- a\n-b\n", "PM001", 2, 1, 'a list item needs a space after its "-"', "write: - b"),
        ("--- a: 1\n", "PM001", 1, 6, 'a key cannot stand on the line of "---"', "on the next line"),
        ("a: 1\n...\nb: 2\n", "PM001", 3, 1, 'a further document begins with "---"', 'write "---"'),
        ("[a]\nb\n", "PM001", 2, 1, '"b" stands after the end of what is complete', "check the lines above"),
        ("|\n...", "PM001", 1, 1, "the lines of this text begin at the left edge", "indent them"),
        (
            "a: &name 1\nb: *nane\n",
            "PM001",
            2,
            4,
            '"*nane" repeats the value named "&nane"',
            'did you mean "name"?',
        ),
        ("a: *x\n", "PM001", 1, 4, '"*x" repeats the value named "&x"', 'if it is text, write: "*x"'),
        ("a:\n\tb: 1\n", "PM007", 2, 1, "a tab, where YAML wants spaces", "replace the tab"),
    ],
)
def test_each_mistake_has_its_own_words(
    text: str, code: str, line: int, column: int, message: str, hint: str
) -> None:
    fault = only_fault(text)
    assert (fault.code, fault.location.line, fault.location.column) == (code, line, column)
    assert message in fault.message
    assert hint in (fault.hint or "")


_JARGON = re.compile(
    r"scalar|token|node|mapping|sequence|while (?:scanning|parsing)|flow|indicator|stream|block"
)


@for_each("text", [text for text, *_ in PROSE])
def test_nobody_is_told_of_scalars_and_tokens(text: str) -> None:
    fault = only_fault(text)
    assert not _JARGON.search(fault.message)
    assert fault.hint
    assert fault.message[0].islower() or fault.message[0] == '"'


# --- text cut off by a comment ---


@pytest.mark.parametrize(
    ("text", "said", "comment", "column"),
    [
        ("title: Fix issue #12 in login\n", "Fix issue", " #12 in login", 17),
        ("title: Fix issue  #12\n", "Fix issue", "  #12", 17),
        ("title: Fix #12\n", "Fix", " #12", 11),
        ("title: We like C # a lot\n", "We like C", " # a lot", 17),
        ("title: We like C #\n", "We like C", " #", 17),
        ("- Fix issue #12\n", "Fix issue", " #12", 12),
    ],
)
def test_a_text_that_a_comment_cuts_is_a_warning(text: str, said: str, comment: str, column: int) -> None:
    fault = only_fault(text)
    assert (fault.code, fault.severity, fault.location.column) == ("PM011", "warning", column)
    assert fault.message == f'the text ends at "{said}": "{comment}" is read as a comment'


def test_a_text_of_several_lines_is_cut_at_its_last() -> None:
    fault = only_fault("title: Fix\n  the issue #12\n")
    assert (fault.code, fault.location.line) == ("PM011", 2)
    assert 'ends at "the issue"' in fault.message


def test_a_text_that_is_nothing_but_a_comment_is_a_warning() -> None:
    fault = only_fault("title: #12 is broken\n")
    assert (fault.code, fault.location.column) == ("PM011", 8)
    assert fault.message == 'nothing stands here: "#12 is broken" is read as a comment'


@for_each(
    "text",
    [
        "a: two words   # words\n",
        "a: 5 # words\n",
        "a: word #\n",
        "a: 'two words' #12\n",
        "a: {b: c} # words\n",
        "a: # words\n",
        "a:  # words\n  b\n",
        "a: b#12\n",
        "a: |\n  two words #12\n",
        "# two words #12\na: 1\n",
    ],
)
def test_an_ordinary_comment_is_none_of_our_business(text: str) -> None:
    assert read(text.encode(), "f.yaml").faults == ()


def test_text_in_quotes_uses_single_ones_only_where_that_reads_better() -> None:
    assert [quoted(text) for text in ("x", 'say "x"', "it's", 'it\'s "x"', "\\", "a\tb")] == [
        '"x"', "'say \"x\"'", '"it\'s"', '"it\'s \\"x\\""', '"\\\\"', '"a\\tb"',
    ]  # fmt: skip
