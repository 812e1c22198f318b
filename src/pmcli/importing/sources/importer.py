"""Importers: a foreign format told from its content, and what is in it as drafts of features."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.yaml.read import Value


@dataclass(frozen=True, slots=True)
class Here:
    """The backlog that a source comes into.

    `written` has a feature's text as data, by its id; `taken` what the rows of an own export said when they
    were taken over, by the same.
    """

    backlog: Backlog
    written: Callable[[str], Mapping[str, Value]]
    taken: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """Something foreign: a file with its bytes (`data`), or a folder (`data` None) with its files by path.

    `name` is the file's or folder's name, without its way. `effort_unit` is the unit in which the workspace
    counts effort: an importer that knows the source's unit tells efforts in this one. `currency` is that of
    the workspace's money, "" where none is said. `here` is what it comes into, for an importer that has to
    compare, None where that is not known.
    """

    name: str
    data: bytes | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    effort_unit: str = "person-weeks"
    currency: str = ""
    here: Here | None = None

    @property
    def suffix(self) -> str:
        """The ending of its name in small letters, such as `.yaml`; "" for none."""
        return PurePosixPath(self.name).suffix.casefold()


@dataclass(frozen=True, slots=True)
class ImportedFeature:
    """One feature as plain data (str, int, float, bool, lists and dicts of these) in pm's own vocabulary.

    `key` is what the source calls it; `also` are other names that the source has for it, such as a number.
    In `depends_on`, `conflicts_with`, `parent` and decisions' `feature`, others are named by either; the
    runner makes ids of them, and tells those that are not there. The first of `fields["links"]`, such as
    {"jira": "SHOP-412"}, is what it is known again by at the next import: it must be unique and must not
    change. `fields` has no `id` unless the source has one fit to be kept. `place` is where it stands, such as
    "row 12" or a path; `notes` are what was lost or assumed in this one. `unclear` names the fields, dotted
    where it is a part of one, that are said but cannot be read: at a second import they stay as they are
    here. `speaks` are the fields of which the source speaks in this one, None where it is as in all others.
    `voices` say what each item of `evidence` is known again by, such as reactions; `speaks` may then have
    `evidence.reactions`. `merged_into` is what the source calls the one that this is a duplicate of, whose
    evidence has its voices already. `is_own`: its `id` was given by pm, and is that of the feature that it
    is; `row` has the digits of all that an own export says of it.
    """

    key: str
    fields: dict[str, object]
    place: str
    notes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    unclear: frozenset[str] = frozenset()
    speaks: frozenset[str] | None = None
    voices: tuple[str, ...] = ()
    merged_into: str = ""
    is_own: bool = False
    row: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that does not come in, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportFinding:
    """Something that looks wrong though it comes in, such as a score that its inputs do not yield.

    `is_cycle` says that features wait for one another: people have to decide what was meant. `factor` is by
    how much a stated score is off, None where it is not about one.
    """

    place: str
    message: str
    is_cycle: bool = False
    factor: float | None = None


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """A column of a source, or a key: what it was read as, "" where it was left out.

    `unit` says what its numbers are counted in, such as "days → person-weeks". `filled` is the number of rows
    that say something in it, None where nobody counted, and `sample` what the first of them says. `could_be`
    are other meanings that it could have, which were not chosen.
    """

    name: str
    meaning: str = ""
    unit: str = ""
    sample: str = ""
    filled: int | None = 0
    could_be: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """The content of a source: a count in, a count out (`read` = drafts + skipped).

    `guesses` are sentences on what was not said but assumed. `mapping` is what was read as what, by the
    source's own names; it is saved, and given again at the next import; `columns` tell more of it, and of
    what was not read. `speaks` are the fields that the source speaks of, dotted where it is a part of one,
    None for all: what is not among them is not said, and so stays as it is at a second import.
    """

    drafts: tuple[ImportedFeature, ...]
    skipped: tuple[Skipped, ...] = ()
    findings: tuple[ImportFinding, ...] = ()
    guesses: tuple[str, ...] = ()
    read: int = 0
    mapping: Mapping[str, str] = field(default_factory=dict)
    speaks: frozenset[str] | None = None
    columns: tuple[ColumnRead, ...] = ()


@dataclass(frozen=True, slots=True)
class Importer:
    """A foreign format.

    `recognise` says from 0 (no) to 1 (surely) whether a source is in it, and never raises; the highest wins,
    of equals the one listed first. `read` takes the source and what the user or the last import said of its
    names (column or key to field, "" to leave it out), and raises PmError only where nothing at all can be
    read; whatever is wrong with one row is Skipped. `kinds` are the importers of a tool that exports in
    several ways. One that `is_own` reads what pm wrote: what a draft of it speaks of was changed in the
    source, and counts.
    """

    name: str
    title: str
    recognise: Callable[[Source], float]
    read: Callable[[Source, Mapping[str, str]], Imported]
    kinds: tuple[Importer, ...] = ()
    is_own: bool = False

    def kind_of(self, source: Source) -> Importer:
        """The one of its kinds that a source is surest to be in; itself where it has none."""
        return max(self.kinds, key=lambda kind: kind.recognise(source), default=self)


def together(importers: Iterable[Importer]) -> tuple[Importer, ...]:
    """The importers, those of one name as one, which stands where the first of them does."""
    by_name: dict[str, list[Importer]] = {}
    for one in importers:
        by_name.setdefault(one.name, []).append(one)
    return tuple(kinds[0] if len(kinds) == 1 else _one(tuple(kinds)) for kinds in by_name.values())


def _one(kinds: tuple[Importer, ...]) -> Importer:
    def recognise(source: Source) -> float:
        return max(kind.recognise(source) for kind in kinds)

    def read(source: Source, mapping: Mapping[str, str]) -> Imported:
        return whole.kind_of(source).read(source, mapping)

    whole = Importer(kinds[0].name, kinds[0].title, recognise, read, kinds)
    return whole


_STANDS_FOR: Mapping[str, tuple[str, ...]] = {
    "status_category": ("status",), "completed": ("shipped",), "blocks": ("depends_on",),
    "relations": ("depends_on",), "wbs": ("parent",), "level": ("parent",),
    "estimate_seconds": ("effort",), "effort": ("effort", "story-points"),
    "milestone": ("release", "target"),
    "key": (), "also": (), "score": (), "url": (),
    "resolution": (), "started": (), "canceled": (), "archived": (),
    "kind": (),
}  # fmt: skip
"""The fields that a column's meaning speaks of, where that is not the field of its name."""


def spoken(mapping: Mapping[str, str]) -> frozenset[str]:
    """The fields that columns speak of, by what they mean."""
    meanings = [meaning.split(":")[0].removeprefix("fields.") for meaning in mapping.values() if meaning]
    fields = {name for meaning in meanings for name in _STANDS_FOR.get(meaning, (meaning,))}
    if meanings.count("theme") > 1:
        fields.add("tags")
    return frozenset(fields)
