"""§ 4: what comes when; ideas, dates, conflicts, profiles, what decisions cost, and that nothing is left out."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.conftest import for_each
from tests.contract import oracle
from tests.contract.table import ONE_TEAM, Files, Row, ask, has, lacks, prove, row, shop
from tests.contract.test_4_order import PLANNING, backlog

CHECK, ROADMAP = "check --format json", "roadmap --format json"
TWO = PLANNING.replace("teams: {web: {capacity: 10}}", "teams: {web: {capacity: 10}, api: {capacity: 4}}")
Q = ("2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3")


def placed(
    at: str,
    sentence: str,
    text: str,
    periods: dict[str, str],
    head: str = PLANNING,
    question: str = ROADMAP,
    **more: Any,
) -> Row:
    """The features in their periods, 0 the first; "-" is not placed."""
    found = {one: Q[int(period)] for one, period in periods.items() if period != "-"}
    out = [one for one, period in periods.items() if period == "-"]
    expected = {f"placements.{one}.period": period for one, period in found.items()}
    return row(
        at,
        sentence,
        backlog(text, head) if "\n- " not in text else shop(text, head),
        question,
        **expected,
        **{"placements.*.id": lacks(*out), **more},
    )


def told(at: str, sentence: str, text: str, code: str, severity: str, **more: Any) -> Row:
    return row(
        at,
        sentence,
        backlog(text, PLANNING),
        CHECK,
        code=int(severity == "error"),
        **{f"diagnostics.{code}.severity": severity},
        **more,
    )


def earns(profile: str, more: str = "", at: str = "2026-Q4") -> Files:
    """A feature of value 1 (cd3) pinned to a period."""
    pin = "" if profile == "expedite" else f", decisions: [{{verdict: pin, period: {at}, because: x}}]"
    return shop(
        f"- {{id: a, title: A, effort: 1, cd3: {{cost_of_delay: 1, duration: 1, profile: {profile}}}{more}{pin}}}\n",
        PLANNING.replace("model: own", "model: cd3"),
    )


def worth(at: str, sentence: str, files: Files, value: float) -> Row:
    return row(at, sentence, files, ROADMAP, objective__value=value)


IN = "status: in-progress"
FULL = {"a": "0", "b": "1"}
ROWS: list[Row] = [
    placed("4.60", "a feature is delivered in the period in which it is placed; prerequisites may share it", "a 1 3\nb 9 3 depends_on: [a]", {"a": "0", "b": "0"}),
    placed("4.61", "a hard one may say `lag: 1` (that many periods later)", "a 1 3\nb 9 3 depends_on: [{id: a, lag: 1}]", FULL),
    placed("4.62", "… 2 of them", "a 1 3\nb 9 3 depends_on: [{id: a, lag: 2}]", {"a": "0", "b": "2"}),
    placed("4.63", "In-progress work is placed before all other, from the first period on", f"a 1 8 {IN}\nb 99 8", FULL),
    placed("4.64", "with its `remaining` effort", f"a 1 8 {IN}, remaining: {{web: 2}}\nb 99 8", {"a": "0", "b": "0"}, placements__a__work=[{"team": "web", "effort": 2.0}]),
    placed("4.65", "A deadline within a period: the work of that period due by that date must fit the team's capacity times the elapsed share", "a 1 3.3 deadline: 2026-10-31\nb 99 8", FULL),
    told("4.66", "… (more does not)", "a 1 3.4 deadline: 2026-10-31", "PM302", "error"),
    told("4.67", "… two of them", "a 1 1.7 deadline: 2026-10-31\nb 1 1.7 deadline: 2026-10-31", "PM307", "error"),
    placed("4.68", "prerequisites inherit the earliest deadline of what waits for them", "k 1 9\na 1 1 deadline: 2026-12-31, depends_on: [k]\nb 99 8", {"k": "0", "a": "0", "b": "1"}),
    placed("4.69", "Effort is its mean", "a 9 4..5..9\nb 8 4.2", {"a": "0", "b": "0"}, capacity__0__used=oracle.mean(4, 5, 9) + 4.2),
    placed("4.70", "In-progress work may overrun the capacity (an error that is told, still placed)", f"a 1 15 {IN}\nb 2 8", {"a": "0", "b": "1"}, code=1),
    told("4.71", "… an error that is told", f"a 1 15 {IN}\nb 2 8", "PM302", "error"),
    placed("4.72", "its open prerequisites go with it", f"a 1 3\nb 2 3 {IN}, depends_on: [a]\nc 99 8", {"a": "0", "b": "0", "c": "1"}),
    placed("4.73", "Of two in conflict the roadmap places one at most", "a 5 3 conflicts_with: [b]\nb 9 3", {"a": "-", "b": "0"}),
    placed("4.74", "Conflicts are symmetric", "a 9 3 conflicts_with: [b]\nb 5 3", {"a": "0", "b": "-"}),
    placed("4.75", "what is in conflict with shipped … work is not placed", "a 5 3 status: shipped\nb 9 3 conflicts_with: [a]", {"b": "-"}),
    placed("4.76", "or in-progress work", f"a 5 3 {IN}, conflicts_with: [b]\nb 9 3", {"a": "0", "b": "-"}),
    placed("4.77", "A deadline after the last period does not bind", "a 1 9 deadline: 2027-10-01\nb 2 9\nc 3 9\nd 4 9\ne 5 9", {"a": "-", "e": "0"}),
    placed("4.78", "(on the last day of it, it does)", "a 1 9 deadline: 2027-09-30\nb 2 9\nc 3 9\nd 4 9\ne 5 9", {"a": "3", "b": "-"}),
    placed("4.79", "not_before: 2027-Q1", "a 9 3 not_before: 2027-Q1\nb 1 3", {"a": "1", "b": "0"}),
    placed("4.80", "target … never enforced", "a 1 9 target: 2026-Q4\nb 9 9", {"b": "0", "a": "1"}),
    row("4.81", "… warned about", backlog("a 1 9 target: 2026-Q4\nb 9 9", PLANNING), ROADMAP, placements__a__reasons=lambda found: "2026-Q4" in " ".join(found)),
    placed("4.82", "`moscow: wont` is never placed", "a 9 3 moscow: wont\nb 1 3", {"a": "-", "b": "0"}),
    placed("4.83", "`pin`", "a 9 3 decisions: [{verdict: pin, period: 2027-Q2, because: x}]\nb 1 3", {"a": "2", "b": "0"}),
    placed("4.84", "**Ideas**: a feature with status `idea` is ranked (marked as an idea) but not placed", "a 9 3 status: idea\nb 1 3", {"a": "-", "b": "0"}),
    row("4.85", "… marked as an idea", backlog("a 9 3 status: idea\nb 1 3", PLANNING), "rank", out=has("idea")),
    row("4.86", "and told as one line with their number", backlog("a 9 3 status: idea\nb 1 3\nc 9 3 status: idea", PLANNING), "roadmap", out=lambda text: sum("2 ideas" in line for line in text.splitlines()) == 1),
    placed("4.87", "`roadmap: {ideas: plan}` places them too", "a 9 3 status: idea\nb 1 3", {"a": "0"}, head=PLANNING + "roadmap: {ideas: plan}\n"),
    placed("4.88", "An idea that is pinned", "a 9 3 status: idea, decisions: [{verdict: pin, period: 2027-Q1, because: x}]", {"a": "1"}),
    placed("4.89", "or is waited for by what is placed, is placed", "a 0 3 status: idea\nb 9 3 depends_on: [a]", {"a": "0", "b": "0"}),
    row("4.90", "stands in plan.yaml", (*backlog("a 9 3 status: idea", PLANNING), ("plan.yaml", "periods: {2026-Q4: [a]}\n")), ROADMAP, placements__a__period="2026-Q4"),
    row("4.91", "`pm new` writes `candidate`", backlog("a 9 3"), "new 'A new one'", **{"file:features/a-new-one.yaml": has("status: candidate")}),
    row("4.92", "a child of a parked or declined parent is ranked", backlog("p - - status: parked\na 1 1 parent: p", PLANNING), "rank --format json", **{"items.*.id": ["a"]}),
    row("4.93", "and not placed, with that reason", backlog("p - - status: parked\na 1 1 parent: p", PLANNING), ROADMAP, placements=[], unplaced__a__reasons=lambda found: "parked" in found[0]),
    told("4.94", "and `pm check` warns at the child (PM211)", "p - - status: declined\na 1 1 parent: p", "PM211", "warning", diagnostics__PM211__feature="a"),
    row("4.95", "**Nothing is left out that fits.**", backlog("a 9 6\nb 5 6\nc 0 4\nd 0 4\ne 0 10", PLANNING), ROADMAP, unplaced=[]),
    placed("4.96", "A feature without value is placed last, and placed where there is room", "a 9 6\nb 5 6\nc 0 4", {"a": "0", "b": "1", "c": "0"}),
    row("4.97", "\"team full\" holds for every period it speaks of", backlog("a 9 10\nb 8 10\nc 7 10\nd 6 10\ne 1 10", PLANNING), ROADMAP, unplaced__e__reasons=lambda found: "web" in found[0]),
    row("4.98", "Reasons are data (kind, features, team, period, numbers)", backlog("a 9 10\nb 8 10\nc 7 10\nd 6 10\ne 1 10", PLANNING), ROADMAP, unplaced__e__because=lambda found: {"kind", "features", "team", "period", "numbers"} <= set(found[0]) and found[0]["team"] == "web"),
    worth("4.99", "u(s) = 1 in every period s; γ = 1 − discount (3 %), H = value_horizon (12)", earns("standard"), oracle.earning(0, 12, 0.03)),
    worth("4.100", "Σ_{s = p}^{H−1}, p the index of the period", earns("standard", at="2027-Q2"), oracle.earning(2, 12, 0.03)),
    worth("4.101", "fixed-date: 0 throughout when delivered after `deadline` or `target`", earns("fixed-date", ", target: 2026-Q4", "2027-Q1"), 0.0),
    worth("4.102", "… in time", earns("fixed-date", ", target: 2027-Q1", "2027-Q1"), oracle.earning(1, 12, 0.03)),
    worth("4.103", "… a deadline", earns("fixed-date", ", deadline: 2027-03-31", "2027-Q1"), oracle.earning(1, 12, 0.03)),
    worth("4.104", "fading: 0.5^(s/4)", earns("fading", at="2027-Q1"), oracle.earning(1, 12, 0.03, "fading")),
    worth("4.105", "intangible: 0 before s = 4", earns("intangible"), oracle.earning(0, 12, 0.03, "intangible")),
    worth("4.106", "expedite: 1", earns("expedite"), oracle.earning(0, 12, 0.03)),
    row("4.107", "and placed like `first`", shop("- {id: a, title: A, effort: 9, cd3: {cost_of_delay: 1, duration: 9, profile: expedite}}\n- {id: b, title: B, effort: 9, cd3: {cost_of_delay: 99, duration: 1}}\n", ONE_TEAM + "scoring: {model: cd3}\n"), ROADMAP, placements__a__period="2026-Q4", placements__b__period="2027-Q1"),
    row("4.108", "**What a decision costs** is the best plan found without it less the best plan found with it", backlog("a 3 10 decisions: [{verdict: pin, period: 2026-Q4, because: x}]\nb 5 10\nc 4 10", PLANNING), ROADMAP,
        decisions__0__cost=oracle.earning(0, 12, 0.03) * 2 - oracle.earning(1, 12, 0.03) - oracle.earning(2, 12, 0.03), decisions__0__isProven=True),
    row("4.109", "\"≈ 0\" within the two plans' gaps", backlog("a 9 3 decisions: [{verdict: pin, period: 2026-Q4, because: x}]\nb 5 3", PLANNING), "roadmap", out=has("≈ 0")),
    row("4.110", "Rank and roadmap share scores, values and dependencies; their orders may differ …, with the reason on the row", backlog("a 9 3 not_before: 2027-Q1\nb 1 3", PLANNING), ROADMAP, placements__a__rank=1, placements__a__reasons=lambda found: "2027-Q1" in " ".join(found)),
    placed("4.111", "work of two teams", "- {id: a, title: A, v: 9, effort: {web: 3, api: 3}}\n- {id: b, title: B, v: 8, effort: {web: 1, api: 2}}\n", FULL, head=TWO),
    row("4.112", "`capacity` … used", backlog("a 9 6\nb 5 6\nc 1 4", PLANNING), ROADMAP, **{"capacity.*.used": [10.0, 6.0, 0.0, 0.0]}),
    row("4.113", "all null for category models", backlog("a 9 6 moscow: must", PLANNING), "roadmap --model moscow --format json", objective=lambda found: {found["value"], found["bound"], found["gap"]} == {None}),
    row("4.114", "gap … null where value is 0", backlog("a 0 6", PLANNING), ROADMAP, objective__value=0.0, objective__gap=None),
    row("4.115", "`work` has a `period` of its own under carry-over", backlog("a 9 14", PLANNING + "roadmap: {carry_over: true}\n"), ROADMAP, placements__a__work=[{"team": "web", "effort": 10.0, "period": Q[0]}, {"team": "web", "effort": 4.0, "period": Q[1]}]),
    row("4.116", "`before` … in the roadmap", backlog("a 1 9 decisions: [{verdict: before, feature: b, because: x}]\nb 9 9", PLANNING), ROADMAP, placements__a__period=Q[0], placements__b__period=Q[1]),
    row("4.118", "**A reason is true.** (a promise whose period is over is not kept)", backlog("a 1 3 decisions: [{verdict: pin, period: 2026-Q4, because: x}]", PLANNING), "roadmap --today 2027-02-01", out=has("1 missed", "missed 2026-Q4")),
    row("4.117", "`first` … in the roadmap", backlog("a 1 9 decisions: [{verdict: first, because: x}]\nb 9 9", PLANNING), ROADMAP, placements__a__period=Q[0], placements__b__period=Q[1]),
]  # fmt: skip


@for_each("sentence", ROWS)
def test_roadmap(sentence: Row) -> None:
    prove(sentence)


def drawn(seed: int) -> tuple[Files, dict[str, tuple[float, float]], list[tuple[str, str]]]:
    draw = Random(seed)  # noqa: S311 - nothing is secret
    names = draw.sample("abcde", draw.randint(3, 5))
    features = {
        name: (float(draw.choice((0, 1, 2, 4, 8))), float(draw.choice((2, 3, 5, 7)))) for name in names
    }
    arcs = [(one, need) for at, one in enumerate(names) for need in names[:at] if draw.random() < 0.3]
    needs = {name: ", ".join(need for one, need in arcs if one == name) for name in names}
    lines = [
        f"{name} {value:g} {cost:g} depends_on: [{needs[name]}]" for name, (value, cost) in features.items()
    ]
    return backlog("\n".join(lines), PLANNING.replace("periods: 4", "periods: 2")), features, arcs


@pytest.mark.parametrize("seeds", [range(20)])
def test_4_95_against_all_plans(seeds: range) -> None:
    """4.95, 4.99: tiny plans are the best there is, their value and bound are true, and nothing fits that is left out."""
    for seed in seeds:
        files, features, arcs = drawn(seed)
        best = oracle.best_value(features, arcs, (10, 10))
        found = ask((files,), ROADMAP).document
        plan = {one["id"]: found["periods"].index(one["period"]) for one in found["placements"]}
        value = sum(features[one][0] * oracle.earning(at, 12, 0.03) for one, at in plan.items())
        assert found["objective"]["value"] == pytest.approx(value), seed
        assert value == pytest.approx(best), seed
        assert found["objective"]["bound"] >= best * (1 - 1e-9), seed
        assert all(plan[need] <= plan[one] for one, need in arcs if one in plan), seed
        left = [10 - sum(features[one][1] for one, at in plan.items() if at == period) for period in (0, 1)]
        for one in features.keys() - plan.keys():
            needs = [need for waiting, need in arcs if waiting == one]
            if all(need in plan for need in needs):
                first = max((plan[need] for need in needs), default=0)
                assert all(features[one][1] > room + 1e-9 for room in left[first:]), (seed, one)
