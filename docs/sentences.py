"""The sentences that screens use most, each made of an example: for docs/words.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pmcli.model.period import Period
from pmcli.model.reason import Kind, Reason
from pmcli.model.words import in_full, words

SOON, LATER = Period.parse("2027-Q1"), Period.parse("2027-Q2")
DUE = date(2027, 6, 30)
ROOM = {"needs": 4.19, "left": 0.522}
LEAD = """\
# What the words mean

A reason is data: a kind and its facts ([JSON](json.md#reasons) has both). Only `src/pmcli/model/words.py`
makes sentences of them. These are the ones that screens use most, made of an example each. The usual ones
leave amounts of value out: `pm explain`, `pm why-not` and JSON tell them. Effort is in the unit of pm.yaml.
"""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence of the page: when it is said, and the reason that it is made of."""

    when: str
    reason: Reason


SPOKEN: Final[Mapping[str, tuple[Spoken, ...]]] = {
    "In the ranking: why it stands there": (
        Spoken(
            "Another feature waits for it, and lends it value: the reason why it stands above its own score.",
            Reason("inherits", ("wallets", "one-tap-reorder"), numbers={"value": 35834.8}),
        ),
        Spoken(
            "It waits for another and lends value to it: the reason why it stands below its own score.",
            Reason("owes", ("address-book",), numbers={"value": 26245.7}),
        ),
        Spoken("It has no score of its own, and something scored waits for it.", Reason("enabler")),
        Spoken("It is a parent: the value is there when all parts are.", Reason("parts")),
        Spoken(
            "Somebody decided that it goes ahead of everything.",
            Reason("first", because="The Belgian launch is in May", by="jonas", until=DUE),
        ),
        Spoken(
            "Somebody decided that it goes ahead of one other.",
            Reason("before", ("gift-cards",), because="Nobody is charged twice", by="jonas", until=DUE),
        ),
        Spoken("The other side of that: what the decision put behind.", Reason("behind", ("double-charge",))),
        Spoken("What waits for it is decided first.", Reason("ahead-for-first", ("sso",))),
        Spoken(
            "What waits for it is decided ahead of another.",
            Reason("ahead-for-before", ("sso", "webhooks-v2")),
        ),
        Spoken("Work on it has begun: it keeps its place.", Reason("in-progress")),
        Spoken("It is an idea: ranked, and not planned before it is a candidate.", Reason("an-idea")),
        Spoken("The method has classes: the one that it is in.", Reason("label", names=("quick win",))),
        Spoken(
            "It has a cost of which nobody knows the size.", Reason("cost-assumed", numbers={"cost": 5.19})
        ),
        Spoken(
            "The method lacks inputs, and has a usual value for them.",
            Reason("inputs-assumed", names=("duration",)),
        ),
        Spoken(
            "Its own file says nothing of an input, and people rated it (ratings/): it is not agreed yet.",
            Reason(
                "rated",
                names=("amelie", "ben"),
                numbers={
                    "rice.reach low": 1500.0,
                    "rice.reach high": 8000.0,
                    "rice.reach raters": 2,
                    "rice.reach disputed": 1,
                    "disagreements": 1,
                },
            ),
        ),
        Spoken(
            "It stands before something that it would like to have first (a soft dependency).",
            Reason("ahead-of-wish", ("one-page-checkout",)),
        ),
    ),
    "In the roadmap: why then": (
        Spoken("Nothing else decides: its rank, and a free team.", Reason("rank", numbers={"rank": 3})),
        Spoken("The same where it has no rank.", Reason("room")),
        Spoken(
            "It has no value of its own and is no duty: when the first feature lands that gives it value.",
            Reason("together", ("abandoned-cart",), period=SOON),
        ),
        Spoken(
            "It is pinned to a period.",
            Reason("pinned", period=SOON, because="Promised to Fabrikam", by="priya", until=DUE),
        ),
        Spoken(
            "It has a hard deadline, and lands before the last period that keeps it.",
            Reason("deadline", day=DUE, because="PSD3"),
        ),
        Spoken(
            "It lands in the last period that keeps its deadline: a delay breaks it.",
            Reason("deadline-reserved", day=DUE, because="PSD3"),
        ),
        Spoken("What waits for it has a date.", Reason("needed-by", ("psd3-sca",), day=DUE)),
        Spoken(
            "It comes in the period of what it waits for, or as much later as was asked for.",
            Reason("waits-for", ("design-tokens",), period=SOON),
        ),
        Spoken("Its `not_before` keeps it from coming earlier.", Reason("not-before", day=LATER)),
        Spoken(
            "It could have come one period earlier, but for a team without room.",
            Reason("full-before", ("psd3-sca", "sso"), "web", SOON, numbers=ROOM),
        ),
        Spoken(
            "The search put it elsewhere than its rank would, because the whole plan is worth more so.",
            Reason("moved", period=SOON, numbers={"gain": 0.013}),
        ),
        Spoken("It lands after its `target`, which is a wish.", Reason("wished-for", day=SOON)),
        Spoken("Nobody gave an effort: the median of the others.", Reason("effort-assumed")),
    ),
    "In the roadmap: why not": (
        Spoken(
            "A team has too little left in every period; the one where least is missing is told.",
            Reason("team-full", team="web", period=SOON, numbers={**ROOM, "periods": 3}),
        ),
        Spoken(
            "What has the room instead, and is worth more for its effort.",
            Reason("below-line", ("webhooks-v2",), "web", SOON, numbers={"adjusted": 54.5, "least": 528.0}),
        ),
        Spoken("What it waits for is in no period.", Reason("waits-unplaced", ("subscriptions",))),
        Spoken("What it excludes is in the plan.", Reason("excludes-placed", ("guided-steps",))),
        Spoken("Ideas are not planned.", Reason("idea")),
        Spoken("Nobody gave an effort, and it has no team to assume one for.", Reason("no-effort-no-team")),
        Spoken(
            "It needs more of a team than any period has.",
            Reason("larger-than-any-period", team="web", numbers={"needs": 20.0, "most": 12.6}),
        ),
        Spoken(
            "What the method lacks to score it.", Reason("needs-inputs", names=("rice", "reach", "impact"))
        ),
    ),
    "Beside the agreed plan": (
        Spoken("It stands where it was agreed.", Reason("kept")),
        Spoken("The agreed plan does not name it.", Reason("new")),
        Spoken(
            "It cannot stand where it was agreed; the cause is said.",
            Reason("forced", period=SOON, cause=Reason("waits-for", ("sso",), period=LATER)),
        ),
        Spoken("The period that was agreed is over.", Reason("late", period=SOON, numbers={"slipped": 1})),
        Spoken(
            "It was agreed, and has no place any more; the cause is said.",
            Reason("left-out", period=SOON, cause=Reason("waits-unplaced", ("sso",))),
        ),
    ),
}
"""The page, section by section."""


def page(facts: Mapping[Kind, str]) -> str:
    """The sentences in tables; `facts` is what the source says of each kind."""
    return LEAD + "".join(_section(title, spoken, facts) for title, spoken in SPOKEN.items())


def kinds() -> set[Kind]:
    """The kinds that are on the page."""
    return {spoken.reason.kind for section in SPOKEN.values() for spoken in section}


def _section(title: str, section: tuple[Spoken, ...], facts: Mapping[Kind, str]) -> str:
    rows = "".join(_row(spoken, facts[spoken.reason.kind]) for spoken in section)
    return f"\n## {title}\n\n| sentence | when it is said | facts |\n| --- | --- | --- |\n{rows}"


def _row(spoken: Spoken, facts: str) -> str:
    said = "<br>".join(_said(spoken.reason))
    return f"| {said} | {spoken.when} | `{spoken.reason.kind}`: {facts} |\n"


def _said(reason: Reason) -> Iterator[str]:
    """The sentence, and the one with its amounts where that is another."""
    short, full = words(reason), in_full(reason)
    yield short
    if full != short:
        yield f"*in full:* {full}"
