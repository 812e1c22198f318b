"""Sentences on what is known of a problem: how sure it is, and what nobody has found out yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pmcli.model.evidence import FEW, behind, is_few
from pmcli.model.fields.facts import joined
from pmcli.model.figure import anded, counted, figure
from pmcli.views.research.summary import OLD, UNSAID, KnownPiece, ResearchSummary

SURE, LIKELY = 0.8, 0.5
_KINDS: Final = {
    "opinion": "an opinion", "pitch": "a pitch", "theme": "a theme", "others": "what others do",
    "estimate": "an estimate", "anecdote": "an anecdote", "market": "market data", "interview": "interviews",
    "survey": "a survey", "ticket": "tickets", "usage": "usage data", "test": "a test", "launch": "a launch",
}  # fmt: skip
_VOICES: Final = frozenset({"anecdote", "interview", "survey", "ticket"})
_COUNTED: Final = frozenset({"usage", "survey", "test", "launch", "market"})
_NAMED = 3


def how_sure(share: float) -> str:
    """How sure it is that the problem is real, in a word: sure, likely or open."""
    return "sure" if share >= SURE else "likely" if share >= LIKELY else "open"


def verdict(summary: ResearchSummary) -> str:
    """The first sentence: how sure it is, and by which evidence."""
    if summary.best is None:
        return "Nothing shows yet that this problem is real."
    basis = f"the strongest evidence is {piece_named(summary.best)}"
    return {
        "sure": f"This problem is real: {basis}.",
        "likely": f"This problem is likely real, and not proven: {basis}.",
        "open": f"Whether this problem is real is open: {basis}.",
    }[how_sure(summary.sure)]


def piece_named(piece: KnownPiece) -> str:
    """A piece of evidence in a few words: "usage data of 2026-08-31, from 41,200"."""
    of = f" of {piece.date}" if piece.date is not None else ""
    return f"{_KINDS[piece.kind]}{of}" + (f", from {piece.count:,}" if piece.count is not None else "")


def outlook(summary: ResearchSummary) -> str:
    """The second sentence: what is to come against it, or that nothing is."""
    answers = [answer for answer in summary.answers if answer.is_to_come]
    if not answers:
        shipped = [
            answer.title for answer in summary.answers
            if answer.status == "shipped" and not answer.is_research
        ]  # fmt: skip
        return f"Nothing more is to come against it after {_named(shipped)}." if shipped else (
            "Nothing is to come against it."
        )  # fmt: skip
    placed = [answer for answer in answers if answer.period is not None]
    is_known = all(answer.is_research is not None for answer in answers)
    help_ = "would help" if is_known else "would help, or find out more"
    head = f"{counted(len(answers), 'feature')} {help_}"
    if not placed:
        return f"{head}: {_named([answer.title for answer in answers])}."
    first = min(placed, key=lambda answer: answer.period or "")
    return f"{head}, {first.title} first, in {first.period}."


def asking(summary: ResearchSummary, currency: str | None) -> str | None:
    """Who asks for an answer to it, and what they pay; None where nobody does, or nobody may see that."""
    if not summary.asking:
        return None
    money = joined(figure(summary.revenue), currency, by=" ") if summary.revenue else ""
    return _named(summary.asking) + (f" ({money} a year)" if money else "")


def _named(names: Sequence[str]) -> str:
    return anded(names[:_NAMED], max(0, len(names) - _NAMED))


def missing(summary: ResearchSummary, *, may_see: frozenset[str]) -> Iterator[str]:
    """What is not known, each in a sentence; of what the reader may not see nothing is said to be missing."""
    if not summary.evidence:
        yield "Nobody has written down how we know: there is no evidence."
    else:
        yield from _of_evidence(summary.evidence)
    if "segments" in may_see:
        yield from _of_segments(summary)
    if "opportunity" in may_see:
        yield from _of_opportunity(summary.importance, summary.satisfaction)
    answers = [answer for answer in summary.answers if answer.is_to_come]
    if answers and not any(answer.experiments for answer in summary.answers):
        yield "No answer to it was put to a test."


def _of_opportunity(importance: float | None, satisfaction: float | None) -> Iterator[str]:
    if importance is None and satisfaction is None:
        yield "How much it matters to customers, and how well it is served today, was not asked."
    elif importance is None:
        yield "How much it matters to customers was not asked."
    elif satisfaction is None:
        yield "How well it is served today was not asked."


def _of_evidence(evidence: Sequence[KnownPiece]) -> Iterator[str]:
    kinds = {piece.kind for piece in evidence}
    if not kinds & _VOICES:
        yield "Nobody was asked why: there is no interview, survey or ticket."
    if not kinds & _COUNTED:
        yield "How often it happens was not counted."
    old = [piece for piece in evidence if piece.age == OLD]
    if len(old) == len(evidence):
        yield "All evidence is older than a year."
    else:
        yield from (f"It counts less, for it is older than a year: {piece_named(piece)}." for piece in old)
    for kind, count in behind((piece.kind, piece.count) for piece in evidence).items():
        if is_few(kind, count):
            yield f"{counted(count, kind)} of at least {FEW}: no more than an anecdote."


def _of_segments(summary: ResearchSummary) -> Iterator[str]:
    known = {group.name for group in summary.segments}
    unheard = [name for name in summary.expected if name not in known]
    if not summary.expected:
        yield "Nobody has said who has it."
    elif unheard and summary.evidence:
        unsaid = next((group.pieces for group in summary.segments if group.name == UNSAID), 0)
        also = f" ({counted(unsaid, 'piece')} of evidence did not say of whom)" if unsaid else ""
        yield f"Nothing is known of {anded(unheard)} alone{also}."
