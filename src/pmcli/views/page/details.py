"""What the script of the page reads: every feature with what the reader may see of it, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pmcli.model.fields import Field, in_section
from pmcli.model.figure import significant
from pmcli.views.page import graph
from pmcli.views.page.data import GROUPS, PageData
from pmcli.views.ranking.explanation import Explanation
from pmcli.views.roadmap.words import ORDINARY
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, Paragraph
from pmcli.writers.visible import visible

_DIGITS: Final = 4
SECTIONS: Final = (
    "", "Problem", "Proposal", "Effort and risks", "Dependencies", "Why then", "Judgement",
    "Launch and results",
)  # fmt: skip
"""The parts of a feature's details in their order; which fields stand in them is in the registry."""


def data(seen: PageData, start: str) -> dict[str, object]:
    """The whole of it."""
    shared = seen.shared
    drawing = graph.drawing_of(seen)
    fields = [field for field in seen.fields if field.key not in ("id", "title")]
    return {
        "start": start,
        "hasIds": shared.sees("id"),
        "lanes": list(map(visible, seen.lanes)),
        "fields": [[field.key, visible(field.title)] for field in fields],
        "parts": _parts(fields),
        "facets": [{"key": facet.key, "title": visible(facet.title), "values": list(map(visible, facet.values))}
                   for facet in seen.facets],
        "groups": [facet.key for facet in seen.facets if facet.key in GROUPS],
        "color": seen.colors.key if seen.colors else None,
        "unit": ORDINARY[shared.backlog.workspace.effort_unit][1] if shared.sees("effort") else "",
        "value": "share of the plan's value, %" if shared.sees("value") else "value",
        "graph": graph.data_of(seen, drawing) if drawing else None,
        "features": [_feature(seen, at, fields) for at in range(len(seen.features))],
    }  # fmt: skip


def _parts(fields: Sequence[Field]) -> list[tuple[str, list[int]]]:
    at = {field.key: number for number, field in enumerate(fields)}
    parts = [
        (title, [at[field.key] for field, _ in in_section(fields, "details", title)]) for title in SECTIONS
    ]
    return [part for part in parts if part[1]]


def _feature(seen: PageData, at: int, fields: Sequence[Field]) -> dict[str, object]:
    """One feature: id, title, texts by number of field, values by facet, lane, effort and value."""
    feature, told = seen.features[at], seen.told[at]
    found: dict[str, object] = {"id": visible(feature.id), "title": visible(feature.title)}
    found["told"] = [
        part for number, one in enumerate(fields) if one.key in told
        for part in (number, _texts(told[one.key]))
    ]  # fmt: skip
    found["facets"] = [_values(facet.of[at]) for facet in seen.facets]
    if (lane := seen.lane_of.get(feature.id)) is not None:
        found["lane"] = lane
    if (point := seen.point.get(feature.id)) is not None:
        scale = 100.0 if seen.shared.sees("value") else 1.0
        found["point"] = [significant(point[0], _DIGITS), significant(scale * point[1], _DIGITS)]
    if why := _explanation(seen, feature.id):
        found["why"] = why
    return found


def _texts(texts: Sequence[str]) -> str | list[str]:
    found = [visible(text, one_line=False) for text in texts]
    return found[0] if len(found) == 1 else found


def _values(numbers: Sequence[int]) -> int | Sequence[int]:
    return numbers[0] if len(numbers) == 1 else numbers


def _explanation(seen: PageData, feature: str) -> list[object]:
    """How the score and the place come about, as `pm explain` tells it: for those who see everything."""
    item = seen.shared.items.get(feature)
    if item is None or item.details is None or not seen.shared.is_whole:
        return []
    return list(_told(Explanation(item, seen.shared.ranking, seen.shared.backlog, seen.waits).page()[1:]))


def _told(page: Iterable[Block]) -> Iterable[object]:
    """Headings as texts, prose as a list of one, facts as pairs, lists as lists."""
    for block in page:
        match block:
            case Heading(level=level) if level > 1:
                yield visible(block.text)
            case Paragraph():
                yield [visible(block.text)]
            case Fields():
                yield [[visible(label), visible(str(value))] for label, value in block.rows]
            case Bullets():
                yield list(map(visible, block.items))
            case _:
                pass
