"""How far a measure is on its way, beside a straight line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pmcli.model.backlog import Backlog
from pmcli.model.measures import Metric
from pmcli.model.progress import progress, share_of_way
from pmcli.model.workspace import Workspace

BACKLOG = Backlog(Workspace.model_validate({"pm": "1", "product": "P"}), {}, date(2026, 7, 2))
FIRST = date(2026, 1, 1)


def metric(**values: Any) -> Metric:
    return Metric.model_validate({"metric": "m", **values})


@pytest.mark.parametrize(
    ("baseline", "value", "target", "share"),
    [
        (10.0, 15.0, 20.0, 0.5), (20.0, 15.0, 10.0, 0.5), (10.0, 5.0, 20.0, -0.5), (10.0, 25.0, 20.0, 1.5),
        (10.0, 15.0, 10.0, None), (None, 15.0, 20.0, None), (10.0, None, 20.0, None), (10.0, 15.0, None, None),
        (-1e308, 1e308, 1e308, None),
    ],
)  # fmt: skip
def test_the_way_gone_is_a_share_of_all_of_it(
    baseline: float | None, value: float | None, target: float | None, share: float | None
) -> None:
    assert share_of_way(baseline, value, target) == share


@pytest.mark.parametrize(
    ("current", "by", "due", "lags", "is_behind"),
    [
        ("30", "2026-12-31", 0.5, False, False), ("19", "2026-12-31", 0.5, True, True), ("20", "2026-12-31", 0.5, False, False),
        ("5", None, None, False, True), ("30", None, None, False, False),
        ("30", "2026-01-01", 1.0, True, True), ("9", "2027-12-31", 0.25, True, True),
    ],
)  # fmt: skip
def test_behind_is_what_lacks_a_quarter_of_the_way_or_got_worse(
    current: str, by: str | None, due: float | None, lags: bool, is_behind: bool
) -> None:  # fmt: skip
    reached = progress(BACKLOG, metric(baseline="10", current=current, target="50", by=by), FIRST)
    assert reached is not None
    assert reached.due == (None if due is None else pytest.approx(due, abs=0.005))
    assert (reached.lags, reached.is_behind) == (lags, is_behind)


def test_without_a_day_the_line_begins_with_the_plan() -> None:
    reached = progress(BACKLOG, metric(baseline="0", current="1", target="2", by="2026-12-31"))
    assert reached is not None
    assert reached.due == 0.0
