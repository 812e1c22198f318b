"""What is promised: deadlines, pins, and what is decided first, each kept, at risk or missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from pmcli.model.figure import listed, odds
from pmcli.model.likelihood import EVEN
from pmcli.views.review.dates import missed_wishes
from pmcli.views.roadmap.labels import counted, signs
from pmcli.views.roadmap.parts import RoadmapOptions
from pmcli.writers.blocks import Block, Picture
from pmcli.writers.drawings import Card, Lane, Shelves, Words

if TYPE_CHECKING:
    from pmcli.forecast.odds import PromiseKind
    from pmcli.model.feature import Feature
    from pmcli.planning.result import Mark, Placement
    from pmcli.sharing import AudienceView

State = Literal["missed", "at risk", "kept"]
STATES: tuple[State, ...] = ("missed", "at risk", "kept")
PROMISES: tuple[Mark, ...] = ("pinned", "deadline", "first")
"""The marks of what is promised."""
_KINDS: Mapping[Mark, PromiseKind] = {"pinned": "pin", "deadline": "deadline"}
_LINES = 8
"""Lines that promises take at most, beside those that are missed."""
_WISHES = 2


@dataclass(frozen=True, slots=True)
class Promised:
    """A feature with a promise: what kind of, for when, and how it stands.

    "at risk" is a deadline before the end of the period in which it is delivered, what overruns its team, and
    a deadline of what is not planned while it is an idea, or falls after the plan. "missed" is also what
    `is_over`: today is after the day or the period, and the feature is not shipped.
    """

    id: str
    marks: tuple[Mark, ...]
    when: str
    state: State
    placement: Placement | None
    is_over: bool = False


def is_promised(placement: Placement) -> bool:
    """Whether a placement keeps a promise."""
    return any(mark in PROMISES for mark in placement.marks)


def due_inside(view: AudienceView, placement: Placement) -> date | None:
    """The deadline that it keeps inside the period in which it is delivered, None where there is none."""
    deadline = view.backlog.features[placement.id].deadline
    if deadline is None or "deadline" not in placement.marks or "overrun" in placement.marks:
        return None
    fiscal = view.backlog.workspace.calendar.fiscal
    is_inside = fiscal.first_day(placement.period) <= deadline.date <= fiscal.last_day(placement.period)
    return deadline.date if is_inside else None


def promised(view: AudienceView, options: RoadmapOptions) -> list[Promised]:
    """Every promise of open features, what is missed first, then by date."""
    backlog = view.backlog
    found = [
        promise
        for name, feature in backlog.features.items()
        if backlog.is_open(name) and (options.shown is None or options.shown(name))
        for promise in _promise(view, feature)
    ]
    return sorted(found, key=lambda promise: (STATES.index(promise.state), promise.when, promise.id))


def _promise(view: AudienceView, feature: Feature) -> Iterator[Promised]:
    placement, decision = view.placements.get(feature.id), feature.decision(view.backlog.today)
    fiscal, is_over = view.backlog.workspace.calendar.fiscal, False
    marks: list[Mark] = []
    states: list[State] = []
    when = str(placement.period) if placement is not None else ""
    if decision is not None and decision.verdict in ("pin", "first"):
        is_pin = decision.verdict == "pin"
        marks.append("pinned" if is_pin else "first")
        is_kept = placement is not None and (not is_pin or placement.period == decision.period)
        last = fiscal.last_day(decision.period) if is_pin and decision.period is not None else date.max
        is_over = last < view.backlog.today
        states.append("kept" if is_kept and not is_over else "missed")
        when = str(decision.period or when) if is_pin else when
    if feature.deadline is not None:
        marks.append("deadline")
        day, is_past = feature.deadline.date, feature.deadline.date < view.backlog.today
        is_over = is_over or is_past
        states.append("missed" if is_past else _by(view, feature, placement, day))
        when = str(day)
    if states:
        state = min(states, key=STATES.index)
        is_overrun = placement is not None and "overrun" in placement.marks
        state = "at risk" if is_overrun and state == "kept" else state
        kinds = tuple(sorted(marks, key=PROMISES.index))
        yield Promised(feature.id, kinds, when, state, placement, is_over)


def _by(view: AudienceView, feature: Feature, placement: Placement | None, day: date) -> State:
    """How a deadline stands."""
    fiscal, periods = view.backlog.workspace.calendar.fiscal, view.roadmap.periods
    if placement is None:
        is_open = (
            view.backlog.status(feature.id) == "idea" or not periods or fiscal.last_day(periods[-1]) < day
        )
        return "at risk" if is_open else "missed"
    if fiscal.first_day(placement.period) > day:
        return "missed"
    return "at risk" if fiscal.last_day(placement.period) > day else "kept"


# --- shown ---


def promises(view: AudienceView, options: RoadmapOptions) -> Iterator[Block]:
    """The promises with their dates, on a screen: those kept in columns, missed ones and wishes in words."""
    every = promised(view, options)
    cards = tuple(_card(view, promise) for promise in every if promise.state != "missed")
    broken = (
        Words([(_broken(view, promise), "bad")], [("✗ ", "error")])
        for promise in every
        if promise.state == "missed"
    )
    wishes = (Words([(text, "dim")]) for text in _wishes(view, options))
    below = (*broken, *wishes)
    if cards or below:
        yield Picture(Shelves((Lane("Promises", cards, _counts(every, view), empty=""),), _LINES, below))


def are_tight(risky: Sequence[Promised]) -> bool:
    """Whether all of these are at risk as their dates come before the periods end that deliver them."""
    placed = [promise.placement for promise in risky]
    return bool(placed) and all(row is not None and "overrun" not in row.marks for row in placed)


def _counts(every: Sequence[Promised], view: AudienceView) -> str:
    """How many are in which state, why where all at risk are for one cause, and how many are unlikely."""
    count = Counter(promise.state for promise in every)
    is_tight = are_tight([promise for promise in every if promise.state == "at risk"])
    told = ", ".join(f"{count[state]:,} {state}" for state in reversed(STATES) if count[state])
    told += ": due before the period ends" if is_tight and not count["missed"] else ""
    rare = sum(share is not None and share < EVEN for share in (_odds(view, promise) for promise in every))
    told += f"; odds under 50 %: {rare:,}" if rare else ""
    launches = (view.backlog.features[name].launch for name in view.placements)
    is_launched = any(launch is not None and launch.date is not None for launch in launches)
    return told + ("; launch days are not counted" if is_launched else "")


def _card(view: AudienceView, promise: Promised) -> Card:
    """A promise with its day, and how likely it is kept, or else how it stands in the plan."""
    share = _odds(view, promise)
    told = f"{promise.when} {promise.state if promise.placement is not None else 'not planned'}"
    if share is not None:
        told = f"{promise.when}, {odds(share)}"
    is_flagged = promise.state == "at risk" if share is None else share < EVEN
    return Card(
        view.title(promise.id), promise.id, signs(promise.marks), told, brief=told, tone="plain",
        flag=told if is_flagged else "",
    )  # fmt: skip


def _odds(view: AudienceView, promise: Promised) -> float | None:
    """How likely what is promised here is kept; None where nobody asked, or no day is named."""
    kinds = {_KINDS[mark] for mark in promise.marks if mark in _KINDS}
    made = view.odds.promises if view.odds is not None and promise.placement is not None else ()
    shares = [each.odds for each in made if each.id == promise.id and each.kind in kinds]
    return min(shares, default=None)


def _broken(view: AudienceView, promise: Promised) -> str:
    where = f"planned for {promise.placement.period}" if promise.placement is not None else "not in the plan"
    where = "which is past: it is not shipped" if promise.is_over else where
    due = f" {promise.when}" if promise.when else ""
    return f"{view.title(promise.id)}: missed{due}, {where}"


def _wishes(view: AudienceView, options: RoadmapOptions) -> Iterator[str]:
    """The targets that are missed: "2 targets missed: SOC 2 (2027-05-31, planned for 2027-Q3)"."""
    told = [
        f"{wish.what} ({wish.wished}, {f'planned for {wish.planned}' if wish.planned else 'not planned'})"
        for wish in missed_wishes(view, options.shown)
    ]
    if told:
        yield f"{counted(len(told), 'target')} missed: {listed(told, _WISHES)}"
