"""Folders of Backlog.md: a task a file, front matter above Markdown.

Ids come in two spellings (`task-12`, `BACK-12`), which the number joins. Front matter that is no YAML because
a value is not quoted (`assignee: @name`) is read as it was meant. The folder counts: what is under
`completed/` is shipped, a draft an idea, what is archived declined.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pmcli.importing.sources.importer import Imported, ImportedFeature, Importer, Skipped, Source
from pmcli.importing.sources.plain_values import (
    day_of,
    id_of,
    kept,
    line_of,
    once,
    status_of,
    text_of,
    type_of,
)
from pmcli.importing.sources.text.lenient import front_matter
from pmcli.importing.sources.text.prose import acceptance, without_comments
from pmcli.model.figure import counted
from pmcli.model.naming import slug
from pmcli.yaml.read import is_null

_PATH: Final = re.compile(
    r"(?:(?:.*?/)??(?P<folder>tasks|completed|drafts|archive/tasks|archive/drafts)/"
    r"|(?=[a-z]{1,9}-[\d.]{1,9} - ))(?P<name>[^/]+)\.md"
)
_MILESTONE: Final = re.compile(r"(?:.*/)?milestones/[^/]+\.md")
_ID: Final = re.compile(r"([A-Za-z]+)-(\d+(?:\.\d+)*)")
_NUMBER: Final = re.compile(r"(?:[A-Za-z]+-)?(\d+(?:\.\d+)*)")
_KNOWN: Final = frozenset(
    ("id", "title", "status", "assignee", "labels", "dependencies", "parent_task_id", "priority", "type",
     "milestone", "completed_date", "references", "documentation", "description")
)  # fmt: skip
_SPEAKS: Final = frozenset(
    ("title", "status", "type", "owner", "theme", "tags", "parent", "description", "depends_on", "acceptance",
     "shipped", "x-priority")
)  # fmt: skip
"""The fields that a task can say; of all else it does not speak."""


def _recognise(source: Source) -> float:
    """Whether there are task files, and whether the first of them have the keys of tasks."""
    paths = [path for path in sorted(source.files) if _is_task(path)]
    if not paths:
        return 0.0
    heads = [source.files[path][:2000] for path in paths[:20]]
    known = sum(
        1 for head in heads if re.search(rb"^id:", head, re.M) and re.search(rb"^status:", head, re.M)
    )
    return 0.97 * known / len(heads)


def _is_task(path: str) -> bool:
    match = _PATH.fullmatch(path)
    return match is not None and match["name"].casefold() != "readme"


@dataclass(slots=True)
class _Task:
    """A task on its way: `id` as its file writes it."""

    id: str
    path: str
    data: Mapping[str, object]
    body: str
    is_archived: bool
    status: str
    notes: list[str] = field(default_factory=list)


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:
    """A draft of every task, draft and archived task.

    A folder that is called something has links of that name: two folders have the same ids.
    """
    return _Folder(source, slug(mapping.get(":name", "")) or "backlog").run()


class _Folder:
    """One run over a folder."""

    def __init__(self, source: Source, link: str) -> None:
        self.source, self.link = source, link
        self.tasks: dict[str, _Task] = {}
        self.skipped: list[Skipped] = []
        self.by_number: dict[tuple[bool, str], list[str]] = {}
        self.milestones = self._milestones()
        self.lenient = 0
        self.unread: dict[str, int] = {}
        self.ticked = 0

    def run(self) -> Imported:
        paths = [path for path in self.source.files if _is_task(path)]
        for path in sorted(paths, key=lambda path: ("archive/" in path, path)):
            reason = self._take(path, self.source.files[path])
            if reason:
                self.skipped.append(Skipped(path, reason))
        for name, task in self.tasks.items():
            if not task.is_archived or name == task.id.upper():
                self.by_number.setdefault(_number(task.id), []).append(name)
        drafts = tuple(self._draft(name, task) for name, task in self.tasks.items())
        guesses = tuple(self._guesses(len(paths)))
        return Imported(drafts, tuple(self.skipped), (), guesses, len(paths), speaks=_SPEAKS)

    def _guesses(self, tasks: int) -> Iterable[str]:
        yield "a task that is archived and not done counts as declined, a draft as an idea"
        if self.lenient:
            many = counted(self.lenient, "file")
            yield f"front matter that lacks quotes, and so is no YAML, is read as meant ({many})"
        if self.milestones or any("milestone" in task.data for task in self.tasks.values()):
            yield "a milestone became the theme"
        if any("priority" in task.data for task in self.tasks.values()):
            yield "priorities are kept as x-priority, which no model reads"
        if self.ticked:
            yield f"ticks of acceptance criteria are not kept ({self.ticked:,})"
        if self.unread:
            yield f"not read: {', '.join(f'{key} ({many})' for key, many in sorted(self.unread.items()))}"
        others = len(self.source.files) - tasks
        if others:
            yield f"documents, decisions and settings hold no task ({counted(others, 'file')})"

    def _milestones(self) -> dict[str, str]:
        """The titles of milestones by id."""
        milestones = {}
        for path, text in sorted(self.source.files.items()):
            data = front_matter(text, path).data if _MILESTONE.fullmatch(path) else None
            if data and (name := line_of(data.get("id"))):
                milestones[name.casefold()] = line_of(data.get("title")) or name
        return milestones

    # --- one task ---

    def _take(self, path: str, text: bytes) -> str:
        """Why a file does not come in; "" where it does."""
        matter = front_matter(text, path)
        if matter.data is None:
            return matter.fault
        data: dict[str, object] = {key: value for key, value in matter.data.items() if not is_null(value)}
        name = line_of(data.get("id"))
        if _ID.fullmatch(name) is None:
            return f'"{name}" is no id of a task' if name else "it has no id"
        if not line_of(data.get("title")):
            return f"{name} has no title"
        folder = _PATH.fullmatch(path)
        archived = folder is not None and (folder["folder"] or "").startswith("archive")
        task = _Task(name, path, data, matter.body, archived, self._status(path, data))
        key = name.upper()
        if key in self.tasks:
            if not archived or f"{key} (archived)" in self.tasks:
                return f"{name} is also the id of {self.tasks[key].path}"
            task.notes.append(f"{name} was given again, to {self.tasks[key].path}")
            key = f"{key} (archived)"
        if matter.is_mended:
            self.lenient += 1
            task.notes.append("its front matter is no YAML: read as it was meant")
        self.tasks[key] = task
        for other in data.keys() - _KNOWN:
            self.unread[other] = self.unread.get(other, 0) + 1
        return ""

    @staticmethod
    def _status(path: str, data: Mapping[str, object]) -> str:
        status = status_of(line_of(data.get("status"))) or ""
        folder = _PATH.fullmatch(path)
        where = (folder["folder"] or "") if folder else ""
        if where.startswith("archive"):
            return status if status == "shipped" else "declined"
        if where == "completed":
            return status if status in ("shipped", "declined") else "shipped"
        return "idea" if where == "drafts" else status or "candidate"

    def _draft(self, name: str, task: _Task) -> ImportedFeature:
        data = task.data
        labels = _texts(data.get("labels"))
        kind, labels = _type(line_of(data.get("type")), labels)
        word, milestone = line_of(data.get("status")), line_of(data.get("milestone"))
        if word and status_of(word) is None:
            task.notes.append(f'the status "{word}" is not known: it counts as {task.status}')
        prose = acceptance(without_comments(task.body), counted=True)
        self.ticked += prose.ticked
        people = [person.lstrip("@") for person in _texts(data.get("assignee"))]
        if len(people) > 1:
            task.notes.append(f"also assigned: {', '.join(people[1:])}")
        fields: dict[str, object] = {
            "id": id_of(task.id.lower()) if name == task.id.upper() else None,
            "title": line_of(data.get("title")),
            "status": task.status,
            "type": kind,
            "owner": people[0] if people else None,
            "theme": self.milestones.get(milestone.casefold(), milestone),
            "tags": labels,
            "parent": self._parent(task),
            "description": text_of(_undressed(prose.text)) or text_of(data.get("description")),
            "depends_on": self._needs(name, task),
            "acceptance": list(prose.acceptance),
            "shipped": day_of(data.get("completed_date")) if task.status == "shipped" else None,
            "x-priority": line_of(data.get("priority")),
            "links": {self.link: name.replace(" (", ", ").rstrip(")"), **_references(data)},
        }
        return ImportedFeature(name, kept(fields), task.path, tuple(task.notes), self._also(name, task))

    def _also(self, name: str, task: _Task) -> tuple[str, ...]:
        """The other spellings of its id."""
        number = _number(task.id)
        if self.by_number.get(number) != [name]:
            return ()
        prefixes = ("DRAFT",) if number[0] else ("TASK", "BACK")
        spelled = {f"{prefix}-{number[1]}" for prefix in prefixes} | {task.id}
        return tuple(sorted(spelled - {name}))

    # --- others ---

    def _named(self, text: str) -> str:
        """The task that a dependency means: by its id, or by its number where one task has that."""
        if text.upper() in self.tasks:
            return text.upper()
        if _NUMBER.fullmatch(text) is None:
            return text
        named = self.by_number.get(_number(text), [])
        return named[0] if len(named) == 1 else text

    def _parent(self, task: _Task) -> str | None:
        text = line_of(task.data.get("parent_task_id"))
        return self._named(text) if text else None

    def _needs(self, name: str, task: _Task) -> list[str]:
        parent = self._parent(task)
        needs: list[str] = []
        for text in _texts(task.data.get("dependencies")):
            need = self._named(text)
            other = self.tasks.get(need)
            if need == name:
                task.notes.append("it waits for itself: left out")
            elif need == parent:
                task.notes.append(f"it waits for its own parent {need}: left out, for that waits for it")
            elif other is not None and self._parent(other) == name:
                continue  # a parent waits for its children anyway
            elif other is not None and other.is_archived and other.status == "declined":
                task.notes.append(f"it no longer waits for {need}, which is archived")
            else:
                needs.append(need)
        return once(needs)


def _number(text: str) -> tuple[bool, str]:
    """Whether it is a draft, and its number without leading zeros: drafts are counted on their own."""
    match = _NUMBER.fullmatch(text)
    digits = match[1] if match else text
    return text.casefold().startswith("draft"), ".".join(
        part.lstrip("0") or "0" for part in digits.split(".")
    )


def _texts(value: object) -> list[str]:
    """The texts of a list; one text is a list of one, commas set several apart."""
    if isinstance(value, list):
        return once(line_of(item) for item in value)
    return once(line_of(word) for word in line_of(value).split(","))


def _type(word: str, labels: list[str]) -> tuple[str | None, list[str]]:
    """The type that is said, or that a label says; the label is not kept twice."""
    if word and (kind := type_of(word)) is None:
        return None, [*labels, f"type: {word}"]
    if word:
        return kind, [label for label in labels if type_of(label) != kind]
    for label in labels:
        if (kind := type_of(label)) is not None:
            return kind, [other for other in labels if other != label]
    return None, labels


def _undressed(text: str) -> str:
    """A description without the heading that only says that it is one."""
    return re.sub(r"\A\s*#{1,3} Description[ \t]*\n+", "", text)


def _references(data: Mapping[str, object]) -> dict[str, str]:
    """The addresses that a task names; paths lead into a repository that is not here."""
    named = [*_texts(data.get("references")), *_texts(data.get("documentation"))]
    pages = [address for address in named if re.match(r"https?://\S+\Z", address)]
    return {
        "reference" if number == 1 else f"reference-{number}": address
        for number, address in enumerate(once(pages), 1)
    }


BACKLOGMD = Importer("backlog.md", "a folder of Backlog.md", _recognise, _read)
