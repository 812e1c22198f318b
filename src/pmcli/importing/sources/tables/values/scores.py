"""Scores that a source states, set beside what its inputs yield."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from pmcli.importing.sources.importer import ImportFinding
from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.values.amounts import amount
from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.importing.sources.tables.values.units import Amount
from pmcli.model.estimate import plain
from pmcli.model.inputs import CONFIDENCES, IMPACTS

NEAR: Final = 0.005
"""The share by which a stated score may differ from the computed one; besides, as far as its digits go."""
MANY: Final = 3
"""Scores off by one and the same factor from which on they are told once."""
_PERCENTAGES: Final = {level: 100 * share for level, share in CONFIDENCES.items()}


def compared(
    place: str, fields: Mapping[str, Any], cell: str, effort: float | None, *, comma: bool
) -> list[ImportFinding]:
    """A finding where the score in a cell is not what the row's inputs yield.

    The inputs count as they stand in the row, the effort in the row's own unit.
    """
    try:
        stated = amount(cell, comma=comma)
    except Unclear as why:
        return [ImportFinding(place, f'score: found "{line_of(cell)[:40]}": {why}; compared with nothing')]
    if stated.low != stated.high:
        return []
    for name, computed in _scores(fields, effort):
        if not _is_near(stated, cell, computed):
            old, new = plain(stated.low, 6), plain(computed, 4)
            factor = float(new) / float(old) if float(old) > 0 else None
            return [ImportFinding(place, f"stated {old}, {name} of its inputs is {new}", factor=factor)]
        return []
    return []


def _scores(fields: Mapping[str, Any], effort: float | None) -> Iterable[tuple[str, float]]:
    """The methods whose inputs are all there as plain numbers, and what they yield."""
    rice, wsjf, ice = (fields.get(name, {}) for name in ("rice", "wsjf", "ice"))
    reach, impact, sure = (
        _plain(rice.get("reach")), _plain(rice.get("impact"), IMPACTS),
        _plain(rice.get("confidence"), _PERCENTAGES),
    )  # fmt: skip
    if reach is not None and impact is not None and sure is not None and effort:
        yield "RICE", reach * impact * sure / 100 / effort
    three = [_plain(ice.get(name)) for name in ("impact", "confidence", "ease")]
    if None not in three:
        first, second, third = (value or 0.0 for value in three)
        yield "ICE", first * second * third
    values = [
        _plain(wsjf.get(name)) for name in ("user_business_value", "time_criticality", "risk_opportunity")
    ]
    size = _plain(wsjf.get("job_size")) or effort
    if None not in values and size:
        yield "WSJF", sum(value or 0.0 for value in values) / size


def _plain(value: object, words: Mapping[str, float] = MappingProxyType({})) -> float | None:
    """A number as it was drafted, or what a word stands for; None for a range, or where there is none."""
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, str) and value in words:
        return words[value]
    return float(value[:-1]) if isinstance(value, str) and re.fullmatch(r"[\d.]+%", value) else None


def _is_near(stated: Amount, text: str, computed: float) -> bool:
    decimals = re.search(r"[.,](\d+)\s*$", text.strip())
    unit = 10.0 ** -len(decimals[1]) if decimals else 1.0
    return abs(stated.low - computed) < max(unit * (1 - 1e-9), NEAR * abs(computed))


def gathered(findings: Iterable[ImportFinding]) -> list[ImportFinding]:
    """The findings, with those of scores that are all off by one factor told once, as the first of them."""
    listed = list(findings)
    factors: dict[str, list[ImportFinding]] = {}
    for finding in listed:
        if finding.factor is not None:
            factors.setdefault(f"{finding.factor:.2g}", []).append(finding)
    many = {factor: some for factor, some in factors.items() if len(some) >= MANY}
    summed = []
    for factor, some in many.items():
        places = ", ".join(finding.place.removeprefix("row ") for finding in some[:8])
        more = f" and {len(some) - 8:,} more" if len(some) > 8 else ""
        first = some[0].message
        summed.append(
            ImportFinding(f"rows {places}{more}", f"{first}; all of these are off by the factor {factor}")
        )
    gone = {id(finding) for some in many.values() for finding in some}
    return [*summed, *(finding for finding in listed if id(finding) not in gone)]
