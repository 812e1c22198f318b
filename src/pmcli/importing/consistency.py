"""Drafts made to stand together: no cycles, no efforts of containers, nothing waits for the declined."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any, Final

from pmcli.importing.depth import too_deep
from pmcli.importing.fitting import Fitted
from pmcli.importing.sources import ImportFinding
from pmcli.importing.sources.plain_values import id_in
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import drawn
from pmcli.model.feature import OPEN, Feature

RESTARTS: Final = 200
"""Searches at most, one more after each cycle that an arc of the workspace closes."""
SHOWN: Final = 40
"""A cycle of more features is not kept whole."""
Arc = tuple[str, str]
_Said = dict[Arc, tuple[Arc, ...]]
"""What a feature waits for as its parent does: the arcs that say so, of the parent and of its parts."""


def sound(drafts: Sequence[Fitted], backlog: Backlog, findings: list[ImportFinding]) -> list[Fitted]:
    """The drafts without what would make the backlog contradict itself; what is dropped is told."""
    deep = too_deep(drafts, backlog, findings)
    drafts = [_without(fitted, set(), {"parent"}) if fitted.id in deep else fitted for fitted in drafts]
    places = {fitted.id: fitted.draft.place for fitted in drafts}
    merged = {**backlog.features, **{fitted.id: fitted.stands for fitted in drafts}}
    records = dict(sorted(merged.items()))  # so that the next import cuts at the same places
    needs: dict[str, set[str]] = {}
    orphans: set[str] = set()
    shared = {fitted.id for fitted in drafts if _has_another_source(fitted, backlog)}
    cuts = _cuts(records, set(places), backlog, shared)
    for (dependent, prerequisite), ring in sorted({**cuts.needs, **cuts.arcs}.items()):
        owner, left = dependent, []
        if dependent in places and prerequisite in records[dependent].prerequisites():
            needs.setdefault(dependent, set()).add(prerequisite)
            left.append(f"{dependent} waits for {prerequisite}")
        if (dependent, prerequisite) in cuts.arcs and records[prerequisite].parent == dependent:
            orphans.add(prerequisite)
            owner = prerequisite
            left.append(f"{prerequisite} is part of {dependent}")
        message = f"these wait for one another: {drawn(ring)}; left out is that {' and that '.join(left)}"
        findings.append(ImportFinding(places[owner], message, is_cycle=True))
    whole = {fitted.id for fitted in drafts if _keeps_its_effort(fitted, backlog)}
    bare = places.keys() - whole
    parents = {record.parent for name, record in records.items() if name not in orphans} - whole
    awaited = {
        need: name
        for name, record in backlog.features.items()
        if (name not in places or name in shared) and records[name].status_on(backlog.today) in OPEN
        for need in record.prerequisites()
    }
    done = []
    for fitted in drafts:
        is_put_away = fitted.id not in shared or backlog.status(fitted.id) != "declined"
        if fitted.stands.status == "declined" and fitted.id in awaited and is_put_away:
            message = f'"{awaited[fitted.id]}" waits for it here: parked, not declined'
            findings.append(ImportFinding(fitted.draft.place, message))
            parked = fitted.record.model_copy(update={"status": "parked"})
            standing = fitted.standing and fitted.standing.model_copy(update={"status": "parked"})
            data = {**fitted.data, "status": "parked"}
            fitted = replace(fitted, data=data, record=parked, standing=standing)
        gone = needs.get(fitted.id, set()) | _never(fitted, records, backlog, findings)
        is_orphan = fitted.id in orphans or _has_effort_here(fitted, bare, backlog, findings)
        drop = {"parent"} if is_orphan else set()
        if fitted.id in parents and {"effort", "remaining"} & fitted.data.keys():
            drop |= {"effort", "remaining"} & fitted.data.keys()
            findings.append(
                ImportFinding(fitted.draft.place, "it has parts, which carry its effort: its own is left out")
            )
        done.append(_without(fitted, gone, drop) if gone or drop else fitted)
    return done


def _keeps_its_effort(fitted: Fitted, backlog: Backlog) -> bool:
    """Whether a feature that is here carries an effort that is not this source's alone to take away."""
    if fitted.is_new or not _has_effort(backlog.features[fitted.id]):
        return False
    return _has_another_source(fitted, backlog) or "effort" in fitted.held


def _has_another_source(fitted: Fitted, backlog: Backlog) -> bool:
    return not fitted.is_new and (fitted.is_linked or len(backlog.features[fitted.id].links) > 1)


def _has_effort(feature: Feature) -> bool:
    return bool(feature.effort or feature.remaining)


def _has_effort_here(
    fitted: Fitted, given: Collection[str], backlog: Backlog, findings: list[ImportFinding]
) -> bool:  # fmt: skip
    """Whether its parent carries an effort here that it keeps, and so can have no parts.

    The efforts of those that are `given` may go.
    """
    parent = fitted.stands.parent
    if parent is None or parent in given or parent not in backlog.features:
        return False
    if not fitted.is_new and backlog.features[fitted.id].parent == parent:
        return False
    if not _has_effort(backlog.features[parent]):
        return False
    findings.append(ImportFinding(fitted.draft.place, f'parent: "{parent}" carries an effort here; left out'))
    return True


def _never(
    fitted: Fitted, records: Mapping[str, Feature], backlog: Backlog, findings: list[ImportFinding]
) -> set[str]:  # fmt: skip
    """The features that it waits for and that will never be there."""
    if fitted.stands.status_on(backlog.today) not in OPEN:
        return set()
    never = set()
    known = backlog.features[fitted.id].prerequisites() if _has_another_source(fitted, backlog) else ()
    for need in fitted.stands.prerequisites():
        other = None if need in known else records.get(need)
        if other is not None and other.status_on(backlog.today) == "declined":
            findings.append(ImportFinding(fitted.draft.place, f'depends_on: "{need}" is declined; left out'))
            never.add(need)
    return never


def _without(fitted: Fitted, needs: set[str], keys: set[str]) -> Fitted:
    data: dict[str, Any] = {key: value for key, value in fitted.data.items() if key not in keys}
    update: dict[str, Any] = dict.fromkeys(keys)
    if needs:
        kept = [need for need in fitted.record.depends_on if need.id not in needs]
        data["depends_on"] = [text for text in data.get("depends_on", []) if id_in(text) not in needs]
        update["depends_on"] = tuple(kept)
        if not data["depends_on"]:
            del data["depends_on"]
    return replace(fitted, data=data, record=fitted.record.model_copy(update=update))


# --- cycles ---


@dataclass(frozen=True, slots=True)
class _Cuts:
    """Arcs that drafts must give up, each with the cycle it closed.

    An arc is (dependent, prerequisite); a parent depends on its children, for it waits for them, and they
    wait for what it waits for. Of `arcs`
    all is given up, of `needs` only what is said in depends_on. What is `standing` in
    the workspace already is not given up.
    """

    existing: frozenset[Arc] = frozenset()
    arcs: dict[Arc, tuple[str, ...]] = field(default_factory=dict)
    needs: dict[Arc, tuple[str, ...]] = field(default_factory=dict)


def _existing(backlog: Backlog) -> frozenset[Arc]:
    """The arcs between features as they are here."""
    existing = set()
    for name, record in backlog.features.items():
        existing |= {(name, need) for need in record.prerequisites()}
        if record.parent is not None:
            existing.add((record.parent, name))
    return frozenset(existing)


def _cuts(records: Mapping[str, Feature], ours: set[str], backlog: Backlog, shared: Collection[str]) -> _Cuts:
    """The arcs that drafts give up so that nothing waits for itself: only what they say, nobody else's.

    What is `shared` waits for its new parent by another source's word, and does without that parent.
    """
    cuts = _Cuts(_existing(backlog))
    for name in sorted(ours):
        parent = records[name].parent
        if parent is not None and parent in records[name].prerequisites():
            is_new = name in shared and (parent, name) not in cuts.existing
            given_up = cuts.arcs if is_new else cuts.needs
            given_up[(parent, name) if is_new else (name, parent)] = (name, parent)
    for _ in range(RESTARTS):
        if not _search(records, ours, cuts, backlog.today):
            break
    return cuts


def _owned(arc: Arc, records: Mapping[str, Feature], ours: set[str], cuts: _Cuts) -> bool:
    """Whether only drafts say so."""
    if arc in cuts.existing or arc in cuts.arcs:
        return False
    dependent, prerequisite = arc
    is_need = prerequisite in records[dependent].prerequisites() and arc not in cuts.needs
    is_part = records[prerequisite].parent == dependent
    return (
        (is_need or is_part) and (not is_need or dependent in ours) and (not is_part or prerequisite in ours)
    )


def _search(records: Mapping[str, Feature], ours: set[str], cuts: _Cuts, today: date) -> bool:
    """Go through everything depth first, cut what leads back; True where it must be done again."""
    needs, said = _arcs(records, cuts, today)
    state: dict[str, int] = {}
    for start in sorted(records):
        if start in state:
            continue
        path: list[str] = [start]
        at = {start: 0}
        waiting = [iter(needs[start])]
        state[start] = 1
        while waiting:
            following = next(waiting[-1], None)
            if following is None:
                state[path.pop()] = 2
                waiting.pop()
            elif following not in state:
                state[following] = 1
                at[following] = len(path)
                path.append(following)
                waiting.append(iter(needs[following]))
            elif state[following] == 1 and _cut(path, at[following], records, ours, cuts, said):
                return True
    return False


def _cut(
    path: list[str], at: int, records: Mapping[str, Feature], ours: set[str], cuts: _Cuts, said: _Said
) -> bool:  # fmt: skip
    """Cut an arc of the cycle that the end of the way leads back into; True where it was not the last one."""
    closing = (path[-1], path[at])
    ring = tuple(path[at:]) if len(path) - at <= SHOWN else (*path[at : at + 6], "…", *path[-6:])
    for arc in (closing, *pairwise(path[at:])):
        for own in (arc, *said.get(arc, ())):
            if _owned(own, records, ours, cuts):
                cuts.arcs[own] = ring
                return own != closing or closing in said
    return False


def _arcs(records: Mapping[str, Feature], cuts: _Cuts, today: date) -> tuple[dict[str, list[str]], _Said]:
    """What each waits for, and of what it waits for through its parents the arcs that say so."""
    own = {
        name: [
            need for need in record.prerequisites()
            if need in records and (name, need) not in cuts.arcs and (name, need) not in cuts.needs
        ]
        for name, record in records.items()
    }  # fmt: skip
    needs = {name: list(mine) for name, mine in own.items()}
    said: _Said = {}
    is_open = {name: record.status_on(today) in OPEN for name, record in records.items()}
    parents = {
        name: None if (record.parent, name) in cuts.arcs else record.parent
        for name, record in records.items()
    }
    chains = {name: _chain(name, parents) for name in records}
    for name, chain in chains.items():
        if (parent := parents[name]) in records:
            needs[str(parent)].append(name)
        links = [*pairwise((name, *chain))] if is_open[name] else []
        for number, (_, above) in enumerate(links):
            for need in own[above] if is_open[above] else ():
                if need != name and above not in chains[need]:
                    parts = [(whole, part) for part, whole in links[: number + 1]]
                    said.setdefault((name, need), ((above, need), *parts))
                    needs[name].append(need)
    return needs, said


def _chain(name: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """The parent of a feature, the parent of that and so on; those of a cycle once, and without itself."""
    chain: dict[str, None] = {}
    parent = parents[name]
    while parent in parents and parent != name and parent not in chain:
        chain[str(parent)] = None
        parent = parents[str(parent)]
    return tuple(chain)
