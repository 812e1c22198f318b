"""What is said of features without effort, and of which it is not."""

from __future__ import annotations

from pmcli.checks import Selection, check
from tests.conftest import MINIMAL, for_each, loaded

TEAMS = "teams: {web: {capacity: 9}}\n"
BARE, KNOWN = "- {id: a, title: A}\n", "- {id: b, title: B, effort: 1}\n"


@for_each("features, settings, message", [
    (BARE + KNOWN, "", "1 of 2 features has no effort, and is in no roadmap: a"),
    (BARE + KNOWN + "- {id: c, title: C}\n", TEAMS, "2 of 3 features have no effort, and are in no roadmap: a, c"),
    ("- {id: a, title: A, effort: 3-5}\n" + KNOWN, TEAMS, None), (BARE, TEAMS, None), (KNOWN, TEAMS, None),  # nobody estimates here; all is estimated
    ("- {id: a, title: A, status: idea}\n" + KNOWN, TEAMS, None),
    ("- {id: a, title: A, status: shipped}\n" + KNOWN, TEAMS, None),
    ("- {id: a, title: A, status: idea}\n" + KNOWN, TEAMS + "roadmap: {ideas: plan}\n", "1 of 2 features has no effort, and is in no roadmap: a"),
    (BARE + KNOWN, TEAMS + "roadmap: {unestimated: median}\n", None),
    (BARE + "- {id: b, title: B, effort: 1, parent: a}\n", TEAMS, None),
    ("- {id: a, title: A, status: in-progress, remaining: 2}\n" + KNOWN, TEAMS, None),
])  # fmt: skip
def test_what_has_no_effort_is_counted(features: str, settings: str, message: str | None) -> None:
    found = check(loaded(features, MINIMAL + settings).backlog, selection=Selection(select=("PM317",)))
    assert [one.message for one in found] == ([] if message is None else [message])
