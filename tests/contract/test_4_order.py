"""§ 4: the order of the ranking, what is in it, enablers, parents and decisions."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from tests.conftest import for_each
from tests.contract import oracle
from tests.contract.table import ABSENT, HEAD, ONE_TEAM, Files, Row, ask, has, lacks, prove, row, shop

OWN = "fields: {v: number, c: number}\nscoring: {model: own, models: {own: {value: v, cost: c}}}\n"
PLANNING = f"{ONE_TEAM.replace('periods: 4', 'periods: 4, discount: 3%, value_horizon: 12')}fields: {{v: number}}\nscoring: {{model: own, models: {{own: {{value: v, cost: effort}}}}}}\n"
RANK, CHECK, ROADMAP = ("rank --format json", "check --format json", "roadmap --format json")
ORDER = "items.*.id"


def backlog(text: str, head: str = HEAD + OWN) -> Files:
    """A feature a line: id, value, cost, and more keys; "-" for what is not given."""
    lines = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, value, cost, *more = line.split(maxsplit=3)
        given = [
            f"id: {name}",
            f"title: {name.upper()}",
            *(
                f"{key}: {part}"
                for key, part in (("v", value), ("c" if "c: number" in head else "effort", cost))
                if part != "-"
            ),
            *more,
        ]
        lines.append(f"- {{{', '.join(given)}}}\n")
    return shop("".join(lines), head)


def ranked(at: str, sentence: str, text: str, ids: str, question: str = RANK, /, **more: Any) -> Row:
    return row(at, sentence, backlog(text), question, **{ORDER: list(ids)}, **more)


def told(at: str, sentence: str, text: str, code: str, severity: str, **more: Any) -> Row:
    return row(
        at,
        sentence,
        backlog(text),
        CHECK,
        code=int(severity == "error"),
        **{f"diagnostics.{code}.severity": severity},
        **more,
    )


CHAIN = "a 1 1\nb 0 2\nc 9 1 depends_on: [b]\nd 2 1"
PARENT = "p 2 - \na 3 1 parent: p\nb 1 1 parent: p\nx 9 1\ny 5 1 depends_on: [p]"
ENABLER = "e - - \nb 8 2 depends_on: [e]\nc 4 4\nlone - -"
ROWS: list[Row] = [
    ranked("4.1", "in the order in which to do them", "a 1 1\nb 9 2\nc 3 1", "bca"),
    ranked("4.2", "With no dependencies that is the method's own order", "a 1 1\nb 9 2\nc 3 1", "bca", **{"items.*.score": [4.5, 3.0, 1.0], "items.*.adjusted": [4.5, 3.0, 1.0]}),
    ranked("4.3", "No feature stands before one it hard-depends on", CHAIN, "bcda"),
    ranked("4.4", "the adjusted score: (value + inherited − owed) / cost, value flowing … to what it hard-depends on", CHAIN, "bcda", items__b__adjusted=3.0, items__c__adjusted=3.0, items__b__inherits=[{"from": "c", "value": 6.0}], items__c__owes=[{"to": "b", "value": 6.0}]),
    ranked("4.5", "Among features of one adjusted score that depend on one another the cheapest order counts", "a 0 3\nb 0 1\nc 8 2 depends_on: [a, b]\nd 4 2 depends_on: [b]", "bdac"),
    ranked("4.6", "else ties go by own score", "a 2 1 depends_on: [b]\nb 4 2\nc 2 1\nd 4 2", "bacd"),
    ranked("4.7", "then id", "d 2 1\nb 2 1\nc 4 2\na 1 0.5", "abcd"),
    ranked("4.8", "(scores compared at 9 significant digits)", "b 1.0000000001 1\na 1 1\nc 1.0000001 1", "cab"),
    ranked("4.9", "`--by score` ignores dependencies", CHAIN, "cdab", "rank --by score --format json", order="score"),
    ranked("4.10", "`--where` … only hide rows: scores, ranks and inheritance are of the whole backlog", CHAIN, "b", "rank --where id=b --format json", items__b__rank=1, items__b__adjusted=3.0),
    ranked("4.11", "and `--top`", CHAIN, "bc", "rank --top 2 --format json", items__c__adjusted=3.0),
    ranked("4.12", "which one is shown is fixed by balancing in id order", "a 0 1\nb 0 1\nc 6 1 depends_on: [a, b]", "abc", **{"items.*.inherits": [[{"from": "c", "value": 2.0}], [{"from": "c", "value": 2.0}], []]}),
    ranked("4.13", "Ranked: idea, candidate, planned, in-progress", "a 1 1 status: idea\nb 2 1 status: candidate\nc 3 1 status: planned\nd 4 1 status: in-progress", "dcba"),
    ranked("4.14", "Shipped, parked and declined are not", "a 1 1\nb 2 1 status: shipped\nc 3 1 status: parked\nd 4 1 status: declined", "a"),
    ranked("4.15", "(a decision to park or decline counts as the status)", "a 1 1\nb 2 1 decisions: [{verdict: park, because: x}]\nc 3 1 decisions: [{verdict: decline, because: x}]", "a"),
    ranked("4.16", "A dependency on a shipped one is met", "a 1 1 depends_on: [b]\nb 2 1 status: shipped", "a", items__a__waitsFor=[]),
    told("4.17", "on a declined one it is an error", "a 1 1 depends_on: [b]\nb 2 1 status: declined", "PM202", "error"),
    told("4.18", "on a parked one a warning", "a 1 1 depends_on: [b]\nb 2 1 status: parked", "PM203", "warning"),
    ranked("4.19", "and the dependent is ranked", "a 1 1 depends_on: [b]\nb 2 1 status: parked", "a"),
    row("4.20", "but not placed, with that reason", backlog("a 1 1 depends_on: [b]\nb 2 1 status: parked", PLANNING), ROADMAP, placements=[], unplaced__a__reasons=lambda found: "parked" in found[0] and "b" in found[0].lower()),
    ranked("4.21", "**Enabler**: an unscored feature that a scored one hard-depends on … is ranked all the same", ENABLER, "ebc", items__e__enabler=True, items__e__score=None, unscored=[{"id": "lone", "reason": "own needs v and c"}]),
    ranked("4.22", "own value 0 …, inherited value shown", ENABLER, "ebc", items__e__value=0.0, items__e__inherits=[{"from": "b", "value": 4.8}]),
    ranked("4.23", "a missing cost is the median of those of the scored open features", ENABLER, "ebc", items__e__cost=3.0, items__e__reasons=lambda found: "assumed" in " ".join(found)),
    ranked("4.24", "directly or through others", "a - -\nb - - depends_on: [a]\nc 8 2 depends_on: [b]", "abc"),
    ranked("4.25", "(a value that can be computed is kept)", "a 5 -\nb 8 2 depends_on: [a]", "ab", items__a__value=5.0, items__a__enabler=True),
    row("4.26", "(1 where there is none)", backlog("a - -\np 6 -\nx - - parent: p, depends_on: [a]"), RANK, items__a__cost=1.0),
    told("4.27", "**Parent** … carries no effort of its own (an error if it does)", "p 1 1 effort: 3\na 1 1 parent: p", "PM205", "error"),
    row("4.28", "waits for its children except could and wont", backlog("p 6 - \na 1 1 parent: p\nb 1 1 parent: p, moscow: could\nc 1 1 parent: p, moscow: wont"), RANK, items__p__waitsFor=["a"]),
    ranked("4.29", "may have a value of its own, earned when they are delivered (cost and effort 0)", "p 6 -\na 1 1 parent: p\nx 5 1", "apx", items__p__cost=0.0, items__a__inherits=[{"from": "p", "value": 6.0}], certificate=None),
    ranked("4.30", "and is otherwise left out of ranking", "p - -\na 1 1 parent: p\nx 5 1", "xa", unscored=[]),
    row("4.31", "and roadmap", backlog("p - -\na 1 1 parent: p", PLANNING), ROADMAP, **{"placements.*.id": ["a"], "unplaced": []}),
    told("4.32", "Parents form a forest", "a 1 1 parent: b\nb 1 1 parent: a", "PM204", "error"),
    told("4.33", "a cycle through parents and dependencies is a cycle", "p 1 -\na 1 1 parent: p, depends_on: [b]\nb 1 1 depends_on: [p]", "PM201", "error"),
    row("4.34", "What a parent waits for, its children wait for", backlog("k 1 1\np - - depends_on: [k]\na 9 1 parent: p"), RANK, **{ORDER: ["k", "a"], "items.k.inherits": [{"from": "a", "value": 4.0}]}),
    ranked("4.35", "`first` … on a parent act on its children", "p - - decisions: [{verdict: first, because: x}]\na 1 1 parent: p\nb 9 1", "ab"),
    ranked("4.36", "`before` … on a parent", "p - - decisions: [{verdict: before, feature: b, because: x}]\na 1 1 parent: p\nb 9 1", "ab"),
    row("4.37", "a pin … on a parent", backlog("p - - decisions: [{verdict: pin, period: 2026-Q4, because: x}]\na 1 9 parent: p\nb 99 9", PLANNING), ROADMAP, placements__a__period="2026-Q4"),
    row("4.38", "or a deadline on a parent", backlog("p - - deadline: 2027-03-31\na 1 9 parent: p\nb 9 9\nc 9 9", PLANNING), ROADMAP, placements__a__period=lambda found: found in ("2026-Q4", "2027-Q1")),
    ranked("4.39", "A parked or declined child is left out of its parent", "p 6 -\na 1 1 parent: p\nb 1 1 parent: p, status: parked", "ap", items__p__waitsFor=["a"]),
    row("4.40", "and told there", backlog("p 6 -\na 1 1 parent: p\nb 1 1 parent: p, status: parked"), "show p", out=has("b (parked)")),
    row("4.41", "`waitsFor` and `unlocks` name what is ranked", backlog("p - -\na 1 1 parent: p\ny 5 1 depends_on: [p]"), RANK, items__y__waitsFor=["a"], items__a__unlocks=["y"]),
    ranked("4.42", "`first` puts a feature, with what it waits for, ahead of all others", "a 1 9\nb 1 9 depends_on: [a], decisions: [{verdict: first, because: x}]\nc 9 1", "abc"),
    ranked("4.43", "(also where the feature itself is not ranked: what it waits for)", "a 1 9\nb - - depends_on: [a], decisions: [{verdict: first, because: x}]\nc 9 1", "ac"),
    ranked("4.44", "`before` adds an order like a dependency without value flowing", "a 1 9 decisions: [{verdict: before, feature: c, because: x}]\nc 9 1", "ac", items__a__inherits=[], items__a__adjusted=1 / 9, items__c__waitsFor=[]),
    ranked("4.45", "each is shown where it acts", "a 1 9 decisions: [{verdict: first, because: Launch}]\nc 9 1", "ac", items__a__reasons=lambda found: "first" in " ".join(found)),
    ranked("4.46", "Expired ones (`until` before today) do not act", "a 1 9 decisions: [{verdict: first, because: x, until: 2026-09-30}]\nc 9 1", "ca"),
    ranked("4.47", "(on its last day it does)", "a 1 9 decisions: [{verdict: first, because: x, until: 2026-10-01}]\nc 9 1", "ac"),
    ranked("4.48", "of several the latest `on` counts", "a 1 9 decisions: [{verdict: park, because: x, on: 2026-03-01}, {verdict: first, because: x, on: 2026-02-01}]\nc 9 1", "c"),
    ranked("4.49", "the last one in force counts", "a 1 9 decisions: [{verdict: park, because: x, on: 2026-03-01, until: 2026-04-01}, {verdict: first, because: x, on: 2026-02-01}]\nc 9 1", "ac"),
    told("4.50", "Decisions that contradict each other …", "a 1 1 decisions: [{verdict: before, feature: b, because: x}]\nb 1 1 decisions: [{verdict: before, feature: a, because: x}]", "PM206", "error"),
    told("4.51", "or a dependency are errors", "a 1 1 depends_on: [b], decisions: [{verdict: before, feature: b, because: x}]\nb 1 1", "PM206", "error"),
    ranked("4.52", "Soft dependencies never constrain", "a 9 1 depends_on: [{id: b, kind: soft}]\nb 1 1", "ab", items__a__waitsFor=[], items__b__inherits=[]),
    row("4.53", "a soft one that the order or the roadmap breaks is warned about", backlog("a 9 1 depends_on: [{id: b, kind: soft}]\nb 1 1"), CHECK, **{"diagnostics.*.code": has("PM210")}),
    row("4.54", "(one that is kept is not)", backlog("a 1 1 depends_on: [{id: b, kind: soft}]\nb 9 1"), CHECK, **{"diagnostics.*.code": lacks("PM210")}),
    ranked("4.55", "(in-progress work is ranked as all other)", "a 1 1 status: in-progress\nb 9 1", "ba"),
    row("4.56", "`unlocks` … direct, open, hard ones", backlog(CHAIN + "\ne 1 1 depends_on: [c]"), RANK, items__b__unlocks=["c"], items__c__waitsFor=["b"], items__c__unlocks=["e"]),
    row("4.57", "the method's own place", backlog(CHAIN), RANK, items__b__scoreRank=4, items__c__scoreRank=1),
    row("4.58", "an unscored one that nothing needs", backlog(ENABLER), RANK, items__lone=ABSENT),
]  # fmt: skip


@for_each("sentence", ROWS)
def test_order(sentence: Row) -> None:
    prove(sentence)


def drawn(seed: int) -> tuple[Files, Mapping[str, tuple[float, float]], list[tuple[str, str]]]:
    """A small backlog of whole numbers with dependencies."""
    draw = Random(seed)  # noqa: S311 - nothing is secret
    names = draw.sample("abcdef", draw.randint(3, 6))
    features = {name: (float(draw.choice((0, 1, 2, 4, 8))), float(draw.choice((1, 2, 3)))) for name in names}
    arcs = [(one, need) for at, one in enumerate(names) for need in names[:at] if draw.random() < 0.4]
    needs = {name: ", ".join(need for one, need in arcs if one == name) for name in names}
    lines = [
        f"{name} {value:g} {cost:g} depends_on: [{needs[name]}]" for name, (value, cost) in features.items()
    ]
    return backlog("\n".join(lines)), features, arcs


@pytest.mark.parametrize("seeds", [range(30), range(30, 60)], ids=["half", "other half"])
def test_4_2_against_all_there_is(seeds: range) -> None:
    """4.2, 4.5: adjusted scores are unique, small backlogs are optimal, and every row adds up."""
    for seed in seeds:
        files, features, arcs = drawn(seed)
        found = ask((files,), RANK).document
        order = [item["id"] for item in found["items"]]
        assert {item["id"]: item["adjusted"] for item in found["items"]} == pytest.approx(
            oracle.adjusted(features, arcs)
        ), seed
        assert all(order.index(need) < order.index(one) for one, need in arcs), seed
        assert oracle.delay(features, order) == pytest.approx(oracle.cheapest(features, arcs)), seed
        assert found["certificate"]["cost"] == pytest.approx(oracle.delay(features, order)), seed
        assert found["certificate"]["bound"] <= found["certificate"]["cost"] * (1 + 1e-9), seed
        assert all(
            above["adjusted"] >= below["adjusted"] - 1e-9 for above, below in pairwise(found["items"])
        ), seed
        for item in found["items"]:
            flows = sum(flow["value"] for flow in item["inherits"]) - sum(
                flow["value"] for flow in item["owes"]
            )
            assert item["adjusted"] == pytest.approx((item["value"] + flows) / item["cost"]), (
                seed,
                item["id"],
            )
