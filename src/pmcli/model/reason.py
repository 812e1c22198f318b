"""Why something stands where it stands, or cannot: the kind of reason and its facts, no words.

`pmcli.model.words` makes sentences of reasons. Whoever wants to know what a reason says asks its `kind` and
its facts; nothing reads a sentence back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from datetime import date

    from pmcli.model.period import Period

Kind = Literal[
    # --- decisions and dates ---
    "pinned",  # period, and because, by, until of the decision
    "first",  # because, by, until: decided ahead of all others
    "before",  # features: the one that it is decided ahead of; because, by, until
    "deadline",  # day, because
    "deadline-reserved",  # day, because: it stands in the last period that keeps its deadline
    "needed-by",  # features: the one that needs it; day where that is known
    "expedite",  # nothing more: its cost of delay puts it first
    "needed-first",  # nothing more: what is decided first waits for it
    "ahead-for-first",  # features: one that is decided first and waits for it; itself not ranked or a parent
    "ahead-for-before",  # features: the one that is decided on and waits for it, then the one put behind
    "behind",  # features: the one decided ahead of it, then the one named in that where it is another
    "not-before",  # day
    "wished-for",  # day: placed after its target
    "in-progress",  # nothing more
    "an-idea",  # nothing more
    "in-progress-overrun",  # nothing more: its team has no room for it
    "serves-progress",  # nothing more: work in progress waits for it
    "serves-progress-overrun",  # nothing more
    # --- value ---
    "inherits",  # features, numbers: value, more; amounts: the share of each where the plan tells them
    "owes",  # features, numbers: value, more
    "together",  # features: the first placed of those that give it all its value; period: when that lands
    "rank",  # numbers: rank; nothing else is to be said
    "room",  # nothing more: nothing else is to be said of what has no rank
    "label",  # names: the class that a model gives it ("must", "quick win")
    "enabler",  # nothing more: without a score, and waited for
    "parts",  # nothing more: a parent
    "cost-assumed",  # numbers: cost
    "inputs-assumed",  # names: the inputs of the model
    "effort-assumed",  # nothing more
    "rated",  # names: who; numbers: disagreements; of each input ("rice.reach low") low, high, raters …
    # --- what holds it ---
    "waits-for",  # features: one; period: when that lands; numbers: lag
    "ahead-of-wish",  # features: one that it would like, and that comes later
    "ahead-of-need",  # features: one that it waits for, and that comes later in an order by score
    "full-before",  # team, period: the one before its own, numbers: needs, left, more; features: who fills it
    "moved",  # period: where the ranking alone put it; numbers: gain, what all moves add, as a share
    "brought-in",  # numbers: gain; the ranking alone left it out
    # --- the agreed plan ---
    "kept",  # nothing more: it stands where it was agreed
    "forced",  # period: the one agreed; cause: what keeps it from there
    "late",  # period: the one agreed, which has passed; numbers: slipped, in periods
    "early",  # period: the one agreed; work in progress is done before
    "new",  # nothing more: the agreed plan does not name it
    "improved",  # period: where the agreed plan had it, None where nowhere; numbers: gain of the whole plan
    "improved-away",  # period: the one agreed; numbers: gain of the plan that leaves it out
    "left-out",  # period: the one agreed; cause: what keeps it from there
    "agreed-after-plan",  # period: the one agreed, which is after the last one planned
    # --- why it is in no period ---
    "team-full",  # team, period where least is missing, numbers: needs, left, periods: all that it could have
    "below-line",  # team, period, numbers: adjusted, least; features: the least of those that have the room
    "promises-exclude",  # features, numbers: more; it is promised, and so are these, which it excludes
    "promises-starve",  # team, period, numbers: needs, left, periods, more; features: the promises in its way
    "excludes-placed",  # features, numbers: more
    "excludes-shipped",  # features: one
    "excludes-in-progress",  # features: one
    "waits-unplaced",  # features, numbers: more
    "waits-parked",  # features: one; names: its status, where that is another
    "waits-too-late",  # features: one that cannot be there before the plan ends
    "too-late",  # nothing more
    "part-put-away",  # features: the parent that is put away; names: its status
    "idea",  # nothing more: it is planned when it is a candidate
    "wont",  # nothing more: moscow says so
    "no-effort",  # nothing more
    "no-effort-no-team",  # nothing more: there is no team to assume an effort for
    "no-team",  # nothing more: its effort names none
    "no-teams",  # nothing more: pm.yaml names none
    "not-before-after-plan",  # day
    "deadline-passed",  # day
    "pin-passed",  # period
    "pin-after-plan",  # period
    "pin-against-not-before",  # period
    "pin-against-deadline",  # period, day
    "cannot-land",  # wanted as in "must-land": period of a pin, else day, else neither
    "starved",  # nothing more: the conflict says what takes the time of its team
    "no-capacity",  # team, numbers: needs; period, day: the first and last period it could have, if not all
    "no-room-at-once",  # nothing more: no period has room for all of its teams
    "larger-than-any-period",  # as "no-capacity", and numbers: most
    "larger-than-all-periods",  # team, numbers: needs
    "short-until",  # team, day, numbers: has, needs
    "short-until-for",  # the same; features: the one that waits for it
    # --- promises that cannot be kept; the first of the features is the one promised ---
    "deadline-was",  # features, day
    "pinned-before-plan",  # features, period
    "pinned-against-not-before",  # features, period
    "pinned-against-deadline",  # features, period, day
    "promised-but",  # features, cause
    "promised-but-blocked",  # features: then the one it waits for; cause: why that is not placed
    "progress-but",  # features, cause
    "progress-overruns",  # features, period, efforts
    "must-land",  # features: then what it waits for, if any; period or day wanted; cause: cannot-before
    "cannot-before",  # period; features: whose date it is, if another's
    "must-land-starved",  # period, team, numbers: has, needs, more; features: then those it waits for, with
    # amounts: what these need of the team
    "must-land-starved-beside",  # the same, beside other promises
    "must-land-no-room",  # features, period, efforts
    # --- the decisions themselves ---
    "decided-pin",  # period, None where it may not be seen
    "decided-first",  # nothing more
    "decided-before",  # features: the other one, none where it may not be seen
    "bent-first",  # features: one that the order has first for a decision
    "bent-before",  # features: the sooner and the later
    # --- why it is not ranked, or left out ---
    "needs-inputs",  # names: the model, then the inputs that it lacks
    "not-open",  # names: its status
    "not-scored",  # cause: why not
    "only-a-parent",  # nothing more: it has no value of its own
    "faulty",  # text: what is wrong with it
    "waits-for-itself",  # features: the cycle
    "waits-left-out",  # features: one
]
"""Every kind of reason, each with the facts that it carries beside it."""
KINDS: tuple[Kind, ...] = get_args(Kind)
NAMED = 3
"""The most features that a reason names where there could be more."""


OF_AGREED: frozenset[Kind] = frozenset({
    "kept", "forced", "late", "early", "new", "improved", "improved-away", "left-out", "agreed-after-plan",
})  # fmt: skip
"""The kinds that tell what was agreed, and what became of that."""
SAID: frozenset[Kind] = frozenset({"kept", "new"})
"""The kinds that say only what the change of a placement says."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: which kind, and its facts as `Kind` lists them.

    `features` are the ids that it names, in the order of naming; of more than it names `numbers["more"]` says
    how many. `amounts` has a number for each of the features, or for the last of them. `efforts` is work by
    team. `because`, `by` and `until` are a decision's or a deadline's own; `day` is a date as it is written:
    a day or a period. `text` is a sentence that was made elsewhere. `cause` is the reason of the reason.
    """

    kind: Kind
    features: tuple[str, ...] = ()
    team: str | None = None
    period: Period | None = None
    day: date | Period | None = None
    numbers: Mapping[str, float] = field(default_factory=dict, hash=False)
    amounts: tuple[float, ...] = ()
    efforts: tuple[tuple[str, float], ...] = ()
    names: tuple[str, ...] = ()
    because: str | None = None
    by: str | None = None
    until: date | None = None
    text: str | None = None
    cause: Reason | None = None

    def __format__(self, spec: str) -> str:
        """Nothing: a reason in a text is a mistake, which the type checker does not see.

        Raises:
            TypeError: always; `pmcli.model.words` makes its sentence.
        """
        raise TypeError(f"a reason ({self.kind}) has no words of its own")

    @property
    def more(self) -> int:
        """The number of features meant beyond those named."""
        return int(self.numbers.get("more", 0))

    @property
    def is_waiting(self) -> bool:
        """Whether it is not placed because something that it waits for is not: the first of its features."""
        return self.kind in ("waits-unplaced", "waits-parked", "waits-too-late")

    def causes(self) -> Iterator[Reason]:
        """The reason, then its cause, then the cause of that."""
        reason: Reason | None = self
        while reason is not None:
            yield reason
            reason = reason.cause

    def people_say(self) -> Iterator[str]:
        """The words in it that people wrote, and the sentences made elsewhere, with those of its causes."""
        for reason in self.causes():
            yield from (words for words in (reason.because, reason.by, reason.text) if words)


def of_agreed(reasons: Iterable[Reason]) -> Reason | None:
    """The reason that tells what was agreed and what became of that, None where none does."""
    return next((reason for reason in reasons if reason.kind in OF_AGREED), None)


def telling(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The reasons that say more than that a feature is where it was agreed, or new; those if none do."""
    every = tuple(reasons)
    return tuple(reason for reason in every if reason.kind not in SAID) or every


def named(kind: Kind, features: Sequence[str]) -> Reason:
    """A reason that names the first features, and counts the rest."""
    more = len(features) - NAMED
    return Reason(kind, tuple(features[:NAMED]), numbers={"more": more} if more > 0 else {})
