"""pm's ids in the exports of trackers: of what pm once wrote for one, a column or key of its own has them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pmcli.importing.sources.importer import Imported, Source
from pmcli.importing.sources.plain_values import id_of
from pmcli.importing.sources.tables.reading.readers import first_rows
from pmcli.importing.sources.tables.values.guard import PM_ID

_ID: Final = "x-pm-id"


def id_column(source: Source) -> dict[str, str]:
    """The meaning of the column with pm's ids, where a table has one."""
    has_ids = any(PM_ID in map(str.strip, row) for row in first_rows(source.data or b"")[:20])
    return {PM_ID: _ID} if has_ids else {}


def with_ids(imported: Imported) -> Imported:
    """The drafts with the ids that pm gave them: they are the features of these ids."""
    drafts = []
    for draft in imported.drafts:
        fields = {name: value for name, value in draft.fields.items() if name != _ID}
        own = id_of(draft.fields.get(_ID))
        given = {**fields, "id": own} if own else fields
        drafts.append(replace(draft, fields=given, is_own=draft.is_own or bool(own)))
    return replace(imported, drafts=tuple(drafts))
