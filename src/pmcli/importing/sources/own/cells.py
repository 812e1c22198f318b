"""Cells of pm's own exports: whether one says what pm would write today, and its items taken apart.

A sheet changes what it is given: numbers are rounded, days turned round, blanks and line breaks collapse, a
text that looks like a formula has an apostrophe in front. None of that is a change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose
from typing import Final

from pmcli.importing.sources.tables.values import days
from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.importing.sources.tables.values.guard import unguarded
from pmcli.model.figure import figure
from pmcli.model.mark import HIDDEN

SEPARATORS: Final = ("; ", "\n", ", ")
"""What stands between the items of a cell: in CSV, in a workbook, in the tables of commands."""
_SAME: Final = 1e-6
"""Numbers that differ by no more of their size are one: sheets show about nine digits."""
_ESCAPED: Final = re.compile(r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")
_HIDDEN: Final = re.compile(f"[{HIDDEN}]")
_NUMBER: Final = re.compile(r"[-+]?[\d.,\u00a0\u202f' ]{1,40}(?:[eE][-+]?\d{1,3})? ?%?")
_DIGITS: Final = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)?")
_PARTED: Final = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class ExportCell:
    """A cell: where it stands, the field that it is of, its text, and its items where they are told apart.

    `by` stands between items that are not, "" where only the first of them is there; `comma` says that
    numbers have a decimal comma.
    """

    place: str
    key: str
    text: str
    items: tuple[str, ...] | None = None
    by: str = SEPARATORS[0]
    comma: bool = False

    @property
    def shown(self) -> str:
        """The text as messages show it."""
        line = " ".join(self.text.split())
        return line if len(line) <= 40 else f"{line[:37]}..."


def bare(text: str) -> str:
    """The text without what sheets and screens add or take away."""
    text = unguarded(text.strip())
    text = text[1:] if text[:2] in ("' ", "'\t", "'\n") else text  # before a tab, which is four blanks then
    if not text.isascii() or not text.isprintable() or "\\" in text:
        text = _HIDDEN.sub("", _ESCAPED.sub("", " ".join(text.split())))
    return " ".join(text.split())


def rounded(text: str) -> str:
    """The bare text with its numbers as pm shows them: some were written with more digits."""
    return _DIGITS.sub(lambda number: figure(float(number[0].replace(",", ""))), bare(text))


def number_of(text: str, *, comma: bool = False) -> float | None:
    """The number in a cell, a share as its ratio; None where it is none."""
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    digits = re.sub("[\u00a0\u202f' ]", "", text.rstrip("% "))
    if comma:
        digits = digits.replace(".", "").replace(",", ".")
    elif _PARTED.fullmatch(digits):
        digits = digits.replace(",", "")
    try:
        number = float(digits)
    except ValueError:
        return None
    return number / 100 if text.endswith("%") else number


def is_number(cell: ExportCell, number: float) -> bool:
    """Whether a cell says this number, as far as a sheet shows it."""
    said = number_of(cell.text, comma=cell.comma)
    if said is None:
        return False
    if isclose(said, number, rel_tol=_SAME, abs_tol=1e-12):
        return True
    _, point, part = cell.text.strip().rpartition("," if cell.comma else ".")
    is_rounded = point and part.isdigit() and 2 <= len(part) <= 12 and round(number, len(part)) == said
    return bool(is_rounded) or figure(number) == cell.text.strip()


def is_same(cell: ExportCell, texts: Sequence[str]) -> bool:
    """Whether a cell says these items."""
    if cell.items is not None:
        return [bare(item) for item in cell.items] == [bare(text) for text in texts]
    said, texts = bare(cell.text), texts if cell.by else texts[:1]
    return said in {bare(by.join(texts)) for by in SEPARATORS} or (
        len(texts) == 1 and days_in(said) == texts[0]
    )


def days_in(text: str) -> str | None:
    """The day that a sheet made another spelling of; None where it is none, or two are meant."""
    try:
        return days.day(text) if text[:1].isdigit() and len(text) <= 20 else None
    except Unclear:
        return None


def is_day(text: str, day: str) -> bool:
    """Whether a cell says this day, whichever of its numbers is the month."""
    readings = []
    for day_first in (True, False):
        try:
            readings.append(days.day(text, day_first=day_first))
        except Unclear:
            continue
    return day in readings


def items_of(cell: ExportCell, known: Sequence[str]) -> list[str]:
    """The items of a cell; `known` are those that it had, by which an item with a separator in it is told."""
    if cell.items is not None:
        return [item for item in cell.items if item.strip()]
    if not cell.by:
        return [cell.text] if cell.text.strip() else []
    pieces = [piece for piece in cell.text.split(cell.by) if piece.strip()]
    left = {
        at: [bare(piece) for piece in text.split(cell.by) if piece.strip()] for at, text in enumerate(known)
    }
    by_first: dict[str, list[int]] = {}
    for at, part in left.items():
        if part:
            by_first.setdefault(part[0], []).append(at)
    bared, items, runs, at = list(map(bare, pieces)), list[str | list[str]](), list[list[str]](), 0
    while at < len(pieces):
        waiting = by_first.get(bared[at], [])
        match = next((n for n in waiting if bared[at : at + len(left[n])] == left[n]), None)
        if match is None:
            if not items or items[-1] is not (runs[-1] if runs else None):
                runs.append([])
                items.append(runs[-1])
            runs[-1].append(pieces[at])
            at += 1
        else:
            items.append(known[match])
            at += len(left.pop(match))
            waiting.remove(match)
    gone = list(left.values())
    whole = [_grouped(run, gone, cell.by) if len(runs) == 1 else run for run in runs]
    if len(runs) == len(gone) > 1:
        whole = [_grouped(run, [part], cell.by) for run, part in zip(runs, gone, strict=True)]
    new = iter(whole)
    return [text for item in items for text in ([item] if isinstance(item, str) else next(new))]


def _grouped(pieces: list[str], parts: Sequence[Sequence[str]], by: str) -> list[str]:
    """Pieces as items: as long as the known ones that they stand for, where these had several pieces."""
    if len(parts) == 1 and len(parts[0]) > 1:
        return [by.join(pieces)]
    if parts and sum(map(len, parts)) == len(pieces):
        rest = iter(pieces)
        return [by.join(next(rest) for _ in part) for part in parts]
    return pieces
