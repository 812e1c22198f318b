"""§ 4: the agreed plan, which moves for a reason; the better plan, which is proposed; and what pm accept writes."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.conftest import for_each
from tests.contract import oracle
from tests.contract.table import HEAD, Files, Row, ask, has, having, lacks, prove, row, shop
from tests.contract.test_4_order import PLANNING, backlog

CHECK, ROADMAP = "check --format json", "roadmap --format json"
Q = ("2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3")
BY = "agreed: {on: 2026-11-29, by: amelie, because: Planning of the year}\n"


def plan(periods: str) -> tuple[str, str]:
    """plan.yaml with features by period: "a b, c" are a and b in the first, c in the second."""
    rows = [
        f"  {period}: [{', '.join(names.split())}]\n"
        for period, names in zip(Q, periods.split(","), strict=False)
        if names.split()
    ]
    return "plan.yaml", BY + "periods:\n" + "".join(rows) if rows else BY + "periods: {}\n"


def agreed(text: str, periods: str, head: str = PLANNING) -> Files:
    return having(backlog(text, head), plan(periods))


def moved(
    at: str,
    sentence: str,
    text: str,
    periods: str,
    changes: dict[str, str],
    head: str = PLANNING,
    question: str = ROADMAP,
    **more: Any,
) -> Row:
    """The features with their period (0 the first) and what they did beside the agreement."""
    expected: dict[str, Any] = {}
    for one, told in changes.items():
        period, change = told.split()
        expected |= {f"placements.{one}.period": Q[int(period)], f"placements.{one}.change": change}
    return row(at, sentence, agreed(text, periods, head), question, **expected, **more)


def told(at: str, sentence: str, text: str, periods: str, code: str, severity: str, **more: Any) -> Row:
    return row(
        at,
        sentence,
        agreed(text, periods),
        CHECK,
        code=int(severity == "error"),
        **{f"diagnostics.{code}.severity": severity},
        **more,
    )


WORSE = "a 1 10\nb 9 10"
"""Agreed the wrong way round: b would be worth more in the first period."""
LATE = PLANNING.replace("2026-Q4", "2027-Q1")
ROWS: list[Row] = [
    moved("4.120", "`pm roadmap` keeps every agreed placement that still holds (`kept`)", WORSE, "a, b", {"a": "0 kept", "b": "1 kept"}),
    moved("4.121", "it moves for a reason, never for a better search", "a 1 9\nb 9 9\nc 5 9\nd 7 9", "a, c, b", {"a": "0 kept", "b": "2 kept", "c": "1 kept", "d": "3 new"}),
    row("4.122", "What no longer holds (it is gone", agreed("a 1 3", "a x"), CHECK, code=1, diagnostics__PM311__severity="error"),
    row("4.123", "put away", agreed("a 1 3 status: parked\nb 1 3", "a b"), ROADMAP, **{"placements.*.id": ["b"]}),
    moved("4.124", "does not fit its team", "a 5 6\nb 9 6", "a b", {"a": "1 forced", "b": "0 kept"}),
    moved("4.125", "comes before what it waits for", "a 5 6 depends_on: [b]\nb 1 6", "a, b", {"a": "1 forced", "b": "1 kept"}, head=PLANNING.replace("capacity: 10", "capacity: {default: 12, 2026-Q4: 6}")),
    moved("4.126", "misses its date", "a 5 6 deadline: 2026-12-31\nb 1 6", "b, a", {"a": "0 forced", "b": "1 forced"}),
    moved("4.127", "stands against a pin", "a 5 6 decisions: [{verdict: pin, period: 2027-Q2, because: x}]\nb 1 6", "a, b", {"a": "2 forced", "b": "1 kept"}),
    row("4.128", "or a conflict)", agreed("a 5 3 conflicts_with: [b]\nb 1 3", "a b"), ROADMAP, placements__a__change="kept", **{"placements.*.id": ["a"], "unplaced.*.id": ["b"]}),
    row("4.129", "each is told as `forced`, with what forced it", agreed("a 5 6\nb 9 6", "a b"), ROADMAP, placements__a__reasons=lambda found: "web" in " ".join(found)),
    moved("4.130", "An agreed period that has passed without the feature being shipped: `late`, placed from the first period on", "a 5 3\nb 1 3", "a, b", {"a": "1 late", "b": "1 kept"}, head=LATE),
    row("4.131", "told with how far it slipped", agreed("a 5 3\nb 1 3", "a, b", LATE), "roadmap", out=has("late")),
    moved("4.132", "Room that is left goes to what the plan does not name, in the order of the ranking (`new`)", "a 1 4\nb 2 6\nc 9 6", "a", {"a": "0 kept", "b": "1 new", "c": "0 new"}),
    moved("4.133", "Pins … act as without a plan", "a 5 6\nb 1 6 decisions: [{verdict: pin, period: 2026-Q4, because: x}]", "a", {"a": "1 forced", "b": "0 new"}),
    moved("4.134", "work in progress … may force agreed features", "a 5 6\nb 1 6 status: in-progress", "a", {"a": "1 forced", "b": "0 new"}),
    moved("4.135", "`before`", "a 5 9\nb 1 9 decisions: [{verdict: before, feature: a, because: x}]", "a, b", {"a": "1 forced", "b": "0 forced"}),
    moved("4.136", "what a placed feature waits for is placed with it", "a 5 6 depends_on: [b]\nb 0 4", "a", {"a": "0 kept", "b": "0 new"}),
    moved("4.137", "Work in progress may be delivered before its agreed period (`early`)", "a 5 6 status: in-progress\nb 1 3", ", a", {"a": "0 early"}),
    row("4.138", "What is shipped stays in plan.yaml as what was promised", agreed("a 5 6 status: shipped, shipped: 2026-11-01\nb 1 3", "a b"), "accept --because x --by y --yes", **{"file:plan.yaml": lambda text: " a" in text}),
    told("4.139", "a parent there is an error", "p - -\na 1 3 parent: p", "p", "PM313", "error"),
    moved("4.140", "An agreed feature that is unscored keeps its place at value 0", "a - 6\nb 1 3", "a", {"a": "0 kept"}, objective__value=oracle.earning(0, 12, 0.03)),
    row("4.141", "without effort it does not hold", agreed("a 5 -\nb 1 3", "a b"), ROADMAP, **{"placements.*.id": ["b"]}),
    row("4.142", "A period after the horizon holds and is shown as later", having(backlog("a 5 3\nb 1 3", PLANNING), ("plan.yaml", "periods: {2026-Q4: [b], 2028-Q1: [a]}\n")), ROADMAP, **{"placements.*.id": ["b"], "unplaced.a.reasons": lambda found: "2028-Q1" in " ".join(found)}),
    moved("4.143", "The plan stands under every `--model`", WORSE.replace("a 1 10", "a 1 10 moscow: could").replace("b 9 10", "b 9 10 moscow: must"), "a, b", {"a": "0 kept", "b": "1 kept"}, question="roadmap --model moscow --format json"),
    moved("4.144", "`--effort`", WORSE, "a, b", {"a": "0 kept", "b": "1 kept"}, question="roadmap --effort fast --format json"),
    row("4.145", "objective … of the plan that is shown", agreed(WORSE, "a, b"), ROADMAP, objective__value=oracle.earning(0, 12, 0.03) + 9 * oracle.earning(1, 12, 0.03)),
    row("4.146", "**A better plan is proposed, not taken**", agreed(WORSE, "a, b"), ROADMAP, proposal__moves=[{"id": "a", "before": Q[0], "after": Q[1]}, {"id": "b", "before": Q[1], "after": Q[0]}]),
    row("4.147", "one line says what it would bring (\"3 moves would deliver 4.2 % more: pm roadmap --improve\")", agreed(WORSE, "a, b"), "roadmap", out=has("2 moves would deliver", "pm roadmap --improve")),
    moved("4.148", "`--improve` shows it", WORSE, "a, b", {"a": "1 improved", "b": "0 improved"}, question="roadmap --improve --format json"),
    row("4.149", "`--afresh` one that knows no agreement", agreed(WORSE, "a, b"), "roadmap --afresh --format json", placements__a__period=Q[1], placements__b__period=Q[0]),
    row("4.150", "less `worth_moving` of it for each agreed feature moved", agreed(WORSE, "a, b", PLANNING + "roadmap: {worth_moving: 50%}\n"), ROADMAP, proposal=None),
    row("4.151", "`pm accept … --because TEXT` writes the plan shown", having(backlog(WORSE, PLANNING)), "accept --because Year --by jo --yes", **{"file:plan.yaml": lambda text: text.index("2026-Q4") < text.index("- b") < text.index("2027-Q1") < text.index("- a")}),
    row("4.152", "[--improve", agreed(WORSE, "a, b"), "accept --improve --because Year --by jo --yes", **{"file:plan.yaml": lambda text: "2026-Q4: [b]" in text and "2027-Q1: [a]" in text}),
    row("4.153", "|--afresh]", agreed(WORSE, "a, b"), "accept --afresh --because Year --by jo --yes; roadmap --format json", placements__b__agreed=Q[0]),
    row("4.154", "--because TEXT", agreed(WORSE, "a, b"), "accept --yes", code=2, err=has("because")),
    row("4.155", "after telling what changes", agreed("a 5 6\nb 9 6", "a b"), "accept --because x --by jo --yes", out=has("forced", "a")),
    row("4.156", "`--dry-run` only tells", agreed("a 5 6\nb 9 6", "a b"), "accept --because x --by jo --dry-run", **{"file:plan.yaml": has("[a, b]"), "out": has("a")}),
    row("4.157", "without teams it is refused", shop("- {id: a, title: A, effort: 1}\n", HEAD), "accept --because x --by jo --yes", code=2, err=has("team")),
    row("4.158", "With no `plan.yaml` … the last line says that `pm accept` keeps it", backlog(WORSE, PLANNING), "roadmap", out=lambda text: "pm accept" in text.strip().splitlines()[-1]),
    row("4.159", "both null where there is none", backlog(WORSE, PLANNING), ROADMAP, agreed=None, proposal=None, placements__a__change=None, placements__a__agreed=None),
    row("4.160", "the document `agreed: {on, by, because}`", agreed(WORSE, "a, b"), ROADMAP, agreed={"on": "2026-11-29", "by": "amelie", "because": "Planning of the year"}),
    row("4.161", "Placements carry `agreed` (a period or null)", agreed("a 5 6\nb 9 6\nc 1 1", "a b"), ROADMAP, placements__a__agreed=Q[0], placements__c__agreed=None),
    row("4.162", "rename … follow into plan.yaml, ratings", having(agreed(WORSE, "a, b"), ("ratings/jo.yaml", "features: {a: {v: 3}}\n")), "rename a aa", **{"file:plan.yaml": has("[aa]"), "file:ratings/jo.yaml": has("aa:")}),
    row("4.163", "and scenarios", having(agreed(WORSE, "a, b", PLANNING + "scenarios: {s: {drop: [a]}}\n")), "rename a aa", **{"file:pm.yaml": has("drop: [aa]")}),
    row("4.164", "and rm", agreed(WORSE, "a, b"), "rm a", **{"file:plan.yaml": lambda text: "[a]" not in text and "b" in text}),
    row("4.165", "shown to none that does not list them", agreed(WORSE, "a, b", PLANNING + "audiences: {x: {fields: [id, title, period]}}\n"), "export roadmap --audience x --format json -o x.json", **{"file:x.json": lacks("amelie", "Planning of the year", "kept")}),
    row("4.166", "agreed placements that no longer hold … are warnings of `pm check`", agreed("a 5 6\nb 9 6", "a b"), CHECK, diagnostics__PM314__severity="warning"),
    row("4.167", "and late ones", agreed("a 5 3\nb 1 3", "a, b", LATE), CHECK, diagnostics__PM315__severity="warning"),
    row("4.168", "`late` is told only where there is a plan.yaml", backlog("a 5 3\nb 1 3", LATE), "roadmap", out=lacks("late")),
    row("4.169", "promised twice", having(backlog(WORSE, PLANNING), ("plan.yaml", "periods:\n  2026-Q4: [a]\n  2027-Q1: [a, b]\n")), CHECK, code=1, diagnostics__PM312__path="plan.yaml", diagnostics__PM312__line=3),
]  # fmt: skip


@for_each("sentence", ROWS)
def test_agreed(sentence: Row) -> None:
    prove(sentence)


def drawn(seed: int) -> tuple[Files, dict[str, tuple[float, float]], dict[str, int]]:
    """Four features agreed on in two periods of which one or both are too full."""
    draw = Random(seed)  # noqa: S311 - nothing is secret
    features = {name: (float(draw.randint(1, 9)), float(draw.randint(2, 6))) for name in "abcd"}
    at = {name: draw.randrange(2) for name in features}
    names = [" ".join(name for name, period in at.items() if period == number) for number in (0, 1)]
    head = PLANNING.replace("periods: 4", "periods: 2").replace("capacity: 10", "capacity: 8")
    return (
        agreed(
            "\n".join(f"{name} {value:g} {cost:g}" for name, (value, cost) in features.items()),
            ", ".join(names),
            head,
        ),
        features,
        at,
    )


@pytest.mark.parametrize("seeds", [range(24)])
def test_4_124_forced_moves_cost_the_least(seeds: range) -> None:
    """4.124: value lost plus `worth_moving` (1 %) of the plan's value for each agreed feature moved is least."""
    for seed in seeds:
        files, features, at = drawn(seed)
        found = ask((files,), ROADMAP).document
        places = {one["id"]: found["periods"].index(one["period"]) for one in found["placements"]}
        shown = {name: places.get(name, 2) for name in features}
        fee = 0.01 * sum(oracle.worth(features[name][0], period, 2) for name, period in at.items())
        costs = [oracle.breaking(features, plan, at, 2, fee) for plan in oracle.plans(features, [], (8, 8))]
        assert oracle.breaking(features, shown, at, 2, fee) == pytest.approx(min(costs), rel=1e-6), (
            seed,
            shown,
        )
