"""What foreign words mean: texts made clean, days out of time stamps, statuses and types of other tools."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?=$|[T\s])", re.ASCII)
_PERIOD = re.compile(r"(?:(\d{4})[\s/-]*Q([1-4])|Q([1-4])[\s/-]*(\d{4}))", re.ASCII | re.IGNORECASE)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_BETWEEN = re.compile(r"[\s_/:-]+")

_STATUSES = {
    "idea": "idea, new, draft, proposed, provisional, triage, needs triage, icebox, funnel",
    "candidate": "candidate, to do, todo, open, backlog, reopened, refined, unstarted, ready, "
    "ready for refinement",
    "planned": "planned, accepted, approved, selected for development, up next, next, scheduled, "
    "implementable, committed",
    "in-progress": "in progress, doing, wip, started, active, in development, in review, review, testing, "
    "pr, in qa, implementing",
    "shipped": "shipped, done, closed, complete, completed, released, live, merged, implemented, resolved, "
    "delivered, final",
    "parked": "parked, on hold, deferred, paused, postponed, stagnant, someday",
    "declined": "declined, won't do, wont do, won't fix, wontfix, wont fix, rejected, cancelled, canceled, "
    "duplicate, invalid, withdrawn, abandoned, obsolete, not planned, replaced, superseded, archived",
}
_TYPES = {
    "bug": "bug, defect, fix, regression, bugfix",
    "feature": "feature, enhancement, feature request, story, user story, task, epic, improvement",
    "debt": "debt, tech debt, technical debt, refactor, refactoring, chore, maintenance, cleanup, "
    "test coverage",
    "research": "research, spike, investigation, discovery",
    "compliance": "compliance, legal, gdpr, regulatory",
    "enabler": "enabler, infrastructure, infra, build system, environment, platform",
}


def _by_word(groups: dict[str, str]) -> dict[str, str]:
    return {
        _BETWEEN.sub(" ", word.strip()): ours for ours, words in groups.items() for word in words.split(",")
    }


_STATUS_OF = _by_word(_STATUSES)
_TYPE_OF = _by_word(_TYPES)


def _bare(word: str) -> str:
    return _BETWEEN.sub(" ", word.strip().casefold().replace("\u2019", "'"))


def status_of(word: str) -> str | None:
    """The status that another tool's `word` means, such as planned for "Selected for Development"."""
    return _STATUS_OF.get(_bare(word))


def type_of(word: str) -> str | None:
    """The type that another tool's `word` means, such as debt for "chore"."""
    return _TYPE_OF.get(_bare(word))


def text_of(value: object) -> str:
    """`value` as text fit for a file: no control characters, line breaks as LF; "" for none."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    text = _SURROGATE.sub("\ufffd", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    return _HIDDEN.sub("", text).strip("\n").rstrip() if text.strip() else ""


def line_of(value: object) -> str:
    """`value` as text in one line."""
    return " ".join(text_of(value).split())


def day_of(value: object) -> str | None:
    """The day of a time stamp, as it is written there; None where it is none."""
    found = _DAY.match(line_of(value))
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None


def period_of(value: object) -> str | None:
    """The quarter that is named, and nothing else, such as 2027-Q1 for "Q1 2027"."""
    found = _PERIOD.fullmatch(line_of(value))
    return f"{found[1] or found[4]}-Q{found[2] or found[3]}" if found else None


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


def counted(count: int, one: str, many: str = "") -> str:
    """So many of something: "1 issue", "2 issues"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
