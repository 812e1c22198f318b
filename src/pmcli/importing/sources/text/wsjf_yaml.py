"""Backlogs that are one YAML file of items with WSJF inputs: value, time criticality, risk reduction, effort.

What the file calls effort is the job size, on the scale of the other three. A score that it states is set
beside the one that its inputs yield.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from pmcli.importing.sources.importer import (
    Imported,
    ImportedFeature,
    Importer,
    ImportFinding,
    Skipped,
    Source,
)
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
from pmcli.importing.sources.text import files
from pmcli.model.estimate import plain
from pmcli.yaml.read import is_null, read, resolve

_INPUTS: Final = {
    "user_business_value": ("user_business_value", "business_value", "value"),
    "time_criticality": ("time_criticality", "urgency"),
    "risk_opportunity": ("risk_opportunity", "risk_reduction", "risk_reduction_opportunity_enablement"),
    "job_size": ("job_size", "effort", "size"),
}
_NUMBERS: Final = tuple(_INPUTS)
_DONE: Final = ("completed", "done", "finished", "archive")
"""Lists of such a name hold what is shipped, whatever else its items say."""
_KNOWN: Final = frozenset(
    ("id", "title", "name", "description", "status", "type", "owner", "assignee", "tags", "labels", "links",
     "acceptance_criteria", "acceptance", "depends_on", "dependencies", "blocked_by", "completed_at",
     "wsjf_score", "wsjf", "aging_multiplier", "impact",
     *(name for names in _INPUTS.values() for name in names))
)  # fmt: skip
_SPEAKS: Final = frozenset(
    ("title", "status", "type", "shipped", "owner", "tags", "description", "depends_on", "wsjf", "acceptance")
)
"""The fields that an item can say; of all else it does not speak."""
_LOOKS: Final = re.compile(
    rb"^[ \t-]*(time_criticality|risk_reduction|wsjf_score|job_size|risk_opportunity)[ \t]*:", re.M
)
_NESTED: Final = 8
"""How far in the keys of items stand at least that are within others."""
_OFF: Final = 0.06
"""The difference from the computed score that is no finding: many files round to a tenth."""


def _recognise(source: Source) -> float:
    """Whether the keys of WSJF stand in it: also in a file that is no YAML, so that it is told why."""
    data = source.data
    if data is None or source.suffix not in files.YAML:
        return 0.0
    found = list(_LOOKS.finditer(data[:200_000]))
    indents = {len(match[0]) - len(match[0].lstrip(b" \t-")) for match in found}
    is_flat = len(indents) < 2 and max(indents, default=0) < _NESTED  # else it is read as any YAML
    return (0.9 if is_flat else 0.5) if len({match[1] for match in found}) >= 2 else 0.0


def _read(source: Source, mapping: Mapping[str, str]) -> Imported:
    """A draft of every item; a file that is no YAML is skipped as a whole, with the place of its fault."""
    reading = read(source.data or b"", source.name)
    if (error := reading.error) is not None:
        hint = f" ({error.hint})" if error.hint else ""
        count = len(re.findall(rb"^[ \t]*-?[ \t]*id[ \t]*:", source.data or b"", re.M))
        lost = f", so none of its {count} items comes in" if count else ""
        reason = f"it is no valid YAML{lost}: {error.message}{hint}"
        return Imported((), (Skipped(f"line {error.location.line}", reason),), (), (), 1)
    name = mapping.get(":name", PurePosixPath(source.name).stem)
    return _File(name, [document.data for document in reading.documents]).run()


@dataclass(slots=True)
class _File:
    """One run over a file; `name` is what the source is called."""

    name: str
    documents: list[object]
    drafts: dict[str, ImportedFeature] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    findings: list[ImportFinding] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)
    blocked: int = 0

    def run(self) -> Imported:
        count = 0
        for place, item, is_done in self._items():
            count += 1
            if reason := self._take(place, item, is_done=is_done):
                self.skipped.append(Skipped(place, reason))
        return Imported(
            tuple(self.drafts.values()),
            tuple(self.skipped),
            tuple(self.findings),
            tuple(self._guesses()),
            count,
            speaks=_SPEAKS,
        )

    def _guesses(self) -> Iterator[str]:
        yield "effort is taken for the job size of WSJF, not for time"
        if self.blocked:
            yield f"blocked items ({self.blocked}) count as candidates: say in depends_on what they wait for"
        if self.unread:
            yield f"not read: {', '.join(f'{key} ({many})' for key, many in sorted(self.unread.items()))}"

    def _items(self) -> Iterator[tuple[str, object, bool]]:
        """The items listed at the top, or under a key at the top; lists of mere words hold none."""
        for document in self.documents:
            listed = {"": document} if isinstance(document, list) else document
            for key, items in listed.items() if isinstance(listed, dict) else ():
                if isinstance(items, list) and any(isinstance(item, dict) for item in items):
                    place = f' of "{key}"' if key else ""
                    for number, item in enumerate(items, 1):
                        yield f"item {number}{place}", item, key.casefold() in _DONE

    def _take(self, place: str, item: object, *, is_done: bool) -> str:
        """Why an item does not come in; "" where it does."""
        if not isinstance(item, dict):
            return "it is no map of keys"
        data: dict[str, object] = {key: value for key, value in item.items() if not is_null(value)}
        title = line_of(data.get("title")) or line_of(data.get("name"))
        name = line_of(data.get("id")) or title
        if not title:
            return f"{name} has no title" if name else "it has no title"
        if name in self.drafts:
            return f'"{name}" is also the id of {self.drafts[name].place}'
        notes: list[str] = []
        wsjf = self._inputs(data, notes)
        self._compare(place, name, data, wsjf)
        for key in data.keys() - _KNOWN:
            self.unread[key] = self.unread.get(key, 0) + 1
        labels = _texts(data.get("tags") or data.get("labels"))
        fields = {
            "id": id_of(data.get("id")),
            "title": title,
            **self._state(data, labels, is_done=is_done),
            "owner": line_of(data.get("owner") or data.get("assignee")).lstrip("@"),
            "tags": labels,
            "description": _description(data),
            "depends_on": [text for text in _texts(data.get("depends_on") or data.get("dependencies")
                                                 or data.get("blocked_by")) if text != name],
            "wsjf": wsjf,
            "acceptance": _texts(data.get("acceptance_criteria") or data.get("acceptance")),
            "links": {"wsjf": f"{self.name}/{name}"},
        }  # fmt: skip
        self.drafts[name] = ImportedFeature(name, kept(fields), place, tuple(notes))
        return ""

    def _state(self, data: Mapping[str, object], labels: list[str], *, is_done: bool) -> dict[str, object]:
        """Status, day shipped and type; a type that pm does not have becomes a tag."""
        word = line_of(data.get("status"))
        status = status_of(word) or "candidate"
        if word.casefold() == "blocked":
            self.blocked += 1
        elif word and status_of(word) is None:
            labels.append(f"status: {word}")
        if is_done and status not in ("shipped", "declined"):
            status = "shipped"
        kind = line_of(data.get("type"))
        if kind and type_of(kind) is None:
            labels.append(kind)
        shipped = day_of(data.get("completed_at")) if status == "shipped" else None
        return {"status": status, "type": type_of(kind), "shipped": shipped}

    # --- numbers ---

    @staticmethod
    def _inputs(data: Mapping[str, object], notes: list[str]) -> dict[str, object]:
        """The inputs that are numbers of at least 0; a job size of 0 is none."""
        inputs: dict[str, object] = {}
        for ours, names in _INPUTS.items():
            name = next((name for name in names if name in data), None)
            if name is None:
                continue
            number = _number(data[name])
            if number is None or number < 0 or (ours == "job_size" and number == 0):
                notes.append(f'{name} "{line_of(data[name])}" is no number that WSJF could take: left out')
            else:
                inputs[ours] = int(number) if number == int(number) else number
        return inputs

    def _compare(self, place: str, name: str, data: Mapping[str, object], wsjf: Mapping[str, object]) -> None:
        """A finding where the file states another score than its inputs yield, aged as it says or not."""
        stated = _number(data.get("wsjf_score", data.get("wsjf")))
        sums = [_number(wsjf.get(key)) for key in _NUMBERS]
        if stated is None or None in sums:
            return
        value, urgency, risk, size = (number or 0.0 for number in sums)
        computed = (value + urgency + risk) / size
        aging = _number(data.get("aging_multiplier")) or 1.0
        if min(abs(stated - computed), abs(stated - computed * aging)) > _OFF:
            words = f"stated {plain(stated, 6)}, WSJF of its inputs is {plain(computed, 4)}"
            self.findings.append(ImportFinding(f"{place} ({name})", words))


def _number(value: object) -> float | None:
    number = resolve(value) if isinstance(value, str) else value
    is_number = isinstance(number, (int, float)) and not isinstance(number, bool)
    return float(number) if is_number and abs(number) < 1e12 else None  # type: ignore[arg-type]  # looked at above


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return once(line_of(item) for item in value)
    return once([line_of(value)])


def _description(data: Mapping[str, object]) -> str:
    """The description of an item, and the files and pages that it names."""
    parts = [text_of(data.get("description")), text_of(data.get("impact"))]
    links = _texts(data.get("links"))
    if links:
        parts.append("See " + ", ".join(links))
    return "\n\n".join(part for part in parts if part)


WSJF_YAML = Importer("wsjf-yaml", "a backlog of WSJF items in one YAML file", _recognise, _read)
