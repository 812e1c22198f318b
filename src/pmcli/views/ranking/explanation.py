"""Why a feature stands where it stands: its score term by term, what flows in and out, and its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.model.efforts import NO_TEAM
from pmcli.model.figure import figure, listed, ordinal, percent, significant, times_as_high
from pmcli.model.words import sentences
from pmcli.ranking.result import RankedFeature
from pmcli.scoring.model import Term
from pmcli.scoring.rated import note_of
from pmcli.scoring.terms import SCENARIO
from pmcli.sequencing.graph import reach
from pmcli.views.feature_odds import PLACED
from pmcli.views.learning.hindsight import HINDSIGHT
from pmcli.views.ranking import arithmetic
from pmcli.views.ranking.arithmetic import Rounded
from pmcli.views.ranking.document import RANKED_FEATURE, known_of
from pmcli.views.ranking.units import unit_of
from pmcli.views.ratings.document import RATED, rated_items
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, Paragraph
from pmcli.writers.documents import Blank, Document, Shape, document

if TYPE_CHECKING:
    from pmcli import Backlog, Ranking
    from pmcli.model.reason import Kind
    from pmcli.scoring.model import Score

Row = tuple[str, str]
_TERM = Shape(Term, "name number note", note=Blank)
EXPLANATION = Shape(
    RankedFeature,
    f"model formula of {RANKED_FEATURE.keys} valueSum=details.value_sum costSum=details.cost_sum "
    "valueTerms=details.value_terms costTerms=details.cost_terms label=details.label assumed=details.assumed "
    "rated period placementReasons inTime? likelyBy? promise? past?",
    model=str, formula=str, of=int, value_terms=[_TERM], cost_terms=[_TERM], rated=[RATED], past=HINDSIGHT,
    **RANKED_FEATURE.types, **PLACED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explanation:
    """A ranked feature with all that its place comes from.

    `waits` are what all ranked features wait for directly, for whoever explains many of them. Numbers have
    three significant digits; with `is_full` as many as it takes to recompute every sum.
    """

    item: RankedFeature
    ranking: Ranking
    backlog: Backlog
    waits: Mapping[str, Sequence[str]] | None = None
    is_full: bool = False

    def page(self) -> list[Block]:
        """The explanation for people."""
        feature = self.backlog.features[self.item.id]
        blocks: list[Block] = [
            Heading(f"{self.item.id}: {feature.title}", 1),
            Paragraph(self.headline()),
        ]
        for title, rows in (("Score", self._score()), ("With what waits", self._flows())):
            if rows:
                blocks += [Heading(title), Fields(tuple(rows))]
        flows: tuple[Kind, ...] = ("inherits", "owes") if self.item.adjusted is not None else ()
        if why := sentences(reason for reason in self.item.reasons if reason.kind not in flows):
            blocks += [Heading("Why"), Bullets(why)]
        return [*blocks, Heading("Its place"), Bullets(tuple(self._place()))]

    def headline(self) -> str:
        """The place in a sentence, with the numbers that `pm rank` shows."""
        item = self.item
        text = f"{ordinal(item.rank)} of {len(self.ranking.items):,} by {self.ranking.model.name}"
        told = []
        if item.adjusted is not None and not self._is_plain(item.adjusted):
            told.append(f"adjusted {figure(item.adjusted)}")
        if item.score is not None and item.score_rank is not None:
            told.append(f"score {figure(item.score)} ({ordinal(item.score_rank)} by score alone)")
        return f"{text}: {', '.join(told)}" if told else text

    def _is_plain(self, adjusted: float) -> bool:
        """Whether nothing flows: the adjusted score is the method's own."""
        return self.item.score is not None and significant(adjusted) == significant(self.item.score)

    # --- the method's own score ---

    def _score(self) -> list[Row]:
        item, details = self.item, self.item.details
        if details is None:
            return []
        rows = list(_aligned([*self._terms(details.value_terms, details.value_sum, item.value),
                              *self._terms(details.cost_terms, details.cost_sum, item.cost)]))  # fmt: skip
        if details.value is None:
            rows.append(("value", "= 0, for it has none of its own"))
        elif details.value_sum:
            rows.append(("value", f"= {details.value_sum} = {self._middle(item.value)}"))
        if details.cost is None:
            rows.append(("cost", f"= {self._middle(item.cost)}, assumed: the median"))
        elif details.cost_sum not in ("", "1"):
            rows.append(("cost", f"= {details.cost_sum} = {self._middle(item.cost)}"))
        return [*rows, *self._own_score(details)]

    def _terms(
        self, terms: Sequence[Term], text: str, result: float | None
    ) -> Iterator[tuple[str, str, str]]:
        wanted = arithmetic.digits_for_terms(text, terms, result, self._digits()) if self.is_full else 0
        for term in terms:
            yield term.name, self._printed(term.number, wanted), self._note(term, wanted)

    def _own_score(self, details: Score) -> Iterator[Row]:
        item = self.item
        if item.score is None:
            return
        if significant(item.value / item.cost) != significant(item.score):
            yield "score", f"= {self._whole_sum(details)} = {self._printed(item.score)}"
        elif details.cost_sum == "1":
            yield "score", f"= value = {self._printed(item.score)}"
        else:
            over = f"{self._middle(item.value)} / {self._middle(item.cost)}"
            yield "score", f"= {over} = {self._printed(item.score)}"

    def _whole_sum(self, details: Score) -> str:
        """The arithmetic of a weighted score: derived dependencies count in it, and not in the value."""
        weights = self.backlog.workspace.scoring.weighted.criteria
        rated = [term.name for term in details.value_terms if term.name != SCENARIO]
        parts = [f"{weights[name]:.12g} * {name}" for name in rated]
        total = sum(weights[name] for name in rated)
        times = f" * {SCENARIO}" if len(rated) < len(details.value_terms) else ""
        return f"({' + '.join(parts)}) / {total:.12g}{times}"

    def _middle(self, number: float) -> str:
        return self._printed(number, self._digits() if self.is_full else 0)

    def _printed(self, number: float, wanted: int = arithmetic.RESULT) -> str:
        """A number for people; with the digits wanted where all are asked for."""
        return arithmetic.digits(number, wanted) if self.is_full else figure(number)

    def _digits(self) -> int:
        """The digits with which value, cost and flows add up to score and adjusted."""
        item = self.item
        inherits, owes = [share.value for share in item.inherits], [share.value for share in item.owes]
        enough = arithmetic.MIDDLE

        def own(rounded: Rounded) -> float:
            return rounded(item.value) / rounded(item.cost)

        def adjusted(rounded: Rounded) -> float:
            total = rounded(item.value) + sum(map(rounded, inherits)) - sum(map(rounded, owes))
            return total / rounded(item.cost)

        if item.cost and item.score is not None:
            enough = max(enough, arithmetic.fewest_digits(own, item.value / item.cost, arithmetic.RESULT))
        if item.cost and item.adjusted is not None:
            enough = max(enough, arithmetic.fewest_digits(adjusted, item.adjusted, arithmetic.RESULT))
        return enough

    def _note(self, term: Term, wanted: int) -> str:
        if term.name != "effort":
            return ", ".join(filter(None, (term.note, unit_of(term.name, self.backlog.workspace))))
        efforts = self.backlog.effort(self.backlog.features[self.item.id])
        unit = self.backlog.workspace.effort_unit
        if len(efforts) == 1:
            [(team, effort)] = efforts.items()
            named = f"{team} " if team != NO_TEAM else ""
            return f"{named}{effort} {unit}" + ("" if effort.is_exact else ", mean") + self._rated(term)
        parts = [f"{team} {self._printed(effort.mean, wanted)}" for team, effort in efforts.items()]
        return f"{' + '.join(parts)} {unit}".strip() + self._rated(term)

    def _rated(self, term: Term) -> str:
        """What people rated of an effort, which its note tells in other words."""
        details = self.item.details
        told = note_of(term, details.rated) if details is not None else ""
        return f"; {told}" if told else ""

    # --- what flows ---

    def _flows(self) -> list[Row]:
        item = self.item
        if item.adjusted is None:
            return [("adjusted", "none: it pays off when its parts are done")]
        flows = [
            *(
                ("borrowed", self._middle(share.value), f"of value, from {share.feature}, which waits for it")
                for share in item.inherits
            ),
            *(
                ("lent", self._middle(share.value), f"of value, to {share.feature}, which comes first")
                for share in item.owes
            ),
        ]
        if not flows and self._is_plain(item.adjusted):
            return []
        return [*_aligned(flows), ("adjusted", self._adjusted(item.adjusted))]

    def _adjusted(self, adjusted: float) -> str:
        item, printed = self.item, self._printed(adjusted)
        if not item.cost:
            return f"{printed}, with its parts: it costs nothing itself"
        terms = [self._middle(item.value)]
        terms += [f"+ {self._middle(share.value)}" for share in item.inherits]
        terms += [f"- {self._middle(share.value)}" for share in item.owes]
        total = " ".join(terms)
        if item.cost != 1:
            total = f"{total if len(terms) == 1 else f'({total})'} / {self._middle(item.cost)}"
        return f"= {total} = {printed}"

    # --- the neighbours ---

    def _place(self) -> Iterator[str]:
        items, at = self.ranking.items, self.item.rank - 1
        if at == 0:
            yield "nothing stands before it"
        else:
            yield f"before it: {self._ahead(items[at - 1])}"
        if at == len(items) - 1:
            yield "nothing stands after it"
        else:
            yield f"after it: {self._behind(items[at + 1])}"
        if self.item.waits_for:
            yield f"waits for {', '.join(self.item.waits_for)}"
        if self.item.unlocks:
            yield f"unlocks {', '.join(self.item.unlocks)}"

    def _ahead(self, other: RankedFeature) -> str:
        if other.id in self._needs(self.item.id):
            return f"{other.id}, which it waits for"
        mine, theirs = self.item.adjusted, other.adjusted
        ahead = f"{other.id}{_worth(other)}"
        if mine is None or theirs is None:
            return ahead
        if significant(theirs) <= significant(mine):
            return ahead + self._level(theirs, mine)
        if mine > 0 and not (self.item.inherits or self.item.owes or self.ranking.model.is_category):
            return f"{ahead}: it would pass with a value {times_as_high(theirs / mine)}"
        return f"{ahead}: {times_as_high(theirs / mine)}" if mine > 0 else ahead

    def _level(self, theirs: float, mine: float) -> str:
        """Why something stands before another though it is worth no more."""
        if significant(theirs) == significant(mine):
            return ", with the same adjusted score"
        return f", by decision: {listed(sentences(self.ranking.bent_by))}"

    def _behind(self, other: RankedFeature) -> str:
        if self.item.id in self._needs(other.id):
            return f"{other.id}, which waits for it"
        mine, theirs = self.item.adjusted, other.adjusted
        behind = f"{other.id}{_worth(other)}"
        if mine is None or theirs is None:
            return behind
        if significant(mine) <= significant(theirs):
            return behind + self._level(mine, theirs)
        return f"{behind}: {percent(1 - theirs / mine)} lower"

    def _needs(self, feature: str) -> set[str]:
        """All that it waits for, directly or through others."""
        waits = self.waits or {item.id: item.waits_for for item in self.ranking.items}
        return reach((feature,), waits)

    # --- for machines ---

    def document(self, **placing: object) -> Document:
        """The explanation as JSON, every number in full; `placing` is where it is planned, and its past."""
        model, of = self.ranking.model, len(self.ranking.items)
        known = known_of(self.item, self.backlog)
        used = self.item.details.rated if self.item.details is not None else ()
        return document(
            "explanation",
            EXPLANATION,
            self.item,
            model=model.name,
            formula=model.formula,
            of=of,
            rated=rated_items(self.item.id, used, self.backlog),
            **known,
            **placing,
        )


def _aligned(rows: Sequence[tuple[str, str, str]]) -> Iterator[Row]:
    """Names with their numbers, whose points stand in line, and a note."""
    whole = max((len(number.partition(".")[0]) for _, number, _ in rows), default=0)
    texts = [" " * (whole - len(number.partition(".")[0])) + number for _, number, _ in rows]
    wide = max(map(len, texts), default=0)
    for (name, _, note), text in zip(rows, texts, strict=True):
        yield name, f"{text:{wide}}   {note}".rstrip()


def _worth(item: RankedFeature) -> str:
    return "" if item.adjusted is None else f" (adjusted {figure(item.adjusted)})"
