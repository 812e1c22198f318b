"""Changes of features made in the texts of files, every other byte kept, written whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Literal

from pmcli.model.backlog import WORKSPACE_FILE, Backlog, Keys, Origin
from pmcli.model.diagnostic import Diagnostic, PmError
from pmcli.model.lookup import guess
from pmcli.workspace import files
from pmcli.workspace.loaded import Loaded
from pmcli.workspace.opening import OpenWorkspace
from pmcli.workspace.validation_faults import dotted
from pmcli.yaml import edit
from pmcli.yaml.read import read

_MANY = 3
"""Items of one list that are taken out at once; fewer one by one."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A change of a feature ("" for pm.yaml, or the `file` named) at the value to which `keys` lead.

    "put" gives that the value `data`, "append" adds `data` to the list there, "drop" takes it out, and the
    whole feature where there are no keys; "rename" gives the last of the keys the name `data`. `data`
    is plain: text as it is to be written, lists, maps.
    """

    feature: str
    action: Literal["put", "append", "drop", "rename"]
    keys: Keys
    data: object = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The texts of the files that change in a workspace, before and after, by path; not yet written.

    A new file is only in `after`, one that goes only in `before`. `introduced` are the errors that were not
    there before.
    """

    opened: OpenWorkspace
    before: dict[str, bytes]
    after: dict[str, bytes]
    loaded: Loaded
    introduced: tuple[Diagnostic, ...]

    @property
    def loaded_before(self) -> Loaded:
        """The backlog as it stands in the files."""
        return self.opened.loaded


def rewritten(
    opened: OpenWorkspace, changes: Iterable[FileChange], *, new_files: Mapping[str, bytes] | None = None,
    base: OpenWorkspace | None = None,
) -> ChangeSet:  # fmt: skip
    """The change set of some changes and new files; `write` writes it.

    `base` is the workspace as its files are, where `opened` is one with changes already.

    Raises:
        PmError: there is no such feature, or a change cannot be made without touching more.
    """
    now = applied(opened, changes)
    for path, data in (new_files or {}).items():
        _check_new(opened, path)
        now[path] = data
    return compared(base or opened, now)


def applied(opened: OpenWorkspace, changes: Iterable[FileChange]) -> dict[str, bytes]:
    """The texts of a workspace, by path, with some changes.

    Raises:
        PmError: there is no such feature, or a change cannot be made without touching more.
    """
    backlog = opened.loaded.backlog
    buffer = edit.EditBuffer(opened.texts)
    gone: list[Origin] = []
    for change in changes:
        origin = Origin(change.file) if change.file else origin_of(backlog, change.feature)
        if change.action == "drop" and not change.keys:
            gone.append(origin)
        else:
            _made(buffer, origin, change)
    now = _whole(buffer)
    for origin in _all_but_few(
        now, sorted(set(gone), key=attrgetter("path", "document", "keys"), reverse=True)
    ):
        _take_out(now, origin)
    return now


def refused(opened: OpenWorkspace, changes: Iterable[FileChange]) -> dict[str, tuple[FileChange, str]]:
    """The changes that cannot be made, by feature: the first of each, and why."""
    buffer = edit.EditBuffer(opened.texts)
    reasons: dict[str, tuple[FileChange, str]] = {}
    for change in changes:
        try:
            _make(buffer, origin_of(opened.loaded.backlog, change.feature), change)
        except edit.CannotEdit as fault:
            reasons.setdefault(change.feature, (change, fault.reason))
    return reasons


def compared(
    opened: OpenWorkspace, now: Mapping[str, bytes], names: Mapping[str, str] | None = None
) -> ChangeSet:  # fmt: skip
    """The change set from the files of a workspace to these texts.

    `names` are new ids by old: an error that a feature had under another id is none that is new.
    """
    before = {path: text for path, text in sorted(opened.texts.items()) if now.get(path) != text}
    after = {path: text for path, text in sorted(now.items()) if opened.texts.get(path) != text}
    loaded = opened.replaced(now).loaded
    return ChangeSet(opened, before, after, loaded, new_errors(opened.loaded, loaded, names or {}))


def new_errors(before: Loaded, after: Loaded, names: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """The errors of one backlog that another had not, wherever they stand; `names` are new ids by old."""
    known = Counter(_sameness(error, names, is_renamed=bool(names)) for error in before.errors)
    errors = []
    for error in after.errors:
        same = _sameness(error, {}, is_renamed=bool(names))
        known[same] -= 1
        if known[same] < 0:
            errors.append(error)
    return tuple(errors)


def _sameness(diagnostic: Diagnostic, names: Mapping[str, str], *, is_renamed: bool) -> tuple[object, ...]:
    """The parts by which two errors are one; the line instead of the message where an id is another."""
    code, feature, gist = diagnostic.identity
    return code, names.get(feature, feature), diagnostic.location.line if is_renamed else gist


def origin_of(backlog: Backlog, feature: str) -> Origin:
    """The place of a feature in the files; pm.yaml for "".

    Raises:
        PmError: there is no such feature, or its file cannot be read.
    """
    if not feature:
        return Origin(WORKSPACE_FILE)
    if feature in backlog.origins:
        return backlog.origins[feature]
    if feature in backlog.broken:
        raise PmError(
            f'"{feature}" stands where the file cannot be read', "pm check shows where", exit_code=1
        )
    hint = guess(feature, backlog.features) or "pm list has them all"
    raise PmError(f'there is no feature "{feature}"', hint)


def _made(buffer: edit.EditBuffer, origin: Origin, change: FileChange) -> None:
    try:
        _make(buffer, origin, change)
    except edit.CannotEdit as fault:
        raise _cannot(change, origin.path, fault) from None


def _make(buffer: edit.EditBuffer, origin: Origin, change: FileChange) -> None:
    def made(text: bytes, path: str, document: int, keys: Keys) -> bytes:
        if change.action == "drop":
            return edit.drop(text, path, document, keys)
        if change.action == "rename":
            return edit.rename_key(text, path, document, keys, str(change.data))
        make = edit.put_value if change.action == "put" else edit.append
        return make(text, path, document, keys, change.data)

    if origin.path.endswith(".md") and change.keys == ("description",):
        new = "" if change.action == "drop" else str(change.data)
        buffer.whole(origin.path, lambda text: _described(text, origin.path, new))
    else:
        buffer.at_keys(origin.path, origin.document, (*origin.keys, *change.keys), made)


def _described(text: bytes, path: str, body: str) -> bytes:
    """A Markdown file with another description: where it stands, else below the front matter."""
    try:
        keys = ("description",)
        return edit.put(text, path, 0, keys, body) if body else edit.drop(text, path, 0, keys)
    except edit.CannotEdit:
        return edit.put_body(text, path, body)


def _cannot(change: FileChange, path: str, fault: edit.CannotEdit) -> PmError:
    what = dotted(change.keys) or "the whole"
    verb = {"put": "set", "append": "added to", "drop": "removed", "rename": "renamed"}[change.action]
    message = f"{what} of {change.feature or change.file or WORKSPACE_FILE} cannot be {verb}: {fault.reason}"
    return PmError(message, f"edit {path} by hand", exit_code=1)


def _whole(buffer: edit.EditBuffer) -> dict[str, bytes]:
    try:
        return buffer.texts()
    except edit.CannotEdit as fault:
        raise PmError(f"the change cannot be made: {fault.reason}", exit_code=1) from None


def _all_but_few(now: dict[str, bytes], gone: list[Origin]) -> Iterator[Origin]:
    """Takes many items out of a list at once, and yields what is left to be taken out one by one."""
    for (path, document, keys), origins in groupby(
        gone, lambda each: (each.path, each.document, each.keys[:-1])
    ):
        *many, first = origins
        if first.keys and len(many) >= _MANY:
            indexes = [at for each in many if isinstance(at := each.keys[-1], int)]
            with suppress(edit.CannotEdit):
                now[path] = edit.drop_items(now[path], path, document, keys, indexes)
                many = []
        yield from (*many, first)


def _take_out(now: dict[str, bytes], origin: Origin) -> None:
    """Takes a whole feature out of the texts; a file goes with the last thing in it."""
    path, text = origin.path, now[origin.path]
    documents = [] if path.endswith(".md") else read(text, path).documents
    last = documents[0].data if len(documents) == 1 else None
    try:
        if path.endswith(".md") or isinstance(last, dict) or (isinstance(last, list) and len(last) == 1):
            del now[path]
        elif origin.keys:
            now[path] = edit.drop(text, path, origin.document, origin.keys)
        else:
            now[path] = edit.drop_document(text, path, origin.document)
    except edit.CannotEdit as fault:
        raise PmError(f"it cannot be taken out of {path}: {fault.reason}", exit_code=1) from None


def _check_new(opened: OpenWorkspace, path: str) -> None:
    if not files.would_read(opened.globs, path):
        hint = f"features live in {', '.join(opened.globs)}: pm.yaml says so"
        raise PmError(f'pm would not read "{path}"', hint)
    if path in opened.texts or files.exists(opened.root, path):
        raise PmError(f'there is a file "{path}" already', exit_code=1)


# --- writing ---


def write(changed: ChangeSet) -> None:
    """Writes the files that changed: all of them, or none.

    Raises:
        PmError: it would bring errors; a file was changed by somebody else meanwhile; it cannot be written.
    """
    if changed.introduced:
        count = len(changed.introduced)
        first = changed.introduced[0].message
        message = f"it would bring {count:,} error{'s' if count > 1 else ''}, so nothing was written: {first}"
        raise PmError(message, changed.introduced[0].hint, exit_code=1)
    changed.opened.write(changed.before, changed.after)
