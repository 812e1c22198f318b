"""A backlog ranked by several methods: the places, how far they agree, where they fight and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.model.figure import anded, counted, listed
from pmcli.model.words import words
from pmcli.ranking.causes import Fight, MethodCause, fights
from pmcli.ranking.correlation import Correlation
from pmcli.ranking.result import LeftOut
from pmcli.ranking.side_by_side import APART, FIRST, Method, MethodPair, SideBySide, Standing
from pmcli.scoring.model import Term
from pmcli.views.ranking.fights import FightWords, whole_percent
from pmcli.views.ranking.room import PLANNED, RoomByMethod
from pmcli.views.ranking.table import not_ranked
from pmcli.writers.blocks import Block, Bullets, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Document, Shape, document, item, select
from pmcli.writers.table import NOTHING, Cell, Column, Rest, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from pmcli.model.backlog import Backlog

PAIRS = 6
"""Of more pairs of methods than these only those with the first method are shown."""
BESIDE = 4
"""The places by so many methods have room side by side."""
FIGHTS = 5
STARTS = 3
"""The features that are named of those that methods fight about, and of those that each begins with."""

_STANDING = Shape(
    Standing, "model rank=item.rank first last score=item.score adjusted=item.adjusted enabler=item.enabler",
    model=str,
)  # fmt: skip
_ITEM = Shape(object, "id title status places spread planned?", id=str, title=str, status=str,
              places=[_STANDING], spread=float | None, planned=[PLANNED])  # fmt: skip
_METHOD = Shape(
    Method, "name formula=ranking.model.formula ranked unranked notes",
    ranked=int, unranked=[Shape(LeftOut, "id reason")], notes=list[str],
)  # fmt: skip
_CORRELATION = Shape(Correlation, "features same opposite tied share tau")
_AGREEMENT = Shape(MethodPair, f"first second {_CORRELATION.within('correlation')} top of")
_KNOWN = Shape(Term, "name number")
_CAUSE = Shape(MethodCause, "model kind name number median place known features", known=[_KNOWN])
_FIGHT = Shape(
    Fight, "id=dispute.id title higher=dispute.higher lower=dispute.lower places of=dispute.of "
    "spread=dispute.spread causes text",
    title=str, places=list[float], causes=[_CAUSE], text=str,
)  # fmt: skip
SIDE_BY_SIDE = Shape(
    SideBySide, "order methods agreements=pairs items fights leftOut?",
    order=str, methods=[_METHOD], agreements=[_AGREEMENT], items=[_ITEM], fights=[_FIGHT],
    left_out=tuple[LeftOut, ...] | None,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SideBySideView:
    """Methods side by side as they are shown; `shown` and `top` hide rows, and change no number.

    `room` is what has room in the plan by each, None where that is not asked.
    """

    sides: SideBySide
    backlog: Backlog
    shown: Callable[[str], bool] | None = None
    top: int | None = None
    room: RoomByMethod | None = None

    @property
    def _words(self) -> FightWords:
        return FightWords(self.sides, self.backlog)

    # --- for people ---

    def page(self) -> list[Block]:
        """The places by each method, where they fight, and how far they agree."""
        names = [method.name for method in self.sides.methods]
        return [
            Heading(f"{self.backlog.workspace.product}: what to do first by {anded(names)}", 1),
            Bullets(tuple(self._starts())),
            Heading("The places by each"),
            TableBlock(self.table(has_id=not self._is_wide), is_banded=self._is_wide),
            *(self.room.section(self._matching()) if self.room else ()),
            Heading("Where they fight"),
            *self._disputed(),
            Heading("How far they agree"),
            TableBlock(self._agreement()),
        ]

    @property
    def _is_wide(self) -> bool:
        """Whether there are so many methods that their places may stand in bands, beside the title alone."""
        return len(self.sides.methods) > BESIDE

    def _starts(self) -> Iterator[str]:
        """What each method would have done first, whatever rows are hidden."""
        for method in self.sides.methods:
            first = [*method.standings][:STARTS]
            if not first:
                yield f"{method.name} ranks nothing here: {_needs(method)}"
            elif len(method.standings) == 1:
                yield f"{method.name} ranks {first[0]} alone"
            else:
                yield f"{method.name} begins with {anded(first)}, and ranks {len(method.standings):,}"

    def _disputed(self) -> list[Block]:
        if found := self._fights():
            return [Bullets(tuple(self._words.told(fight) for fight in found))]
        if not any(name in self.sides.disputes for name in self._matching()):
            return [Paragraph("No feature shown is ranked by two of them.")]
        return [Paragraph(f"Nowhere: no feature shown is {whole_percent(APART)} of the order or more apart.")]

    def _agreement(self) -> Table:
        note = "pairs: any two of the features that both rank; tau-b: 1 is the same order, -1 the reverse"
        pairs = self.sides.pairs
        if len(pairs) > PAIRS:
            pairs = tuple(pair for pair in pairs if pair.first == self.sides.methods[0].name)
        columns = (
            Column("methods", "methods", least=10),
            Column("features", "both rank", "right", "number"),
            Column("share", "pairs in the same order", "right", least=10),
            Column("tau", "Kendall's tau-b", "right", "number", priority=1),
            Column("top", f"same in the first {FIRST}", "right", least=8),
        )
        rows = tuple(
            (
                Cell(f"{pair.first}, {pair.second}"),
                Cell(f"{pair.correlation.features:,}", pair.correlation.features),
                Cell(NOTHING if (share := pair.correlation.share) is None else whole_percent(share), share),
                Cell(NOTHING if (tau := pair.correlation.tau) is None else f"{tau:.2f}", tau),
                Cell(f"{pair.top} of {pair.of}" if pair.of else NOTHING, pair.top),
            )
            for pair in pairs
        )
        rest = (
            (Rest(more, hint="--format json has them"),)
            if (more := len(self.sides.pairs) - len(pairs))
            else ()
        )
        return Table(columns, rows, notes=(*rest, note))

    def table(self, *, has_id: bool = True) -> Table:
        """The places of the features by each method, and how far apart they are."""
        columns = (
            Column("title", "feature", least=16),
            *([Column("id", "id", kind="id", priority=9)] if has_id else []),
            *(Column(f"rank_{method.name}", method.name, "right", "number") for method in self.sides.methods),
            Column("apart", "apart", "right", "number", priority=5),
            *([Column("planned_by", "has room by", least=8)] if self.room else []),
        )
        matching = self._matching()
        rows = tuple(tuple(self._row(name, has_id=has_id)) for name in matching[: self.top])
        return Table(columns, rows, notes=tuple(self._notes(matching)))

    def _matching(self) -> Sequence[str]:
        return [name for name in self.sides.ids if self.shown is None or self.shown(name)]

    def _row(self, name: str, *, has_id: bool) -> Iterator[Cell]:
        yield Cell(self.backlog.features[name].title)
        if has_id:
            yield Cell(name)
        for method in self.sides.methods:
            standing = method.standings.get(name)
            if standing is None:
                yield Cell(NOTHING, tone="dim")
            else:
                yield Cell(_range(standing), standing.item.rank)
        dispute = self.sides.disputes.get(name)
        if dispute is None:
            yield Cell(NOTHING, tone="dim")
        else:
            tone: Tone = "warn" if dispute.spread >= APART else "plain"
            yield Cell(whole_percent(dispute.spread), dispute.spread, tone=tone)
        if self.room:
            yield self.room.cell(name)

    def _notes(self, matching: Sequence[str]) -> Iterator[str | Rest]:
        if not self.sides.ids:
            yield "no feature is ranked by any of them"
        elif not matching:
            yield f"none of the {counted(len(self.sides.ids), 'feature')} that are ranked match"
        if self.top is not None and len(matching) > self.top:
            yield Rest(len(matching) - self.top)
        methods = self.sides.methods
        if any(each.first < each.last for method in methods for each in method.standings.values()):
            yield "1-3: the method does not part these; each counts as in the middle of them"
        for method in methods:
            yield from _not_ranked(method, select(method.unranked, self.shown))
            if enablers := [name for name in matching if _is_enabler(method, name)]:
                yield f"{method.name} has no score, but a place for what waits for them: {listed(enablers)}"
        yield from not_ranked("left out", methods[0].ranking.left_out or ())
        if matching:
            yield "apart: of the two methods that differ most, by how much of the order of what both rank"

    # --- where they fight ---

    def _fights(self) -> tuple[Fight, ...]:
        """The features that the methods fight about most, with the causes."""
        found = [self.sides.disputes[name] for name in self._matching() if name in self.sides.disputes]
        apart = [dispute for dispute in found if dispute.spread >= APART]
        return fights(self.sides, sorted(apart, key=lambda each: (-each.spread, each.id))[:FIGHTS])

    # --- for machines ---

    def document(self) -> Document:
        """The methods side by side as JSON: `pm rank --models A,B --format json`."""
        methods = self.sides.methods
        return document(
            "model-comparison", SIDE_BY_SIDE, self.sides,
            order=methods[0].ranking.order, left_out=methods[0].ranking.left_out,
            methods=[
                item(
                    _METHOD, method, ranked=len(method.standings),
                    unranked=select(method.unranked, self.shown), notes=list(method.ranking.notes),
                )
                for method in methods
            ],
            items=[self._item(name) for name in self._matching()[: self.top]],
            fights=[self._fight(fight) for fight in self._fights()],
        )  # fmt: skip

    def _item(self, name: str) -> Document:
        places = [
            item(_STANDING, method.standings[name], model=method.name)
            for method in self.sides.methods
            if name in method.standings
        ]
        dispute = self.sides.disputes.get(name)
        title, status = self.backlog.features[name].title, self.backlog.status(name)
        spread = dispute.spread if dispute else None
        planned = self.room.items(name) if self.room else None
        return item(
            _ITEM, None, id=name, title=title, status=status, places=places, spread=spread, planned=planned
        )

    def _fight(self, fight: Fight) -> Document:
        title = self.backlog.features[fight.dispute.id].title
        causes = [item(_CAUSE, cause) for cause in (*fight.higher, *fight.lower)]
        places = list(fight.dispute.places)
        return item(_FIGHT, fight, title=title, places=places, causes=causes, text=self._words.told(fight))


def _not_ranked(method: Method, unranked: Sequence[LeftOut]) -> Iterator[str]:
    """A line on what a method does not rank, by reason; none where it ranks all."""
    by_reason: dict[str, list[str]] = {}
    for row in unranked:
        by_reason.setdefault(words(row.reason), []).append(row.id)
    if by_reason:
        causes = [f"{listed(names)} ({reason})" for reason, names in by_reason.items()]
        yield f"{method.name} does not rank {len(unranked):,}: {listed(causes)}"


def _needs(method: Method) -> str:
    """What a method that ranks nothing lacks of most features: "wsjf needs job_size"."""
    told = Counter(words(row.reason) for row in method.unranked)
    return max(told, key=lambda text: (told[text], text), default="no feature is open")


def _is_enabler(method: Method, name: str) -> bool:
    return name in method.standings and method.standings[name].item.enabler


def _range(standing: Standing) -> str:
    """A rank, or the ranks of those that are tied: "4" or "1-3"."""
    first, last = standing.first, standing.last
    return f"{first:,}" if first == last else f"{first:,}-{last:,}"
