"""What an import has assumed, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pmcli.importing.fitting import Fitted
from pmcli.importing.sources import Imported


def undecided_among(arrivals: list[Fitted]) -> Iterator[str]:
    """A line where more ideas come in than candidates: ideas are not planned, which surprises a new user."""
    counts = Counter(feature.record.status for feature in arrivals)
    ideas = counts["idea"]
    if ideas > counts["candidate"]:
        come = "1 comes in as an idea" if ideas == 1 else f"{ideas:,} come in as ideas"
        yield (
            f"{come}, which pm roadmap does not plan, {counts['candidate']:,} as candidates: "
            "pm set --where status=idea status=candidate takes them in"
        )


def notes_in(imported: Imported) -> Iterator[str]:
    """Notes on single features; a note on several has their number."""
    places: dict[str, list[str]] = {}
    for draft in imported.drafts:
        for note in draft.notes:
            places.setdefault(note, []).append(draft.place)
    for note, some in places.items():
        yield f"{note} ({some[0] if len(some) == 1 else f'{len(some):,} features'})"
