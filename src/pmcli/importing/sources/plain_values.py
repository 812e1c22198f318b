"""Foreign words in pm's own: texts made clean, days out of time stamps, statuses and types of other tools."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from pmcli.importing.sources.vocabulary import bare, bare_words, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST_TEXT = 200_000
"""Characters after which a text is cut, with a note: nobody reads it, and every command would have to."""
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?=$|[T\s])", re.ASCII)
_PERIOD = re.compile(r"(?:(\d{4})[\s/-]*Q([1-4])|Q([1-4])[\s/-]*(\d{4}))", re.ASCII | re.IGNORECASE)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_BEHIND = re.compile(r"[(\[].*", re.DOTALL)
_SCOPES = frozenset(
    {"status", "state", "workflow", "stage", "phase", "progress", "statut", "estado", "stato"}
)
_HEAD = 4
"""Words at most with which a longer status begins."""
LANGUAGES = (
    "english",
    "deutsch",
    "français",
    "español",
    "português",
    "italiano",
    "nederlands",
    "polski",
    "čeština",
    "svenska",
    "dansk norsk",
    "suomi",
    "türkçe",
    "русский",
    "українська",
    "日本語",
    "中文",
    "한국어",
)
"""The sections of `words/statuses.yaml` with the words of a language."""


def status_of(word: str) -> str | None:
    """The status that another tool's `word` means, such as planned for "Selected for Development".

    One with a question mark is in doubt, and means none.
    """
    if "?" in word:
        return None
    known, plain = bare_words("statuses", *LANGUAGES, "waits"), bare(word)
    if not plain:
        return status_of_sign(word)
    status = known.get(plain) or known.get(bare(_BEHIND.sub("", word))) or _unscoped(word, known)
    return status or vocabulary("statuses", "signs").get(word.strip().casefold())


def _unscoped(word: str, known: Mapping[str, str]) -> str | None:
    """The status in "status::done", "Workflow: in review", or in "Done / Closed", whose words agree."""
    scope, *rest = re.split(r"::|[:/|]", word)
    if len(rest) == 1 and bare(scope) in _SCOPES:
        return known.get(bare(rest[0]))
    meant = {known.get(bare(part)) for part in (scope, *rest)}
    return meant.pop() if rest and len(meant) == 1 else None


def status_of_sign(text: str) -> str | None:
    """The status that a sign at the beginning stands for, such as shipped for ✅."""
    return vocabulary("statuses", "signs").get(text.strip()[:1])


def status_like(word: str) -> str | None:
    """The status that the beginning of a longer text means, such as shipped for "Done in v2"."""
    words = [] if "?" in word else bare(word).split()
    known = bare_words("statuses", "begins")
    heads = (" ".join(words[:count]) for count in range(min(len(words), _HEAD), 0, -1))
    return next((known[head] for head in heads if head in known), None)


def waits(word: str) -> bool:
    """Whether a status says that something waits, and not what for: "Blocked"."""
    return bare(word) in bare_words("statuses", "waits")


def type_of(word: str) -> str | None:
    """The type that another tool's `word` means, such as debt for "chore"."""
    return bare_words("usual", "types").get(bare(word))


def text_of(value: object) -> str:
    """`value` as text fit for a file: no control characters, line breaks as LF; "" for none."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    if isinstance(value, str) and value.isprintable():
        return value.rstrip()
    text = _SURROGATE.sub("\ufffd", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    return _HIDDEN.sub("", text).strip("\n").rstrip() if text.strip() else ""


def line_of(value: object) -> str:
    """`value` as text in one line."""
    return " ".join(text_of(value).split())


def day_of(value: object) -> str | None:
    """The day of a time stamp, as it is written there; None where it is none."""
    match = _DAY.match(line_of(value))
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None


def period_of(value: object) -> str | None:
    """The quarter that is named, and nothing else, such as 2027-Q1 for "Q1 2027"."""
    match = _PERIOD.fullmatch(line_of(value))
    return f"{match[1] or match[4]}-Q{match[2] or match[3]}" if match else None


def id_of(value: object) -> str | None:
    """The id that `value` is fit to be kept as; None where it is not."""
    text = line_of(value)
    return text if _ID.fullmatch(text) else None


def once(values: Iterable[str]) -> list[str]:
    """The values that say something, each once, in order."""
    return list(dict.fromkeys(value for value in values if value))


def kept(fields: dict[str, object]) -> dict[str, object]:
    """The fields that say something, and something else than what goes without saying."""
    usual = {"status": "candidate", "type": "feature"}
    return {
        key: value for key, value in fields.items()
        if value not in (None, "", [], {}) and value != usual.get(key)
    }  # fmt: skip


def long_of(text: str, notes: list[str]) -> str:
    """A text that may have several lines; what is too long is cut."""
    long = text_of(text).strip()
    if len(long) > LONGEST_TEXT:
        notes.append(f"a text of {len(long):,} characters was cut after {LONGEST_TEXT:,}")
        return long[:LONGEST_TEXT].rstrip() + " …"
    return long


def map_of(value: object) -> dict[str, Any]:
    """A value that is a map; an empty one for all else."""
    return value if isinstance(value, dict) else {}


def id_in(need: object) -> str:
    """The id that a need names: alone, in a map that says more of it, or in a record."""
    return str(need.get("id", "") if isinstance(need, dict) else getattr(need, "id", need)).strip()


def list_of(value: object) -> list[Any]:
    """A value that is a list; an empty one for all else."""
    return value if isinstance(value, list) else []
