"""The launch of a feature out of the cells of pm's own exports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pydantic import ValidationError

from pmcli.importing.sources.own.cells import ExportCell, items_of
from pmcli.importing.sources.own.feature import OwnFeature
from pmcli.importing.sources.own.phrases import DAY, Data, number, said
from pmcli.importing.sources.plain_values import line_of
from pmcli.model.feature import Feature
from pmcli.yaml.edit.writing import plain_data
from pmcli.yaml.read import Value

_POINT: Final = re.compile(r"([^,(]*[^,(\s])(?: \(([^()]*)\))?(?:, |$)")
_STEP: Final = re.compile(r"to ([\d.,]+) %(?: on (\d{4}-\d\d-\d\d))?(?: until (.+))?", re.DOTALL)
_EVALUATED: Final = re.compile(r"(.+): (.+?), needs (.+?)(?: \((\d{4}-\d\d-\d\d)\))?", re.DOTALL)


def read_launch(row: OwnFeature, cell: ExportCell) -> None:
    """A launch: what nobody changed stays as it is written, and so does what phrases do not say."""
    texts = row.texts("launch")
    items = [line_of(item) for item in items_of(cell, texts)]
    launch = launch_of(items)
    if launch is None or not _says_again(row, launch, items):
        row.refuse(cell, 'expected such as "on 2027-03-09; still open: docs"')
        return
    before, raw = launch_of(map(line_of, texts)) or {}, row.written.get("launch")
    row.put("launch", _kept(launch, before, raw) if isinstance(raw, dict) else launch)


def _says_again(row: OwnFeature, launch: object, items: Sequence[str]) -> bool:
    """Whether pm would write these items of a launch, in any order."""
    try:
        record = Feature.model_validate({"id": "it", "title": "it", "launch": plain_data(launch)})
    except ValidationError:
        return False
    return sorted(map(line_of, row.today.texts(record, "launch"))) == sorted(items)


def _kept(new: Mapping[str, object], before: Mapping[str, object], raw: Mapping[str, Value]) -> object:
    """A map as it is read, its parts as they are written where they are read as before."""
    kept: dict[str, object] = {
        name: value for name, value in raw.items() if name not in before and name not in new
    }
    for name, value in new.items():
        old, now = raw.get(name), before.get(name)
        if name in raw and value == now:
            kept[name] = old
        elif isinstance(old, dict):
            parts = value if isinstance(value, dict) else {"state": value}
            kept[name] = _kept(parts, now if isinstance(now, dict) else {"state": now}, old)
        else:
            kept[name] = value
    return kept


def launch_of(items: Iterable[str]) -> Data | None:
    """A launch: day, kinds, points, rollout, evaluation; None where an item says something else."""
    known = {"still open": "open", "done": "done", "not needed": "na"}
    day, kinds, checklist = "", list[str](), dict[str, object]()
    rollout, evaluation = list[Data](), list[Data]()
    for item in items:
        head, colon, rest = item.partition(": ")
        if item.startswith("on "):
            day = item.removeprefix("on ")
        elif colon and head == "kind":
            kinds = rest.split(", ")
        elif colon and head in known:
            checklist |= {name: _point(known[head], who) for name, who in _POINT.findall(rest)}
        elif step := _STEP.fullmatch(item):
            rollout.append(said(to=f"{step[1]}%", on=step[2], until=step[3]))
        elif found := _EVALUATED.fullmatch(item):
            value = number(found[2].replace(",", "").replace(" %", "%"))
            evaluation.append(said(what=found[1], need=found[3], found=_found(value), on=found[4]))
        else:
            return None
    return said(
        date=day, kind=kinds or None, checklist=checklist or None, rollout=rollout or None,
        evaluation=evaluation or None,
    )  # fmt: skip


def _point(state: str, who: str) -> object:
    """A point in this state: a word, or a map with who and when."""
    name, _, day = who.rpartition(" ")
    by, on = (name, day) if DAY.fullmatch(day) else (who, "")
    return said(state=state, by=by, on=on) if who else state


def _found(value: object) -> object:
    return None if value == "not measured" else value
