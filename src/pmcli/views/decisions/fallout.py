"""What a change would break, told before it is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pmcli.model.figure import listed
from pmcli.model.words import sentences, words
from pmcli.writers.blocks import Block, Bullets, Heading
from pmcli.writers.documents import Shape

if TYPE_CHECKING:
    from pmcli.review.fallout import Broken

MOST = 10
"""Features that are told, at most."""
BROKEN = Shape(
    object, "id title because period agreed promises",
    id=str, title=str, because=str, period=str | None, agreed=str | None, promises=list[str],
)  # fmt: skip


def fallout_blocks(broken: Sequence[Broken], periods: Mapping[str, str] | None = None) -> list[Block]:
    """What breaks, with the periods planned so far; nothing where nothing does."""
    if not broken:
        return []
    known = periods or {}
    first = sorted(broken, key=lambda each: (not told_promises(each), known.get(each.id, "~"), each.id))
    lines = [_line(each, known.get(each.id)) for each in first[:MOST]]
    if len(broken) > MOST:
        lines.append(f"and {len(broken) - MOST:,} more")
    return [Heading("What it would break"), Bullets(tuple(lines))]


def _line(broken: Broken, period: str | None) -> str:
    promises = told_promises(broken)
    parts = [
        why(broken),
        f"planned for {period}" if period else "",
        f"promised: {promises}" if promises else "",
    ]
    return f"{broken.id}: {'; '.join(filter(None, parts))}"


def why(broken: Broken) -> str:
    """Why it breaks."""
    return words(broken.why) if broken.why.kind == "faulty" else f"waits for {broken.why.features[0]}"


def told_promises(broken: Broken) -> str:
    """What is promised of it, in a line; "" where nothing is."""
    agreed = [f"agreed for {broken.agreed}"] if broken.agreed else []
    return ", ".join([*sentences(broken.promises), *agreed])


def in_short(broken: Sequence[Broken]) -> str:
    """The features that break, and what is promised of them."""
    return listed([f"{each.id} ({told})" if (told := told_promises(each)) else each.id for each in broken])


def fallout_document(broken: Sequence[Broken], periods: Mapping[str, str]) -> list[dict[str, object]]:
    """The features that break, for machines."""
    return [
        {
            "id": each.id, "title": each.title, "because": why(each), "period": periods.get(each.id),
            "agreed": str(each.agreed) if each.agreed else None, "promises": list(sentences(each.promises)),
        }
        for each in broken
    ]  # fmt: skip
