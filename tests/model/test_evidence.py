from __future__ import annotations

from datetime import date

import pytest

from pmcli.model.backlog import Backlog
from pmcli.model.confidence import confidence_of
from pmcli.model.evidence import BANDS, EVIDENCE_KINDS, Evidence, band
from pmcli.model.workspace import Workspace
from tests.conftest import for_each

TODAY = date(2026, 10, 1)
BY_KIND = {
    "opinion": 0.2, "pitch": 0.2,
    "theme": 0.5, "others": 0.5, "estimate": 0.5, "anecdote": 0.5,
    "market": 0.65,
    "interview": 0.8, "survey": 0.8, "ticket": 0.8, "usage": 0.8,
    "test": 1.0, "launch": 1.0,
}  # fmt: skip
ONE_DOWN = {1.0: 0.8, 0.8: 0.65, 0.65: 0.5, 0.5: 0.2, 0.2: 0.1}


def piece(kind: str, **more: str) -> Evidence:
    return Evidence.model_validate({"kind": kind, **more})


def confidence(pieces: tuple[Evidence, ...], today: date) -> tuple[float, Evidence | None]:
    nothing = Backlog(Workspace.model_validate({"pm": "1", "product": "P"}), {}, today)
    found = confidence_of(nothing, pieces, today)
    return found.ratio, found.best


def gives(*pieces: Evidence, today: date = TODAY) -> float:
    return confidence(pieces, today)[0]


def test_every_kind_has_a_band() -> None:
    assert set(BY_KIND) == set(EVIDENCE_KINDS)


@for_each("kind", EVIDENCE_KINDS)
def test_the_bands_and_one_down_when_old(kind: str) -> None:
    assert gives(piece(kind, count="3")) == BY_KIND[kind]
    assert gives(piece(kind, count="3", date="2025-10-01")) == BY_KIND[kind]
    assert gives(piece(kind, count="3", date="2025-09-30")) == ONE_DOWN[BY_KIND[kind]]
    assert gives(piece(kind, count="3", date="1999-01-01")) == ONE_DOWN[BY_KIND[kind]]


def test_no_evidence() -> None:
    assert confidence((), TODAY) == (0.1, None)


@pytest.mark.parametrize(
    ("kind", "count", "expected"),
    [
        ("interview", "2", 0.5),
        ("interview", "3", 0.8),
        ("ticket", "1", 0.5),
        ("ticket", "3", 0.8),
        ("interview", "0", 0.5),
        ("survey", "2", 0.8),
        ("usage", "1", 0.8),
    ],
)
def test_few_interviews_are_an_anecdote(kind: str, count: str, expected: float) -> None:
    assert gives(piece(kind, count=count)) == expected


def test_counts_of_one_kind_add_up_and_none_is_one() -> None:
    two, one = piece("interview", count="2"), piece("interview")
    assert gives(two, piece("ticket", count="2")) == 0.5
    assert gives(two, one) == gives(one, one, one) == 0.8
    assert gives(one, one) == 0.5
    told = confidence_of(
        Backlog(Workspace.model_validate({"pm": "1", "product": "P"}), {}, TODAY), (two, one), TODAY
    )
    assert told.note == "auto: interview, 3"


def test_what_is_dated_after_today_does_not_count() -> None:
    later = piece("survey", date="2026-10-02")
    assert gives(later, piece("opinion", date="2026-10-01")) == 0.2
    assert gives(piece("interview", count="2"), piece("interview", count="2", date="2026-10-02")) == 0.5


def test_few_and_old() -> None:
    assert gives(piece("interview", count="2", date="2020-01-01")) == 0.2


def test_the_strongest_decides_and_the_first_of_equals_is_named() -> None:
    weak, first, second = piece("opinion"), piece("survey", says="first"), piece("usage")
    assert confidence((weak, first, second), TODAY) == (0.8, first)
    old = piece("test", date="2020-01-01")
    assert confidence((old, first), TODAY) == (0.8, old)


def test_an_old_opinion_is_as_good_as_nothing_and_still_named() -> None:
    old = piece("opinion", date="2020-01-01")
    assert confidence((old,), TODAY) == (BANDS[0], old)


def test_leap_days_and_the_first_year() -> None:
    assert band(piece("test", date="2027-02-28"), 1, date(2028, 2, 29)) == 5
    assert band(piece("test", date="2027-02-27"), 1, date(2028, 2, 29)) == 4
    assert gives(piece("test", date="0001-06-01"), today=date(1, 6, 1)) == 1.0
