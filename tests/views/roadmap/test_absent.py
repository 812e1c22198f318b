"""What is in no period, counted by cause: every kind of reason has one."""

from __future__ import annotations

from typing import get_args

from pmcli.model.reason import Kind, Reason, named
from pmcli.planning import Unplaced
from pmcli.planning.verify.refused import REFUSED
from pmcli.views.roadmap.absent import _KINDS, Cause, cause_of, counted_causes
from tests.conftest import for_each

UNSCORED: tuple[Kind, ...] = ("needs-inputs", "faulty")
"""What `pm rank` says of a feature without a score."""


def test_every_kind_that_an_unplaced_feature_may_carry_has_a_cause() -> None:
    every = {*REFUSED, *UNSCORED}
    assert {kind for kinds in _KINDS.values() for kind in kinds} == every
    assert {cause_of(Unplaced("a", (Reason(kind),))) for kind in every} == {*get_args(Cause)}
    assert cause_of(Unplaced("a")) == "room"


@for_each(
    "reason, told",
    [
        (Reason("part-put-away", ("epic",), names=("parked",)), "1 is put away"),
        (named("promises-exclude", ("b",)), "1 is excluded by another"),
        (named("promises-starve", ("b",)), "1 for lack of room"),
        (Reason("left-out", cause=Reason("no-team")), "1 has no team"),
        (Reason("cannot-land"), "1 cannot be kept as promised"),
    ],
)
def test_it_is_counted_under_the_cause_that_says_most(reason: Reason, told: str) -> None:
    assert counted_causes([Unplaced("a", (reason,))]) == told
