"""The unit that worth is in."""

from __future__ import annotations

from pmcli.ranking.ranked import Ranked

_UNITS = {"duration": "weeks", "1": "features"}
_OTHER = "cost"


def unit_of(ranked: Ranked, effort_unit: str) -> str:
    """The unit of what a method divides by: the effort's, weeks of a duration, whole features where none."""
    scores = (ranked.judged.scores[name] for name in ranked.ids)
    made = {score.cost_sum for score in scores if score.score is not None}
    if made <= {"effort"}:
        return effort_unit
    return _UNITS.get(made.pop(), _OTHER) if len(made) == 1 else _OTHER
