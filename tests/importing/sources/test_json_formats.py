"""The JSON of trackers and scripts: samples in their true shapes, and what each shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from json import dumps
from pathlib import Path

import pytest

from pmcli.importing.sources import Source
from pmcli.importing.sources.tables.formats import json_format
from pmcli.importing.sources.tables.formats.dialect import dialect
from pmcli.importing.sources.tables.meaning.columns import compact
from pmcli.importing.sources.tables.meaning.given import checked
from pmcli.importing.sources.trackers.shapes.documents import text_of_document
from pmcli.importing.sources.trackers.shapes.formats import FORMATS
from pmcli.importing.sources.trackers.shapes.jira import JIRA_JSON
from pmcli.model.feature import STATUSES, TYPES
from tests.importing.sources.samples import DATA, best, by_key, told

SAMPLES = {
    "jira-search.json": "jira", "linear-issues.json": "linear", "github-project-items.json": "github-project",
    "gitlab-issues.json": "gitlab", "trello-board.json": "trello", "asana-tasks.json": "asana",
    "clickup-tasks.json": "clickup", "notion-database.json": "notion", "airtable-records.json": "airtable",
    "shortcut-stories.json": "shortcut", "beads.jsonl": "beads", "taskwarrior.json": "taskwarrior",
    "task-master.json": "task-master", "rice-script.json": "json",
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(name: str, golden: Callable[[Path, str], None]) -> None:
    source = Source(name, (DATA / name).read_bytes())
    importer = best(source)
    assert importer.name == SAMPLES[name]
    imported = importer.read(source, {})
    by_key(imported)
    golden(DATA / f"{name.rpartition('.')[0]}.expected.json", told(imported))


def test_every_dialect_of_json_is_listed_and_known() -> None:
    folder = files("pmcli.importing.sources") / json_format.FOLDER
    assert {path.name.removesuffix(".yaml") for path in folder.iterdir()} == {one.name for one in FORMATS}
    for one in FORMATS:
        known = dialect(one.name, json_format.FOLDER)
        listed = Counter(compact(column) for names in known.columns.values() for column in names)
        assert [column for column, times in listed.items() if times > 1] == []
        assert [meaning for meaning in known.columns if checked(meaning) != meaning] == []
        assert {*known.statuses, *known.types} <= {*STATUSES, *TYPES}


def test_a_source_that_is_said_to_be_in_a_format_and_is_not() -> None:
    for one in FORMATS:
        imported = one.importer().read(Source("x.json", b'[{"name": "A", "title": "B", "summary": "C"}]'), {})
        assert imported.read == len(imported.drafts) + len(imported.skipped) == 1


def test_what_a_format_does_not_read_is_told() -> None:
    fields = {
        "summary": "A",
        "comment": {"comments": [{"body": "x"}], "total": 1},
        "worklog": {"worklogs": []},
    }
    imported = JIRA_JSON.importer().read(Source("x", dumps([{"key": "AB-1", "fields": fields}]).encode()), {})
    assert "not read: comment (1 item)" in imported.guesses


def test_a_description_that_is_a_document() -> None:
    def node(kind: str, *content: object, **attributes: object) -> dict[str, object]:
        return {"type": kind, "content": [*content], "attrs": attributes}

    def text(words: str, *marks: object) -> dict[str, object]:
        return {"type": "text", "text": words, "marks": [*marks]}

    item = node("listItem", node("paragraph", text("two")), node("bulletList", node("listItem", text("in"))))
    document = node(
        "doc", node("heading", text("Why"), level=2),
        node("paragraph", text("a"), {"type": "hardBreak"}, text("b", {"type": "code"})),
        node("orderedList", node("listItem", node("paragraph", text("one"))), item),
        node("taskList", node("taskItem", text("done"), state="DONE"), node("taskItem", text("open"))),
        node("codeBlock", text("x = 1"), language="python"), node("panel", node("paragraph", text("note"))),
        node("paragraph", {"type": "mention", "attrs": {"text": "@ann"}}, {"type": "emoji", "attrs": {"shortName": ":+1:"}}),
        node("table", node("tableRow", node("tableCell", node("paragraph", text("1"))), node("tableCell", text("2")))),
        7, {"type": 3},
    )  # fmt: skip
    assert text_of_document(document) == (
        "## Why\n\na\n`b`\n\n1. one\n2. two\n  - in\n\n- [x] done\n- [ ] open\n\n```python\nx = 1\n```\n\n"
        "> note\n\n@ann:+1:\n\n1 | 2"
    )
    deep = node("paragraph", text("deep"))
    for _ in range(900):
        deep = node("blockquote", deep)
    assert text_of_document(node("doc", deep)).count("deep") == 0
