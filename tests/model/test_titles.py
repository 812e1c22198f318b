"""Titles that say the same have one key, and others have not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.model.feature import Feature
from pmcli.model.titles import same_titles, title_key, words_of
from tests.conftest import for_each

WORD = st.text(st.sampled_from("abcdefgkmnoprstuyzéñüößøяж日本ก0123456789"), min_size=1, max_size=9)
GAPS = st.sampled_from([" ", "  ", "-", " / ", ": ", ", ", "\t", " – ", "…", "! ", " (", ") ", "_"])
CASES: tuple[Callable[[str], str], ...] = (str, str.upper, str.lower, str.title, str.casefold)


@st.composite
def same(draw: st.DrawFn) -> tuple[str, str]:
    """A title, and the same with its words in another order, other signs between them, and other letters."""
    words = draw(st.lists(WORD, min_size=1, max_size=6))
    others = [draw(st.sampled_from(CASES))(word) for word in draw(st.permutations(words))]
    ends = draw(st.sampled_from(["", ".", "?", " "]))
    return " ".join(words), "".join(f"{word}{draw(GAPS)}" for word in others) + ends


@given(same())
def test_order_case_and_signs_do_not_count(pair: tuple[str, str]) -> None:
    assert title_key(pair[0]) == title_key(pair[1])


NOUNS = (
    "api", "user", "box", "class", "bus", "status", "story", "day", "hero", "case", "menu", "address", "process",
    "cache", "dish", "video", "house", "key", "category", "form", "invoice", "movie", "shoe",
)  # fmt: skip


def plural(noun: str) -> str:
    """The plural by the rules of school."""
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}{'es' if noun.endswith(('s', 'x', 'ch', 'sh')) or noun == 'hero' else 's'}"


@for_each("noun", NOUNS)
def test_a_plural_is_its_singular(noun: str) -> None:
    assert title_key(f"New {plural(noun)}") == title_key(f"new {noun}")


@for_each("one, other", [
    ("Single sign-on (SAML/OIDC)", "SAML / OIDC: single sign on"), ("Café menu", "Cafe Menus"),
    ("Customers' invoices", "Customer invoice"), ("Search & filter", "search and filter"),
    ("Straße", "STRASSE"), ("Digital intake form", "Digital intake forms"), ("ﬁle upload", "File uploads"),
    ("कि", "कि!"),
])  # fmt: skip
def test_these_say_the_same(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@for_each("one, other", [
    ("Phase 1", "Phase 2"), ("C SDK", "C++ SDK"), ("C SDK", "C# SDK"), ("Auto-fill", "Autofill"),
    ("Login", "Login fix"), ("🎉", "🚀"), ("Very very fast", "Very fast"), ("कि", "का"), ("Move", "Movie"),
    ("Version 2.0", "Version 20"), ("?", "!"),
])  # fmt: skip
def test_these_do_not(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


def test_the_words_stand_in_their_order() -> None:
    assert words_of("The  Büros' 2nd entry-forms") == ("the", "buro", "2nd", "entri", "form")


def features(*rows: tuple[str, str, dict[str, str]]) -> list[Feature]:
    return [Feature.model_validate({"id": name, "title": title, **more}) for name, title, more in rows]


def shared(*rows: tuple[str, str, dict[str, str]]) -> list[list[str]]:
    return [[feature.id for feature in group] for group in same_titles(features(*rows))]


def test_they_are_grouped_in_the_order_given() -> None:
    rows: list[tuple[str, str, dict[str, str]]] = [
        ("a", "Login fix", {}),
        ("b", "Other", {}),
        ("c", "Fix: logins", {}),
        ("d", "LOGIN-FIX", {}),
    ]
    assert shared(*rows) == [["a", "c", "d"]]


@pytest.mark.parametrize("axis", ["product", "parent"])
def test_where_all_name_it_another_product_or_parent_tells_them_apart(axis: str) -> None:
    one, two = {axis: "one"}, {axis: "two"}
    assert shared(("a", "Docs", one), ("b", "Docs", two)) == []
    assert shared(("a", "Docs", one), ("b", "Docs", two), ("c", "Docs", one)) == [["a", "c"]]
    assert shared(("a", "Docs", one), ("b", "Docs", {})) == [["a", "b"]]


def test_a_part_may_be_called_as_the_whole() -> None:
    assert shared(("a", "Docs", {}), ("b", "Docs", {"parent": "a"})) == []
    assert shared(("a", "Docs", {}), ("b", "Docs", {"parent": "a"}), ("c", "Docs", {})) == [["b", "c"]]
