"""What a change settles of what people rated, and what it opens again: said by the commands that write."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.editing.change_set import ChangeSet
from pmcli.model.figure import short_input
from pmcli.model.rated import Rated

_MOST = 10
"""So many inputs are told one by one."""


def settled_lines(changed: ChangeSet) -> Iterator[str]:
    """A line for each input that people rated and that the file says from now on, and the other way round."""
    before, after = changed.loaded_before.backlog.rated, changed.loaded.backlog.rated
    if before == after:
        return
    settled = [
        (name, one) for name, inputs in before.items() if name in changed.loaded.backlog.features
        for key, one in inputs.items() if key not in after.get(name, {})
    ]  # fmt: skip
    opened = [
        (name, one) for name, inputs in after.items() if name in changed.loaded_before.backlog.features
        for key, one in inputs.items() if key not in before.get(name, {})
    ]  # fmt: skip
    lines = [f"settled: {_told(*pair)}; what the file says counts from now on" for pair in settled]
    lines += [f"open again: {_told(*pair)}" for pair in opened]
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield f"and {len(lines) - _MOST:,} more settled or open again: pm ratings --all"


def _told(feature: str, rated: Rated) -> str:
    """What people rated of a feature: "reach of sso, rated by amelie, ben: 1500..8000"."""
    return f"{short_input(rated.input)} of {feature}, {rated.by()}: {rated.spread}"
