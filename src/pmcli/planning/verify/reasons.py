"""The proof that every reason of a roadmap is true: each kind is held against the backlog and the plan.

A kind without a check is a fault, so that a new one gets its own: in `placed` or in `refused`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.model.reason import Reason
from pmcli.model.words import words
from pmcli.planning.verify.facts import Facts
from pmcli.planning.verify.placed import PLACED
from pmcli.planning.verify.refused import REFUSED
from pmcli.planning.verify.told import Checks, Told


def untrue(facts: Facts) -> Iterator[str]:
    """What is said in a roadmap and does not hold, a line a reason; features about which nothing is said."""
    told = Told(facts)
    for placement in facts.roadmap.placements:
        yield from _of(told, placement.id, placement.reasons, PLACED)
    for unplaced in facts.roadmap.unplaced:
        yield from _of(told, unplaced.id, unplaced.reasons, REFUSED)


def _of(told: Told, name: str, reasons: tuple[Reason, ...], checks: Checks) -> Iterator[str]:
    if not reasons:
        yield f"nothing is said about {name}"
    for reason in reasons:
        check = checks.get(reason.kind)
        if check is None:
            yield f"nobody checks what is said of {name}: {reason.kind}"
        elif not check(told, name, reason):
            yield f"it is not true of {name}: {words(reason)} ({reason.kind})"
