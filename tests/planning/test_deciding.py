"""Decisions: what becomes of them, and what can be decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.model.backlog import Backlog
from pmcli.model.decision import Decision
from pmcli.model.diagnostic import PmError
from pmcli.model.fingerprint import fingerprint
from pmcli.planning.decisions import STATES, Proposal, decision_statuses, proposed
from pmcli.workspace.loading import load as load_texts
from tests.conftest import CLOCK, MINIMAL, for_each, loaded

FEATURES = """
- id: a
  title: A
  effort: 3
  decisions:
    - {verdict: pin, period: 2026-Q4, because: old, by: ann, on: 2026-09-01, until: 2026-09-30}
    - {verdict: pin, period: 2027-Q1, because: asked, by: ann, on: 2026-09-10}
    - {verdict: first, because: needed, by: ann, on: 2026-09-20}
- id: b
  title: B
  decisions: [{verdict: park, because: later, by: ben, on: 2026-09-01, inputs: 00000000}]
- id: c
  title: C
  status: shipped
  decisions: [{verdict: first, because: then, by: cid}]
- {id: d, title: D, status: parked}
- {id: e, title: E}
"""
DAY = date(2026, 11, 25)


def backlog(features: str = FEATURES, head: str = MINIMAL) -> Backlog:
    return loaded(features, head).backlog


def proposal(name: str, verdict: str, target: str | None = None, **more: Any) -> Proposal:
    proposal: dict[str, Any] = {"because": "so", "by": "ann", "on": DAY, **more}
    here = backlog()
    return proposed(here, here.features[name], verdict, target, **proposal)


def test_what_becomes_of_decisions() -> None:
    told = [(standing.feature, standing.number, standing.state) for standing in decision_statuses(backlog())]
    assert told == [
        ("b", 0, "changed"), ("a", 2, "in-force"), ("a", 0, "expired"), ("a", 1, "replaced"), ("c", 0, "shipped"),
    ]  # fmt: skip
    assert [standing.acts for standing in decision_statuses(backlog())] == [True, True, False, False, False]
    assert {standing.state for standing in decision_statuses(backlog())} == set(STATES)


def test_only_of_features_that_are_shown() -> None:
    assert [standing.feature for standing in decision_statuses(backlog(), lambda name: name == "b")] == ["b"]


def test_a_fingerprint_in_any_case_is_the_same() -> None:
    here = backlog()
    digits = fingerprint(here.features["b"]).upper()
    told = decision_statuses(backlog(FEATURES.replace("00000000", f'"{digits}"')))
    assert {one.feature: one.state for one in told}["b"] == "in-force"


def test_an_entry_reads_back_as_what_was_decided() -> None:
    entry = proposal("a", "pin", "2027-Q2", until=date(2027, 6, 30)).entry(backlog().features["a"])
    assert list(entry) == ["verdict", "period", "because", "by", "on", "until", "inputs"]
    text = ", ".join(f"{key}: {value}" for key, value in entry.items())
    told = backlog(f"- {{id: a, title: A, effort: 3, decisions: [{{{text}}}]}}\n")
    assert [(standing.state, str(standing.decision.period)) for standing in decision_statuses(told)] == [
        ("in-force", "2027-Q2")
    ]


def test_a_before_names_the_other() -> None:
    entry = proposal("a", "before", "e").entry(backlog().features["a"])
    assert (entry["verdict"], entry["feature"]) == ("before", "e")
    assert "until" not in entry


def test_a_reason_is_one_line() -> None:
    assert proposal("a", "first", because=" because\n  of  it ").because == "because of it"


@for_each(
    "words, told, hint",
    [
        (("a", "pinn"), 'no verdict "pinn"', 'did you mean "pin"?'),
        (("a", "zzz"), 'no verdict "zzz"', "verdicts: pin PERIOD, first, before ID, park, decline"),
        (("a", "pin"), '"pin" needs a period', "pm decide a pin …"),
        (("a", "before"), '"before" needs the feature', "pm decide a before …"),
        (("a", "first", "now"), '"first" has no place for "now"', None),
        (("a", "pin", "Q1 2027"), 'found "Q1 2027"', None),
        (("a", "pin", "2027-02"), '"2027-02" is a month, and the calendar counts in quarters', None),
        (("a", "pin", "2026-Q3"), "2026-Q3 is over: the plan starts with 2026-Q4", None),
        (("a", "before", "ee"), 'no feature "ee"', None),
        (("a", "before", "a"), '"a" cannot stand before itself', None),
        (("a", "before", "c"), '"c" is shipped', None),
        (("a", "before", "b"), '"b" is parked', None),
        (("c", "park"), '"c" is shipped: there is nothing left to decide', None),
        (("d", "first"), 'the status of "d" is parked: "first" would not act', "pm set d status=candidate"),
    ],
)  # fmt: skip
def test_what_cannot_be_decided(words: tuple[str, ...], told: str, hint: str | None) -> None:
    with pytest.raises(PmError) as fault:
        proposal(*words)
    assert told in fault.value.message
    assert hint is None or fault.value.hint == hint


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"because": " "}, "needs a reason"), ({"because": None}, "needs a reason"),
        ({"by": ""}, "nobody decides"), ({"by": None}, "nobody decides"),
        ({"until": date(2026, 11, 24)}, "until 2026-11-24 is before 2026-11-25"),
        ({"on": date(2026, 9, 19)}, 'the decision "first" of 2026-09-20 is later than 2026-09-19'),
        ({"on": date(2026, 8, 1), "until": date(2026, 9, 15)}, "until 2026-09-15 is before 2026-10-01"),
    ],
)  # fmt: skip
def test_what_a_decision_needs(more: dict[str, Any], told: str) -> None:
    with pytest.raises(PmError, match=told):
        proposal("a", "park", **more)


def test_a_decision_that_has_ended_hinders_none() -> None:
    features = "- {id: a, title: A, decisions: [{verdict: first, because: x, by: y, on: 2026-12-01, until: 2026-09-30}]}\n"
    here = backlog(features)
    assert proposed(here, here.features["a"], "park", None, because="so", by="ann", on=DAY).verdict == "park"


def test_today_in_the_middle_of_a_period() -> None:
    """The plan starts within a quarter: that one is not over."""
    texts = {
        "pm.yaml": b"pm: 1\nproduct: P\ncalendar: {start: 2026-11-16}\n",
        "features/a.yaml": b"title: A\n",
    }
    here, _ = load_texts(texts, clock=CLOCK)
    assert (
        proposed(here, here.features["a"], "pin", "2026-Q4", because="x", by="y", on=DAY).target == "2026-Q4"
    )


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=9)


@given(
    st.lists(
        st.tuples(st.sampled_from(["park", "first", "decline"]), st.dates(), st.none() | st.dates()),
        max_size=5,
    )
)
def test_one_at_most_acts_and_it_is_the_one_that_counts(rows: list[tuple[str, date, date | None]]) -> None:
    here = backlog("- {id: a, title: A}\n")
    made = tuple(
        Decision(verdict=verdict, on=str(on), until=str(until) if until else None)
        for verdict, on, until in rows
    )
    feature = here.features["a"].model_copy(update={"decisions": made})
    there = replace(here, features={"a": feature})
    acting = [standing.decision for standing in decision_statuses(there) if standing.acts]
    assert acting == [one for one in (feature.decision(there.today),) if one is not None]
    for standing in decision_statuses(there):
        ended = standing.decision.until is not None and standing.decision.until < there.today
        assert (standing.state == "expired") == ended


@given(TEXTS, TEXTS)
def test_whatever_the_words_a_proposal_keeps_them(because: str, by: str) -> None:
    here = backlog("- {id: a, title: A}\n")
    if not because.strip() or not by.strip():
        with pytest.raises(PmError):
            proposed(here, here.features["a"], "first", None, because=because, by=by, on=DAY)
        return
    found = proposed(here, here.features["a"], "first", None, because=because, by=by, on=DAY)
    assert found.because.split() == because.split()
    assert found.entry(here.features["a"])["inputs"] == fingerprint(here.features["a"])
