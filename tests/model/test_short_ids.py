"""Ids of titles: short, of whole words, told apart by words, whatever the order of rows."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.model import short_ids
from pmcli.model.naming import slug
from pmcli.model.short_ids import MOST, Unnamed, new_id, new_ids
from pmcli.model.values import read_id
from tests.conftest import for_each

GOLDEN = Path(__file__).parents[1] / "golden" / "ids.txt"
WORDS = st.sampled_from([
    "login", "fix", "the", "a", "of", "sign-on", "to", "SMS", "email", "appointment", "reminders", "A/B", "é",
    "Größe", "日本", "two-factor", "Q&A", "12", "internationalization", "donaudampfschifffahrtsgesellschaft",
])  # fmt: skip
SENTENCES = st.lists(WORDS, max_size=8).map(" ".join)
TITLES = st.one_of(st.text(max_size=40), SENTENCES)


def ids(*titles: str, taken: dict[str, str] | None = None) -> list[str]:
    """The ids of titles that have no other key."""
    return new_ids([Unnamed(title, title) for title in titles], taken or {})


@for_each(
    "title, name",
    [
        ("Guest checkout", "guest-checkout"), ("3-D Secure 2.3", "3-d-secure-2-3"), ("It's 100% new!", "its-100-percent-new"),
        ("Größe & Farbe wählen", "groesse-farbe-waehlen"), ("Café à Paris", "cafe-a-paris"), ("C++", "c-plus-plus"),
        ("日本語", None), ("日本 app", "app"), ("Настройки app", None), ("---", None), ("a" * 80, "a" * 24),
        ("word " * 20, "word-word-word-word-word"), ("../../etc", "etc"), ("The of", "the-of"), ("Kiosk check in", "kiosk-check-in"),
        ("Single sign-on for all of the clinics", "single-sign-on-all"), ("A/B tests of the price", "a-b-tests-of-the-price"),
        ("2026–2027 plan", "2026-2027-plan"), ("Move to zero-downtime deploys", "move-zero-downtime"),
        ("Gro\u0308ße", "groesse"), ("b" * 30 + " for clinics", "for-clinics"),
    ],
)  # fmt: skip
def test_an_id_of_a_title(title: str, name: str | None) -> None:
    assert new_id(title, {}) == name


@for_each(
    "title, there, name",
    [
        ("Reminders for appointments by SMS today", "Reminders for appointments by email", "reminders-sms"),
        ("Export from Jira", "Export to Jira", "export-from-jira"), ("GUEST checkout!", "Guest checkout", "guest-checkout"),
        ("Con", "", "con"),
    ],
)  # fmt: skip
def test_an_id_beside_another(title: str, there: str, name: str) -> None:
    """Where the words are the same it is the one taken, and `pm new` says so."""
    taken = {"reminders-appointments": there, **dict.fromkeys(ids(there), there)}
    assert new_id(title, taken) == name


def test_titles_as_people_write_them(golden: Callable[[Path, str], None]) -> None:
    titles = [line[MOST + 2 :] for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    lines = (f"{name:{MOST}}  {title}\n" for name, title in zip(ids(*titles), titles, strict=True))
    golden(GOLDEN, "".join(lines))


@for_each(
    "unnamed, taken, names",
    [
        ([("Login fix", "Login fix"), ("Login fix", "Login fix (2)")], {}, ["login-fix", "login-fix-2"]),
        ([("Login fix", "JIRA-12"), ("Login fix", "JIRA-13")], {}, ["login-fix", "login-fix-jira-13"]),
        ([("Single sign-on (SAML/OIDC)", "CLIN-101")], {"single-sign-on-saml-oidc": "Single sign-on: SAML, OIDC"},
         ["single-sign-on-clin-101"]),
        ([("Audit log", "0123456789abcdef")], {"AUDIT-LOG": "Audit log"}, ["audit-log-2"]),
        ([("Audit log", "x")], {"audit-log": ""}, ["audit-log-x"]), ([("日本", "A-4"), ("日本", "日本")], {}, ["a-4", "feature"]),
        ([("a" * 30, "1"), ("a" * 30, "2")], {}, ["a" * 24, "a" * 22 + "-2"]),
        ([("Sign-on b", "k"), ("Sign on-b", "l"), ("Nul", "m")], {}, ["sign-on-b-k", "sign-on-b", "nul-m"]),
    ],
)  # fmt: skip
def test_keys_and_numbers_where_the_words_are_the_same(
    unnamed: list[tuple[str, str]], taken: dict[str, str], names: list[str]
) -> None:
    assert new_ids([Unnamed(*one) for one in unnamed], taken) == names


def test_many_of_one_title_are_numbered() -> None:
    names = ids(*["Customer request: other things"] * 3000)
    assert names[::2999] == ["customer-request-other", "customer-request-3000"]


def test_twice_the_titles_take_about_twice_the_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = 0
    real = short_ids._before

    def counted(words: Sequence[str], tail: str) -> str:
        nonlocal tries
        tries += 1
        return real(words, tail)

    monkeypatch.setattr(short_ids, "_before", counted)
    found = []
    for rows in (400, 800):
        tries, draw = 0, random.Random(1)  # noqa: S311 - not for secrets
        names = ids(*(
            "Payment checkout invoices " + " ".join(f"w{draw.randrange(20)}ord" for _ in range(8))
            for _ in range(rows)
        ))  # fmt: skip
        assert len(set(names)) == rows
        found.append(tries)
    assert found[1] < 4 * max(found[0], 400)


@given(st.lists(TITLES, max_size=12), st.lists(TITLES, max_size=4, unique=True))
def test_ids_are_short_sound_and_their_own(titles: list[str], there: list[str]) -> None:
    taken = dict(zip(ids(*there), there, strict=True))
    names = ids(*titles, taken=taken)
    assert names == ids(*titles, taken=taken)
    assert len({*names, *taken}) == len(titles) + len(taken)
    for name in names:
        assert read_id(name) == name
        assert len(name) <= MOST


@given(st.lists(SENTENCES, max_size=12))
def test_ids_have_whole_words_of_the_title(titles: list[str]) -> None:
    """But a first word that is too long; a number is behind them where the words are the same."""
    for title, name in zip(titles, ids(*titles), strict=True):
        parts = {part for word in title.split() for part in slug(word).split("-")}
        words = [part for part in name.split("-") if part not in parts and part != "feature"]
        rest = [
            word for word in words if not any(part.startswith(word) for part in parts if len(part) > MOST - 4)
        ]
        assert not rest or (len(rest) == 1 and rest[0].isdigit())


@given(
    st.lists(TITLES, max_size=10, unique_by=lambda title: slug(title, 200)), st.randoms(use_true_random=False)
)
def test_the_order_of_rows_does_not_count_where_words_differ(
    titles: list[str], chance: random.Random
) -> None:
    named = dict(zip(titles, ids(*titles), strict=True))
    mixed = chance.sample(titles, len(titles))
    ends = [name.rpartition("-")[2] for name in named.values()]
    if not any(end.isdigit() for end in ends) and "feature" not in named.values():
        assert dict(zip(mixed, ids(*mixed), strict=True)) == named
