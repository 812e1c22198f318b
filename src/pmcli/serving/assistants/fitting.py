"""A document cut to what fits: whole rows left out at the end, long texts ended, and told where.

What is left is always a JSON document of the same shape. A list loses its last items; a text its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pmcli.writers.json import compact

MOST: Final = 20_000
"""Bytes of an answer, which an assistant has to read all of."""
_RESERVED: Final = 1_000
"""Bytes kept for what is told of the cut."""
_TOLD = 12
"""The number of cuts that are told one by one."""
_MORE = 50
"""Bytes for the key of the cuts, and for saying that there are more."""
_END = "…"


def fitted(
    document: Mapping[str, Any], rows: Iterable[str] = (), top: int | None = None, most: int = MOST
) -> dict[str, Any]:  # fmt: skip
    """The document with `top` items at most in the lists `rows`, and so cut that it has `most` bytes at most.

    `cut` in it tells how much of each list and text is shown: [{"what": "items", "shown": 20, "of": 1000}].
    """
    cuts = _Cuts()
    lists = tuple(rows)
    shown = dict(document)
    for name in lists:
        if top is not None and isinstance(shown.get(name), list) and len(shown[name]) > top:
            cuts.note(name, top, len(shown[name]))
            shown[name] = shown[name][:top]
    if _size(shown) > most - (_RESERVED if cuts.known else 0):
        shown = cuts.of_map(shown, most - _RESERVED, "", frozenset(lists))
    return {**shown, "cut": cuts.told()} if cuts.known else shown


class _Cuts:
    """What is cut, by where it stands."""

    def __init__(self) -> None:
        self.known: dict[str, list[int]] = {}

    def note(self, where: str, shown: int, of: int) -> None:
        known = self.known.setdefault(where, [0, 0])
        if known == [0, 0] or "[]" in where:  # the same list of several items is counted as one
            known[0], known[1] = known[0] + shown, known[1] + of
        else:
            known[0] = shown

    def told(self) -> list[dict[str, Any]]:
        """The cuts, as many as there is room reserved for."""
        told: list[dict[str, Any]] = []
        for where, (shown, of) in self.known.items():
            cut = {"what": where[:60], "shown": shown, "of": of}
            if len(told) == _TOLD or _size([*told, cut]) > _RESERVED - _MORE:
                return [*told, {"what": "more"}]
            told.append(cut)
        return told

    def of(self, value: Any, room: int, where: str) -> Any:
        """A value in so many bytes; numbers and short words stay as they are."""
        if _size(value) <= room:
            return value
        if isinstance(value, str):
            return self._of_text(value, room, where)
        if isinstance(value, list):
            return self._of_list(value, room, where)
        return self.of_map(value, room, where) if isinstance(value, dict) else value

    def _of_text(self, text: str, room: int, where: str) -> str:
        count = max(min(len(text), room), 0)
        while count and _size(text[:count] + _END) > room:
            count = min(count - 1, count * room // _size(text[:count] + _END))
        self.note(where, count, len(text))
        return text[:count] + _END

    def _of_list(self, items: list[Any], room: int, where: str) -> list[Any]:
        """The first items; one that is very large leaves room for others."""
        kept: list[Any] = []
        left, each = room - 2, max(room // 4, 400)
        for item in items:
            if kept and left < min(each, _size(item)):
                break
            short = self.of(item, min(each, left), f"{where}[]")
            left -= _size(short) + 1
            if left < 0:
                break
            kept.append(short)
        if len(kept) < len(items):
            self.note(where, len(kept), len(items))
        return kept

    def of_map(
        self, entries: dict[str, Any], room: int, where: str, heavy: frozenset[str] = frozenset()
    ) -> dict[str, Any]:  # fmt: skip
        """The entries, each in its share of the room; those that are heavy have four shares."""
        sizes = {key: _size(value) for key, value in entries.items()}
        left = room - 2 - sum(_size(key) + 2 for key in entries)
        weights = {key: 4 if key in heavy else 1 for key in entries}
        open_weight = sum(weights.values())
        shares: dict[str, int] = {}
        for key in sorted(entries, key=lambda key: sizes[key] / weights[key]):
            shares[key] = min(sizes[key], max(left, 0) * weights[key] // open_weight)
            left, open_weight = left - shares[key], open_weight - weights[key]
        kept: dict[str, Any] = {}
        used = 2
        for key, value in entries.items():
            path = f"{where}.{key}" if where else key
            short = self.of(value, shares[key], path)
            used += _size(key) + 2 + _size(short)
            if used > room:
                self.note(f"{where}.*" if where else "*", len(kept), len(entries))
                break
            kept[key] = short
        return kept


def _size(value: Any) -> int:
    return len(compact(value).encode("utf-8", "backslashreplace"))
