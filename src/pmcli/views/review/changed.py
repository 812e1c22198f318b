"""What changed since last time, and why, in words for people who read no diffs."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator

from pmcli.review.changes import Difference, Shifted
from pmcli.sharing import AudienceView, Since
from pmcli.views.diff import words
from pmcli.writers.blocks import Block, Bullets, Paragraph
from pmcli.writers.documents import Document, Shape, item

MOST = 12
"""So many lines are told of one kind."""


def changed(shared: AudienceView, since: Since) -> list[Block]:
    """What is new, what went, what comes at another time and why, and what was decided."""
    lines = list(changes(shared, since))
    return [Bullets(tuple(lines))] if lines else [Paragraph("nothing that changes the plan")]


def changes(shared: AudienceView, since: Since) -> Iterator[str]:
    """A sentence for each change, the moves first."""
    changes = since.difference

    def title(name: str) -> str:
        if name in shared.backlog.features:
            return shared.title(name)
        gone = since.before.features.get(name)
        return gone.title if gone is not None else changes.titles.get(name, name)

    moved = [one for one in changes.forced if one.id not in changes.added and one.id not in changes.removed]
    known = {*shared.backlog.features, *since.before.features}

    def named(text: str) -> str:
        return _ID.sub(lambda one: (one[1] or "") + title(one[2]) if _is_id(one, known) else one[0], text)

    yield from _first([_moved(title(one.id), one, named) for one in moved])
    if rest := sum(one.is_rearranged for one in changes.roadmap):
        features = f"{rest:,} more feature{' comes' if rest == 1 else 's come'}"
        yield f"{features} at another time: with these changes the rest is better arranged anew"
    yield from _first([f"new: {title(one)}{_when(shared, one)}" for one in changes.added])
    yield from _first([f"no longer there: {title(one)}" for one in changes.removed])
    yield from _first([
        f"{title(ruling.feature)}: {named(words.fate(ruling))}"
        for ruling in changes.rulings
    ])  # fmt: skip


def _first(lines: list[str]) -> Iterator[str]:
    yield from lines[:MOST]
    if (more := len(lines) - MOST) > 0:
        yield f"and {more:,} more of these"


def _when(shared: AudienceView, feature: str) -> str:
    when = shared.period(feature)
    return f", planned for {when}" if when is not None else ""


_ID = re.compile(r"(^|\b(?:of|for|before) )?\b([A-Za-z0-9](?:[\w.-]*\w)?)", re.ASCII)


def _is_id(found: re.Match[str], known: Container[str]) -> bool:
    """Whether a word is the id of a feature: where ids stand, or one that is no word of a language."""
    return found[2] in known and (found[1] is not None or re.search(r"[-._\d]", found[2]) is not None)


def _moved(title: str, shifted: Shifted, named: Callable[[str], str]) -> str:
    if shifted.before is None:
        moved = f"{title} comes into the plan, in {shifted.after}"
    elif shifted.after is None:
        moved = f"{title} falls out of the plan; it was in {shifted.before}"
    else:
        moved = f"{title} moves from {shifted.before} to {shifted.after}"
    causes = list(dict.fromkeys(named(cause.because) for cause in shifted.causes if not cause.is_rest))
    if not causes and any(cause.is_rest for cause in shifted.causes):
        causes = ["the rest is arranged anew"]
    return f"{moved}: {'; '.join(causes[:2])}" if causes else moved


_MOVE = Shape(Shifted, "id before after because", because=list[str])
CHANGED = Shape(Difference, "revision added removed moved told", revision=str, moved=[_MOVE], told=list[str])


def changed_document(shared: AudienceView, since: Since) -> Document:
    """The same for machines."""
    moved = [
        item(_MOVE, shifted, because=[cause.because for cause in shifted.causes])
        for shifted in since.difference.forced
    ]
    changed_document = list(changes(shared, since))
    return item(CHANGED, since.difference, revision=since.name, moved=moved, told=changed_document)
