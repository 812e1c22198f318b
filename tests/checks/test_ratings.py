"""PM318: numbers of which nothing can come, each told at its place in its file."""

from __future__ import annotations

from tests.conftest import for_each, loaded

HEAD = "pm: 1\nproduct: X\ncalendar: {start: 2026-Q4}\nteams: {web: {capacity: 9}, data: {capacity: 9}}\n"
FEATURES = """
- id: sso
  title: Single sign-on
- id: parts
  title: Parts
- id: part
  title: Part
  parent: parts
- id: away
  title: Away
  decisions: [{verdict: decline, because: No, by: a, on: 2026-01-01, until: 2027-12-31}]
- id: whole
  title: Whole
  opportunity: {importance: 8, satisfaction: 2}
"""


@for_each(
    "ratings, line, column, words",
    [
        ("{sso: {effort: {web: 3}}}", 0, 0, ""),
        ("{SSO: {effort: {web: 3}}}", 1, 12, 'there is no feature "SSO"'),
        ("{away: {effort: {web: 3}}}", 1, 12, '"away" is declined: nothing comes of this rating'),
        ("{parts: {effort: {web: 3}}}", 1, 34, '"parts" has children: its effort is theirs'),
        ("{sso: {effort: 3}}", 1, 26, "the effort names no team, and there are several: web, data"),
        ("{sso: {opportunity: {importance: 8}}}", 1, 44, "opportunity.importance means nothing alone"),
        ("{whole: {opportunity: {importance: 8}}}", 0, 0, ""),
    ],
)
def test_what_counts_for_nothing_is_told(ratings: str, line: int, column: int, words: str) -> None:
    files = {"features/all.yaml": FEATURES, "ratings/a.yaml": f"features: {ratings}\n"}
    told = [fault for fault in loaded(files, HEAD).diagnostics if fault.code == "PM318"]
    assert [(fault.location.path, fault.location.line, fault.location.column) for fault in told] == (
        [("ratings/a.yaml", line, column)] if words else []
    )
    assert all(words in fault.message and fault.severity == "warning" for fault in told)
