"""pm's own exports, back into a backlog: what differs from what pm would write today was changed in the file.

Read `kinds` first (what pm wrote is told by its mark, its columns or its keys), then `reading`: `rows` makes
rows of every kind of file, `taking` asks `fields` for the cells that were changed, `phrases` has the way back
from words to data. `trackers` reads the files for Jira and GitHub.
"""

from __future__ import annotations

from collections.abc import Mapping

from pmcli.importing.sources.importer import Imported, Importer, Source
from pmcli.importing.sources.own.kinds import kind_of, own_fields
from pmcli.importing.sources.own.reading import OwnReading
from pmcli.importing.sources.own.rows import document_rows, table_rows, workbook_rows
from pmcli.importing.sources.own.trackers import read_tracker
from pmcli.model.diagnostic import PmError


def _recognise(source: Source) -> float:
    return 1.0 if kind_of(source) is not None else 0.0


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:
    told, data = kind_of(source), source.data or b""
    if told is None or told.kind == "refused":
        what = f"{told.what}, made to be looked at" if told is not None else "no export of pm"
        hint = "edit the files of the features, or what pm export backlog --format csv (xlsx, json) writes"
        raise PmError(f'"{source.name}" is {what}: it is not read back', hint)
    if told.kind in ("jira", "github"):
        return read_tracker(source, mapping, told.kind)
    own = own_fields(source)
    if told.kind == "workbook":
        rows = workbook_rows(data, own, mapping.get(":sheet", ""))
    else:
        rows = table_rows(data, own) if told.kind == "table" else document_rows(data, own)
    return OwnReading(source, rows).done()


OWN = Importer("pm", "pm's own export", _recognise, _read, is_own=True)
