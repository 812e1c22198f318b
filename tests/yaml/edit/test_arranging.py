"""Lists laid out anew: a word takes its comments along, and every other byte is as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.yaml import edit
from pmcli.yaml.read import read
from tests.conftest import for_each

TEXT = """\
# top
who: {on: 2026-11-29}
lists:
  # first
  a: # key
    # all
    - one
    # about two
    - two  # end two

    - three
    # deep tail
  # second
  b: [four, five]  # in brackets
  d:
# below
    - six
# end
x: 2
"""


def arranged(text: str, **lists: list[str]) -> str:
    return edit.arrange(text.encode(), "plan.yaml", 0, ("lists",), lists).decode()


def test_a_word_takes_its_comments_along() -> None:
    assert (
        arranged(TEXT, a=["one"], b=["four", "three", "7"], c=["two", "new"], d=["six", "five"])
        == """\
# top
who: {on: 2026-11-29}
lists:
  # first
  a: # key
    # all
    - one
    # deep tail
  # second
  b: [four, three, 7]  # in brackets
  c:
    # about two
    - two  # end two
    - new
  d:
# below
    - six
    - five
# end
x: 2
"""
    )


@for_each(
    "text, lists, expected",
    [
        ("lists:\n  a: [x]\n", {"a": ["x"]}, "lists:\n  a: [x]\n"),
        ("lists:\n  b:\n  - x\n  # y\n  - y", {"c": ["y", "x"]}, "lists:\n  c:\n  # y\n  - y\n  - x"),
        ("lists:\r\n  b:\r\n    - x\r\n", {"a": ["x"]}, "lists:\r\n  a:\r\n    - x\r\n"),
        ("lists:\n  b:\n    - x\n", {"a": ["y"], "b": ["x"]}, "lists:\n  a:\n    - y\n  b:\n    - x\n"),
        ("lists:\n  a:\n  b: [x]\n", {"a": ["x"]}, "lists:\n  a:\n    - x\n"),
        ("lists:\n  a: [x]\n", {"a": ["null", "x"]}, 'lists:\n  a: ["null", x]\n'),
        ("lists:\n  a:\n    # x\n    - x\n", {"b": ["y", "x"]}, "lists:\n  b:\n    - y\n    # x\n    - x\n"),
        ("lists:\n  a:\n    - x\n    - x\n    - y\n", {"a": ["x", "y"]}, "lists:\n  a:\n    - x\n    - y\n"),
    ],
)
def test_it_is_written_as_people_write(text: str, lists: dict[str, list[str]], expected: str) -> None:
    assert arranged(text, **lists) == expected


@for_each(
    "text",
    [
        "lists: {a: [x]}\n",
        "lists:\n  a: &here [x]\n  b: *here\n",
        "lists:\n  a: [x,\n    y]\n",
        "lists:\n  a:\n    - - x\n",
        "lists:\n  a: x\n",
        "lists:\n  ? a\n  : [x]\n",
        "lists: []\n",
        "other: 1\n",
        "lists:\n  <<: {a: [x]}\n",
    ],
)
def test_what_is_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(edit.CannotEdit):
        arranged(text, a=["z"])


WORDS = st.lists(st.sampled_from([f"w{number}" for number in range(9)]), unique=True, max_size=9)


@given(st.data())
def test_any_layout_says_what_was_asked_and_loses_no_comment(data: st.DataObject) -> None:
    def lists() -> dict[str, list[str]]:
        words, found = data.draw(WORDS), dict[str, list[str]]()
        for word in words:
            found.setdefault(data.draw(st.sampled_from("abcd")), []).append(word)
        return found

    before = {key: words for key, words in sorted(lists().items()) if words}
    after = lists()
    if not before or not after:
        return
    lines = ["lists:"]
    for key, words in before.items():
        lines += [
            f"  {key}:",
            *(line for word in words for line in (f"    # {word}", f"    - {word} # {word}")),
        ]
    new = edit.arrange("\n".join([*lines, ""]).encode(), "plan.yaml", 0, ("lists",), after)
    assert read(new, "plan.yaml").documents[0].data == {"lists": after}
    kept = {word for words in before.values() for word in words} & {
        word for words in after.values() for word in words
    }
    first = {words[0] for words in before.values()}  # the comment above the first is about all of them
    for word in kept:
        assert f"- {word} # {word}\n" in new.decode()
        if word not in first:
            assert f"    # {word}\n    - {word} # {word}\n" in new.decode()
