"""Rules about relations listed twice, implied by others, or that exclude one another."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.checks.rule import Finding, Repair, Rule
from pmcli.checks.shared import ranking_of
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.feature import Dependency, Feature
from pmcli.model.figure import ordinal
from pmcli.ranking.parents import excluding
from pmcli.ranking.structure import Structure
from pmcli.sequencing.ways import implied, ways


def duplicates(backlog: Backlog) -> Iterator[Finding]:
    """Features, problems, tags and segments listed twice in one list."""
    for feature in backlog.features.values():
        if len(feature.depends_on) > 1:
            yield from _twice_needed(feature)
        for key in ("conflicts_with", "solves", "tags", "segments"):
            listed: set[str] = set()
            for number, name in enumerate(getattr(feature, key)):
                if name in listed:
                    yield _twice(feature, (key, number), name)
                listed.add(name)


def _twice_needed(feature: Feature) -> Iterator[Finding]:
    first: dict[str, tuple[int, Dependency]] = {}
    for number, need in enumerate(feature.depends_on):
        before, other = first.setdefault(need.id, (number, need))
        if before == number:
            continue
        weaker = number if _strength(other) >= _strength(need) else before
        yield _twice(feature, ("depends_on", weaker), need.id)
        if weaker == before:
            first[need.id] = (number, need)


def _strength(need: Dependency) -> tuple[bool, int]:
    return need.kind == "hard", need.lag


def _twice(feature: Feature, keys: Keys, name: str) -> Finding:
    repair = Repair("drop the second one", "drop", keys)
    return Finding(feature.id, keys, f'"{name}" is listed twice', "drop one of the two", repair=repair)


def redundant(backlog: Backlog) -> Iterator[Finding]:
    """Hard dependencies that a longer chain of open features implies already."""
    if Structure.of(backlog).cycles():
        return
    needs: dict[str, dict[str, int]] = {}
    for feature in backlog.features.values():
        lags = needs.setdefault(feature.id, {}) if backlog.is_open(feature.id) else {}
        for need in feature.depends_on:
            if need.kind == "hard" and need.id in backlog.features:
                lags[need.id] = max(need.lag, lags.get(need.id, 0))
    chains = implied(needs)
    for feature in backlog.features.values() if chains else ():
        for number, need in enumerate(feature.depends_on):
            chain = chains.pop((feature.id, need.id), None) if need.kind == "hard" else None
            if chain is not None:
                keys: Keys = ("depends_on", number)
                message = f'"{need.id}" is implied already: {" -> ".join(chain)}'
                repair = Repair("drop the dependency", "drop", keys)
                yield Finding(feature.id, (*keys, "id"), message, "drop it", repair=repair)


def excluded(backlog: Backlog) -> Iterator[Finding]:
    """Features in conflict with something they wait for, or with themselves: they can never be placed."""
    structure = Structure.of(backlog)
    listed = [
        (feature.id, number, _pairs(backlog, feature.id, other))
        for feature in backlog.features.values() for number, other in enumerate(feature.conflicts_with)
    ]  # fmt: skip
    if structure.cycles() or not listed:
        return
    needs: dict[str, dict[str, int]] = {}
    for dependent, need in structure.arcs:
        needs.setdefault(dependent, {})[need] = 0
    chains = ways([pair for _, _, pairs in listed for pair in pairs], needs)
    for name, number, pairs in listed:
        keys: Keys = ("conflicts_with", number)
        if not pairs:
            yield Finding(name, keys, f'"{name}" excludes itself', "drop it")
        elif chain := next((chains[pair] for pair in pairs if pair in chains), None):
            message = f'"{chain[0]}" waits for what it excludes: {" -> ".join(chain)}'
            yield Finding(name, keys, message, "drop the conflict, or the dependency")


def _pairs(backlog: Backlog, name: str, other: str) -> list[tuple[str, str]]:
    """The features of which none may wait for the other, both ways: these, and parts of these; () of one."""
    if name == other:
        return []
    pairs = [(name, other), *excluding(backlog, name, other)]
    return [pair for one, two in pairs for pair in ((one, two), (two, one))]


def broken_wishes(backlog: Backlog) -> Iterator[Finding]:
    """Soft dependencies that the order of the ranking breaks."""
    soft = [
        (feature.id, number, need.id)
        for feature in backlog.features.values() if backlog.is_open(feature.id)
        for number, need in enumerate(feature.depends_on) if need.kind == "soft"
    ]  # fmt: skip
    if not soft or Structure.of(backlog).cycles():
        return
    ranking = ranking_of(backlog)
    ranks = {item.id: item.rank for item in ranking.items} if ranking is not None else {}
    for name, number, need in soft:
        if name in ranks and need in ranks and ranks[name] < ranks[need]:
            mine, its = ordinal(ranks[name]), ordinal(ranks[need])
            message = f'"{name}" ranks {mine}, ahead of "{need}" ({its}), which it would like first'
            yield Finding(name, ("depends_on", number), message, "if it must wait, make the dependency hard")


RULES = (
    Rule(
        "PM207", "duplicate-entry", "warning",
        "What is listed twice is changed once, and then says two things.",
        duplicates,
    ),
    Rule(
        "PM208", "redundant-dependency", "info",
        "A dependency that a chain implies hides what really waits for what, and outlives the chain.",
        redundant,
    ),
    Rule(
        "PM209", "conflicting-dependency", "error",
        "What excludes something it waits for can never be delivered.",
        excluded,
    ),
    Rule(
        "PM210", "broken-wish", "info",
        "A soft dependency only wishes: whoever counts on it should know that the order does otherwise.",
        broken_wishes,
    ),
)  # fmt: skip
