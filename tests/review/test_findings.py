"""What a change brings and mends among the findings: counts make no finding another."""

from __future__ import annotations

import pytest

from pmcli.model.diagnostic import Diagnostic, Location
from pmcli.review.findings import Findings


def finding(message: str, feature: str | None = None, code: str = "PM317") -> Diagnostic:
    return Diagnostic(code, "name", "warning", message, Location("pm.yaml"), feature)


def told(before: list[Diagnostic], after: list[Diagnostic]) -> tuple[list[str], list[str]]:
    findings = Findings(tuple(before), tuple(after), {"old": "new"})
    return [one.message for one in findings.new], [one.message for one in findings.fixed]


@pytest.mark.parametrize(
    ("before", "after", "new", "fixed"),
    [
        ("1 of 93 has none: a", "1 of 92 has none: a", False, False),
        ("1 of 1,000 has none: a", "1 of 999 has none: a", False, False),
        ("1 of 93 has none: a", "1 of 93 has none: b", True, False),
        ("1 of 93 has none: a", "2 of 93 have none: a, b", True, False),
        ("2 of 93 have none: a, b", "1 of 93 has none: a", False, False),
    ],
)
def test_a_count_is_no_identity(before: str, after: str, *, new: bool, fixed: bool) -> None:
    assert told([finding(before)], [finding(after)]) == ([after] * new, [before] * fixed)


def test_of_one_feature_the_words_count_and_how_often() -> None:
    old, new = finding('waits for "f1"', "old"), finding('waits for "f2"', "new")
    assert told([old], [new]) == (['waits for "f2"'], ['waits for "f1"'])
    assert told([old, old], [finding('waits for "f1"', "new")]) == ([], ['waits for "f1"'])
    assert told([finding("3 of 5")], []) == ([], ["3 of 5"])
    assert told([], [finding("3 of 5")]) == (["3 of 5"], [])
