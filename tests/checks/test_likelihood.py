"""Rules about how likely the plan is: asked by name alone, and what they find where."""

from __future__ import annotations

import pytest

from pmcli.checks import RULES, Selection
from pmcli.checks.choice import Choice
from pmcli.checks.likelihood import ties_at_the_line, unlikely_promises
from pmcli.model.backlog import Backlog
from pmcli.model.settings import CheckSettings
from tests.conftest import for_each, loaded

HEAD = (
    "pm: 1\nproduct: Shop\ncalendar: {{start: 2026-Q4, periods: 2}}\nteams: {{web: {{capacity: {room}}}, ops: {{capacity: {room}}}}}\n"
    "forecast: {{assume: exact, futures: 200{more}}}\n"
)
PROMISES = """
- {id: a, title: A, effort: {web: 3..4..7}, rice: {reach: 900, impact: high, confidence: 50%}}
- {id: b, title: B, effort: {ops: 3..4..7}, rice: {reach: 900, impact: high, confidence: 50%}}
- id: pinned
  title: Pinned
  effort: {web: 4..5..8, ops: 4..5..8}
  rice: {reach: 20, impact: low, confidence: 50%}
  decisions:
    - {verdict: before, feature: launched, because: so, on: 2026-09-30}
    - {verdict: pin, period: 2026-Q4, because: so, on: 2026-10-01}
- id: launched
  title: Launched
  effort: {web: 1}
  launch: {date: 2026-10-20}
  rice: {reach: 10, impact: low, confidence: 50%}
- {id: lost, title: Lost, effort: {web: 90}, deadline: 2026-12-31}
"""
LINE = """
- {id: in, title: In, effort: {web: 3..4..7}, rice: {reach: 300..520..900, impact: high, confidence: 50%}}
- {id: out, title: Out, effort: {web: 3..4..7}, rice: {reach: 300..500..900, impact: high, confidence: 50%}}
"""


def made(features: str, room: float, more: str = "", periods: int = 2) -> Backlog:
    head = HEAD.format(room=room, more=more).replace("periods: 2", f"periods: {periods}")
    return loaded(features, head).backlog


@for_each(
    "select, extend, ignore, severity, is_asked",
    [
        (("PM",), (), (), {}, False),
        (("PM6", "PM60"), ("ALL",), (), {}, False),
        (("PM", "PM604"), (), (), {}, True),
        (("PM",), (), (), {"PM604": "error"}, True),
        (("PM",), (), (), {"PM6": "error"}, False),
        (("PM",), ("PM604",), (), {}, True),
        (("PM", "PM604"), (), ("PM6",), {}, False),
    ],
)
def test_a_rule_that_needs_an_extra_is_asked_by_its_whole_name_alone(
    select: tuple[str, ...], extend: tuple[str, ...], ignore: tuple[str, ...], severity: dict[str, str],
    is_asked: bool,
) -> None:  # fmt: skip
    settings = CheckSettings.model_validate(
        {"select": list(select), "ignore": list(ignore), "severity": severity}
    )
    rule = next(rule for rule in RULES if rule.code == "PM604")
    assert Choice(settings, Selection(extend=extend)).asks(rule) == is_asked
    assert not Choice(settings, Selection(select=("PM1",))).asks(rule)


def test_promises_are_told_where_they_are_written() -> None:
    found = {finding.feature: finding for finding in unlikely_promises(made(PROMISES, 10))}
    assert {name: finding.keys for name, finding in found.items()} == {
        "pinned": ("decisions", 1), "launched": ("launch", "date"),
    }  # fmt: skip
    assert found["launched"].message == (
        '"launched" is to be launched by 2026-10-20, and planned for 2027-Q1; the odds that it is there are < 5 %'
    )


def test_a_tie_is_told_unless_somebody_decided() -> None:
    found = list(ties_at_the_line(made(LINE, 6, periods=1)))
    assert [finding.feature for finding in found] == ["out"]
    assert '"out" is just out of the plan and "in" is in it' in found[0].message
    decided = LINE.replace(
        "title: Out,", "title: Out, decisions: [{verdict: before, feature: in, because: so}],"
    )
    for other in (LINE.replace("300..500..900", "30..50..90"), decided):
        assert not list(ties_at_the_line(made(other, 6, periods=1)))


@pytest.mark.parametrize("rule", [unlikely_promises, ties_at_the_line])
def test_where_there_is_nothing_to_forecast_nothing_is_found(rule) -> None:  # type: ignore[no-untyped-def]
    bare = loaded(LINE, "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\n").backlog
    for backlog in (bare, made(PROMISES, 10, ", calibrate: always"), made(LINE, 6, ", calibrate: always", 1)):
        assert not list(rule(backlog))
