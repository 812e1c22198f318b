"""A person's ruling: who, when, why, until when."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self

from pydantic import model_validator

from pmcli.model.kinds import Day, Id, InPeriod, Text, one_of
from pmcli.model.reason import Reason
from pmcli.model.record import Record
from pmcli.model.values import Wrong

_MERGED = "merged into "
"""How the reason begins for which a feature is declined that is another one's duplicate."""
_DUPLICATE = re.compile(r"(?:merged into|duplicate of) (.+)", re.IGNORECASE | re.DOTALL)
"""What people write of duplicates too."""
VERDICTS = ("pin", "first", "before", "park", "decline")


class Decision(Record):
    """A ruling on one feature that the order and the roadmap obey while it is in force."""

    verdict: Annotated[str, *one_of(*VERDICTS)]
    """pin (to a period) | first | before (a feature) | park | decline."""
    period: InPeriod | None = None
    """The period a `pin` holds the feature in."""
    feature: Id | None = None
    """The feature that a `before` puts this one ahead of."""
    because: Text | None = None
    """The reason."""
    by: Text | None = None
    """Who decided."""
    on: Day | None = None
    """When; of several decisions the latest counts."""
    until: Day | None = None
    """The last day on which it is in force."""
    inputs: Text | None = None
    """The fingerprint of what the feature said when it was decided: `pm rule PM513` tells more."""

    @property
    def merged_into(self) -> str | None:
        """The feature that this one was merged into, None where the decision is another."""
        found = _DUPLICATE.match(self.because or "") if self.verdict == "decline" else None
        return found[1] if found else None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for verdict, key, value in (("pin", "period", self.period), ("before", "feature", self.feature)):
            if self.verdict == verdict and value is None:
                raise Wrong(f'a decision "{verdict}" needs "{key}"', f"add {key}: …", ("verdict",))
            if self.verdict != verdict and value is not None:
                raise Wrong(
                    f'"{key}" belongs to the verdict "{verdict}", found "{self.verdict}"', None, (key,)
                )
        return self


def merged_because(into: str) -> str:
    """The reason for declining what is merged into another feature."""
    return f"{_MERGED}{into}"


def in_force(decisions: Iterable[Decision], today: date) -> Decision | None:
    """The decision that counts today: of those not expired the latest; of one day the last listed.

    One with no date `on` counts as older than every dated one.
    """
    best: Decision | None = None
    for decision in decisions:
        if decision.until is not None and decision.until < today:
            continue
        if best is None or (decision.on or date.min) >= (best.on or date.min):
            best = decision
    return best


def decided(
    decision: Decision, *, because: str | None, by: str | None = None, until: date | None = None
) -> Reason:
    """The reason that a decision to pin or to put ahead is, with what is to be told of its author."""
    if decision.verdict == "pin":
        return Reason("pinned", period=decision.period, because=because, by=by, until=until)
    if decision.verdict == "first":
        return Reason("first", because=because, by=by, until=until)
    features = (decision.feature,) if decision.feature else ()
    return Reason("before", features, because=because, by=by, until=until)
