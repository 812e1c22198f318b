"""Backlogs in the form in which trackers take them in, and in which `pm import` reads them again.

What both sides know comes back as it was. Jira knows title, description, type, status, owner, labels, theme,
release, day wished for, day shipped, parent, dependencies, and in fields of its own the effort and the inputs
of the models, as numbers. GitHub knows title, description, acceptance criteria, type, status, owner, labels,
milestone, parent and dependencies. What else a feature says has no place there.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any, Final

from pmcli.importing.sources.plain_values import line_of, once, text_of
from pmcli.importing.sources.tables.values.guard import PM_ID, guarded
from pmcli.importing.sources.text.prose import acceptance
from pmcli.importing.sources.trackers.github_issue import status_label
from pmcli.importing.sources.trackers.issues import IssueReference, mentions, reference
from pmcli.importing.sources.trackers.marks import MARKED, VERBATIM, mark, unmarked
from pmcli.model.backlog import Backlog
from pmcli.model.estimate import Estimate, plain
from pmcli.model.feature import Feature
from pmcli.model.inputs import IMPACTS

_STEERING: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
_JIRA_KEY: Final = re.compile(r"[A-Z][A-Z0-9_]{1,20}-\d{1,9}")
_JIRA_STATUSES: Final = {
    "idea": "Idea", "candidate": "Backlog", "planned": "Selected for Development",
    "in-progress": "In Progress", "shipped": "Done", "parked": "On Hold", "declined": "Won't Do",
}  # fmt: skip
_JIRA_TYPES: Final = {
    "feature": "Story", "bug": "Bug", "debt": "Technical Debt", "research": "Spike",
    "compliance": "Compliance", "enabler": "Enabler",
}  # fmt: skip
_BLOCKS: Final = "Inward issue link (Blocks)"
_SCORES: Final = (
    ("rice", "reach", "Reach"), ("rice", "impact", "Impact"), ("rice", "confidence", "Confidence"),
    ("wsjf", "user_business_value", "User-business value"), ("wsjf", "time_criticality", "Time criticality"),
    ("wsjf", "risk_opportunity", "Risk reduction"), ("wsjf", "job_size", "Job size"),
    ("cd3", "cost_of_delay", "Cost of delay"), ("cd3", "duration", "Duration (weeks)"),
)  # fmt: skip


# --- Jira ---


def jira_csv(backlog: Backlog) -> str:
    """The features as a CSV file that Jira takes in: a row each, a column repeated where there are several.

    A feature with a Jira key in its links keeps it; the others are known by the issue id, their row's number.
    A text that a spreadsheet would run as a formula has an apostrophe in front. The last column has pm's ids.
    """
    rows = list(_jira_rows(backlog))
    columns = _columns(rows)
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([name for name, _ in columns])
    for row in rows:
        writer.writerow([_cell(row.get(name, ()), at) for name, at in columns])
    return text.getvalue()


def _columns(rows: Iterable[Mapping[str, tuple[str, ...]]]) -> list[tuple[str, int]]:
    """The columns that any row fills, each as often as the fullest row needs it."""
    widths = {"Issue key": 1, "Issue id": 1, "Summary": 1, PM_ID: 1}
    for row in rows:
        for name, texts in row.items():
            widths[name] = max(widths.get(name, 0), len(texts))
    order = [name for name in _ORDER if widths.get(name)]
    return [(name, at) for name in order for at in range(widths[name])]


def _cell(texts: tuple[str, ...], at: int) -> str:
    return guarded(_STEERING.sub(_written, texts[at])) if at < len(texts) else ""


def _written(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _jira_rows(backlog: Backlog) -> Iterator[dict[str, tuple[str, ...]]]:
    ids = {name: str(number) for number, name in enumerate(backlog.features, 1)}
    keys = _jira_keys(backlog)
    parents = set(backlog.children())
    for name, feature in backlog.features.items():
        status = backlog.status(name)
        kind = "Epic" if name in parents and feature.type == "feature" else _JIRA_TYPES[feature.type]
        row = {
            "Issue key": [keys.get(name, "")],
            "Issue id": [ids[name]],
            "Summary": [line_of(feature.title)],
            "Issue Type": [kind],
            "Status": [_JIRA_STATUSES[status]],
            "Resolution": [_JIRA_STATUSES[status] if status in ("shipped", "declined") else ""],
            "Resolved": [str(feature.shipped or "") if status == "shipped" else ""],
            "Assignee": [line_of(feature.owner)],
            "Parent": [ids.get(feature.parent or "", "")],
            "Description": [text_of(feature.description)],
            "Components": [line_of(feature.theme)],
            "Fix versions": [line_of(feature.release)],
            "Due date": [str(feature.target) if isinstance(feature.target, date) else ""],
            "Labels": [re.sub(r"[\s,;]+", "-", line_of(tag)) for tag in feature.tags],
            _BLOCKS: [keys.get(need, ids[need]) for need in feature.prerequisites() if need in ids],
            PM_ID: [name],
            **_own_fields(backlog, feature, is_parent=name in parents),
        }
        yield {column: tuple(once(texts)) for column, texts in row.items()}


def _jira_keys(backlog: Backlog) -> dict[str, str]:
    """The Jira keys of features; one that several claim is the first one's."""
    jira_keys: dict[str, str] = {}
    for name, feature in backlog.features.items():
        key = feature.links.get("jira", "").strip()
        if _JIRA_KEY.fullmatch(key):
            jira_keys.setdefault(key, name)
    return {name: key for key, name in jira_keys.items()}


def _own_fields(backlog: Backlog, feature: Feature, *, is_parent: bool) -> dict[str, list[str]]:
    """Values that Jira has no field for, in the custom fields that teams make; ranges as their mean."""
    unit = backlog.workspace.effort_unit
    effort = None if is_parent else backlog.total_effort(feature)
    own_fields = {
        "Story Points" if unit == "points" else f"Effort ({unit})": ""
        if effort is None
        else plain(effort, 6),
        "MoSCoW": feature.moscow or "",
        "Problem": text_of(feature.problem),
        "Solution": text_of(feature.solution),
        "Acceptance criteria": "\n".join(map(line_of, feature.acceptance)),
        "Deadline": str(feature.deadline.date) if feature.deadline else "",
    }
    for model, part, name in _SCORES:
        record = getattr(feature, model)
        own_fields[name] = _number(getattr(record, part)) if record is not None else ""
    return {f"Custom field ({name})": [text] for name, text in own_fields.items()}


def _number(value: Estimate | float | str | None) -> str:
    """A number as Jira's number fields take it; a word of the scale as it is, a share as a percentage."""
    if isinstance(value, Estimate):
        return value.text if value.text in IMPACTS else plain(value.mean, 6)
    return f"{plain(100 * value, 6)}%" if isinstance(value, float) else ""


_ORDER: Final = (
    "Issue key", "Issue id", "Summary", "Issue Type", "Status", "Resolution", "Resolved", "Assignee",
    "Parent", "Components", "Fix versions", "Due date", "Labels", _BLOCKS, "Description",
    *(f"Custom field ({name})" for name in (
        "Effort (person-weeks)", "Effort (person-months)", "Effort (person-days)", "Story Points", "MoSCoW",
        "Deadline", *(name for _, _, name in _SCORES), "Problem", "Solution", "Acceptance criteria",
    )),
    PM_ID,
)  # fmt: skip


# --- GitHub ---


@dataclass(frozen=True, slots=True)
class _Named:
    """The name of an issue: its number, and its address where it has one."""

    number: int
    url: str

    def document(self, title: str) -> dict[str, object]:
        """The issue as another one names it."""
        return {"number": self.number, "title": title, "url": self.url}


def github_json(backlog: Backlog) -> str:
    """The features as issues in the JSON of `gh issue list`.

    A feature with an issue in its links keeps its number and address; the others get numbers that are free.
    `pm` is pm's id, so that it comes back under that.
    """
    named = _github_names(backlog)
    issues = [_issue(backlog, feature, named) for feature in backlog.features.values()]
    text = json.dumps(issues, ensure_ascii=False, indent=2) + "\n"
    return _STEERING.sub(_written, text)


def _github_names(backlog: Backlog) -> dict[str, _Named]:
    links = {name: reference(feature.links.get("github", "")) for name, feature in backlog.features.items()}
    taken = {link.number for link in links.values() if link is not None}
    seen: set[IssueReference] = set()
    github_names: dict[str, _Named] = {}
    free = 0
    for name, link in links.items():
        if link is not None and link not in seen:
            seen.add(link)
            github_names[name] = _Named(link.number, _address(link))
            continue
        free = next(number for number in range(free + 1, free + len(taken) + 2) if number not in taken)
        github_names[name] = _Named(free, "")
    return github_names


def _address(link: IssueReference) -> str:
    if not link.repository:
        return ""
    has_host = link.repository.count("/") > 1
    return f"https://{'' if has_host else 'github.com/'}{link.repository}/issues/{link.number}"


def _issue(backlog: Backlog, feature: Feature, named: Mapping[str, _Named]) -> dict[str, object]:
    status = backlog.status(feature.id)
    is_open = status not in ("shipped", "declined")
    issue = named[feature.id]
    needs = [need for need in feature.prerequisites() if need in named]
    closed = f"{feature.shipped}T00:00:00Z" if status == "shipped" and feature.shipped else None
    parent = feature.parent if feature.parent in named else None
    return {
        "number": issue.number,
        "title": line_of(feature.title),
        "url": issue.url,
        "state": "OPEN" if is_open else "CLOSED",
        "stateReason": "" if is_open else "COMPLETED" if status == "shipped" else "NOT_PLANNED",
        "closedAt": closed,
        "issueType": {"name": feature.type.capitalize()},
        "labels": [{"name": label} for label in _labels(feature, status, is_open=is_open)],
        "assignees": [{"login": line_of(feature.owner)}] if line_of(feature.owner) else [],
        "milestone": _milestone(feature),
        "parent": named[parent].document(_title(backlog, parent)) if parent else None,
        "blockedBy": {"nodes": [named[need].document(_title(backlog, need)) for need in needs]},
        "body": _body(feature),
        "pm": feature.id,
    }


def _title(backlog: Backlog, name: str) -> str:
    return line_of(backlog.features[name].title)


def _labels(feature: Feature, status: str, *, is_open: bool) -> list[str]:
    """The tags; before them the status, where being open does not say it, or a tag would be taken for it."""
    tags = once(map(line_of, feature.tags))
    if not is_open or (status == "candidate" and not any(map(status_label, tags))):
        return tags
    spellings = ("status: {}", "status/{}", "Status: {}", "Status/{}")
    return [next(label for spelling in spellings if (label := spelling.format(status)) not in tags), *tags]


def _milestone(feature: Feature) -> dict[str, Any] | None:
    """The release with the day wished for; a day or period alone stands for itself."""
    target = "" if feature.target is None else str(feature.target)
    title = line_of(feature.release) or target
    if not title:
        return None
    return {"title": title, "dueOn": f"{target}T00:00:00Z" if isinstance(feature.target, date) else None}


def _body(feature: Feature) -> str:
    """The description, then problem, request and solution, each below a mark, then the acceptance criteria.

    A description that would be read as more than that is marked as well.
    """
    text = text_of(feature.description)
    items = [item for criterion in feature.acceptance if (item := line_of(criterion))]
    texts = [(name, words) for name in MARKED if (words := text_of(getattr(feature, name)))]
    parts = [unmarked(text), *(f"{mark(name)}\n\n{unmarked(words)}" for name, words in texts)]
    if items:
        parts.append("\n".join([mark("acceptance"), "", *(f"- [ ] {unmarked(item)}" for item in items)]))
    said = mentions("\n\n".join(filter(None, parts)), "")
    if acceptance(text).acceptance or said.needs or said.blocks or unmarked(text) != text:
        parts.insert(1, mark(VERBATIM))
    return "\n\n".join(filter(None, parts))
