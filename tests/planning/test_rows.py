"""The rows of a roadmap where one feature is asked about: it is told as among all, the others stand alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pmcli.model.agreement import Agreement
from pmcli.model.backlog import Backlog
from pmcli.planning import plan
from pmcli.planning.result import Placement, Unplaced
from tests.conftest import loaded
from tests.worlds import World


@pytest.mark.parametrize("is_agreed", [False, True])
def test_the_feature_asked_about_is_told_as_among_all(*, is_agreed: bool) -> None:
    for seed in (10, 11, 24, 32):
        world = World(seed)
        backlog = loaded(world.features, world.head).backlog
        backlog = agreeing(backlog) if is_agreed else backlog
        roadmap = plan(backlog, propose=False)
        every: tuple[Placement | Unplaced, ...] = (*roadmap.placements, *roadmap.unplaced)
        for row in every:
            asked = plan(backlog, propose=False, explained=row.id)
            told: tuple[Placement | Unplaced, ...] = (*asked.placements, *asked.unplaced)
            rows = {each.id: each for each in told}
            assert rows.pop(row.id) == row
            assert not any(each.reasons for each in rows.values())
            assert [each.id for each in asked.placements] == [each.id for each in roadmap.placements]
            assert [each.id for each in asked.unplaced] == [each.id for each in roadmap.unplaced]


def agreeing(backlog: Backlog) -> Backlog:
    """The backlog with the agreement on its plan, of every second feature."""
    rows = plan(backlog).placements[::2]
    return replace(backlog, agreement=Agreement({row.id: row.period for row in rows}))
