"""What pm wrote for Jira and GitHub, when it comes back unread by either: only what was changed in it changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pmcli.importing import write
from pmcli.workspace.opening import open_workspace
from tests.importing.sources.own.test_own import (
    BEGUN,
    ONE,
    SHIPPED,
    as_csv,
    cells_of,
    exported,
    imported,
    root,
)

__all__ = ["root"]
THREE = "secret-id-three"
JIRA = {
    "Summary": (ONE, "Another", "title", "Another"),
    "Issue Type": (ONE, "Bug", "type", "bug"),
    "Status": (THREE, "In Progress", "status", "in-progress"),
    "Resolved": (SHIPPED, "2026-08-20", "shipped", "2026-08-20"),
    "Assignee": (ONE, "", "owner", None),
    "Components": (ONE, "Login", "theme", "Login"),
    "Due date": (ONE, "2027-06-20", "target", "2027-06-20"),
    "Labels": (ONE, "else", "tags", ("else",)),
    "Description": (ONE, "A text", "description", "A text"),
    "Custom field (Effort (person-weeks))": (BEGUN, "4", "effort", "{'teamalpha': 4}"),
    "Custom field (MoSCoW)": (ONE, "could", "moscow", "could"),
    "Custom field (Deadline)": (ONE, "2027-06-25", "deadline", "2027-06-25"),
    "Custom field (Reach)": (ONE, "90000", "rice", "90000 2.341 0.87"),
    "Custom field (Confidence)": (THREE, "80%", "rice", "4013 1.019 0.8"),
    "Custom field (Problem)": (ONE, "It is slow", "problem", "It is slow"),
    "Custom field (Solution)": (ONE, "A cache", "solution", "A cache"),
    "Custom field (Acceptance criteria)": (ONE, "ACCEPTANCEWORD\nFast", "acceptance", ("ACCEPTANCEWORD", "Fast")),
}  # fmt: skip
"""For every column that a row of the canaries fills: a feature, a text, the field and what it then says."""
UNREAD = {"Issue key", "Issue id", "Resolution", "Custom field (pm id)"}
OTHERS = {"Parent", "Fix versions", "Inward issue link (Blocks)", "Custom field (Impact)"} | {
    f"Custom field ({name})" for name in ("User-business value", "Time criticality", "Risk reduction", "Job size",
                                          "Cost of delay", "Duration (weeks)")
}  # fmt: skip
"""Columns that are read as the others are."""


def said(value: Any) -> Any:
    """A value in a form that is easily written down."""
    if isinstance(value, dict):
        return str(
            {
                name: float(f"{part.mean:g}") if part.mean % 1 else int(part.mean)
                for name, part in value.items()
            }
        )
    if hasattr(value, "reach"):
        return f"{value.reach} {value.impact} {value.confidence}"
    return (
        str(value.date)
        if hasattr(value, "because")
        else value
        if isinstance(value, (tuple, str)) or value is None
        else str(value)
    )


def test_every_column_for_jira_that_is_changed_changes_its_field(root: Path) -> None:
    rows = cells_of(exported(root, "backlog", "jira-csv"))
    assert set(rows[0]) == JIRA.keys() | UNREAD | OTHERS
    at = rows[0].index("Custom field (pm id)")
    by_id = {row[at]: row for row in rows}
    for column, (feature, text, _, _) in JIRA.items():
        by_id[feature][rows[0].index(column)] = text
    by_id[ONE][rows[0].index("Inward issue link (Blocks)")] = by_id[SHIPPED][rows[0].index("Issue id")]
    _, prepared = imported(root, as_csv(rows))
    assert not prepared.findings
    changed = {(feature, name.split(".")[0]) for feature, names in prepared.updated.items() for name in names}
    assert changed == {(feature, key) for feature, _, key, _ in JIRA.values()} | {(ONE, "depends_on")}
    write(prepared)
    features = open_workspace(root).loaded.backlog.features
    for feature, _, key, expected in JIRA.values():
        if (feature, key) != (ONE, "rice"):
            assert said(getattr(features[feature], key)) == expected, key
    assert [need.id for need in features[ONE].depends_on] == [SHIPPED]
    assert said(features[ONE].rice) == "90000 2.341 0.87"
    assert imported(root, as_csv(rows))[1].changes_nothing


def _body(issue: dict[str, Any]) -> None:
    issue["body"] = issue["body"].replace("PROBLEMWORD", "It is slow").replace("DESCRIPTIONWORD", "A text")


ISSUES: dict[str, tuple[Callable[[dict[str, Any]], None], dict[str, Any]]] = {
    "title": (lambda issue: issue.update(title="Another"), {"title": "Another"}),
    "closed": (lambda issue: issue.update(state="CLOSED", stateReason="COMPLETED", closedAt="2027-01-04T00:00:00Z"),
               {"status": "shipped", "shipped": "2027-01-04"}),
    "body": (_body, {"problem": "It is slow", "description": "A text"}),
    "owner": (lambda issue: issue.update(assignees=[{"login": "dana"}]), {"owner": "dana"}),
    "labels": (lambda issue: issue["labels"].append({"name": "mobile"}), {"tags": ("TAGWORD", "mobile")}),
    "parent": (lambda issue: issue.update(parent=None), {"parent": None}),
    "waits for": (lambda issue: issue["blockedBy"].update(nodes=[]), {"depends_on": ()}),
    "type": (lambda issue: issue.update(issueType={"name": "Bug"}), {"type": "bug"}),
}  # fmt: skip


@pytest.mark.parametrize("name", ISSUES)
def test_what_is_changed_in_an_issue_changes_its_feature(root: Path, name: str) -> None:
    change, expected = ISSUES[name]
    issues = json.loads(exported(root, "backlog", "github-json"))
    change(next(issue for issue in issues if issue["pm"] == ONE))
    data = json.dumps(issues).encode()
    _, prepared = imported(root, data)
    assert (list(prepared.updated), prepared.count, prepared.known) == ([ONE], 0, 6)
    assert {name.split(".")[0] for name in prepared.updated[ONE]} == expected.keys()
    write(prepared)
    record = open_workspace(root).loaded.backlog.features[ONE]
    assert {key: said(getattr(record, key)) for key in expected} == expected
    assert imported(root, data)[1].changes_nothing


def test_the_effort_of_several_teams_is_not_one_number_of_jira(root: Path) -> None:
    rows = cells_of(exported(root, "backlog", "jira-csv"))
    row = next(row for row in rows if ONE in row)
    row[rows[0].index("Custom field (Effort (person-weeks))")] = "9"
    _, prepared = imported(root, as_csv(rows))
    assert prepared.changes_nothing
    assert "it is the sum of teamalpha and teambeta; left as it is" in prepared.findings[0].message


def test_a_feature_that_is_not_in_the_file_is_told_and_stays(root: Path) -> None:
    issues = [
        issue for issue in json.loads(exported(root, "backlog", "github-json")) if issue["pm"] != SHIPPED
    ]
    _, prepared = imported(root, json.dumps(issues).encode())
    assert prepared.changes_nothing
    assert any(f"not in the file, and as they were: {SHIPPED}" in guess for guess in prepared.guesses)


def test_issues_that_jira_made_of_pms_export_are_known_by_their_ids(root: Path) -> None:
    """Jira gives keys and dates, and keeps the column with pm's ids: they are linked, and then updated."""
    rows = cells_of(exported(root, "backlog", "jira-csv"))
    rows[0] += ["Reporter", "Created"]
    for number, row in enumerate(rows[1:], 1):
        row[rows[0].index("Issue key")] = f"SHOP-{number}"
        row += ["someone", "2027-01-01"]
    _, prepared = imported(root, as_csv(rows))
    assert prepared.importer.name == "jira"
    assert (prepared.count, prepared.known, prepared.twice) == (0, 6, ())
    write(prepared)
    links = {feature.links.get("jira") for feature in open_workspace(root).loaded.backlog.features.values()}
    assert links >= {f"SHOP-{number}" for number in (1, 2, 4, 5, 6)}
    assert imported(root, as_csv(rows))[1].changes_nothing
    next(row for row in rows if THREE in row)[rows[0].index("Summary")] = "Another"
    assert list(imported(root, as_csv(rows))[1].updated) == [THREE]
