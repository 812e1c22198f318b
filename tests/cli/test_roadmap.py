"""`pm roadmap` as people run it."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import NORTHWIND, Make, Pm
from tests.conftest import for_each

HEAD = (
    "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\nscoring: {model: rice}\nteams: {web: {capacity: 6}}\n"
)
FEATURES = """
- {id: a, title: Alpha, effort: 5, rice: {reach: 100, impact: high, confidence: 80%}}
- {id: b, title: Beta, effort: 4, depends_on: [a], theme: money, rice: {reach: 50, impact: high, confidence: 80%}}
- {id: huge, title: Huge, effort: 40, rice: {reach: 10, impact: high, confidence: 80%}}
"""
LATE = (
    FEATURES
    + """
- {id: late, title: Late, effort: 3, deadline: 2026-10-02, rice: {reach: 9, impact: high, confidence: 80%}}
"""
)


@pytest.mark.unmeasured
@for_each("view", ["quarters", "now-next-later", "timeline", "teams"])
@for_each("form", ["table", "markdown", "csv", "plain", "json"])
def test_every_view_can_be_written_in_every_format(pm: Pm, view: str, form: str) -> None:
    done = pm("roadmap", "-C", str(NORTHWIND), "--view", view, "--format", form, "--effort", "fast")
    assert done.code == 0, done.err
    assert done.err == ""
    assert done.out.endswith("\n")


def test_the_document_names_what_is_placed_and_what_is_not(pm: Pm, make: Make) -> None:
    folder = make(FEATURES, HEAD)
    done = pm("roadmap", "-C", str(folder), "--format", "json")
    document = json.loads(done.out)
    assert {one["id"]: one["period"] for one in document["placements"]} == {"a": "2026-Q4", "b": "2027-Q1"}
    assert [one["id"] for one in document["unplaced"]] == ["huge"]
    assert document["objective"]["value"] <= document["objective"]["bound"]


def test_a_promise_that_cannot_be_kept_is_an_error_after_the_answer(pm: Pm, make: Make) -> None:
    folder = make(LATE, HEAD)
    done = pm("roadmap", "-C", str(folder), "--format", "json")
    assert done.code == 1
    assert len(json.loads(done.out)["conflicts"]) == 1
    assert done.err.startswith("error: ")
    assert done.err.endswith("error: the plan has 1 conflict\n")
    assert '"late"' in done.err
    assert pm("roadmap", "-C", str(folder), "--partial").code == 0


def test_groups_and_conditions_and_columns(pm: Pm, make: Make) -> None:
    folder = make(FEATURES, HEAD)
    grouped = pm("roadmap", "-C", str(folder), "--by", "theme").out
    assert grouped.index("money") < grouped.index("no theme") or grouped.index("Alpha") < grouped.index(
        "money"
    )
    some = pm(
        "roadmap", "-C", str(folder), "--where", "theme=money", "--format", "csv", "--columns", "id,period"
    )
    assert some.out == "id,period\nb,2027-Q1\n"
    over = pm("roadmap", "-C", str(folder), "--carry-over", "--format", "json").out
    assert '"work": [{"team": "web", "effort": 5.0, "period": "2026-Q4"}]' in over


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--view", "gantt"], '--view knows no "gantt"'),
        (["--by", "size"], '--by knows no "size"'),
        (["--by", "theme", "--view", "teams"], "--by groups no teams"),
        (["--effort", "much"], '--effort knows no "much"'),
        (["--columns", "perod", "--format", "csv"], 'there is no column "perod"; did you mean "period"?'),
    ],
)
def test_wrong_usage_is_told(pm: Pm, make: Make, arguments: list[str], told: str) -> None:
    done = pm("roadmap", "-C", str(make(FEATURES, HEAD)), *arguments)
    assert done.code == 2
    assert told in done.err
    assert done.out == ""


def test_an_empty_backlog_is_a_success_with_a_clear_line(pm: Pm, make: Make) -> None:
    done = pm("roadmap", "-C", str(make("", HEAD)))
    assert done.code == 0
    assert "no features yet" in done.out
    assert "write a first one" in done.err
