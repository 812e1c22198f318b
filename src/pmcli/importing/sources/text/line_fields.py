"""What a line says of its item behind its title: "(2w)", "→ needs Roof", "— Owner: Mia", "[due:: 2027]".

Only what surely is a field is cut out of the line: a label and a value fit for its field, an amount with
its unit, a person, a number of an issue or the name of another item behind a word such as "needs". All else
stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import Final

from pmcli.importing.sources.plain_values import line_of, status_of
from pmcli.importing.sources.references import related
from pmcli.importing.sources.tables.meaning.columns import compact, exact
from pmcli.importing.sources.tables.meaning.group_heads import compacted
from pmcli.importing.sources.tables.nested.flattening import listed_in
from pmcli.importing.sources.tables.nested.nesting import Item
from pmcli.importing.sources.tables.table import BREAK
from pmcli.importing.sources.tables.values import days
from pmcli.importing.sources.tables.values.amounts import amount
from pmcli.importing.sources.tables.values.cells import Unclear
from pmcli.importing.sources.tables.values.units import unit_weeks
from pmcli.importing.sources.text.inline import plain
from pmcli.importing.sources.vocabulary import vocabulary

SAID: Final = "said"
"""The cell that has what was cut out of a line."""
Fact = tuple[str, str]
Known = Callable[[str], bool]

_CELLS: Final = {
    "owner": "owner", "effort": "effort", "target": "due", "depends_on": "depends on", "blocks": "blocks",
    "x-priority": "priority", "status": "state", "not_before": "start", "deadline": "deadline",
}  # fmt: skip
"""The cells in which a line says the fields that it may have without brackets."""
_BESIDE: Final = frozenset((
    "team", "theme", "type", "release", "url", "tags", "moscow", "parent", "conflicts_with", "rice.reach",
    "rice.impact", "rice.confidence",
))  # fmt: skip
"""Fields that only a label in brackets, or emphasised, names."""
_LISTS: Final = ("owner", "depends on", "blocks", "tags")
_LONGEST: Final = 400
_MOST_CUTS: Final = 8
_SHOWN: Final = 6
"""Cuts that are told word by word."""
_FIELD: Final = re.compile(
    r"\[([^\W\d_][\w ./-]{0,30})::\s*([^\[\]]{1,200})\]|\(([^\W\d_][\w ./-]{0,30})::\s*([^()]{1,200})\)"
)
_LABEL: Final = re.compile(r"(?:[*_]{2})?([^\W\d_][\w ./-]{1,30}?)\s*(?:[*_]{2})?\s*::?(?:[*_]{2})?\s*(\S.*)")
_SEPARATOR: Final = re.compile(r"\s+(?:[–—·|•→⟶-]|--|->|=>)\s+|[;,]\s+|\.\s+(?=[A-ZÄÖÜÉ])")
_BETWEEN: Final = re.compile(r"(\s*[;,|·•]\s*|\.\s+|\s+[–—]\s+)")
_MARKED: Final = re.compile(r"(.*?\S)\s+([*_]{1,3})(?=\S)([^*_]{2,200})\2\s*\.?")
_NAMES: Final = re.compile(r"\s*[,;&+]\s*|\s+(?:and|und|et|y|e)\s+", re.IGNORECASE)
_KEY: Final = re.compile(r"[\w./-]{0,60}#\d{1,7}|[A-Z][A-Z0-9]{0,9}-\d{1,6}")
_KEYS_BEHIND: Final = re.compile(
    r"(.*\S)\s+((?:#\d{1,7}|[A-Z][A-Z0-9]{1,9}-\d{1,6})(?:\s*(?:,|&|\band\b|\bund\b)\s*(?:#\d{1,7}|[A-Z][A-Z0-9]{1,9}-\d{1,6})){0,9})"
)
_PERSON: Final = re.compile(r"@([A-Za-z0-9][A-Za-z0-9_.-]{0,38})")
_ARROW: Final = re.compile(r"^(?:[→⟶]|[-=]>)\s*")
_SIZE: Final = re.compile(r"x{0,3}[sl]|m", re.IGNORECASE)
_SHORTEST, _WIDEST = 1 / 40, 14.0
"""Weeks of the units in which a line says an effort: from an hour to a quarter."""


def without_facts(text: str, cells: dict[str, str], known: Known = lambda _: False) -> str:
    """The line without what it says of fields, which is put into cells.

    `known` says whether there is an item of a name.
    """
    text = _without_fields(text, cells)
    for _ in range(_MOST_CUTS if len(text) <= _LONGEST else 0):
        for end, tail, facts in _readings(text, known):
            if re.search(r"\w", text[:end]) and _put_all(facts, cells):
                cells[SAID] = BREAK.join(filter(None, [cells.get(SAID, ""), line_of(tail)]))
                text = text[:end].rstrip(" –—-→⟶·|•,;")
                break
        else:
            break
    return text


def cuts_told(items: Iterable[Item]) -> list[str]:
    """A sentence on what was cut out of lines, and read as fields."""
    cuts = [cut for item in items for cut in item.cells.pop(SAID, "").split(BREAK) if cut]
    shown = ", ".join(f'"{cut[:40]}"' for cut in dict.fromkeys(cuts[:_SHOWN]))
    return [f"read within lines, and cut out of them: {shown} ({len(cuts):,})"] if cuts else []


def name_others(items: Iterable[Item]) -> None:
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


def _called(item: Item) -> Iterator[str]:
    """What others may call an item: its title, the beginning and the code of that, its id."""
    title = item.cells.get("title", "")
    yield title
    yield item.cells.get("id", "")
    yield _SEPARATOR.split(title, maxsplit=1)[0]
    yield title[: max(0, _bracket(title))].rstrip()
    first = title.split(" ", 1)[0].rstrip(".:)")
    if re.search(r"\d", first) and first[:1].isalpha():
        yield first


def _without_fields(text: str, cells: dict[str, str]) -> str:
    """The line without its fields as Obsidian writes them: `[effort:: 5]`."""

    def taken(match: re.Match[str]) -> str:
        label, value = (match[1], match[2]) if match[1] else (match[3], match[4])
        name = _CELLS.get(_meaning(label), label.strip())
        if not _put_all([(name, plain(value))], cells):
            return match[0]
        cells[SAID] = BREAK.join(filter(None, [cells.get(SAID, ""), match[0]]))
        return ""

    return " ".join(_FIELD.sub(taken, text).split()) if "::" in text else text


def _readings(text: str, known: Known) -> Iterator[tuple[int, str, list[Fact]]]:
    """The ends of a line that are facts: where each begins, what it is, and what it says."""
    if (match := _MARKED.fullmatch(text)) and (facts := _facts(match[3].strip(" .()[]"), known, "()")):
        yield len(match[1]), match[3], facts
    begin = _bracket(text)
    inner = text.rstrip(" .!")[begin + 1 : -1] if begin > 0 else ""
    facts = _facts(inner, known, "()") if inner else []
    if facts and facts != [("state", inner)]:  # a title's status alone is read with its signs
        yield begin, text[begin:], facts
    for separator in list(_SEPARATOR.finditer(text))[-_MOST_CUTS:]:
        tail = text[separator.end() :].rstrip(" .")
        if any(tail.count(first) != tail.count(last) for first, last in ("()", "[]")):
            continue
        if facts := _facts(tail, known, separator[0].strip()[:1]):
            yield separator.start(), text[separator.start() :].strip(), facts
    if match := _KEYS_BEHIND.fullmatch(text.rstrip(" .")):
        words = match[1].split(" ")
        for count in (3, 2, 1):
            relation = vocabulary("rows", "relations").get(" ".join(words[-count:]).casefold().rstrip(":"))
            if relation == "depends_on" and len(words) > count:
                end = len(match[1]) - len(" ".join(words[-count:]))
                yield end, text[end:], [("depends on", listed_in(_NAMES.split(match[2])))]


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


def _facts(text: str, known: Known, separator: str) -> list[Fact]:
    """What a text says, if all of it is facts; [] where a part of it is none."""
    if text.endswith("?"):
        return []
    facts: list[Fact] = []
    pieces = _BETWEEN.split(text)
    for sign, part in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        if one := _fact(part.strip(" *_"), known, separator):
            facts.append(one)
        elif sign.strip() == "," and facts and _goes_on(facts[-1][0], part, text, known):
            facts[-1] = (facts[-1][0], f"{facts[-1][1].rstrip(BREAK)}{BREAK}{plain(part)}")
        else:
            break
    else:
        return facts
    one = _fact(text, known, separator)
    return [one] if one else []


def _goes_on(name: str, part: str, text: str, known: Known) -> bool:
    """Whether a part behind a comma is one more of the list before it: "Depends on: Roof, Dock"."""
    if name == "owner":
        return len(part.split()) <= 3 and part.strip()[:1].isupper()
    return name in ("depends on", "blocks") and (":" in text or _is_name(part, known))


def _fact(part: str, known: Known, separator: str) -> Fact | None:
    """What a part of a line says, None where it is no fact."""
    part = _ARROW.sub("", part.strip())
    if (match := _LABEL.fullmatch(part)) and (meaning := _meaning(match[1])):
        value = match[2].strip()
        if meaning in _CELLS and _fits(meaning, match[1], value, known):
            return _CELLS[meaning], _listed(meaning, plain(value), known)
        if separator == "()" and meaning in _BESIDE:
            return match[1].strip(), plain(value)
    relation, _, rest = related(part)
    if relation in ("depends_on", "blocks"):
        names = _NAMES.split(rest)
        if known(plain(rest)):
            return _CELLS[relation], plain(rest)
        return (_CELLS[relation], listed_in(map(plain, names))) if _all_names(names, known) else None
    if people := _PERSON.findall(part) if not _PERSON.sub("", part).strip(" ,&+") else []:
        return "owner", listed_in(people)
    if re.fullmatch(r"P[0-4]", part):
        return "priority", part
    if separator == "()" and status_of(part) and not re.search(r"\d", part):
        return "state", part
    return _timed(part) or (("effort", part) if separator not in (",", ".") and _is_effort(part) else None)


def _timed(part: str) -> Fact | None:
    """A day or period behind a word such as due or until."""
    first, _, rest = part.partition(" ")
    meaning = compacted("dated").get(compact(first), "")
    return (_CELLS[meaning], rest.strip()) if meaning and rest and _is_day(rest.strip()) else None


def _meaning(label: str) -> str:
    """The field that a label surely names."""
    return compacted("keys").get(compact(label)) or exact(label)


def _fits(meaning: str, label: str, value: str, known: Known) -> bool:
    """Whether a value is one of the field that its label names."""
    if meaning == "status":
        return status_of(value) is not None
    if meaning == "effort":
        return _SIZE.fullmatch(value) is not None or value.replace(".", "").isdecimal() or _is_effort(value)
    if meaning in ("target", "not_before", "deadline"):
        return _is_day(value)
    if meaning == "x-priority":
        return len(value.split()) <= 2
    if meaning == "owner":
        return len(value.split()) <= 5 and not re.search(r"[.:!]\s|[,;]", value)
    return compact(label) not in compacted("vague_labels") or _all_names(_NAMES.split(value), known)


def _listed(meaning: str, value: str, known: Known) -> str:
    """The value as the list of what it names, where it names others."""
    if meaning not in ("depends_on", "blocks") or known(value):
        return value
    return listed_in(part.strip() for part in re.split(r"[,;]", value))


def _is_name(text: str, known: Known) -> bool:
    return _KEY.fullmatch(text.strip()) is not None or known(plain(text))


def _all_names(texts: list[str], known: Known) -> bool:
    return all(_is_name(text, known) for text in texts)


def _is_day(text: str) -> bool:
    try:
        return bool(re.search(r"\d", text)) and bool(days.when(text))
    except Unclear:
        return False


def _is_effort(text: str) -> bool:
    """Whether a text is an amount of work with its unit."""
    if len(text) > 30 or not re.search(r"\d|½", text):
        return False
    try:
        unit = amount(text).unit
    except Unclear:
        return False
    weeks = unit_weeks().get(unit, -1.0) if unit else -1.0
    return weeks == 0 or _SHORTEST <= weeks <= _WIDEST


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
