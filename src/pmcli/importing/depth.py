"""Parents that stand so deep within others that nobody means it: they are left out, and told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from pmcli.importing.fitting import Fitted
from pmcli.importing.sources import ImportFinding
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import drawn

DEEPEST: Final = 100
"""Parents above a feature at most; without a bound long chains cost the square of their length."""


def too_deep(drafts: Sequence[Fitted], backlog: Backlog, findings: list[ImportFinding]) -> set[str]:
    """The drafts that give up their parents, so that none stands deeper than others may; each is told."""
    stands = {**backlog.features, **{fitted.id: fitted.stands for fitted in drafts}}
    parents = {name: record.parent for name, record in sorted(stands.items())}
    ours = {
        fitted.id: fitted.draft.place for fitted in drafts
        if fitted.is_new or backlog.features[fitted.id].parent != fitted.stands.parent
    }  # fmt: skip
    cut = _cut(parents, ours)
    for name, ring in sorted(cut.items()):
        message = (
            f"these wait for one another: {drawn((*ring[:6], '…', *ring[-6:]))}; one is left out"
            if ring
            else f'parent: "{parents[name]}" has {DEEPEST:,} parents above it; left out'
        )
        findings.append(ImportFinding(ours[name], message, is_cycle=bool(ring)))
    return set(cut)


def _cut(parents: Mapping[str, str | None], ours: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The features, of ours, above which too many parents stand; or the long ring that each closes."""
    depths: dict[str, int] = {}
    cut: dict[str, tuple[str, ...]] = {}
    for start in parents:
        way, ring = _way(start, parents, depths)
        mine = [name for name in ring if name in ours] if len(ring) > DEEPEST else []
        if mine:
            first = ring.index(min(mine))
            ring = (*ring[first:], *ring[:first])
            cut[ring[0]] = ring
            way, ring = [*way, *ring[1:]], ring[:1]
        depths |= dict.fromkeys(ring, 0)
        for name in reversed(way):
            depths[name] = depths.get(str(parents[name]), -1) + 1
            if depths[name] > DEEPEST and name in ours:
                cut[name], depths[name] = (), 0
    return cut


def _way(
    start: str, parents: Mapping[str, str | None], known: Collection[str]
) -> tuple[list[str], tuple[str, ...]]:  # fmt: skip
    """The features from one up to the highest that is not known yet; and the ring at its end, if any."""
    way: dict[str, None] = {}
    at: str | None = start
    while at in parents and at not in known and at not in way:
        way[str(at)] = None
        at = parents[str(at)]
    listed = list(way)
    first = listed.index(str(at)) if at in way else len(listed)
    return listed[:first], tuple(listed[first:])
