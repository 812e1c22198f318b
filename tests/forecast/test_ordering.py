"""How sure an order is, against the figures that were measured and what can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pmcli import load, rank
from pmcli.forecast.options import ForecastOptions
from pmcli.forecast.ordering import how_sure
from pmcli.forecast.sureness import Sureness
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from tests.conftest import loaded

NORTHWIND = Path(__file__).parents[1] / "data" / "northwind"
HEAD = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\nforecast: {assume: exact}\n"


def northwind() -> Backlog:
    return load(NORTHWIND).backlog


def sure(backlog: Backlog, options: ForecastOptions | None = None, **more: object) -> Sureness:
    return how_sure(backlog, rank(backlog), options or ForecastOptions(), **more)  # type: ignore[arg-type]


def rice(name: str, reach: str, **more: str) -> str:
    rest = "".join(f"\n  {key}: {value}" for key, value in more.items())
    return f"- id: {name}\n  title: {name}\n  effort: 4\n  rice: {{reach: {reach}, impact: 1, confidence: 100%}}{rest}\n"


def test_two_by_hand() -> None:
    """P(A first) = Φ(ln(90/80) / (ln(1.5)/1.645)), for the features differ in one lognormal number."""
    backlog = loaded(rice("a", "60..90..135") + rice("b", "80"), HEAD).backlog
    answer = sure(backlog, ForecastOptions(futures=100_000))
    first = answer.items[0]
    assert first.id == "a"
    assert first.before_next == pytest.approx(0.683623, abs=2e-4)
    assert first.among(5) == 1.0
    assert (first.low, first.high) == (1, 2)
    assert answer.bands == (("a", "b"),)


def test_northwind_is_as_it_was_measured() -> None:
    """The figures of 10,000 futures, with plain draws by another program: within what that leaves open."""
    answer = sure(northwind(), ForecastOptions(futures=10_000))
    measured = {
        "autofill": (1, 8, 0.80), "address-book": (1, 5, 0.97), "guest-checkout": (2, 6, 0.92),
        "tokenised-cards": (1, 8, 0.80), "wallets": (2, 9, 0.53), "one-tap-reorder": (5, 10, 0.12),
        "inline-errors": (1, 13, 0.44), "design-tokens": (3, 15, 0.17), "one-page-checkout": (4, 17, 0.11),
        "event-bus": (7, 14, 0.03),
    }  # fmt: skip
    items = {item.id: item for item in answer.items}
    for name, (low, high, first) in measured.items():
        assert (items[name].low, items[name].high) == (low, high)
        assert items[name].among(5) == pytest.approx(first, abs=0.015)
    tenth = [(item.id, item.among(10)) for item in answer.open_at(10)]
    assert [name for name, _ in tenth] == ["local-methods", "guided-steps", "event-bus"]
    assert [odds for _, odds in tenth] == pytest.approx([0.40, 0.38, 0.35], abs=0.01)
    assert len({item.band for item in answer.items}) == 7
    assert answer.bands[0] == ("autofill", "address-book", "guest-checkout", "tokenised-cards", "wallets")
    assert (answer.neighbours.free, answer.neighbours.bound) == (20, 7)
    assert answer.assumed == 26


def test_taken_at_their_word_eleven_neighbours_are_told_apart() -> None:
    answer = sure(northwind())
    assert answer.neighbours.apart_if_exact == 11
    assert answer.neighbours.apart in (6, 7)


def test_what_waits_for_its_neighbour_is_told_apart_by_that() -> None:
    text = rice("a", "10..20..40") + rice("b", "200..300..450", depends_on="[a]")
    answer = sure(loaded(text, HEAD).backlog)
    assert [item.id for item in answer.items] == ["a", "b"]
    assert [item.waits_for_previous for item in answer.items] == [False, True]
    assert (answer.neighbours.free, answer.neighbours.bound) == (0, 1)
    assert answer.items[0].before_next == 1.0


def test_a_decision_holds_in_every_future() -> None:
    text = rice("a", "1000") + rice("b", "1..2..4", decisions="[{verdict: first, because: We said so}]")
    answer = sure(loaded(text, HEAD).backlog)
    assert [(item.id, item.low, item.high) for item in answer.items] == [("b", 1, 1), ("a", 2, 2)]


def test_more_futures_leave_the_first_as_they_were_and_other_features_too() -> None:
    """A stream an input: what is drawn of one feature does not depend on what else is in the backlog."""
    alone = sure(loaded(rice("a", "60..90..135") + rice("b", "70..80..95"), HEAD).backlog)
    beside = sure(
        loaded("".join([rice("a", "60..90..135"), rice("b", "70..80..95"), rice("z", "1")]), HEAD).backlog
    )
    assert alone.items[0].before_next == beside.items[0].before_next


def test_where_every_number_is_exact_there_is_nothing_to_tell() -> None:
    answer = sure(loaded(rice("a", "90") + rice("b", "80"), HEAD).backlog)
    assert answer.inputs == 0
    assert [(item.low, item.high) for item in answer.items] == [(1, 1), (2, 2)]
    assert answer.bands == ()


def test_an_empty_backlog_has_no_places() -> None:
    assert sure(loaded("", HEAD).backlog).items == ()


def test_features_of_a_class_tie() -> None:
    text = "".join(
        f"- id: {name}\n  title: {name}\n  moscow: {word}\n"
        for name, word in (("a", "must"), ("b", "must"), ("c", "should"))
    )
    backlog = loaded(text, HEAD + "scoring: {model: moscow}\n").backlog
    answer = sure(backlog, places=(1, 2))
    assert answer.is_category
    assert [(item.id, item.low, item.high, item.band) for item in answer.items] == [
        ("a", 1, 2, 1), ("b", 1, 2, 1), ("c", 3, 3, 2),
    ]  # fmt: skip
    assert [each.odds for each in answer.items[0].first] == [None, 1.0]
    assert [each.odds for each in answer.items[2].first] == [0.0, 0.0]


def test_within_a_class_what_waits_comes_later() -> None:
    text = "".join(
        f"- id: {name}\n  title: {name}\n  moscow: must\n  depends_on: [{need}]\n"
        for name, need in (("a", "b"), ("b", ""), ("c", ""))
    )
    backlog = loaded(text, HEAD + "scoring: {model: moscow}\n").backlog
    found = {item.id: (item.low, item.high, item.waits_for_previous) for item in sure(backlog).items}
    assert found == {"b": (1, 2, False), "a": (2, 3, True), "c": (1, 3, False)}
    assert sure(backlog).bands == (("a", "c"),)


WEIGHTED = """scoring:
  model: weighted
  weighted: {criteria: {user_impact: 50, feasibility: 50}}
"""
RATED = """
- {id: a, title: A, weighted: {user_impact: 5, feasibility: 1}}
- {id: b, title: B, weighted: {user_impact: 1, feasibility: 5}}
- {id: c, title: C, weighted: {user_impact: 1, feasibility: 1}}
"""


def test_any_weights_are_uniform_and_tell_which_put_a_feature_first() -> None:
    """With two criteria A is first where its own weighs more: in half of all cases, at 3/4 on average."""
    answer = sure(loaded(RATED, HEAD + WEIGHTED).backlog, weights="any", places=(1,))
    items = {item.id: item for item in answer.items}
    assert items["a"].among(1) == pytest.approx(0.5, abs=0.01)
    assert items["b"].among(1) == pytest.approx(0.5, abs=0.01)
    central = dict(items["a"].central_weights or ())
    assert central["user_impact"] == pytest.approx(0.75, abs=0.01)
    assert sum(central.values()) == pytest.approx(1.0)
    assert items["a"].confidence_factor == 1.0
    assert (items["c"].central_weights, items["c"].confidence_factor) == (None, None)


def test_near_weights_stay_near() -> None:
    answer = sure(
        loaded(RATED, HEAD + WEIGHTED.replace("user_impact: 50", "user_impact: 150")).backlog, weights="near"
    )
    assert answer.items[0].id == "a"
    assert (answer.items[0].before_next or 0.0) > 0.95


def test_weights_are_of_the_weighted_methods_alone() -> None:
    with pytest.raises(PmError, match="rice has no weights to draw"):
        sure(loaded(rice("a", "90"), HEAD).backlog, weights="any")


def test_scores_are_shrunk_and_the_first_deliver_less_than_they_claim() -> None:
    answer = sure(northwind(), skeptical=True)
    assert answer.delivers is not None
    assert 0.5 < answer.delivers < 1.0
    shrunk = [item.shrunk for item in answer.items if item.shrunk is not None]
    assert len(shrunk) == 26


def test_calibrating_on_too_little_is_refused() -> None:
    with pytest.raises(PmError, match="it has 3, and lacks 2"):
        sure(northwind(), ForecastOptions(calibrate="always"))


def test_stopped_it_tells_what_was_drawn_by_then() -> None:
    answer = sure(northwind(), ForecastOptions(futures=10_000), progress=lambda done: done < 0.25)
    assert (answer.futures, answer.is_stopped) == (3000, True)
    assert answer.items[0].among(5) == pytest.approx(0.8, abs=0.02)


def test_a_scenario_makes_a_value_larger_whatever_the_weights() -> None:
    backlog = replace(loaded(RATED, HEAD + WEIGHTED).backlog, factors={"c": 20.0})
    answer = sure(backlog, weights="any", places=(1,))
    assert [(item.id, item.among(1)) for item in answer.items][:1] == [("c", 1.0)]
