"""Ranges of what was learned, as people read them."""

from __future__ import annotations

from pmcli.model.estimate import Estimate, plain
from pmcli.model.figure import figure


def spelled(estimate: Estimate) -> str:
    """A range with a decimal in each end where it has any: "3.0..6.7..15.7", "3..5..9"."""
    ends = (estimate.low, estimate.likely, estimate.high)
    if all(end == int(end) for end in ends):
        return "..".join(map(plain, ends))
    return "..".join(f"{end:.1f}" if 1 <= end < 1_000 else figure(end, 2) for end in ends)
