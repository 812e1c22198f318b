"""Every edit, by what a careful person would write: before, after."""

from __future__ import annotations

import pytest

from pmcli.model.backlog import Keys
from pmcli.yaml.edit import CannotEdit, Comment, comment, comments, drop, order, put, rename_key, uncomment
from tests.conftest import for_each

LIST = """\
depends_on:
  - a   # why a
  # about b
  - id: b
    # about kind
    kind: soft
  # about c

  - {id: c, kind: hard}  # why c
    # and more on c
owner: ana
"""

DROPS: list[tuple[str, Keys, str]] = [
    # block lists
    ("l: \n- a # x\n- b\n", ("l", 0), "l: \n- b\n"),
    ("l:\n  - a\n  - b # x\nk: 1\n", ("l", 1), "l:\n  - a\nk: 1\n"),
    ("l:\n  - a\n  # about b\n  - b\n  - c\n", ("l", 1), "l:\n  - a\n  - c\n"),
    ("l:\n  # about all\n  - a\n  - b\n", ("l", 0), "l:\n  # about all\n  - b\n"),
    ("l:\n  # pm: ignore PM301 because x\n  - a\n  - b\n", ("l", 0), "l:\n  - b\n"),
    (
        "l:\n  # section\n\n  # about b\n  - a\n\n  # loose\n\n  - b\n",
        ("l", 1),
        "l:\n  # section\n\n  # about b\n  - a\n\n  # loose\n",
    ),
    ("k: 1\nl:\n  - a\nm: 2\n", ("l", 0), "k: 1\nm: 2\n"),
    ("l:\n- a\n- - x\n- c\n", ("l", 1, 0), "l:\n- a\n- c\n"),
    ("- - a\n  - b\n- c\n", (0, 0), "- - b\n- c\n"),
    ("- - a\n  - b\n- c\n", (0,), "- c\n"),
    ("-\n- a\n- &x\n- b\n", (0,), "- a\n- &x\n- b\n"),
    ("-\n- a\n- &x\n- b\n", (2,), "-\n- a\n- b\n"),
    (LIST, ("depends_on", 0), LIST.replace("  - a   # why a\n", "")),
    (LIST, ("depends_on", 1), LIST.replace("  # about b\n  - id: b\n    # about kind\n    kind: soft\n", "")),
    (LIST, ("depends_on", 1, "id"), LIST.replace("- id: b\n    # about kind", "- # about kind")),
    (LIST, ("depends_on", 1, "kind"), LIST.replace("    # about kind\n    kind: soft\n", "")),
    (LIST, ("depends_on", 2), LIST.replace("  - {id: c, kind: hard}  # why c\n    # and more on c\n", "")),
    (LIST, ("depends_on", 2, "kind"), LIST.replace("{id: c, kind: hard}", "{id: c}")),
    (LIST, ("depends_on",), "owner: ana\n"),
    # block maps
    ("- id: a  # x\n  kind: b\n", (0, "id"), "- kind: b\n"),
    ("-   id: a\n    kind: b\n", (0, "id"), "-   kind: b\n"),
    ("- id: a\n\n  kind: b\n", (0, "id"), "- kind: b\n"),
    ("- id: a\n- id: b\n", (1, "id"), "- id: a\n"),
    ("a: 1\n\nb: 2\n\nc: 3\n", ("b",), "a: 1\n\nc: 3\n"),
    ("a: 1\n\nb: 2\n\nc: 3\n", ("c",), "a: 1\n\nb: 2\n"),
    ("a: 1\n\nb: 2\n", ("a",), "b: 2\n"),
    ("a: 1\nb: 2\n\n", ("b",), "a: 1\n\n"),
    ("a: |\n  x\n\n  # no comment\nb: 2", ("a",), "b: 2"),
    ("a: |+\n  x\n\nb: 2\n\nc: 3\n", ("b",), "a: |+\n  x\n\nc: 3\n"),
    ("a: |+\n  x\n\nb: 2\n", ("a",), "b: 2\n"),
    ("a:\nb:   # x\nc:\n", ("b",), "a:\nc:\n"),
    ("a: >\n  x\n  y\nb: 'p\n  q'\nc: p\n  q\n", ("b",), "a: >\n  x\n  y\nc: p\n  q\n"),
    ("a: {b: {c: 1}}\nd: 2\n", ("a", "b", "c"), "d: 2\n"),
    # in brackets
    ("[a, b, c]", (0,), "[b, c]"),
    ("[a, b, c]", (1,), "[a, c]"),
    ("[a, b, c]", (2,), "[a, b]"),
    ("[ a , b, ]", (1,), "[ a, ]"),
    ("[a,b]", (0,), "[b]"),
    ("[a]", (0,), "[]"),
    ("{a: 1}  # x\n", ("a",), "{}  # x\n"),
    ("{a: 1, 'b': [x], \"c\":3}", ("b",), '{a: 1, "c":3}'),
    ("{a: , b, c: 1}", ("b",), "{a: , c: 1}"),
    ("[k: 1, b]", (0, "k"), "[b]"),
    (
        "l: [\n  a,  # why\n  # about b\n  b,\n  c  # end\n]\n",
        ("l", 0),
        "l: [\n  # about b\n  b,\n  c  # end\n]\n",
    ),
    ("l: [\n  a,  # why\n  # about b\n  b,\n  c  # end\n]\n", ("l", 1), "l: [\n  a,  # why\n  c  # end\n]\n"),
    ("l: [\n  a,\n  b,  # why\n  c  # end\n]\n", ("l", 2), "l: [\n  a,\n  b  # why\n]\n"),
    ("l: [\n  a,\n  b,\n]\n", ("l", 1), "l: [\n  a,\n]\n"),
    ("l: [a, b,  # x\n    c, d]\n", ("l", 1), "l: [a,  # x\n    c, d]\n"),
    ("l: [a, b,  # x\n    c, d]\n", ("l", 2), "l: [a, b,  # x\n    d]\n"),
    ("l: [a,  # x\n    b]\n", ("l", 0), "l: [  # x\n    b]\n"),
    ("l: [a,  # x\n    b]\n", ("l", 1), "l: [a  # x\n    ]\n"),
    ("l: [a\n  , b\n  , c]\n", ("l", 1), "l: [a\n  , c]\n"),
    # the rest of the file
    ("a: 1\r\nb: 2\r\nc: 3", ("b",), "a: 1\r\nc: 3"),
    ("a: 1\r\nb: 2\r\nc: 3", ("c",), "a: 1\r\nb: 2"),
    ("a: |\n  x\nb: 2", ("b",), "a: |\n  x\n"),
    ("a: 1\rb: 2\r", ("a",), "b: 2\r"),
    ("a: 1", ("a",), "{}"),
    ("- a # x\n", (0,), "[] # x\n"),
    ("\ufeffa: 1\nb: 2\n", ("a",), "\ufeffb: 2\n"),
    ("a: &n 1\nb: *n\nc: 2\n", ("b",), "a: &n 1\nc: 2\n"),
    ("a: &n 1\nb: *n\nc: 2\n", ("c",), "a: &n 1\nb: *n\n"),
    ("l: [{a: &n 1, b: *n}, c]\n", ("l", 0), "l: [c]\n"),
    ("a: &n\n  x: 1\n  y: 2\nb: 2\n", ("a", "x"), "a: &n\n  y: 2\nb: 2\n"),
]


@for_each("before, keys, after", DROPS)
def test_drop(before: str, keys: Keys, after: str) -> None:
    assert drop(before.encode(), "a.yaml", 0, keys).decode() == after


REFUSED: list[tuple[str, Keys, str]] = [
    ("a: &n {x: 1, y: 2}\nb: *n\n", ("b", "x"), "it stands behind an alias"),
    ("a: &n {x: 1, y: 2}\nb: *n\n", ("a", "x"), "an alias elsewhere repeats it"),
    ("a: &n {x: 1, y: 2}\nb: *n\n", ("a",), "an alias elsewhere repeats it"),
    ("a: &n {x: 1}\nb:\n  <<: *n\n  y: 2\n", ("b", "x"), "it is not there, or comes in through a merge"),
    ("a: &n {x: 1}\nb:\n  <<: *n\n  x: 2\n", ("b", "x"), "the file would then say something else as well"),
    ("a: !!map {x: 1, y: 2}\n", ("a", "x"), "it has a tag"),
    ("a: {x: !!str 1, y: 2}\n", ("a", "x"), "it has a tag"),
    ("--- !!map\na: 1\nb: 2\n", ("a",), "it has a tag"),
    ("? a\n: 1\n? b\n: 2\n", ("a",), "it has a key of more than a word or a text"),
    ("a: 1\na: 2\n", ("a",), 'the key "a" stands there twice'),
    ("a: 1\n", ("b",), 'there is no "b"'),
    ("a: [1]\n", ("a", 1), 'there is no "1"'),
    ("a: 1\n", ("a", "b"), 'there is no "b"'),
    ("a: 1\n", (), "it is the whole document"),
]


@for_each("text, keys, reason", REFUSED)
def test_drop_refuses(text: str, keys: Keys, reason: str) -> None:
    with pytest.raises(CannotEdit) as refused:
        drop(text.encode(), "a.yaml", 0, keys)
    assert refused.value.reason == reason


def test_an_edit_needs_a_document_and_a_text() -> None:
    for text, path, reason in [
        (b"a: 1\n---\n---\nb: 1\n", "a.yaml", "the file has no such document"),
        (b"", "a.yaml", "the file has no such document"),
        (b"a: [", "a.yaml", "the file has no such document"),
        (b"\xff", "a.yaml", "the file cannot be read: the byte 0xFF is not UTF-8"),
        (b"# only prose\n", "a.md", 'the file cannot be read: the file does not begin with a line "---"'),
    ]:
        with pytest.raises(CannotEdit) as refused:
            put(text, path, 2, ("a",), "2")
        assert refused.value.reason == reason


PUTS: list[tuple[str, Keys, str, str]] = [
    ("a: 1  # x\n", ("a",), "3..4..5", "a: 3..4..5  # x\n"),
    ("a: 'it'\n", ("a",), "isn't", "a: 'isn''t'\n"),
    ("a: 'it'\n", ("a",), "1\n2", 'a: "1\\n2"\n'),
    ('a: "it"\n', ("a",), 'say "so" \\', 'a: "say \\"so\\" \\\\"\n'),
    ("a: b\n", ("a",), "c: d", 'a: "c: d"\n'),
    ("a: b\n", ("a",), 'say: "so"', "a: 'say: \"so\"'\n"),
    ("a: b\n", ("a",), "x # y", 'a: "x # y"\n'),
    ("a: b\n", ("a",), "", 'a: ""\n'),
    ("a: b\n", ("a",), " b ", 'a: " b "\n'),
    ("a: b\n", ("a",), "*b", 'a: "*b"\n'),
    ("a: b\n", ("a",), "\x85\u2028", 'a: "\\u0085\\u2028"\n'),
    ("a: b\n", ("a",), "x\u202ey", 'a: "x\\u202ey"\n'),
    ("a: 'b'\n", ("a",), "x\u2066y", 'a: "x\\u2066y"\n'),
    ("a: b\n", ("a",), "שלום\u200f!", "a: שלום\u200f!\n"),
    ("[a, b]", (1,), "x, y", '[a, "x, y"]'),
    ("a: x, y\n", ("a",), "x, z]", "a: x, z]\n"),
    ("a: b\n  c\nd: 1\n", ("a",), "e", "a: e\nd: 1\n"),
    ("a:  # x\nb: 1\n", ("a",), "e", "a: e  # x\nb: 1\n"),
    ("a:\n", ("a",), "e", "a: e\n"),
    ("a:", ("a",), "e", "a: e"),
    ("a: &n\nb: 1\n", ("a",), "e", "a: &n e\nb: 1\n"),
    ("{a, b: }", ("a",), "e", "{a: e, b: }"),
    ("{a, b: }", ("b",), "e", "{a, b: e }"),
    ("-\n- b\n", (0,), "e", "- e\n- b\n"),
    ("a: |  # x\n  b\n\n  c\nd: 1\n", ("a",), "e\n\n  f\n", "a: |  # x\n  e\n\n    f\nd: 1\n"),
    ("a: |  # x\n  b\n\n  c\nd: 1\n", ("a",), "e", "a: e  # x\nd: 1\n"),
    ("a: >-\n  b\n  c\nd: 1\n", ("a",), "e\nf", 'a: "e\\nf"\nd: 1\n'),
    ("one\n", (), "two", "two\n"),
]  # fmt: skip


@for_each("before, keys, value, after", PUTS)
def test_put(before: str, keys: Keys, value: str, after: str) -> None:
    assert put(before.encode(), "a.yaml", 0, keys, value).decode() == after


@pytest.mark.parametrize(
    ("text", "keys", "value", "reason"),
    [
        ("a: [1]\n", ("a",), "2", "it is a list"),
        ("a: {b: 1}\n", ("a",), "2", "it is a map"),
        ("a: &n {x: 1}\nb: *n\n", ("b",), "2", "it stands behind an alias"),
        ("a: &n 1\nb: *n\n", ("a",), "2", "an alias elsewhere repeats it"),
        ("a: 1\n", ("a",), "\ud800", "the new text holds half a character"),
    ],
)
def test_put_refuses(text: str, keys: Keys, value: str, reason: str) -> None:
    with pytest.raises(CannotEdit) as refused:
        put(text.encode(), "a.yaml", 0, keys, value)
    assert refused.value.reason == reason


RENAMES: list[tuple[str, Keys, str, str]] = [
    ("effort: {web: 3, ios: 2}\n", ("effort", "web"), "site", "effort: {site: 3, ios: 2}\n"),
    ('effort: {"web":3}\n', ("effort", "web"), "site", 'effort: {"site":3}\n'),
    ("'web': 3 # x\n", ("web",), "it's", "'it''s': 3 # x\n"),
    ("web: 3\n", ("web",), "a: b", '"a: b": 3\n'),
    ("web: 3\n", ("web",), "<<", '"<<": 3\n'),
    ("- web:\n  - 3\n", (0, "web"), "x", "- x:\n  - 3\n"),
]


@pytest.mark.parametrize(("before", "keys", "name", "after"), RENAMES)
def test_rename_key(before: str, keys: Keys, name: str, after: str) -> None:
    assert rename_key(before.encode(), "a.yaml", 0, keys, name).decode() == after


@pytest.mark.parametrize(
    ("text", "keys", "name", "reason"),
    [
        ("a: 1\nb: 2\n", ("a",), "b", 'the key "b" is already there'),
        ("a: [1]\n", ("a", 0), "b", "it is no key"),
        (
            "a: &n {x: 1}\nb:\n  <<: *n\n  y: 2\n",
            ("b", "y"),
            "x",
            "the file would then say something else as well",
        ),
        ("&n a: 1\nb: *n\n", ("a",), "x", "an alias elsewhere repeats it"),
        ("b: &n x\n*n : 1\n", ("x",), "y", "its key is an alias"),
    ],
)
def test_rename_key_refuses(text: str, keys: Keys, name: str, reason: str) -> None:
    with pytest.raises(CannotEdit) as refused:
        rename_key(text.encode(), "a.yaml", 0, keys, name)
    assert refused.value.reason == reason


TOP = """\
# a licence

# yaml-language-server: $schema=x
# about b
b: 2  # why
      # more

# loose

# about a
a:
- 1
# about x
x: 0
"""
SORTED = """\
# a licence

# yaml-language-server: $schema=x
# about a
a:
- 1

# loose

# about x
x: 0
# about b
b: 2  # why
      # more
"""
ORDERS: list[tuple[str, Keys, str, str]] = [
    (TOP, (), "ab", SORTED),
    (TOP, (), "ba", TOP),
    ("# Copyright 2026 Shop\n# who\nb: 1\na: 2\n", (), "ab", "# Copyright 2026 Shop\na: 2\n# who\nb: 1\n"),
    ("# SPDX-License-Identifier: MIT\nb: 1\na: 2\n", (), "ab", "# SPDX-License-Identifier: MIT\na: 2\nb: 1\n"),
    ("b: 1\r\nc: 2\na: 3", (), "abc", "a: 3\r\nb: 1\r\nc: 2"),
    ("b: |\n  x\na: 3", (), "ab", "a: 3\nb: |\n  x\n"),
    ("b: |+\n  x\n\na: 3\n", (), "ab", "a: 3\nb: |+\n  x\n\n"),
    ("- b: 1\n  # about a\n  a: 2\n", (0,), "ab", "- # about a\n  a: 2\n  b: 1\n"),
    ("k:\n  b: 1\n  a: 2\nl: 3\n", ("k",), "ab", "k:\n  a: 2\n  b: 1\nl: 3\n"),
    ("k: {b: 1,  a: [2, 3] , c}\n", ("k",), "abc", "k: {a: [2, 3],  b: 1 , c}\n"),
    ("x: 1\nb: 2\nz: 3\na: 4\n", (), "ab", "x: 1\na: 4\nb: 2\nz: 3\n"),
    ("k: {\n  b: 1,\n  a: 2\n}\n", ("k",), "ab", "k: {\n  a: 2,\n  b: 1\n}\n"),
    ("k: {\n  b: 1,  # one\n  # about a\n  a: 2  # two\n}\n", ("k",), "ab", "k: {\n  # about a\n  a: 2,  # two\n  b: 1  # one\n}\n"),
]  # fmt: skip


@for_each("before, keys, names, after", ORDERS)
def test_order(before: str, keys: Keys, names: str, after: str) -> None:
    assert order(before.encode(), "a.yaml", 0, keys, names).decode() == after
    assert order(after.encode(), "a.yaml", 0, keys, names).decode() == after


@pytest.mark.parametrize(
    ("text", "keys", "reason"),
    [
        ("l: [b, a]\n", ("l",), "it is no map"),
        ("b: 1\na: 2\nb: 3\n", (), "a key stands there twice"),
        ("x: &n {y: 1}\nk: {<<: *n, b: 1, a: 2}\n", ("k",), "it has a merge, or a key that is no text"),
        ("{b: 1, # x\n a: 2}\n", (), "comments stand between its keys"),
        ("x: &n {b: 1, a: 2}\ny: *n\n", ("y",), "it stands behind an alias"),
        ("b: &n 1\na: *n\n", (), "the file would then say something else as well"),
    ],
)
def test_order_refuses(text: str, keys: Keys, reason: str) -> None:
    with pytest.raises(CannotEdit) as refused:
        order(text.encode(), "a.yaml", 0, keys, "ab")
    assert refused.value.reason == reason


COMMENTS = [
    ("a: 1\nb: 2\n", 1, "a: 1  # hm\nb: 2\n"),
    ("a: 1 # x\r\nb: 2", 1, "a: 1 # x  # hm\r\nb: 2"),
    ("a: 1\r\nb: 2", 2, "a: 1\r\nb: 2  # hm"),
    ("a: 1  \nb: 2\n", 1, "# hm\na: 1  \nb: 2\n"),
    ("- a: |\n    x\n\n    y\n", 1, "- a: |  # hm\n    x\n\n    y\n"),
    ("- a: |\n    x\n\n    y\n", 3, "# hm\n- a: |\n    x\n\n    y\n"),
    ("- b: 1\r\n  a: |\r\n    x", 3, "- b: 1\r\n  # hm\r\n  a: |\r\n    x"),
    ("a: 'x\n\n  y'\n", 1, "# hm\na: 'x\n\n  y'\n"),
    ("a: 'x\n\n  y'\n", 2, "# hm\na: 'x\n\n  y'\n"),
    ("a: 'x\n\n  y'\n", 3, "a: 'x\n\n  y'  # hm\n"),
    ("a: x\n  y\n", 1, "# hm\na: x\n  y\n"),
    ("a: [x,\n  'y\n   z', 'p\n  q', r]\n", 3, "a: [x,\n  # hm\n  'y\n   z', 'p\n  q', r]\n"),
    ("a: [x,\n  y]\n", 1, "a: [x,  # hm\n  y]\n"),
    ("---\na: 1\n", 1, "---  # hm\na: 1\n"),
    ("  # pm: ignore A because b\n", 1, "  # hm\n  # pm: ignore A because b\n"),
    ("a: 1  # pm: ignore A because b\n", 1, "# hm\na: 1  # pm: ignore A because b\n"),
]


@for_each("before, line, after", COMMENTS)
def test_comment_and_back(before: str, line: int, after: str) -> None:
    assert comment(before.encode(), "a.yaml", line, "hm").decode() == after
    where = next(one.line for one in comments(after.encode(), "a.yaml") if "hm" in one.text)
    assert uncomment(after.encode(), "a.yaml", where, "hm").decode() == before


@pytest.mark.parametrize(
    ("text", "path", "line", "words"),
    [
        ("a: 1\n\nb: 2\n", "a.yaml", 2, "hm"),
        ("a: 1\n", "a.yaml", 0, "hm"),
        ("a: 1\n", "a.yaml", 3, "hm"),
        ("a: 1\n", "a.yaml", 1, " "),
        ("a: 1\n", "a.yaml", 1, "x\nb: 2"),
        ("a: 1\n", "a.yaml", 1, "x\x07"),
        ("---\na: 1\n---\nbody\n", "a.md", 1, "hm"),
        ("---\na: 1\n---\nbody\n", "a.md", 3, "hm"),
        ("---\na: 1\n---\nbody\n", "a.md", 4, "hm"),
    ],
)
def test_comment_refuses(text: str, path: str, line: int, words: str) -> None:
    with pytest.raises(CannotEdit):
        comment(text.encode(), path, line, words)


UNCOMMENTS = [
    ("a: 1   # hm, x # y\n", 1, "a: 1\n"),
    ("a: 1 # x # hm\n", 1, "a: 1 # x\n"),
    ("a: 1\n  #hm\nb: 2\n", 2, "a: 1\nb: 2\n"),
    ("a: 1\n# hm", 2, "a: 1"),
    ("a: |\n  x\n# hm", 3, "a: |\n  x\n"),
    ("- # hm\n  a: 1\n", 1, "-\n  a: 1\n"),
    ("a: | # hm\n  # hm\n", 1, "a: |\n  # hm\n"),
]


@pytest.mark.parametrize(("before", "line", "after"), UNCOMMENTS)
def test_uncomment(before: str, line: int, after: str) -> None:
    assert uncomment(before.encode(), "a.yaml", line, "hm").decode() == after


@pytest.mark.parametrize(
    ("text", "line"), [("a: 1 # x\n", 1), ("a: '# hm'\n", 1), ("a: |\n  # hm\n", 2), ("a: 1\n", 9)]
)
def test_uncomment_refuses(text: str, line: int) -> None:
    with pytest.raises(CannotEdit, match="there is no such comment on the line"):
        uncomment(text.encode(), "a.yaml", line, "hm")


def test_comments() -> None:
    text = """\
%YAML 1.2  # one
--- # two
a: 'it # is' #three#
b: a#b # four
c: &n # five
  x #
d: |2 # six
  # no
   # no
 # seven
e: "x
  # no
  y" # eight
"http://x#y": [a, # nine
  *n, 'b',# ten
  {p: q} ]
"""
    words = ["one", "two", "three#", "four", "five", "", "six", "seven", "eight", "nine", "ten"]
    found = comments(text.encode(), "a.yaml")
    assert [one.text for one in found] == words
    assert found[7] == Comment(10, 2, "seven", own_line=True)
    assert found[8] == Comment(13, 6, "eight", own_line=False)


def test_comments_of_what_cannot_be_read() -> None:
    assert comments(b"\xff", "a.yaml") == ()
    assert comments(b"body # no\n", "a.md") == ()
    assert [one.text for one in comments(b"a: 1 # x\nb: [\n", "a.yaml")] == ["x"]


FRONT = b"---\r\n# top\r\nb: 2\r\na: [x, y] # z\r\n---\r\n# Title\r\n---\r\n"


def test_front_matter() -> None:
    assert comments(FRONT, "a.md") == (
        Comment(2, 1, "top", own_line=True),
        Comment(4, 11, "z", own_line=False),
    )
    assert drop(FRONT, "a.md", 0, ("a",)) == FRONT.replace(b"a: [x, y] # z\r\n", b"")
    assert drop(FRONT, "a.md", 0, ("a", 0)) == FRONT.replace(b"x, ", b"")
    assert put(FRONT, "a.md", 0, ("b",), "3") == FRONT.replace(b"2", b"3")
    assert comment(FRONT, "a.md", 3, "hm") == FRONT.replace(b"2", b"2  # hm")
    assert order(FRONT, "a.md", 0, (), "ab") == FRONT.replace(
        b"# top\r\nb: 2\r\na: [x, y] # z\r\n", b"a: [x, y] # z\r\n# top\r\nb: 2\r\n"
    )


def test_several_documents() -> None:
    text = b"# a\na: 1\nx: 1\n--- # b\n\n---\na: 1\nx: 1\n...\n---\n# c\na: 1\n"
    assert drop(text, "a.yaml", 0, ("a",)) == text.replace(b"a: 1\n", b"", 1)
    assert (
        put(text, "a.yaml", 1, ("x",), "2")
        == b"# a\na: 1\nx: 1\n--- # b\n\n---\na: 1\nx: 2\n...\n---\n# c\na: 1\n"
    )
    assert drop(text, "a.yaml", 2, ("a",)) == text.removesuffix(b"a: 1\n") + b"{}\n"


def test_faults_that_were_there_stay() -> None:
    text = b"a: 1\nb: 2\nc: 3\nc: 4\n"
    assert drop(text, "a.yaml", 0, ("a",)) == text.removeprefix(b"a: 1\n")
