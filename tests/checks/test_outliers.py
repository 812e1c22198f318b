"""What stands far out, by how the others stand."""

from __future__ import annotations

from pmcli.checks import Selection, check
from tests.conftest import for_each, loaded

CLOSE = (90, 95, 100, 100, 105, 110, 120, 98, 102)
WIDE = (2, 5, 20, 60, 100, 300, 900, 2000, 4000)
SAME = (100,) * 9


def told(reaches: tuple[float, ...]) -> list[str | None]:
    features = "".join(
        f"- {{id: f{at}, title: F{at}, effort: 1, rice: {{reach: {reach}, impact: 1, confidence: 50%}}}}\n"
        for at, reach in enumerate(reaches)
    )
    found = check(loaded(features).backlog, selection=Selection(select=("PM406",)))
    return [one.feature for one in found if one.code == "PM406"]


@for_each("others, reach, is_told", [
    (CLOSE, 1100, True), (CLOSE, 900, False), (CLOSE, 9, True), (CLOSE, 12, False),  # ten times is far here
    (WIDE, 5000, False), (WIDE, 20000, True),  # only a hundred times is, there
    (SAME, 5000, False), (SAME, 10000, True),  # no spread to go by
    (CLOSE[:7], 1100, False), (CLOSE[:8], 12000, True),  # too few to know their spread
    ((0.001,) * 6 + (1e9,) * 3, 1e9, True),
])  # fmt: skip
def test_far_out(others: tuple[float, ...], reach: float, is_told: bool) -> None:
    found = told((*others, reach))
    assert (f"f{len(others)}" in found) is is_told, found
