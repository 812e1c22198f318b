"""Roadmaps that are text in git: samples in the shapes that public repositories have, and their parts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.importing import ImportOptions, prepare, recognise, write
from pmcli.importing.sources.importer import Imported, Importer, Source
from pmcli.importing.sources.tables.meaning.group_heads import Head, cells_of, head_of
from pmcli.importing.sources.tables.reading import not_tables
from pmcli.importing.sources.text.folder import FOLDER as FOLDER_IMPORTER
from pmcli.importing.sources.text.item_line import read_line
from pmcli.importing.sources.text.markdown import MARKDOWN
from pmcli.importing.sources.text.yaml_file import YAML
from pmcli.model.diagnostic import PmError
from pmcli.workspace.opening import open_workspace
from tests.importing.sources.samples import DATA, by_key, told

FOLDER = DATA / "text"
SAMPLES = {
    "milestones.yml": "yaml", "stories.yaml": "yaml", "groups.yaml": "yaml", "unquoted.yaml": "yaml",
    "quarters.yaml": "yaml", "ROADMAP.md": "markdown", "headings.md": "markdown", "setext.md": "markdown",
    "phases.md": "markdown", "kanban.md": "markdown", "tables.md": "markdown", "proposals": "front-matter",
    "board": "front-matter", "plan.mmd": "gantt", "timeline.mw": "markwhen", "harbour.org": "org",
}  # fmt: skip


def read(path: Path, **mapping: str) -> tuple[str, Imported]:
    recognised = recognise(str(path), ImportOptions(), effort_unit="person-weeks")
    return recognised.importer.name, recognised.read(mapping, {})


@pytest.mark.parametrize(("name", "format_"), SAMPLES.items())
def test_samples(name: str, format_: str, golden: Callable[[Path, str], None]) -> None:
    importer, imported = read(FOLDER / name)
    assert importer == format_
    by_key(imported)
    golden(FOLDER / f"{name}.expected.json", told(imported))


def test_a_new_title_of_the_same_file_and_id_is_an_update(tmp_path: Path) -> None:
    (tmp_path / "pm.yaml").write_text("pm: 1\nproduct: Harbour\ncalendar: {start: 2026-Q4}\n")
    (tmp_path / "in").mkdir()
    sources = {
        "in": (tmp_path / "in" / "map.md", "---\ntitle: {}\nstatus: todo\nvotes: 3\n---\n"),
        "a.yaml": (tmp_path / "a.yaml", "- {{id: m, title: {}, votes: 3}}\n"),
    }
    for name, (file, text) in sources.items():
        asked = ImportOptions(mapping={"votes": "x-likes"})
        title = f"Harbour {file.stem}"
        file.write_text(text.format(title))
        write(prepare(open_workspace(tmp_path), str(tmp_path / name), asked))
        file.write_text(text.format(f"The {title}"))
        again = prepare(open_workspace(tmp_path), str(tmp_path / name), ImportOptions())
        assert (again.count, again.known, list(again.updated.values())) == (0, 1, [("title",)])


def test_what_a_file_of_a_folder_says() -> None:
    drafts = by_key(read(FOLDER / "proposals")[1])
    fields = drafts["batch-booking"].fields
    assert (fields["theme"], fields["problem"], fields["solution"]) == (
        "Booking", "Today each berth is booked by hand.", "- One form for a regatta\n- One invoice",
    )  # fmt: skip
    assert fields["description"] == (
        "Book all berths of a regatta in one go.\n\n## Current Status\n\nNo date has been set."
    )
    assert drafts["live-gauges"].fields["depends_on"] == ["tide-tables", "batch-booking"]


def yaml(text: str) -> Imported:
    return YAML.read(Source("b.yaml", text.encode()), {})


def markdown(text: str) -> Imported:
    return MARKDOWN.read(Source("b.md", text.encode()), {})


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("In progress", {"status": "in-progress"}), ("in_progress", {"status": "in-progress"}),
        ("✅ Completed:", {"status": "shipped"}), ("Now (next release)", {"horizon": "now"}),
        ("Long-term", {"horizon": "later"}), ("Q1 2027", {"target": "2027-Q1"}),
        ("Q1 2027 — Foundations", {"target": "2027-Q1", "theme": "Foundations"}),
        ("v1.0 (Completed)", {"release": "v1.0", "status": "shipped"}),
        ("Phase 2: Growth (In progress)", {"release": "Phase 2: Growth", "status": "in-progress"}),
        ("v0.2 planned", {"release": "v0.2", "status": "planned"}), ("Must have", {"moscow": "must"}),
        ("High priority", {"priority": "High priority"}), ("Bug fixes", {"type": "bug"}),
        ("Testing", {"theme": "Testing"}), ("2. Editor", {"theme": "Editor"}), ("Features", {}), ("", {}),
        ("Not planned", {"status": "declined"}), ("Ideas", {"status": "idea"}), ("milestones", {}),
    ],
)  # fmt: skip
def test_what_a_heading_says(head: str, said: dict[str, str]) -> None:
    assert dict(head_of(head)) == said


def test_headings_within_headings() -> None:
    assert cells_of([Head("2027"), Head("Q3"), Head("Web"), Head("Editor")], "h") == {
        "h.target": "2027-Q3", "h.theme": "Editor", "h.section": "Web",
    }  # fmt: skip
    assert cells_of([Head("Growth", "release"), Head("done")], "h") == {
        "h.release": "Growth", "h.status": "shipped",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("**Login** – so that it works", {"title": "Login", "text": "so that it works"}),
        ("[Fuel](https://x.example/1): of all", {"title": "Fuel", "url": "https://x.example/1", "text": "of all"}),
        ("Export (#12)", {"title": "Export", "issue": "#12"}), ("Export @ann", {"title": "Export", "owner": "ann"}),
        ("✅ Search", {"title": "Search", "mark": "shipped"}), ("Search 🚧", {"title": "Search", "mark": "in-progress"}),
        (":white_check_mark: Search", {"title": "Search", "mark": "shipped"}),
        ("~~Paper~~", {"title": "Paper", "mark": "cancelled", "struck": "true"}),
        ("HB-7: Radio", {"title": "Radio", "id": "HB-7"}), ("Radio (Q3 2027)", {"title": "Radio", "due": "2027-Q3"}),
        ("Radio (in progress)", {"title": "Radio", "state": "in-progress"}), ("Radio (optional)", {"title": "Radio (optional)"}),
        ("Maps #web 📅 2027-03-01", {"title": "Maps", "tags": "web", "due": "2027-03-01"}),
        ("Themes: light and dark", {"title": "Themes: light and dark"}), ("`berths` command", {"title": "berths command"}),
    ],
)  # fmt: skip
def test_what_a_line_says(line: str, cells: dict[str, str]) -> None:
    assert read_line(line) == cells


@pytest.mark.parametrize(
    ("text", "is_prose"),
    [
        ("epics:\n  - id: a\n    title: A, and B\n", True), ("- title: A\n  status: done\n- title: B\n", True),
        ("# Roadmap\n\n- [ ] A, b\n- [x] B, c\n", True), ("| A | B |\n|---|---|\n| 1 | 2 |\n", True),
        ("---\ntitle: A\n---\nText\n", True), ("v1\n==\n\n* a\n", True),
        ("Title,Status\nA: b,done\nC: d,open\n", False), ('Title,Body\nA,"# One\n- two\n- three"\n', False),
        ("# Export\n# of May\nTitle,Status\nA,done\n", False), ("| A | B\n1 | 2\n", False), ("Key;Title\n1;A\n", False), ("title: a\n", False), ("", False),
    ],
)  # fmt: skip
def test_text_that_is_yaml_or_markdown_is_no_table(text: str, is_prose: bool) -> None:
    assert not_tables.is_prose(text.encode()) == is_prose


def test_ids_within_items_and_titles_that_come_twice() -> None:
    drafts = by_key(
        yaml(
            "a:\n- {title: A, tasks: [{id: 1, title: T}, {id: 2, title: U, needs: [1]}]}\n"
            "- {title: B, tasks: [{id: 1, title: T}]}\n- {title: C, tasks: [{title: V}]}\n"
            "- {title: D, tasks: [{title: V}]}\n"
        )
    )
    assert list(drafts) == ["A", "A.1", "A.2", "B", "B.1", "C", "V", "D", "D / V"]
    assert drafts["A.2"].fields["depends_on"] == ["A.1"]
    assert drafts["D / V"].fields["parent"] == "D"


def test_a_key_that_means_nothing_is_kept() -> None:
    (draft,) = yaml("- {title: A, colour: red, squad_size: 3, rationale2: [One, Two]}\n").drafts
    assert draft.fields == {
        "title": "A", "x-squad-size": "3", "description": "Rationale2:\n\n- One\n- Two", "links": {"b": "A"},
    }  # fmt: skip


def test_lines_below_an_item() -> None:
    drafts = by_key(
        markdown(
            "## Now\n- A\n  more of it\n  - Status: done\n  - Owner: ann\n  - Acceptance: one\n  - a detail\n"
            "    - within\n  - [ ] part\n- Q3 2027:\n  - B\n"
        )
    )
    assert drafts["A more of it"].fields == {
        "title": "A more of it", "status": "shipped", "owner": "ann", "acceptance": ["one"], "horizon": "now",
        "description": "- a detail\n  - within", "links": {"b": "A more of it"},
    }  # fmt: skip
    assert drafts["part"].fields["parent"] == "A more of it"
    assert drafts["B"].fields["target"] == "2027-Q3"


@pytest.mark.parametrize(
    ("text", "key", "fields"),
    [
        ("| Area | Now | Later |\n|---|---|---|\n| Web | A<br>- B | C |\n", "B", {"theme": "Web", "horizon": "now"}),
        ("| Milestone | Date | Status |\n|---|---|---|\n| Beta | Q3 2027 | 🚧 |\n| GA | | done |\n", "Beta",
         {"target": "2027-Q3", "status": "in-progress"}),
        ("## Epic 1: Login\n\nText.\n\n- [x] Form\n", "Login", {"description": "Text."}),
        ("## Epic 1: Login\n\n- [x] Form\n", "Form", {"parent": "Login", "status": "shipped"}),
        ("## Web\n\n<details>\n<summary>Done</summary>\n\n- A\n\n</details>\n", "A", {"theme": "Web", "status": "shipped"}),
        ("## Sprint 2 (2027-03-01 – 2027-03-14)\n- A\n", "A", {"release": "Sprint 2", "target": "2027-03-14"}),
        ("## Editor (done)\n- [ ] A\n- [x] B\n", "A", {"theme": "Editor"}),
        ("## P1: Logs\n\nText.\n\n## P2: Profiles\n\nMore.\n", "Logs", {"x-priority": "P1", "description": "Text."}),
        ("## Now\n- [a](#b)\n- 🐣 **Map:** of all (done)\n", "Map", {"description": "of all (done)", "horizon": "now"}),
    ],
)  # fmt: skip
def test_pages_as_people_write_them(text: str, key: str, fields: dict[str, object]) -> None:
    said = by_key(markdown(text))[key].fields
    assert {name: value for name, value in said.items() if name not in ("title", "links")} == fields


@pytest.mark.parametrize(
    ("text", "key", "fields"),
    [
        ("phases:\n  one: {name: First, due: 2027-03-01, tasks: [{task: A, done: true}]}\n", "A",
         {"release": "First", "status": "shipped", "target": "2027-03-01"}),
        ("releases:\n- {version: '2.0', date: 2027-05-01, features: [A]}\n", "A", {"release": "2.0", "target": "2027-05-01"}),
        ("themes:\n- {name: Web, items: [{name: A, summary: Text}]}\n", "A", {"theme": "Web", "description": "Text"}),
        ("- {title: E, stories: [{title: A, value: 8, time_criticality: 5, risk_reduction: 8, effort: 5}]}\n", "A",
         {"parent": "E", "wsjf": {"user_business_value": 8, "time_criticality": 5, "risk_opportunity": 8, "job_size": 5}}),
        ("phases: [{id: P0, name: First}]\ntasks: [{id: t, title: A, phase: P0}]\n", "t", {"id": "t", "release": "First"}),
        ("tasks: [{id: k, text: ''}, {id: t, text: \"# A\\n\\nMore\"}]\n", "t", {"id": "t", "description": "More"}),
        ("- {id: e, type: epic, title: E}\n- {id: t, title: A, epic: e, status: done}\n", "t",
         {"id": "t", "parent": "e", "status": "shipped"}),
        ("a: {b: {title: A, owner: {name: Ann, email: a@b}}, c: {title: C}}\n", "b", {"id": "b", "owner": "Ann", "theme": "a"}),
    ],
)  # fmt: skip
def test_yaml_as_people_write_it(text: str, key: str, fields: dict[str, object]) -> None:
    said = by_key(yaml(text))[key].fields
    assert {name: value for name, value in said.items() if name not in ("title", "links")} == fields


@pytest.mark.parametrize(
    ("importer", "text"),
    [
        (MARKDOWN, "| Title | Status | Date |\n|---|---|---|\n| Sails | done | 2027-01-02 |\n"),
        (YAML, "items:\n- {title: Sails, status: done, Date: 2027-01-02}\n"),
    ],
)
def test_a_second_reading_with_another_mapping_is_as_the_first(importer: Importer, text: str) -> None:
    source = Source("plan", text.encode())
    assert importer.read(source, {}).drafts[0].fields["shipped"] == "2027-01-02"
    assert importer.read(source, {"Date": "target"}).drafts[0].fields["target"] == "2027-01-02"


def test_front_matter_may_be_toml() -> None:
    text = b'+++\ntitle = "Map"\nstatus = "planned"\ntags = ["a", "b"]\n+++\n\nText\n'
    (draft,) = FOLDER_IMPORTER.read(Source("map.md", text), {}).drafts
    assert (draft.fields["title"], draft.fields["status"], draft.fields["tags"], draft.fields["description"]) == (
        "Map", "planned", ["a", "b"], "Text",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.yaml", "version: 1\nname: x\n", 'YAML without a list of items that have a title; its keys are "version", "name"'),
        ("a.yaml", "a: [1\nb: 2\n", "is no valid YAML: line 1"),
        ("a.md", "# Hello\n\nText.\n", 'Markdown in which there is no list or table of what is to be done; its headings are "Hello"'),
        ("a.md", "# Hello\n" * 14, 'its headings are ' + ", ".join(['"Hello"'] * 12) + " and 2 more"),
        ("a.md", "# Hello\n\n- one\n- two\n", "Markdown in which nothing says what is to be done"),
    ],
)  # fmt: skip
def test_what_is_no_roadmap_is_told_as_what_it_is(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(PmError) as raised:
        read(tmp_path / name)
    assert message in str(raised.value)
    assert raised.value.exit_code == 2


@given(st.text(alphabet="-*#|>[]x :~`\n\tab1.(", max_size=120))
def test_whatever_stands_there_a_count_in_is_a_count_out(text: str) -> None:
    for reads, name in ((markdown, "- [ ] a\n"), (yaml, "- title: a\n")):
        try:
            imported = reads(name + text)
        except PmError:
            continue
        by_key(imported)
