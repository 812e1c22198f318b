"""How ready launches are: which points count, what is in the way, when to look."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pmcli.model.backlog import Backlog
from pmcli.model.period import Period
from pmcli.planning.launch_templates import launch_templates
from pmcli.planning.launches import Readiness, readiness, standing
from tests.conftest import MINIMAL, for_each, loaded

LISTS = (
    f"{MINIMAL}launch: {{checklists: {{every: [docs, support], ai: [docs, fallback], data: [lineage]}}}}\n"
)
MEASURED = "metrics: [{metric: m, baseline: 1, target: 2}]"
TODAY = date(2026, 10, 1)


def backlog(features: str, workspace: str = LISTS) -> Backlog:
    found = loaded(features, workspace, today=TODAY)
    assert not [one for one in found.errors if one.code[:3] != "PM7"]
    return found.backlog


def one(
    launch: str, more: str = MEASURED, periods: dict[str, Period] | None = None, workspace: str = LISTS
) -> Readiness:
    text = f"- {{id: a, title: A, status: planned, launch: {launch}, {more}}}\n"
    (found,) = readiness(backlog(text, workspace), ["a"], periods)
    return found


@for_each("launch, states", [
    ("{}", {"docs": "missing", "support": "missing"}),
    ("{checklist: {legal: done}}", {"legal": "done", "docs": "missing", "support": "missing"}),
    ("{checklist: {Docs: na, support: open}}", {"Docs": "na", "support": "open"}),  # by any spelling
    ("{kind: ai, checklist: {docs: done, support: done}}", {"docs": "done", "support": "done", "fallback": "missing"}),
    ("{kind: [data, ai, every], checklist: {docs: done}}",
     {"docs": "done", "support": "missing", "lineage": "missing", "fallback": "missing"}),
    ("{kind: other, checklist: {docs: done, support: na}}", {"docs": "done", "support": "na"}),
])  # fmt: skip
def test_the_points_are_its_own_and_those_of_its_kinds(launch: str, states: dict[str, str]) -> None:
    assert {point.name: point.state for point in one(launch).points} == states


def test_a_point_says_which_lists_ask_for_it() -> None:
    found = one("{kind: ai, checklist: {docs: done, mine: open}}")
    assert {point.name: point.lists for point in found.points} == {
        "docs": ("every", "ai"), "mine": (), "support": ("every",), "fallback": ("ai",),
    }  # fmt: skip
    assert found.settled == 1


@for_each("launch, more, kinds", [
    ("{date: 2027-01-05, checklist: {docs: done, support: na}}", MEASURED, []),
    ("{checklist: {docs: open}}", MEASURED, [("open", ("docs",)), ("missing", ("support",))]),
    ("{kind: [x], checklist: {docs: done, support: na}}", MEASURED, [("unknown-kind", ("x",))]),
    ("{checklist: {docs: done, support: na}}", "metrics: [{metric: m, target: 2}, {metric: n}]", [("no-metric", ("m", "n"))]),
    ("{checklist: {docs: done, support: na}, evaluation: [{what: a, need: 1, found: 1}, {what: b, need: '<1', found: 1}, {what: c, need: 1}]}",
     MEASURED, [("missed", ("b",)), ("not-measured", ("c",))]),
    ("{date: 2026-09-30, checklist: {docs: done, support: na}}", MEASURED, [("overdue", ())]),
    ("{date: 2026-10-01, checklist: {docs: done, support: na}}", MEASURED, []),  # its day is not over
    ("{date: 2026-09-30, checklist: {docs: done, support: na}}", f"{MEASURED}, status: shipped", []),
])  # fmt: skip
def test_what_is_in_the_way(launch: str, more: str, kinds: list[tuple[str, tuple[str, ...]]]) -> None:
    text = f"- {{id: a, title: A, launch: {launch}, {more}}}\n"
    (found,) = readiness(backlog(text), ["a"])
    assert [(obstacle.kind, obstacle.names) for obstacle in found.obstacles] == kinds
    assert found.is_ready is not bool(kinds)


@for_each("day, period, kind", [
    ("2026-12-31", "2026-Q4", None), ("2026-12-30", "2026-Q4", "late"), ("2026-11-01", "2027-Q1", "late"),
    ("2027-01-01", "2026-Q4", None), ("2027-01-01", None, "unplanned"),
])  # fmt: skip
def test_what_the_plan_has_by_the_day(day: str, period: str | None, kind: str | None) -> None:
    planned = Period.parse(period) if period else None
    periods = {"a": planned} if planned else {}
    found = one(f"{{date: {day}, checklist: {{docs: done, support: done}}}}", periods=periods)
    assert [obstacle.kind for obstacle in found.obstacles] == ([kind] if kind else [])
    if kind == "late":
        assert (found.obstacles[0].period, found.obstacles[0].until) == (
            planned, date(2026, 12, 31) if period == "2026-Q4" else date(2027, 3, 31),
        )  # fmt: skip


def test_a_feature_with_parts_is_there_with_the_last_of_them() -> None:
    text = f"""
- {{id: whole, title: W, status: planned, launch: {{date: 2027-01-31}}, {MEASURED}}}
- {{id: one, title: O, parent: whole}}
- {{id: two, title: T, parent: whole}}
- {{id: gone, title: G, parent: whole, status: shipped}}
"""
    first, second = Period.parse("2026-Q4"), Period.parse("2027-Q1")
    assert first is not None
    assert second is not None
    (found,) = readiness(backlog(text), ["whole"], {"one": second, "two": first})
    assert found.period == second
    (found,) = readiness(backlog(text), ["whole"], {"one": second})
    assert found.period is None


def test_which_are_told_and_in_which_order() -> None:
    text = """
- {id: idea, title: T, status: idea, launch: {date: 2026-10-02}}
- {id: late, title: T, status: planned, launch: {date: 2026-09-01}}
- {id: never, title: T, status: planned, launch: {}}
- {id: begun, title: T, status: in-progress, launch: {date: 2027-02-01}}
- {id: candidate, title: T, launch: {date: 2027-01-01}}
- {id: parked, title: T, status: parked, launch: {date: 2026-10-02}}
- {id: over, title: T, status: shipped, launch: {date: 2026-09-30}}
- {id: ahead, title: T, status: shipped, launch: {date: 2026-10-01}}
- {id: dateless, title: T, status: shipped, launch: {}}
- {id: none, title: T}
"""
    assert standing(backlog(text)) == ("late", "ahead", "candidate", "begun", "never")


@for_each("until, holds", [
    ("error share < 1%", True), ("error share <= 0.005", True), ("error share ≥ 1%", False), ("error share > 1%", False),
    ("other < 1%", None), ("speed < 3", None), ("error share is low", None), ("error share < low", None), ("< 3", None),
])  # fmt: skip
def test_a_condition_is_held_against_the_metric_that_it_names(until: str, holds: bool | None) -> None:
    metrics = "metrics: [{metric: error share, baseline: 2%, current: 0.5%, target: 1%}, {metric: speed}]"
    (stage,) = one(f"{{rollout: [{{to: 5%, until: '{until}'}}]}}", metrics).rollout
    assert stage.holds is holds
    assert (stage.current, stage.metric) == ((0.005, "error share") if holds is not None else (None, None))


@for_each("more, launch, day", [
    (MEASURED, "{date: 2027-01-01}", date(2027, 2, 26)),
    (f"{MEASURED}, status: shipped, shipped: 2026-09-01", "{date: 2027-01-01}", date(2026, 10, 27)),
    ("metrics: [{metric: m, review: 2027-05-05}]", "{date: 2027-01-01}", date(2027, 5, 5)),
    (MEASURED, "{}", None), (MEASURED, "{date: 9999-12-31}", date.max),
])  # fmt: skip
def test_when_to_look(more: str, launch: str, day: date | None) -> None:
    text = f"- {{id: a, title: A, launch: {launch}, {more}}}\n"
    (found,) = readiness(backlog(text, MINIMAL), ["a"])
    assert [measure.review for measure in found.measures] == [day]


STATES = st.dictionaries(
    st.sampled_from(["docs", "support", "fallback", "mine"]), st.sampled_from(["done", "open", "na"])
)


@given(STATES, st.sampled_from(["", "ai", "data"]))
def test_every_point_is_settled_or_in_the_way(states: dict[str, str], kind: str) -> None:
    checklist = ", ".join(f"{name}: {state}" for name, state in states.items())
    found = one(f"{{{f'kind: {kind}, ' if kind else ''}checklist: {{{checklist}}}}}")
    in_the_way = [name for each in found.obstacles if each.kind in ("open", "missing") for name in each.names]
    settled = [point.name for point in found.points if point.is_settled]
    assert sorted(in_the_way + settled) == sorted({point.name for point in found.points})
    assert {name: states[name] for name in settled} == {
        name: state for name, state in states.items() if state != "open"
    }
    asked = {"docs", "support"} | {"ai": {"fallback"}, "data": {"lineage"}}.get(kind, set())
    assert {point.name for point in found.points} == asked | states.keys()


def test_the_templates_say_what_each_point_means() -> None:
    found = launch_templates()
    assert list(found)[:4] == ["every", "ai", "data", "growth"]
    assert list(found["ai"]) == [
        "data-quality", "evaluation", "misuse-tested", "fallback", "human-route", "monitoring", "staged-rollout",
    ]  # fmt: skip
    assert (list(found["data"]), list(found["growth"])) == (
        ["lineage", "privacy", "backfill"], ["experiment-read", "guardrails"],
    )  # fmt: skip
    assert all(len(meaning) > 20 for points in found.values() for meaning in points.values())
