"""The formats of JSON that are known."""

from __future__ import annotations

from typing import Final

from pmcli.importing.sources.importer import Importer
from pmcli.importing.sources.trackers.shapes.airtable import AIRTABLE_JSON
from pmcli.importing.sources.trackers.shapes.asana import ASANA_JSON
from pmcli.importing.sources.trackers.shapes.beads import BEADS
from pmcli.importing.sources.trackers.shapes.clickup import CLICKUP_JSON
from pmcli.importing.sources.trackers.shapes.github_project import GITHUB_PROJECT
from pmcli.importing.sources.trackers.shapes.gitlab import GITLAB_JSON
from pmcli.importing.sources.trackers.shapes.jira import JIRA_JSON
from pmcli.importing.sources.trackers.shapes.linear import LINEAR_JSON
from pmcli.importing.sources.trackers.shapes.notion import NOTION_JSON
from pmcli.importing.sources.trackers.shapes.shortcut import SHORTCUT_JSON
from pmcli.importing.sources.trackers.shapes.taskmaster import TASK_MASTER
from pmcli.importing.sources.trackers.shapes.taskwarrior import TASKWARRIOR
from pmcli.importing.sources.trackers.shapes.trello import TRELLO_JSON

FORMATS: Final = (
    JIRA_JSON, LINEAR_JSON, GITHUB_PROJECT, GITLAB_JSON, TRELLO_JSON, ASANA_JSON, CLICKUP_JSON, NOTION_JSON,
    AIRTABLE_JSON, SHORTCUT_JSON, BEADS, TASKWARRIOR, TASK_MASTER,
)  # fmt: skip


def importers() -> tuple[Importer, ...]:
    """The importers of all of them."""
    return tuple(known.importer() for known in FORMATS)
