"""The review for a customer or a group of users: what they asked for, what became of it, what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final

from pmcli.model.addressee import Addressee
from pmcli.model.figure import counted, hundredths, listed
from pmcli.model.likelihood import judged
from pmcli.sharing import AudienceView
from pmcli.sharing.update import STATES, State, Update, UpdateItem, UpdateStanding
from pmcli.views.roadmap.export import trimmed
from pmcli.writers import documents
from pmcli.writers.blocks import Block, Bullets, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Document, Shape, item
from pmcli.writers.table import NOTHING, Cell, Column, Table

_WORDS: Final[dict[State, str]] = {
    "there": "there", "now": "now", "next": "next", "later": "later", "open": "not planned yet",
    "declined": "not planned: decided against",
}  # fmt: skip


def update_page(view: AudienceView, update: Update) -> list[Block]:
    """The update, as a page that can be sent."""
    blocks: list[Block] = [Heading(f"{view.backlog.workspace.product}: for {update.addressee.title}", 1)]
    blocks.append(Paragraph(_lead(update), "strong"))
    if update.items:
        title = "What you asked for" if update.addressee.kind == "account" else "What is for you"
        blocks += [Heading(title), TableBlock(_table(update))]
    if changed := tuple(_changes(update)):
        blocks += [Heading(f"What changed since {_since(update)}"), Bullets(changed)]
    elif update.since is not None and update.items:
        blocks.append(Paragraph(f"Nothing of this has changed since {_since(update)}."))
    return blocks


def _lead(update: Update) -> str:
    """How much is there, and how much comes when."""
    asked = len(update.items) + update.untold
    if not asked:
        return "There is nothing to tell yet."
    one, several = _WHAT[update.addressee.kind == "account"]
    states = Counter(each.standing.state for each in update.items)
    if asked == len(update.items) == 1:
        return f"{one} {_PLAIN[update.items[0].standing.state][0]}."
    told = [f"{states[state]:,} {_PLAIN[state][states[state] != 1]}" for state in STATES if states[state]]
    if update.untold:
        told.append(f"{update.untold:,} {'has' if update.untold == 1 else 'have'} no answer yet")
    return f"Of the {counted(asked, 'thing')} that {several}: {listed(told, len(told))}."


_WHAT: Final = (("What is for you", "are for you"), ("What you asked for", "you asked for"))
"""What a segment reads of, and an account: one thing, and several."""
_PLAIN: Final[dict[State, tuple[str, str]]] = {
    "there": ("is there", "are there"), "now": ("comes now", "come now"), "next": ("comes next", "come next"),
    "later": ("comes later", "come later"), "open": ("is not planned yet", "are not planned yet"),
    "declined": ("will not be done", "will not be done"),
}  # fmt: skip
"""What is said of one, and of several."""


def _table(update: Update) -> Table:
    columns = (
        Column("what", "What"), Column("stands", "How it stands"), Column("promised", "Promised by"),
        Column("odds", "Odds"), Column("asked", "Asked on"), Column("need", "Need"),
        Column("says", "You said"), Column("about", "About it", least=20),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(each.title), Cell(stands(each.standing)), _cell(each.promised),
            _cell(None if each.odds is None else judged(each.odds)), _cell(each.asked), _cell(each.need),
            _cell(each.says), _cell(each.text if each.text != each.title else None),
        )
        for each in update.items
    )  # fmt: skip
    return trimmed(Table(columns, rows))


def _cell(value: object | None) -> Cell:
    return Cell(NOTHING if value is None else str(value))


def stands(standing: UpdateStanding) -> str:
    """How something stands: "there", "next", "2027-Q1"."""
    return str(standing.period) if standing.period is not None else _WORDS[standing.state]


def _changes(update: Update) -> Iterator[str]:
    """What is new and what stands otherwise, as they stand: what is there first; then what is as before."""
    if update.since is None:
        return
    for each in update.items:
        if each.is_new:
            yield f"New: {each.title} ({stands(each.standing)})"
        elif each.before is not None:
            yield f"{each.title}: {stands(each.before)} → {stands(each.standing)}"
    same = [each for each in update.items if not each.is_new and each.before is None]
    coming = [each for each in same if each.standing.state in ("now", "next", "later")]
    if coming and len(same) < len(update.items):
        yield f"As before: {listed([f'{each.title} ({stands(each.standing)})' for each in coming])}"


def _since(update: Update) -> str:
    """What is compared with: a day; the name of a revision is for those who have the repository."""
    try:
        return str(date.fromisoformat(update.since or ""))
    except ValueError:
        return "last time"


_FOR = Shape(Addressee, "kind title")
_ITEM = Shape(
    UpdateItem, "id title text state period before new=is_new promised asked need says odds",
    state=str, period=str | None, before=str | None,
)  # fmt: skip
UPDATE = Shape(
    Update, "product for since items untold", product=str, items=[_ITEM], since=str | None,
    **{"for": _FOR},
)  # fmt: skip


def update_document(view: AudienceView, update: Update) -> Document:
    """The update as a JSON document."""
    return documents.document(
        "update", UPDATE, update, product=view.backlog.workspace.product,
        since=_since(update) if update.since is not None else None,
        items=[
            item(
                _ITEM, each, state=each.standing.state,
                period=str(each.standing.period) if each.standing.period else None,
                before=stands(each.before) if each.before is not None else None, odds=hundredths(each.odds),
            )
            for each in update.items
        ],
        **{"for": item(_FOR, update.addressee)},
    )  # fmt: skip
