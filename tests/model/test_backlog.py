"""A backlog never changes: what is worked out of it is worked out once."""

from __future__ import annotations

from datetime import date

import pytest

from pmcli.model.backlog import Backlog
from pmcli.ranking import scored_by
from pmcli.ranking.structure import Structure
from pmcli.workspace.loading import load


@pytest.fixture
def backlog() -> Backlog:
    texts = {"pm.yaml": b"pm: 1\nproduct: X\n", "features/a.yaml": b"title: A\nrice: {reach: 1}\n"}
    return load(texts, clock=date(2026, 11, 28))[0]


def test_a_result_is_worked_out_once_for_each_function_and_its_arguments(backlog: Backlog) -> None:
    calls: list[str] = []

    def titles(backlog: Backlog, lead: str, *, end: str = "") -> list[str]:
        calls.append(lead + end)
        return [lead + feature.title + end for feature in backlog.features.values()]

    def nothing(_: Backlog, lead: str) -> None:
        calls.append(f"nothing {lead}")

    assert backlog.once(titles, "- ") == ["- A"]
    assert backlog.once(titles, "- ") is backlog.once(titles, "- ")
    assert backlog.once(titles, "- ", end=".") == ["- A."]
    assert backlog.once(nothing, "- ") is backlog.once(nothing, "- ") is None
    assert calls == ["- ", "- .", "nothing - "]
    assert backlog.without(()).once(titles, "- ") == ["- A"]
    assert len(calls) == 4  # another backlog is asked anew


def test_what_raises_is_asked_again(backlog: Backlog) -> None:
    calls: list[Backlog] = []

    def fails(backlog: Backlog) -> str:
        calls.append(backlog)
        raise KeyError("no")

    for _ in range(2):
        with pytest.raises(KeyError):
            backlog.once(fails)
    assert calls == [backlog, backlog]


def test_the_rooms_share_their_results(backlog: Backlog) -> None:
    assert Structure.of(backlog) is Structure.of(backlog)
    assert scored_by(backlog) is scored_by(backlog, None)
    assert scored_by(backlog, "ice") is not scored_by(backlog, "rice")
