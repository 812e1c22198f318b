"""Parts of sentences, and the sentences that need more than a line: for `pmcli.model.words`."""

from __future__ import annotations

from pmcli.model.figure import anded, figure, listed, short_input, spread, taken_for
from pmcli.model.reason import Reason


def slipped(reason: Reason) -> str:
    """How far something slipped: "slipped 2 quarters"."""
    number = int(reason.numbers["slipped"])
    what = "month" if reason.period is not None and reason.period.step == "month" else "quarter"
    return f"slipped {number} {what}{'' if number == 1 else 's'}"


def late(reason: Reason) -> str:
    """When it was agreed for, and how far it slipped."""
    return f"late: agreed for {reason.period}, {slipped(reason)}"


def named(reason: Reason) -> str:
    """The features, and how many more there are."""
    return anded(reason.features, reason.more)


def verb(reason: Reason, one: str, several: str) -> str:
    """The form of a verb for the features that are named."""
    return one if len(reason.features) + reason.more == 1 else several


def given(reason: Reason) -> str:
    """The reason that a person gives, who and until when: ": promised (amelie, until 2027-03-31)"."""
    author = [reason.by] if reason.by else []
    end = [f"until {reason.until}"] if reason.until else []
    ruling = ", ".join([*author, *end])
    return (f": {reason.because}" if reason.because else "") + (f" ({ruling})" if ruling else "")


def needing(reason: Reason) -> str:
    """The effort that it needs: "needs 4.19"."""
    return f"needs {figure(reason.numbers['needs'])}"


def needing_with_left(reason: Reason) -> str:
    """The effort that it needs, and what is left."""
    return f"{needing(reason)}, {figure(reason.numbers['left'])} left"


def wanted(reason: Reason) -> str:
    """When something had to land: a pin says it before a deadline does."""
    if reason.period is not None:
        return f"in {reason.period}, to which it is pinned"
    return f"by {reason.day}" if reason.day is not None else "in time"


def needed_by(reason: Reason) -> str:
    """What needs it, and when."""
    return f"{named(reason)} needs it" + (f" by {reason.day}" if reason.day is not None else "")


def inherits(reason: Reason) -> str:
    """What waits for it."""
    return f"{named(reason)} {verb(reason, 'waits', 'wait')} for it"


def inherits_in_full(reason: Reason) -> str:
    """What waits for it, and the value that it borrows from that."""
    value = figure(reason.numbers["value"])
    each = f" ({', '.join(map(figure, reason.amounts))})" if reason.amounts else ""
    return f"{inherits(reason)}, and {verb(reason, 'lends', 'lend')} it {value} of value{each}"


def waits_for(reason: Reason) -> str:
    """What it waits for, when that lands, and the lag."""
    lag = int(reason.numbers.get("lag", 0))
    later = f", and {lag} period{'s' if lag > 1 else ''} between" if lag else ""
    return f"waits for {named(reason)} ({reason.period}{later})"


def full_before(reason: Reason) -> str:
    """The team without room, and what is missing."""
    return f"{reason.team} full in {reason.period}: {needing_with_left(reason)}"


def full_before_in_full(reason: Reason) -> str:
    """The team without room, what is missing, and who has the room."""
    by = f" beside {named(reason)}" if reason.features else ""
    return f"{full_before(reason)}{by}"


def also_full(reason: Reason) -> str:
    """A team without room, where another was told before."""
    return f"{reason.team} {needing_with_left(reason)} in {reason.period}"


def of_periods(reason: Reason) -> str:
    """The number of periods that were looked at, where there are several."""
    periods = int(reason.numbers.get("periods", 1))
    return f" (best of {periods} periods)" if periods > 1 else ""


def team_full(reason: Reason) -> str:
    """The team without room in any of its periods."""
    return f"no room: {also_full(reason)}{of_periods(reason)}"


def promises_starve(reason: Reason) -> str:
    """The promises that take the room of another."""
    left = f"{reason.team} has {figure(reason.numbers['left'])} left in {reason.period}"
    others = f"beside {named(reason)}, which {verb(reason, 'is', 'are')} promised too, {left}"
    return f"promised, but {others}, and it {needing(reason)}{of_periods(reason)}"


def below_line(reason: Reason) -> str:
    """The least of what has the room that it would need."""
    last = f"{named(reason)}, the last of {reason.team} in {reason.period}"
    return f"below the line: {last}, is worth more for its effort"


def below_line_in_full(reason: Reason) -> str:
    """The same, with both adjusted scores."""
    its, mine = figure(reason.numbers["least"]), figure(reason.numbers["adjusted"])
    return f"{below_line(reason)} (adjusted {its}, this one {mine})"


def waits_unplaced(reason: Reason) -> str:
    """What it waits for, and is in no period."""
    return f"waits for {named(reason)}, which {verb(reason, 'is', 'are')} not in the plan"


def span(reason: Reason) -> str:
    """The periods that it could have, where that is not the whole plan."""
    first = f" from {reason.period}" if reason.period is not None else ""
    return first + (f" until {reason.day}" if reason.day is not None else "")


def larger_than_any(reason: Reason) -> str:
    """The effort that no period has room for, and what to do."""
    need = f"{needing(reason)} of {reason.team}, which has at most {figure(reason.numbers['most'])}"
    return f"larger than any period{span(reason)}: {need}; split it, or let work run over: --carry-over"


def short_until(reason: Reason) -> str:
    """What a team has of the effort that is needed by a day."""
    has, needs = figure(reason.numbers["has"]), figure(reason.numbers["needs"])
    return f"{reason.team} has {has} of the {needs} it needs by {reason.day}"


def progress_overruns(reason: Reason) -> str:
    """Work in progress for which its teams have no room."""
    needs = ", ".join(f"{figure(effort)} of {team}" for team, effort in reason.efforts)
    name = f'"{reason.features[0]}" is in progress and overruns {reason.period}'
    return f"{name}: it needs {needs}, which is more than is left"


def cannot_before(reason: Reason) -> str:
    """The first period in which it can be there, and because of whose date."""
    whose = f', because of "{reason.features[0]}"' if reason.features else ""
    return f"cannot be there before {reason.period}{whose}"


def must_land_starved(reason: Reason) -> str:
    """A promise for which a team has too little until then."""
    has, needs = figure(reason.numbers["has"]), figure(reason.numbers["needs"])
    lacks = f"{reason.team} has {has} of {needs} until then"
    return f'"{reason.features[0]}" must land by {reason.period}{waits_too(reason)}: {lacks}'


def waits_too(reason: Reason) -> str:
    """The features that have to be done by then too: `, but waits for "api" (8) and "sso" (3)`."""
    others = zip(reason.features[1:], reason.amounts, strict=True)
    each = [f'"{name}" ({figure(amount)})' for name, amount in others]
    return f", but waits for {anded(each, reason.more)}" if each else ""


def must_land_no_room(reason: Reason) -> str:
    """A promise for which there is no room beside the others."""
    needs = ", ".join(f"{team} {figure(effort)}" for team, effort in reason.efforts)
    name = f'"{reason.features[0]}" is promised by {reason.period}'
    return f"{name}, but there is no room beside the other promises: it needs {needs}"


def needs_inputs(reason: Reason) -> str:
    """The inputs that a model lacks."""
    model, *inputs = reason.names
    return f"{model} needs {anded(inputs)}"


def behind(reason: Reason) -> str:
    """The feature that a decision puts ahead of it, and of which other one."""
    first, *other = reason.features
    what = f", which goes ahead of {other[0]}" if other else ""
    return f"after {first}{what} by decision"


def ahead_for_first(reason: Reason) -> str:
    """What waits for it, and is decided first."""
    waits = f"{named(reason)}, which {verb(reason, 'waits', 'wait')} for it"
    return f"{waits}, {verb(reason, 'is', 'are')} first by decision"


def rated(why: Reason) -> str:
    """Who rated inputs that its file leaves open, and the spread of the first of them."""
    return _rated(why, _SPREADS)


def rated_in_full(why: Reason) -> str:
    """Who rated inputs that its file leaves open, and the spread of each."""
    return _rated(why, len(why.numbers))


def _rated(why: Reason, most: int) -> str:
    """What they disagree on comes first; of each input who rated it where not all of them did."""
    inputs = [name.removesuffix(" low") for name in why.numbers if name.endswith(" low")]
    inputs.sort(key=lambda name: f"{name} mean" not in why.numbers)
    disputed = [_rated_input(why, name) for name in inputs if f"{name} disputed" in why.numbers]
    others = [_rated_input(why, name) for name in inputs if f"{name} disputed" not in why.numbers]
    room = most - len(disputed)
    apart = f", who disagree on {listed(disputed, most)}" if disputed else ""
    rest = listed(others, room) if room > 0 else f"{len(others):,} more undisputed"
    told = f"{'; ' if disputed else ': '}{rest}" if others else ""
    return f"rated by {listed(why.names, 3)}{apart}{told}"


def _rated_input(why: Reason, name: str) -> str:
    """An input with its spread, how many rated it where not all, and a mean that nobody said."""
    low, high = (why.numbers[f"{name} {end}"] for end in ("low", "high"))
    voices = int(why.numbers[f"{name} raters"])
    who = "" if voices == len(why.names) else "one alone" if voices == 1 else f"{voices} of them"
    mean = why.numbers.get(f"{name} mean")
    taken = "" if mean is None else taken_for(name, mean)
    if mean is not None and not low <= mean <= high:
        taken += ": talk first"
    told = ", ".join(filter(None, (who, taken)))
    return f"{short_input(name)} {spread(name, low, high)}{f' ({told})' if told else ''}"


_SPREADS = 2
"""So many inputs are told with their spread where the usual sentence speaks of what people rated."""
