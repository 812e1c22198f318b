"""References as people write them: the names that one may mean, the relation and the lag beside it.

`#14`, `Bug #14`, `SHOP-1: Guest checkout`, `Guest checkout (https://…)`, an address with a key at its end,
`Blocked by #14`, `2FS+2 days`, `X-1–X-3`, `Alpha (optional)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from pmcli.importing.sources.vocabulary import vocabulary

_LONGEST: Final = 400
"""A longer text is no reference with a syntax of its own."""
_MARKED: Final = re.compile(r"\[(?P<name>[^\[\]]+)\]\((?P<address>[^()\s]+)\)")
_WIKI: Final = re.compile(r"\[\[(?P<name>[^\[\]|#]+)[^\[\]]*(?P<address>)\]\]")
_BEHIND: Final = re.compile(r"(?<![^()])(?P<name>[^()]*[^()\s])\s*\((?P<inner>[^()]+)\)")
_BRACKETED: Final = re.compile(r"(?<![^\[\]])(?P<name>[^\[\]]*[^\[\]\s])?\s*\[(?P<inner>[^\[\]]+)\]")
_ADDRESS: Final = re.compile(r"https?://\S+|\S+\.md")
_NUMBERED: Final = re.compile(r"(?:[^\W\d]\w*[ -]?)?(?P<marked>#\s?(?P<number>\d+))(?![.-]?\w)")
_PREFIXED: Final = re.compile(
    r"(?:nr|no|n°|nº|№|id|pos|item|task|ticket|issue|feature|story|row|zeile|vorgang)[.:]?\s*#?(?P<number>\d{1,9})",
    re.IGNORECASE,
)
_ELSEWHERE: Final = re.compile(r"[\w.-]+/[\w.-]+#(?P<number>\d+)")
_KEYED: Final = re.compile(r"(?P<key>[^\W\d_]\w*-\d+)(?![.-]?\w)")
_FIRST: Final = re.compile(
    r"(?P<key>\S+?)\s*(?::|\s[-–—|])\s+(?P<name>\S.*)|(?P<bare>\d[\d.]*)\s+(?P<rest>\S.*)"
)
_LINKED: Final = re.compile(
    r"(?P<name>(?:\S.*)?\d)\s*(?P<kind>FS|SS|FF|SF|EA|AA|EE|AE)\s*"
    r"(?P<lag>[+-]\s*\d[\d.,]*\s*(?:e?[^\W\d]+|%|e%)?\??)?",
    re.IGNORECASE,
)
_GANTT: Final = re.compile(r"(?P<name>\d+)-(?P<kind>FS|SS|FF|SF)=P(?P<lag>-?\d+D)", re.IGNORECASE)
_KEYS: Final = re.compile(r"(?<![\w#-])(?:#\d{1,9}|[^\W\d_]\w{0,30}-\d{1,9})(?![.-]?\w)")
_SHORT: Final = 60
"""A longer text is no range."""
_TO: Final = re.compile(
    r"(?<!\d)(?P<low>\d{1,6})\s*(?:\.{2,}|…|[-–—~〜]|\b(?:to|through|thru|until|bis|à|au|al|até|a|t/m)\b)\s*",
    re.IGNORECASE,
)
"""The number at the first end of a range, and what stands between the ends."""
_WIDEST: Final = 200
"""Names at most that a range stands for."""
_BESIDE: Final = re.compile(
    r"(?P<name>.*\S)(?:\s*[(\[](?P<inner>[^()\[\]]{1,30})[)\]]|\s+[-–—]\s+(?P<behind>[^()\[\]]{1,30}))"
    r"|(?P<first>[^:]{1,30}):\s*(?P<rest>.*\S)"
)
_SOFT: Final = {
    **dict.fromkeys(("SS", "AA"), "starts with"), **dict.fromkeys(("FF", "EE"), "ends with"),
    **dict.fromkeys(("SF", "AE"), "ends before"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """A row waited for, in the writing of schedules: `lag` is such as "2 days".

    `soft` says how it is no usual wait, "" where it is one.
    """

    name: str
    lag: str = ""
    soft: str = ""


def names_in(text: str) -> Iterator[str]:
    """The names that a reference may mean, the surest first; some may come twice."""
    text = text.strip()
    yield text
    if not text or len(text) > _LONGEST:
        return
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1].strip()
        yield text
    if match := _WIKI.fullmatch(text) or _MARKED.fullmatch(text):
        yield match["name"].strip()
        yield from _ends(match["address"] or "")
    elif _ADDRESS.fullmatch(text):
        yield from _ends(text)
    else:
        yield from _within(text)
        yield from _leading(text)


def wholes_in(text: str) -> Iterator[str]:
    """The names that a text may mean as a whole, so that it is no list of several."""
    text = text.strip()
    yield text
    if 0 < len(text) <= _LONGEST:
        for pattern in (_WIKI, _MARKED, _BEHIND, _BRACKETED, _FIRST):
            if match := pattern.fullmatch(text):
                yield (match["name"] or match.groupdict().get("rest") or "").strip()


def _within(text: str) -> Iterator[str]:
    """The name before brackets, and what stands in them: `Guest checkout (SHOP-1)`."""
    for pattern in (_BEHIND, _BRACKETED):
        if match := pattern.fullmatch(text):
            yield (match["name"] or "").strip()
            yield match["inner"].strip()
            yield from _ends(match["inner"])


def _leading(text: str) -> Iterator[str]:
    """The key or number that a text begins with, and the name behind it: `SHOP-1: Guest checkout`."""
    match = _ELSEWHERE.fullmatch(text) or _NUMBERED.match(text)
    keyed = _KEYED.match(text)
    if (match or keyed) and (several_in(text) or ranged(text)):
        return
    if match:
        yield f"#{match['number']}"
        yield match["number"]
    if match := _PREFIXED.fullmatch(text):
        yield match["number"]
    if keyed:
        yield keyed["key"]
    if match := _FIRST.fullmatch(text):
        yield match["key"] or match["bare"]
        yield match["name"] or match["rest"]


def _ends(address: str) -> Iterator[str]:
    """An address, and the key at its end: a number alone is none, for it may be of another place."""
    address = address.strip()
    if not _ADDRESS.fullmatch(address):
        return
    yield address
    bare = re.split(r"[?#]", address, maxsplit=1)[0].rstrip("/").removesuffix(".md")
    yield bare
    tail = bare.rpartition("/")[2]
    if len(tail) > 5 or not tail.isdecimal():
        yield tail
        yield tail.rpartition("-")[2] if len(tail.rpartition("-")[2]) >= 16 else tail


def several_in(text: str) -> list[str]:
    """The keys in a text that holds more than one of them and is no name of one: `X-1 then X-2`."""
    if len(text) > _LONGEST or any(
        pattern.fullmatch(text) for pattern in (_FIRST, _BEHIND, _BRACKETED, _MARKED, _WIKI)
    ):
        return []
    found = list(dict.fromkeys(_KEYS.findall(text)))
    return found if len(found) > 1 else []


def ranged(text: str) -> list[str]:
    """The names from the first to the last of a range such as `X-1–X-3` or `14-16`; none of other texts."""
    for match in _TO.finditer(text) if len(text) <= _SHORT else ():
        before, end = text[: match.start()], text[match.end() :]
        end = end[len(before) :] if end.casefold().startswith(before.casefold()) else end
        if re.fullmatch(r"\d{1,6}", end) and 0 < int(end) - int(match["low"]) <= _WIDEST:
            width = len(match["low"]) if match["low"].startswith("0") else 1
            return [f"{before}{number:0{width}}" for number in range(int(match["low"]), int(end) + 1)]
    return []


@lru_cache(maxsize=4096)
def softened(text: str) -> tuple[str, str]:
    """A reference without what says that it is wished for or in doubt, and what that is, "" for nothing.

    `Alpha (optional)`, `soft: X-1`, `X-1?`.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return text, ""
    words = vocabulary("rows", "soft")
    if match := _BESIDE.fullmatch(text):
        word = (match["inner"] or match["behind"] or match["first"]).strip()
        if word.casefold() in words:
            return (match["name"] or match["rest"]).strip(), word
    bare = text.rstrip("? ")
    return (bare, "?") if bare and text.endswith("?") else (text, "")


@cache
def _either() -> re.Pattern[str]:
    words = "|".join(map(re.escape, vocabulary("rows", "or")))
    return re.compile(rf"\s+(?:{words})\s+|\s*\|\|?\s*", re.IGNORECASE)


def either_of(text: str) -> list[str]:
    """The names in a text of which one will do, `X-1 or X-2`; none of other texts."""
    parts = [part.strip() for part in _either().split(text)] if len(text) <= _LONGEST else []
    return parts if len(parts) > 1 and all(parts) else []


def related(text: str) -> tuple[str, str, str]:
    """The relation that a reference begins with, the words for it, and the rest: `Blocked by #14`.

    The relation is depends_on, blocks, or "other" for one in which nothing waits; "" where none is named.
    """
    match = _relations().match(text)
    if match is None:
        return "", "", text
    word = " ".join(match["word"].split())
    return vocabulary("rows", "relations")[word.casefold()], word, text[match.end() :].strip()


@cache
def _relations() -> re.Pattern[str]:
    words = sorted(vocabulary("rows", "relations"), key=len, reverse=True)
    listed = "|".join(r"\s+".join(map(re.escape, word.split())) for word in words)
    return re.compile(rf"\s*(?P<word>{listed})(?:\s*:\s*|\s+)(?=\S)", re.IGNORECASE)


def linked(text: str) -> Link:
    """A reference of a schedule, `2FS+2 days`, by its parts; any other is its name."""
    text = text.strip()
    match = (_GANTT.fullmatch(text) or _LINKED.fullmatch(text)) if len(text) <= _LONGEST else None
    if match is None:
        return Link(text)
    lag = " ".join((match["lag"] or "").split())
    if match.re is _GANTT:
        lag = f"{lag[:-1]} days" if lag.strip("-0Dd") else ""
    return Link(match["name"], lag, _SOFT.get(match["kind"].upper(), ""))
