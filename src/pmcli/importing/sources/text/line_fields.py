"""What a line says of its item behind its title: "(2w)", "→ needs Roof", "— Owner: Mia", "[due:: 2027]".

Only what surely is a field is cut out of the line: a label and a value fit for its field, an amount with
its unit, a person, a number of an issue or the name of another item behind a word such as "needs". All else
stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from typing import Final

from pmcli.importing.sources.plain_values import line_of
from pmcli.importing.sources.tables.nested.flattening import listed_in
from pmcli.importing.sources.tables.nested.nesting import NestedItem
from pmcli.importing.sources.tables.table import BREAK
from pmcli.importing.sources.text.inline import plain
from pmcli.importing.sources.text.line_facts import CELLS, NAMES, Fact, Known, are_names, facts_in, meaning_in
from pmcli.importing.sources.vocabulary import vocabulary

SAID: Final = "said within the line"
"""The cell that has what was cut out of a line."""

_LISTS: Final = ("owner", "depends on", "blocks", "tags")
_LONGEST: Final = 400
_MOST_CUTS: Final = 8
_SHOWN: Final = 6
"""Cuts that are told word by word."""
_FIELD: Final = re.compile(
    r"\[([^\W\d_][\w ./-]{0,30})::\s*([^\[\]]{1,200})\]|\(([^\W\d_][\w ./-]{0,30})::\s*([^()]{1,200})\)"
)
_FIRST: Final = re.compile(r"\s*\(([^()]{1,60})\)\s*(?:[:–—-]\s+|(?=\S))")
_SEPARATOR: Final = re.compile(r"\s+(?:[–—·|•→⟶-]|--|->|=>)\s+|[;,]\s+|\.\s+(?=[A-ZÄÖÜÉ])")
_MARKED: Final = re.compile(r"(.*?\S)\s+([*_]{1,3}|`)(?=\S)([^*_`]{2,200})\2\s*\.?")
_KEYS_BEHIND: Final = re.compile(
    r"(.*\S)\s+((?:#\d{1,7}|[A-Z][A-Z0-9]{1,9}-\d{1,6})(?:\s*(?:,|&|\band\b|\bund\b)\s*(?:#\d{1,7}|[A-Z][A-Z0-9]{1,9}-\d{1,6})){0,9})"
)


def without_facts(text: str, cells: dict[str, str], known: Known = lambda _: False) -> str:
    """The line without what it says of fields, which is put into cells.

    `known` says whether there is an item of a name.
    """
    text = _without_fields(text, cells)
    for _ in range(_MOST_CUTS if len(text) <= _LONGEST else 0):
        for end, tail, facts in _readings(text, known):
            if re.search(r"\w", text[:end]) and _put_all(facts, cells):
                _say(tail, cells)
                text = text[:end].rstrip(" –—-→⟶·|•,;")
                break
        else:
            break
    return text


def cuts_told(items: Iterable[NestedItem]) -> list[str]:
    """A sentence on what was cut out of lines, and read as fields."""
    cuts = [cut for item in items for cut in item.cells.pop(SAID, "").split(BREAK) if cut]
    shown = ", ".join(f'"{cut[:40]}"' for cut in dict.fromkeys(cuts[:_SHOWN]))
    return [f"read within lines, and cut out of them: {shown} ({len(cuts):,})"] if cuts else []


def name_others(items: Iterable[NestedItem]) -> None:
    """Cut out of lines the words by which they wait for one another, now that all names are known."""
    listed = list(items)
    names = {name.casefold() for item in listed for name in _called(item)}
    for item in listed:
        title = item.cells.get("title", "").casefold()
        for name in ("title", "description"):
            line = item.cells.get(name, "")
            if line and "\n" not in line:
                known = partial(_is_other, names, title)
                item.cells[name] = without_facts(line, item.cells, known)


def _is_other(names: Collection[str], title: str, name: str) -> bool:
    return name.casefold() in names and name.casefold() != title


def _called(item: NestedItem) -> Iterator[str]:
    """What others may call an item: its title, the beginning and the code of that, its id."""
    title = item.cells.get("title", "")
    yield title
    yield item.cells.get("id", "")
    head = _SEPARATOR.split(title, maxsplit=1)[0]
    yield head
    yield head[: max(0, _bracket(head))].rstrip()
    yield title[: max(0, _bracket(title))].rstrip()
    first = title.split(" ", 1)[0].rstrip(".:)")
    if re.search(r"\d", first) and first[:1].isalpha():
        yield first


def without_first(text: str, cells: dict[str, str]) -> str:
    """What stands behind a title without the facts in brackets that it begins with: "(2w): text"."""
    match = _FIRST.match(text)
    facts = facts_in(match[1], lambda _: False, "()") if match else []
    if not match or not facts or not _put_all(facts, cells):
        return text
    _say(match[0].strip(" :–—-"), cells)
    return text[match.end() :]


def _say(cut: str, cells: dict[str, str]) -> None:
    """Note what was cut out of a line, to be told."""
    cells[SAID] = BREAK.join(filter(None, [cells.get(SAID, ""), line_of(cut)]))


def _without_fields(text: str, cells: dict[str, str]) -> str:
    """The line without its fields as Obsidian writes them: `[effort:: 5]`."""

    def taken(match: re.Match[str]) -> str:
        label, value = (match[1], match[2]) if match[1] else (match[3], match[4])
        name = CELLS.get(meaning_in(label), label.strip())
        if not _put_all([(name, plain(value))], cells):
            return match[0]
        _say(match[0], cells)
        return ""

    return " ".join(_FIELD.sub(taken, text).split()) if "::" in text else text


def _readings(text: str, known: Known) -> Iterator[tuple[int, str, list[Fact]]]:
    """The ends of a line that are facts: where each begins, what it is, and what it says."""
    if (match := _MARKED.fullmatch(text)) and (facts := facts_in(match[3].strip(" .()[]"), known, "()")):
        yield len(match[1]), match[3], facts
    begin = _bracket(text)
    inner = text.rstrip(" .!")[begin + 1 : -1] if begin > 0 else ""
    facts = facts_in(inner, known, "()") if inner else []
    is_alone = facts in ([("state", inner)], [("due", inner)])  # is read with the signs of a title
    if facts and not is_alone:
        yield begin, text[begin:], facts
    for separator in list(_SEPARATOR.finditer(text))[-_MOST_CUTS:]:
        tail = text[separator.end() :].rstrip(" .")
        if any(tail.count(first) != tail.count(last) for first, last in ("()", "[]")):
            continue
        if facts := facts_in(tail, known, separator[0].strip()[:1]):
            yield separator.start(), text[separator.start() :].strip(), facts
    yield from _in_words(text, known)
    if match := _KEYS_BEHIND.fullmatch(text.rstrip(" .")):
        words = match[1].split(" ")
        for count in (3, 2, 1):
            relation = vocabulary("rows", "relations").get(" ".join(words[-count:]).casefold().rstrip(":"))
            if relation == "depends_on" and len(words) > count:
                end = len(match[1]) - len(" ".join(words[-count:]))
                yield end, text[end:], [("depends on", listed_in(NAMES.split(match[2])))]


def _in_words(text: str, known: Known) -> Iterator[tuple[int, str, list[Fact]]]:
    """The last words of a line that say for which other items it waits: "Sails blocked by Roof deck"."""
    words, relations = text.rstrip(" .").split(" "), vocabulary("rows", "relations")
    for at in range(len(words) - 3, 0, -1):
        if relations.get(" ".join(words[at : at + 2]).casefold()) == "depends_on":
            tail = " ".join(words[at + 2 :])
            names = [tail] if known(plain(tail)) else NAMES.split(tail)
            if are_names(names, known):
                end = len(" ".join(words[:at]))
                yield end, text[end:], [("depends on", listed_in(map(plain, names)))]
            return


def _bracket(text: str) -> int:
    """Where the brackets begin in which a line ends; -1 where it ends in none, or in a link."""
    bare, depth = text.rstrip(" .!"), 0
    if not bare.endswith((")", "]")):
        return -1
    for at in range(len(bare) - 1, -1, -1):
        depth += (bare[at] in ")]") - (bare[at] in "([")
        if depth == 0:
            return -1 if at and bare[at - 1] in "]!" else at
    return -1


def _put_all(facts: list[Fact], cells: dict[str, str]) -> bool:
    """Put facts into cells, unless one of them is said already, and differently."""
    said = dict(cells)
    for name, value in facts:
        before = said.get(name, "")
        if before and before != value and name not in _LISTS:
            return False
        said[name] = f"{value}{BREAK}{before}" if before and before != value else value
    cells.update(said)
    return True
