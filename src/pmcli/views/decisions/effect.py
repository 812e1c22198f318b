"""The effect of a decision before it is written: rank, period and value, and who moves with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.model.decision import Decision
from pmcli.model.fields.facts import because
from pmcli.model.figure import ordinal
from pmcli.model.words import words
from pmcli.review.changes import Moved, Shifted
from pmcli.views.decisions.consequences import behind, consequences, delayed, lost_customers, no_gain
from pmcli.views.decisions.fallout import BROKEN, fallout_blocks, fallout_document
from pmcli.views.decisions.table import DECISION_FIELDS, authored, ruled
from pmcli.views.diff.document import CUSTOMER, VALUE, value_document
from pmcli.views.diff.summary import value_told
from pmcli.views.diff.words import notes as difference_notes
from pmcli.views.diff.words import period
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, TableBlock
from pmcli.writers.documents import Document, Shape, document, item
from pmcli.writers.table import Cell, Column, Table

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.ranking import Ranking
    from pmcli.review.changes import Difference
    from pmcli.review.fallout import Broken

MOST = 10
"""Features that move in a table, at most."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A decision on a feature, and what differs with it: `rankings` and backlogs are those before and after.

    `replaces` is the decision that was in force until now; `broken` has what could no longer be done.
    """

    feature: str
    decision: Decision
    replaces: Decision | None
    difference: Difference
    backlogs: tuple[Backlog, Backlog]
    rankings: tuple[Ranking, Ranking]
    broken: tuple[Broken, ...] = ()

    @property
    def ranks(self) -> tuple[int | None, int | None]:
        """The rank of the feature before and after."""
        before, after = ({row.id: row.rank for row in ranking.items} for ranking in self.rankings)
        return before.get(self.feature), after.get(self.feature)

    @property
    def is_planned(self) -> bool:
        """Whether there are roadmaps to compare."""
        return self.difference.roadmaps is not None

    @property
    def periods(self) -> tuple[str | None, str | None]:
        """The period of the feature before and after, None where it is not placed."""
        placements = [roadmap.placement(self.feature) for roadmap in self.difference.roadmaps or ()]
        before, after = (str(place.period) if place else None for place in placements or (None, None))
        return before, after

    def planned(self) -> dict[str, str]:
        """The periods of all features before."""
        before = (self.difference.roadmaps or (None,))[0]
        return {place.id: str(place.period) for place in before.placements} if before is not None else {}

    def delayed(self) -> list[Shifted]:
        """The others that move later, or out of the plan, the promised first; not what is broken anyway."""
        broken = {each.id for each in self.broken}
        later = delayed(self.difference, self.feature, self.backlogs[0])
        return [shifted for shifted in later if shifted.id not in broken]

    def moved(self) -> tuple[list[str], dict[str, Moved], dict[str, Shifted]]:
        """The others that move, those in the roadmap first; their ranks and their periods.

        Those whose rank alone changes because this one passes them are left out.
        """
        shifts = {shifted.id: shifted for shifted in self.difference.roadmap if shifted.id != self.feature}
        ranks = {rank.id: rank for rank in self.difference.ranks if rank.id != self.feature}
        near = [name for name, move in ranks.items() if not move.is_pushed and name not in shifts]
        return [*shifts, *near], ranks, shifts


def effect_page(effect: Effect) -> list[Block]:
    """The page: what is decided, what it costs, who moves."""
    title = effect.backlogs[1].features[effect.feature].title
    blocks: list[Block] = [
        Heading(f"{effect.feature}: {ruled(effect.decision)}", 1),
        Fields((("title", title), *_fields(effect))),
    ]
    blocks += consequences(
        fallout_blocks(effect.broken, effect.planned()), lost_customers(effect.difference),
        effect.delayed(), effect.backlogs[0],
    )  # fmt: skip
    if effect.difference.missed:
        blocks += [
            Heading("What cannot be kept with it"),
            Bullets(tuple(words(conflict.reason) for conflict in effect.difference.missed)),
        ]
    table = _table(effect)
    if table.rows or table.notes:
        blocks += [Heading("Who moves with it"), TableBlock(table)]
    if notes := tuple(_once(difference_notes(effect.difference))):
        blocks.append(Bullets(notes))
    return blocks


def _once(notes: tuple[str, ...]) -> Iterator[str]:
    """The notes; what has errors before and after is told once."""
    before, after = "for errors before:", "for errors after:"
    for note in notes:
        if before in note and note.replace(before, after) in notes:
            yield note.replace(before, "for errors:")
        elif after not in note or note.replace(after, before) not in notes:
            yield note


def _fields(effect: Effect) -> Iterator[tuple[str, str | Cell]]:
    decision = effect.decision
    yield "because", decision.because or ""
    yield "by", authored(decision)
    if effect.replaces is not None:
        before = effect.replaces
        yield "instead of", because(f"{ruled(before)} ({authored(before)})", before.because)
    yield "rank", _rank(effect)
    if effect.is_planned:
        yield "roadmap", _arrow(*(name or "not in the plan" for name in effect.periods))
        yield "plan value", _value(effect)


def _rank(effect: Effect) -> str:
    before, after = (
        f"{ordinal(rank)} of {len(ranking.items):,}" if rank else "not ranked"
        for rank, ranking in zip(effect.ranks, effect.rankings, strict=True)
    )
    if before == "not ranked" == after:
        unscored = effect.rankings[1].unscored
        why = next((words(row.reason) for row in unscored if row.id == effect.feature), None)
        return f"not ranked: {why}" if why else before
    told = _arrow(before, after)
    if effect.decision.verdict == "first":
        told += behind(effect.feature, effect.rankings[1], effect.backlogs[1])
    return told


def _arrow(before: str, after: str) -> str:
    return f"{before}, as before" if before == after else f"{before} → {after}"


def _value(effect: Effect) -> Cell:
    """The worth of the roadmap before and after; a gain that comes from the search is said to."""
    before, after = effect.difference.value
    if before is None or after is None:
        return Cell("no sum: the model has classes", tone="dim")
    value = value_told(effect.difference)
    if not value:
        return Cell("the same: it costs nothing", tone="good")
    if after < before:
        return Cell(value, tone="bad")
    if effect.decision.verdict in ("pin", "first", "before") and effect.replaces is None:
        return Cell(f"{value}, {no_gain(effect.difference, effect.feature)}")
    return Cell(value, tone="good")


def _table(effect: Effect) -> Table:
    names, ranks, shifts = effect.moved()
    told = {shifted.id for shifted in effect.delayed()}
    names = [name for name in names if name not in told]
    columns = (
        Column("feature", "feature", kind="id"), Column("rank", "rank", kind="id", priority=1),
        Column("period", "roadmap", least=16),
    )  # fmt: skip
    shown = len(columns) if effect.is_planned else len(columns) - 1
    rows = (
        (Cell(name), Cell(_ranks(ranks.get(name))), Cell(_periods(shifts.get(name)))) for name in names[:MOST]
    )
    notes = tuple(_notes(effect, names, told))
    return Table(columns[:shown], tuple(row[:shown] for row in rows), notes=notes)


def _ranks(moved: Moved | None) -> str:
    if moved is None:
        return ""
    return f"{moved.before or '–'} → {moved.after or '–'}"


def _periods(shifted: Shifted | None) -> str:
    return "" if shifted is None else f"{period(shifted.before)} → {period(shifted.after)}"


def _notes(effect: Effect, names: list[str], told: set[str]) -> Iterator[str]:
    if len(names) > MOST:
        yield f"and {len(names) - MOST:,} more"
    named = {effect.feature, *names, *told}
    pushed = [rank for rank in effect.difference.ranks if rank.is_pushed and rank.id not in named]
    if pushed:
        most = max(abs((moved.after or 0) - (moved.before or 0)) for moved in pushed)
        places = f"{most:,} place{'' if most == 1 else 's'}"
        yield f"{len(pushed):,} rank{'' if len(pushed) == 1 else 's'} pushed by {places} at most"


_RANKS = Shape(object, "before after", before=int | None, after=int | None)
_PERIODS = Shape(object, "before after", before=str | None, after=str | None)
DECISION = Shape(
    Effect,
    f"id=feature {DECISION_FIELDS.within('decision')} path written replaces rank roadmapPeriod value "
    "refused conflicts breaks ranks roadmap customers patch",
    path=str, patch=str, written=bool, replaces=(DECISION_FIELDS, None), rank=_RANKS, roadmap_period=_PERIODS,
    value=VALUE, refused=bool, conflicts=list[str], breaks=[BROKEN], ranks=[Shape(Moved, "id before after")],
    roadmap=[Shape(Shifted, "id before after")], customers=[CUSTOMER],
)  # fmt: skip


def effect_document(effect: Effect, path: str, patch: str, *, written: bool, refused: bool) -> Document:
    """The effect of a decision: `pm decide … --format json`; `refused`: it is not written without --force.

    `patch` is what it changes in the file at `path`.
    """
    names, _, shifts = effect.moved()
    ranks, periods = effect.ranks, effect.periods
    return document(
        "decision", DECISION, effect, path=path, patch=patch, written=written, refused=refused,
        breaks=fallout_document(effect.broken, effect.planned()),
        rank=item(_RANKS, None, before=ranks[0], after=ranks[1]),
        roadmap_period=item(_PERIODS, None, before=periods[0], after=periods[1]),
        value=value_document(effect.difference),
        conflicts=[words(conflict.reason) for conflict in effect.difference.missed],
        ranks=[moved for moved in effect.difference.ranks if moved.id != effect.feature],
        roadmap=[shifts[name] for name in names if name in shifts], customers=effect.difference.customers,
    )  # fmt: skip
