"""The words of a difference, the same in every format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pmcli.model.backlog import Backlog
from pmcli.model.figure import figure
from pmcli.model.period import Period
from pmcli.model.words import words
from pmcli.review.changes import Cause, Change, Difference, Moved, Ruling, Shifted, Watch, arrow, decided

NOTHING = "No change to the plan."
CAUSES = 2
"""So many causes of one movement are told; of more how many they are."""
SHORT = 7
"""Digits of a revision that are shown."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A difference, and the backlog after it, whose units and titles are used."""

    difference: Difference
    backlog: Backlog
    before: Backlog

    @property
    def unit(self) -> str:
        """What effort is counted in."""
        return self.backlog.workspace.effort_unit


def revision(name: str | None) -> str:
    """A revision in few digits."""
    return "the working files" if name is None else name[:SHORT]


def heading(found: Difference) -> str:
    """What is compared."""
    return f"From {revision(found.revisions[0])} to {revision(found.revisions[1])}"


def summary(found: Difference) -> list[str]:
    """What the change does in at most three sentences, that for the plan last."""
    if found.is_empty:
        return [NOTHING]
    return [sentence for sentence in (_features(found), _ranks(found), _roadmap(found)) if sentence]


def _features(found: Difference) -> str:
    changed = {one.id for one in found.changes if one.id is not None}
    counts = (
        (len(found.added), "added"), (len(found.removed), "removed"), (len(found.renamed), "renamed"),
        (len(changed), "changed"),
    )  # fmt: skip
    told = [f"{count:,} {word}" for count, word in counts if count]
    parts = [f"Features: {', '.join(told)}"] if told else []
    settings = [one for one in found.changes if one.id is None]
    if settings:
        some = " and ".join(one.field for one in settings[:2])
        parts.append(f"pm.yaml: {some}{f' and {len(settings) - 2:,} more' if len(settings) > 2 else ''}")
    if found.new or found.fixed:
        parts.append(f"findings: {len(found.new):,} new, {len(found.fixed):,} fixed")
    return f"{'; '.join(parts)}." if parts else ""


def _ranks(found: Difference) -> str:
    both = [one for one in found.ranks if one.before is not None and one.after is not None]
    moved = [one for one in both if not one.is_pushed]
    rest = f"{pushed(found)}." if len(moved) < len(both) else ""
    if not moved:
        return rest or ("No rank moves." if found.changes or found.added or found.removed else "")
    lead = f"{_count(len(moved), 'rank')} move{'s' if len(moved) == 1 else ''}"
    return f"{lead}, {_farthest(moved[0], len(moved))}{f'; {rest}' if rest else '.'}"


def pushed(found: Difference) -> str:
    """How many features others passed, and how far that moved them."""
    some = [abs((one.after or 0) - (one.before or 0)) for one in found.ranks if one.is_pushed]
    places = f"{max(some)} place{'' if max(some) == 1 else 's'}"
    if len(some) == 1:
        return f"1 more is pushed by {places}"
    return f"{len(some):,} more are pushed by {places}{'' if len(set(some)) == 1 else ' at most'}"


def _farthest(first: Moved, count: int) -> str:
    lead = "" if count == 1 else "the farthest "
    return f"{lead}{first.id} {first.before} → {first.after}: {why(first.causes, rank_shift)}"


def _roadmap(found: Difference) -> str:
    if found.roadmaps is None:
        return ""
    came = sum(one.before is None for one in found.forced)
    fell = sum(one.after is None for one in found.forced)
    moved = len(found.forced) - came - fell
    told = [
        f"{_count(count, 'feature')} {verb if count != 1 else verbs}"
        for count, verb, verbs in ((moved, "move", "moves"), (fell, "fall out", "falls out"),
                                   (came, "come in", "comes in"))
        if count
    ]  # fmt: skip
    parts = [f"Roadmap: {', '.join(told)}" if told else "Nothing has to move in the roadmap"]
    if rest := len(found.roadmap) - len(found.forced):
        parts.append(f"{rest:,} more {'is' if rest == 1 else 'are'} arranged anew")
    if value := value_told(found):
        parts.append(f"value delivered {value}")
    if found.missed:
        parts.append(f"{_count(len(found.missed), 'promise')} can no longer be kept")
    return f"{'; '.join(parts)}."


def value_told(found: Difference) -> str:
    """What the roadmap is worth before and after: "2.1M → 2.04M (-3.1 %)"; "" where it is the same.

    Where scores changed, what it is worth by those of before is told too.
    """
    before, after = found.value
    if before is None or after is None:
        return ""
    shares = [f"{100 * (after / before - 1):+.1f} %"] if before else []
    rescored = found.rescored
    is_other = rescored is not None and figure(rescored, 4) != figure(after, 4)
    if figure(before, 4) == figure(after, 4) and not is_other:
        return ""
    if before and rescored is not None and is_other:
        shares.append(f"{100 * (rescored / before - 1):+.1f} % by the scores of before")
    share = f" ({'; '.join(shares)})" if shares else ""
    return f"{figure(before, 4)} → {figure(after, 4)}{share}".replace("-", "−")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def why(causes: Sequence[Cause], shift: Callable[[float], str]) -> str:
    """The causes of a movement in words, each with its share where there are several."""
    if len(causes) == 1:
        return causes[0].because
    told = [f"{one.because} ({shift(one.shift)})" for one in causes[:CAUSES]]
    more = len(causes) - len(told)
    return "; ".join(told) + (f"; and {more:,} more" if more > 0 else "")


def rank_shift(shift: float) -> str:
    """How far a rank moved, with its sign."""
    return f"{shift:+.3g}".replace("-", "−")


def period_shift(shift: float) -> str:
    """How much later, or sooner."""
    return rank_shift(shift)


def why_moved(one: Moved, found: Difference) -> str:
    """Why a rank is another, also where the feature came or went."""
    if one.causes:
        return why(one.causes, rank_shift)
    if one.id in found.added or one.id in found.removed:
        return "added" if one.id in found.added else "removed"
    return "ranked now" if one.before is None else "no longer ranked"


def why_shifted(one: Shifted, found: Difference) -> str:
    """Why a period is another, with what the roadmap itself says of the place."""
    if one.id in found.added or one.id in found.removed:
        parts = ["added" if one.id in found.added else "removed"]
    else:
        parts = [why(one.causes, period_shift)] if one.causes else []
    reason = _reason(one, found)
    return "; ".join([*parts, *([reason] if reason else [])])


def _reason(one: Shifted, found: Difference) -> str:
    if found.roadmaps is None or one.after is not None:
        return ""
    rows = found.roadmaps[1].unplaced
    return next((words(row.reasons[0]) for row in rows if row.id == one.id and row.reasons), "")


def period(one: Period | None) -> str:
    """A period, or that there is none."""
    return "not placed" if one is None else str(one)


def changed(change: Change) -> str:
    """A changed field: "effort 3..5..9 → 5..8..13 person-weeks"."""
    return f"{change.field} {arrow(change)}"


def ruled(one: Ruling) -> str:
    """What became of a decision, with who and why, after the name of its feature."""
    return f"{one.feature} {fate(one)}"


def fate(one: Ruling) -> str:
    """What became of a decision, with who and why."""
    by = f" by {one.by}" if one.by and one.event in ("made", "changed") else ""
    because = f": {one.because}" if one.because else " (no reason given)" if one.event == "made" else ""
    return f"{decided(one)}{by}{because}"


def watched(one: Watch, unit: str) -> str:
    """What a reviewer should ask about."""
    numbers = f"{figure(one.before)} → {figure(one.after)}"
    if one.kind == "raised":
        return f"{one.id}: score raised, {numbers}, with no new evidence, request or decision"
    return f"{one.id}: effort shrank, {numbers} {unit}"


def settings_of(found: Difference) -> Iterable[Change]:
    """The changes of pm.yaml."""
    return (one for one in found.changes if one.id is None)
