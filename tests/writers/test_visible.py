import re
from unicodedata import category

import pytest
from hypothesis import given

from pmcli.model.mark import HIDDEN
from pmcli.writers.escaping import visible
from tests.conftest import for_each
from tests.writers.hostile import texts

DANGEROUS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\u2028\u2029\ufeff\ud800-\udfff]"
)


@for_each(
    "text, shown",
    [
        ("plain", "plain"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b31m", r"\x9b31m"),
        ("user\u202egnp.exe", r"user\u202egnp.exe"),
        ("a\u200bb", r"a\u200bb"),
        ("\ufeffx", r"\ufeffx"),
        ("\ud800", r"\ud800"),
        ("\ue000", r"\ue000"),
        ("\U000e0041", r"\U000e0041"),
        ("soft\xadhyphen", r"soft\xadhyphen"),
        ("one\ntwo\r\n  three", "one two three"),
        ("folded\n", "folded"),
        ("a\tb", "a b"),
        ("a\u2028b", r"a\u2028b"),
        ("Zürich 日本 naïve", "Zürich 日本 naïve"),
    ],
)
def test_what_hides_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d👩\u200d👧",
        "❤\ufe0f\u200d🔥",
        "1\ufe0f\u20e3",
        "क्\u200dष",
        "می\u200cخواهم",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "葛\U000e0100",
    ],
)
def test_joiners_and_selectors_that_a_text_needs_stay(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    "text", ["a\u200db", "\u200d", "👩\u200d", "x\u200c", "\ufe0f", " \ufe0f", "\ufe0f\u200d👩"]
)
def test_joiners_that_join_nothing_are_written_out(text: str) -> None:
    assert r"\u" in visible(text) or r"\ufe0f" in visible(text)


def test_lines_may_stay() -> None:
    assert visible("a\r\nb\rc\n\td\x1b", one_line=False) == "a\nb\nc\n    d\\x1b"


@given(texts)
def test_nothing_dangerous_is_left(text: str) -> None:
    for one_line in (True, False):
        shown = visible(text, one_line=one_line)
        assert not DANGEROUS.search(shown)
        assert all(category(character) != "Cc" or (character == "\n" and not one_line) for character in shown)
        assert visible(shown, one_line=one_line) == shown


def test_the_hidden_characters_fit_between_brackets() -> None:
    assert re.fullmatch(f"[{HIDDEN}]", "\u202e")
    assert not re.search(f"[{HIDDEN}]", "".join(map(chr, range(0x20, 0x7F))))
