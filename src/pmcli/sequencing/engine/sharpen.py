"""Further cells that no plan overfills because deliveries are whole: they make bounds tighter."""

from __future__ import annotations

from pmcli.sequencing.engine.fill import Filler
from pmcli.sequencing.engine.problem import Takes

FEW = 500
"""With more items single deliveries are small beside a cell, and this gains nothing."""
_PIECES = (1, 2, 3, 4, 5)
_UNIT = 60
"""A piece in parts, of which each number of pieces has a whole number."""


def sharpened(filler: Filler) -> tuple[list[int], list[tuple[Takes, ...]]]:
    """The rooms and what is taken from them, with further cells that no plan overfills either.

    A cell holds k pieces of a kind: what takes more than 1 / (k + 1) of the room is one piece at least, more
    than 2 / (k + 1) two, and so on; what takes exactly that counts in proportion. Of what takes more than
    half, only one fits.

    Source: Fekete and Schepers 2001, "New classes of fast lower bounds for bin packing problems",
    https://doi.org/10.1007/s101070100243 (the function u^(k)).
    """
    room, takes = list(filler.room), list(filler.takes)
    cells: dict[tuple[int, int], int] = {}
    for item, by_period in enumerate(takes):
        takes[item] = tuple((*taken, *_pieces(filler.room, taken, cells, room)) for taken in by_period)
    return room, takes


def _pieces(
    full: tuple[int, ...], takes: Takes, cells: dict[tuple[int, int], int], room: list[int]
) -> list[tuple[int, int]]:
    """The takes of a delivery from the cells that count pieces, which are added where they are new."""
    taken = []
    for cell, effort in takes:
        for pieces in _PIECES if 0 < effort <= full[cell] else ():
            whole, rest = divmod((pieces + 1) * effort, full[cell])
            parts = _UNIT * whole if rest else _UNIT * pieces * effort // full[cell]
            if parts:
                if (cell, pieces) not in cells:
                    cells[cell, pieces] = len(room)
                    room.append(_UNIT * pieces)
                taken.append((cells[cell, pieces], parts))
    return taken
