from __future__ import annotations

from math import log
from random import Random
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli.forecast.delivery import Delivered, DeliveryJob, DeliveryQuestion, added
from pmcli.forecast.draws import Draws
from pmcli.forecast.odds import Policy
from pmcli.forecast.options import ForecastOptions
from pmcli.forecast.plan_odds import odds_of
from pmcli.forecast.work import PlannedWork
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.planning import Roadmap, plan
from tests.conftest import for_each, loaded
from tests.forecast.flow import Flow
from tests.worlds import World

HEAD = "pm: 1\nproduct: P\nscoring: {model: rice}\n"
EXACT = "forecast: {assume: exact}\n"


def planned(head: str, features: str) -> tuple[Backlog, Roadmap]:
    backlog = loaded(features, HEAD + head).backlog
    return backlog, plan(backlog, propose=False)


def feature(name: str, effort: str, reach: int, more: str = "") -> str:
    return f"- {{id: {name}, title: T, effort: {{{effort}}}, rice: {{reach: {reach}, impact: high, confidence: 80%}}{more}}}\n"


def flowing(seed: int) -> tuple[str, str]:
    """The features and pm.yaml of a plan in which much waits for much."""
    draw = Random(seed)  # noqa: S311 - nothing is secret
    step, periods = draw.choice((("quarter", ("2026-Q4", "2027-Q1")), ("month", ("2026-10", "2026-11"))))
    start = draw.choice((periods[0], "2026-10-20"))
    head = (
        f"teams: {{web: {{capacity: {{default: 9, {periods[1]}: {draw.choice((0, 5))}}}}}, api: {{capacity: 7..9..10}}}}\n"
        f"calendar: {{start: {start}, periods: 4, step: {step}}}\n"
        f"roadmap: {{reserve: {{bug: {draw.choice(('0%', '20%'))}}}, unestimated: median, carry_over: {draw.choice(('true', 'false'))}}}\n"
    )
    features = []
    for number in range(draw.randint(3, 9)):
        effort = draw.choice(("web: 2..3..5", "api: 1..2..3", "web: 2, api: 1..2..4", "web: 0.5, api: 4"))
        needs = draw.sample(range(number), min(number, draw.choice((0, 0, 1, 2))))
        arcs = [f"{{id: f{need}, lag: {draw.choice((0, 0, 0, 1))}}}" for need in needs]
        more = [
            f", depends_on: [{', '.join(arcs)}]",
            draw.choice(("", "", f", not_before: {periods[1]}", ", not_before: 2026-11-11")),
        ]
        more.append(
            draw.choice(
                (
                    "",
                    "",
                    "",
                    ", status: in-progress, remaining: {web: 1..2..3}",
                    ", type: bug",
                    ", parent: top",
                )
            )
        )
        line = feature(f"f{number}", effort, draw.randint(1, 90), "".join(more))
        features.append(line.replace(f"effort: {{{effort}}}", "team: web") if draw.random() < 0.1 else line)
    top = "- {id: top, title: Top}\n" + feature("last", "api: 1", 80, ", depends_on: [top]")
    return top + "".join(features), HEAD + head


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["keep", "wait"]), st.booleans())
def test_all_futures_at_once_are_as_one_after_the_other(seed: int, policy: Policy, is_odd: bool) -> None:
    world, futures = World(seed), 5
    backlog = loaded(*((world.features, world.head) if is_odd else flowing(seed))).backlog
    try:
        roadmap = plan(backlog, effort="fast", propose=False)
    except PmError:  # features that wait for one another
        return
    work, draws = PlannedWork.of(backlog, roadmap), Draws(0.3)
    found = DeliveryJob(((work, DeliveryQuestion(policy)),), draws)(0, futures)[0]
    drawn = draws.of(work.inputs, 0, futures)
    row = {each.key: drawn[number] for number, each in enumerate(work.inputs)}
    for each in work.inputs:  # the range of a plain capacity is that of a factor on it
        if each.kind == "capacity" and each.is_assumed:
            row[each.key] = row[each.key] / each.estimate.likely
    done = np.zeros_like(found.done)
    in_time, finished = np.zeros_like(found.in_time), np.zeros_like(found.finished)
    for future in range(futures):

        def draw(owner: str, field: str, team: str, number: float, future: int = future) -> float:
            values = row.get(f"{owner}\n{field}\n{team}")
            return number if values is None else float(values[future])

        flow = Flow(backlog, roadmap, draw, waits=policy == "wait")
        for at, job in enumerate(work.jobs):
            done[at, flow.period(job.id) :] += 1
            if job.period >= 0:
                finished[flow.period(job.id) :, future] += 1
                in_time[future] += flow.period(job.id) <= job.period
    assert (found.done == done).all()
    assert (found.finished == finished).all()
    assert (found.in_time == in_time).all()


ONE = "teams: {web: {capacity: 10}}\ncalendar: {start: 2026-Q4, periods: 3}\n" + EXACT
TWO = "teams: {web: {capacity: 10}, api: {capacity: 10}}\ncalendar: {start: 2026-Q4, periods: 3}\n" + EXACT
QUARTERS = ("2026-Q4", "2027-Q1", "2027-Q2")


@for_each(
    "head, features, there",
    [
        # what fills a period to the brim is done within it
        (ONE, feature("a", "web: 10", 9), {"a": "2026-Q4"}),
        (ONE, feature("a", "web: 6", 9) + feature("b", "web: 6", 5), {"a": "2026-Q4", "b": "2027-Q1"}),
        # a quarter of the first period is left, and a fifth of all is kept for bugs
        (ONE.replace("2026-Q4", "2026-12-09") + "roadmap: {reserve: {bug: 20%}}\n",
         feature("a", "web: 2", 9) + feature("b", "web: 8", 5), {"a": "2026-Q4", "b": "2027-Q1"}),
        # people are away for all of the first period
        ("teams: {web: {people: 1, focus: 50%, absent: {2026-Q4: 7}}}\ncalendar: {start: 2026-Q4, periods: 3}\n"
         + EXACT, feature("a", "web: 3", 9), {"a": "2027-Q1"}),
        # work runs over where the plan would have had to leave a gap: b is early
        (ONE, feature("a", "web: 9", 9) + feature("b", "web: 2", 5) + feature("c", "web: 9", 3),
         {"a": "2026-Q4", "b": "2027-Q1", "c": "2027-Q1"}),
        # a lag adds a whole period to the end of what is waited for
        (TWO, feature("a", "web: 5", 9) + feature("b", "api: 1", 5, ", depends_on: [{id: a, lag: 1}]"),
         {"a": "2026-Q4", "b": "2027-Q1"}),
        (TWO, feature("a", "web: 5", 9) + feature("b", "api: 6", 5, ", depends_on: [{id: a, lag: 1}]"),
         {"a": "2026-Q4", "b": "2027-Q2"}),
        # its own work begins when what it waits for is there
        (TWO, feature("a", "web: 6", 9) + feature("b", "api: 5", 5, ", depends_on: [a]"),
         {"a": "2026-Q4", "b": "2027-Q1"}),
        (ONE, feature("a", "web: 1", 9, ", not_before: 2027-Q1"), {"a": "2027-Q1"}),
    ],
)  # fmt: skip
def test_one_future(head: str, features: str, there: dict[str, str]) -> None:
    odds = odds_of(*planned(head, features))
    assert odds.is_certain
    assert odds.futures == 1
    found = {item.id: next((str(by.period) for by in item.by if by.odds), "later") for item in odds.items}
    assert found == there


NINETY_FIVE = 1.645
SMALL = "teams: {web: {capacity: 11}}\ncalendar: {start: 2026-Q4, periods: 1}\nforecast: {assume: exact}\n"


@for_each(
    "features, head, shared, share",
    [
        (feature("a", "web: 3.355..5..6.645", 9) + feature("b", "web: 3.355..5..6.645", 5), SMALL, shared, share)
        for shared, share in ((0.0, 0.760250), (0.3, 0.732428), (1.0, 0.691462))
    ]
    + [
        (feature("a", "web: 6..8..10.666667", 9), SMALL.replace("11", "10"), 0.3,
         NormalDist().cdf(log(10 / 8) / (log(8 / 6) / NINETY_FIVE))),
    ],
)  # fmt: skip
def test_golden_odds(features: str, head: str, shared: float, share: float) -> None:
    odds = odds_of(*planned(head, features), ForecastOptions(20_000, shared))
    assert odds.all_in_time == pytest.approx(share, abs=0.008)


PAST = "".join(
    f"- {{id: p{number}, title: T, effort: 2..3..4, status: shipped, shipped: 2026-0{number}-01, results: [{{effort: {{web: 6}}}}]}}\n"
    for number in range(1, 6)
)


def test_ranges_are_read_as_the_past_says_once_there_is_enough_of_it() -> None:
    """Five deliveries took twice as long as they should have: the next one is late too."""
    told = odds_of(*planned(SMALL, feature("a", "web: 6..8..10", 9) + PAST))
    assert told.is_calibrated
    assert told.past is not None
    assert (told.past.deliveries, told.past.inside, told.past.of) == (5, 0, 5)
    raw = odds_of(
        *planned(SMALL, feature("a", "web: 6..8..10", 9) + PAST), ForecastOptions(calibrate="never")
    )
    assert told.expected < 0.3 < 0.9 < raw.expected


def test_what_is_drawn_by_the_time_that_somebody_stops_it_is_told() -> None:
    told = odds_of(*planned(SMALL, RANGED), progress=lambda done: done < 0.2)
    assert (told.is_stopped, told.futures) == (True, 1000)


RANGED = feature("a", "web: 3..5..9", 9) + feature("b", "web: 3..5..9", 5, ", depends_on: [a]")
ROOM = (
    "teams: {web: {people: 0.8..1..1.1, focus: 60%..70%..75%, absent: 0..1..3}}\ncalendar: {start: 2026-Q4}\n"
)


def test_whatever_the_chunks_the_futures_are_the_same() -> None:
    work = PlannedWork.of(*planned(ROOM, RANGED))
    assert sorted({each.name for each in work.inputs if each.kind == "capacity"})[:2] == [
        "absent 2026-Q4",
        "absent 2027-Q1",
    ]
    job = DeliveryJob(((work, DeliveryQuestion("keep", ((0, 0.5),), (0.75,))),), Draws(0.3))
    first, second = job(0, 1000), job(1, 500)
    both = added(first, second)[0]
    again = added(job(0, 1000), job(1, 500))[0]
    for name in Delivered.__slots__:
        assert str(getattr(both, name)) == str(getattr(again, name))
    assert both.futures == 1500
    assert (both.in_time[:1000] == first[0].in_time).all()
    assert (both.done == first[0].done + second[0].done).all()
    assert 0 < both.kept[0] < 1500
    assert (both.at_moment.sum(axis=1) == both.by_moment.sum(axis=1)).all()


ROOMY = ONE.replace("10", "12")
PROMISED = (
    feature("a", "web: 3..5..9", 90)
    + feature("b", "web: 2..4..6", 3, ", deadline: 2026-11-15, depends_on: [p]")
    + feature("p", "web: 0.5", 1)
    + feature("w", "web: 1", 1, ", status: in-progress")
)


def test_what_goes_first_takes_along_what_it_waits_for_and_lets_begun_work_pass() -> None:
    work = PlannedWork.of(*planned(ROOMY, PROMISED))
    first = work.with_first({"b"})
    assert [job.id for job in work.jobs] == ["w", "a", "p", "b"]
    assert [job.id for job in first.jobs] == ["w", "p", "b", "a"]
    assert [job.needs for job in first.jobs] == [(), (), ((1, 0),), ()]
    assert work.with_first(()) == work


def test_a_promise_done_first_has_the_odds_that_a_decision_gives_it() -> None:
    """Each number turns out alike whatever the order, so both are the same futures."""
    (made,) = odds_of(*planned(ROOMY, PROMISED), is_full=True).promises
    decided = PROMISED.replace(
        "depends_on: [p]", "depends_on: [p], decisions: [{verdict: first, because: so}]"
    )
    (then,) = odds_of(*planned(ROOMY, decided), is_full=True).promises
    assert made.if_first == then.odds
    assert made.odds < 0.1 < 0.5 < then.odds < 0.9
    assert (then.if_first, made.is_missed) == (None, False)
