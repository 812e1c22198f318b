"""The changes since last time, and why, in words for people who read no diffs."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator

from pmcli.review.changes import Difference, Shifted
from pmcli.sharing import AudienceView, Since
from pmcli.views.diff import words
from pmcli.writers.blocks import Block, Bullets, Paragraph
from pmcli.writers.documents import Document, Shape, item

MOST = 12
"""Lines of one kind, at most."""


def changed(view: AudienceView, since: Since) -> list[Block]:
    """Bullets of what moved and why, what is new, what went, and what was decided."""
    lines = list(changes(view, since))
    return [Bullets(tuple(lines))] if lines else [Paragraph("nothing that changes the plan")]


def changes(view: AudienceView, since: Since) -> Iterator[str]:
    """A sentence for each change, the moves first."""
    difference = since.difference

    def title(name: str) -> str:
        if name in view.backlog.features:
            return view.title(name)
        gone = since.before.features.get(name)
        return gone.title if gone is not None else difference.titles.get(name, name)

    came_or_went = {*difference.added, *difference.removed}
    moved = [shifted for shifted in difference.roadmap if shifted.id not in came_or_went]
    known = {*view.backlog.features, *since.before.features}

    def named(text: str) -> str:
        def replaced(match: re.Match[str]) -> str:
            return (match[1] or "") + title(match[2]) if _is_id(match, known) else match[0]

        return _ID.sub(replaced, text)

    yield from _first([_moved(title(shifted.id), shifted, named) for shifted in moved])
    yield from _first([f"shipped: {title(one.id)}" for one in difference.shipped])
    yield from _first([f"new: {title(name)}{_when(view, name)}" for name in difference.added])
    yield from _first([f"no longer there: {title(name)}" for name in difference.removed])
    yield from _first([
        f"{title(ruling.feature)}: {named(words.fate(ruling))}"
        for ruling in difference.rulings
    ])  # fmt: skip


def _first(lines: list[str]) -> Iterator[str]:
    yield from lines[:MOST]
    if (more := len(lines) - MOST) > 0:
        yield f"and {more:,} more of these"


def _when(view: AudienceView, feature: str) -> str:
    period = view.period(feature)
    return f", planned for {period}" if period is not None else ""


_ID = re.compile(r"(^|\b(?:of|for|before) )?\b([A-Za-z0-9](?:[\w.-]*\w)?)", re.ASCII)


def _is_id(match: re.Match[str], known: Container[str]) -> bool:
    """Whether a word is the id of a feature: where ids stand, or one that is no word of a language."""
    return match[2] in known and (match[1] is not None or re.search(r"[-._\d]", match[2]) is not None)


def _moved(title: str, shifted: Shifted, named: Callable[[str], str]) -> str:
    if shifted.before is None:
        movement = f"{title} comes into the plan, in {shifted.after}"
    elif shifted.after is None:
        movement = f"{title} falls out of the plan; it was in {shifted.before}"
    else:
        movement = f"{title} moves from {shifted.before} to {shifted.after}"
    causes = list(dict.fromkeys(named(cause.because) for cause in shifted.causes))
    return f"{movement}: {'; '.join(causes[:2])}" if causes else movement


_MOVE = Shape(Shifted, "id before after because", because=list[str])
CHANGED = Shape(Difference, "revision added removed moved told", revision=str, moved=[_MOVE], told=list[str])


def changed_document(view: AudienceView, since: Since) -> Document:
    """The changes as a part of a JSON document."""
    moved = [
        item(_MOVE, shifted, because=[cause.because for cause in shifted.causes])
        for shifted in since.difference.roadmap
    ]
    return item(CHANGED, since.difference, revision=since.name, moved=moved, told=list(changes(view, since)))
