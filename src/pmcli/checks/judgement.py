"""Rules about what a score cannot weigh: strategy, debt, what was decided not to do, how much is a must."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmcli.checks.rule import Finding, Rule
from pmcli.checks.shared import leaders, ranking_of
from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.figure import ordinal
from pmcli.model.strategy import NotDoing
from pmcli.model.titles import singular
from pmcli.ranking.structure import Structure
from pmcli.sequencing.graph import reach

MUST_SHARE = 0.6
"""Source: DSDM, MoSCoW prioritisation: at most 60 % of the effort is Must."""
PIN_SHARE = 1 / 3
FEWEST = 5
_WORD = re.compile(r"[^\W\d_]{4,}")
_EXCUSED = ("bug", "compliance", "debt", "research")


def unserved_outcomes(backlog: Backlog) -> Iterator[Finding]:
    """Outcomes to which no feature contributes, where features contribute at all."""
    served = {
        name
        for feature in backlog.features.values()
        if backlog.is_open(feature.id) or backlog.status(feature.id) == "shipped"
        for name, share in feature.outcomes.items() if share > 0
    }  # fmt: skip
    for name in backlog.workspace.strategy.outcomes if served else ():
        if name not in served:
            message = f'no feature contributes to the outcome "{name}"'
            yield Finding(
                None, ("strategy", "outcomes", name), message, "find one, or drop the outcome", "key"
            )


def fits_no_strategy(backlog: Backlog) -> Iterator[Finding]:
    """The best of the ranking that serve no outcome."""
    first = leaders(backlog)
    ranking = ranking_of(backlog)
    if not first or ranking is None or not backlog.workspace.strategy.outcomes:
        return
    serving = {item.id for item in ranking.items if _serves(backlog.features[item.id])}
    if 2 * len(serving) < len(ranking.items):
        return  # hardly anybody says: it is not kept here
    unlocks = {item.id: item.unlocks for item in ranking.items}
    for item in first:
        feature = backlog.features[item.id]
        parent = backlog.features.get(feature.parent or "")
        near = (feature, parent) if parent is not None else (feature,)
        if feature.type in _EXCUSED or any(map(_serves, near)):
            continue
        behind = reach((item.id,), unlocks)
        if not serving.isdisjoint(behind):
            continue  # something that waits for it serves an outcome
        message = f"it ranks {ordinal(item.rank)}, but serves no outcome of the strategy"
        yield Finding(item.id, (), message, "add outcomes: …, or ask whether it fits")


def _serves(feature: Feature) -> bool:
    return any(share > 0 for share in feature.outcomes.values())


def silent_debt(backlog: Backlog) -> Iterator[Finding]:
    """Features near the top that add technical debt, and nobody says a word of it."""
    for item in leaders(backlog):
        feature = backlog.features[item.id]
        said = (feature.risks, feature.options, feature.questions, feature.positions)
        decided = any(decision.because for decision in feature.decisions)
        if feature.tech_debt == "adds" and not any(said) and not decided:
            message = (
                f"it ranks {ordinal(item.rank)} and adds technical debt, and nobody says why it is worth it"
            )
            yield Finding(
                item.id, ("tech_debt",), message, "add risks: …, options: … or a decision with a reason"
            )


def not_doing(backlog: Backlog) -> Iterator[Finding]:
    """Open features that are about something on the not-doing list."""
    entries = [
        (entry, words) for entry in backlog.workspace.strategy.not_doing
        if (entry.until is None or entry.until >= backlog.today) and (words := _words(entry.what))
    ]  # fmt: skip
    if not entries:
        return
    for feature in backlog.features.values():
        if not backlog.is_open(feature.id):
            continue
        said = _words(" ".join(filter(None, (feature.title, feature.theme, feature.solution, *feature.tags))))
        for entry, words in entries:
            if words <= said:
                yield _not_doing(feature.id, entry)


def _words(text: str) -> set[str]:
    """The words of a text that carry its meaning: of four letters and more, plurals as singulars."""
    return {singular(word.casefold()) for word in _WORD.findall(text)}


def _not_doing(name: str, entry: NotDoing) -> Finding:
    because = f": {entry.because}" if entry.because else ""
    message = f'it reads like "{entry.what}", which is on the not-doing list{because}'
    return Finding(name, ("title",), message, "decline it with a reason, or take the entry off the list")


def too_many_musts(backlog: Backlog) -> Iterator[Finding]:
    """More than 60 % of the effort that is classed is a must."""
    classed = [
        (feature.moscow, effort) for feature in backlog.features.values()
        if backlog.is_open(feature.id) and feature.moscow in ("must", "should", "could")
        and (effort := backlog.total_effort(feature))
    ]  # fmt: skip
    total = sum(effort for _, effort in classed)
    share = sum(effort for kind, effort in classed if kind == "must") / total if total else 0.0
    if len(classed) >= FEWEST and share > MUST_SHARE:
        message = f"{100 * share:.0f} % of the effort is must: above 60 % too little is left to give up"
        yield Finding(None, (), message, "which musts would the product live without?")


def too_many_pins(backlog: Backlog) -> Iterator[Finding]:
    """More than a third of the work is pinned by hand."""
    decisions = Structure.of(backlog).decisions
    if not decisions:
        return
    efforts = {
        feature.id: effort for feature in backlog.features.values()
        if backlog.is_open(feature.id) and (effort := backlog.total_effort(feature))
    }  # fmt: skip
    pinned = [
        name for name in efforts
        if (decision := decisions.get(name)) is not None and decision.verdict == "pin"
    ]  # fmt: skip
    total = sum(efforts.values())
    if len(pinned) >= FEWEST and sum(efforts[name] for name in pinned) > PIN_SHARE * total:
        share = sum(efforts[name] for name in pinned) / total
        message = f"{len(pinned)} pins hold {100 * share:.0f} % of the work: the plan is made by hand"
        yield Finding(None, (), message, "end those that nobody outside was promised: until: …")


RULES = (
    Rule(
        "PM505", "unserved-outcome", "warning",
        "An aim that nothing is done for is a wish.",
        unserved_outcomes,
    ),
    Rule(
        "PM506", "strategy-misfit", "warning",
        "A high score that serves no outcome is a good answer to a question that nobody asked.",
        fits_no_strategy,
    ),
    Rule(
        "PM507", "silent-debt", "warning",
        "Debt taken near the top is paid by all that comes after: somebody should say that it is worth it.",
        silent_debt,
    ),
    Rule(
        "PM508", "not-doing", "warning",
        "What was decided not to do comes back under another name.",
        not_doing,
    ),
    Rule(
        "PM509", "must-share", "warning",
        "Where nearly everything is a must, nothing is left to give when something slips.",
        too_many_musts,
    ),
    Rule(
        "PM510", "pinned-plan", "warning",
        "A plan held by pins no longer answers to value, capacity or news.",
        too_many_pins,
    ),
)  # fmt: skip
