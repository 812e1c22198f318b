"""The fields of a feature out of the cells of pm's own exports: a reader for each kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from pmcli.importing.sources.own import phrases
from pmcli.importing.sources.own.cells import ExportCell, bare, days_in, items_of, number_of, rounded
from pmcli.importing.sources.own.efforts import read_by_team, read_effort, read_team
from pmcli.importing.sources.own.feature import OwnFeature
from pmcli.importing.sources.own.launches import read_launch
from pmcli.importing.sources.plain_values import id_in, line_of, text_of
from pmcli.importing.sources.tables.values.guard import unguarded
from pmcli.model.feature import Feature
from pmcli.yaml.edit.writing import plain_data
from pmcli.yaml.read import Value

_WORTH: Final = re.compile(r" \([^()]*\)(?=, |$)")
_LINES: Final = frozenset({"title", "owner", "theme", "product", "parent", "release"})


def _text(row: OwnFeature, cell: ExportCell) -> None:
    line = cell.key in _LINES
    row.put(cell.key, line_of(_plain(cell)) if line else text_of(_plain(cell)))


def _word(row: OwnFeature, cell: ExportCell) -> None:
    row.put(cell.key, line_of(cell.text))


def _status(row: OwnFeature, cell: ExportCell) -> None:
    if row.record is not None and row.today.backlog.status(row.record.id) != row.record.status:
        row.refuse(cell, "a decision says what it is, and pm decide takes it back")
    else:
        _word(row, cell)


def _when(row: OwnFeature, cell: ExportCell) -> None:
    text = line_of(cell.text)
    row.put(cell.key, days_in(text) or text)


def _horizon(row: OwnFeature, cell: ExportCell) -> None:
    word = line_of(cell.text)
    if word or row.record is None or row.record.horizon is not None:
        row.put("horizon", word)


def _deadline(row: OwnFeature, cell: ExportCell) -> None:
    day, _, because = cell.text.partition(": ")
    day = days_in(day.strip()) or day.strip()
    row.put("deadline", {"date": day, "because": text_of(because)} if because.strip() else day)


def read_own(row: OwnFeature, cell: ExportCell) -> None:
    """A field of pm.yaml's own, or a field of the user's own."""
    number = number_of(cell.text, comma=cell.comma)
    is_number_field = row.today.backlog.workspace.fields.get(cell.key) == "number"
    row.put(cell.key, number if is_number_field and number is not None else text_of(_plain(cell)))


def _public(row: OwnFeature, cell: ExportCell) -> None:
    known = row.record.public if row.record is not None else None
    items = items_of(cell, row.texts("public")) if cell.by else [cell.text, *row.texts("public")[1:]]
    names = ("text",) if len(items) == 1 and (known is None or not known.title) else ("title", "text")
    if len(items) > len(names):
        row.refuse(cell, "a title and a text are expected")
    else:
        row.put("public", dict(zip(names, items, strict=False)))


def _words(row: OwnFeature, cell: ExportCell) -> None:
    texts = row.texts(cell.key)
    raw = row.raw(cell.key, len(texts))
    here = dict(zip(map(bare, texts), raw or texts, strict=True))
    items = [here.get(bare(item), line_of(item)) for item in items_of(cell, texts)]
    row.put(cell.key, [*items, *row.unlisted(cell.key, {str(item) for item in items})])


def _named(row: OwnFeature, cell: ExportCell) -> None:
    """Segments and problems, which stand there by their titles."""
    workspace = row.today.backlog.workspace
    defined: Mapping[str, Any] = workspace.segments if cell.key == "segments" else workspace.problems
    names = {item.title: name for name, item in defined.items() if item.title}
    items = items_of(cell, row.texts(cell.key))
    row.put(cell.key, [names.get(line_of(item), line_of(item)) for item in items])


def _needs(row: OwnFeature, cell: ExportCell) -> None:
    texts = row.texts(cell.key)
    raw = row.raw(cell.key, len(texts))
    written = map(phrases.need, texts) if raw is None else map(phrases.written_need, raw)
    here = dict(zip(map(bare, texts), written, strict=True))
    items = joined_lags(items_of(cell, texts), cell.by)
    needs = [here.get(bare(item), phrases.need(line_of(item))) for item in items]
    names = set(map(id_in, needs))
    row.put(cell.key, [*needs, *row.unlisted(cell.key, names)])


def _records(row: OwnFeature, cell: ExportCell) -> None:
    """A list of records, in phrases: those that are here as they are, the others as far as they read."""
    key, texts = cell.key, row.texts(cell.key)
    raw = row.raw(key, len(texts))
    items = phrases.joined(key, items_of(cell, texts))
    if texts and raw is None:
        row.refuse(cell, "it is not written as a list here: edit the file")
        return
    here = dict(zip(map(bare, texts), raw or [], strict=True))
    left = [text for text in map(bare, texts) if text not in set(map(bare, items))]
    read = [here.get(bare(item)) or _record(row, key, item, left, here) for item in items]
    if _says_again(row, key, read, items):
        row.put(key, read if row.record is not None else _FOREIGN.get(key, _as_read)(row, read))
    else:
        row.refuse(cell, f"pm does not write {key} so: edit the file of the feature")


def _record(row: OwnFeature, key: str, item: str, left: list[str], here: Mapping[str, Value]) -> object:
    """A record of a phrase; what is said as before of the next one that is gone stays as it is written."""
    read = phrases.PHRASES[key](item.strip(), row.today.backlog)
    old = left.pop(0) if left else ""
    raw, before = here.get(old), phrases.PHRASES[key](old, row.today.backlog)
    if not isinstance(raw, dict):
        return read
    kept = {name: value for name, value in raw.items() if name not in before and name not in read}
    said = {
        name: raw[name] if name in raw and before.get(name) == value else value
        for name, value in read.items()
    }
    return {**said, **kept}


def _says_again(row: OwnFeature, key: str, value: object, items: Sequence[str]) -> bool:
    """Whether pm would write these items of a value, which nothing may be lost of."""
    backlog = row.today.backlog
    given: Any = {"id": "it", "title": "it", key: plain_data(value)}
    try:
        record = Feature.model_validate(given, context=backlog.workspace.vocabulary())
    except ValidationError:
        return False
    again = [_told(key, text) for text in row.today.texts(record, key)]
    return again == [_told(key, item) for item in items]


def _told(key: str, text: str) -> str:
    """A phrase without what it says of others: what an account is worth, whether a decision is in force."""
    if key == "requests":
        who, colon, rest = text.partition(": ")
        return rounded(f"{_WORTH.sub('', who, count=1)}{colon}{rest}")
    return rounded(phrases.without_force(text) if key == "decisions" else text)


def _without_teams(row: OwnFeature, results: list[object]) -> list[object]:
    """Results without the work of teams that pm.yaml does not have."""
    known = set(row.today.backlog.workspace.teams)
    work = [one.get("effort") for one in results if isinstance(one, dict)]
    if all(known.issuperset(effort) for effort in work if isinstance(effort, dict)):
        return results
    row.lost.append("results.effort")
    return [
        {key: part for key, part in one.items() if key != "effort"} if isinstance(one, dict) else one
        for one in results
    ]


def _without_names(row: OwnFeature, evidence: list[object]) -> list[object]:
    """Evidence without segments that pm.yaml does not have, and experiments that no feature has."""
    backlog = row.today.backlog
    known: Mapping[str, Collection[str]] = {
        "segment": backlog.workspace.segments,
        "experiment": backlog.experiments(),
    }
    pieces = [piece for piece in evidence if isinstance(piece, dict)]
    unknown = {name for name in known for piece in pieces if piece.get(name, "") not in {"", *known[name]}}
    row.lost.extend(f"evidence.{name}" for name in sorted(unknown))
    return [{key: part for key, part in piece.items() if key not in unknown} for piece in pieces]


def _as_read(_: OwnFeature, records: list[object]) -> list[object]:
    return records


_FOREIGN: Final[Mapping[str, Callable[[OwnFeature, list[object]], list[object]]]] = {
    "results": _without_teams, "evidence": _without_names,
}  # fmt: skip
"""What is left of the records of a feature that comes from elsewhere, where names are not known here."""


def decided(fields: Mapping[str, object]) -> bool:
    """Whether a decision says the status of a new feature."""
    listed = fields.get("decisions")
    last = listed[-1] if isinstance(listed, list) and listed else None
    said = {"park": "parked", "decline": "declined"}
    return isinstance(last, dict) and said.get(str(last.get("verdict"))) == fields.get("status")


def _decisions(row: OwnFeature, cell: ExportCell) -> None:
    """Decisions come with a new feature; of one that is here they are made otherwise."""
    if row.record is None:
        _records(row, cell)
    else:
        row.refuse(cell, "a decision is made with pm decide, or in the file of the feature")


def _pairs(row: OwnFeature, cell: ExportCell) -> None:
    """A map, part by part: only those parts are spoken of that were changed."""
    key, backlog, texts = cell.key, row.today.backlog, row.texts(cell.key)
    there: dict[str, object] = {}
    for item in items_of(cell, texts):
        part = phrases.pair(key, item, backlog)
        if part is None:
            row.refuse(cell, f'"{line_of(item)[:40]}" is none of its parts')
            return
        there[part[0]] = part[1]
    before = dict(filter(None, (phrases.pair(key, text, backlog) for text in texts)))
    changed = {name: there.get(name) for name in (*there, *before) if there.get(name) != before.get(name)}
    row.part(key, changed, before)


def joined_lags(items: Sequence[str], by: str) -> list[str]:
    """Items, with the lag put to its feature again where commas stand between them."""
    whole: list[str] = []
    for item in items:
        if whole and by == ", " and item.endswith(" later"):
            whole[-1] += f", {item}"
        else:
            whole.append(item)
    return whole


def _plain(cell: ExportCell) -> str:
    """The text of a cell without the sign that kept a sheet from running it."""
    return unguarded(cell.text) if cell.items is None else cell.text


READERS: Final[Mapping[str, Callable[[OwnFeature, ExportCell], None]]] = {
    **dict.fromkeys((*_LINES, "problem", "request", "solution", "description"), _text),
    **dict.fromkeys(("type", "moscow", "tech_debt"), _word),
    **dict.fromkeys(("target", "not_before", "started", "shipped"), _when),
    **dict.fromkeys(("tags", "conflicts_with", "acceptance", "questions"), _words),
    **dict.fromkeys(("segments", "solves"), _named),
    **dict.fromkeys(("outcomes", "weighted", "links", *phrases.INPUTS), _pairs),
    **dict.fromkeys(phrases.PHRASES, _records),
    **dict.fromkeys(("effort_by_team", "remaining", "spent"), read_by_team),
    "status": _status, "horizon": _horizon, "deadline": _deadline,
    "public": _public, "depends_on": _needs, "launch": read_launch,
    "decisions": _decisions, "effort": read_effort, "team": read_team,
}  # fmt: skip
ORDER: Final = ("effort_by_team", "effort", "team")
"""Fields that are read in this order, before all others: the later say less."""
