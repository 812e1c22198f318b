"""The JSON of trackers and scripts: samples in their true shapes, and what each shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pmcli.importing import ImportOptions, prepare
from pmcli.importing.sources import IMPORTERS, Importer, Source
from pmcli.workspace.opening import open_workspace
from tests.importing.sources.samples import DATA, by_key, told
from tests.importing.test_importing import brought, workspace

SAMPLES = {
    "jira-search.json": "jira", "linear-issues.json": "linear", "github-project-items.json": "github-project",
    "gitlab-issues.json": "gitlab", "trello-board.json": "trello", "asana-tasks.json": "asana",
    "clickup-tasks.json": "clickup", "notion-database.json": "notion", "airtable-records.json": "airtable",
    "shortcut-stories.json": "shortcut", "beads.jsonl": "beads", "taskwarrior.json": "taskwarrior",
    "task-master.json": "task-master", "rice-script.json": "json",
}  # fmt: skip


def best(source: Source) -> Importer:
    return max(IMPORTERS, key=lambda one: one.recognise(source))


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(name: str, golden: Callable[[Path, str], None]) -> None:
    source = Source(name, (DATA / name).read_bytes())
    importer = best(source)
    assert importer.name == SAMPLES[name]
    imported = importer.read(source, {})
    by_key(imported)
    golden(DATA / f"{name.rpartition('.')[0]}.expected.json", told(imported))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_second_import_changes_nothing(name: str, tmp_path: Path) -> None:
    root = workspace(tmp_path)
    brought(root, str(DATA / name))
    again = prepare(open_workspace(root), str(DATA / name), ImportOptions())
    assert again.changes_nothing
