"""What accepting a plan changes in plan.yaml, told before it is written: a page, and a JSON document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pmcli.editing.agreement import AgreedChange, Fate, NewAgreement
from pmcli.model.agreement import Agreement
from pmcli.model.figure import percent
from pmcli.model.special_files import PLAN_FILE
from pmcli.model.words import words
from pmcli.views.roadmap.document import AGREEMENT
from pmcli.writers.blocks import Block, Fields, Heading, TableBlock
from pmcli.writers.documents import Document, Shape, document
from pmcli.writers.table import NOTHING, Cell, Column, Table, Tone

_COUNTED: dict[Fate, str] = {
    "forced": "forced", "late": "late, carried over", "early": "done early", "improved": "improved",
    "new": "new", "left-out": "left out", "parked": "parked", "declined": "declined",
    "parent": "no longer planned itself", "gone": "gone",
}  # fmt: skip
_TONES: dict[Fate, Tone] = {
    "forced": "warn", "late": "warn", "left-out": "bad", "gone": "bad", "new": "good", "improved": "good",
}  # fmt: skip
_TAKEN_OUT: dict[Fate, str] = {
    "left-out": "taken out: it is in no period of the plan", "parked": "taken out: it is parked",
    "declined": "taken out: it is declined", "gone": "taken out: there is no such feature",
    "parent": "taken out: it has children, and is done when they are",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A plan about to be agreed on: what changes, who agrees and why, and what the better plan brings."""

    new: NewAgreement
    agreed: Agreement
    gain: float | None = None
    is_first: bool = False


def acceptance_page(acceptance: Acceptance) -> list[Block]:
    """The page: how many of each kind, who and why, and a line for every change."""
    agreed = acceptance.agreed
    rows = [("because", agreed.because or ""), ("by", agreed.by or "nobody named"), ("on", str(agreed.on))]
    if acceptance.gain:
        rows.append(("gain", f"{percent(acceptance.gain)} of the plan's value"))
    return [
        Heading(f"{PLAN_FILE}: {counts(acceptance.new)}", 1),
        Fields(tuple(rows)),
        TableBlock(_periods(acceptance.new) if acceptance.is_first else _changes(acceptance.new)),
    ]


def counts(new: NewAgreement) -> str:
    """How many features stay, and how many of each kind change, in one line."""
    parts = [f"{new.stays:,} kept"] if new.stays else []
    parts += [f"{len(some):,} {told}" for fate, told in _COUNTED.items() if (some := new.of(fate))]
    return ", ".join(parts)


def _periods(new: NewAgreement) -> Table:
    """What a first agreement promises, period by period."""
    columns = (
        Column("period", "period", kind="id"), Column("count", "features", "right", "number"),
        Column("features", "which", least=20),
    )  # fmt: skip
    rows = tuple(
        (Cell(period), Cell(f"{len(names):,}", len(names)), Cell(", ".join(names)))
        for period, names in sorted(new.lists.items())
    )
    return Table(columns, rows)


def _changes(new: NewAgreement) -> Table:
    columns = (
        Column("feature", "feature", kind="id"), Column("change", "change", kind="id"),
        Column("period", "period", least=16), Column("why", "why", least=20),
    )  # fmt: skip
    changes = [change for fate in _COUNTED for change in new.of(fate)]
    return Table(columns, tuple(_row(change) for change in changes))


def _row(change: AgreedChange) -> tuple[Cell, ...]:
    before, after = str(change.before or NOTHING), str(change.after or NOTHING)
    move = after if change.before is None else f"{before} → {after}"
    tone = _TONES.get(change.fate, "plain")
    return Cell(change.id), Cell(change.fate, tone=tone), Cell(move), Cell("; ".join(_why(change)))


def _why(change: AgreedChange) -> Iterator[str]:
    if change.fate == "new":
        return
    if change.reason is not None:
        yield words(change.reason)
    if change.after is None and (change.fate != "left-out" or change.reason is None):
        yield _TAKEN_OUT[change.fate]


_CHANGE = Shape(AgreedChange, "id change=fate before after reason", reason=str | None)
ACCEPTED = Shape(
    Acceptance, "path written agreed kept=new.stays gain changes patch", path=str, written=bool, patch=str,
    agreed=AGREEMENT, changes=[_CHANGE],
)  # fmt: skip


def acceptance_document(acceptance: Acceptance, patch: str, *, written: bool) -> Document:
    """What accepting changes, the patch too: `pm accept … --format json`."""
    changes = [
        {
            "id": change.id, "change": change.fate, "before": change.before and str(change.before),
            "after": change.after and str(change.after), "reason": "; ".join(_why(change)) or None,
        }
        for change in acceptance.new.changes
    ]  # fmt: skip
    return document(
        "accept", ACCEPTED, acceptance, path=PLAN_FILE, written=written, changes=changes, patch=patch
    )  # fmt: skip
