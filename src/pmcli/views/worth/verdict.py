"""What can be said of what an order hangs on: on estimates, on bets, or that nobody can tell."""

from __future__ import annotations

from pmcli.forecast.worth.finding import WorthFindings
from pmcli.model.figure import counted, listed
from pmcli.views.futures import EXACT
from pmcli.views.worth import words

NO_RANGE = "no number has a range, so nothing can be said of estimates"
NO_ANSWER = "The other {:,} are taken as exact, so whether this order hangs on estimates cannot be told."
SEVERAL = 3.0
"""So many times what all ranges are worth the largest bet is worth where bets hold an order up."""


def verdict(findings: WorthFindings) -> str:
    """What the order hangs on, as far as the ranges and the bets show; needs the worth of all ranges."""
    ranges, whole = len(findings.findings), findings.together
    if not ranges:
        return on_estimates(findings)
    if whole is None:
        return ""
    worth, least = words.amount(whole, findings.unit), words.little(findings.unit)[0]
    if ranges <= findings.plain:
        have = "has a range: it is" if ranges == 1 else "have a range: together they are"
        return (
            f"{ranges:,} of {counted(ranges + findings.plain, 'number')} {have} worth {worth}. "
            f"{NO_ANSWER.format(findings.plain)}"
        )
    told = f"all ranges together: {worth}."
    largest = findings.bets[0].sure if findings.bets else 0.0
    if largest >= SEVERAL * max(whole, least):
        return f"{told} This order is not held up by estimates; it is held up by {_holding(findings, whole)}."
    if max(largest, whole) < least:
        return f"{told} This order does not hang on estimates{' nor on bets' if findings.bets else ''}."
    if not findings.bets:
        return told
    if largest <= whole:
        return f"{told} Estimates hold this order up more than any bet does."
    return f"{told} Bets hold this order up, and estimates too: the largest bet is {_times(largest, whole)}."


def _holding(findings: WorthFindings, whole: float) -> str:
    """The bets that are each worth more than all ranges together."""
    least, little = words.little(findings.unit)
    bar = max(whole, least)
    names = [bet.id for bet in findings.bets if bet.sure > bar]
    than = "all ranges together" if whole >= least else little
    each = "" if len(names) == 1 else "each "
    return f"{counted(len(names), 'bet')}, {each}worth more than {than}: {listed(names)}"


def _times(largest: float, whole: float) -> str:
    """How the worth of the largest bet stands to that of all ranges."""
    return f"worth {largest / whole:.1f} times as much as all ranges"


def on_estimates(findings: WorthFindings) -> str:
    """What is to be said of estimates where none is a range."""
    if not findings.size:
        return f"{findings.model} ranks nothing yet, so there is nothing to find out"
    if findings.plain:
        return (
            f"{NO_RANGE}: {counted(findings.plain, 'number')} "
            f"{'is' if findings.plain == 1 else 'are'} taken as exact. "
            "Write what you are not sure of as low..likely..high, such as 3..5..9"
        )
    return EXACT if not findings.bets else "every estimate is exact: only bets are uncertain"


def on_bets(findings: WorthFindings) -> str:
    """What is to be said where there is no bet."""
    if findings.bets or not findings.size:
        return ""
    if not findings.has_confidence:
        return (
            f"no bets: {findings.model} reads no confidence, so whether a feature works at all is not asked"
        )
    return f"no bets: every confidence is 100 %, or {findings.model} does not multiply by it"
