"""Edits of files as people write them: one thing changes and every other byte is kept, or nothing is written."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli.model.canonical import names_at
from pmcli.yaml.edit import CannotEdit, comments, drop, order, put_value, rename_key
from pmcli.yaml.read import Value, read

FRAGMENTS = (
    "title: Pay by link?\t\n", "links: {jira: https://x/y?z=1, wiki: 'https://w'}\t# there\n",
    "questions: [Which one?, Who: 'me']\n", "questions:\n- Which one?\t\n-\tAnd then?\n  # why\n",
    "effort:\t3..5  # weeks\n", "effort: {web: 3, app:\t5}\n", "owner: mia\t# till May\n",
    "description: |\n \n  First?\n\n    More: [x]\n", "description: >-\t# told\n  One\n  two\n\n",
    "problem: 'it''s #1'\n", "acceptance:\n  # all of it\n  - a?\n  - {given: x, then: y?}\n",
    "tags: [a, b,\t# c\n  c]\n", "target: 2027-Q1\n", "evidence:\n- kind: usage\n  says: \"31 %\\t?\"\n  date: 2026-01-01\n",
    "x-own:\n\n  a: 1\n\t\n  b: 2\n", "team: web\n", "status: planned\n",
)  # fmt: skip
BETWEEN = ("", "", "# why? [x\n", "\n", " \t\n", "  # deep\n")
BREAKS = ("\n", "\r\n")


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """A feature: fragments in any order with other keys, lines between, a mark or none, line ends, an open end."""
    by_key = {fragment.partition(":")[0]: fragment for fragment in draw(st.permutations(FRAGMENTS))[:7]}
    text = "".join(draw(st.sampled_from(BETWEEN)) + fragment for fragment in by_key.values())
    text = draw(st.sampled_from(("", "# top\n", "---\n"))) + text
    text = text.rstrip("\n") if draw(st.booleans()) else text
    return (
        draw(st.sampled_from(("", "\ufeff"))) + text.replace("\n", draw(st.sampled_from(BREAKS)))
    ).encode()


def said(text: bytes) -> dict[str, Value]:
    """The map that a text holds."""
    reading = read(text, "a.yaml")
    assert not [fault for fault in reading.faults if fault.severity == "error"], reading.faults
    [document] = reading.documents
    assert isinstance(document.data, dict)
    return document.data


def rest(text: bytes, other: bytes) -> tuple[bytes, bytes]:
    """What is left of two texts without their common beginning and end."""
    start = next((at for at, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), None)
    if start is None:
        start = min(len(text), len(other))
    one, two = text[start:], other[start:]
    end = 0
    while end < min(len(one), len(two)) and one[-1 - end] == two[-1 - end]:
        end += 1
    return one[: len(one) - end], two[: len(two) - end]


def remarks(text: bytes) -> list[str]:
    return sorted(one.text for one in comments(text, "a.yaml"))


@settings(max_examples=40)
@given(texts(), st.data())
def test_one_thing_changes_or_nothing(text: bytes, data: st.DataObject) -> None:
    before = said(text)
    key = data.draw(st.sampled_from([*before, "release"]))
    try:
        after = put_value(text, "a.yaml", 0, (key,), "seven")
    except CannotEdit:
        pass
    else:
        assert said(after) == {**before, key: "seven"}
        assert after.startswith(b"\xef\xbb\xbf") == text.startswith(b"\xef\xbb\xbf")
        assert after.count(b"\n") - after.count(b"\r\n") in (0, after.count(b"\n")), "one kind of line end"
        if isinstance(before.get(key, ""), str):
            old, new = rest(text, after)
            assert b"\n" not in old.strip() or key == "description"
            assert (
                b"seven".startswith(new.strip()[:1]) or key == "release" or b"seven" in new or new in b"seven"
            )


@settings(max_examples=40)
@given(texts(), st.data())
def test_keys_renamed_and_dropped_leave_the_rest(text: bytes, data: st.DataObject) -> None:
    before = said(text)
    key = data.draw(st.sampled_from(list(before)))
    try:
        after = rename_key(text, "a.yaml", 0, (key,), "x-new")
        assert list(said(after).values()) == list(before.values())
        assert after.replace(b"x-new", key.encode()) == text
    except CannotEdit:
        pass
    try:
        after = drop(text, "a.yaml", 0, (key,))
    except CannotEdit:
        return
    assert said(after) == {name: value for name, value in before.items() if name != key}


@settings(max_examples=40)
@given(texts())
def test_keys_in_order_mean_the_same_and_keep_every_comment(text: bytes) -> None:
    before = said(text)
    try:
        after = order(text, "a.yaml", 0, (), names_at("features/a.yaml", ()))
    except CannotEdit:
        return
    assert said(after) == before
    assert remarks(after) == remarks(text)
    lines = [line.strip() for line in text.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
    moved = [line.strip() for line in after.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
    assert sorted(moved) == sorted(lines)
    assert order(after, "a.yaml", 0, (), names_at("features/a.yaml", ())) == after
