"""The effort of the parts of a feature: in a cell, in words, as a number, and to ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Literal

from pmcli.model.fields.filters import FilterField, FilterRow
from pmcli.model.figure import counted, figure
from pmcli.model.roll_up import RolledUp, rolled_up

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature
    from pmcli.model.fields.field import FieldSource, Number, PlannedSource, Words

Kind = Literal["total", "done", "left"]
DONE_AND_LEFT: Final[tuple[tuple[str, str, Kind, str], ...]] = (
    ("effort_done", "done in parts", "done", "what of the effort of all parts is done"),
    ("effort_left", "left in parts", "left", "what of the effort of all parts is left"),
)
"""The fields beside the total: key, title, kind, and what they are."""


def _read(backlog: Backlog, feature: Feature) -> RolledUp | None:
    """The effort of the parts; None where there are none, or none has an effort."""
    efforts = rolled_up(backlog, feature.id)
    return efforts if efforts is not None and efforts.total else None


def number(kind: Kind) -> Number:
    """The effort of this kind as a number."""

    def read(source: PlannedSource, feature: Feature) -> float | None:
        efforts = _read(source.backlog, feature)
        return None if efforts is None else float(getattr(efforts, kind))

    return read


def amount(kind: Kind) -> Words:
    """The effort of this kind with its unit."""

    def words(source: FieldSource, feature: Feature) -> Iterator[str]:
        efforts = _read(source.backlog, feature)
        if efforts is not None:
            yield _with_unit(getattr(efforts, kind), source.backlog)

    return words


def _with_unit(number: float, backlog: Backlog) -> str:
    unit = backlog.workspace.effort_unit
    return f"{figure(number)} {unit.removesuffix('s') if figure(number) == '1' else unit}"


def in_full(source: FieldSource, feature: Feature) -> Iterator[str]:
    """The effort in all, done and left, and the parts that have none or are not counted."""
    efforts = _read(source.backlog, feature)
    if efforts is None:
        return
    known = f"{_with_unit(efforts.total, source.backlog)}: {figure(efforts.done)} done"
    beside = []
    if efforts.without:
        beside.append(f"{counted(efforts.without, 'part')} without an effort")
    if efforts.aside:
        beside.append(f"{counted(efforts.aside, 'part')} put away")
    text = f"{known}, {figure(efforts.left)} left"
    yield f"{text} ({' and '.join(beside)} not counted)" if beside else text


def asked(name: str, kind: Kind) -> FilterField:
    """The effort of this kind to ask for."""

    def read(row: FilterRow) -> tuple[float, ...]:
        efforts = _read(row.backlog, row.feature)
        return () if efforts is None else (getattr(efforts, kind),)

    return FilterField(name, "number", read, at=18)
