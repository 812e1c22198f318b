"""Sentences made of reasons: one function a kind, all of them in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from pmcli.model.diagnostic import drawn
from pmcli.model.figure import anded, figure, percent
from pmcli.model.reason import Kind, Reason

Sentence = Callable[[Reason], str]


def words(reason: Reason) -> str:
    """The sentence for a reason: lower case, no full stop."""
    return SENTENCES[reason.kind](reason)


def in_full(reason: Reason) -> str:
    """The sentence with the amounts that `words` leaves out."""
    return (IN_FULL.get(reason.kind) or SENTENCES[reason.kind])(reason)


def sentences(reasons: Iterable[Reason], *, full: bool = False) -> tuple[str, ...]:
    """The sentence for each of the reasons; with all amounts if `full`."""
    return tuple(map(in_full if full else words, unrepeated(reasons)))


def unrepeated(reasons: Iterable[Reason]) -> Iterator[Reason]:
    """The reasons without those whose sentence says no more than that of another one."""
    told = tuple(reasons)
    needed = {reason.features for reason in told if reason.kind == "needed-by"}
    return (reason for reason in told if reason.kind != "inherits" or reason.features not in needed)


def in_a_line(reasons: Iterable[Reason], between: str = "; ") -> str:
    """The sentences in a row; of several full teams the words are said once."""
    kinds: set[Kind] = set()
    line = []
    for reason in unrepeated(reasons):
        table = AGAIN if reason.kind in kinds and reason.kind in AGAIN else SENTENCES
        line.append(table[reason.kind](reason))
        kinds.add(reason.kind)
    return between.join(line)


# --- parts of sentences ---


def _forced_by(reason: Reason) -> str:
    return words(reason.cause) if reason.cause is not None else "nothing else fits"


def slipped(reason: Reason) -> str:
    """How far something slipped: "slipped 2 quarters"."""
    number = int(reason.numbers["slipped"])
    what = "month" if reason.period is not None and reason.period.step == "month" else "quarter"
    return f"slipped {number} {what}{'' if number == 1 else 's'}"


def _late(reason: Reason) -> str:
    return f"late: agreed for {reason.period}, {slipped(reason)}"


def _names(reason: Reason) -> str:
    """The features, and how many more there are."""
    return anded(reason.features, reason.more)


def _verb(reason: Reason, one: str, several: str) -> str:
    """The form of a verb for the features that are named."""
    return one if len(reason.features) + reason.more == 1 else several


def _because(reason: Reason) -> str:
    """The reason that a person gives, who and until when: ": promised (amelie, until 2027-03-31)"."""
    author = [reason.by] if reason.by else []
    end = [f"until {reason.until}"] if reason.until else []
    ruling = ", ".join([*author, *end])
    return (f": {reason.because}" if reason.because else "") + (f" ({ruling})" if ruling else "")


def _needs(reason: Reason) -> str:
    return f"needs {figure(reason.numbers['needs'])}"


def _needs_and_left(reason: Reason) -> str:
    return f"{_needs(reason)}, {figure(reason.numbers['left'])} left"


def _wanted(reason: Reason) -> str:
    """When something had to land: a pin says it before a deadline does."""
    if reason.period is not None:
        return f"in {reason.period}, to which it is pinned"
    return f"by {reason.day}" if reason.day is not None else "in time"


def _cause(reason: Reason) -> str:
    return words(reason.cause) if reason.cause is not None else ""


# --- one function a kind ---


def _needed_by(reason: Reason) -> str:
    return f"{_names(reason)} needs it" + (f" by {reason.day}" if reason.day is not None else "")


def _inherits(reason: Reason) -> str:
    return f"{_names(reason)} {_verb(reason, 'waits', 'wait')} for it"


def _inherits_in_full(reason: Reason) -> str:
    value = figure(reason.numbers["value"])
    each = f" ({', '.join(map(figure, reason.amounts))})" if reason.amounts else ""
    return f"{_inherits(reason)}, and {_verb(reason, 'lends', 'lend')} it {value} of value{each}"


def _waits_for(reason: Reason) -> str:
    lag = int(reason.numbers.get("lag", 0))
    later = f", and {lag} period{'s' if lag > 1 else ''} between" if lag else ""
    return f"waits for {_names(reason)} ({reason.period}{later})"


def _full_before(reason: Reason) -> str:
    by = f" with {_names(reason)}" if reason.features else ""
    return f"{reason.team} full in {reason.period}{by}: {_needs_and_left(reason)}"


def _also_full(reason: Reason) -> str:
    return f"{reason.team} {_needs_and_left(reason)} in {reason.period}"


def _gained(reason: Reason) -> str:
    """What all moves of the search add to the plan, where they do."""
    gain = reason.numbers.get("gain")
    return f" (all such moves add {percent(gain)})" if gain else ""


def _of_periods(reason: Reason) -> str:
    """The number of periods that were looked at, where there are several."""
    periods = int(reason.numbers.get("periods", 1))
    return f" (best of {periods} periods)" if periods > 1 else ""


def _team_full(reason: Reason) -> str:
    return f"no room: {_also_full(reason)}{_of_periods(reason)}"


def _promises_starve(reason: Reason) -> str:
    left = f"{reason.team} has {figure(reason.numbers['left'])} left in {reason.period}"
    others = f"beside {_names(reason)}, which {_verb(reason, 'is', 'are')} promised too, {left}"
    return f"promised, but {others}, and it {_needs(reason)}{_of_periods(reason)}"


def _below_line(reason: Reason) -> str:
    last = f"{_names(reason)}, the last of {reason.team} in {reason.period}"
    return f"below the line: {last}, is worth more for its effort"


def _below_line_in_full(reason: Reason) -> str:
    its, mine = figure(reason.numbers["least"]), figure(reason.numbers["adjusted"])
    return f"{_below_line(reason)} (adjusted {its}, this one {mine})"


def _waits_unplaced(reason: Reason) -> str:
    return f"waits for {_names(reason)}, which {_verb(reason, 'is', 'are')} not placed"


def _span(reason: Reason) -> str:
    """The periods that it could have, where that is not the whole plan."""
    first = f" from {reason.period}" if reason.period is not None else ""
    return first + (f" until {reason.day}" if reason.day is not None else "")


def _larger_than_any(reason: Reason) -> str:
    need = f"{_needs(reason)} of {reason.team}, which has at most {figure(reason.numbers['most'])}"
    return f"larger than any period{_span(reason)}: {need}; split it, or let work run over: --carry-over"


def _short_until(reason: Reason) -> str:
    has, needs = figure(reason.numbers["has"]), figure(reason.numbers["needs"])
    return f"{reason.team} has {has} of the {needs} it needs by {reason.day}"


def _progress_overruns(reason: Reason) -> str:
    needs = ", ".join(f"{figure(effort)} of {team}" for team, effort in reason.efforts)
    name = f'"{reason.features[0]}" is in progress and overruns {reason.period}'
    return f"{name}: it needs {needs}, which is more than is left"


def _promised_but_blocked(reason: Reason) -> str:
    name, need = reason.features
    return f'"{name}" is promised, but waits for "{need}", which is not placed: {_cause(reason)}'


def _must_land(reason: Reason) -> str:
    promised, *stuck = reason.features
    waits = f'waits for "{stuck[0]}", which ' if stuck else ""
    return f'"{promised}" must land {_wanted(reason)}, but {waits}{_cause(reason)}'


def _cannot_before(reason: Reason) -> str:
    whose = f', because of "{reason.features[0]}"' if reason.features else ""
    return f"cannot be there before {reason.period}{whose}"


def _must_land_starved(reason: Reason) -> str:
    has, needs = figure(reason.numbers["has"]), figure(reason.numbers["needs"])
    lacks = f"{reason.team} has {has} of {needs} until then"
    return f'"{reason.features[0]}" must land by {reason.period}{_waits_too(reason)}: {lacks}'


def _waits_too(reason: Reason) -> str:
    """The features that have to be done by then too: `, but waits for "api" (8) and "sso" (3)`."""
    others = zip(reason.features[1:], reason.amounts, strict=True)
    each = [f'"{name}" ({figure(amount)})' for name, amount in others]
    return f", but waits for {anded(each, reason.more)}" if each else ""


def _must_land_no_room(reason: Reason) -> str:
    needs = ", ".join(f"{team} {figure(effort)}" for team, effort in reason.efforts)
    name = f'"{reason.features[0]}" is promised by {reason.period}'
    return f"{name}, but there is no room beside the other promises: it needs {needs}"


def _needs_inputs(reason: Reason) -> str:
    model, *inputs = reason.names
    return f"{model} needs {anded(inputs)}"


def _behind(reason: Reason) -> str:
    first, *other = reason.features
    what = f", which goes ahead of {other[0]}" if other else ""
    return f"after {first}{what} by decision"


SENTENCES: Final[Mapping[Kind, Sentence]] = {
    "pinned": lambda why: f"pinned to {why.period}{_because(why)}",
    "first": lambda why: f"first by decision{_because(why)}",
    "before": lambda why: f"ahead of {_names(why)} by decision{_because(why)}",
    "deadline": lambda why: f"deadline {why.day}{_because(why)}",
    "deadline-reserved": lambda why: f"deadline {why.day}, kept by the last period that can{_because(why)}",
    "needed-by": _needed_by,
    "expedite": lambda _: "expedite: goes first",
    "needed-first": lambda _: "what is first by decision waits for it",
    "ahead-for-first": lambda why: f"{_inherits(why)}, first by decision",
    "ahead-for-before": lambda why: (
        f"{why.features[0]}, which waits for it, goes ahead of {why.features[1]} by decision"
    ),
    "behind": _behind,
    "not-before": lambda why: f"not before {why.day}",
    "wished-for": lambda why: f"wished for {why.day}",
    "an-idea": lambda _: "still an idea",
    "in-progress": lambda _: "in progress",
    "in-progress-overrun": lambda _: "in progress, though its team has no room for it",
    "serves-progress": lambda _: "work in progress waits for it",
    "serves-progress-overrun": lambda _: "work in progress waits for it, though its team has no room for it",
    "inherits": _inherits,
    "owes": lambda why: f"after {_names(why)}",
    "together": lambda why: f"pays off with {_names(why)} ({why.period})",
    "rank": lambda why: f"rank {int(why.numbers['rank'])}, and there is room",
    "room": lambda _: "there is room",
    "label": lambda why: why.names[0],
    "enabler": lambda _: "enabler",
    "parts": lambda _: "pays off when its parts are done",
    "cost-assumed": lambda _: "no cost known: the median is assumed",
    "inputs-assumed": lambda why: f"assumed: {anded(why.names)}",
    "effort-assumed": lambda _: "no effort given: the median is assumed",
    "waits-for": _waits_for,
    "ahead-of-wish": lambda why: f"before {_names(why)}, which it would like first",
    "ahead-of-need": lambda why: f"before {_names(why)}, which it waits for",
    "full-before": _full_before,
    "moved": lambda why: f"moved here from {why.period} for a better plan{_gained(why)}",
    "brought-in": lambda why: f"brought in for a better plan{_gained(why)}",
    "kept": lambda _: "agreed",
    "forced": lambda why: f"agreed for {why.period}, moved: {_forced_by(why)}",
    "late": _late,
    "early": lambda why: f"in progress, and done before the agreed {why.period}",
    "new": lambda _: "new: the agreed plan does not name it",
    "improved": lambda why: (
        f"moved from the agreed {why.period} for a better plan"
        if why.period
        else "not in the agreed plan; here for a better one"
    ),
    "improved-away": lambda why: f"agreed for {why.period}, left out for a better plan",
    "left-out": lambda why: f"agreed for {why.period}, left out: {_forced_by(why)}",
    "agreed-after-plan": lambda why: f"agreed for {why.period}, after the last period planned",
    "team-full": _team_full,
    "below-line": _below_line,
    "promises-exclude": lambda why: f"promised, but excludes {_names(why)}, promised too",
    "promises-starve": _promises_starve,
    "excludes-placed": lambda why: f"excludes {_names(why)}, which {_verb(why, 'is', 'are')} placed",
    "excludes-shipped": lambda why: f"excludes {_names(why)}, which is shipped",
    "excludes-in-progress": lambda why: f"excludes {_names(why)}, which is in progress",
    "waits-unplaced": _waits_unplaced,
    "waits-parked": lambda why: f"waits for {_names(why)}, which is parked",
    "waits-too-late": lambda why: f"waits for {_names(why)}, too late for the periods planned",
    "too-late": lambda _: "too late for the periods planned",
    "part-put-away": lambda why: f"part of {_names(why)}, which is {why.names[0]}",
    "idea": lambda _: "an idea: not planned until it is a candidate",
    "wont": lambda _: "classed as won't have",
    "no-effort": lambda _: "no effort is given",
    "no-effort-no-team": lambda _: "no effort is given, and no team to assume one for",
    "no-team": lambda _: "its effort names no team",
    "no-teams": lambda _: "pm.yaml names no teams",
    "not-before-after-plan": lambda why: f"not before {why.day}, after the last period planned",
    "deadline-passed": lambda why: f"its deadline {why.day} has passed",
    "pin-passed": lambda why: f"pinned to {why.period}, which has passed",
    "pin-after-plan": lambda why: f"pinned to {why.period}, after the last period planned",
    "pin-against-not-before": lambda why: f"pinned to {why.period}, against its not_before",
    "pin-against-deadline": lambda why: f"pinned to {why.period}, against its deadline {why.day}",
    "cannot-land": lambda why: f"cannot land {_wanted(why)}: see the conflict",
    "starved": lambda _: "its team cannot do all it waits for in time: see the conflict",
    "no-capacity": lambda why: f"{why.team} has no capacity{_span(why)}: {_needs(why)} of {why.team}",
    "no-room-at-once": lambda _: "no period has room for all its teams at once",
    "larger-than-any-period": _larger_than_any,
    "larger-than-all-periods": lambda why: f"larger than all periods together: {_needs(why)} of {why.team}",
    "short-until": _short_until,
    "short-until-for": lambda why: f'{_short_until(why)} ("{why.features[0]}" waits for it)',
    "deadline-was": lambda why: (
        f'the deadline of "{why.features[0]}" was {why.day}, before the first day planned'
    ),
    "pinned-before-plan": lambda why: (
        f'"{why.features[0]}" is pinned to {why.period}, before the first period planned'
    ),
    "pinned-against-not-before": lambda why: (
        f'"{why.features[0]}" is pinned to {why.period}, against its not_before'
    ),
    "pinned-against-deadline": lambda why: (
        f'"{why.features[0]}" is pinned to {why.period}, against its deadline {why.day}'
    ),
    "promised-but": lambda why: f'"{why.features[0]}" is promised, but {_cause(why)}',
    "promised-but-blocked": _promised_but_blocked,
    "progress-but": lambda why: f'"{why.features[0]}" is in progress, but {_cause(why)}',
    "progress-overruns": _progress_overruns,
    "must-land": _must_land,
    "cannot-before": _cannot_before,
    "must-land-starved": _must_land_starved,
    "must-land-starved-beside": lambda why: f"{_must_land_starved(why)} beside the other promises",
    "must-land-no-room": _must_land_no_room,
    "decided-pin": lambda why: "pin" if why.period is None else f"pinned to {why.period}",
    "decided-first": lambda _: "first",
    "decided-before": lambda why: " ".join(["before", *why.features]),
    "bent-first": lambda why: f"{why.features[0]} first",
    "bent-before": lambda why: f"{why.features[0]} before {why.features[1]}",
    "needs-inputs": _needs_inputs,
    "not-open": lambda why: f"it is {why.names[0]}",
    "not-scored": lambda why: f"not scored: {_cause(why)}",
    "only-a-parent": lambda _: "a parent without a value of its own: its children are placed",
    "faulty": lambda why: why.text or "",
    "waits-for-itself": lambda why: f"waits for itself: {drawn(why.features)}",
    "waits-left-out": lambda why: f'waits for "{why.features[0]}", which is left out',
}
"""The sentence of every kind."""
AGAIN: Final[Mapping[Kind, Sentence]] = {"team-full": _also_full}
"""The sentence of a kind that was just said, where it need not all be said again."""
IN_FULL: Final[Mapping[Kind, Sentence]] = {
    "inherits": _inherits_in_full,
    "owes": lambda why: f"after {_names(why)}, to which it lends {figure(why.numbers['value'])} of value",
    "cost-assumed": lambda why: f"no cost known: the median is assumed, {figure(why.numbers['cost'])}",
    "below-line": _below_line_in_full,
}
"""The sentence of a kind with its amounts, where the usual one leaves them out."""
