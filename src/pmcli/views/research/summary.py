"""What is known of a problem: evidence by kind, segment and age, what would solve it, who asks for that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum

from pmcli.model.confidence import confidence_of
from pmcli.model.evidence import EVIDENCE_KINDS, Evidence, Problem, is_old
from pmcli.model.feature import OPEN, Feature
from pmcli.sharing import AudienceView

RECENT, WITHIN_A_YEAR, OLD, UNDATED = "last 3 months", "last 12 months", "older", "undated"
AGES = (RECENT, WITHIN_A_YEAR, OLD, UNDATED)
UNSAID = "not said"
"""The segment of evidence that names none."""
_QUARTER = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class KnownPiece:
    """A piece of evidence as it is told: of whom it is by the name of the segment, and how old it is."""

    kind: str
    date: date | None
    age: str
    count: int | None
    segment: str | None
    says: str | None
    source: str | None
    experiment: str | None


@dataclass(frozen=True, slots=True)
class EvidenceGroup:
    """The evidence of a kind, a segment or an age: how many pieces, and from how many people or events.

    `count` is None where no piece says how many.
    """

    name: str
    pieces: int
    count: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A feature that would solve the problem, or has: where it is, how sure it is, what it was tested by.

    One that `is_research` only finds out more; None where the reader may not see the type. `status`,
    `period` and `confidence` are None where the reader may not see them, or there is none.
    """

    id: str
    title: str
    status: str | None
    period: str | None
    confidence: str | None
    evidence: int
    experiments: tuple[str, ...]
    is_research: bool | None = False

    @property
    def is_to_come(self) -> bool:
        """Whether it solves it and is still to come; where nobody may see that, it is taken to be."""
        return not self.is_research and (self.status is None or self.status in OPEN)


@dataclass(frozen=True, slots=True)
class ResearchSummary:
    """A problem with all that is known of it.

    `sure` is how sure the strongest evidence, `best`, makes that it is real, 0 to 1. `expected` are the names
    of those who have it, as problem and features say. `asking` are the customers that ask for an answer to
    it, `revenue` what they pay a year; None where nobody may see that.
    """

    id: str
    title: str
    description: str | None
    importance: float | None
    satisfaction: float | None
    sure: float
    best: KnownPiece | None
    evidence: tuple[KnownPiece, ...]
    kinds: tuple[EvidenceGroup, ...]
    segments: tuple[EvidenceGroup, ...]
    ages: tuple[EvidenceGroup, ...]
    expected: tuple[str, ...]
    answers: tuple[Answer, ...]
    asking: tuple[str, ...]
    revenue: float | None


def summary(view: AudienceView, name: str) -> ResearchSummary:
    """What is known of the problem of this id."""
    problem = view.backlog.workspace.problems[name]
    day = view.backlog.start or view.backlog.today
    sure = confidence_of(view.backlog, problem.evidence, day)
    pieces = tuple(_piece(view, piece, day) for piece in _strongest_first(problem.evidence))
    solving = [feature for feature in view.in_order() if name in feature.solves]
    asking, revenue = _asking(view, solving)
    opportunity = problem.opportunity
    return ResearchSummary(
        name, problem.title, problem.description,
        opportunity.importance if opportunity else None, opportunity.satisfaction if opportunity else None,
        sure.said, _piece(view, sure.best, day) if sure.best is not None else None, pieces,
        _groups(pieces, [piece.kind for piece in pieces], EVIDENCE_KINDS[::-1]),
        _groups(pieces, [piece.segment or UNSAID for piece in pieces], _segments(view)),
        _groups(pieces, [piece.age for piece in pieces], AGES),
        _expected(view, problem, solving), tuple(_answer(view, feature) for feature in solving),
        asking, revenue,
    )  # fmt: skip


def _strongest_first(evidence: Iterable[Evidence]) -> list[Evidence]:
    return sorted(evidence, key=lambda piece: -EVIDENCE_KINDS.index(piece.kind))


def _piece(view: AudienceView, piece: Evidence, day: date) -> KnownPiece:
    segment = _segment(view, piece.segment) if piece.segment else None
    return KnownPiece(
        piece.kind, piece.date, _age(piece, day), piece.count, segment, piece.says, piece.source,
        piece.experiment,
    )  # fmt: skip


def _age(piece: Evidence, day: date) -> str:
    if piece.date is None:
        return UNDATED
    if is_old(piece, day):
        return OLD
    return RECENT if day - piece.date <= _QUARTER else WITHIN_A_YEAR


def _segment(view: AudienceView, name: str) -> str:
    known = view.backlog.workspace.segments.get(name)
    return known.title or name if known is not None else name


def _segments(view: AudienceView) -> list[str]:
    return [_segment(view, name) for name in view.backlog.workspace.segments]


def _groups(
    pieces: Sequence[KnownPiece], names: Sequence[str], order: Sequence[str]
) -> tuple[EvidenceGroup, ...]:
    """The pieces by these names, in this order; other names after it as they come."""
    groups: dict[str, list[KnownPiece]] = {name: [] for name in order}
    for name, piece in zip(names, pieces, strict=True):
        groups.setdefault(name, []).append(piece)
    return tuple(EvidenceGroup(name, len(own), _counted(own)) for name, own in groups.items() if own)


def _counted(pieces: Iterable[KnownPiece]) -> int | None:
    counts = [piece.count for piece in pieces if piece.count is not None]
    return sum(counts) if counts else None


def _expected(view: AudienceView, problem: Problem, solving: Iterable[Feature]) -> tuple[str, ...]:
    names = problem.segments or [name for feature in solving for name in feature.segments]
    return tuple(dict.fromkeys(_segment(view, name) for name in names))


def _answer(view: AudienceView, feature: Feature) -> Answer:
    period = view.period(feature.id) if view.sees("period") else None
    return Answer(
        feature.id, feature.title, view.backlog.status(feature.id) if view.sees("status") else None,
        str(period) if period is not None else None, view.confidence.get(feature.id),
        len(feature.evidence), tuple(test.id or test.hypothesis for test in feature.experiments),
        feature.type == "research" if view.sees("type") else None,
    )  # fmt: skip


def _asking(view: AudienceView, solving: Iterable[Feature]) -> tuple[tuple[str, ...], float | None]:
    """The customers that ask for one of these features, those who pay most first, and what they pay."""
    accounts = view.backlog.workspace.accounts
    names = dict.fromkeys(request.account for feature in solving for request in feature.requests)
    known = sorted((name for name in names if name in accounts), key=lambda name: -(accounts[name].arr or 0))
    paid = [arr for name in known if (arr := accounts[name].arr) is not None]
    return tuple(accounts[name].title or name for name in known), fsum(paid) if paid else None


def summaries(view: AudienceView, name: str | None = None) -> Iterator[ResearchSummary]:
    """What is known of one problem, or of all, in the order of pm.yaml."""
    for each in view.backlog.workspace.problems if name is None else (name,):
        yield summary(view, each)
