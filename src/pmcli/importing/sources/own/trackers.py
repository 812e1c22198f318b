"""The files that pm writes for Jira and GitHub, when they come back unread by either.

What they say is read by the importer of the tracker, and so is what pm would write today; what differs was
changed in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from pmcli.importing.sources.importer import Imported, ImportedFeature, Importer, ImportFinding, Source
from pmcli.importing.sources.own.feature import OwnFeature
from pmcli.importing.sources.own.phrases import written_need
from pmcli.importing.sources.own.reading import STALE, missing
from pmcli.importing.sources.own.today import Today
from pmcli.importing.sources.plain_values import id_in, list_of, map_of
from pmcli.importing.sources.tables.reading.readers import first_rows
from pmcli.importing.sources.trackers.github import GITHUB
from pmcli.importing.sources.trackers.github_issue import status_label
from pmcli.importing.sources.trackers.jira import JIRA
from pmcli.importing.sources.trackers.leaving import github_json, jira_csv
from pmcli.model.backlog import Backlog
from pmcli.model.efforts import NO_TEAM
from pmcli.model.feature import Feature

_TRACKERS: Final[Mapping[str, tuple[Importer, Callable[[Backlog], str]]]] = {
    "jira": (JIRA, jira_csv), "github": (GITHUB, github_json),
}  # fmt: skip
_JIRA: Final = {
    **{f"Custom field ({key.capitalize()})": key for key in ("problem", "solution", "deadline")},
    "Custom field (Acceptance criteria)": "acceptance",
}  # fmt: skip
_REFERENCES: Final = ("depends_on", "conflicts_with", "blocks")


def read_tracker(source: Source, mapping: Mapping[str, str], kind: str) -> Imported:
    """The drafts in a file for a tracker.

    Raises:
        PmError: nothing in it can be read.
    """
    here, written = source.here, _TRACKERS[kind][1]
    imported, before = _read(source, mapping, kind), Imported(())
    if here is not None and here.backlog.features:
        text = written(here.backlog).encode("utf-8", "backslashreplace")
        before = _read(replace(source, data=text), {}, kind)
    names, today = _names(imported), _by_id(before)
    drafts, findings, is_changed = [], list[ImportFinding](), False
    for draft in imported.drafts:
        name = str(draft.fields.get("id", ""))
        if here is None or name not in today:
            drafts.append(replace(draft, is_own="id" in draft.fields))
            continue
        record = here.backlog.features[name]
        feature = OwnFeature(Today(here.backlog), record, here.written(name), today)
        drafts.append(_Change(record, feature, _named(draft, names), today[name]).draft())
        is_changed = is_changed or bool(feature.speaks)
        findings += feature.findings
    ids = {str(draft.fields.get("id", "")) for draft in drafts}
    absent = [name for name in today if name not in ids]
    guesses = [guess for guess in imported.guesses if guess not in before.guesses]
    guesses += [STALE] if is_changed else []
    guesses += [missing(absent)] if 0 < len(absent) < len(today) else []
    return replace(
        imported, drafts=tuple(drafts), findings=tuple(findings), guesses=tuple(guesses), speaks=frozenset()
    )  # fmt: skip


def _read(source: Source, mapping: Mapping[str, str], kind: str) -> Imported:
    """The drafts, of Jira with the columns that pm adds to its own."""
    importer = _TRACKERS[kind][0]
    if kind != "jira":
        return importer.read(source, mapping)
    header = {name.strip() for name in next(iter(first_rows(source.data or b"")), ())}
    added = {name: meaning for name, meaning in _JIRA.items() if name in header}
    return importer.read(source, {**added, **mapping})


def _names(imported: Imported) -> dict[str, str]:
    """The ids of features by what the file calls them."""
    names: dict[str, str] = {}
    for draft in imported.drafts:
        name = str(draft.fields.get("id") or draft.key)
        for other in (draft.key, *draft.also):
            names.setdefault(other, name)
    return names


def _by_id(imported: Imported) -> dict[str, ImportedFeature]:
    names = _names(imported)
    return {
        str(draft.fields["id"]): _named(draft, names) for draft in imported.drafts if "id" in draft.fields
    }


def _named(draft: ImportedFeature, names: Mapping[str, str]) -> ImportedFeature:
    """The draft with pm's ids in place of the names of the file."""
    fields = dict(draft.fields)
    if "parent" in fields:
        fields["parent"] = names.get(str(fields["parent"]), fields["parent"])
    for key in _REFERENCES:
        listed_ = fields.get(key)
        if isinstance(listed_, list):
            fields[key] = [names.get(str(name), str(name)) for name in listed_]
    return replace(draft, fields=fields)


class _Change:
    """A feature that is here, and its draft beside that of what pm would write today."""

    def __init__(
        self, record: Feature, feature: OwnFeature, there: ImportedFeature, today: ImportedFeature
    ) -> None:
        self.record, self.feature, self.there, self.today = record, feature, there, today

    def draft(self) -> ImportedFeature:
        """The draft, which speaks of what differs."""
        there, today = {**self.there.fields}, self.today.fields
        if "tags" in there:  # of an issue that was closed a label says no status any more
            labels, before = list_of(there["tags"]), list_of(today.get("tags"))
            there["tags"] = [tag for tag in labels if tag in before or not status_label(str(tag))]
        for key in dict.fromkeys((*there, *today)):
            if key != "id" and (there.get(key) or None) != today.get(key) and key not in self.there.unclear:
                self._take(key, there.get(key), today.get(key))
        fields = {"id": self.record.id, **self.feature.fields}
        fields.setdefault("title", str(self.feature.written.get("title") or self.record.title))
        return ImportedFeature(
            self.there.key, fields, self.there.place, self.there.notes,
            speaks=frozenset(self.feature.speaks), is_own=True,
        )  # fmt: skip

    def _take(self, key: str, there: object, today: object) -> None:
        if key == "links":
            here = map_of(self.feature.written.get(key))
            self.feature.put(key, {**here, **map_of(there)} if map_of(there) else None)
        elif key == "effort":
            self._effort(there)
        elif key == "depends_on":
            self._needs(list_of(there), list_of(today))
        elif isinstance(there, list) and isinstance(today, list):
            self.feature.put(key, self._items(key, there, today))
        elif isinstance(there, dict) or isinstance(today, dict):
            self._parts(key, map_of(there), map_of(today))
        else:
            self.feature.put(key, there)

    def _parts(self, key: str, there: Mapping[str, Any], today: Mapping[str, Any]) -> None:
        """A map with the parts that differ; the others as they are written here."""
        changed = {name: there.get(name) for name in (*there, *today) if there.get(name) != today.get(name)}
        self.feature.part(key, changed, today)

    def _items(self, key: str, there: list[Any], today: list[Any]) -> list[Any]:
        """The items of a list, as they are written here where they are the same."""
        raw = self.feature.raw(key, len(today))
        if raw is None:
            return there
        return [raw[today.index(item)] if item in today else item for item in there]

    def _needs(self, there: list[str], today: list[str]) -> None:
        """The needs: those that came and went; what the tracker does not tell stays."""
        raw = [written_need(need) for need in list_of(self.feature.written.get("depends_on"))]
        kept = [need for need in raw if id_in(need) in there or id_in(need) not in today]
        known = set(map(id_in, kept))
        self.feature.put("depends_on", [*kept, *(name for name in there if name not in known)])

    def _effort(self, there: object) -> None:
        teams = [team for team in self.record.effort or () if team != NO_TEAM]
        if len(teams) > 1 and there is not None:
            why = f'effort: found "{there}": it is the sum of {" and ".join(teams)}; left as it is'
            self.feature.findings.append(ImportFinding(f"{self.there.place} ({self.record.id})", why))
        else:
            self.feature.put("effort", {teams[0]: there} if teams and there is not None else there)
