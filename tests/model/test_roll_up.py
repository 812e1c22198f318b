"""The effort of parents: that of their parts, in all, done and left."""

from __future__ import annotations

from pmcli.model.audience import Reader
from pmcli.model.backlog import Backlog
from pmcli.model.fields import FilterRow
from pmcli.model.roll_up import RolledUp, rolled_up
from pmcli.ranking import rank
from pmcli.views.feature.page import feature_page
from pmcli.views.feature.table import features_table
from pmcli.writers.blocks import markdown
from tests.conftest import loaded

PARTS = """
- {id: whole, title: Whole}
- {id: done, title: Done, parent: whole, effort: {web: 2, data: 1}, status: shipped, shipped: 2026-10-01}
- {id: begun, title: Begun, parent: whole, effort: 4, status: in-progress, remaining: 1.5}
- {id: grown, title: Grown, parent: whole, effort: 2, status: in-progress, remaining: 3}
- {id: bare, title: Bare, parent: whole}
- {id: never, title: Never, parent: whole, effort: 70, moscow: wont}
- {id: inner, title: Inner, parent: whole}
- {id: deep, title: Deep, parent: inner, effort: 5}
- {id: gone, title: Gone, parent: whole, status: parked}
- {id: lost, title: Lost, parent: gone, effort: 90}
- {id: hollow, title: Hollow}
- {id: void, title: Void, parent: hollow}
"""


def backlog_of(text: str = PARTS) -> Backlog:
    return loaded(text, "pm: 1\nproduct: T\nteams: {web: {capacity: 5}, data: {capacity: 5}}\n").backlog


def test_the_effort_of_parts_is_summed_up_through_parents_without_what_is_put_away() -> None:
    backlog = backlog_of()
    told = {name: rolled_up(backlog, name) for name in ("whole", "inner", "gone", "hollow", "done")}
    assert told == {
        "whole": RolledUp(done=3 + 2.5, left=1.5 + 3 + 5, without=1, aside=2),
        "inner": RolledUp(done=0, left=5, without=0, aside=0),
        "gone": RolledUp(done=0, left=90, without=0, aside=0),
        "hollow": RolledUp(done=0, left=0, without=1, aside=0),
        "done": None,
    }


def test_parents_that_are_parts_of_each_other_end() -> None:
    ring = "- {id: a, title: A, parent: b}\n- {id: b, title: B, parent: a}\n- {id: c, title: C, parent: a, effort: 2}"
    both = [rolled_up(backlog_of(ring), name) for name in ("a", "b")]
    assert [each.total if each else None for each in both] == [2, 2]


def test_a_page_and_a_list_tell_it() -> None:
    backlog = backlog_of()
    page = markdown(feature_page(backlog.features["whole"], backlog, rank(backlog)))
    assert (
        "15 person-weeks: 5.5 done, 9.5 left (1 part without an effort and 2 parts put away not counted)"
        in page
    )
    assert "effort of parts" not in markdown(feature_page(backlog.features["hollow"], backlog, rank(backlog)))
    fields = ("effort_total", "effort_done", "effort_left")
    rows = [FilterRow(backlog.features[name], backlog) for name in ("whole", "hollow", "deep")]
    table = features_table(rows, fields, backlog, [])
    assert [column.title for column in table.columns] == [
        f"effort {name} (pw)" for name in ("total", "done", "left")
    ]
    assert [[cell.value for cell in row] for row in table.rows] == [[15, 5.5, 9.5], [None] * 3, [None] * 3]


def test_those_who_may_not_see_efforts_see_no_sum_of_them() -> None:
    fields = frozenset({"title", "effort", "effort_total", "effort_left", "parent", "status", "shipped"})
    assert not Reader("some", "some", fields).sees("effort_total")
    assert Reader("some", "some", fields | {"remaining"}).sees("effort_total", "effort_left")
