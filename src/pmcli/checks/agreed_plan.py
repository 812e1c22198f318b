"""Rules about plan.yaml: what is no feature to promise, and promises that no longer hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pmcli.checks.references import HINTED, repair_of
from pmcli.checks.rule import Finding, Repair, Rule
from pmcli.checks.shared import agreed_roadmap_of
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import did_you_mean
from pmcli.model.reason import Reason
from pmcli.model.special_files import PLAN_FILE
from pmcli.model.words import words
from pmcli.sequencing.graph import adjacency, came_from

if TYPE_CHECKING:
    from pmcli.model.agreement import Listed
    from pmcli.planning.result import Placement, Unplaced

_ACCEPT = 'pm accept --because "…" agrees on the plan as it is now'
_BROKEN = ("forced", "left-out")


def _listed(backlog: Backlog) -> Iterator[Listed]:
    """Every id in plan.yaml, the first time that it stands there."""
    seen: set[str] = set()
    for entry in backlog.agreement.listed if backlog.agreement is not None else ():
        if entry.feature not in seen:
            seen.add(entry.feature)
            yield entry


def unknown(backlog: Backlog) -> Iterator[Finding]:
    """Ids in plan.yaml that no feature has."""
    known = {*backlog.features, *backlog.broken}
    hints = HINTED
    for entry in _listed(backlog):
        if backlog.may_have(entry.feature):
            continue
        hints -= 1
        hint = did_you_mean(entry.feature, known) if hints >= 0 else None
        repair = repair_of(entry.keys, entry.feature, known, "value") if hints >= 0 else None
        yield Finding(
            None, entry.keys, f'there is no feature "{entry.feature}"', hint or "pm check --fix drops it",
            repair=repair or Repair("drop what is gone", "drop", entry.keys), file=PLAN_FILE,
        )  # fmt: skip


def repeated(backlog: Backlog) -> Iterator[Finding]:
    """Features that plan.yaml promises twice."""
    seen: dict[str, Listed] = {}
    for entry in backlog.agreement.listed if backlog.agreement is not None else ():
        first = seen.setdefault(entry.feature, entry)
        if first is not entry:
            where = "here too" if first.period == entry.period else f"for {first.period} too"
            yield Finding(
                None, entry.keys, f'"{entry.feature}" is agreed {where}', "keep one of the two",
                repair=Repair("drop the second", "drop", entry.keys), file=PLAN_FILE,
            )  # fmt: skip


def parents(backlog: Backlog) -> Iterator[Finding]:
    """Parents in plan.yaml."""
    children = backlog.children()
    for entry in _listed(backlog):
        if entry.feature in children:
            message = f'"{entry.feature}" has children: it is done when they are, and has no period itself'
            yield Finding(None, entry.keys, message, "agree on its children", file=PLAN_FILE)


def put_away(backlog: Backlog) -> Iterator[Finding]:
    """Features that are promised, and parked or declined."""
    for entry in _listed(backlog):
        if entry.feature in backlog.features and not backlog.children().get(entry.feature):
            status = backlog.status(entry.feature)
            if status in ("parked", "declined"):
                message = f'"{entry.feature}" is agreed for {entry.period}, but it is {status}'
                yield Finding(entry.feature, entry.keys, message, _ACCEPT, file=PLAN_FILE)


# --- what the roadmap makes of it ---


def not_kept(backlog: Backlog) -> Iterator[Finding]:
    """Promises that cannot be kept as they are: what is moved or left out, and what forces that."""
    yield from _told(backlog, _BROKEN)


def late(backlog: Backlog) -> Iterator[Finding]:
    """Promises whose period has passed."""
    yield from _told(backlog, ("late",))


def _told(backlog: Backlog, kinds: tuple[str, ...]) -> Iterator[Finding]:
    reasons, unsure = _reasons(backlog), _unsure(backlog)
    for entry in _listed(backlog):
        reason = reasons.get(entry.feature)
        if reason is not None and reason.kind in kinds and entry.feature not in unsure:
            message = f'"{entry.feature}" is {words(reason)}'
            yield Finding(entry.feature, entry.keys, message, _ACCEPT, file=PLAN_FILE)


def _unsure(backlog: Backlog) -> frozenset[str]:
    """Features in which something cannot be read, and what waits for them: nobody knows their plan."""
    if not backlog.broken:
        return frozenset()
    needs = ((need, each.id) for each in backlog.features.values() for need in each.prerequisites())
    return frozenset({*backlog.broken, *came_from(sorted(backlog.broken), adjacency(needs))})


def _reasons(backlog: Backlog) -> dict[str, Reason]:
    """What became of every agreed feature that is not where it was agreed, by id."""
    roadmap = agreed_roadmap_of(backlog)
    if roadmap is None:
        return {}
    items: tuple[Placement | Unplaced, ...] = (*roadmap.placements, *roadmap.unplaced)
    return {item.id: item.reasons[0] for item in items if item.reasons}


RULES = (
    Rule(
        "PM311", "unknown-promise", "error",
        "plan.yaml names a feature that does not exist: nobody would miss it.",
        unknown, is_untrue=True,
    ),
    Rule(
        "PM312", "promised-twice", "error",
        "A feature that stands in plan.yaml twice: nobody can say which of the two was meant.",
        repeated, is_untrue=True,
    ),
    Rule(
        "PM313", "promised-parent", "error",
        "A feature with children is done when they are: a period of its own in plan.yaml does nothing.",
        parents, is_untrue=True,
    ),
    Rule(
        "PM314", "promise-not-kept", "warning",
        "What was agreed on no longer holds: the roadmap moves it, or leaves it out.",
        not_kept,
    ),
    Rule(
        "PM315", "late-promise", "warning",
        "The period that was agreed on has passed, and the feature is not shipped.",
        late,
    ),
    Rule(
        "PM316", "promised-and-put-away", "warning",
        "A feature that is parked or declined and still in the agreed plan: one of the two is out of date.",
        put_away,
    ),
)  # fmt: skip
