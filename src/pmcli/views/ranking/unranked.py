"""The explanation of a feature that has no place in a ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.model.estimate import plain
from pmcli.ranking.criteria import inputs
from pmcli.ranking.structure import Structure
from pmcli.views.feature_odds import PLACED
from pmcli.views.learning.hindsight import HINDSIGHT
from pmcli.views.ranking.why_unranked import why_unranked
from pmcli.writers.blocks import Block, Fields, Heading, Paragraph
from pmcli.writers.documents import Document, Shape, document

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.ranking import Ranking
    from pmcli.scoring.model import Model, Score


UNRANKED = Shape(
    object, "model id title status rank score adjusted reason missing=score.missing write "
    "period placementReasons inTime? likelyBy? promise? past?",
    model=str, id=str, title=str, status=str, rank=None, score=None, adjusted=None, reason=str,
    missing=list[str], write=list[str], past=HINDSIGHT, **PLACED,
)  # fmt: skip
"""The explanation of a feature without a rank."""


SAMPLES = {
    "rice.reach": "5000", "rice.impact": "high", "rice.confidence": "80%", "effort": "3..5..9",
    "wsjf.user_business_value": "8", "wsjf.time_criticality": "5", "wsjf.risk_opportunity": "3",
    "wsjf.job_size": "5",
    "ice.impact": "8", "ice.confidence": "7", "ice.ease": "4", "cd3.cost_of_delay": "8k..12k",
    "cd3.duration": "4",
    "opportunity.importance": "8", "opportunity.satisfaction": "3", "moscow": "must",
    "kano": "{functional: like, dysfunctional: dislike}",
    "kano.functional": "like", "kano.dysfunctional": "dislike",
}  # fmt: skip
"""An example of each input, as it stands in a file."""


@dataclass(frozen=True, slots=True)
class Unranked:
    """A feature that is not ranked; `score` is what the method says of one that could be."""

    id: str
    title: str
    status: str
    reason: str
    model: str
    where: str
    score: Score | None = None
    write: tuple[str, ...] = ()

    @classmethod
    def of(cls, feature: str, ranking: Ranking, backlog: Backlog) -> Unranked:
        """Why this feature of the backlog is not in the ranking."""
        record, status = backlog.features[feature], backlog.status(feature)
        place = backlog.locate(feature)
        reason, model = why_unranked(feature, ranking, backlog), ranking.model
        common = (feature, record.title, status, reason, model.name, f"{place.path}:{place.line}")
        if not backlog.is_open(feature) or backlog.children().get(feature):
            return cls(*common)
        score = model.score(inputs(backlog, Structure.of(backlog).dependents())[feature])
        return cls(*common, score, tuple(_samples(_full_names(score.missing, model))))

    def page(self) -> list[Block]:
        """The reason for people, and what to write where."""
        lead = "not ranked" if self.score is None else f"not scored by {self.model}"
        blocks: list[Block] = [
            Heading(f"{self.id}: {self.title}", 1),
            Paragraph(f"{lead}: {self.reason}"),
        ]
        terms = (*self.score.value_terms, *self.score.cost_terms) if self.score else ()
        if terms:
            rows = tuple((term.name, f"{plain(term.number, 7)}   {term.note}".rstrip()) for term in terms)
            blocks += [Heading("What is there"), Fields(rows)]
        if self.write:
            blocks += [Heading(f"Write, for example, into {self.where}"), Paragraph("\n".join(self.write))]
        return blocks

    def document(self, **placing: object) -> Document:
        """The reason as JSON: an explanation without a rank; `placing` is where the roadmap has it."""
        return document("explanation", UNRANKED, self, rank=None, score=None, adjusted=None, **placing)


def _full_names(missing: Sequence[str], model: Model) -> list[str]:
    """The full names of missing inputs, as they stand in a file."""
    names = []
    for name in missing:
        full = next((known for known in model.inputs if known == name or known.endswith(f".{name}")), None)
        if full is None and model.name in ("weighted", "value_effort"):
            full = f"weighted.{name}"
        names.append(full or name)
    return names


def _samples(names: Sequence[str]) -> list[str]:
    """Lines of YAML that give these inputs, those of one method together."""
    groups: dict[str, list[str]] = {}
    lines = []
    for name in names:
        outer, _, inner = name.partition(".")
        if inner:
            groups.setdefault(outer, []).append(f"{inner}: {SAMPLES.get(name, '3')}")
        else:
            lines.append(f"{name}: {SAMPLES.get(name, '3')}")
    return [*(f"{outer}: {{{', '.join(pairs)}}}" for outer, pairs in groups.items()), *lines]
