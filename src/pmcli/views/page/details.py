"""The JSON that the script of the page reads: every feature with what the reader may see of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pmcli.model.fields import Field, in_section
from pmcli.model.figure import significant
from pmcli.views.page import graph
from pmcli.views.page.data import COLORS, GROUPS, PageData
from pmcli.views.ranking.explanation import Explanation
from pmcli.views.roadmap.labels import ORDINARY
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, Paragraph
from pmcli.writers.escaping import visible

_DIGITS: Final = 4
SECTIONS: Final = (
    "", "Problem", "Proposal", "Effort and risks", "Dependencies", "Why then", "Judgement",
    "Launch and results",
)  # fmt: skip
"""The parts of a feature's details in their order; which fields stand in them is in the registry."""


def data(page: PageData, start: str) -> dict[str, object]:
    """All that the script reads; the page opens with the view `start`."""
    view = page.view
    drawing = graph.drawing_of(page)
    fields = [field for field in page.fields if field.key not in ("id", "title")]
    return {
        "start": start,
        "hasIds": view.sees("id"),
        "lanes": list(map(visible, page.lanes)),
        "fields": [[field.key, visible(field.title)] for field in fields],
        "parts": _parts(fields),
        "facets": [
            {"key": facet.key, "title": visible(facet.title), "values": list(map(visible, facet.values))}
            for facet in page.facets
        ],
        "groups": [facet.key for facet in page.facets if facet.key in GROUPS],
        "color": page.colors.key if page.colors else None,
        "colors": COLORS,
        "unit": ORDINARY[view.backlog.workspace.effort_unit][1] if view.sees("effort") else "",
        "value": _value_axis(page),
        "graph": graph.data_of(page, drawing) if drawing else None,
        "features": [_feature(page, at, fields) for at in range(len(page.features))],
    }  # fmt: skip


def _value_axis(page: PageData) -> str:
    """What the plot counts as value."""
    view = page.view
    own = "share of the plan's value, %" if view.sees("value") else "value"
    return f"{own}, with what waits for it" if any(item.inherits for item in view.ranking.items) else own


def _parts(fields: Sequence[Field]) -> list[tuple[str, list[int]]]:
    at = {field.key: number for number, field in enumerate(fields)}
    parts = [
        (title, [at[field.key] for field, _ in in_section(fields, "details", title)]) for title in SECTIONS
    ]
    return [part for part in parts if part[1]]


def _feature(page: PageData, at: int, fields: Sequence[Field]) -> dict[str, object]:
    """One feature: id, title, texts by number of field, values by facet, lane, effort and value."""
    feature, texts = page.features[at], page.texts[at]
    record: dict[str, object] = {"id": visible(feature.id), "title": visible(feature.title)}
    record["told"] = [
        part for number, field in enumerate(fields) if field.key in texts
        for part in (number, _texts(texts[field.key]))
    ]  # fmt: skip
    record["facets"] = [_values(facet.of[at]) for facet in page.facets]
    if (lane := page.lane_of.get(feature.id)) is not None:
        record["lane"] = lane
    if (point := page.point.get(feature.id)) is not None:
        scale = 100.0 if page.view.sees("value") else 1.0
        record["point"] = [significant(point[0], _DIGITS), significant(scale * point[1], _DIGITS)]
    if why := _explanation(page, feature.id):
        record["why"] = why
    return record


def _texts(texts: Sequence[str]) -> str | list[str]:
    shown = [visible(text, one_line=False) for text in texts]
    return shown[0] if len(shown) == 1 else shown


def _values(numbers: Sequence[int]) -> int | Sequence[int]:
    return numbers[0] if len(numbers) == 1 else numbers


def _explanation(page: PageData, feature: str) -> list[object]:
    """How the score and the place come about, as `pm explain` tells it: for those who see everything."""
    item = page.view.items.get(feature)
    if item is None or item.details is None or not page.view.is_whole:
        return []
    return list(_sections(Explanation(item, page.view.ranking, page.view.backlog, page.waits).page()[1:]))


def _sections(blocks: Iterable[Block]) -> Iterable[object]:
    """Headings as texts, prose as a list of one, facts as pairs, lists as lists."""
    for block in blocks:
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
