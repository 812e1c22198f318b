"""The values that a file may hold, each read from its source text: FORMAT.md § 2. Numbers: `quantities`.

What the reader hands over is text: a `str` for every scalar, `list`, `dict`. Each `read_…` function turns
such a piece into a value or raises `Wrong`, whose words go to the user as they are: what was found, what
was expected, what to write instead.
"""

from __future__ import annotations

import re
from datetime import date

from pydantic_core import PydanticCustomError

from pmcli.model.diagnostic import did_you_mean
from pmcli.model.period import FIRST_YEAR, LAST_YEAR, PER_YEAR, Period

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Wrong(PydanticCustomError):  # noqa: N818 - a value that is wrong, not an error of ours
    """A value that cannot be read. `at` leads from the field to the piece that is wrong."""

    kind = "wrong"

    def __new__(
        cls, message: str, hint: str | None = None, at: tuple[str | int, ...] = (), part: str = "value"
    ) -> Wrong:
        """Carry the words through Pydantic, which formats them; `part` is "key" where the key is at fault."""
        context = {"message": message, "hint": hint, "at": at, "part": part}
        return super().__new__(cls, cls.kind, "{message}", context)


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


def scalar(value: object, expected: str) -> str:
    """The source text of a scalar that is not null, else `Wrong`, which says what was `expected`."""
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
    text = scalar(value, "an id")
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


def read_switch(value: object) -> bool:
    """`true` or `false`."""
    text = scalar(value, "true or false").casefold()
    if text not in ("true", "false"):
        hint = {"yes": "write true", "no": "write false", "on": "write true", "off": "write false"}.get(text)
        raise Wrong(f"found {shown(value)}, expected true or false", hint)
    return text == "true"


def read_date(value: object) -> date:
    """A day in ISO 8601, `2027-01-31`, and nothing else."""
    text = scalar(value, "a date such as 2027-01-31").strip()
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
    text = scalar(value, "a period such as 2027-Q1").strip()
    period = Period.parse(text)
    if period is None:
        raise Wrong(f"found {shown(text)}, expected a period such as 2027-Q1", _period_hint(text))
    if not FIRST_YEAR <= period.index // PER_YEAR[period.step] <= LAST_YEAR:
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
    text = scalar(value, "a period such as 2027-Q1 or a date").strip()
    if Period.parse(text) is not None:
        return read_period(text)
    if _DAY.fullmatch(text) or _date_hint(text):
        return read_date(text)
    raise Wrong(
        f"found {shown(text)}, expected a period such as 2027-Q1 or a date such as 2027-01-31",
        _period_hint(text),
    )


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
    listed = " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
    hint = did_you_mean(value, words) if isinstance(value, str) else None
    if isinstance(value, str) and _SYNONYMS.get(value.casefold()) in words:
        hint = f"write {_SYNONYMS[value.casefold()]}"
    raise Wrong(f"found {shown(value)}, expected {listed}", hint)
