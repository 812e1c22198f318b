"""The history of a feature, as a page and as a JSON document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from pmcli.model.decision import Decision
from pmcli.model.figure import counted, figure
from pmcli.model.period import Period
from pmcli.views.diff import words
from pmcli.views.roadmap.document import AGREEMENT
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Document, Shape, document, item
from pmcli.writers.table import NOTHING, Cell, Column, Table, number

if TYPE_CHECKING:
    from pmcli.review.history import History, HistoryPoint

_BARS, _ASCII = "▁▂▃▄▅▆▇█", "_.-=+*#@"
_WIDEST = 60
_FIELDS = 3


def history_page(history: History, *, unicode: bool, top: int | None = None) -> list[Block]:
    """A line that sums it up, sparklines, and a table of the turns, the newest first."""
    turns = history.turns
    shown = turns[-top:] if top else turns
    blocks: list[Block] = [Heading(f"{history.id}: {history.title}", 1), Paragraph(_summary(history))]
    if lines := tuple(_sparklines(history, unicode=unicode)):
        blocks.append(Fields(lines))
    if any(point.agreed for point in history.points):
        blocks += [Heading("What was promised"), Bullets(tuple(_promises(history)))]
    notes = []
    if len(shown) < len(turns):
        rest = len(turns) - len(shown)
        notes.append(f"and {counted(rest, 'earlier change')}")
    if any(not point.is_planned for point in shown) and any(point.is_planned for point in shown):
        notes.append("quarters are shown for the last changes only")
    if any(point.faulty for point in shown):
        notes.append("! the backlog had errors: ranked without what had them")
    notes += _moves(history)
    if history.is_cut:
        notes.append("the clone is shallow: what was before is not known")
    if history.unread is not None:
        notes.append(f"{history.unread.told} ({history.unread.hint})")
    blocks.append(TableBlock(_table(shown, notes)))
    return blocks


def _moves(history: History) -> Iterator[str]:
    """In which folders of the repository the workspace lay before."""
    for before, after in pairwise(history.points):
        if before.commit.folder != after.commit.folder:
            folder = f'"{before.commit.folder}"' if before.commit.folder else "the top folder"
            yield f"before {after.commit.id[:7]} the workspace lay in {folder}"


def _summary(history: History) -> str:
    first, last = history.points[0], history.points[-1]
    parts = [f"{_change('rank', first.rank, last.rank)} of {last.ranked}"] if last.rank else [last.status]
    if first.score is not None and last.score is not None:
        parts.append(_change("score", figure(first.score), figure(last.score)))
    planned = [point for point in history.points if point.is_planned]
    if planned:
        parts.append(_change("", _period(planned[0]), _period(planned[-1])).strip())
    commits = f"{history.commits:,} commit{'' if history.commits == 1 else 's'} of the backlog"
    gone = history.gone
    if gone is not None:
        parts.append(f"removed on {gone.day} by {gone.id[:7]}")
    return f"{'; '.join(parts)}; {commits} since {first.commit.day}, by {history.model}"


def _promises(history: History) -> Iterator[str]:
    """Each change of the period agreed: its day, commit and why, the newest first; and the slip in all."""
    told: list[str] = []
    was: Period | None = None
    for point in history.promises:
        why = f" ({words.who_agreed(point.agreement)})" if point.agreement is not None else ""
        told.append(f"{point.commit.day} {point.commit.id[:7]}: {_promise(was, point.agreed)}{why}")
        was = point.agreed
    yield from reversed(told)
    named = [point.agreed for point in history.points if point.agreed is not None]
    if named[0].step == named[-1].step and (slip := named[-1].index - named[0].index):
        yield f"in all {_slip(slip, named[0])}, {named[0]} → {named[-1]}"


def _promise(was: Period | None, now: Period | None) -> str:
    """What became of a promise: "2026-Q4 → 2027-Q1, 1 quarter later"."""
    if was is None or now is None:
        return f"promised for {now}" if now is not None else f"no longer promised, it was for {was}"
    slip = now.index - was.index if now.step == was.step else 0
    return f"{was} → {now}" + (f", {_slip(slip, now)}" if slip else "")


def _slip(periods: int, period: Period) -> str:
    """How far a promise moved: "1 quarter later"."""
    many = "" if abs(periods) == 1 else "s"
    return f"{abs(periods)} {period.step}{many} {'later' if periods > 0 else 'sooner'}"


def _change(what: str, before: object, after: object) -> str:
    lead = f"{what} " if what else ""
    return f"{lead}{after}" if before == after else f"{lead}{NOTHING if before is None else before} → {after}"


def _sparklines(history: History, *, unicode: bool) -> Iterator[tuple[str, str]]:
    ranks = [None if point.rank is None else -float(point.rank) for point in history.points]
    scores = [point.score for point in history.points]
    for label, values in (("rank", ranks), ("score", scores)):
        if len(set(values) - {None}) > 1:
            yield label, sparkline(values, unicode=unicode)


def sparkline(values: Sequence[float | None], *, unicode: bool) -> str:
    """The course of numbers in one line, a blank where there is none; of many only so many, evenly."""
    if len(values) > _WIDEST:
        values = [values[at * (len(values) - 1) // (_WIDEST - 1)] for at in range(_WIDEST)]
    known = [value for value in values if value is not None]
    signs = _BARS if unicode else _ASCII
    low, high = min(known), max(known)
    width = high - low
    return "".join(
        " "
        if value is None
        else signs[round((value - low) / width * (len(signs) - 1)) if width else len(signs) // 2]
        for value in values
    )


def _table(points: Sequence[HistoryPoint], notes: Sequence[str]) -> Table:
    is_agreed = any(point.agreement is not None for point in points)
    columns = (
        Column("day", "Day", kind="id"), Column("commit", "Commit", kind="id", priority=3),
        Column("rank", "Rank", kind="number"), Column("score", "Score", kind="number"),
        Column("period", "Quarter", least=7),
        *([Column("agreed", "Agreed", least=7)] if is_agreed else []),
        Column("what", "What", least=16), Column("author", "By", priority=2, least=6),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(str(point.commit.day)), Cell(point.commit.id[:7]), number(point.rank), number(point.score),
            Cell(_period(point) if point.is_planned else NOTHING),
            *([Cell(str(point.agreed or NOTHING))] if is_agreed else []),
            Cell(_what(point, at == 0)), Cell(point.commit.author),
        )
        for at, point in enumerate(points)
    )  # fmt: skip
    return Table(columns, tuple(reversed(rows)), notes=tuple(notes))


def _period(point: HistoryPoint) -> str:
    return "not in the plan" if point.period is None else str(point.period)


def _what(point: HistoryPoint, is_first: bool) -> str:  # noqa: FBT001
    """The changed fields, and the decision in force."""
    parts = ["!"] if point.faulty else []
    if point.changed:
        more = len(point.changed) - _FIELDS
        changes = ", ".join(words.changed(change) for change in point.changed[:_FIELDS])
        parts.append(changes + (f" and {more} more" if more > 0 else ""))
    elif is_first:
        parts.append("first seen here")
    else:
        parts.append("unchanged itself; others in the backlog changed")
    if point.decision is not None:
        parts.append(f"({_decision(point.decision)})")
    elif point.status not in ("candidate", "idea"):
        parts.append(f"(status {point.status})")
    return " ".join(parts)


def _decision(decision: Decision) -> str:
    verdict = {
        "pin": f"pinned to {decision.period}", "first": "first", "before": f"before {decision.feature}",
        "park": "parked", "decline": "declined",
    }[decision.verdict]  # fmt: skip
    return (
        verdict
        + (f" by {decision.by}" if decision.by else "")
        + (f": {decision.because}" if decision.because else "")
    )


_DECISION = Shape(Decision, "verdict period feature because by", verdict=str)
_POINT = Shape(
    object,
    "commit=commit.id day=commit.day author=commit.author subject=commit.subject id status rank ranked score "
    "adjusted period planned=is_planned agreed agreement decision changed faulty",
    commit=str, day=date, author=str, subject=str, id=str, status=str, rank=int | None, ranked=int,
    score=float | None, adjusted=float | None, period=Period | None, planned=bool, agreed=Period | None,
    agreement=(AGREEMENT, None), decision=(_DECISION, None),
    changed=list[str], faulty=bool,
)  # fmt: skip
HISTORY = Shape(
    object, "id model commits removedIn=gone.id shallow=is_cut unread=unread.ids points",
    id=str, model=str, commits=int, removed_in=str | None, shallow=bool, unread=list[str], points=[_POINT],
)  # fmt: skip


def history_document(history: History) -> Document:
    """A history: `pm history ID --format json`; every commit, the oldest first."""
    points = [
        item(_POINT, point, changed=dict.fromkeys(change.field for change in point.changed))
        for point in history.points
    ]
    return document("history", HISTORY, history, points=points)
