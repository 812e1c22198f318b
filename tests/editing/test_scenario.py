"""A scenario is what the files would say, edited by hand: here they are written anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli.editing.scenario import changed, edits
from pmcli.model.diagnostic import PmError
from pmcli.model.scenario import Scenario
from pmcli.planning import plan
from pmcli.planning.capacity import capacity
from pmcli.planning.horizon import Horizon
from pmcli.ranking import rank
from pmcli.views.roadmap.document import roadmap_document
from pmcli.workspace.files import Texts
from pmcli.workspace.opening import OpenWorkspace
from tests.conftest import CLOCK, for_each

QUARTERS = ("2026-Q4", "2027-Q1", "2027-Q2")
EFFORTS: Mapping[str, Mapping[str, tuple[float, ...]]] = {
    "a": {"web": (2,), "api": (1, 3)},
    "b": {"web": (1, 2, 4)},
    "c": {"api": (3,)},
    "d": {"web": (1.5,)},
}
REACH = {"a": 900.0, "b": 400.0, "c": 350.0, "d": 80.0}
CAPACITY = {"web": (4.0, 6.0, 5.0), "api": (3.0, 3.0, 3.0)}
ABOUT = {"a": "", "b": "depends_on: [a]", "c": "deadline: 2027-03-31", "d": ""}


def files(
    teams: Mapping[str, tuple[float, ...]], efforts: Mapping[str, Mapping[str, tuple[float, ...]]],
    reach: Mapping[str, float], parked: frozenset[str],
) -> OpenWorkspace:  # fmt: skip
    """A workspace that says these numbers."""
    rows = [
        f"  {name}: {{capacity: {{{', '.join(f'{q}: {n}' for q, n in zip(QUARTERS, row, strict=True))}}}}}"
        for name, row in teams.items()
    ]
    head = "\n".join(
        ["pm: 1", "product: Shop", "calendar: {start: 2026-Q4, periods: 3}", "teams:", *rows, ""]
    )
    features = "".join(
        f"- {{id: {name}, title: {name}, {'status: parked, ' if name in parked else ''}"
        f"effort: {{{', '.join(f'{team}: ' + '..'.join(map(repr, ends)) for team, ends in parts.items())}}}, "
        f"rice: {{reach: {reach[name]!r}, impact: high, confidence: 50%}}, {ABOUT[name]}}}\n"
        for name, parts in efforts.items()
    )
    texts = {"pm.yaml": f"{head}scoring: {{model: rice}}\n".encode(), "features/all.yaml": features.encode()}
    return OpenWorkspace(Path(), None, CLOCK, given=Texts(texts, ()))


def answers(opened: OpenWorkspace) -> tuple[object, ...]:
    """The order, its scores at 12 digits, and the roadmap."""
    backlog = opened.loaded.backlog
    ranking = rank(backlog)
    scores = [(item.id, f"{item.value:.12g}", f"{item.cost:.12g}") for item in ranking.items]
    return scores, roadmap_document(plan(backlog, effort="fast"), backlog)


quarter = st.sampled_from(QUARTERS)
factor = st.sampled_from((0.25, 0.5, 2.0, 4.0))  # exact in binary: the texts say the same to the last digit
amount = st.integers(-2, 6).map(float)


@given(
    st.dictionaries(st.sampled_from(sorted(CAPACITY)), st.integers(0, 9).map(float), max_size=2),
    st.dictionaries(st.sampled_from(sorted(CAPACITY)), amount, max_size=2),
    st.none() | quarter,
    st.lists(st.sampled_from(sorted(EFFORTS)), unique=True, max_size=2),
    st.dictionaries(st.sampled_from(sorted(EFFORTS)), factor, max_size=2),
    st.dictionaries(st.sampled_from(sorted(EFFORTS)), factor, max_size=2),
)
@settings(max_examples=25)
def test_equal_to_files_written_by_hand(
    fixed: dict[str, float], more: dict[str, float], since: str | None, drop: list[str],
    efforts: dict[str, float], values: dict[str, float],
) -> None:  # fmt: skip
    since = since if fixed or more else None
    data = {
        "capacity": {team: str(number) for team, number in fixed.items()},
        "add": {team: str(number) for team, number in more.items()},
        "drop": drop, "from": since, "effort": {name: f"x{number}" for name, number in efforts.items()},
        "value": {name: f"x{number}" for name, number in values.items()},
    }  # fmt: skip
    scenario = Scenario.model_validate({key: piece for key, piece in data.items() if piece})
    first = QUARTERS.index(since) if since else 0
    teams = {
        team: tuple(
            max(0.0, fixed.get(team, number) + more.get(team, 0.0)) if at >= first else number
            for at, number in enumerate(row)
        )
        for team, row in CAPACITY.items()
    }
    scaled = {
        name: {team: tuple(efforts.get(name, 1.0) * end for end in ends) for team, ends in parts.items()}
        for name, parts in EFFORTS.items()
    }
    reach = {name: values.get(name, 1.0) * number for name, number in REACH.items()}  # RICE is linear in it
    told = answers(changed(files(CAPACITY, EFFORTS, REACH, frozenset()), "x", scenario))
    assert told == answers(files(teams, scaled, reach, frozenset(drop)))


PEOPLE = """\
pm: 1
product: Shop
calendar: {start: 2026-Q4, periods: 3}
sizes: {M: 2..4}
teams:
  web: {people: 2, focus: 50%, absent: {2026-Q4: 3}}
  api: {capacity: 4..5..8}
"""
WORK = """\
- {id: one, title: One, team: web, effort: M, status: in-progress, remaining: 1}
- {id: two, title: Two, effort: {web: {low: 1, likely: 2, high: 4}, api: 2..3}}
- {id: none, title: None}
"""


def opened(head: str = PEOPLE) -> OpenWorkspace:
    texts = {"pm.yaml": head.encode(), "features/all.yaml": WORK.encode()}
    return OpenWorkspace(Path(), None, CLOCK, given=Texts(texts, ()))


@for_each(
    "given, web",
    [
        ({"capacity": {"web": "11"}}, (11, 11, 11)),
        ({"capacity": {"web": "11"}, "from": "2027-Q1"}, (10, 11, 11)),
        ({"add": {"web": "4"}}, (12, 15, 15)),  # before focus: half of it is left
        ({"add": {"web": "4"}, "from": "2027-Q2"}, (10, 13, 15)),
        ({"add": {"web": "-100"}}, (0, 0, 0)),
        ({"capacity": {"web": "11"}, "add": {"web": "-1"}}, (10, 10, 10)),
        ({"people": {"web": "4"}}, (23, 26, 26)),  # half of 4 people and 13 weeks, less 3 absent
        ({"people": {"web": "4"}, "from": "2027-Q1"}, (10, 26, 26)),
        ({"people": {"web": "4"}, "add": {"web": "2"}}, (24, 27, 27)),
        ({"people": {"web": "3..4..5"}}, (23, 26, 26)),
    ],
)  # fmt: skip
def test_a_team_of_people(given: dict[str, object], web: tuple[float, ...]) -> None:
    workspace = opened()
    backlog = changed(workspace, "x", Scenario.model_validate(given)).loaded.backlog
    assert capacity(backlog, Horizon.of(backlog))["web"] == pytest.approx(web)


@for_each(
    "change, written",
    [
        ({"one": "x2"}, [("one", ("effort",), "4..8"), ("one", ("remaining",), "2")]),
        ({"one": "M"}, [("one", ("effort",), "M")]),
        ({"one": {"web": "x0.5"}}, [("one", ("effort",), "1..2"), ("one", ("remaining",), "0.5")]),
        ({"one": {"api": "3"}}, [("one", ("effort",), {"web": "2..4", "api": "3"})]),
        ({"two": "x1.5"}, [("two", ("effort", "web"), "1.5..6"), ("two", ("effort", "api"), "3..4.5")]),
        ({"two": {"api": "7"}}, [("two", ("effort", "api"), "7")]),
        ({"none": "7..9"}, [("none", ("effort",), "7..9")]),
    ],
)
def test_another_effort(change: dict[str, object], written: list[tuple[object, ...]]) -> None:
    made = edits(opened(), Scenario.model_validate({"effort": change}))
    assert [(edit.feature, edit.keys, edit.data) for edit in made] == written


@for_each(
    "change, said",
    [
        ({"none": "x2"}, '"none" has no effort to multiply'),
        ({"two": "5"}, 'the effort of "two" is of several teams'),
        ({"one": {"api": "x2"}}, '"one" has no effort of the team "api" to multiply'),
    ],
)
def test_an_effort_that_cannot_be(change: dict[str, object], said: str) -> None:
    with pytest.raises(PmError, match=said):
        changed(opened(), "x", Scenario.model_validate({"effort": change}))


@for_each(
    "written, given, now",
    [
        ("4..5..8", {"add": {"api": "3"}}, "7..8..11"),
        ("{low: 4, likely: 5, high: 8}", {"add": {"api": "3"}}, "7..8..11"),
        ("{default: 4..5..8, 2027-Q1: 6}", {"add": {"api": "3"}}, {"default": "7..8..11", "2027-Q1": "9"}),
        ("{default: 6, 2027-Q1: 5}", {"add": {"api": "-9"}}, {"default": "0", "2027-Q1": "0"}),
        ("5..6..7", {"add": {"api": "-5.5"}}, "0.5"),
        ("5", {"capacity": {"api": "7..8..11"}, "add": {"api": "1"}}, "8..9..12"),
    ],
)  # fmt: skip
def test_a_range_of_capacity_keeps_its_width(written: str, given: dict[str, object], now: object) -> None:
    [edit] = edits(opened(PEOPLE.replace("4..5..8", written)), Scenario.model_validate(given))
    assert edit.data == now


def test_another_revision_is_in_no_scenario() -> None:
    there = changed(opened(), "x", Scenario.model_validate({"value": {"one": "x2"}}))
    assert (there.loaded.backlog.factors, there.loaded.backlog.scenario) == ({"one": 2.0}, "x")
    assert (there.at(None).factors, there.at(None).scenario) == ({}, None)
    assert replace(there, given=None).scenario == "x"
