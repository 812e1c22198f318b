"""What is said of how sure efforts are, and of which it is not."""

from __future__ import annotations

from tests.conftest import MINIMAL, for_each, loaded

TEAM = f"{MINIMAL}teams: {{web: {{capacity: 10}}}}\nsizes: {{S: 1, M: 2..8}}\n"
RANGE = "- {id: z, title: Z, effort: 1..2..3, rice: {reach: 9, impact: high, confidence: high}}\n"
RICE = "rice: {reach: 5, impact: high, confidence: high}"


def codes(features: str, workspace: str = TEAM) -> list[str]:
    found = loaded(features, workspace).diagnostics
    asked = [one for one in found if one.code.startswith(("PM102", "PM116", "PM6"))]
    return [f"{one.code} {one.feature or ''}".strip() for one in asked]


@for_each("features, found", [
    (f"- {{id: a, title: A, effort: 6, {RICE}}}\n" + RANGE, ["PM601 a"]),
    (f"- {{id: a, title: A, effort: 2, {RICE}}}\n" + RANGE, []),  # not above the middle
    (f"- {{id: a, title: A, effort: 60, {RICE}}}\n" + RANGE, []),  # not in the plan
    (f"- {{id: a, title: A, effort: 6, {RICE}}}\n- {{id: b, title: B, effort: 1, {RICE}}}\n", []),  # nobody writes ranges
    ("- {id: a, title: A, effort: 1, deadline: 2026-12-01}\n" + RANGE, ["PM601 a"]),
    ("- {id: a, title: A, effort: 1, launch: {date: 2026-12-01}}\n" + RANGE, ["PM601 a"]),
    ("- {id: a, title: A, effort: 1, decisions: [{verdict: pin, period: 2026-Q4, because: B}]}\n" + RANGE, ["PM601 a"]),
    ("- {id: a, title: A, effort: S, deadline: 2026-12-01}\n" + RANGE, []),
    ("- {id: a, title: A, effort: 6, status: shipped, deadline: 2026-12-01}\n" + RANGE, []),
    ("- {id: a, title: A, effort: 1..4..20}\n", []), ("- {id: a, title: A, effort: 1..4..21}\n", ["PM603 a"]),
    ("- {id: a, title: A, effort: 0..1..3}\n", []), ("- {id: a, title: A, effort: 0..1..5}\n", ["PM603 a"]),
    ("- {id: a, title: A, effort: 1..4..21, status: parked}\n", []),
    ("- {id: a, title: A, status: candidate, spent: 1}\n- {id: b, title: B, spent: 0}\n", ["PM116 a"]),
    ("- {id: a, title: A, started: 2026-10-01}\n- {id: b, title: B, started: 2026-10-02}\n", ["PM116 a"]),
    ("- {id: a, title: A, status: in-progress, effort: 1..2..3, spent: 1, started: 2026-10-01}\n", []),
    ("- {id: a, title: A, status: shipped, spent: 1, started: 2026-10-01, shipped: 2026-10-01}\n", []),
    ("- {id: a, title: A, status: shipped, started: 2026-10-02, shipped: 2026-10-01}\n", ["PM102 a"]),
    ("- {id: a, title: A, status: in-progress, effort: 1..2..3, spent: 1..2}\n", ["PM102 a"]),
])  # fmt: skip
def test_what_is_told(features: str, found: list[str]) -> None:
    assert codes(features) == found


def test_a_size_is_told_once_where_it_is_defined() -> None:
    assert codes(
        "- {id: a, title: A, effort: M}\n- {id: b, title: B, effort: M}\n", TEAM.replace("2..8", "1..30")
    ) == ["PM603"]


PAST = "".join(
    f"- {{id: done-{took}, title: D{took}, status: shipped, effort: 3..4..5, results: [{{effort: {{web: {took}}}}}]}}\n"
    for took in (3, 4, 6, 8, 11)
)


@for_each("features, found", [
    (PAST + "- {id: a, title: A, effort: 4..5..7}\n", ["PM602 a"]),
    (PAST + "- {id: a, title: A, effort: 2..5..12}\n", []),  # as wide as the past: who widens it is heard
    (PAST.replace("done-11, title: D11, status: shipped", "done-11, title: D11") + "- {id: a, title: A, effort: 4..5..7}\n", []),
    (PAST.replace("3..4..5", "2..5..12") + "- {id: a, title: A, effort: 4..5..7}\n", []),
])  # fmt: skip
def test_ranges_are_held_against_the_past(features: str, found: list[str]) -> None:
    assert codes(features) == found
