"""Sentences made of reasons: one function a kind, all of them in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from pmcli.model import phrases
from pmcli.model.diagnostic import drawn
from pmcli.model.figure import anded, figure
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
    """The cause with those who took the place."""
    return in_full(reason.cause) if reason.cause is not None else "nothing else fits"


def _cause(reason: Reason) -> str:
    return words(reason.cause) if reason.cause is not None else ""


# --- one function a kind ---


def _promised_but_blocked(reason: Reason) -> str:
    name, need = reason.features
    return f'"{name}" is promised, but waits for "{need}", which is not in the plan: {_cause(reason)}'


def _must_land(reason: Reason) -> str:
    promised, *stuck = reason.features
    waits = f'waits for "{stuck[0]}", which ' if stuck else ""
    return f'"{promised}" must land {phrases.wanted(reason)}, but {waits}{_cause(reason)}'


SENTENCES: Final[Mapping[Kind, Sentence]] = {
    "pinned": lambda why: f"pinned to {why.period}{phrases.given(why)}",
    "first": lambda why: f"first by decision{phrases.given(why)}",
    "before": lambda why: f"ahead of {phrases.named(why)} by decision{phrases.given(why)}",
    "deadline": lambda why: f"deadline {why.day}{phrases.given(why)}",
    "deadline-reserved": lambda why: (
        f"deadline {why.day}, in the last period that keeps it{phrases.given(why)}"
    ),
    "needed-by": phrases.needed_by,
    "expedite": lambda _: "expedite: goes first",
    "needed-first": lambda _: "what is first by decision waits for it",
    "ahead-for-first": phrases.ahead_for_first,
    "ahead-for-before": lambda why: (
        f"{why.features[0]}, which waits for it, goes ahead of {why.features[1]} by decision"
    ),
    "behind": phrases.behind,
    "not-before": lambda why: f"not before {why.day}",
    "wished-for": lambda why: f"misses its target {why.day}",
    "an-idea": lambda _: "still an idea",
    "in-progress": lambda _: "in progress",
    "in-progress-overrun": lambda _: "in progress, though its team has no room for it",
    "serves-progress": lambda _: "work in progress waits for it",
    "serves-progress-overrun": lambda _: "work in progress waits for it, though its team has no room for it",
    "inherits": phrases.inherits,
    "owes": lambda why: f"after {phrases.named(why)}",
    "together": lambda why: f"pays off with {phrases.named(why)} ({why.period})",
    "rank": lambda why: f"rank {int(why.numbers['rank'])}, and there is room",
    "room": lambda _: "there is room",
    "label": lambda why: why.names[0],
    "enabler": lambda _: "enabler",
    "parts": lambda _: "pays off when its parts are done",
    "cost-assumed": lambda _: "no cost known: the median is assumed",
    "inputs-assumed": lambda why: f"assumed: {anded(why.names)}",
    "effort-assumed": lambda _: "no effort given: the median is assumed",
    "rated": phrases.rated,
    "waits-for": phrases.waits_for,
    "ahead-of-wish": lambda why: f"before {phrases.named(why)}, which it would like first",
    "ahead-of-need": lambda why: f"before {phrases.named(why)}, which it waits for",
    "full-before": phrases.full_before,
    "moved": lambda why: f"moved here from {why.period} for a better plan",
    "brought-in": lambda _: "brought in for a better plan",
    "kept": lambda _: "agreed",
    "forced": lambda why: f"agreed for {why.period}, moved: {_forced_by(why)}",
    "late": phrases.late,
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
    "team-full": phrases.team_full,
    "below-line": phrases.below_line,
    "promises-exclude": lambda why: f"promised, but excludes {phrases.named(why)}, promised too",
    "promises-starve": phrases.promises_starve,
    "excludes-placed": lambda why: (
        f"excludes {phrases.named(why)}, which {phrases.verb(why, 'is', 'are')} in the plan"
    ),
    "excludes-shipped": lambda why: f"excludes {phrases.named(why)}, which is shipped",
    "excludes-in-progress": lambda why: f"excludes {phrases.named(why)}, which is in progress",
    "waits-unplaced": phrases.waits_unplaced,
    "waits-parked": lambda why: f"waits for {phrases.named(why)}, which is {(*why.names, 'parked')[0]}",
    "waits-too-late": lambda why: f"waits for {phrases.named(why)}, too late for the periods planned",
    "too-late": lambda _: "too late for the periods planned",
    "part-put-away": lambda why: f"part of {phrases.named(why)}, which is {why.names[0]}",
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
    "cannot-land": lambda why: f"cannot land {phrases.wanted(why)}: see the conflict",
    "starved": lambda _: "its team cannot do all it waits for in time: see the conflict",
    "no-capacity": lambda why: (
        f"{why.team} has no capacity{phrases.span(why)}: {phrases.needing(why)} of {why.team}"
    ),
    "no-room-at-once": lambda _: "no period has room for all its teams at once",
    "larger-than-any-period": phrases.larger_than_any,
    "larger-than-all-periods": lambda why: (
        f"larger than all periods together: {phrases.needing(why)} of {why.team}"
    ),
    "short-until": phrases.short_until,
    "short-until-for": lambda why: f'{phrases.short_until(why)} ("{why.features[0]}" waits for it)',
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
    "progress-overruns": phrases.progress_overruns,
    "must-land": _must_land,
    "cannot-before": phrases.cannot_before,
    "must-land-starved": phrases.must_land_starved,
    "must-land-starved-beside": lambda why: f"{phrases.must_land_starved(why)} beside the other promises",
    "must-land-no-room": phrases.must_land_no_room,
    "decided-pin": lambda why: "pin" if why.period is None else f"pinned to {why.period}",
    "decided-first": lambda _: "first",
    "decided-before": lambda why: " ".join(["before", *why.features]),
    "bent-first": lambda why: f"{why.features[0]} first",
    "bent-before": lambda why: f"{why.features[0]} before {why.features[1]}",
    "needs-inputs": phrases.needs_inputs,
    "not-open": lambda why: f"it is {why.names[0]}",
    "not-scored": lambda why: f"not scored: {_cause(why)}",
    "only-a-parent": lambda _: "a parent without a value of its own: its children are planned",
    "faulty": lambda why: why.text or "",
    "waits-for-itself": lambda why: f"waits for itself: {drawn(why.features)}",
    "waits-left-out": lambda why: f'waits for "{why.features[0]}", which is left out',
}
"""The sentence of every kind."""
AGAIN: Final[Mapping[Kind, Sentence]] = {"team-full": phrases.also_full}
"""The sentence of a kind that was just said, where it need not all be said again."""
IN_FULL: Final[Mapping[Kind, Sentence]] = {
    "inherits": phrases.inherits_in_full,
    "owes": lambda why: (
        f"after {phrases.named(why)}, to which it lends {figure(why.numbers['value'])} of value"
    ),
    "cost-assumed": lambda why: f"no cost known: the median is assumed, {figure(why.numbers['cost'])}",
    "rated": phrases.rated_in_full,
    "full-before": phrases.full_before_in_full,
    "below-line": phrases.below_line_in_full,
}
"""The sentence of a kind with its amounts, where the usual one leaves them out."""
