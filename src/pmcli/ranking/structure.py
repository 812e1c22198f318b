"""The relations between open features: dependencies, parents as containers, decisions about the order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Self

from pmcli.model.backlog import Backlog
from pmcli.model.decision import Decision
from pmcli.model.diagnostic import drawn
from pmcli.model.period import Period
from pmcli.ranking.parents import families, hard_needs
from pmcli.sequencing.graph import Graph, adjacency, in_rounds, reach, walk

Arc = tuple[str, str]
"""A dependent and what it waits for."""
NOT_AWAITED = ("could", "wont")
"""A parent does not wait for children of these MoSCoW classes."""


@dataclass(frozen=True)
class Structure:
    """The open features and the hard constraints between them, parents waiting for their children.

    `arcs` are sorted and told once each. A dependency on a shipped feature is met, one on a parked or
    declined feature constrains nothing: neither is here. What a parent waits for, its children wait for.
    `after` are the orders that `before` decisions add: the first of a pair comes after the second, which was
    decided on; ahead of a parent is ahead of the children it waits for. `first` are the features that a
    decision puts ahead of all.
    """

    ids: tuple[str, ...]
    parents: frozenset[str]
    arcs: tuple[Arc, ...]
    after: tuple[Arc, ...]
    first: tuple[str, ...]
    decisions: dict[str, Decision]

    @classmethod
    def of(cls, backlog: Backlog) -> Self:
        """The structure of a backlog today; worked out once."""
        return backlog.once(cls._of)

    @classmethod
    def _of(cls, backlog: Backlog) -> Self:
        ids = tuple(name for name in backlog.features if backlog.is_open(name))
        children = backlog.children()
        latest = {name: backlog.features[name].decision(backlog.today) for name in ids}
        decisions = {name: decision for name, decision in latest.items() if decision is not None}
        present = set(ids)
        return cls(
            ids=ids,
            parents=frozenset(children),
            arcs=(arcs := tuple(sorted(set(_arcs(backlog, ids, children, present))))),
            after=tuple(sorted(set(_after(backlog, decisions, arcs)))),
            first=tuple(name for name, decision in decisions.items() if decision.verdict == "first"),
            decisions=decisions,
        )

    @cached_property
    def graph(self) -> Graph:
        """The open features and the arcs between them."""
        return Graph.of(self.ids, self.arcs)

    @cached_property
    def _cycles(self) -> tuple[tuple[str, ...], ...]:
        return self.graph.cycles()

    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """The cycles through dependencies and parents, each once, from its smallest id."""
        return self._cycles

    @cached_property
    def contradictions(self) -> tuple[tuple[str, ...], ...]:
        """The cycles that come in with `before` decisions, each once, from its smallest id."""
        if not self.after:
            return ()
        known = set(self.cycles())
        cycles = Graph.of(self.ids, (*self.arcs, *self.after)).cycles()
        return tuple(cycle for cycle in cycles if cycle not in known)

    def between(self, kept: Iterable[str]) -> tuple[Arc, ...]:
        """The arcs between the features kept, those through parents that are not kept drawn together."""
        stay = set(kept)
        needs = adjacency(self.arcs)
        hidden = self.parents.difference(stay)
        awaited = {need for name in stay for need in needs.get(name, ()) if need in hidden} if hidden else ()
        behind_parents = _behind_parents(sorted(awaited), hidden, needs)
        between: set[Arc] = set()
        for dependent in stay:
            for need in needs.get(dependent, ()):
                behind = stay.intersection(behind_parents.get(need, (need,)))
                between.update((dependent, other) for other in behind)
        return tuple(sorted(between))

    @cached_property
    def _decided_needs(self) -> dict[str, list[str]]:
        """What each has to come after, for a dependency or for a decision."""
        return adjacency((*self.arcs, *self.after))

    def orders(self, kept: Iterable[str]) -> dict[str, tuple[Arc, ...]]:
        """The orders among the features kept that each `before` decision adds, by the feature decided on.

        They are drawn through what is not kept: of a parent the children, of what is unscored that which it
        waits for.
        """
        if not self.after:
            return {}
        stay = set(kept)
        sooner = {name: needs for name, needs in self._decided_needs.items() if name not in stay}
        later = adjacency(
            (need, name) for name, needs in self._decided_needs.items() for need in needs if need not in stay
        )
        pairs: dict[str, set[Arc]] = {}
        for dependent, decided in self.after:
            behind = stay & {*walk((decided,), sooner)}
            before = stay & {*walk((dependent,), later)}
            pairs.setdefault(decided, set()).update((each, need) for each in before for need in behind)
        return {name: tuple(sorted(each)) for name, each in sorted(pairs.items()) if each}

    @cached_property
    def ahead(self) -> frozenset[str]:
        """The features that go ahead of all others: those decided first, and what they come after."""
        return frozenset(walk(self.first, self._decided_needs)) if self.first else frozenset()

    @cached_property
    def goes_ahead_for(self) -> dict[str, list[str]]:
        """For each that goes ahead of all others those decided first for which it does, in their order."""
        found: dict[str, list[str]] = {}
        for name in self.first:
            for ahead in walk((name,), self._decided_needs):
                found.setdefault(ahead, []).append(name)
        return found

    def dependents(self) -> dict[str, int]:
        """The number of open features that wait for each, also through others; parents are not counted.

        There must be no cycles.
        """
        return self.graph.dependent_counts(self.parents.intersection(self.ids))


def _arcs(
    backlog: Backlog, ids: tuple[str, ...], children: Mapping[str, tuple[str, ...]], present: set[str]
) -> Iterator[Arc]:
    needs = hard_needs(backlog)
    for name in ids:
        for need in needs[name]:
            if need in present:
                yield name, need
        for child in children.get(name, ()):
            if child in present and backlog.features[child].moscow not in NOT_AWAITED:
                yield name, child


def _after(
    backlog: Backlog,
    decisions: dict[str, Decision],
    arcs: tuple[Arc, ...],
) -> Iterator[Arc]:
    """The pairs of `before` decisions; of one ahead of a parent also those with the parts it waits for."""
    parts = adjacency(arc for arc in arcs if backlog.features[arc[1]].parent == arc[0])
    above = families(backlog)
    for name, decision in decisions.items():
        other = str(decision.feature)
        if decision.verdict != "before" or other not in backlog.features or not backlog.is_open(other):
            continue
        yield other, name
        if not above.is_above(other, name):
            yield from ((part, name) for part in reach((other,), parts))


def _behind_parents(
    awaited: Iterable[str], hidden: Collection[str], needs: Mapping[str, list[str]]
) -> dict[str, frozenset[str]]:
    """The features that are waited for behind hidden parents: those awaited, and the ones inside them."""
    inside = {name: [need for need in needs.get(name, ()) if need in hidden] for name in hidden}
    within = walk(awaited, inside)
    behind: dict[str, frozenset[str]] = {}
    for parent in in_rounds(within, ((outer, need) for outer in within for need in inside[outer])):
        own = frozenset(needs.get(parent, ())).difference(hidden)
        parts = [part for part in (own, *(behind[need] for need in inside[parent])) if part]
        behind[parent] = parts[0] if len(parts) == 1 else frozenset().union(*parts)
    return behind


def contradictions(backlog: Backlog) -> Iterator[tuple[str, int, str]]:
    """Decisions that cannot be kept: the feature, the number of the decision in it, and why."""
    structure = Structure.of(backlog)
    yield from _broken_orders(backlog, structure)
    yield from _broken_pins(backlog, structure)


def _number(backlog: Backlog, feature: str, decision: Decision) -> int:
    return next(number for number, made in enumerate(backlog.features[feature].decisions) if made is decision)


def _broken_orders(backlog: Backlog, structure: Structure) -> Iterator[tuple[str, int, str]]:
    """`before` decisions that run against a dependency or another `before`."""
    for cycle in structure.contradictions:
        ring = [*cycle, cycle[0]]
        turns = [(need, name) for name, need in pairwise(ring) if (name, need) in structure.after]
        if not turns:
            continue
        feature, _ = min(turns)
        decision = structure.decisions[feature]
        message = (
            f'"{feature}" before "{decision.feature}" contradicts the order they must have: {drawn(cycle)}'
        )
        yield feature, _number(backlog, feature, decision), message


def _broken_pins(backlog: Backlog, structure: Structure) -> Iterator[tuple[str, int, str]]:
    """Pins to a period before that of a pin they wait for, or are decided to come after."""
    pins: dict[str, Period] = {
        name: decision.period
        for name, decision in structure.decisions.items()
        if decision.verdict == "pin" and decision.period is not None
    }
    if len(pins) < 2:
        return
    after = () if structure.contradictions else structure.after  # those are told already
    graph = Graph.of(structure.ids, (*structure.arcs, *after)) if after else structure.graph
    latest: dict[str, tuple[Period, str]] = {}
    for name in graph.order():
        behind = [latest[need] for need in graph.prerequisites(name) if need in latest]
        behind += [(pins[need], need) for need in graph.prerequisites(name) if need in pins]
        if behind:
            latest[name] = max(behind)
        if name in pins and name in latest and latest[name][0] > pins[name]:
            period, need = latest[name]
            message = f'"{name}" is pinned to {pins[name]}, but waits for "{need}", pinned to {period}'
            yield name, _number(backlog, name, structure.decisions[name]), message
