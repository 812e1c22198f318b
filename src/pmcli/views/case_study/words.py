"""Sentences of a case study: whether it did what it was to do, how that is known, what it took."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pmcli.model.fields.facts import joined
from pmcli.model.figure import anded, figure, measured
from pmcli.views.case_study.study import CaseStudy, StudyOutcome, TeamWork
from pmcli.views.roadmap.labels import ORDINARY

HOW: Final = {
    "test": "tested against a control group", "before-after": "before and after, without a control group",
    "opinion": "an opinion, not measured",
}  # fmt: skip
"""How a result is known, by `how`."""
_REMARKS: Final = {
    "test": "That was tested against a control group.",
    "before-after": "That is before and after, without a control group: "
    "something else may have played a part.",
    "opinion": "That is an opinion: nobody measured it.",
}  # fmt: skip
_VERDICTS: Final = {
    "hit": "It did what it was to do", "missed": "It did not do what it was to do",
    "unclear": "Whether it did what it was to do is unclear",
}  # fmt: skip


def verdict(study: CaseStudy) -> str:
    """The first sentences: what it did, and how that is known."""
    looked = [outcome for outcome in study.outcomes if outcome.verdict or outcome.after is not None]
    if not looked:
        return "Nobody has looked yet at what it did."
    first = next((outcome for outcome in looked if outcome.verdict), looked[0])
    head = _VERDICTS.get(first.verdict or "", "It did this")
    moved = _moved(first)
    remark = _REMARKS.get(first.how or "")
    return joined(f"{head}: {moved}." if moved else f"{head}.", remark, by=" ")


def _moved(outcome: StudyOutcome) -> str:
    """A number before and after, with what was aimed at: "sign-ups from 0.2 to 0.29; the aim was 0.3"."""
    numbers = joined(
        f"from {measured(outcome.before)}" if outcome.before is not None else None,
        f"to {measured(outcome.after)}" if outcome.after is not None else None, by=" ",
    )  # fmt: skip
    moved = joined(outcome.metric, numbers, by=" ")
    aim = f"the aim was {measured(outcome.target)}" if outcome.target is not None else None
    return joined(moved, aim, by="; ")


def work(study: CaseStudy, unit: str) -> str | None:
    """What it took beside what it was thought to take; None where nobody says what it took."""
    if study.took is None:
        return None
    head = f"It took {_amount(study.took, unit)}"
    if study.planned is None:
        return f"{head}; nothing was estimated."
    beyond = [f"{_team(part)} {_beyond(part)}" for part in study.work if part.is_inside is False]
    inside = any(part.is_inside for part in study.work)
    ranges = f": {anded(beyond)}" if beyond else ", each team within its range" if inside else ""
    planned = figure(study.planned)
    return f"{head}; {planned} {'was' if planned == '1' else 'were'} planned{ranges}."


def _amount(number: float, unit: str) -> str:
    singular, plural = ORDINARY[unit]
    return f"{figure(number)} {singular if figure(number) == '1' else plural}"


def _team(part: TeamWork) -> str:
    return part.team or "all teams"


def _beyond(part: TeamWork) -> str:
    is_more = part.took is not None and part.high is not None and part.took > part.high
    return "took more than its range" if is_more else "took less than its range"


def missing(study: CaseStudy, *, sees_effort: bool) -> Iterator[str]:
    """What a case study needs and nobody has written down."""
    if not any(outcome.verdict for outcome in study.outcomes):
        yield "whether it did what it was to do (results: verdict)"
    if not study.learned:
        yield "what was learned (results: learned)"
    if sees_effort and study.took is None:
        yield "what it took (results: effort)"
