"""Many changes of one file at once: it is read once, cut in one go and proven once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from typing import Final, Literal, TypeAlias

from pmcli.model.backlog import Keys
from pmcli.yaml.edit.comments import comment_cuts, uncomment_cuts
from pmcli.yaml.edit.key_path import Entry, KeyPaths, PathStep, entries_of, refuse_lost, size
from pmcli.yaml.edit.proof import proven_all
from pmcli.yaml.edit.removal import entry_cuts
from pmcli.yaml.edit.scalars import put_cuts, writings
from pmcli.yaml.edit.source_text import CannotEdit, Cut, SourceText, source_of
from pmcli.yaml.read.places import PlaceNode
from pmcli.yaml.read.value import Value

Reasons: TypeAlias = "list[str | None]"
"""Why each of several changes was not made; None where it was."""


@dataclass(frozen=True, slots=True)
class KeyEdit:
    """What becomes of what keys lead to: dropped, given the value `text`, or its key renamed to `text`."""

    do: Literal["drop", "put", "rename"]
    document: int
    keys: Keys
    text: str = ""


@dataclass(frozen=True, slots=True)
class LineEdit:
    """A comment `# words` written at a line (from 1), or taken away there."""

    do: Literal["comment", "uncomment"]
    line: int
    words: str


Edit: TypeAlias = KeyEdit | LineEdit


@dataclass(slots=True)
class _Change:
    """What becomes of data, by the keys in them: a value, other keys, or nothing at all."""

    inside: dict[str | int, _Change] = field(default_factory=dict)
    value: str | None = None
    name: str | None = None
    gone: bool = False

    def at(self, keys: Keys) -> _Change:
        found = self
        for key in keys:
            found = found.inside.setdefault(key, _Change())
        return found

    def of(self, data: Value) -> Value:
        """The data afterwards."""
        if self.value is not None:
            return self.value
        if isinstance(data, dict):
            pairs = ((key, item, self.inside.get(key, _SAME)) for key, item in data.items())
            return {(own.name or key): own.of(item) for key, item, own in pairs if not own.gone}
        if isinstance(data, list):
            items = ((item, self.inside.get(at, _SAME)) for at, item in enumerate(data))
            return [own.of(item) for item, own in items if not own.gone]
        return data


class _Same(_Change):
    __slots__ = ()

    def of(self, data: Value) -> Value:
        return data


_SAME: Final = _Same()

_Ways: TypeAlias = "Sequence[tuple[Sequence[Cut], Callable[[dict[int, _Change]], None]]]"
"""The ways to cut a change out, the best first, each with what it does to the data."""


def edit_all(text: bytes, path: str, edits: Sequence[Edit]) -> tuple[bytes, Reasons]:
    """With all the edits that can be made, as if they were made one by one, and why the others cannot.

    Those of keys are given from the end of the file to its beginning, and so are made: no edit moves what a
    later one is about. Where all together cannot be proven, their halves are tried.
    """
    if not edits:
        return text, []
    try:
        source = source_of(text, path)
        reasons: Reasons = [None] * len(edits)
        parts = _parts(source, edits, reasons)
        return (_cut(source, parts) if parts else text), reasons
    except CannotEdit as fault:
        if len(edits) == 1:
            return text, [fault.reason]
    half = len(edits) // 2
    text, first = edit_all(text, path, edits[:half])
    text, second = edit_all(text, path, edits[half:])
    return text, [*first, *second]


def _cut(source: SourceText, parts: Sequence[_Ways]) -> bytes:
    """The text with all parts cut, each in its best way; else each in its next."""

    def drafts() -> Iterator[tuple[str, Mapping[int, Callable[[Value], Value]]]]:
        for number in range(max(map(len, parts))):
            changes: dict[int, _Change] = {}
            cuts: list[Cut] = []
            for ways in parts:
                some, change = ways[min(number, len(ways) - 1)]
                cuts += some
                change(changes)
            _refuse_overlap(cuts)
            yield source.with_cuts(cuts), {document: change.of for document, change in changes.items()}

    return proven_all(source, drafts())


def _refuse_overlap(cuts: Iterable[Cut]) -> None:
    end = 0
    for start, stop, _ in sorted(cuts):
        if start < end:
            raise CannotEdit("another change is about it")
        end = stop


def _parts(source: SourceText, edits: Sequence[Edit], reasons: Reasons) -> list[_Ways]:
    """What is to be cut for each edit; the reason goes to `reasons` where it cannot be."""
    paths = KeyPaths(source)
    parts: list[_Ways] = []
    dropped: dict[tuple[int, Keys], tuple[PlaceNode, tuple[PathStep, ...]]] = {}
    for at, edit in enumerate(edits):
        try:
            if isinstance(edit, LineEdit):
                parts.append(_line_ways(source, edit))
            elif edit.do == "drop":
                root, steps = paths.to(edit.document, edit.keys)
                if not steps:
                    raise CannotEdit("it is the whole document")
                dropped[edit.document, edit.keys] = root, steps
            else:
                parts.append(_scalar_ways(source, paths, edit))
        except CannotEdit as fault:
            reasons[at] = fault.reason
    return [*parts, *_drops(source, dropped)]


def _line_ways(source: SourceText, edit: LineEdit) -> _Ways:
    cuts = comment_cuts if edit.do == "comment" else uncomment_cuts
    return [([cut], lambda _: None) for cut in cuts(source, edit.line, edit.words)]


def _scalar_ways(source: SourceText, paths: KeyPaths, edit: KeyEdit) -> _Ways:
    root, steps = paths.to(edit.document, edit.keys)
    if edit.do == "put":
        cuts = put_cuts(source, steps[-1].node if steps else root, steps[-1] if steps else None, edit.text)
        return [(some, partial(_put, edit, meant)) for some, meant in cuts]
    pair = steps[-1].pair if steps else None
    if pair is None:
        raise CannotEdit("it is no key")
    if paths.named(steps[-1].parent, edit.text):
        raise CannotEdit(f'the key "{edit.text}" is already there')
    refuse_lost(root, [pair.key])
    key = pair.key
    written = writings(source.text[key.start : key.start + 1], edit.text)
    return [([(key.start, key.end, text)], partial(_rename, edit)) for text, _ in written]


def _put(edit: KeyEdit, meant: str, changes: dict[int, _Change]) -> None:
    changes.setdefault(edit.document, _Change()).at(edit.keys).value = meant


def _rename(edit: KeyEdit, changes: dict[int, _Change]) -> None:
    changes.setdefault(edit.document, _Change()).at(edit.keys).name = edit.text


# --- what is dropped ---

_Step: TypeAlias = tuple[Keys, tuple[PathStep, ...]]


def _drops(
    source: SourceText, dropped: Mapping[tuple[int, Keys], tuple[PlaceNode, tuple[PathStep, ...]]]
) -> Iterator[_Ways]:  # fmt: skip
    """The cuts of all that is dropped; what becomes empty goes too, but for whole documents."""
    for document in dict.fromkeys(document for document, _ in dropped):
        outer = _outermost({keys: found[1] for (other, keys), found in dropped.items() if other == document})
        root = next(found[0] for (other, _), found in dropped.items() if other == document)
        emptied = list(_by_parent(outer))
        refuse_lost(root, [node for steps in emptied for _, path in steps for node in _lost(path[-1])])
        for steps in emptied:
            yield _drop_ways(source, document, steps)


def _lost(step: PathStep) -> list[PlaceNode]:
    return [step.node] if step.pair is None else [step.pair.key, step.node]


def _outermost(paths: Mapping[Keys, tuple[PathStep, ...]]) -> dict[Keys, tuple[PathStep, ...]]:
    """Without what lies in something else that is dropped."""
    inner = {keys for keys in paths if any(keys[:at] in paths for at in range(1, len(keys)))}
    return {keys: steps for keys, steps in paths.items() if keys not in inner}


def _by_parent(paths: Mapping[Keys, tuple[PathStep, ...]]) -> Iterator[list[_Step]]:
    """The steps to what is dropped, of each list and map that keeps something, in their order."""
    waiting = dict(paths)
    while waiting:
        depth = max(map(len, waiting))
        deepest = {keys: waiting.pop(keys) for keys in [*waiting] if len(keys) == depth}
        groups: dict[int, list[_Step]] = {}
        for keys, steps in deepest.items():
            groups.setdefault(id(steps[-1].parent), []).append((keys, steps))
        for group in groups.values():
            keys, steps = group[0]
            if depth > 1 and len(group) == size(steps[-1].parent):
                waiting[keys[:-1]] = steps[:-1]
            else:
                yield sorted(group, key=lambda one: one[1][-1].index)


def _drop_ways(source: SourceText, document: int, steps: list[_Step]) -> _Ways:
    """The cuts that take entries out of a list or a map; those that follow one another go as one."""
    parent = steps[0][1][-1].parent
    entries = entries_of(source, parent)
    runs = _runs([path[-1].index for _, path in steps])
    whole, places = _joined(entries, runs)
    ways = [[*entry_cuts(source, parent, whole, at)] for at in places]
    keys = [each for each, _ in steps]
    return [
        ([cut for way in ways for cut in way[min(number, len(way) - 1)]], partial(_drop, document, keys))
        for number in range(max(map(len, ways)))
    ]


def _runs(indexes: Sequence[int]) -> list[tuple[int, int]]:
    """The first and the last of those that follow one another."""
    runs = [[at for _, at in run] for _, run in groupby(enumerate(indexes), lambda pair: pair[1] - pair[0])]
    return [(run[0], run[-1]) for run in runs]


def _joined(entries: list[Entry], runs: Sequence[tuple[int, int]]) -> tuple[list[Entry], list[int]]:
    """The entries with each run of them as one, and the places of those."""
    whole: list[Entry] = []
    places: list[int] = []
    at = 0
    for first, last in runs:
        whole += entries[at:first]
        places.append(len(whole))
        end = entries[last]
        whole.append(replace(entries[first], end=end.end, comma=end.comma, keeps=end.keeps))
        at = last + 1
    return [*whole, *entries[at:]], places


def _drop(document: int, keys: Sequence[Keys], changes: dict[int, _Change]) -> None:
    for each in keys:
        changes.setdefault(document, _Change()).at(each).gone = True
