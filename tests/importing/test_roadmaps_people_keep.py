"""Roadmaps as people keep them in text and JSON: each comes in right, and a second import changes nothing.

The shapes are those of files in public repositories and of tools' interfaces, the texts invented.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importing.test_exports_people_have import DATA, Case, comes_in_right

CASES = {
    "phases-and-tasks": Case(
        "phases.yaml",
        {
            "Set up the sensors": {"status": "shipped"},
            "Data store": {"status": "shipped", "x-release": "Foundation"},
            "Yield forecast": {"status": "candidate", "depends_on": ["Data store"]},
            "Frost alarm": {"status": "in-progress"},
        },
        untold=("column 2",),
    ),
    "milestones-of-issues": Case(
        "milestones.yml",
        {
            "Log in with a code": {"x-release": "MVP", "status": "shipped", "target": "2026-12-18", "tags": ["auth"]},
            "Terms of use": {"x-release": "GA", "status": "candidate", "depends_on": ["Log in with a code", "Log out everywhere"]},
        },
    ),
    "documents-of-yaml": Case(
        "backlog.yaml",
        {
            "Night mode": {"acceptance": ["Colours follow the system", "No white flash"], "shipped": None},
            "Star map": {"status": "shipped", "shipped": "2026-10-02"},
            "Comet alerts": {"depends_on": ["Star map"]},
        },
    ),
    "projects-yaml": Case(
        "strategy.yaml",
        {
            "Ovens": {"owner": "Kim", "not_before": "2027-01-04", "target": "2027-03-31"},
            "Flour": {"owner": "Bo", "status": "parked"},
        },
        told=("objective",),
    ),
    "tickets-yaml": Case(
        "tickets.yaml",
        {
            "Cookie banner": {"type": "bug", "effort": 0.6, "description": "Must be small"},
            "Consent log": {"depends_on": ["Cookie banner"]},
        },
        untold=("quotes",),
    ),
    "columns-yaml": Case(
        "board.yml", {"Seat map": {"status": "candidate", "owner": "ann"}, "Row picker": {"status": "in-progress"}}
    ),
    "pages-mdx": Case(
        "plan",
        {
            "Search": {"status": "planned"},
            "Sync: the return": {"status": "in-progress", "depends_on": ["Search"]},
            "Voice": {"status": "shipped"},
        },
    ),
    "fahrplan-yaml": Case(
        "planung.yml",
        {
            "Fundament": {"status": "shipped", "parent": None, "x-release": "Phase 1"},
            "Mauern": {"status": "planned", "depends_on": ["Fundament"], "x-priority": "hoch"},
        },
    ),
    "lanes-json": Case(
        "backlog.json",
        {
            "Scan by phone": {"status": "candidate", "x-priority": "High"},
            "Sorting rules": {"status": "in-progress", "owner": "lu"},
            "Archive": {"status": "shipped", "shipped": "2026-08-03"},
        },
    ),
    "quarters-json": Case(
        "roadmap.json",
        {
            "Two-way calendar": {"target": "2026-Q4", "status": "in-progress", "description": "Both ways"},
            "Rooms": {"target": "2027-Q1", "status": "planned"},
        },
        told=("title",),
    ),
    "releases-json": Case(
        "releases.json",
        {
            "Offline": {"x-release": "2.0", "target": "2027-02-01", "status": "planned", "effort": 3},
            "Sync": {"status": "shipped", "depends_on": ["Offline"]},
            "Widgets": {"x-release": "2.1", "status": "candidate"},
        },
    ),
    "themes-json": Case(
        "roadmap.json",
        {
            "Referral": {"theme": "Growth", "effort": 2, "rice": {"reach": 100, "confidence": "50%"}},
            "Invites": {"depends_on": ["Referral"], "rice": {"confidence": "80%"}},
        },
        told=("0.5 is 50%",),
    ),
    "trello-few-keys": Case(
        "board.json",
        {
            "Gift wrap": {"status": "idea"},
            "Wish lists": {"status": "shipped", "tags": ["web"], "description": "Share them"},
            "Old thing": {"status": "parked"},
        },
    ),
    "clickup-few-keys": Case(
        "clickup.json",
        {
            "Seat map": {"status": "candidate", "tags": ["web"]},
            "Row picker": {"status": "shipped", "parent": "Seat map", "effort": 1, "target": "2027-01-01", "owner": "Zoe"},
        },
    ),
    "versions-md": Case(
        "ROADMAP.md",
        {
            "Retry with backoff": {"status": "shipped", "x-release": "v1.4", "target": "2026-08-01"},
            "Priorities": {"owner": "mia", "status": "candidate", "x-release": "v1.5", "target": "2027-01-15"},
            "Plugins": {"status": "in-progress", "x-release": "Milestone 2: Beta", "target": "2027-Q1"},
            "Rewrite of the scheduler": {"status": "candidate", "x-release": "v2.0", "target": None},
        },
    ),
    "stories-md": Case(
        "BACKLOG.md",
        {
            "Welcome tour": {"status": "shipped", "x-priority": "P1", "theme": "Epic 1: Onboarding"},
            "Sample data": {"depends_on": ["Welcome tour"], "effort": 0.6},
            "Receipts": {"theme": "Epic 2: Billing"},
        },
    ),
    "initials-md": Case(
        "backlog.md",
        {
            "One tap": {"status": "shipped", "effort": 3, "rice": {"reach": 4000, "impact": 2, "confidence": "80%"}},
            "Two taps": {"status": "candidate", "links": {"backlog": "2"}},
        },
        told=('"Total" is no feature',),
        skipped=1,
        untold=("heading.key",),
    ),
    "signs-md": Case(
        "ROADMAP.md",
        {
            "Offline maps": {"description": "Maps work in the forest.", "status": "planned"},
            "Group hikes": {"links": {"web": "https://github.com/example/hikes/issues/12"}, "description": None},
            "Weather": {"description": "Rain and wind."},
            "Faster build": {"owner": "ann", "x-issue": "#3"},
            "Config file": {"status": "in-progress"},
            "Search": {"status": "shipped"},
            "[API] Tokens": {"status": "planned"},
            "Themes": {"status": "shipped"},
            "A plain item that is wrapped on two lines": {},
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_comes_in_right(name: str, tmp_path: Path) -> None:
    comes_in_right(CASES[name], str(DATA / name / CASES[name].file), tmp_path)
