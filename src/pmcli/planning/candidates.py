"""The features that a plan has to answer for, with the effort that each takes of teams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from pmcli.model.backlog import Backlog
from pmcli.model.decision import Decision
from pmcli.model.efforts import NO_TEAM
from pmcli.model.estimate import Estimate
from pmcli.model.feature import Feature
from pmcli.model.reason import Kind, Reason
from pmcli.planning.horizon import Horizon
from pmcli.ranking import Ranking
from pmcli.ranking.parents import PUT_AWAY, all_put_away_above, exclusions, hard_needs
from pmcli.ranking.structure import Structure
from pmcli.sequencing.graph import adjacency, reach

Efforts = Mapping[str, float]
"""Mean effort by team, in the effort unit."""


@dataclass(frozen=True)
class Candidates:
    """The features that a plan has to answer for, in id order.

    `efforts` are those of the ones that could be placed; `refused` says of the others why not. `assumed` are
    those whose effort is the median. `arcs` are (dependent, prerequisite, lag) between candidates, sorted;
    `working` are those in progress with all they wait for, `ahead` those decided first, or of an expedite
    profile, likewise. `shown` are those a reader is told of: parents only with a value or a promise.
    """

    ids: tuple[str, ...]
    efforts: Mapping[str, Efforts]
    refused: Mapping[str, Reason]
    assumed: frozenset[str]
    arcs: tuple[tuple[str, str, int], ...]
    working: frozenset[str]
    ahead: frozenset[str]
    shown: frozenset[str]
    decisions: Mapping[str, Decision]

    @classmethod
    def of(cls, backlog: Backlog, ranking: Ranking, horizon: Horizon) -> Candidates:
        """The candidates of a backlog: what is ranked, what is promised, and what those wait for."""
        structure = Structure.of(backlog)
        ranked = {item.id for item in ranking.items}
        promised = {name for name in structure.ids if _is_promised(backlog, structure, horizon, name)}
        promised |= _agreed(backlog, structure)
        chosen = ranked | promised
        ids = sorted(chosen | reach(chosen, adjacency(structure.arcs)))
        candidates = set(ids)
        arcs = _arcs(backlog, structure, candidates)
        needs = adjacency((dependent, need) for dependent, need, _ in arcs)
        working = {name for name in ids if _is_at_work(backlog, structure, name)}
        working |= reach(working, needs)
        first = {name for name in ids if name in structure.ahead}
        if ranking.model.name == "cd3":
            first |= {name for name in ids if _is_expedite(backlog.features[name])}
        typical = _typical(backlog, structure) if backlog.workspace.roadmap.unestimated == "median" else None
        efforts: dict[str, Efforts] = {}
        refused: dict[str, Reason] = {}
        assumed = set()
        for name in ids:
            answer = _effort(backlog, structure, name, typical)
            if isinstance(answer, Reason):
                refused[name] = answer
            else:
                efforts[name], is_assumed = answer
                if is_assumed:
                    assumed.add(name)
        refused.update(_refused(backlog, candidates))
        refused |= {name: Reason("idea") for name in _ideas(backlog, ids, refused, promised, needs)}
        return cls(
            tuple(ids), efforts, refused, frozenset(assumed), arcs, frozenset(working),
            frozenset(first | reach(first, needs)),
            frozenset(name for name in ids if name in chosen or name not in structure.parents),
            structure.decisions,
        )  # fmt: skip

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """`arcs` without their lags: (dependent, prerequisite), sorted."""
        return tuple((later, sooner) for later, sooner, _ in self.arcs)

    @cached_property
    def needs(self) -> Mapping[str, list[str]]:
        """The direct prerequisites of each, sorted; a feature without any is no key."""
        return adjacency(self.pairs)

    @staticmethod
    def earliest(horizon: Horizon, feature: Feature) -> int:
        """The first period in which a feature's own date lets it be delivered."""
        return max(0, horizon.number(feature.not_before)) if feature.not_before is not None else 0


def _is_promised(backlog: Backlog, structure: Structure, horizon: Horizon, name: str) -> bool:
    """Whether a feature is planned even without a score."""
    feature = backlog.features[name]
    if _is_at_work(backlog, structure, name):
        return True
    if feature.deadline is not None and horizon.number(feature.deadline.date) < len(horizon):
        return True
    decision = structure.decisions.get(name)
    if decision is not None and decision.verdict == "before":
        return name not in structure.parents
    return decision is not None and decision.verdict in ("pin", "first")


def _agreed(backlog: Backlog, structure: Structure) -> set[str]:
    """The open features of the agreed plan: they keep their places, scored or not."""
    places = backlog.agreement.places if backlog.agreement is not None else {}
    return {name for name in structure.ids if name in places and name not in structure.parents}


def _is_at_work(backlog: Backlog, structure: Structure, name: str) -> bool:
    return name not in structure.parents and backlog.status(name) == "in-progress"


def _is_expedite(feature: Feature) -> bool:
    return feature.cd3 is not None and feature.cd3.profile == "expedite"


def _arcs(backlog: Backlog, structure: Structure, candidates: set[str]) -> tuple[tuple[str, str, int], ...]:
    """What each comes after, for a dependency or a decision, and how many periods later."""
    needs = hard_needs(backlog)
    orders = structure.orders(candidates)
    lags = {
        (later, sooner): needs[later].get(sooner, 0)
        for later, sooner in (*structure.arcs, *(pair for pairs in orders.values() for pair in pairs))
        if later in candidates and sooner in candidates
    }
    return tuple(sorted((later, sooner, lag) for (later, sooner), lag in lags.items()))


def _typical(backlog: Backlog, structure: Structure) -> float | None:
    """The median effort of the open features that have one."""
    totals = [
        total
        for name in structure.ids
        if name not in structure.parents
        and (total := backlog.total_effort(backlog.features[name])) is not None
    ]
    return median(totals) if totals else None


def _effort(
    backlog: Backlog, structure: Structure, name: str, typical: float | None
) -> tuple[Efforts, bool] | Reason:
    """The effort of a feature by team, and whether it is assumed; or the reason why nobody can say.

    `typical` is what may be assumed where there is none.
    """
    if name in structure.parents:
        return {}, False
    feature = backlog.features[name]
    parts, _ = written_efforts(backlog, feature)
    if parts:
        if NO_TEAM in parts:
            return Reason("no-team" if backlog.workspace.teams else "no-teams")
        return {team: part.mean for team, part in sorted(parts.items()) if part.mean > 0}, False
    if typical is None:
        return Reason("no-effort")
    team = backlog.team(feature)
    if team == NO_TEAM:
        return Reason("no-effort-no-team")
    return {team: typical}, True


def written_efforts(backlog: Backlog, feature: Feature) -> tuple[Mapping[str, Estimate], str]:
    """The effort of a feature by team as it is written, empty where it is not, and the field that says so.

    Of work in progress it is what remains, where that is said.
    """
    if remaining := _remaining(backlog, feature):
        return remaining, "remaining"
    return backlog.effort(feature), "effort"


def _remaining(backlog: Backlog, feature: Feature) -> Mapping[str, Estimate]:
    """The effort that remains of work in progress, by team; empty where that is not said."""
    if not feature.remaining or backlog.status(feature.id) != "in-progress":
        return {}
    return {team or backlog.team(feature): part for team, part in feature.remaining.items()}


def _refused(backlog: Backlog, candidates: set[str]) -> Iterator[tuple[str, Reason]]:
    """Features that are never placed, whatever they take, and why."""
    done: dict[str, Reason] = {}
    needs, put_away = hard_needs(backlog), all_put_away_above(backlog)
    for feature in backlog.features.values():
        status = backlog.status(feature.id)
        if status in ("shipped", "in-progress"):
            for rival in exclusions(backlog).get(feature.id, ()):
                kind: Kind = "excludes-shipped" if status == "shipped" else "excludes-in-progress"
                if backlog.status(rival) != "in-progress" or status == "shipped":
                    done.setdefault(rival, Reason(kind, (feature.id,)))
    for name in sorted(candidates):
        feature = backlog.features[name]
        if feature.moscow == "wont":
            yield name, Reason("wont")
        elif name in done:
            yield name, done[name]
        else:
            aside = [need for need in needs[name] if backlog.status(need) in PUT_AWAY]
            if above := put_away.get(name):
                yield name, Reason("part-put-away", (above,), names=(backlog.status(above),))
            elif aside:
                status = backlog.status(aside[0])
                yield name, Reason("waits-parked", (aside[0],), names=(status,) if status != "parked" else ())


def _ideas(
    backlog: Backlog,
    ids: Iterable[str],
    refused: Mapping[str, Reason],
    wanted: Iterable[str],
    needs: Mapping[str, list[str]],
) -> set[str]:
    """The ideas that are not planned: nothing that can be planned waits for them, nor are they `wanted`.

    `wanted` are those promised, or decided ahead of others. That waits which is no idea itself, or is wanted,
    and which nothing rules out whatever the teams can do.
    """
    ideas = {name for name in ids if backlog.status(name) == "idea"}
    if not ideas or backlog.workspace.roadmap.ideas == "plan":
        return set()
    serves = adjacency((need, name) for name, rest in needs.items() for need in rest)
    out = {*refused, *reach(refused, serves)}
    planned = {name for name in ids if name not in ideas and name not in out} | ideas.intersection(wanted)
    served = reach(planned, needs)
    return ideas - planned - served
