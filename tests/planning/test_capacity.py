"""The capacity of teams by what is said of their people, against the same worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import Diagnostic
from pmcli.model.quantities import read_estimate
from pmcli.planning.capacity import capacity
from pmcli.planning.horizon import Horizon
from pmcli.planning.verify.sums import Sums
from pmcli.sharing.bottleneck import _grown
from tests.conftest import for_each, loaded

PERIODS = {
    "quarter": ("2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3"),
    "month": ("2026-11", "2026-12", "2027-01", "2027-02"),
}
WEEKS = {"quarter": 13.0, "month": 52 / 12}
UNITS = {"person-weeks": 1.0, "person-days": 5.0, "person-months": 12 / 52}
HEADS = st.sampled_from((0, 0.5, 1, 2, 3, 5, 12))


def made(team: str, step: str, unit: str) -> Backlog:
    head = f"""\
pm: 1
product: X
effort_unit: {unit}
calendar: {{start: {PERIODS[step][0]}, periods: 4, step: {step}}}
teams: {{web: {team}}}
"""
    found = loaded("", head)
    assert not found.errors
    return found.backlog


def capacities(backlog: Backlog) -> tuple[float, ...]:
    """The capacity in each period; planning and its proof agree on it."""
    horizon = Horizon.of(backlog)
    found = capacity(backlog, horizon)["web"]
    sums = Sums(backlog, horizon.periods)
    assert [sums.gross("web", number) for number in range(len(horizon))] == pytest.approx(found)
    return found


@given(
    step=st.sampled_from(tuple(PERIODS)),
    unit=st.sampled_from(tuple(UNITS)),
    default=st.none() | HEADS,
    named=st.dictionaries(st.integers(0, 3), HEADS),
    focus=st.sampled_from((100, 70, 35)),
    away=st.dictionaries(st.integers(0, 3), st.sampled_from((0, 1, 2.5, 9))),
)
def test_people_by_period_are_capacity_by_period(
    step: str, unit: str, default: float | None, named: dict[int, float], focus: int, away: dict[int, float]
) -> None:
    names = PERIODS[step]
    first = [] if default is None else [f"default: {default}"]
    people = ", ".join([*first, *(f"{names[at]}: {heads}" for at, heads in named.items())])
    absent = ", ".join(f"{names[at]}: {weeks}" for at, weeks in away.items())
    told = made(f"{{people: {{{people}}}, focus: {focus}%, absent: {{{absent}}}}}", step, unit)
    by_hand = [
        max(0.0, named.get(at, default or 0) * WEEKS[step] * UNITS[unit] * focus / 100 - away.get(at, 0))
        for at in range(4)
    ]
    capacity_map = ", ".join(f"{name}: {room!r}" for name, room in zip(names, by_hand, strict=True))
    assert capacities(told) == pytest.approx(
        capacities(made(f"{{capacity: {{{capacity_map}}}}}", step, unit))
    )


@for_each(
    "team, is_people, default, exception",
    [
        ("{capacity: {default: 12..14..15, 2026-Q4: 2..4..8}}", False, "12..14..15", "2..4..8"),
        ("{people: {default: 2..3..4, 2026-Q4: 1}, focus: 60%..80%}", True, "2..3..4", "1"),
        ("{people: {default: 2, 2026-Q4: 1..2..5}, focus: 70%, absent: 1..2..4}", True, "2", "1..2..5"),
    ],
)
def test_plans_go_by_the_means_of_ranges_and_one_more_keeps_them(
    team: str, is_people: bool, default: str, exception: str
) -> None:
    backlog = made(team, "quarter", "person-weeks")
    record = backlog.workspace.teams["web"]
    means = [read_estimate(text).mean for text in (exception, default, default, default)]
    absent = read_estimate("1..2..4").mean if record.absent is not None else 0.0
    by_hand = [13 * mean * record.focus.mean - absent if is_people else mean for mean in means]
    assert capacities(backlog) == pytest.approx(by_hand)
    grown = _grown(record, 13)
    assert grown is not None
    more = grown.people or grown.capacity
    assert more is not None
    added = 1 if is_people else 13
    assert (more.default, *more.periods.values()) == tuple(
        read_estimate(text).plus(added) for text in (default, exception)
    )


def test_one_person_more_is_one_more_in_every_period() -> None:
    team = made("{people: {default: 2, 2027-Q2: 0}, focus: 50%}", "quarter", "person-weeks").workspace.teams[
        "web"
    ]
    grown = _grown(team, 13)
    assert grown is not None
    assert grown.people is not None
    assert [each.mean for each in (grown.people.default, *grown.people.periods.values())] == [3, 1]


def findings(features: str, head: str) -> list[Diagnostic]:
    found = loaded(features, f"pm: 1\nproduct: X\ncalendar: {{start: 2026-Q4}}\n{head}")
    return [fault for fault in found.diagnostics if fault.severity != "info"]


WORK = """\
- {id: a, title: A, effort: {web: 3}, deadline: 2026-12-31}
- {id: b, title: B, effort: {web: 3}, decisions: [{verdict: pin, period: 2027-Q1, because: x, by: me, on: 2026-10-01}]}
- {id: c, title: C, effort: {web: 3}, status: in-progress}
"""


@for_each(
    "head, message",
    [
        ("teams: {web: {people: many}}", 'teams.web.people: found "many", expected a number'),
        (
            "teams: {web: {people: {default: 5, 2027-Q2: -1}}}",
            'teams.web.people.2027-Q2: found "-1", expected a number of at least 0',
        ),
        ("teams: {web: {people: {default: 5, 2027: 3}}}", "expected a period such as 2027-Q1"),
        ("teams: {web: {people: [5]}}", "teams.web.people: found a list, expected a number"),
        (
            "teams: {web: {people: {default: 5, 2027-02: 3}}}",
            '"2027-02" is a month, and the calendar counts in quarters',
        ),
        ("teams: {web: {capacity: lots}}", 'teams.web.capacity: found "lots", expected a number'),
        ("teams: {web: {people: 5, focus: 700}}", 'found "700", expected a share'),
        ("teams: {web: {people: 5, focus: 60%..150%}}", 'teams.web.focus: found "150%", expected'),
        ("teams: {web: {people: 5, focus: 80%..60%}}", "low, likely and high must not fall"),
        ("teams: {web: {capacity: 12..9}}", "low, likely and high must not fall"),
        (
            "teams: {web: {people: 5, absent: {2026-Q4: x}}}",
            'teams.web.absent.2026-Q4: found "x", expected a number',
        ),
        ("teams: {web: {poeple: 5}}", 'unknown key "poeple"'),
        ("teams: {web: 5}", "teams.web: found"),
        ("teams: [web]", "teams: found"),
    ],
)
def test_a_wrong_value_is_one_error(head: str, message: str) -> None:
    found = findings(WORK, head)
    assert [fault.severity for fault in found] == ["error"], found
    assert message in found[0].message


def test_names_that_cannot_be_read_are_there() -> None:
    head = "segments: {smb: 5}\naccounts: {acme: [x]}\nproblems: {pain: 3}\nteams: {web: {capacity: 9}}\n"
    work = "- {id: a, title: A, segments: [smb], solves: [pain], requests: [{account: acme}], effort: {web: 1}}\n"
    assert [fault.code for fault in findings(work, head)] == ["PM102"] * 3
    head += "prodcut: X\n"
    assert "PM105" in [fault.code for fault in findings(work.replace("smb", "smd"), head)]


def test_nobody_in_any_period_is_no_capacity() -> None:
    idle = [
        fault.code
        for fault in findings(
            "- {id: a, title: A, effort: {web: 3}}\n", "teams: {web: {people: {default: 0, 2027-Q1: 0}}}"
        )
    ]
    assert "PM304" in idle
    some = [
        fault.code
        for fault in findings(
            "- {id: a, title: A, effort: {web: 3}}\n", "teams: {web: {people: {2027-Q1: 1}}}"
        )
    ]
    assert some == []
