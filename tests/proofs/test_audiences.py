"""Audiences by the hundred: what one may not see is in nothing that it is given, and all of that can be made."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.conftest import for_each
from tests.sharing.exports import FIELDS, NAMES, audiences, leaks


@for_each("name", NAMES)
def test_every_field_beside_every_way_of_calling_a_feature(name: str) -> None:
    for field in sorted(FIELDS):
        assert leaks(frozenset({field, name})) == [], field


@for_each("beside", ["title", "period"])
def test_all_but_two_fields(beside: str) -> None:
    for field in sorted(FIELDS):
        assert leaks(FIELDS - {field, beside}) == [], field


@pytest.mark.heavy
def test_every_pair_of_fields() -> None:
    fields = sorted(FIELDS - {"id"})
    for at, field in enumerate(fields):
        for other in fields[at + 1 :]:
            assert leaks(frozenset({"id", field, other})) == [], (field, other)


@settings(max_examples=100)
@given(audiences())
def test_any_fields(fields: frozenset[str]) -> None:
    assert leaks(fields) == []
