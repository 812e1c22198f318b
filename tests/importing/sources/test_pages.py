"""Markdown pages as people write them: what stands within lines, beside lists and below headings of items."""

from __future__ import annotations

import pytest

from pmcli.importing.sources.importer import Imported, Source
from pmcli.importing.sources.tables.meaning.group_heads import head_of, is_of_prose
from pmcli.importing.sources.text.markdown import MARKDOWN
from pmcli.importing.sources.text.yaml_file import YAML
from tests.importing.sources.samples import by_key

OTHERS = "- Roof deck\n- Boat list (3w)\n- Delta (#12)\n- A2 Heavy deps\n"


def markdown(text: str) -> Imported:
    return MARKDOWN.read(Source("b.md", text.encode()), {})


def fields_of(imported: Imported, key: str) -> dict[str, object]:
    said = by_key(imported)[key].fields
    return {name: value for name, value in said.items() if name not in ("title", "links", "horizon")}


@pytest.mark.parametrize(
    ("line", "title", "fields"),
    [
        ("Berths (blocked by: Boat list)", "Berths", {"depends_on": ["Boat list"]}),
        ("Lights → needs Boat list", "Lights", {"depends_on": ["Boat list"]}),
        ("Dock; after Roof deck", "Dock", {"depends_on": ["Roof deck"]}),
        ("Moor (depends on [Roof deck](https://x.example/1))", "Moor", {"depends_on": ["Roof deck"]}),
        ("Heat (depends on: A2, Roof deck)", "Heat", {"depends_on": ["A2 Heavy deps", "Roof deck"]}),
        ("Pier (Owner: Mia; Depends on: Boat list, Roof deck)", "Pier",
         {"owner": "Mia", "depends_on": ["Boat list", "Roof deck"]}),
        ("Crew _Owner: Mia. Depends on: Boat list._", "Crew", {"owner": "Mia", "depends_on": ["Boat list"]}),
        ("Pfad (Abhängig von: Roof deck, Aufwand: 3 Tage)", "Pfad", {"depends_on": ["Roof deck"], "effort": 0.6}),
        ("Beta, blocked by #12", "Beta", {"depends_on": ["Delta"]}),
        ("Gamma — depends on #12", "Gamma", {"depends_on": ["Delta"]}),
        ("Quay blocked by HB-12", "Quay", {"depends_on": ["HB-12"]}),
        ("Zeta #14", "Zeta", {"x-issue": "#14"}), ("Epsilon (closes #14)", "Epsilon", {"x-issue": "#14"}),
        ("Wind blocked by A2", "Wind", {"depends_on": ["A2 Heavy deps"]}), ("Fog `3d`", "Fog", {"effort": 0.6}),
        ("**Net** (2w, P1): text behind", "Net", {"description": "text behind", "effort": 2, "x-priority": "P1"}),
        ("Tea (Q3 2027, owner Mia, est. 3d)", "Tea", {"target": "2027-Q3", "owner": "Mia", "effort": 0.6}),
        ("Rope – waits for Boat list", "Rope", {"depends_on": ["Boat list"]}), ("Mud (size XL)", "Mud", {"effort": "XL"}),
        ("Sails (2w)", "Sails", {"effort": 2}), ("Ropes — 3 days", "Ropes", {"effort": 0.6}),
        ("Cargo (~2-3 weeks)", "Cargo", {"effort": "2..3"}), ("Radio (8 SP)", "Radio", {"x-story-points": "8"}),
        ("Hull · 3d · @mia", "Hull", {"effort": 0.6, "owner": "mia"}), ("Log @ann @bob", "Log", {"owner": "ann"}),
        ("Trips (2w, @tom, P2)", "Trips", {"effort": 2, "owner": "tom", "x-priority": "P2"}),
        ("**P1** Fast start", "Fast start", {"x-priority": "P1"}), ("[P1] Fast start", "Fast start", {"x-priority": "P1"}),
        ("Anchor [effort:: 5] [due:: 2027-01-05]", "Anchor", {"effort": 5, "target": "2027-01-05"}),
        ("Drill (squad:: Blue) [votes:: 3]", "Drill", {"team": "Blue", "x-votes": "3"}),
        ("Mast (due Mar 2027)", "Mast", {"target": "2027-03"}), ("Oar (start 2027-02-01)", "Oar", {"not_before": "2027-02-01"}),
        ("Keel *(blocked)*", "Keel", {"x-status": "blocked"}), ("<del>Paper log</del>", "Paper log", {"status": "declined"}),
        ("**Ferry** – works (2w) (blocked by: Boat list)", "Ferry",
         {"description": "works", "effort": 2, "depends_on": ["Boat list"]}),
    ],
)  # fmt: skip
def test_what_a_line_says_of_fields(line: str, title: str, fields: dict[str, object]) -> None:
    imported = markdown(f"## Now\n{OTHERS}- {line}\n")
    assert fields_of(imported, title) == fields
    assert any(told.startswith("read within lines") for told in imported.guesses)


@pytest.mark.parametrize(
    "line",
    [
        "Speed up, see #12", "Mail: closes #7", "Fix for #12 in core", "Follow-up to #12", "Search (done?)",
        "Maps (needs sharpening)", "Editor: themes, tags: many", "Warehouse for 3 days", "Change owner: form",
        "Range (30 km)", "Upload (2 MB)", "Needs: Roof deck", "C# and F# bindings", "Trial (effort: too much)",
        "Keep logs (90 days)", "Reports — status: filters", "Guarantee (3 years)", "Plan (Roof deck)", "Signs (due soon)",
    ],
)  # fmt: skip
def test_what_is_not_surely_a_field_stays_in_the_title(line: str) -> None:
    assert fields_of(markdown(f"## Now\n{OTHERS}- {line}\n"), line) == {}


@pytest.mark.parametrize(
    ("text", "key", "fields"),
    [
        ("| Epic | Effort |\n|---|---|\n| C# package | 2d |\n", "C# package", {"effort": 0.4}),
        ("| Task | Depends on |\n|---|---|\n| Compile | |\n| Compile #2 | |\n| Link | Compile #2 |\n", "Link",
         {"depends_on": ["Compile #2"]}),
        ("| Feature | Epic |\n|---|---|\n| C# support | |\n| A | C# support |\n", "A", {"parent": "C# support"}),
        ("| Item | Depends on |\n|---|---|\n| A1 Base | |\n| A2 Deps | A1 |\n| C | A1 and A2 |\n", "C",
         {"depends_on": ["A1 Base", "A2 Deps"]}),
        ("| Step | What | Depends on |\n|---|---|---|\n| 1 | Dig | |\n| 2 | Lay | Step 1 |\n", "Lay",
         {"depends_on": ["Dig"], "x-step": "2"}),
        ("| Step | What | Depends on |\n|---|---|---|\n| Step 1 | Dig | |\n| Step 2 | Lay | 1 |\n", "Lay",
         {"depends_on": ["Dig"], "x-step": "Step 2"}),
        ("| Key | Story | Effort |\n|---|---|---|\n| K-1 | Dig | 3d |\n", "K-1", {"id": "K-1", "effort": 0.6}),
        ("## Now\n- [ ] A\n- [x] B\n## Backlog\n| Feature | Effort |\n|---|---|\n| C | 3d |\n| A | 1w |\n| D | 2w |\n", "A",
         {"effort": 1}),
        ("## Now\n- [ ] A\n- [x] B\n## Backlog\n| Feature | Effort |\n|---|---|\n| C | 3d |\n", "C", {"effort": 0.6}),
        ("## S\n### US-1 Login\n- [ ] Form\n- [x] Mail\n\nEffort: 3d\n", "US-1",
         {"id": "US-1", "effort": 0.6, "acceptance": ["Form", "Mail"], "theme": "S"}),
        ("## Now\n### Login\nEffort: 3d\n- [ ] Form\n", "Login", {"effort": 0.6, "acceptance": ["Form"]}),
        ("## Now\n### Login\nEffort: 3d\n- [ ] Form (2d)\n", "Form", {"effort": 0.4, "parent": "Login"}),
    ],
)  # fmt: skip
def test_pages_with_tables_and_stories(text: str, key: str, fields: dict[str, object]) -> None:
    assert fields_of(markdown(text), key) == fields


@pytest.mark.parametrize("title", ["Changes", "How we build the product", "Notes"])
def test_the_title_of_a_page_makes_none_of_it_prose(title: str) -> None:
    assert list(by_key(markdown(f"# {title}\n- [ ] A\n## Now\n- B\n## Risks\n- C\n"))) == ["A", "B"]


def test_lists_beside_a_table_that_say_nothing_of_work_are_told() -> None:
    table = "| Feature | Effort |\n|---|---|\n| A | 3d |\n| B | 3d |\n| C | 3d |\n"
    imported = markdown(f"## Sizing\n- S is a day\n- M is a week\n## Work\n{table}")
    assert list(by_key(imported)) == ["A", "B", "C"]
    assert (
        imported.guesses[0] == "not read: 2 items of lists beside the table, which have no box and no status"
    )
    people = markdown("## Now\n- [ ] A\n- [ ] B\n## People\n| Name | Team |\n|---|---|\n| Mia | Core |\n")
    assert list(by_key(people)) == ["A", "B"]
    assert people.guesses[0] == "not read: 1 row of tables beside the lists, which say nothing of work"


def test_the_date_of_what_is_done_is_when_it_was() -> None:
    text = "done:\n- {title: A, date: 2026-05-01}\nnext:\n- {title: B, date: 2027-05-01}\n"
    imported = YAML.read(Source("b.yaml", text.encode()), {})
    assert fields_of(imported, "A") == {"status": "shipped", "shipped": "2026-05-01"}
    assert fields_of(imported, "B") == {"x-date": "2027-05-01"}


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("2.1 Boats", {"theme": "Boats"}), ("2.1", {"release": "2.1"}), ("v2.1 Boats", {"release": "v2.1 Boats"}),
        ("Release 2.1", {"release": "Release 2.1"}), ("2.1 – 2027-03-01", {"release": "2.1", "target": "2027-03-01"}),
        ("2.0 Boats", {"release": "2.0 Boats"}), ("2.1 (done)", {"release": "2.1", "status": "shipped"}),
        ("3.1 Now", {"release": "3.1", "horizon": "now"}), ("1.4.2 Sails", {"theme": "Sails"}),
    ],
)  # fmt: skip
def test_a_numbered_heading_is_a_release_only_where_it_looks_like_one(
    head: str, said: dict[str, str]
) -> None:
    assert dict(head_of(head)) == said


@pytest.mark.parametrize(
    ("heading", "is_prose"),
    [
        ("What changed since last update", True), ("Risks & mitigations", True), ("2.3 Risks and mitigations", True),
        ("📝 Notes", True), ("Notes for readers", True), ("How to read this roadmap", True), ("Changelog", True),
        ("Principles", True), ("Was sich geändert hat", True), ("Risiken und Gegenmaßnahmen", True),
        ("Grundsätze", True), ("Ce qui a changé depuis mars", True), ("Risques", True), ("Cómo leer este plan", True),
        ("Historial de cambios", True), ("Wat is er veranderd", True), ("История изменений", True), ("変更履歴", True),
        ("Notes app", False), ("Risk scoring", False), ("Changelog page", False), ("Boats & notes", False),
        ("Now", False), ("How", False), ("", False),
    ],
)  # fmt: skip
def test_headings_of_prose(heading: str, is_prose: bool) -> None:
    assert is_of_prose(heading) == is_prose
    if heading and heading not in ("Now", "How"):
        listed = [draft.key for draft in markdown(f"## {heading}\n- Refunds\n## Now\n- A\n").drafts]
        assert listed == (["A"] if is_prose else ["Refunds", "A"])
