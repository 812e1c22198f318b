"""Intervals of differences as a picture: a bar each, over a scale on which 0 is a line."""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

from pmcli.writers.drawings import IntervalBar, Intervals
from pmcli.writers.svg import ink
from pmcli.writers.svg.text import width

_WIDTH, _ROW, _TOP, _GAP, _SIZE = 720.0, 26.0, 28.0, 16.0, 13.0
_LEAST = 240.0
"""The least width of the scale, whatever the labels."""
_TICK = 90.0
_COLORS = {"good": ink.HUES[2], "bad": ink.HUES[5], "bar": ink.HUES[0]}


def drawn(picture: Intervals) -> str:
    """The picture; "" where there is nothing to draw."""
    low, high = picture.ends
    if not low < high:
        return ""
    labels = (picture.unit, *(bar.label for bar in picture.bars))
    left = min(max(width(text, _SIZE) for text in labels) + _GAP, _WIDTH - _LEAST)
    height = _TOP + _ROW * (len(picture.bars) + 1)
    about = "; ".join(f"{bar.label}: {_ends(bar, picture)}" for bar in picture.bars)
    title = f"Intervals of differences{f', in {picture.unit}' if picture.unit else ''}"
    name = f"intervals-{crc32(about.encode('utf-8', 'replace')):x}"
    return ink.picture(_WIDTH, height, name, title, about, _parts(picture, left, height))


def _ends(bar: IntervalBar, picture: Intervals) -> str:
    low, high = (end * picture.factor for end in (bar.low, bar.high))
    return f"{low:.4g} to {high:.4g}"


def _parts(picture: Intervals, left: float, height: float) -> Iterator[str]:
    low, high = picture.ends

    def place(number: float) -> float:
        return left + (number - low) / (high - low) * (_WIDTH - left - _GAP)

    bottom = height - _ROW
    yield ink.words(0, 16, picture.unit, _SIZE, fill=ink.SOFT)
    for number, text in picture.ticks((_WIDTH - left) / _TICK):
        yield ink.words(place(number), 16, text, _SIZE, fill=ink.SOFT, anchor="middle")
    for mark in picture.near:
        yield ink.path(f"M{ink.number(place(mark))} {_TOP - 4}V{bottom}", stroke=ink.GREY, dashed=True)
    yield ink.path(f"M{ink.number(place(0.0))} {_TOP - 4}V{bottom}", stroke=ink.INK)
    for number, bar in enumerate(picture.bars):
        middle = _TOP + _ROW * (number + 0.5)
        color = _COLORS.get(bar.tone, _COLORS["bar"]) if bar.counts else ink.GREY
        yield ink.words(0, middle + 4, bar.label, _SIZE, fill=ink.INK if bar.counts else ink.SOFT)
        ends = f"M{ink.number(place(bar.low))} {ink.number(middle)}H{ink.number(place(bar.high))}"
        yield ink.path(ends, stroke=color, width=6 if bar.counts else 2)
        yield ink.rect(place(bar.at) - 5, middle - 5, 10, 10, color, radius=5)
    said = "line: no difference" + (f"; dashes: {picture.marked}" if picture.near and picture.marked else "")
    yield ink.words(0, height - 8, said, _SIZE - 1, fill=ink.SOFT)
