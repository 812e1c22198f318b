"""What every screen that draws futures says alike: how many were drawn and how, and what is assumed."""

from __future__ import annotations

from typing import Final

from pmcli.model.estimate import Estimate
from pmcli.model.figure import counted, figure

EXACT: Final = "nothing here is uncertain: every number is exact"


def drawn(futures: int, shared_error: float, calibration: str, *, is_stopped: bool, meaning: str = "") -> str:
    """How many futures were drawn and how; `meaning` says behind their number what that makes of a word."""
    stopped = ", stopped there" if is_stopped else ""
    return f"{futures:,} futures{stopped}{meaning}, shared error {100 * shared_error:.0f} %; {calibration}"


def calibrated(deliveries: int, missing: int, *, is_calibrated: bool) -> str:
    """Whether ranges are as the past says, and how many more deliveries that would need."""
    done = counted(deliveries, "delivery", "deliveries")
    if is_calibrated:
        return f"calibrated on {done}"
    return f"not calibrated: {done}, {deliveries + missing} are needed" if missing else "not calibrated"


def factor(assumed: Estimate) -> str:
    """At what a number without a range is taken: "÷2 to ×2", "×1.5"."""
    if assumed.is_exact:
        return f"×{figure(assumed.likely)}"
    return f"÷{figure(1 / assumed.low)} to ×{figure(assumed.high)}"
