"""Why one feature stands above another: side by side, what waits, what is decided, what would swap them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING, Any

from pmcli.model.decision import decided
from pmcli.model.figure import figure, listed, ordinal, significant
from pmcli.model.words import sentences, words
from pmcli.ranking.comparison import Bond, PairComparison
from pmcli.ranking.structure import Structure
from pmcli.ranking.swaps import Swap
from pmcli.views.ranking.document import RANKED_FEATURE, known_of
from pmcli.views.ranking.units import unit_of
from pmcli.writers.blocks import Block, Bullets, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Blank, Document, Shape, document, item
from pmcli.writers.table import NOTHING, Cell, Column, Table, number

if TYPE_CHECKING:
    from pmcli import Backlog, Ranking
    from pmcli.model.reason import Kind
    from pmcli.ranking import RankedFeature, Share
    from pmcli.scoring.model import Term

_DECIDED: tuple[Kind, ...] = ("pinned", "first", "before", "ahead-for-first", "ahead-for-before", "behind")
_TIES = {
    "together": "value flows between them, and the best of their orders counts",
    "score": "the higher score of its own goes first",
    "first of a block": "they belong to groups, and the one whose first feature scores higher goes first",
    "id": "the first id in the alphabet goes first",
    "dependencies": "what they wait for decides",
}


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """A comparison as it is shown; `asked` are the ids in the order of the question."""

    comparison: PairComparison
    asked: tuple[str, str]
    ranking: Ranking
    backlog: Backlog

    @property
    def _items(self) -> tuple[RankedFeature, RankedFeature]:
        return self.comparison.above, self.comparison.below

    def page(self) -> list[Block]:
        """The comparison for people."""
        above, below = self._items
        blocks: list[Block] = [
            Heading(f"{above.id} above {below.id}", 1),
            Paragraph(self.headline()),
            TableBlock(self._table()),
            Heading("What waits for them"),
            Bullets(tuple(text for each in self._items for text in _flows(each))),
        ]
        if rulings := tuple(self._decisions()):
            blocks += [Heading("What is decided"), Bullets(rulings)]
        blocks.append(Heading("What would swap them"))
        if self.comparison.bond is not None:
            return [*blocks, Paragraph(f"No number would: {self._bond(self.comparison.bond)}.")]
        if not self.comparison.swaps:
            return [*blocks, Paragraph("No number would: neither has an input of its own.")]
        return [*blocks, Bullets(tuple(self._changes()))]

    def headline(self) -> str:
        """The two places in a sentence, and what parts them where their adjusted scores do not."""
        above, below = self._items
        of = f"{len(self.ranking.items):,} by {self.ranking.model.name}"
        text = f"{above.id} is {ordinal(above.rank)}, {below.id} {ordinal(below.rank)} of {of}"
        if above.adjusted is None or below.adjusted is None:
            free = above.id if above.adjusted is None else below.id
            return f"{text}. {free} costs nothing itself: it pays off when its parts are done."
        if significant(above.adjusted) == significant(below.adjusted):
            tie = f": {_TIES[self.comparison.tie]}" if self.comparison.tie else ""
            return f"{text}, with the same adjusted score, {figure(above.adjusted)}{tie}."
        text += f": adjusted {figure(above.adjusted)} against {figure(below.adjusted)}"
        if significant(above.adjusted) < significant(below.adjusted) and self.ranking.bent_by:
            return f"{text}. It stands there by decision: {listed(sentences(self.ranking.bent_by))}."
        return f"{text}."

    # --- side by side ---

    def _table(self) -> Table:
        features = self.backlog.features
        columns = (
            Column("term", "", kind="id"),
            *(Column(each.id, features[each.id].title, align="right") for each in self._items),
        )
        model = self.ranking.model
        return Table(columns, tuple(self._rows()), notes=(f"{model.name}: {model.formula}",))

    def _rows(self) -> Iterator[tuple[Cell, ...]]:
        sides = [self._terms(each) for each in self._items]
        for name in dict.fromkeys(name for side in sides for name in side):
            unit = unit_of(name, self.backlog.workspace)
            cells = (Cell(side.get(name, NOTHING)) for side in sides)
            yield Cell(f"{name} ({unit})" if unit else name), *cells
        yield from self._sums()

    def _terms(self, each: RankedFeature) -> dict[str, str]:
        details = each.details
        terms = (*details.value_terms, *details.cost_terms) if details else ()
        return {term.name: self._with_note(term, each.id) for term in terms}

    def _with_note(self, term: Term, feature: str) -> str:
        """The number of a term, and where it comes from."""
        note = term.note.partition(", mean ")[0].partition(";")[0]
        if term.name == "effort":
            efforts = self.backlog.effort(self.backlog.features[feature]).items()
            several = len(efforts) > 1
            note = ", ".join(f"{team} {figure(part.mean)}" if several else team for team, part in efforts)
        text = _share(term.number) if self._is_share(term.name) else _rounded(term.number)
        return f"{text} ({note})" if note else text

    def _is_share(self, name: str) -> bool:
        return name == ("confidence" if self.ranking.model.name == "rice" else "rice.confidence")

    def _sums(self) -> Iterator[tuple[Cell, ...]]:
        above, below = self._items
        rows: list[tuple[str, list[float | None]]] = [
            ("value", [significant(above.value, 3), significant(below.value, 3)]),
            ("cost", [above.cost, below.cost]),
            ("score", [above.score, below.score]),
            ("borrowed / cost", [_part(each, each.inherits) for each in self._items]),
            ("lent / cost", [_part(each, each.owes) for each in self._items]),
            ("adjusted", [above.adjusted, below.adjusted]),
        ]
        for name, numbers in rows:
            if any(each is not None for each in numbers):
                yield Cell(name), *(number(each) for each in numbers)

    # --- decisions ---

    def _decisions(self) -> Iterator[str]:
        for each in self._items:
            for reason in each.reasons:
                if reason.kind in _DECIDED:
                    only = ": the roadmap obeys that, not this order" if reason.kind == "pinned" else ""
                    yield f"{each.id}: {words(reason)}{only}"

    def _bond(self, bond: Bond) -> str:
        """What forces the order."""
        if bond.kind == "first":
            above, first = self.comparison.above.id, bond.way[0]
            return (
                self._ruling(first)
                if first == above
                else f"{above} goes ahead with {first}: {self._ruling(first)}"
            )
        arcs = set(Structure.of(self.backlog).arcs)
        steps = [
            f"{later} waits for {sooner}" if (later, sooner) in arcs else self._ruling(sooner)
            for later, sooner in pairwise(bond.way)
        ]
        return ", ".join(steps)

    def _ruling(self, feature: str) -> str:
        decision = Structure.of(self.backlog).decisions[feature]
        ruling = decided(decision, because=decision.because, by=decision.by, until=decision.until)
        return f"{feature} is {words(ruling)}"

    # --- changes ---

    def _changes(self) -> Iterator[str]:
        """A line for each input that can swap them; one for those of a feature that cannot."""
        for each in reversed(self._items):
            mine = [swap for swap in self.comparison.swaps if swap.lever.feature == each.id]
            yield from (self._swap(swap) for swap in mine if swap.wanted is not None)
            for kind in ("value", "level"):
                useless = [_input(swap) for swap in mine if swap.wanted is None and _kind(swap) == kind]
                if useless:
                    yield f"no {kind} of {_either(useless)} for {each.id} alone would"

    def _swap(self, swap: Swap) -> str:
        lever = swap.lever
        what = f"{_input(swap)} {'for' if lever.team else 'of'} {lever.feature}"
        if swap.wanted is None:
            return f"no {_kind(swap)} of {what} alone would"
        if swap.is_least:
            return f"if {what} were anything above 0"
        if swap.is_senseless:
            return f"no sensible value of {what} alone would"
        wanted = _amount(swap, swap.wanted, unit_of(lever.name, self.backlog.workspace))
        now = _amount(swap, lever.now, "")
        if lever.written and not lever.scale.words:
            now = f"{lever.written} (mean of the range {now})"
        return f"if {what} were {wanted} instead of {now}"

    # --- for machines ---

    def document(self) -> Document:
        """The comparison as JSON, every number in full."""
        model, comparison = self.ranking.model, self.comparison
        sides = [item(_SIDE, each, **known_of(each, self.backlog)) for each in self._items]
        bond = comparison.bond
        force = item(_FORCE, bond, text=self._bond(bond)) if bond else None
        return document(
            "comparison", COMPARISON, comparison, model=model.name, formula=model.formula,
            of=len(self.ranking.items), asked=list(self.asked), above=sides[0], below=sides[1],
            forced_by=force,
            swaps=[item(_SWAP, swap, **self._swapped(swap)) for swap in comparison.swaps],
        )  # fmt: skip

    def _swapped(self, swap: Swap) -> dict[str, Any]:
        wanted = swap.wanted
        word = swap.lever.scale.words.get(wanted) if wanted is not None else None
        return {"team": swap.lever.team or None, "word": word, "text": self._swap(swap)}


def _share(share: float) -> str:
    return f"{figure(100 * share)} %"


def _rounded(amount: float) -> str:
    """A number at three significant digits."""
    return figure(significant(amount, 3))


def _part(each: RankedFeature, shares: Sequence[Share]) -> float | None:
    """How much of an adjusted score shares are, None where there are none."""
    if not shares or not each.cost:
        return None
    return fsum(share.value for share in shares) / each.cost


def _flows(each: RankedFeature) -> Iterator[str]:
    """What waits for a feature and what it waits for, and how much of its adjusted score that is."""
    gain, loss = _part(each, each.inherits), _part(each, each.owes)
    if gain is not None and each.adjusted:
        givers = [share.feature for share in each.inherits]
        share = f"{figure(100 * gain / each.adjusted)} % of its adjusted score comes from {listed(givers)}"
        yield f"{each.id}: {share}, which {_wait(givers)} for it"
    elif each.unlocks:
        waiting = f"{listed(each.unlocks)} {_wait(each.unlocks)} for it"
        yield f"{each.id}: {waiting}; nothing of its adjusted score comes from there"
    else:
        yield f"{each.id}: nothing waits for it"
    if loss is not None and each.value:
        takers = listed([share.feature for share in each.owes])
        share = f"{figure(100 * loss * each.cost / each.value)} % of its value goes to {takers}"
        yield f"{each.id}: {share}, which it waits for"


def _wait(features: Sequence[str]) -> str:
    return "waits" if len(features) == 1 else "wait"


def _input(swap: Swap) -> str:
    """An input by its name; an effort with whose it is."""
    return f"{swap.lever.name} of {swap.lever.team}" if swap.lever.team else swap.lever.name


def _kind(swap: Swap) -> str:
    return "level" if swap.lever.scale.is_levels else "value"


def _either(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def _amount(swap: Swap, value: float, unit: str) -> str:
    """A value of an input as people say it."""
    scale = swap.lever.scale
    if word := scale.words.get(value):
        return word if swap.lever.name in ("moscow", "kano") else f"{word} ({_rounded(value)})"
    text = _share(value) if scale.is_share else _rounded(value)
    return f"{text} {unit}".rstrip()


_TERM = Shape(object, "name number note", name=str, number=float, note=Blank)
_SIDE = Shape(
    RANKED_FEATURE.source,
    f"{RANKED_FEATURE.keys} valueTerms=details.value_terms costTerms=details.cost_terms label=details.label",
    value_terms=[_TERM], cost_terms=[_TERM], **RANKED_FEATURE.types,
)  # fmt: skip
_FORCE = Shape(Bond, "kind way text", text=str)
_SWAP = Shape(
    Swap, "feature=lever.feature input=lever.name team now=lever.now wanted short word text",
    team=str | None, word=str | None, text=str,
)  # fmt: skip
COMPARISON = Shape(
    PairComparison, "model formula of asked above below forcedBy tie swaps",
    model=str, formula=str, of=int, asked=list[str], above=_SIDE, below=_SIDE, forced_by=(_FORCE, None),
    swaps=[_SWAP],
)  # fmt: skip
