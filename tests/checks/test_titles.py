"""Which features have one title, what is said of them, and what that costs."""

from __future__ import annotations

import pytest

from pmcli.checks import Selection, check
from pmcli.model import titles
from tests.conftest import loaded


def told(features: str) -> list[tuple[str, str | None, str]]:
    found = loaded(features)
    selection = Selection(select=("PM212", "PM213"))
    return [(one.code, one.feature, one.message) for one in check(found.backlog, selection=selection)]


def test_one_finding_a_group_at_the_second_one() -> None:
    found = told("- {id: a, title: Login fix}\n- {id: b, title: Fix logins}\n- {id: c, title: LOGIN FIX}\n")
    assert found == [("PM212", "b", 'the same title as "a", "c"')]


def test_what_is_shipped_or_declined_is_only_mentioned() -> None:
    closed = "- {id: a, title: Login fix, status: shipped}\n- {id: b, title: Login fix, status: declined}\n"
    assert told(closed) == []
    again = told(f"{closed}- {{id: c, title: Login fix}}\n")
    assert again == [("PM213", "c", 'the same title as "a", which is shipped, "b", which is declined')]


def test_what_was_merged_is_settled() -> None:
    merged = "{verdict: decline, because: merged into b, by: amelie, on: 2026-10-01}"
    assert (
        told(f"- {{id: a, title: Login fix, decisions: [{merged}]}}\n- {{id: b, title: Login fix}}\n") == []
    )


def test_a_comment_silences_it() -> None:
    found = told(
        "- {id: a, title: Docs}\n- id: b\n  title: Docs  # pm: ignore PM212 because two teams write their own\n"
    )
    assert found == []


def test_twice_the_features_take_twice_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    real = titles.title_key

    def counting(title: str) -> str:
        nonlocal calls
        calls += 1
        return real(title)

    monkeypatch.setattr(titles, "title_key", counting)
    counts = []
    for size in (50, 100):
        calls = 0
        many = "".join(f"- {{id: f{at}, title: Feature {at // 2}}}\n" for at in range(size))
        assert len(told(many)) == size // 2
        counts.append(calls)
    assert counts[1] == 2 * counts[0]
