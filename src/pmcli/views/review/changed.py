"""The changes since last time, and why, in words for people who read no diffs."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from math import fsum

from pmcli.model.figure import listed, odds
from pmcli.model.special_files import PLAN_FILE
from pmcli.review.changes import Difference, Shifted
from pmcli.sharing import AudienceView, Since
from pmcli.sharing.since import UNTOLD
from pmcli.views.diff import words
from pmcli.views.diff.odds import FALLEN, Fallen, fallen, fallen_item
from pmcli.writers.blocks import Block, Bullets, Paragraph
from pmcli.writers.documents import Document, Shape, item

MOST = 12
"""Lines of one kind, at most."""
TOGETHER = 3
"""Movements for one cause that have lines of their own, at most."""
CAUSES = 2
"""Causes of one movement that are told, at most."""


def changed(view: AudienceView, since: Since) -> list[Block]:
    """Bullets of what moved and why, what is new, what went, and what was decided; not of what shipped."""
    lines = list(_others(view, since))
    nothing = (
        "nothing else that changes the plan" if since.difference.shipped else "nothing that changes the plan"
    )
    return [Bullets(tuple(lines))] if lines else [Paragraph(nothing)]


def changes(view: AudienceView, since: Since) -> Iterator[str]:
    """A sentence for each change, what shipped first, then the moves; those with one cause in one line."""
    yield from _first([f"shipped: {title_of(view, since, one.id)}" for one in since.difference.shipped])
    yield from _others(view, since)


def _others(view: AudienceView, since: Since) -> Iterator[str]:
    difference = since.difference
    came_or_went = {*difference.added, *difference.removed}
    moved = [shifted for shifted in difference.roadmap if shifted.id not in came_or_went]

    def title(name: str) -> str:
        return title_of(view, since, name)

    named = in_titles(view, since)
    yield from _first(_movements(moved, title, named))
    yield from _first([
        f"{title(row.id)} is less likely by {row.when}: {odds(row.before)} → {odds(row.after)}"
        for row in odds_fallen(view, since) if row.is_told
    ])  # fmt: skip
    yield from _first([f"new: {title(name)}{_when(view, name)}" for name in difference.added])
    yield from _first([f"no longer there: {title(name)}" for name in difference.removed])
    yield from _first([
        f"{title(ruling.feature)}: {named(words.fate(ruling))}"
        for ruling in difference.rulings
    ])  # fmt: skip


def odds_fallen(view: AudienceView, since: Since) -> list[Fallen]:
    """The features whose odds fell since; none where nobody asked."""
    if since.odds is None or view.odds is None:
        return []
    return fallen(since.odds, view.odds, {rename.before: rename.after for rename in since.difference.renamed})


def in_titles(view: AudienceView, since: Since) -> Callable[[str], str]:
    """A function that puts titles in the place of the ids in a sentence on what changed."""
    known = {*view.backlog.features, *since.before.features}

    def replaced(match: re.Match[str]) -> str:
        return (match[1] or "") + title_of(view, since, match[2]) if _is_id(match, known) else match[0]

    return lambda text: _ID.sub(replaced, text)


def title_of(view: AudienceView, since: Since, name: str) -> str:
    """The title of a feature of now or then."""
    if name in view.backlog.features:
        return view.title(name)
    gone = since.before.features.get(name)
    return gone.title if gone is not None else since.difference.titles.get(name, name)


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


def _movements(moved: list[Shifted], title: Callable[[str], str], named: Callable[[str], str]) -> list[str]:
    """A line for every movement; for more than `TOGETHER` in one direction for one cause a line for all."""
    groups: dict[tuple[str, str], list[Shifted]] = {}
    for shifted in moved:
        groups.setdefault((direction(shifted), "; ".join(causes(shifted, named))), []).append(shifted)
    lines = []
    for (to, why), group in groups.items():
        because = f": {why}" if why else ""
        if len(group) > TOGETHER:
            titles = listed([title(shifted.id) for shifted in group], TOGETHER)
            lines.append(f"{len(group):,} features {_SEVERAL[to]}, {titles}{because}")
        else:
            lines += [f"{title(shifted.id)} {_one(shifted)}{because}" for shifted in group]
    return lines


_SEVERAL = {
    "in": "come into the plan", "out": "are no longer planned", "later": "move to a later period",
    "earlier": "move to an earlier period",
}  # fmt: skip


def direction(shifted: Shifted) -> str:
    """Where a movement leads: in, out, later or earlier."""
    if shifted.before is None or shifted.after is None:
        return "in" if shifted.before is None else "out"
    return "later" if shifted.before < shifted.after else "earlier"


def _one(shifted: Shifted) -> str:
    if shifted.before is None:
        return f"comes into the plan, in {shifted.after}"
    if shifted.after is None:
        return f"is no longer planned; it was in {shifted.before}"
    return f"moves from {shifted.before} to {shifted.after}"


def causes(shifted: Shifted, named: Callable[[str], str], most: int = CAUSES) -> list[str]:
    """The strongest causes that may be told, else that they may not; none that worked against the movement.

    The agreed plan is called that, without the periods that the movement has itself.
    """
    whole = fsum(cause.shift for cause in shifted.causes)
    acted = (cause.because for cause in shifted.causes if cause.shift * whole >= 0)
    periods = f"moved it, {shifted.before} → {shifted.after}"
    told = dict.fromkeys(
        _FILE.sub("the agreed plan", named(because).replace(periods, "moved it")) for because in acted
    )
    return ([because for because in told if because != UNTOLD] or list(told))[:most]


_FILE = re.compile(rf"^{re.escape(PLAN_FILE)}(?= )")


_MOVE = Shape(Shifted, "id before after because", because=list[str])
CHANGED = Shape(
    Difference, "revision added removed moved told lowered?",
    revision=str, moved=[_MOVE], told=list[str], lowered=[FALLEN],
)  # fmt: skip


def changed_document(view: AudienceView, since: Since) -> Document:
    """The changes as a part of a JSON document."""
    moved = [
        item(_MOVE, shifted, because=[cause.because for cause in shifted.causes])
        for shifted in since.difference.roadmap
    ]
    lowered = None if since.odds is None else list(map(fallen_item, odds_fallen(view, since)))
    return item(
        CHANGED, since.difference, revision=since.name, moved=moved, told=list(changes(view, since)),
        lowered=lowered,
    )  # fmt: skip
