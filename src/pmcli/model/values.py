"""The kinds of value a file may hold, each read from its source text: FORMAT.md § 2.

What the reader hands over is text: a `str` for every scalar, `list`, `dict`. Each `read_…` function turns
such a piece into a value or raises `Wrong`, whose words go to the user as they are: what was found, what
was expected, what to write instead.
"""

from __future__ import annotations

import re
from datetime import date
from math import isfinite
from typing import Any

from pydantic_core import PydanticCustomError

from pmcli.model.diagnostic import did_you_mean
from pmcli.model.estimate import Estimate
from pmcli.model.period import PER_YEAR, Period

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_NUMBER = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(k|M)?", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_FACTOR = {None: 1.0, "k": 1e3, "M": 1e6}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CURRENCY = "€$£¥₹"
LARGEST = 1e150
"""No number may be larger: sums and squares of such are still floats."""


class Wrong(PydanticCustomError):  # noqa: N818 - a value that is wrong, not an error of ours
    """A value that cannot be read. `at` leads from the field to the piece that is wrong."""

    kind = "wrong"

    def __new__(
        cls, message: str, hint: str | None = None, at: tuple[str | int, ...] = (), part: str = "value"
    ) -> Wrong:
        """Carry the words through Pydantic, which formats them; `part` is "key" where the key is at fault."""
        context = {"message": message, "hint": hint, "at": at, "part": part}
        return super().__new__(cls, cls.kind, "{message}", context)


class TooLarge(Wrong):
    """A number that is written well and is larger than any may be."""


def shown(value: object) -> str:
    """`value` as a message quotes it: in double quotes, cut where it is long."""
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return "a list"
    if is_empty(value):
        return "nothing"
    text = str(value)
    return f'"{text if len(text) <= 60 else text[:57] + "..."}"'


def is_empty(value: object) -> bool:
    """Whether `value` is YAML's null: nothing written, or `~`, or an unquoted `null`."""
    return value is None or (type(value) is not str and isinstance(value, str) and value in NULLS)


def _scalar(value: object, expected: str) -> str:
    if not isinstance(value, str) or is_empty(value):
        raise Wrong(f"found {shown(value)}, expected {expected}")
    return value


def read_text(value: object) -> str:
    """Any scalar, as written: `title: 404` is the text "404"."""
    if isinstance(value, str) and not is_empty(value):
        text = str(value)
        if text.strip():
            return text
        raise Wrong("found only blanks, expected text")
    hint = "put text that holds : [ ] { } , in quotes" if isinstance(value, (list, dict)) else None
    raise Wrong(f"found {shown(value)}, expected text", hint)


def read_id(value: object) -> str:
    """An id: it names one thing, in one spelling."""
    text = _scalar(value, "an id")
    if _ID.fullmatch(text) is None:
        raise Wrong(
            f"{shown(text)} is no id: letters, digits, dot, dash and underscore, at most 64, "
            "beginning with a letter or digit",
            _id_hint(text),
        )
    return str(text)


def _id_hint(text: str) -> str | None:
    slug = re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-._")[:64]
    return f"write {slug}" if slug else None


def _number_hint(text: str) -> str | None:
    bare = text.strip()
    if "..." in bare:
        return f"write {bare.replace('...', '..')}"
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", bare):
        return f"write {bare.replace(',', '')}"
    if bare[:1] in _CURRENCY or bare[-1:] in _CURRENCY:
        return f"write {bare.strip(_CURRENCY + ' ')}: the currency is named once, in pm.yaml"
    if match := re.fullmatch(
        r"(\d[\d.]*[kM]?)\s*(?:-|–|—|…|to|bis|~)\s*(\d[\d.]*[kM]?)(?:\s*[a-z%].*)?", bare
    ):
        return f"write {match[1]}..{match[2]}"
    if match := re.fullmatch(r"(\d[\d.]*)\s*([mK])", bare):
        return f"write {match[1]}{'k' if match[2] == 'K' else 'M'}"
    if re.fullmatch(r"\d+,\d+", bare):
        return f"write {bare.replace(',', '.')} (or {bare.replace(',', '')})"
    if match := re.fullmatch(r"(\d[\d.,]*(?:\.\.[\d.]+)*[kM]?)\s*[A-Za-z]+\.?", bare):
        return f"write {match[1]}, without the unit"
    if re.fullmatch(r"\d{1,3}(?:[_ ]\d{3})+", bare):
        return f"write {re.sub('[_ ]', '', bare)}"
    if bare.startswith(("~", "<", ">", "≈", "ca")):
        return "write a range such as 3..5 to say how unsure it is"
    return None


def to_number(text: str, expected: str = "a number") -> float:
    """The number that `text` writes: 5, 1.5, 1e3, 12k, 1.2M. Finite, else `Wrong`."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise Wrong(f"found {shown(text)}, expected {expected}", _number_hint(text))
    number = float(match[1]) * _FACTOR[match[2]]
    if not isfinite(number) or abs(number) > LARGEST:
        raise TooLarge(f"{shown(text)} is too large")
    return number


def read_number(
    value: object, *, least: float | None = 0.0, most: float | None = None, above: bool = False
) -> float:
    """A finite number within its range; `above`: the least itself is out."""
    number = to_number(_scalar(value, "a number"))
    _in_range(number, str(value), least, most, above=above)
    return number


def _in_range(number: float, text: str, least: float | None, most: float | None, *, above: bool) -> None:
    low = least is not None and (number <= least if above else number < least)
    if not low and (most is None or number <= most):
        return
    if most is not None:
        wanted = f"a number from {least:g} to {most:g}"
    else:
        wanted = f"a number above {least:g}" if above else f"a number of at least {least:g}"
    raise Wrong(f"found {shown(text)}, expected {wanted}")


def read_count(value: object, *, least: int = 0) -> int:
    """A whole number."""
    number = to_number(_scalar(value, "a whole number"), "a whole number")
    if number != int(number) or number < least:
        raise Wrong(f"found {shown(value)}, expected a whole number of at least {least}")
    return int(number)


def read_switch(value: object) -> bool:
    """`true` or `false`."""
    text = _scalar(value, "true or false").casefold()
    if text not in ("true", "false"):
        hint = {"yes": "write true", "no": "write false", "on": "write true", "off": "write false"}.get(text)
        raise Wrong(f"found {shown(value)}, expected true or false", hint)
    return text == "true"


def read_ratio(value: object) -> float:
    """A share: `80%` or `0.8`, from 0 to 1."""
    text = _scalar(value, "a share such as 80% or 0.8").strip()
    percent = text.endswith("%")
    number = to_number(text[:-1].rstrip() if percent else text, "a share such as 80% or 0.8")
    ratio = number / 100 if percent else number
    if not 0.0 <= ratio <= 1.0:
        hint = f"write {text}%" if not percent and 1 < number <= 100 else None
        raise Wrong(f"found {shown(text)}, expected a share from 0 to 1 (0% to 100%)", hint)
    return ratio


def read_quantity(value: object) -> float:
    """A measurement: any number, or a percentage (`42%` is 0.42)."""
    text = _scalar(value, "a number").strip()
    if text.endswith("%"):
        return to_number(text[:-1].rstrip()) / 100
    return to_number(text)


def read_date(value: object) -> date:
    """A day in ISO 8601, `2027-01-31`, and nothing else."""
    text = _scalar(value, "a date such as 2027-01-31").strip()
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Wrong(f"{shown(text)} is no day of the calendar") from None
    raise Wrong(f"found {shown(text)}, expected a date such as 2027-01-31", _date_hint(text))


def _date_hint(text: str) -> str | None:
    if match := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text):
        return f"write {match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    if match := re.fullmatch(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", text):
        return f"write {match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    if match := re.match(r"(\d{4}-\d{2}-\d{2})[T ]", text):
        return f"write {match[1]}"
    if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", text):
        return "write year-month-day, such as 2027-01-31"
    return None


def read_period(value: object) -> Period:
    """A quarter `2026-Q4` or a month `2027-02`."""
    text = _scalar(value, "a period such as 2027-Q1").strip()
    period = Period.parse(text)
    if period is None:
        raise Wrong(f"found {shown(text)}, expected a period such as 2027-Q1", _period_hint(text))
    if not 4 <= period.index // PER_YEAR[period.step] <= 9990:
        raise Wrong(f"{shown(text)} is beyond the calendar")
    return period


def _period_hint(text: str) -> str | None:
    if match := re.fullmatch(r"[qQ]([1-4])[\s/-]*(\d{4})", text):
        return f"write {match[2]}-Q{match[1]}"
    if match := re.fullmatch(r"(\d{4})[\s/-]*[qQ]([1-4])", text):
        return f"write {match[1]}-Q{match[2]}"
    return None


def read_period_or_date(value: object) -> Period | date:
    """A period or a day."""
    text = _scalar(value, "a period such as 2027-Q1 or a date").strip()
    if Period.parse(text) is not None:
        return read_period(text)
    if _DAY.fullmatch(text) or _date_hint(text):
        return read_date(text)
    raise Wrong(
        f"found {shown(text)}, expected a period such as 2027-Q1 or a date such as 2027-01-31",
        _period_hint(text),
    )


ENDS = ("low", "likely", "high")


def read_estimate(value: object, *, above: bool = False) -> Estimate:
    """A number, `3..9`, `3..5..9` or `{low: 3, likely: 5, high: 9}`; `above`: 0 is out."""
    if isinstance(value, str) and (match := _NUMBER.fullmatch(value)) is not None:
        number = float(match[1]) * _FACTOR[match[2]]
        if 0 < number <= LARGEST:  # a plain number, as nearly all are: no more to look at
            return Estimate(number, number, number, str(value))
    estimate = _estimate_of_map(value) if isinstance(value, dict) else _estimate_of_text(value)
    if estimate.problem:
        raise Wrong(f"{shown(str(estimate))} is no range: {estimate.problem}", _range_hint(estimate))
    mean = estimate.mean
    if mean < 0 or estimate.low < 0:
        text = shown(str(estimate))
        finding = f"{text} has a mean of {mean:g}" if mean < 0 else f"found {text}"
        raise Wrong(f"{finding}, expected numbers of at least 0")
    if above and mean <= 0:
        raise Wrong(f"found {shown(str(estimate))}, expected more than 0")
    if mean > LARGEST:
        raise Wrong(f"{shown(str(estimate))} is too wide: its mean is {mean:.1e}")
    return estimate


def _range_hint(estimate: Estimate) -> str | None:
    if estimate.low > estimate.high:
        return f"write {estimate.high:g}..{estimate.low:g}"
    return None


def _estimate_of_text(value: object) -> Estimate:
    expected = "a number or a range such as 3..5..9"
    text = _scalar(value, expected).strip()
    parts = [part.strip() for part in text.split("..")]
    if len(parts) > 3 or not all(parts) or "..." in text:
        raise Wrong(f"found {shown(text)}, expected {expected}", _number_hint(text))
    try:
        numbers = [to_number(part, expected) for part in parts]
    except TooLarge:
        raise
    except PydanticCustomError as fault:
        context = fault.context or {}
        hint = context.get("hint") or _number_hint(text)
        raise Wrong(f"found {shown(text)}, expected {expected}", hint) from None
    return _estimate(numbers, text)


def _estimate(numbers: list[float], text: str) -> Estimate:
    if len(numbers) == 1:
        return Estimate.exact(numbers[0], text)
    if len(numbers) == 3:
        return Estimate(numbers[0], numbers[1], numbers[2], text)
    low, high = numbers
    if low < 0:
        raise Wrong(f"found {shown(text)}, expected numbers of at least 0")
    if low != high and low <= 0:
        raise Wrong(f"{shown(text)} needs a likely value: a range from 0 has no middle", "write 0..2..5")
    if low > high:
        raise Wrong(
            f"{shown(text)} is no range: low, likely and high must not fall", f"write {high:g}..{low:g}"
        )
    return Estimate.between(low, high, text)


def _estimate_of_map(value: dict[str, Any]) -> Estimate:
    for key in value:
        if key not in ENDS:
            raise Wrong(f'unknown key "{key}": a range has low, likely and high', did_you_mean(key, ENDS))
    for key in ("low", "high"):
        if key not in value:
            raise Wrong(f'the range lacks "{key}"', "write {low: 3, likely: 5, high: 9}")
    ends = [key for key in ENDS if key in value]
    numbers = [_end(value[key], key) for key in ends]
    return _estimate(numbers, "..".join(str(value[key]) for key in ends))


def _end(value: object, key: str) -> float:
    try:
        return to_number(_scalar(value, "a number"))
    except PydanticCustomError as fault:
        context = fault.context or {}
        raise Wrong(str(context["message"]), context.get("hint"), (key,)) from None


def stays_inside(path: str) -> bool:
    """Whether a path or glob of pm.yaml leads nowhere outside the workspace."""
    return not path.startswith(("/", "\\", "~")) and ".." not in re.split(r"[/\\]", path) and ":" not in path


def read_glob(value: object) -> str:
    """A glob that stays inside the workspace and its visible folders."""
    text = read_inner_path(value)
    if any(part.startswith(".") and part != "." for part in text.split("/")):
        raise Wrong(f"{shown(text)} names a hidden folder", "features live in folders that can be seen")
    return text


def read_inner_path(value: object) -> str:
    """A path or glob that stays inside the workspace."""
    text = read_text(value)
    if not stays_inside(text):
        raise Wrong(f"{shown(text)} leaves the workspace", "write a path relative to pm.yaml, without ..")
    return text


_SYNONYMS = {
    "todo": "candidate", "backlog": "candidate", "open": "candidate", "new": "idea",
    "doing": "in-progress", "wip": "in-progress", "started": "in-progress", "active": "in-progress",
    "done": "shipped", "released": "shipped", "live": "shipped", "closed": "shipped",
    "rejected": "declined", "cancelled": "declined", "canceled": "declined", "on-hold": "parked",
    "won't": "wont", "story": "feature", "task": "feature", "epic": "feature", "spike": "research",
}  # fmt: skip


def choice(value: object, words: tuple[str, ...]) -> str:
    """One of `words`, else `Wrong` with the nearest."""
    if isinstance(value, str) and value in words:
        return words[words.index(value)]
    listed = ", ".join(words[:-1]) + " or " + words[-1]
    hint = did_you_mean(value, words) if isinstance(value, str) else None
    if isinstance(value, str) and _SYNONYMS.get(value.casefold()) in words:
        hint = f"write {_SYNONYMS[value.casefold()]}"
    raise Wrong(f"found {shown(value)}, expected {listed}", hint)


def rated(value: object, words: dict[str, float], *, above: bool = False) -> Estimate:
    """One of `words`, which stands for a number, or a number or range of one's own."""
    if isinstance(value, str) and not is_empty(value):
        text = str(value).strip()
        if text in words:
            return Estimate.exact(words[text], text)
        if text[:1].isalpha():
            listed = ", ".join(f"{word} {number:g}" for word, number in words.items())
            raise Wrong(f"found {shown(text)}, expected {listed}, or a number", did_you_mean(text, words))
    return read_estimate(value, above=above)
