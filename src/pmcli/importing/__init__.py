"""A foreign source into a workspace: prepared first, for people to look at, then written.

`prepare` reads everything and writes nothing. What it takes in, leaves out and guesses is all in `Prepared`;
`write` brings that to the files. A second import of the same source knows its features again by their links
and changes only what the source has changed and nobody here has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath

from pmcli import files
from pmcli.diagnostic import PmError, did_you_mean
from pmcli.feature import Feature
from pmcli.files.source import read_source
from pmcli.importers import IMPORTERS, Draft, Finding, Imported, Importer, Skipped, Source
from pmcli.importers.form import form
from pmcli.importers.fronted import importer
from pmcli.importing import memory as memories
from pmcli.importing.comparing import Compared, Conflict, Side, compared, digits_of_draft
from pmcli.importing.fitting import Fitted, Fitting, link_of, twins
from pmcli.importing.holding import holding, is_spoken
from pmcli.importing.memory import Memory
from pmcli.importing.placing import new_files
from pmcli.importing.structure import sound
from pmcli.loading import without_garbage_collection
from pmcli.naming import slug
from pmcli.opened import Opened
from pmcli.reading import Value
from pmcli.rewriting import Change, Rewritten, rewritten

SURE = 0.1
"""Below this likeness a source is in no format that is known."""
_UNREADABLE = frozenset({"PM012", *(f"PM{number:03}" for number in range(1, 11))} - {"PM002"})
"""What is wrong with a file of which nobody can say what features it holds."""
_TABLES = ("spreadsheet", "rice", "wsjf-yaml")
"""Importers whose sources are many and unlike: each is remembered by its file's name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How an import is wanted: the format ("" is told from the content), and the columns' meanings.

    `mapping` are the meanings that were given by hand. `name` is what the source is called here, `into` where
    new features go, `side` whose word counts in a conflict; `keeps_keys`: ids are the source's own keys.
    `form` is a file that says how features kept as text are read, for an importer of one's own.
    """

    format: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    into: str = ""
    side: Side = ""
    keeps_keys: bool = False
    form: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A source, the importer for it, and its name in the workspace; `called` is a name that was asked for."""

    source: Source
    importer: Importer
    name: str
    called: str = ""

    def read(self, mapping: Mapping[str, str], before: Mapping[str, str]) -> Imported:
        """What is in it; `mapping` is asked for now, `before` was said at the last import and counts less.

        Raises:
            PmError: nothing can be read, or a column is named that is not there.
        """
        name = {":name": self.called} if self.called else {}
        taken = set(mapping.values()) - {""}
        kept = {column: meaning for column, meaning in before.items() if meaning not in taken}
        imported = self.importer.read(self.source, {**kept, **mapping, **name})
        if imported.mapping:
            _check_columns(mapping, imported.mapping)
        return imported


@dataclass(frozen=True, slots=True)
class Prepared:
    """What an import would do; nothing is written yet.

    `new` are the features that come in, by the path of their file; `updated` those that change, with the
    names of their fields, and `told` with old and new values; `kept` those of which a
    person here has changed what the source has not.
    `removed` were taken out here since they came in, `gone` are no longer in the source: both are left
    alone. `unsaid` are fields that came in before and of which the source does not speak now: they stay.
    Every row of the source is in new, known, removed or skipped.
    """

    importer: Importer
    file: str
    imported: Imported
    new: Mapping[str, tuple[Fitted, ...]]
    known: int
    updated: Mapping[str, tuple[str, ...]]
    told: Mapping[str, tuple[str, ...]]
    kept: Mapping[str, tuple[str, ...]]
    conflicts: tuple[Conflict, ...]
    removed: tuple[str, ...]
    gone: tuple[str, ...]
    unsaid: tuple[str, ...]
    findings: tuple[Finding, ...]
    guesses: tuple[str, ...]
    rewritten: Rewritten
    memory_path: str
    memory_before: bytes | None
    memory_after: bytes

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What does not come in."""
        return self.imported.skipped

    @property
    def count(self) -> int:
        """How many features come in as new."""
        return sum(len(some) for some in self.new.values())

    @property
    def changes_nothing(self) -> bool:
        """Whether the files would stay as they are."""
        return not self.rewritten.after and self.memory_after == self.memory_before


def recognise(path: str, asked: Asked, *, effort_unit: str, given: bytes | None = None) -> Recognised:
    """A file or folder with the importer that knows it best, or the one asked for.

    `given` are the bytes of the standard input, where that is what is imported.

    Raises:
        PmError: it cannot be read, or nobody knows it.
    """
    name, data, inner = (path, given, {}) if given is not None else read_source(path)
    source = Source(name, data, inner, effort_unit)
    importer = _own(asked.form) if asked.form else _importer(source, asked.format)
    called = asked.name or (PurePosixPath(name).stem if importer.name in _TABLES else importer.name)
    return Recognised(source, importer, slug(called) or "import", asked.name)


def _own(path: str) -> Importer:
    """The importer that reads by a mapping of the user's own.

    Raises:
        PmError: it is no mapping.
    """
    name, data, _ = read_source(path)
    if data is None:
        raise PmError(f'"{path}" is a folder, and no mapping')
    return importer(form(data, name))


def _importer(source: Source, wanted: str) -> Importer:
    by_name = {one.name: one for one in IMPORTERS}
    if wanted:
        if wanted not in by_name:
            hint = did_you_mean(wanted, by_name) or f"there are {', '.join(by_name)}"
            raise PmError(f'there is no format "{wanted}"', hint)
        return by_name[wanted]
    sure = {one.name: one.recognise(source) for one in IMPORTERS}
    best = max(IMPORTERS, key=lambda one: sure[one.name])
    if sure[best.name] < SURE:
        hint = f"--format says which it is: {', '.join(by_name)}"
        raise PmError(f'"{source.name}" is in no format that pm knows', hint, exit_code=1)
    return best


def _check_columns(given: Mapping[str, str], known: Mapping[str, str]) -> None:
    names = {name.strip().casefold(): name for name in known}
    for name in given:
        if name.strip().casefold() not in names and not name.startswith(":") and name != "sub-tasks":
            listed = ", ".join(f'"{one}"' for one in list(known)[:12])
            hint = did_you_mean(name, known) or f"there are {listed}"
            raise PmError(f'there is no column "{name}"', hint)


def prepare(
    folder: str | Path, path: str, asked: Asked, *, today: date | None = None, given: bytes | None = None
) -> Prepared:  # fmt: skip
    """What importing a file or folder into the workspace would do.

    Raises:
        PmError: there is no workspace, the source cannot be read, or a file stands where one would be put.
    """
    with without_garbage_collection():
        return _prepare(folder, path, asked, today, given)


def _prepare(
    folder: str | Path, path: str, asked: Asked, today: date | None, given: bytes | None
) -> Prepared:
    opened = Opened.of(folder, today=today, advice=False)
    unit = opened.loaded.backlog.workspace.effort_unit
    recognised = recognise(path, asked, effort_unit=unit, given=given)
    memory = memories.recall(opened, recognised.name)
    imported = recognised.read(asked.mapping, memory.columns)
    return _prepared(opened, recognised, imported, memory, asked)


def _prepared(
    opened: Opened, recognised: Recognised, imported: Imported, memory: Memory, asked: Asked
) -> Prepared:  # fmt: skip
    _check_readable(opened)
    backlog = opened.loaded.backlog
    linked = {(kind, key) for feature in backlog.features.values() for kind, key in feature.links.items()}
    drafts: list[Draft] = []
    removed: list[Draft] = []
    shared = twins(backlog)
    doubtful: list[Finding] = []
    for draft in imported.drafts:
        if link_of(draft) in shared:
            doubtful.append(_doubt(draft, shared[link_of(draft)]))
            continue
        was_removed = draft.key in memory.given and link_of(draft) not in linked
        (removed if was_removed and asked.side != "theirs" else drafts).append(draft)
    fitting = Fitting(backlog, drafts, keeps_keys=asked.keeps_keys)
    speaks = _speaks(imported, memory)
    fitted = sound(_held(fitting, opened, speaks), backlog, fitting.findings)
    restored = [one if one.is_new else _with_parent(one, backlog.features[one.id]) for one in fitted]
    if any(one is not other for one, other in zip(restored, fitted, strict=True)):
        fitted = sound(restored, backlog, fitting.findings)
    second = {one.id: _again(one, opened, memory, asked.side) for one in fitted if not one.is_new}
    new = new_files([one for one in fitted if one.is_new], opened, asked.into, recognised.name)
    changes = [change for one in second.values() for change in one.changes]
    made = rewritten(opened, changes, new_files=new.texts)
    return Prepared(
        importer=recognised.importer,
        file=recognised.source.name,
        imported=imported,
        new=new.features,
        known=len(second) + len(doubtful),
        updated={name: _fields(one.changes) for name, one in second.items() if one.changes},
        told={name: one.told for name, one in second.items() if one.changes},
        kept={name: one.kept for name, one in second.items() if one.kept},
        conflicts=tuple(conflict for one in second.values() for conflict in one.conflicts),
        removed=tuple(draft.key for draft in removed),
        gone=_gone(imported.drafts, memory, linked),
        unsaid=_unsaid([one for one in fitted if not one.is_new], speaks, memory),
        findings=tuple(sorted((*doubtful, *imported.findings, *fitting.findings), key=_is_usual)),
        guesses=(*imported.guesses, *_counted(fitting), *_notes(imported)),
        rewritten=made,
        memory_path=memory.path,
        memory_before=memory.text,
        memory_after=_memory(memory, recognised, imported.mapping, fitted, second, asked),
    )


def _check_readable(opened: Opened) -> None:
    """Nothing, where all files can be read.

    Raises:
        PmError: one cannot: nobody can say then what is here already, and what was taken out.
    """
    paths = sorted({one.location.path for one in opened.loaded.errors if one.code in _UNREADABLE})
    if paths:
        listed = ", ".join(paths[:4]) + (f" and {len(paths) - 4:,} more" if len(paths) > 4 else "")
        words = "a file cannot be read" if len(paths) == 1 else f"{len(paths):,} files cannot be read"
        raise PmError(
            f"nothing is imported while {words}: {listed}", "mend it first: pm check says what is wrong",
            exit_code=1,
        )  # fmt: skip


def _doubt(draft: Draft, names: list[str]) -> Finding:
    kind, key = link_of(draft)
    count = "two" if len(names) == 2 else str(len(names))
    told = f"{count} features link {kind}: {key}: {', '.join(names)}; take it out of one; none is changed"
    return Finding(draft.place, told)


def _speaks(imported: Imported, memory: Memory) -> frozenset[str] | None:
    """The fields that the source speaks of; not all of the dependencies where a column of them is missing."""
    speaks = imported.speaks
    if speaks is None:
        return None
    both = {"depends_on", "blocks"}
    missing = both & set(memory.columns.values()) - set(imported.mapping.values())
    return speaks - {"depends_on"} if missing else speaks


def _held(fitting: Fitting, opened: Opened, speaks: frozenset[str] | None) -> list[Fitted]:
    """The drafts, with what stays of the features that they are."""
    absent, found = fitting.absent(), []
    for one in fitting.fitted():
        if one.is_new:
            found.append(one)
            continue
        said = speaks if one.draft.speaks is None else one.draft.speaks
        current = opened.loaded.backlog.features[one.id]
        found.append(holding(one, current, _raw(one.id, opened), said, absent))
    return found


def _with_parent(one: Fitted, current: Feature) -> Fitted:
    """A draft whose parent had to be left out keeps the one that is here."""
    if one.draft.fields.get("parent") is None or "parent" in one.data or current.parent is None:
        return one
    record = one.record.model_copy(update={"parent": current.parent})
    data = {**one.data, "parent": current.parent}
    return replace(one, data=data, record=record, held=one.held | {"parent"})


def _unsaid(known: list[Fitted], speaks: frozenset[str] | None, memory: Memory) -> tuple[str, ...]:
    """What came in before, stays here, and is not spoken of now."""
    found: set[str] = set()
    for one in known:
        said = speaks if one.draft.speaks is None else one.draft.speaks
        before = memory.given.get(one.draft.key, {})
        found |= {name for name in before if name in one.held and not is_spoken(name, said)}
    return tuple(sorted(found))


def _is_usual(one: Finding) -> bool:
    """Whether it is no cycle: those come first, for people have to decide what was meant."""
    return "wait for one another" not in one.message


def _counted(fitting: Fitting) -> Iterator[str]:
    for words, count in fitting.counted.items():
        yield f"{words} ({count:,} feature{'s' if count > 1 else ''})"


def _notes(imported: Imported) -> Iterator[str]:
    """What was lost or assumed in single features; what is noted of several is counted."""
    places: dict[str, list[str]] = {}
    for draft in imported.drafts:
        for note in draft.notes:
            places.setdefault(note, []).append(draft.place)
    for note, some in places.items():
        yield f"{note} ({some[0] if len(some) == 1 else f'{len(some):,} features'})"


def _fields(changes: tuple[Change, ...]) -> tuple[str, ...]:
    return tuple(str(change.keys[0]) for change in changes)


def _again(one: Fitted, opened: Opened, memory: Memory, side: Side) -> Compared:
    backlog = opened.loaded.backlog
    before = memory.given.get(one.draft.key, {})
    return compared(one, backlog.features[one.id], _raw(one.id, opened), before, side)


def _raw(feature: str, opened: Opened) -> Mapping[str, Value]:
    """What a feature's text says, key by key."""
    origin = opened.loaded.backlog.origins[feature]
    reading = opened.known.readings.get((origin.path, opened.texts[origin.path]))
    data: Value | None = reading[0].documents[origin.document].data if reading else None
    for key in origin.keys:
        data = data[key] if isinstance(data, list) and isinstance(key, int) else None
    return data if isinstance(data, dict) else {}


def _gone(
    drafts: tuple[Draft, ...], memory: Memory, linked: set[tuple[str, str]]
) -> tuple[str, ...]:  # fmt: skip
    keys = {draft.key for draft in drafts}
    known = {key for _, key in linked}
    return tuple(key for key in memory.given if key not in keys and key in known)


def _memory(
    memory: Memory, recognised: Recognised, mapping: Mapping[str, str], fitted: list[Fitted],
    second: Mapping[str, Compared], asked: Asked,
) -> bytes:  # fmt: skip
    given: dict[str, Mapping[str, str]] = {}
    for one in fitted:
        if one.id in second:
            given[one.draft.key] = second[one.id].digits
        else:
            names = (name for name in one.data if name != "links")
            given[one.draft.key] = {name: told for name in names if (told := digits_of_draft(one, name))}
    said = {**memory.columns, **asked.mapping}
    left = {name for name, meaning in said.items() if not meaning}
    columns = {name: meaning for name, meaning in mapping.items() if meaning or name in left}
    columns |= {name: meaning for name, meaning in said.items() if name not in mapping and name != ":name"}
    return memories.written(memory, recognised.importer.name, recognised.source.name, columns, given)


def write(prepared: Prepared, folder: str | Path) -> None:
    """Write what was prepared: all of it, or nothing.

    Raises:
        PmError: it would bring errors; a file was changed meanwhile; it cannot be written.
    """
    made = prepared.rewritten
    if made.introduced:
        first = made.introduced[0]
        raise PmError(
            f"nothing was written: it would bring an error: {first.message}", first.hint, exit_code=1
        )
    root = files.find_workspace(Path(folder))
    before, after = dict(made.before), dict(made.after)
    if prepared.memory_after != prepared.memory_before:
        after[prepared.memory_path] = prepared.memory_after
        if prepared.memory_before is not None:
            before[prepared.memory_path] = prepared.memory_before
    files.write_all(root, before, after)
