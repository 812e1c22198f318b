"""A backlog ranked by several methods: the places, how far they agree, where they fight and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.model.figure import anded, counted, figure, listed, ordinal
from pmcli.model.words import words
from pmcli.ranking.causes import Cause, Fight, fights
from pmcli.ranking.correlation import Correlation
from pmcli.ranking.result import LeftOut
from pmcli.ranking.side_by_side import APART, FIRST, Dispute, Method, Pair, SideBySide, Standing
from pmcli.scoring.model import Term
from pmcli.views.ranking.room import PLANNED, Room
from pmcli.views.ranking.table import not_ranked
from pmcli.views.ranking.units import unit_of
from pmcli.writers.blocks import Block, Bullets, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Document, Shape, document, item, select
from pmcli.writers.table import NOTHING, Cell, Column, Rest, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from pmcli.model.backlog import Backlog

PAIRS = 6
"""Of more pairs of methods than these only those with the first method are shown."""
REASONS = 2
"""Of more methods than these that do not rank a feature no reasons are told beside it."""
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
_AGREEMENT = Shape(
    Pair, f"first second {Shape(Correlation, 'features same opposite tied tau').within('correlation')} top of"
)
_KNOWN = Shape(Term, "name number")
_CAUSE = Shape(Cause, "model kind name number median place known features", known=[_KNOWN])
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
    room: Room | None = None

    # --- for people ---

    def page(self) -> list[Block]:
        """How far the methods agree, the places by each, and where they fight."""
        names = [method.name for method in self.sides.methods]
        return [
            Heading(f"{self.backlog.workspace.product}: what to do first by {anded(names)}", 1),
            Bullets(tuple(self._starts())),
            Heading("How far they agree"),
            TableBlock(self._agreement()),
            Heading("Where they fight"),
            *self._disputed(),
            *(self.room.section(self._matching()) if self.room else ()),
            Heading("The places by each"),
            TableBlock(self.table()),
        ]

    def _starts(self) -> Iterator[str]:
        """What each method would have done first, whatever rows are hidden."""
        for method in self.sides.methods:
            first = [*method.standings][:STARTS]
            if not first:
                yield f"{method.name} ranks nothing here: no feature has the inputs that it needs"
            elif len(method.standings) == 1:
                yield f"{method.name} ranks {first[0]} alone"
            else:
                yield f"{method.name} begins with {anded(first)}, and ranks {len(method.standings):,}"

    def _disputed(self) -> list[Block]:
        if found := self._fights():
            return [Bullets(tuple(map(self._told, found)))]
        if not any(name in self.sides.disputes for name in self._matching()):
            return [Paragraph("No feature shown is ranked by two of them.")]
        return [Paragraph(f"Nowhere: no feature shown is {_whole(APART)} of the order or more apart.")]

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
                Cell(NOTHING if (share := pair.correlation.share) is None else _whole(share), share),
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

    def table(self) -> Table:
        """The places of the features by each method, and how far apart they are."""
        columns = (
            Column("title", "feature", least=16),
            Column("id", "id", kind="id", priority=9),
            *(Column(f"rank_{method.name}", method.name, "right", "number") for method in self.sides.methods),
            Column("apart", "apart", "right", "number", priority=5),
            *([Column("planned_by", "has room by", least=8)] if self.room else []),
        )
        matching = self._matching()
        rows = tuple(tuple(self._row(name)) for name in matching[: self.top])
        return Table(columns, rows, notes=tuple(self._notes(matching)))

    def _matching(self) -> Sequence[str]:
        return [name for name in self.sides.ids if self.shown is None or self.shown(name)]

    def _row(self, name: str) -> Iterator[Cell]:
        yield Cell(self.backlog.features[name].title)
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
            yield Cell(_whole(dispute.spread), dispute.spread, tone=tone)
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
        yield "apart: of the two methods that differ most, by how much of the order of what both rank"

    # --- where they fight ---

    def _fights(self) -> tuple[Fight, ...]:
        """The features that the methods fight about most, with the causes."""
        found = [self.sides.disputes[name] for name in self._matching() if name in self.sides.disputes]
        apart = [dispute for dispute in found if dispute.spread >= APART]
        return fights(self.sides, sorted(apart, key=lambda each: (-each.spread, each.id))[:FIGHTS])

    def _told(self, fight: Fight) -> str:
        """A fight in sentences: the two places, and the numbers behind each."""
        dispute = fight.dispute
        high, low = map(_place, dispute.places)
        text = f"{self.backlog.features[dispute.id].title} ({dispute.id}): {high} by {dispute.higher}, "
        text += f"{low} by {dispute.lower}, of the {dispute.of:,} that both rank"
        causes = [*self._side(dispute, fight.higher), *self._side(dispute, fight.lower, fight.higher)]
        reasons = [*(causes or ["no single number accounts for it"]), *self._silent(dispute.id)]
        return f"{text}: {'; '.join(reasons)}"

    def _silent(self, name: str) -> Iterator[str]:
        """The methods that do not rank a feature; why, where they are few."""
        rows = [(each.name, row) for each in self.sides.methods for row in each.unranked if row.id == name]
        if len(rows) > REASONS:
            yield f"{anded([method for method, _ in rows])} do not rank it"
            return
        for method, row in rows:
            if row.reason.kind == "needs-inputs":
                yield f"{words(row.reason)}, and does not rank it"
            else:
                yield f"{method} does not rank it: {words(row.reason)}"

    def _side(self, dispute: Dispute, causes: Sequence[Cause], told: Sequence[Cause] = ()) -> Iterator[str]:
        """The causes of one side; what the other one has is not said where it was `told` with its own."""
        known = {(cause.model, cause.name) for cause in told}
        for cause in causes:
            other = dispute.lower if cause.model == dispute.higher else dispute.higher
            is_told = any((other, term.name) in known for term in cause.known)
            yield self._cause(cause, dispute.id, other, is_told=is_told)

    def _cause(self, cause: Cause, feature: str, other: str, *, is_told: bool) -> str:
        """A cause in words: what the method counts, and what the other has for that."""
        item = self.sides.method(cause.model).standings[feature].item
        others, share = listed(cause.features), _whole(cause.number)
        if cause.kind == "borrowed":
            wait = "waits" if len(cause.features) == 1 else "wait"
            if item.enabler:
                return f"{cause.model} has no score for it, and places it for {others}, which {wait} for it"
            return f"by {cause.model} {share} of its worth comes from {others}, which {wait} for it"
        if cause.kind == "lent":
            return f"by {cause.model} {share} of its value goes to {others}, which it waits for"
        if cause.name == "category" and item.details is not None:
            return f"by {cause.model} it is {item.details.label}"
        amount = self._amount(cause.model, cause.name, cause.number)
        middle = self._amount(cause.model, cause.name, cause.median or 0.0, unit="")
        text = f"{cause.model} counts {cause.name} {amount} (median {middle})"
        if is_told:
            return text
        if not cause.known:
            return f"{text}, which {other} does not know"
        different = [term for term in cause.known if (term.name, term.number) != (cause.name, cause.number)]
        has = [f"{term.name} {self._amount(other, term.name, term.number)}" for term in different]
        return f"{text}, where {other} has {anded(has)}" if has else f"{text}, as {other} does too"

    def _amount(self, model: str, name: str, number: float, unit: str | None = None) -> str:
        """A number of a score with its unit, or with another one."""
        if name.rpartition(".")[2] == "confidence" and model != "ice":
            return f"{figure(100 * number)} %"
        unit = unit_of(name, self.backlog.workspace) if unit is None else unit
        return f"{figure(number)} {unit}" if unit else figure(number)

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
        return item(_FIGHT, fight, title=title, places=places, causes=causes, text=self._told(fight))


def _not_ranked(method: Method, unranked: Sequence[LeftOut]) -> Iterator[str]:
    """A line on what a method does not rank, by reason; none where it ranks all."""
    by_reason: dict[str, list[str]] = {}
    for row in unranked:
        by_reason.setdefault(words(row.reason), []).append(row.id)
    if by_reason:
        causes = [f"{listed(names)} ({reason})" for reason, names in by_reason.items()]
        yield f"{method.name} does not rank {len(unranked):,}: {listed(causes)}"


def _is_enabler(method: Method, name: str) -> bool:
    return name in method.standings and method.standings[name].item.enabler


def _range(standing: Standing) -> str:
    """A rank, or the ranks of those that are tied: "4" or "1-3"."""
    first, last = standing.first, standing.last
    return f"{first:,}" if first == last else f"{first:,}-{last:,}"


def _place(place: float) -> str:
    """A place among others: "3rd"; "about 4th" where it is shared."""
    return ordinal(int(place)) if place.is_integer() else f"about {ordinal(round(place))}"


def _whole(share: float) -> str:
    """A share in whole per cent; neither 0 nor 100 where it is not."""
    if 0 < share < 0.01:
        return "< 1 %"
    return "> 99 %" if 0.99 < share < 1 else f"{100 * share:.0f} %"
