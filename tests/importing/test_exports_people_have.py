"""Files shaped like what people export: each comes in right, tells what it lost, and changes nothing again.

The shapes are those of real files, the texts invented. A feature is named by its title, and so are those it
names; a value that ends in "…" is the beginning of a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pmcli.importing import ImportOptions, Prepared, prepare, write
from pmcli.model.diagnostic import PmError
from pmcli.workspace.opening import open_workspace

DATA = Path(__file__).parents[1] / "data" / "exports"
HEAD = """\
pm: 1
product: Shop
calendar: {start: 2026-Q4}
sizes: {XS: 1, S: 2, M: 4, L: 8, XL: 16}
"""


@dataclass(frozen=True)
class Case:
    """A file with what must come of it: some fields of each feature, sentences told, what stays out."""

    file: str
    features: Mapping[str, Mapping[str, Any]]
    told: tuple[str, ...] = ()
    skipped: int = 0
    untold: tuple[str, ...] = ()


CASES = {
    "ado-flat": Case(
        "backlog.csv",
        {
            "Order history": {"status": "in-progress", "owner": "Ann Example", "parent": None},
            "Filter orders by date": {
                "status": "candidate", "owner": "Ann Example", "parent": "Order history",
                "tags": ["search", "orders"], "x-story-points": "8", "target": "2027-06-30",
                "description": "Buyers want to **filter**…",
            },
            "Export orders": {"x-story-points": "5", "parent": "Order history"},
            "Totals are rounded": {"status": "declined", "type": "bug"},
        },
    ),
    "asana-preamble": Case(
        "escalations.csv",
        {
            "Guest checkout": {"status": "in-progress", "owner": "Ann", "depends_on": ["Address book"], "target": "2026-12-30"},
            "Old login": {"status": "shipped", "shipped": "2026-09-01"},
            "Address book": {"owner": "O'Brien, Sam", "status": "candidate"},
            "Import contacts": {"parent": "Address book"},
        },
    ),
    "asana-excel-ids": Case(
        "project.csv",
        {
            "Gather requirements": {"target": "2026-10-02", "not_before": "2026-09-17"},
            "Draw the architecture": {"depends_on": ["Gather requirements"], "target": "2026-10-12"},
            "Kick-off": {"status": "shipped"},
        },
        told=("Task ID",),
    ),
    "clickup": Case(
        "tasks.csv",
        {
            "Guest checkout": {
                "status": "in-progress", "owner": "Ann Example", "tags": ["checkout", "mobile"],
                "target": "2026-12-31", "description": "Line one…", "links": {"clickup": "86a1"},
            },
            "Address book": {"parent": "Guest checkout", "description": None, "tags": [], "owner": None, "effort": 1},
            "Old login": {"status": "shipped"},
        },
    ),
    "gitlab-csv": Case(
        "issues.csv",
        {
            "Guest checkout": {"effort": 0.2, "release": None, "x-release": "5.2", "owner": "Bo", "target": "2027-01-05"},
            "Old login": {"status": "declined", "effort": None},
        },
    ),
    "jira-wide": Case("jira.csv", {"Guest checkout": {"effort": 1.4}}, told=("row 2: it has 28 cells",), skipped=1),
    "msproject": Case(
        "plan.csv",
        {
            "Checkout v2": {"parent": None},
            "Address book": {"effort": 2, "parent": "Checkout v2", "status": "shipped"},
            "Guest checkout": {"effort": 2, "parent": "Checkout v2", "depends_on": ["Address book"]},
            "Wallets": {"effort": 2, "depends_on": ["Address book", "Guest checkout"]},
            "Launch": {"parent": "Checkout v2"},
        },
        told=("2 days", "4SS"),
    ),
    "rice-words": Case(
        "features.csv",
        {
            "User dashboard redesign": {"rice": {"reach": 5000, "impact": "high", "confidence": "high"}, "effort": "L"},
            "API limits": {"rice": {"reach": 2000, "impact": "low", "confidence": "low"}, "effort": "XS"},
        },
    ),
    "beads-jsonl": Case(
        "issues.jsonl",
        {
            "Address book": {"status": "candidate"},
            "Guest checkout": {"status": "in-progress", "parent": "Checkout v2", "depends_on": ["Address book"], "owner": "ann"},
            "Old login": {"status": "shipped", "type": "bug"},
        },
    ),
    "taskwarrior": Case(
        "export.json",
        {
            "Address book": {"status": "candidate"},
            "Guest checkout": {"depends_on": ["Address book"], "target": "2027-01-05", "tags": ["checkout"]},
            "Old login": {"status": "shipped"},
        },
    ),
    "taskmaster": Case(
        "tasks.json",
        {
            "Address book": {"status": "shipped"},
            "Guest checkout": {"status": "candidate", "depends_on": ["Address book"]},
            "Form": {"parent": "Guest checkout"},
        },
    ),
    "jira-durations": Case(
        "jira.csv",
        {"Pay by card": {"status": "shipped", "parent": "Checkout epic"}, "Refunds": {"effort": 0.95}},
        skipped=2,
    ),
    "asana-rename": Case("before.csv", {"Address book": {"parent": "Guest checkout"}}),
    "due-late-utc": Case("board.csv", {"Guest checkout": {"target": "2027-01-04", "status": "in-progress"}}, told=("evening",)),
    "sep-line": Case("rice.csv", {"Address book": {"effort": 2.5}, "Guest checkout": {"effort": 3}}),
    "redmine": Case(
        "issues.csv",
        {
            "Checkout v2": {"status": "in-progress", "product": "Shop", "depends_on": ["Totals are rounded"]},
            "Guest checkout": {"status": "candidate", "parent": "Checkout v2", "effort": 2, "depends_on": ["Totals are rounded"]},
            "Totals are rounded": {"status": "shipped", "type": "bug"},
            "Old login": {"status": "declined"},
        },
    ),
    "todoist": Case(
        "project.csv",
        {
            "Guest checkout": {"cd3": {}, "target": "2027-01-05", "tags": ["web"], "owner": "Bo"},
            "Form": {"parent": "Guest checkout"},
        },
        told=("tomorrow",),
        skipped=2,
    ),
    "emoji-status": Case(
        "backlog.csv",
        {
            "Guest checkout": {"status": "in-progress", "depends_on": ["Address book"]},
            "Address book": {"status": "shipped"},
            "Wallets": {"status": "candidate", "type": "debt", "depends_on": ["Guest checkout", "Address book"]},
            "Old login": {"status": "declined", "depends_on": []},
            "Gifts": {"status": "in-progress", "depends_on": ["Guest checkout", "Wallets"]},
            "Refunds": {"depends_on": []}, "Vouchers": {"depends_on": []}, "Labels": {"depends_on": []},
        },
    ),
    "md-table-rice": Case(
        "backlog.md",
        {
            "Guest checkout": {"rice": {"reach": 4000, "impact": 2, "confidence": "80%"}, "effort": 3},
            "Address book | contacts": {"status": "shipped"},
        },
    ),
    "jira-json": Case(
        "search.json",
        {
            "Guest checkout": {
                "status": "in-progress", "tags": ["web"], "owner": "Ann", "target": "2027-01-05",
                "depends_on": ["Address book"], "links": {"jira": "SHOP-1"},
            },
            "Address book": {"status": "candidate"},
        },
    ),
    "duplicate-columns": Case(
        "ideas.csv", {"Guest checkout": {"effort": 3, "owner": "Ann", "description": "first…"}}, told=("Effort", "Owner")
    ),
    "gh-project-json": Case(
        "items.json",
        {
            "Guest checkout": {
                "effort": 3, "rice": {"reach": 4000, "impact": 2, "confidence": "80%"}, "status": "in-progress",
                "depends_on": ["Address book"], "target": "2027-01-05", "owner": "ann", "tags": ["mobile"],
            },
            "Address book": {"effort": 5, "status": "candidate"},
            "A draft": {"status": "candidate"},
        },
    ),
    "linear-dates": Case(
        "linear.csv",
        {
            "Guest checkout": {"target": "2027-01-05", "depends_on": ["Address book", "Wallets"], "status": "in-progress"},
            "Address book": {"status": "shipped", "shipped": "2026-09-10"},
            "Wallets": {"parent": "Guest checkout"},
        },
        told=("effort",),
    ),
    "id-type-description": Case(
        "backlog.csv",
        {
            "Create the solution": {"acceptance": ["It builds"], "depends_on": []},
            "Song entity": {"acceptance": ["Entity and tests"], "depends_on": ["Create the solution"]},
            "Tests of the domain": {"depends_on": ["Create the solution", "Song entity"]},
            "README": {"status": "shipped", "depends_on": ["Tests of the domain"]},
        },
    ),
    "defect-list": Case("backlog.csv", {"ROI fallback": {"status": "shipped"}, "Portfolio save": {"effort": 0.05}}, skipped=1),
    "two-keys": Case(
        "roadmap.csv",
        {
            "Usage store": {"status": "shipped"},
            "Ingest": {"parent": "Usage store"},
            "Rate cards": {"parent": "Cross-provider", "depends_on": ["Ingest"], "status": "in-progress"},
            "Tests on pull requests": {"depends_on": ["Rate cards"], "type": "debt"},
        },
    ),
    "hours-and-points": Case(
        "backlog.csv", {"Catalog projects": {"effort": 2, "status": "candidate"}, "Set up the workspace": {"status": "shipped"}}
    ),
    "access-status": Case(
        "backlog.csv",
        {
            "Supplier citation": {"theme": "Evidence", "status": "candidate"},
            "Action preview": {"theme": "Approval", "depends_on": ["Supplier citation"]},
            "Authorised workflow": {"theme": "Partner", "depends_on": ["Action preview"]},
            "Database adapter": {"theme": "Data", "status": "declined", "depends_on": []},
        },
        told=("VB-009", "BLOCKED_BY_ACCESS"),
    ),
    "duration-units": Case(
        "ideas.csv",
        {
            "A": {"cd3": {"cost_of_delay": 1000, "duration": 2}}, "B": {"cd3": {"cost_of_delay": 1000, "duration": 2}},
            "D": {"cd3": {"cost_of_delay": 1000, "duration": 2}},
        },
    ),
    "asana-same-names": Case(
        "shop.csv", {"Guest checkout": {"status": "in-progress"}, "Wallets": {"parent": None}}, untold=("Parent task",)
    ),
    "gh-thirty": Case("issues.json", {}, told=("--limit",)),
    "front-matter-folder": Case(
        "features",
        {
            "Batch export": {"status": "idea", "theme": "Reporting"},
            "Tide tables": {"status": "shipped", "theme": "Analysis"},
            "Live gauges": {"status": "in-progress", "depends_on": ["Tide tables"]},
        },
        told=("not-planned.md",),
        skipped=1,
    ),
    "epics-yaml": Case(
        "roadmap.yaml",
        {
            "Work without a network": {"status": "in-progress", "description": "Asked for by field crews.…", "x-priority": "P1"},
            "Cache of the last maps": {"status": "shipped", "parent": "Work without a network"},
            "Queue of edits": {"status": "in-progress", "depends_on": ["Cache of the last maps"]},
            "Show conflicts after syncing": {"depends_on": ["Queue of edits", "Store of events"], "parent": "Work without a network"},
            "Store of events": {"status": "candidate", "parent": "Audit trail"},
            "Dark maps": {"status": "parked", "x-priority": "P3"},
        },
        told=("blocked",),
    ),
    "sheet-de-projekt-thema": Case(
        "table.csv",
        {
            "Gastbestellung": {"status": "in-progress", "effort": 2, "target": "2027-03-31",
            "product": "Webshop"},
            "Adressbuch": {"effort": 1, "status": "candidate"},
            "Alte Anmeldung": {"effort": 0.5, "status": "shipped"},
        },
    ),
    "sheet-dauer-wochen-cod": Case(
        "table.csv",
        {
            "Gastkasse": {"cd3": {"cost_of_delay": 10000, "duration": 4}},
            "Adressbuch": {"cd3": {"cost_of_delay": 3000, "duration": 2.5}},
            "Lager": {"cd3": {"duration": 3}},
        },
    ),
    "sheet-leading-zeros": Case(
        "table.csv",
        {
            "Checkout": {"parent": None},
            "Guest checkout": {"parent": "Checkout", "depends_on": ["Address book"]},
            "Address book": {"parent": "Checkout"},
        },
    ),
    "sheet-url-ids": Case(
        "table.csv",
        {
            "Checkout v2": {}, "Guest checkout": {"parent": "Checkout v2", "depends_on": ["Address book"]},
            "Address book": {"parent": "Checkout v2"},
        },
    ),
    "sheet-excel-floats-ids": Case(
        "table.csv",
        {
            "Checkout": {}, "Guest checkout": {"parent": "Checkout", "depends_on": ["Address book"]},
            "Address book": {"parent": "Checkout"},
        },
    ),
    "sheet-row-refs-text": Case(
        "table.csv",
        {
            "Address book": {"depends_on": []}, "Guest checkout": {"depends_on": ["Address book"]},
            "Wallets": {"depends_on": ["Address book", "Guest checkout"]}, "Gifts": {},
        }, told=("see",),
    ),
    "sheet-xlsx-title-row4": Case(
        "plan.xlsx",
        {
            "Gastkasse": {"status": "candidate", "effort": 2, "description": "dringend"},
            "Adressbuch": {"status": "shipped", "effort": 1},
        }, skipped=2,
    ),
    "sheet-second-table": Case(
        "table.csv",
        {
            "Guest checkout": {"rice": {"reach": 4000}}, "Address book": {},
        }, skipped=1,
    ),
    "sheet-status-zoo": Case(
        "table.csv",
        {
            "A0": {"status": "in-progress"}, "B0": {"status": "shipped"}, "C0": {"status": "shipped"},
            "D0": {"status": "shipped"}, "E0": {"status": "shipped"}, "F0": {"status": "planned"},
            "G0": {"status": "in-progress"}, "H0": {"status": "shipped"}, "I0": {"status": "in-progress"},
            "J0": {"status": "in-progress"}, "K0": {"status": "declined"}, "L0": {"status": "candidate"},
            "M0": {"status": "in-progress"}, "N0": {}, "O0": {"status": "parked"},
            "P0": {"status": "in-progress"}, "Q0": {"status": "shipped"}, "R0": {"status": "in-progress"},
            "S0": {"status": "in-progress"}, "T0": {"status": "in-progress"}, "U0": {"status": "declined"},
        },
    ),
    "sheet-ticks-done": Case(
        "table.csv",
        {
            "Search": {"status": "shipped"}, "Filters": {"status": "candidate"},
            "Sorting": {"status": "shipped"}, "Export": {"status": "candidate"},
        },
    ),
    "sheet-ticks-true": Case(
        "table.csv",
        {
            "Search": {"status": "shipped", "owner": "Ann, Bo"},
            "Filters": {"status": "candidate", "owner": "Bo"}, "Sorting": {"status": "shipped"},
        },
    ),
    "sheet-start-end": Case(
        "table.csv",
        {
            "Search": {"not_before": "2027-01-05", "target": "2027-02-10"},
            "Filters": {"not_before": "2027-03-01", "target": "2027-03-15"},
        },
    ),
    "sheet-eta-words": Case(
        "table.csv",
        {
            "Search": {"target": "2027-Q1"}, "Filters": {}, "Sorting": {"target": None},
        }, told=("soon",),
    ),
    "sheet-wsjf-sheet": Case(
        "table.csv",
        {
            "Search": {"wsjf": {"user_business_value": 8, "time_criticality": 5, "risk_opportunity": 3,
            "job_size": 5}},
            "Filters": {"wsjf": {"job_size": 2}},
        },
    ),
    "sheet-conf-4of5": Case(
        "table.csv",
        {
            "Search": {"rice": {"confidence": "80%"}}, "Filters": {"rice": {"confidence": "100%"}},
        },
    ),
    "sheet-kano-moscow-de": Case(
        "table.csv",
        {
            "Suche": {"moscow": "must", "rice": {"impact": "high"}},
            "Filter": {"moscow": "could", "rice": {"impact": "low"}},
        },
    ),
    "sheet-notion-sib": Case(
        "table.csv",
        {
            "Guest checkout": {"depends_on": ["Address book"], "rice": {"reach": 4000, "impact": "high",
            "confidence": "80%"}, "effort": "M", "target": "2027-01-05", "status": "in-progress",
            "owner": "Ann"},
            "Address book": {"target": "2027-01-20", "not_before": "2027-01-05", "owner": "Ann",
            "status": "candidate"},
            "Untitled thing": {"status": "shipped"},
        },
    ),
    "sheet-xlsx-merged-theme": Case(
        "m.xlsx",
        {
            "Gastkasse": {"theme": "Kasse", "status": "shipped", "effort": 2},
            "Karten": {"theme": "Kasse", "effort": 1}, "Adressbuch": {"theme": "Konto", "effort": 0.5},
            "Bilder": {"theme": "Konto"},
        },
    ),
    "sheet-notes-row-end": Case(
        "table.csv",
        {
            "Guest checkout": {"effort": 3}, "Address book": {"effort": 2},
        }, skipped=2,
    ),
    "sheet-ids-in-title": Case(
        "table.csv",
        {
            "F-01 Guest checkout": {"depends_on": ["F-02 Address book"], "effort": "M"},
            "F-02 Address book": {"effort": "S"},
            "F-03 Wallets": {"depends_on": ["F-01 Guest checkout", "F-02 Address book"], "effort": None},
        },
    ),
    "sheet-done-date": Case(
        "table.csv",
        {
            "Guest checkout": {"status": "shipped", "shipped": "2026-09-01"},
            "Address book": {"status": "candidate"},
        },
    ),
    "sheet-status-pct": Case(
        "table.csv",
        {
            "Guest checkout": {"status": "shipped"}, "Address book": {"status": "in-progress"},
            "Wallets": {"status": "candidate"},
        },
    ),
    "sheet-sep-tab-mixed-eol": Case(
        "table.csv",
        {
            "Guest checkout": {"owner": "Doe, Jane", "target": "2026-12-31"},
            "Address book": {"target": "2027-02-01"},
        },
    ),
    "sheet-second-header-units": Case(
        "table.csv",
        {
            "Guest checkout": {"effort": 2, "rice": {"reach": 4000}, "target": "2027-01-05"},
            "Address book": {"effort": 1},
        },
    ),
    "sheet-legend-right": Case(
        "table.csv",
        {
            "Guest checkout": {"effort": "M"}, "Address book": {"effort": "S"}, "Wallets": {"effort": "L"},
        },
    ),
    "sheet-header-units": Case(
        "table.csv",
        {
            "A thing": {"effort": 2}, "B thing": {"effort": 1},
        },
    ),
    "sheet-hash-spaces": Case(
        "table.csv",
        {
            "Kasse": {}, "Buch": {"depends_on": ["Kasse"]}, "Karten": {"depends_on": ["Kasse", "Buch"]},
            "Bild": {"depends_on": ["Kasse", "Karten"]},
        },
    ),
    "sheet-prio-is-moscow-en": Case(
        "table.csv",
        {
            "A thing": {"moscow": "must"}, "B thing": {"moscow": "should"}, "C thing": {"moscow": "could"},
            "D thing": {"moscow": "wont"},
        },
    ),
    "sheet-lone-feature-tail": Case(
        "table.csv",
        {
            "Guest checkout": {}, "Address book": {}, "Search: filters": {}, "Gift cards": {},
        },
    ),
    "sheet-gap-lone-title": Case(
        "table.csv",
        {
            "Guest checkout": {}, "Address book": {}, "Team work": {}, "Wallets": {},
        },
    ),
    "sheet-basecamp-ticks": Case(
        "table.csv",
        {
            "Guest checkout": {"status": "candidate", "owner": "Ann", "target": "2027-01-05"},
            "Address book": {"status": "shipped"}, "Avatars": {},
        },
    ),
}  # fmt: skip


def told_in(prepared: Prepared) -> str:
    lines = [*prepared.guesses, *(f"{one.place}: {one.message}" for one in prepared.findings)]
    return "\n".join([*lines, *(f"{one.place}: {one.reason}" for one in prepared.skipped)])


def came(prepared: Prepared) -> dict[str, dict[str, Any]]:
    """The text of the features that come in, by title; those that they name by their titles too."""
    fitted = [feature for features in prepared.new.values() for feature in features]
    titles = {feature.id: feature.record.title for feature in fitted}
    found: dict[str, dict[str, Any]] = {}
    for feature in fitted:
        data: dict[str, Any] = dict(feature.data)
        data["depends_on"] = sorted(titles[one.id] for one in feature.record.depends_on)
        data["parent"] = titles.get(feature.record.parent or "")
        data.setdefault("status", "candidate")
        found.setdefault(feature.record.title, data)
    return found


def alike(found: Any, wanted: Any) -> bool:
    """Whether a value is the one wanted, however it is spelled; one that ends in "…" goes on."""
    if isinstance(wanted, dict):
        return isinstance(found or {}, dict) and all(
            alike((found or {}).get(key), one) for key, one in wanted.items()
        )
    if isinstance(wanted, list):
        return len(found or []) == len(wanted) and all(
            map(alike, sorted(map(str, found or [])), sorted(wanted))
        )
    if wanted is None:
        return found in (None, "", [])
    if isinstance(wanted, (int, float)):
        return found is not None and float(found) == wanted
    text = str(found).strip()
    return text.startswith(wanted.removesuffix("…")) if wanted.endswith("…") else text == wanted


@pytest.mark.parametrize("name", CASES)
def test_it_comes_in_right(name: str, tmp_path: Path) -> None:
    comes_in_right(CASES[name], str(DATA / name / CASES[name].file), tmp_path)


def comes_in_right(case: Case, given: str, tmp_path: Path) -> None:
    """Bring a case in: what it says comes of it, and a second import changes nothing."""
    (tmp_path / "pm.yaml").write_text(HEAD)
    prepared = prepare(open_workspace(tmp_path), given, ImportOptions())
    write(prepared)
    found = came(prepared)
    wrong = [
        (title, key, found.get(title, {}).get(key), value)
        for title, wanted in case.features.items()
        for key, value in wanted.items()
        if title not in found or not alike(found[title].get(key), value)
    ]
    assert wrong == []
    assert len(prepared.skipped) == case.skipped, prepared.skipped
    assert prepared.imported.read == prepared.count + len(prepared.skipped)
    told = told_in(prepared)
    assert [words for words in case.told if words not in told] == [], told
    assert [words for words in case.untold if words in told] == [], told
    again = prepare(open_workspace(tmp_path), given, ImportOptions())
    assert again.changes_nothing, (again.updated, again.descriptions, again.new)


def test_a_renamed_task_is_the_same_task(tmp_path: Path) -> None:
    (tmp_path / "pm.yaml").write_text(HEAD)
    for name in ("before", "after"):
        path = tmp_path / "given" / "tasks.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes((DATA / "asana-rename" / f"{name}.csv").read_bytes())
        prepared = prepare(open_workspace(tmp_path), str(path), ImportOptions())
        write(prepared)
    assert (prepared.count, list(prepared.updated.values())) == (0, [("title",)])


def test_a_table_without_names_of_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pm.yaml").write_text(HEAD)
    path = DATA / "depviz-noheader" / "roadmap.csv"
    with pytest.raises(PmError, match="no row names the columns"):
        prepare(open_workspace(tmp_path), str(path), ImportOptions())
