"""What a plan gives up, by account, segment and outcome."""

from __future__ import annotations

from pmcli.planning import plan
from pmcli.planning.tradeoffs import tradeoffs
from tests.conftest import loaded

HEAD = """\
pm: 1
product: Shop
calendar: {start: 2026-Q4, periods: 1}
teams: {web: {capacity: 4}}
scoring: {model: rice}
strategy: {outcomes: {grow: {title: Grow, weight: 2}, trust: {title: Trust, weight: 1}}}
segments: {small: {title: Small shops}, large: {}}
accounts:
  acme: {title: Acme, arr: 240k, segment: large}
  bell: {arr: 10k}
  left: {arr: 90k, status: churned}
"""
FEATURES = """\
- {id: in, title: In, effort: 4, rice: {reach: 900, impact: medium, confidence: 100%}, segments: [small],
   outcomes: {grow: high, trust: medium}, requests: [{account: acme}, {account: bell}, {account: left}]}
- {id: out, title: Out, effort: 4, rice: {reach: 300, impact: medium, confidence: 100%},
   outcomes: {trust: low}, requests: [{account: acme}, {account: acme}]}
- {id: none, title: None, effort: 1, requests: [{account: bell}]}
"""


def test_value_placed_beside_value_asked_for() -> None:
    backlog = loaded(FEATURES, HEAD).backlog
    rows = tradeoffs(backlog, plan(backlog))
    told = [
        (row.kind, row.id, row.asked, row.placed, row.features, row.placed_features, row.left_out)
        for row in rows
    ]
    assert told == [
        ("account", "acme", 1200.0, 900.0, 2, 1, ("out",)),
        ("account", "bell", 900.0, 900.0, 1, 1, ()),
        ("segment", "large", 1200.0, 900.0, 2, 1, ("out",)),
        ("segment", "small", 900.0, 900.0, 1, 1, ()),
        ("outcome", "trust", 900 * 0.4 + 300, 900 * 0.4, 2, 1, ("out",)),
        ("outcome", "grow", 900 * 0.6, 900 * 0.6, 1, 1, ()),
    ]
    assert rows[0].share == 0.75
    classes = tradeoffs(backlog, plan(backlog, "moscow"))
    assert all((row.asked, row.placed, row.share) == (None, None, None) for row in classes)


def test_who_gets_a_blocker_too_late_is_told() -> None:
    head = HEAD.replace("bell: {arr: 10k}", "bell: {arr: 10k, renewal: 2026-11-01}")
    features = FEATURES.replace(
        "[{account: acme}, {account: bell}", "[{account: acme}, {account: bell, need: blocker}"
    )
    backlog = loaded(features, head).backlog
    late = {row.id: row.late for row in tradeoffs(backlog, plan(backlog)) if row.kind == "account"}
    assert late == {"acme": (), "bell": ("in",)}
