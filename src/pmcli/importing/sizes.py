"""T-shirt sizes that an import speaks of: those that pm.yaml lacks, and ranges from one to another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pmcli.editing.workspace_template import SIZES, sizes_with
from pmcli.importing.sources import ImportedFeature
from pmcli.model.estimate import Estimate, plain
from pmcli.model.naming import meant
from pmcli.model.workspace import Workspace

_BETWEEN: Final = re.compile(r"([A-Z\d]{1,4})-([A-Z\d]{1,4})")


def between(text: str, sizes: Mapping[str, Estimate]) -> str | None:
    """The range from one size to another, "M-L": "" where one of them is not there, None for other texts."""
    match = _BETWEEN.fullmatch(text)
    if match is None or text in sizes:
        return None
    ends = [sizes.get(meant(name, sizes)) for name in match.groups()]
    known = [size for size in ends if size is not None]
    if len(known) < len(ends):
        return ""
    return f"{plain(min(size.low for size in known))}..{plain(max(size.high for size in known))}"


def said_in(draft: ImportedFeature) -> list[str]:
    """The sizes that a draft may speak of: two where it lies between them."""
    effort = draft.fields.get("effort")
    return effort.upper().split("-") if isinstance(effort, str) else []


def lacking(workspace: Workspace, drafts: Sequence[ImportedFeature]) -> tuple[dict[str, str], int]:
    """The sizes to be added with their ranges, and how many features speak of them.

    The usual ones, where pm.yaml has none; else those alone that are spoken of and not there.
    """
    unit, here = workspace.effort_unit, workspace.sizes
    if unit not in SIZES:
        return {}, 0
    counts = Counter(size for draft in drafts for size in set(said_in(draft)))
    new = [size for size in SIZES[unit] if size in counts and meant(size, here) not in here]
    features = sum(1 for draft in drafts if not set(new).isdisjoint(said_in(draft)))
    if not here:
        return (sizes_with(unit, new), features) if new else ({}, 0)
    known = {meant(name, SIZES[unit]): (size.low, size.high) for name, size in here.items()}
    return {name: _fitted(name, SIZES[unit], known) for name in new}, features


def _fitted(name: str, usual: Mapping[str, str], known: Mapping[str, tuple[float, float]]) -> str:
    """The usual range of a size, or one that lies between its neighbours in pm.yaml."""
    order = list(usual)
    at = order.index(name)
    below = _first(reversed(order[:at]), known)
    above = _first(order[at + 1 :], known)
    low, high = map(float, usual[name].split(".."))
    floor, top = below[1] if below else 0.0, above[0] if above else float("inf")
    if floor <= low and high <= top:
        return usual[name]
    if below and above:
        floor, top = (floor, top) if floor < top else (below[0], above[1])
    elif below:
        top = 2 * floor
    else:
        floor = top / 2
    return f"{plain(floor)}..{plain(top)}"


def _first(
    names: Iterable[str], known: Mapping[str, tuple[float, float]]
) -> tuple[float, float] | None:  # fmt: skip
    return next((known[name] for name in names if name in known), None)
