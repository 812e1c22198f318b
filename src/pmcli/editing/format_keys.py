"""The keys of features put in the order of FORMAT.md by `pm fmt`; the files mean the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pmcli.editing.change_set import ChangeSet, compared
from pmcli.model.backlog import Keys
from pmcli.model.canonical import names_at
from pmcli.workspace.files import is_special
from pmcli.workspace.opening import OpenWorkspace
from pmcli.workspace.raw_features import is_readme
from pmcli.yaml import edit
from pmcli.yaml.read import Value


@dataclass(frozen=True, slots=True)
class OrderedKeys:
    """The files with their keys in order; `files` is how many were looked at.

    `refused` are the paths of those that are left as they are, in whole or in part, each with the reason;
    `unread` are those among them of which nobody can tell whether they are in order.
    """

    rewritten: ChangeSet
    files: int
    refused: tuple[tuple[str, str], ...]
    unread: frozenset[str]


def ordered(opened: OpenWorkspace, selected: Callable[[str], bool] = lambda _: True) -> OrderedKeys:
    """The `selected` feature files with their keys in order."""
    loaded = opened.loaded
    own = tuple(loaded.backlog.workspace.fields)
    now = dict(opened.texts)
    unread = {
        fault.location.path: fault.message for fault in opened.faults
        if fault.severity == "error" and selected(fault.location.path)
    }  # fmt: skip
    refused: dict[str, str] = {}
    paths = [path for path in sorted(opened.texts) if not is_special(path) and selected(path)]
    for path in paths:
        if is_readme(path, opened.texts[path]):
            continue
        known = opened.known.read(opened.texts[path], path)
        if any(fault.severity == "error" for fault in known[0].faults):
            unread[path] = "it cannot be read: pm check shows where"
            continue
        buffer = edit.EditBuffer({path: opened.texts[path]})
        try:
            for number, document in enumerate(known[0].documents):
                _order(buffer, path, number, document.data, own, refused)
            now[path] = buffer.texts()[path]
        except edit.CannotEdit as fault:
            refused[path] = fault.reason
    told = tuple(sorted({**refused, **unread}.items()))
    return OrderedKeys(
        compared(opened, now), len(paths) - len(unread.keys() & {*paths}), told, frozenset(unread)
    )


def _order(
    buffer: edit.EditBuffer,
    path: str,
    document: int,
    data: Value,
    own: tuple[str, ...],
    refused: dict[str, str],
) -> None:
    by_depth: dict[tuple[int, Keys], list[tuple[Keys, tuple[str, ...]]]] = {}
    for keys, names in _out_of_order(path, data, own):
        item = keys[:1] if isinstance(data, list) else ()
        by_depth.setdefault((-len(keys), item), []).append((keys[len(item) :], names))
    for (_, item), maps in sorted(by_depth.items()):  # what is inside of others first
        _order_some(buffer, path, document, item, maps, refused)


def _order_some(
    buffer: edit.EditBuffer,
    path: str,
    document: int,
    item: Keys,
    maps: Sequence[tuple[Keys, tuple[str, ...]]],
    refused: dict[str, str],
) -> None:
    """Put maps in order, all at once; where that is refused, its halves, so that one alone stays as it is."""

    def change(text: bytes, path: str, document: int, at: Keys) -> bytes:
        return edit.order_all(text, path, document, [((*at, *keys), names) for keys, names in maps])

    try:
        buffer.at_keys(path, document, item, change, keeps=True)
    except edit.CannotEdit as fault:
        if len(maps) == 1:
            refused[path] = fault.reason
            return
        half = len(maps) // 2
        for some in (maps[:half], maps[half:]):
            _order_some(buffer, path, document, item, some, refused)


def _out_of_order(path: str, data: Value, own: tuple[str, ...]) -> Iterator[tuple[Keys, tuple[str, ...]]]:
    """The keys that lead to maps in another order, each with the order they should have."""
    waiting: list[tuple[Keys, Value]] = [((), data)]
    while waiting:
        keys, value = waiting.pop()
        if isinstance(value, list):
            waiting += [((*keys, at), item) for at, item in enumerate(value)]
        if not isinstance(value, dict):
            continue
        waiting += [((*keys, name), item) for name, item in value.items() if not name.startswith("x-")]
        names = names_at(path, keys)
        if all(isinstance(key, int) for key in keys):
            names += own
        places = edit.placement(list(value), names)
        if names and places != sorted(places):
            yield keys, names
