"""Drafts made to stand together: no cycles, no efforts of containers, nothing waits for the declined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final

from pmcli.importing.fitting import Fitted
from pmcli.importing.sources import ImportFinding
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import drawn
from pmcli.model.feature import OPEN, Feature

RESTARTS: Final = 200
"""So often a cycle that an arc of the workspace closes is looked for anew."""
SHOWN: Final = 40
"""A cycle of more features is not kept whole."""
Arc = tuple[str, str]


def sound(found: Sequence[Fitted], backlog: Backlog, findings: list[ImportFinding]) -> list[Fitted]:
    """The drafts without what would make the backlog contradict itself; what is dropped is told."""
    places = {one.id: one.draft.place for one in found}
    merged = {**backlog.features, **{one.id: one.record for one in found}}
    records = dict(sorted(merged.items()))  # so that the next import cuts at the same places
    needs: dict[str, set[str]] = {}
    orphans: set[str] = set()
    cuts = _cuts(records, set(places), _standing(backlog))
    for (dependent, prerequisite), ring in sorted({**cuts.needs, **cuts.arcs}.items()):
        owner = dependent
        if dependent in places and prerequisite in records[dependent].prerequisites():
            needs.setdefault(dependent, set()).add(prerequisite)
        if (dependent, prerequisite) in cuts.arcs and records[prerequisite].parent == dependent:
            orphans.add(prerequisite)
            owner = prerequisite
        message = f"these wait for one another: {drawn(ring)}; one is left out"
        findings.append(ImportFinding(places[owner], message, is_cycle=True))
    parents = {record.parent for name, record in records.items() if name not in orphans}
    awaited = {
        need: name
        for name, record in backlog.features.items()
        if name not in places and backlog.is_open(name)
        for need in record.prerequisites()
    }
    done = []
    for one in found:
        if one.record.status == "declined" and one.id in awaited:
            findings.append(
                ImportFinding(one.draft.place, f'"{awaited[one.id]}" waits for it here: parked, not declined')
            )
            parked = one.record.model_copy(update={"status": "parked"})
            one = replace(one, data={**one.data, "status": "parked"}, record=parked)
        gone = needs.get(one.id, set()) | _never(one, records, backlog, findings)
        drop = {"parent"} if one.id in orphans or _has_effort_here(one, places, backlog, findings) else set()
        if one.id in parents and {"effort", "remaining"} & one.data.keys():
            drop |= {"effort", "remaining"} & one.data.keys()
            findings.append(
                ImportFinding(one.draft.place, "it has parts, which carry its effort: its own is left out")
            )
        done.append(_without(one, gone, drop) if gone or drop else one)
    return done


def _has_effort_here(
    fitted: Fitted, places: Mapping[str, str], backlog: Backlog, findings: list[ImportFinding]
) -> bool:  # fmt: skip
    """Whether its parent is a feature of the workspace that carries an effort, and so can have no parts."""
    parent = fitted.record.parent
    if parent is None or parent in places or parent not in backlog.features:
        return False
    if not (backlog.features[parent].effort or backlog.features[parent].remaining):
        return False
    findings.append(ImportFinding(fitted.draft.place, f'parent: "{parent}" carries an effort here; left out'))
    return True


def _never(
    fitted: Fitted, records: Mapping[str, Feature], backlog: Backlog, findings: list[ImportFinding]
) -> set[str]:  # fmt: skip
    """What it waits for and will never be there."""
    if fitted.record.status_on(backlog.today) not in OPEN:
        return set()
    never = set()
    for need in fitted.record.prerequisites():
        other = records.get(need)
        if other is not None and other.status_on(backlog.today) == "declined":
            findings.append(ImportFinding(fitted.draft.place, f'depends_on: "{need}" is declined; left out'))
            never.add(need)
    return never


def _without(fitted: Fitted, needs: set[str], keys: set[str]) -> Fitted:
    data: dict[str, Any] = {key: value for key, value in fitted.data.items() if key not in keys}
    update: dict[str, Any] = dict.fromkeys(keys)
    if needs:
        kept = [need for need in fitted.record.depends_on if need.id not in needs]
        data["depends_on"] = [
            text
            for text in data.get("depends_on", [])
            if (text["id"] if isinstance(text, dict) else text) not in needs
        ]
        update["depends_on"] = tuple(kept)
        if not data["depends_on"]:
            del data["depends_on"]
    return replace(fitted, data=data, record=fitted.record.model_copy(update=update))


# --- cycles ---


@dataclass(frozen=True, slots=True)
class _Cuts:
    """What drafts must give up, each with the cycle it closed.

    An arc is (dependent, prerequisite); a parent depends on its children, for it waits for them. Of `arcs`
    all is given up, of `needs` only what is said in depends_on. What is `standing` in
    the workspace already is not given up.
    """

    standing: frozenset[Arc] = frozenset()
    arcs: dict[Arc, tuple[str, ...]] = field(default_factory=dict)
    needs: dict[Arc, tuple[str, ...]] = field(default_factory=dict)


def _standing(backlog: Backlog) -> frozenset[Arc]:
    """What waits for what as it is here."""
    standing = set()
    for name, record in backlog.features.items():
        standing |= {(name, need) for need in record.prerequisites()}
        if record.parent is not None:
            standing.add((record.parent, name))
    return frozenset(standing)


def _cuts(records: Mapping[str, Feature], ours: set[str], standing: frozenset[Arc]) -> _Cuts:
    """What drafts must give up so that nothing waits for itself: only what they say, nobody else's."""
    cuts = _Cuts(standing)
    for name in sorted(ours):
        parent = records[name].parent
        if parent is not None and parent in records[name].prerequisites():
            cuts.needs[name, parent] = (name, parent)
    for _ in range(RESTARTS):
        if not _search(records, ours, cuts):
            break
    return cuts


def _owned(arc: Arc, records: Mapping[str, Feature], ours: set[str], cuts: _Cuts) -> bool:
    """Whether only drafts say so."""
    if arc in cuts.standing:
        return False
    dependent, prerequisite = arc
    is_need = prerequisite in records[dependent].prerequisites() and arc not in cuts.needs
    is_part = records[prerequisite].parent == dependent
    return (
        (is_need or is_part) and (not is_need or dependent in ours) and (not is_part or prerequisite in ours)
    )


def _search(records: Mapping[str, Feature], ours: set[str], cuts: _Cuts) -> bool:
    """Go through everything depth first, cut what leads back; True where it must be done again."""
    needs = _arcs(records, cuts)
    state: dict[str, int] = {}
    for start in sorted(records):
        if start in state:
            continue
        way: list[str] = [start]
        at = {start: 0}
        waiting = [iter(needs[start])]
        state[start] = 1
        while waiting:
            following = next(waiting[-1], None)
            if following is None:
                state[way.pop()] = 2
                waiting.pop()
            elif following not in state:
                state[following] = 1
                at[following] = len(way)
                way.append(following)
                waiting.append(iter(needs[following]))
            elif state[following] == 1 and _cut(way, at[following], records, ours, cuts):
                return True
    return False


def _cut(way: list[str], at: int, records: Mapping[str, Feature], ours: set[str], cuts: _Cuts) -> bool:
    """Cut an arc of the cycle that the end of the way leads back into; True where it was not the last one."""
    closing = (way[-1], way[at])
    ring = tuple(way[at:]) if len(way) - at <= SHOWN else (*way[at : at + 6], "…", *way[-6:])
    if _owned(closing, records, ours, cuts):
        cuts.arcs[closing] = ring
        return False
    owned = next((arc for arc in pairwise(way[at:]) if _owned(arc, records, ours, cuts)), None)
    if owned is None:
        return False
    cuts.arcs[owned] = ring
    return True


def _arcs(records: Mapping[str, Feature], cuts: _Cuts) -> dict[str, list[str]]:
    needs: dict[str, list[str]] = {name: [] for name in records}
    for name, record in records.items():
        for need in record.prerequisites():
            if need in records and (name, need) not in cuts.arcs and (name, need) not in cuts.needs:
                needs[name].append(need)
        parent = record.parent
        if parent is not None and parent in records and (parent, name) not in cuts.arcs:
            needs[parent].append(name)
    return needs
