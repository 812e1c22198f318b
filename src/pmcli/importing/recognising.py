"""The source of an import, the importer that knows its format, and its name in the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Final

from pmcli.importing.extending import Kind
from pmcli.importing.merge.three_way import Side
from pmcli.importing.sources import IMPORTERS, Imported, Importer, Source
from pmcli.importing.sources.importer import Here
from pmcli.importing.sources.limits import reached
from pmcli.importing.sources.own.between import without_own_parts
from pmcli.importing.sources.tables.meaning.given import STATUS_WORD
from pmcli.importing.sources.tables.reading.readers import check_readable
from pmcli.importing.sources.text.folder import unknown as unknown_folder
from pmcli.importing.sources.text.form import form
from pmcli.importing.sources.text.fronted import importer_of
from pmcli.importing.sources.text.markdown import is_markdown, unknown
from pmcli.importing.twice import Duplicates, Verdict
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.naming import meant, slug
from pmcli.workspace.source import read_source

SURE: Final = 0.1
"""Below this likeness a source is in no format that is known."""
TABLES: Final = (
    "spreadsheet", "rice", "json", "wsjf-yaml", "yaml", "front-matter", "markdown", "gantt", "markwhen",
    "org", "ganttproject", "ms-project", "todoist",
)  # fmt: skip
"""Importers whose sources are many and unlike, or count from 1: each is remembered by its file's name."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The wishes for an import: the format ("" is told from the content), and the columns' meanings.

    `mapping` are the meanings that were given by hand. `name` is what the source is called here, `into` where
    new features go, `side` whose word counts in a conflict; `keeps_keys`: ids are the source's own keys.
    `form` is a file that says how features kept as text are read, for an importer of one's own. `duplicates`
    says what becomes of all that surely are features that are here, `verdicts` of single ones, by their keys.
    `adds` are the kinds of names that pm.yaml gets where it lacks them.
    """

    format: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    into: str = ""
    side: Side = ""
    keeps_keys: bool = False
    form: str = ""
    duplicates: Duplicates = ""
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    adds: frozenset[Kind] = frozenset({"accounts"})


@dataclass(frozen=True, slots=True)
class Recognised:
    """A source, its importer, and its name in the workspace; `called` is one that was asked for.

    `own_parts` are markers between which pm wrote: the source is without that.
    """

    source: Source
    importer: Importer
    name: str
    called: str = ""
    own_parts: tuple[str, ...] = ()

    def read(self, mapping: Mapping[str, str], before: Mapping[str, str]) -> Imported:
        """The drafts in it; `mapping` is asked for now, `before` was said at the last import and counts less.

        Raises:
            PmError: nothing can be read, or a column is named that is not there.
        """
        name = {":name": self.called} if self.called else {}
        taken = set(mapping.values()) - {""}
        kept = {
            column: meaning
            for column, meaning in before.items()
            if meaning not in taken or _is_no_column(column)
        }
        imported = self.importer.read(self.source, {**kept, **mapping, **name})
        if imported.mapping:
            _check_columns(mapping, imported.mapping)
        first_of_more = "" if self.source.data is None else reached(self.importer.name, imported.read)
        own = f"what pm wrote between its markers is not read: {', '.join(self.own_parts)}"
        told = [text for text, is_so in ((first_of_more, first_of_more), (own, self.own_parts)) if is_so]
        return replace(imported, guesses=(*told, *imported.guesses)) if told else imported


def recognise(
    path: str,
    options: ImportOptions,
    *,
    effort_unit: str,
    currency: str = "",
    given: bytes | None = None,
    here: Here | None = None,
) -> Recognised:
    """A file or folder with the importer that knows it best, or the one asked for.

    `given` are the bytes of the standard input, where that is what is imported; `here` is what it comes into.

    Raises:
        PmError: it cannot be read, or nobody knows it.
    """
    name, data, inner = (path, given, {}) if given is not None else read_source(path)
    whole = Source(name, data, inner, effort_unit, currency, here)
    source, own_parts = without_own_parts(whole)
    importer = _own(options.form) if options.form else _importer(source, options.format, own_parts)
    usual = PurePosixPath(name).stem if importer.name in TABLES else importer.name
    called = slug(options.name or usual) or "import"
    is_usual = importer.name not in TABLES and called == slug(usual)
    return Recognised(source, importer, called, "" if is_usual else options.name, own_parts)


def _own(path: str) -> Importer:
    """The importer that reads by a mapping of the user's own.

    Raises:
        PmError: it is no mapping.
    """
    name, data, _ = read_source(path)
    if data is None:
        raise PmError(f'"{path}" is a folder, and no mapping')
    return importer_of(form(data, name))


def _importer(source: Source, wanted: str, own_parts: tuple[str, ...]) -> Importer:
    by_name = {candidate.name: candidate for candidate in IMPORTERS}
    if wanted:
        if (wanted := meant(wanted, by_name)) not in by_name:
            hint = did_you_mean(wanted, by_name) or f"there are {', '.join(by_name)}"
            raise PmError(f'there is no format "{wanted}"', hint)
        return by_name[wanted].kind_of(source)
    sure = {candidate.name: candidate.recognise(source) for candidate in IMPORTERS}
    best = max(IMPORTERS, key=lambda candidate: sure[candidate.name])
    if sure[best.name] < SURE:
        if own_parts:
            raise PmError(
                f'"{source.name}" lists no features but those that pm wrote between its markers '
                f"({', '.join(own_parts)}): they are not read back",
                "edit the files of the features, or what pm export backlog --format csv (xlsx, json) writes",
            )
        if told := unknown(source) if is_markdown(source) else unknown_folder(source):
            raise told
        if source.data is not None and not source.data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xfe\xff"):
            raise PmError(f'"{source.name}" is empty', "nothing is read of it, and nothing is written")
        check_readable(source.data or b"")
        hint = f"--format says which it is: {', '.join(by_name)}"
        raise PmError(f'"{source.name}" is in no format that pm knows', hint)
    return best.kind_of(source)


def _is_no_column(name: str) -> bool:
    """Whether a name in a mapping is none of a column: a sheet, sub-tasks, a word for a status."""
    return name.startswith(":") or name == "sub-tasks" or name.casefold().startswith(STATUS_WORD)


def _check_columns(given: Mapping[str, str], known: Mapping[str, str]) -> None:
    names = {name.strip().casefold(): name for name in known}
    for name in given:
        if name.strip().casefold() not in names and not _is_no_column(name):
            listed = ", ".join(f'"{column}"' for column in list(known)[:12])
            hint = did_you_mean(name, known) or f"there are {listed}"
            raise PmError(f'there is no column "{name}"', hint)
