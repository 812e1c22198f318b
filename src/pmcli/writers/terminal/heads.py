"""What stands above the lanes of boards and shelves, and the legends of drawings."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.writers.drawings import Lane, Legend, Words
from pmcli.writers.terminal.layout import GAP

_APART = 3
"""Cells between two entries of a legend."""


def legend(drawing: Legend) -> Words:
    """The entries side by side, as many in a line as have room."""
    space = (" " * _APART, "plain")
    return Words([span for entry in drawing.entries for span in (space, *entry)][1:], is_list=True)


def head(lane: Lane) -> Iterator[Words]:
    """The title of a lane and its note, and below them its facts."""
    yield Words([(lane.title, "strong"), (" " * GAP, "plain"), (lane.note, "dim")])
    if lane.facts:
        yield legend(Legend(lane.facts))
