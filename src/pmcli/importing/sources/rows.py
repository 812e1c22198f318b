"""Drafts of the rows of a table, field by field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pmcli.importing.sources import cells, columns, days, efforts, scores, states
from pmcli.importing.sources.cells import Unclear
from pmcli.importing.sources.importer import ImportedFeature, ImportFinding
from pmcli.importing.sources.plain_values import line_of, long_of, text_of, type_of
from pmcli.importing.sources.tables import SourceTable
from pmcli.importing.sources.vocabulary import vocabulary

LONGEST_TITLE: Final = 200
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "horizon": ("now", "next", "later"),
    "tech_debt": ("none", "adds", "repays"),
}
_MOSCOW: Final = {"must": "must", "should": "should", "could": "could", "wo": "wont"}
Row = Mapping[str, tuple[str, ...]]
"""The cells of a row by what they mean, those that say nothing left out."""


@dataclass(frozen=True, slots=True)
class TableDialect:
    """A tabular format, by what tells it from another.

    `link` names the link by which a row is known again; "" for the source's own name. `meanings` guesses
    what the columns mean. `words` names the vocabulary with the statuses and types that the format has
    besides the usual ones. `leaves_out` says why a row is no feature, "" where it is one. `refers_by_title`:
    rows may name one another by their titles.
    """

    link: str
    meanings: Callable[[SourceTable], dict[str, str]]
    header: Callable[[tuple[str, ...]], float]
    words: str
    leaves_out: Callable[[Row, Mapping[str, str]], str] = lambda _row, _mapping: ""
    refers_by_title: bool = True


@dataclass(frozen=True, slots=True)
class TableContext:
    """The facts that all rows of one table share, and what is gathered while they are read.

    `link` is the name of the link that rows are known again by; `comma` says by meaning whether numbers have
    a decimal comma, `day_first` whether a date such as 5/6/2027 is in June; `top` is what the column of
    confidence calls certain; `columns` has the name of the first column of each meaning.
    """

    dialect: TableDialect
    effort_unit: str
    link: str
    columns: Mapping[str, str]
    comma: Mapping[str, bool]
    day_first: bool | None
    top: float
    counted: Counter[str] = field(default_factory=Counter)
    findings: list[ImportFinding] = field(default_factory=list)

    def draft(self, number: int, row: Row, key: str, title: str) -> ImportedFeature:
        """The draft of a row."""
        return _Row(self, number, row).draft(key, title)


class _Row:
    """One row on its way to a draft."""

    def __init__(self, context: TableContext, number: int, row: Row) -> None:
        self.context, self.row = context, row
        self.place = f"row {number}"
        self.notes: list[str] = []
        self.unclear: set[str] = set()
        self.fields: dict[str, object] = {}

    def draft(self, key: str, title: str) -> ImportedFeature:
        also = [line_of(name) for name in self.row.get("also", ())]
        self._title(title)
        self._state()
        self._texts()
        self._references()
        self._numbers()
        self._effort()
        self._dates()
        self._own()
        self._links(key)
        self.context.findings.extend(self._compared())
        if self.context.dialect.refers_by_title and title != key:
            also.append(title)
        return ImportedFeature(
            key, self.fields, self.place, tuple(self.notes), tuple(also), frozenset(self.unclear)
        )

    # --- helpers ---

    def _compared(self) -> list[ImportFinding]:
        """The score that the row states beside what its inputs yield, the effort in its column's own unit."""
        effort = None
        for meaning in self.row:
            if meaning.split(":")[0] == "effort" and effort is None:
                unit = meaning.partition(":")[2] or columns.unit_in(self.context.columns[meaning])
                effort = efforts.effort_number(self._first(meaning), unit, comma=self.context.comma[meaning])
        stated, comma = self._first("score"), self.context.comma.get("score", False)
        return scores.compared(self.place, self.fields, stated, effort, comma=comma) if stated else []

    def _first(self, meaning: str) -> str:
        return self.row[meaning][0] if meaning in self.row else ""

    def _listed(self, meaning: str) -> list[str]:
        return [line_of(word) for cell in self.row.get(meaning, ()) for word in cells.words(cell)]

    def _unclear(self, meaning: str, cell: str, why: object) -> None:
        shown = cell if len(cell) <= 40 else cell[:37] + "..."
        name = meaning.split(":")[0]
        self.unclear.add(name)
        self.context.findings.append(
            ImportFinding(self.place, f'{name}: found "{line_of(shown)}": {why}; left out')
        )

    def _assume(self, words: str) -> None:
        self.context.counted[words] += 1

    def _put(self, meaning: str, value: object) -> None:
        """A value at a dotted name."""
        first, _, second = meaning.partition(".")
        if second:
            group = self.fields.setdefault(first, {})
            if isinstance(group, dict):
                group[second] = value
        else:
            self.fields[first] = value

    # --- pieces ---

    def _title(self, title: str) -> None:
        self.fields["title"] = title
        if len(title) > LONGEST_TITLE:
            self.fields["title"] = title[: LONGEST_TITLE - 1].rstrip() + "…"
            self.fields["description"] = long_of(title, self.notes)
            self.notes.append("the title was too long: all of it is in the description")

    def _state(self) -> None:
        first = {name: texts[0] for name, texts in self.row.items()}
        status = states.status(first, vocabulary(self.context.dialect.words, "statuses"))
        if status and status != "candidate":
            self.fields["status"] = status
        raw = line_of(first.get("status", ""))[:LONGEST_TITLE]
        if raw and status is None:
            self.unclear.add("status")
            self._assume(f'status "{raw[:40]}" is read as candidate, and kept as x-status')
            self.fields["x-status"] = raw
        word = line_of(self._first("type")).casefold()
        if word:
            kind = vocabulary(self.context.dialect.words, "types").get(word) or type_of(word)
            if kind is None:
                self.unclear.add("type")
                self._assume(f'type "{line_of(self._first("type"))[:40]}" is read as feature')
            elif kind != "feature":
                self.fields["type"] = kind

    def _texts(self) -> None:
        for name in columns.TEXTS[1:]:
            if name not in self.row or name in self.fields:
                continue
            if name in ("description", "problem", "solution", "request"):
                text = long_of("\n\n".join(map(text_of, self.row[name])), self.notes)
                if text.strip():
                    self.fields[name] = text
            elif text := line_of(self._first(name)):
                self.fields[name] = text[:LONGEST_TITLE]
        for name in ("tags", "acceptance", "segments", "solves"):
            listed = self._listed(name)
            listed += self.row.get("theme", ())[1:] if name == "tags" else ()
            bare = [re.sub(r"\s*\([a-z ]+\)$", "", word) if name == "tags" else word for word in listed]
            if bare:
                self.fields[name] = list(dict.fromkeys(word[:LONGEST_TITLE] for word in bare if word))
        if asking := self._listed("requests"):
            self.fields["requests"] = [{"account": name[:LONGEST_TITLE]} for name in dict.fromkeys(asking)]

    def _references(self) -> None:
        if self._listed("parent"):
            self.fields["parent"] = line_of(self._first("parent"))
        for name in ("depends_on", "blocks", "conflicts_with"):
            if listed := self._listed(name):
                self.fields[name] = list(dict.fromkeys(listed))

    def _numbers(self) -> None:
        for name in columns.AMOUNTS:
            if cell := self._first(name):
                self._number(name, cell)
        for name in self.row:
            if name.startswith("weighted."):
                self._number(name, self._first(name))
        if cell := self._first("rice.confidence"):
            comma = self.context.comma["rice.confidence"]
            try:
                self._put("rice.confidence", cells.share(cell, self.context.top, comma=comma))
            except Unclear as why:
                self._unclear("rice.confidence", cell, why)

    def _number(self, name: str, cell: str) -> None:
        word = line_of(cell).casefold()
        if name == "rice.impact" and (match := re.match(r"(massive|high|medium|low|minimal)\b", word)):
            self._put(name, match[1])
            return
        try:
            amount = cells.amount(cell, comma=self.context.comma[name])
        except Unclear as why:
            self._unclear(name, cell, why)
            return
        if name == "rice.impact" and amount.high <= 0:
            self._unclear(name, cell, "an impact must be above 0")
            return
        if amount.is_rough:
            self._assume(f"{name}: a rough value such as {line_of(cell)[:20]} is taken as it is")
        self._put(name, amount.value if name.split(".")[0] not in ("ice", "opportunity") else amount.low)

    def _effort(self) -> None:
        for meaning in self.row:
            name, _, unit = meaning.partition(":")
            if name in ("effort", "remaining") and name not in self.fields:
                unit = unit or columns.unit_in(self.context.columns[meaning])
                self._effort_of(name, unit, meaning, self._first(meaning))
        seconds = self._first("estimate_seconds")
        if seconds and "effort" not in self.fields and seconds.strip().isdecimal() and int(seconds[:12]) > 0:
            hours = f"{int(seconds[:12]) / 3600:g} hours"
            self._effort_of("effort", "hours", "estimate_seconds", hours)

    def _effort_of(self, name: str, unit: str, meaning: str, cell: str) -> None:
        target, comma = self.context.effort_unit, self.context.comma[meaning]
        try:
            self.fields[name], note = efforts.effort(cell, unit, target, comma=comma)
        except Unclear as why:
            if "cannot be turned" not in str(why):
                self._unclear(name, cell, why)
                return
            self.unclear.add(name)
            kept = "x-story-points" if unit == "points" else f"x-{name}"
            self.fields[kept] = efforts.effort_amount(cell, comma=comma).text
            self._assume(f"{name}: {why}, so it is kept as {kept} (effort_unit in pm.yaml, or --map)")
            return
        if note:
            self._assume(f"{name}: {note}")
        elif not unit and not re.search(r"[a-zA-Z]", cell):
            self._assume(f"{name}: no unit is named, so {target} are assumed")

    def _dates(self) -> None:
        for name in columns.DATES:
            self._date(name, self._first(name))
        if self.fields.get("status") == "shipped" and "shipped" not in self.fields:
            self._date("shipped", self._first("completed"))
        if self.fields.get("status") != "shipped":
            self.fields.pop("shipped", None)

    def _date(self, name: str, cell: str) -> None:
        read = days.when if name in ("target", "not_before") else days.day
        try:
            if cell:
                self.fields[name] = read(cell, day_first=self.context.day_first)
        except Unclear as why:
            self._unclear(name, cell, why)

    def _own(self) -> None:
        word = re.sub(r"[^a-z]", "", self._first("moscow").casefold())
        if word:
            letter = {"m": "must", "s": "should", "c": "could", "w": "wont"}.get(word)
            moscow = letter or next((ours for start, ours in _MOSCOW.items() if word.startswith(start)), None)
            if moscow:
                self.fields["moscow"] = moscow
            else:
                self._unclear("moscow", self._first("moscow"), "expected must, should, could or wont")
        for name, known in _WORDS.items():
            word = self._first(name).strip().casefold()
            if word in known:
                self.fields[name] = word
            elif word:
                self._unclear(name, word, f"expected {', '.join(known)}")
        for name in self.row:
            if name.startswith("x-"):
                self.fields[name] = line_of(self.row[name][-1])[:LONGEST_TITLE]
            elif name.startswith("fields."):
                self.fields[name.removeprefix("fields.")] = line_of(self._first(name))

    def _links(self, key: str) -> None:
        links = {self.context.link: key}
        address = line_of(self._first("url"))
        if re.match(r"https?://\S+$", address):
            links["web"] = address
        self.fields["links"] = links
