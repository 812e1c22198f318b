"""One feature in pm's own exports on its way: what is here of it, and the fields that were changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from pmcli.importing.sources.importer import ImportFinding
from pmcli.importing.sources.own.cells import ExportCell
from pmcli.importing.sources.own.phrases import written_need
from pmcli.importing.sources.own.today import Today
from pmcli.importing.sources.plain_values import id_in
from pmcli.model.feature import Feature
from pmcli.yaml.read import Value


@dataclass(frozen=True, slots=True)
class OwnFeature:
    """One feature on its way; `record` and `written` are what is here of it, None and empty where it is new.

    `ids` are those of all features in the source: what it does not list, it may have left out because of
    who it was made for. `implied` is the horizon that follows from the period that stands beside it,
    `planned` that of today's plan, which is made where it is asked for.
    """

    today: Today
    record: Feature | None
    written: Mapping[str, Value]
    ids: Collection[str]
    implied: str = ""
    planned: Callable[[str], str] = lambda _: ""
    fields: dict[str, object] = field(default_factory=dict)
    speaks: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    findings: list[ImportFinding] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def texts(self, key: str) -> list[str]:
        """The texts that pm would write today."""
        return self.today.texts(self.record, key) if self.record is not None else []

    def put(self, key: str, value: object) -> None:
        """Take over a field, or take it out where the value says nothing."""
        self.speaks.add(key)
        if value not in (None, "", [], {}):
            self.fields[key] = value

    def refuse(self, cell: ExportCell, why: str) -> None:
        """Tell that a cell is not read, and why."""
        if self.record is None:
            self.lost.append(cell.key)
        else:
            found = f'found "{cell.shown}"' if cell.text.strip() else "it was emptied"
            message = f"{cell.key}: {found}: {why}; left as it is"
            self.findings.append(ImportFinding(f"{cell.place} ({self.record.id})", message))

    def unlisted(self, key: str, names: Collection[str]) -> list[object]:
        """References to features that the source does not list: it may not show them."""
        if self.record is None or key not in ("depends_on", "conflicts_with"):
            return []
        listed = getattr(self.record, key)
        ids = list(map(id_in, listed))
        raw = self.raw(key, len(listed)) or ids
        pairs = zip(ids, map(written_need, raw), strict=True)
        return [one for name, one in pairs if name not in self.ids and name not in names]

    def raw(self, key: str, many: int) -> list[Value] | None:
        """The items as they are written here; None where these are not so many."""
        raw = self.written.get(key)
        return raw if isinstance(raw, list) and len(raw) == many else None

    def part(self, key: str, changed: Mapping[str, object], before: Mapping[str, object]) -> None:
        """The map as it is here, with the parts that were changed."""
        raw = self.fields.get(key, self.written.get(key))
        merged = {**(raw if isinstance(raw, dict) else before), **changed}
        self.put(key, {name: value for name, value in merged.items() if value is not None})
        self.parts.update(f"{key}.{name}" for name in changed)
