"""Items of a GitHub project, as `gh project item-list --format json` hands them over.

An issue is known by its address, as it is in an export of issues; what its body says it waits for is read as
it is there.
"""

from __future__ import annotations

from typing import Any

from pmcli.importing.sources.plain_values import text_of
from pmcli.importing.sources.tables.formats.json_format import JsonFormat, of_each
from pmcli.importing.sources.tables.nested.item_lists import Record
from pmcli.importing.sources.trackers.issues import mentions, reference
from pmcli.importing.sources.trackers.shapes.values import named

_KINDS = ("Issue", "PullRequest", "DraftIssue")


def is_item(item: Record) -> bool:
    """Whether it is an item of a project."""
    content = item.get("content")
    return isinstance(content, dict) and content.get("type") in _KINDS and "id" in item


def _shaped(item: Record) -> Record:
    content = item["content"]
    issue = reference(str(content.get("url") or ""))
    said = mentions(text_of(content.get("body")), issue.repository if issue else "")
    shaped: dict[str, Any] = {
        key: named(value) if key in ("labels", "assignees", "reviewers") else value
        for key, value in item.items()
    }
    shaped["title"] = item.get("title") or content.get("title")
    shaped["content"] = {key: value for key, value in content.items() if key not in ("title", "repository")}
    if issue is not None:
        shaped["issue"] = [issue.key, f"#{issue.number}"]
    shaped["blocked by"] = [other.key for other in said.needs if other != issue]
    shaped["blocks"] = [other.key for other in said.blocks if other != issue]
    shaped["key"] = content.get("url") or item["id"]
    return shaped


GITHUB_PROJECT = JsonFormat(
    "github-project",
    "items of a GitHub project (gh project item-list --format json)",
    is_item,
    of_each(_shaped),
)
