"""Titles that are nearly the same, and what it costs to find them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.model import likeness as module
from pmcli.model.likeness import NEAR, RARE, Titles, likeness
from tests.conftest import for_each


@for_each("one, other", [
    ("SSO", "Single sign-on"), ("SSO", "Single sign-on (SAML/OIDC)"), ("Waitlist auto-fill", "Waitlist autofill"),
    ("Calender sync", "Calendar sync"), ("Audit log", "Audit log export"), ("Export to CSV", "CSV export"),
    ("2FA for admins", "2FA for all admins"),
])  # fmt: skip
def test_these_are_near(one: str, other: str) -> None:
    assert NEAR <= likeness(one, other) < 100
    assert likeness(one, other) == likeness(other, one)
    titles = Titles.of({"one": one, "other": other})
    assert [name for name, _ in titles.near(one)] == ["one", "other"]


@for_each("one, other", [
    ("Login", "Login fix"), ("Dark mode", "Night mode"), ("Phase 1", "Phase 2"), ("Import contacts", "Export contacts"),
    ("Google calendar sync", "Outlook calendar sync"), ("🎉", "🚀"), ("🎉", "Party"), ("", "Any"),
    ("API v2", "API v3"), ("Old things", "SSO"),
])  # fmt: skip
def test_these_are_not(one: str, other: str) -> None:
    assert likeness(one, other) < NEAR


def test_the_same_has_a_hundred_and_nothing_else_has() -> None:
    assert likeness("Digital intake form", "Intake forms, digital") == 100.0
    assert likeness("Waitlist auto-fill", "Waitlist autofill") == 99.0


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_two_titles_can_be_compared(one: str, other: str) -> None:
    assert 0.0 <= likeness(one, other) <= 100.0
    assert likeness(one, other) == likeness(other, one)


def test_many_that_are_the_same_are_found_though_no_word_is_rare() -> None:
    titles = Titles.of({f"f{at}": "Login fix" for at in range(100, 100 + 3 * RARE)})
    assert titles.near("Fix: login") == tuple((f"f{at}", 100.0) for at in range(100, 100 + RARE))
    assert titles.near("Login fixx") == ()


def test_twice_the_titles_take_twice_the_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    real = module._likeness

    def counting(one: module._Title, other: module._Title) -> float:
        nonlocal compared
        compared += 1
        return real(one, other)

    monkeypatch.setattr(module, "_likeness", counting)
    counts = []
    for size in (200, 400):
        compared = 0
        titles = {str(at): f"Report {at // 2} for clinics" for at in range(size)}
        index = Titles.of(titles)
        for name, title in titles.items():
            assert {other for other, _ in index.near(title)} == {name, str(int(name) ^ 1)}
        counts.append(compared)
    assert counts[1] == 2 * counts[0] <= 400 * RARE


def test_titles_of_very_many_words_are_compared_by_their_first() -> None:
    long = " ".join(f"word{number}" for number in range(20_000))
    assert likeness(long, long + " more") >= 99
    assert likeness(long, "other " + long) < 100
