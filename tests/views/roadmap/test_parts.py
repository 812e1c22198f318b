"""The parts of a roadmap, as those who see everything and those who see little get them."""

from dataclasses import replace
from datetime import date

from pmcli.model.audience import Reader
from pmcli.sharing import AudienceView, share
from pmcli.views.columns import ColumnOf, chosen, filled
from pmcli.views.roadmap.export import goals_block
from pmcli.views.roadmap.parts import RoadmapOptions, goals, loads, phases, unplaced_table, verdict
from pmcli.writers.blocks import TableBlock
from pmcli.writers.table import Cell, Column
from tests.views.roadmap import roadmaps

DATELESS = Reader("partners", "no periods", frozenset({"title", "outcomes", "horizon", "declined"}))


def dateless() -> AudienceView:
    """What readers get who see outcomes, now, next and later, and no period."""
    given = roadmaps.backlog()
    return share(given, roadmaps.roadmap(given), DATELESS)


def test_every_placement_stands_in_the_phase_of_its_period_the_best_first() -> None:
    shared = roadmaps.shared()
    found = {phase.period: [feature.id for feature in phase.features] for phase in phases(shared)}
    assert list(found) == list(shared.roadmap.periods)
    for period, inside in found.items():
        assert inside == [
            placement.id for placement in shared.roadmap.placements if placement.period == period
        ]
    assert phases(shared)[0].title == "2026-Q4"
    assert phases(shared)[0].days == "1 October to 31 December 2026"


def test_without_periods_the_phases_are_now_next_and_later() -> None:
    found = phases(dateless())
    assert [(one.title, one.period, one.days) for one in found] == [
        ("Now", None, ""), ("Next", None, ""), ("Later", None, ""),
    ]  # fmt: skip
    assert "Why buyers leave on the last page" in [feature.title for feature in found[0].features]


def test_a_plan_that_begins_within_a_period_says_so() -> None:
    shared = roadmaps.shared()
    late = replace(shared, backlog=replace(shared.backlog, start=date(2026, 11, 23)))
    assert phases(late)[0].days == "23 November to 31 December 2026"


def test_goals_count_the_features_that_the_reader_sees_planned() -> None:
    given = roadmaps.backlog(
        f"{roadmaps.FEATURES}  outcomes: {{trust: low}}\n"
    )  # of "study", which has no score
    team = share(given, roadmaps.roadmap(given))
    others = share(given, roadmaps.roadmap(given), DATELESS)
    assert [goal.outcome.title for goal in goals(team)] == ["More buyers finish", "Fewer payments fail"]
    of_team, of_others = ([len(goal.served_by) for goal in goals(each)] for each in (team, others))
    assert of_team[1] < of_others[1], "what somebody put there by hand is shown, and so it counts"
    (block,) = goals_block(others)
    assert isinstance(block, TableBlock)
    assert [row[-1].value for row in block.table.rows] == of_others


def test_loads_and_verdicts_are_for_those_who_may_see_them() -> None:
    shared = roadmaps.shared()
    assert loads(shared)[1, "payments"].price == 90.0
    assert verdict(shared) == [
        "Delivers 83 % of what unlimited teams could. At most 0.9 % better is possible."
    ]
    assert loads(dateless()) == {}
    assert verdict(dateless()) == []


def test_what_is_not_in_the_plan_is_told_as_far_as_the_reader_sees() -> None:
    shared = roadmaps.shared()
    rows = shared.roadmap.unplaced
    table = unplaced_table(shared, rows, 1, None)
    assert [column.key for column in table.columns] == ["id", "title", "reasons"]
    assert len(table.rows) == 1 < len(rows)
    assert table.rows[0][0].text == rows[0].id
    others = dateless()
    table = unplaced_table(others, others.roadmap.unplaced, 9, None)
    assert [column.key for column in table.columns] == ["title"]
    assert len(table.rows) == len(rows)


def test_options_hide_rows() -> None:
    rows = roadmaps.roadmap().placements
    assert RoadmapOptions().rows(rows) == list(rows)
    assert [row.id for row in RoadmapOptions(lambda name: name == "refunds").rows(rows)] == ["refunds"]


def test_of_two_columns_of_one_name_the_last_is_meant() -> None:
    columns: list[ColumnOf[str]] = [
        ColumnOf(Column("a_b", "mine"), lambda _: Cell("mine")),
        ColumnOf(Column("ab", "theirs"), Cell, usual=True),
    ]
    assert [one.column.title for one in chosen(["A-B"], columns)] == ["theirs"]
    assert [one.column.title for one in chosen(None, columns)] == ["theirs"]
    assert filled(columns, ["x"]).rows == ((Cell("mine"), Cell("x")),)
