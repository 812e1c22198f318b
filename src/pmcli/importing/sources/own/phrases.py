"""Phrases of pm's exports back into data: "acme, blocker, 2026-10-01: “must”" is a request.

The way out is `model/fields/facts`. A phrase can be read in two ways where people write the signs that stand
between its parts; whoever calls says it again with what came of it, and takes nothing that reads otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from pmcli.model.evidence import EVIDENCE_KINDS, Opportunity
from pmcli.model.fields.facts import LESS, LOOK, MORE
from pmcli.model.inputs import Cd3, Ice, Kano, Rice, Wsjf
from pmcli.model.record import Record
from pmcli.yaml.read import Value

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog

Data = dict[str, object]
Phrase = Callable[[str, "Backlog"], Data]
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_ARM: Final = re.compile(r"(\S+) ([\d,]+) of ([\d,]+)(?: \([^()]*\))?")
_FORCE: Final = re.compile(
    r"(?:, )?(?:in force until \d{4}-\d\d-\d\d|in force|expired on \d{4}-\d\d-\d\d|replaced by a later one)"
    r"(?=: |$)"
)
_CITED: Final = "experiment "
_BETTER: Final = {"up": MORE, "down": LESS}
_RANGE: Final = re.compile(r"(?P<likely>[^()]+) \((?P<low>[^()]+) to (?P<high>[^()]+)\)")
_ENDS: Final = re.compile(r" (from|to|by) (?=\S)")


def said(**parts: object) -> Data:
    """The parts that say something."""
    return {name: part for name, part in parts.items() if part not in (None, "")}


def _in_brackets(text: str) -> tuple[str, str]:
    """The text before brackets at its end, and what stands in them."""
    at = text.rfind("(")
    return (text[:at].rstrip(), text[at + 1 : -1]) if text.endswith(")") and at >= 0 else (text, "")


def _whole(text: str) -> int | str:
    digits = text.replace(",", "")
    return int(digits) if digits.isdigit() and len(digits) < 16 else text


def number(text: str) -> int | float | str:
    """The number in a text, as it would be written; the text itself where it is none."""
    if not re.fullmatch(r"-?\d{1,15}(?:\.\d{1,15})?", text):
        return text
    return float(text) if "." in text else int(text)


def _request(text: str, backlog: Backlog) -> Data:
    accounts = backlog.workspace.accounts
    names = {name: name for name in accounts}
    names |= {account.title: name for name, account in accounts.items() if account.title}
    head, colon, rest = _head(text)
    who, *marks = head.split(", ")
    while marks and not _is_mark(marks[0]) and who not in names:
        who = f"{who}, {marks.pop(0)}"
    called = who if who in names else _in_brackets(who)[0]
    words, source = _in_brackets(rest) if colon else ("", "")
    if words and not words.endswith('"'):
        words, source = rest, ""
    return said(
        account=names.get(called, called), date=next(filter(DAY.fullmatch, marks), None),
        need=next((mark for mark in marks if not DAY.fullmatch(mark)), None),
        says=words.strip('"'), source=source,
    )  # fmt: skip


def _is_mark(text: str) -> bool:
    return text in ("nice", "important", "blocker") or DAY.fullmatch(text) is not None


def _head(text: str) -> tuple[str, str, str]:
    """The text before the first colon, the colon, and the text behind it."""
    head, colon, rest = text.partition(": ")
    return head, colon, rest


def _evidence(text: str, backlog: Backlog) -> Data:
    head, _, rest = _head(text)
    kind, *marks = head.split(", ")
    segments = {piece.title: name for name, piece in backlog.workspace.segments.items() if piece.title}
    counts = [mark.removeprefix("n = ") for mark in marks if mark.startswith("n = ")]
    cited = [mark for mark in marks if mark.startswith(_CITED)][-1:]
    others = [
        mark for mark in marks
        if not DAY.fullmatch(mark) and not mark.startswith("n = ") and mark not in cited
    ]  # fmt: skip
    segment = ", ".join(others)
    says, source = _in_brackets(rest)
    return said(
        kind=kind if kind in EVIDENCE_KINDS else None, date=next(filter(DAY.fullmatch, marks), None),
        count=_whole(counts[0]) if counts else None, segment=segments.get(segment, segment), says=says,
        source=source, experiment="".join(cited).removeprefix(_CITED),
    )  # fmt: skip


def _metric(text: str, _: Backlog) -> Data:
    text, _comma, look = text.rpartition(f", {LOOK}") if f", {LOOK}" in text else (text, "", "")
    better = next((way for way, said in _BETTER.items() if text.endswith(f", {said}")), "")
    text = text.removesuffix(f", {_BETTER.get(better)}")
    ends = list(_ENDS.finditer(text))
    parts: dict[str, str] = {}
    rest = text
    for end in reversed(ends):
        name = {"from": "baseline", "to": "target", "by": "by"}[end[1]]
        value = rest[end.end() :]
        if name in parts or not (value[:1].isdigit() or value[:1] == "-" or "(now" in value):
            break
        parts[name], rest = value, rest[: end.start()]
    for name in ("baseline", "target"):
        before, now, after = parts.get(name, "").partition("(now ")
        if now:
            parts[name], parts["current"] = before.strip(), after.rstrip(")")
    rest, now, after = rest.partition(" (now ")
    if now:
        parts["current"] = after.rstrip(")")
    numbers = {name: _quantity(value) for name, value in parts.items() if name != "by"}
    return said(metric=rest, **numbers, by=parts.get("by"), better=better, review=look)


def _quantity(text: str) -> int | float | str:
    """A measurement, or a range of one; "" where there is none."""
    if (said := _RANGE.fullmatch(text)) is not None:
        percent = "%" if said["high"].endswith(" %") else ""
        ends = (said[end].replace(",", "").removesuffix(" %") for end in ("low", "likely", "high"))
        return "..".join(f"{end}{percent}" for end in ends)
    return text.replace(" %", "%") if text.endswith("%") else number(text.replace(",", ""))


def _option(text: str, _: Backlog) -> Data:
    what, _sign, against = text.partition("; against it: ")
    is_chosen = what.endswith(" (chosen)")
    return said(what=what.removesuffix(" (chosen)"), against=against, chosen=True if is_chosen else None)


def _risk(text: str, _: Backlog) -> Data:
    what, likelihood = _in_brackets(text)
    return (
        said(what=what, likelihood=likelihood) if likelihood in ("low", "medium", "high") else said(what=text)
    )


def _position(text: str, _: Backlog) -> Data:
    head, _colon, says = _head(text)
    who, _says, wants = head.partition(" says ")
    return said(who=who, wants=wants, says=says)


def _experiment(text: str, _: Backlog) -> Data:
    head, _colon, tail = text.rpartition(": ")
    groups = [_ARM.fullmatch(part) for part in tail.split(", ")]
    arms = {arm[1]: {"n": _whole(arm[3]), "conversions": _whole(arm[2])} for arm in groups if arm is not None}
    if len(arms) < len(groups):
        head, arms = text, {}
    hypothesis, metric = _in_brackets(head)
    others = {name: arm for name, arm in arms.items() if name not in _USUAL}
    usual = {name: arm for name, arm in arms.items() if name in _USUAL}
    return said(hypothesis=hypothesis, metric=metric, **usual, treatments=others or None)


_USUAL: Final = ("control", "treatment")


_HOW: Final = ("test", "before-after", "opinion")
_SEEN: Final = re.compile(r"\((?:\d{4}-\d\d-\d\d|test|before-after|opinion)(?:, [a-z-]+)?\)$")


def _result(text: str, backlog: Backlog) -> Data:
    rest, _, learned = text.partition("; learned: ")
    reached, _, took = rest.partition("; took ")
    verdict, _colon, moved = _head(reached)
    if verdict not in ("hit", "missed", "unclear"):
        verdict, moved = ("", reached)
    moved, seen = _in_brackets(moved) if _SEEN.search(moved) else (moved, "")
    marks = [mark for mark in seen.split(", ") if mark]
    on, how = (next(filter(test, marks), "") for test in (DAY.fullmatch, _HOW.__contains__))
    metric, _, after = moved.partition(" to ")
    metric, _, before = metric.partition(" from ")
    work = took.removesuffix(f" {backlog.workspace.effort_unit}")
    return said(
        metric=metric, before=_quantity(before), after=_quantity(after), on=on, how=how, verdict=verdict,
        learned=learned, effort=_efforts(work) if took else None,
    )  # fmt: skip


def _efforts(text: str) -> object:
    if " " not in text:  # in one number
        return number(text.replace(",", ""))
    pairs = (part.partition(" ") for part in text.split(", "))
    return {team: number(value.replace(",", "")) for team, _, value in pairs}


def without_force(text: str) -> str:
    """A decision without whether it is in force, which is a matter of the day."""
    return _FORCE.sub("", text, count=1)


def _decision(text: str, _: Backlog) -> Data:
    head, _colon, because = _head(text)
    verdict, *marks = head.split(", ")
    verdict, _blank, about = verdict.partition(" ")
    until = next((mark.rpartition(" ")[2] for mark in marks if _FORCE.fullmatch(mark)), "")
    author = ", ".join(mark for mark in marks if not _FORCE.fullmatch(mark))
    by, on = (author, "") if not DAY.fullmatch(author[-10:]) else (author[:-10], author[-10:])
    by = by.removesuffix("on ").strip().removeprefix("by ")
    return said(
        verdict=verdict, period=about if verdict == "pin" else "", feature=about if verdict != "pin" else "",
        because=because, by=by, on=on, until=until if DAY.fullmatch(until) else "",
    )  # fmt: skip


PHRASES: Final[Mapping[str, Phrase]] = {
    "requests": _request, "evidence": _evidence, "metrics": _metric, "options": _option, "risks": _risk,
    "positions": _position, "experiments": _experiment, "results": _result,
    "decisions": _decision,
}  # fmt: skip
"""The readers of the items of fields that are lists of records."""
_CONTINUED: Final[Mapping[str, tuple[str, ...]]] = {
    "options": ("against it: ",), "results": ("took ", "learned: "),
}  # fmt: skip


def joined(key: str, items: Iterable[str]) -> list[str]:
    """Items, with those that go on after a semicolon put together again."""
    starts, whole = _CONTINUED.get(key, ()), list[str]()
    for item in items:
        if whole and starts and item.startswith(starts):
            whole[-1] += f"; {item}"
        else:
            whole.append(item)
    return whole


# --- maps ---

INPUTS: Final[Mapping[str, type[Record]]] = {
    "rice": Rice, "wsjf": Wsjf, "ice": Ice, "cd3": Cd3, "kano": Kano, "opportunity": Opportunity,
}  # fmt: skip
"""The fields that hold the inputs of a method, with their records."""


def pair(key: str, item: str, backlog: Backlog) -> tuple[str, object] | None:
    """The name and the value in an item of a map; None where it is none."""
    if key in ("outcomes", "weighted", "links"):
        name, colon, value = item.partition(": ")
        if not colon or not value.strip():
            return None
        if key == "outcomes":
            listed = backlog.workspace.strategy.outcomes.items()
            name = next((known for known, outcome in listed if outcome.title == name), name)
        return name.strip(), value.strip() if key == "links" else number(value.strip().replace(",", ""))
    names = sorted(INPUTS[key].model_fields, key=len, reverse=True)
    words = " ".join(item.split())
    name = next((name for name in names if words.casefold().startswith(f"{name.replace('_', ' ')} ")), "")
    value = words[len(name) + 1 :]
    return (name, number(value.replace(",", ""))) if name and value else None


def need(item: str) -> object:
    """A need: an id, or a map where it is soft or has a lag."""
    rest, _, lag = item.partition(", ")
    name = rest.removesuffix(" (would like)")
    later = re.fullmatch(r"(\d{1,6}) later", lag)
    if lag and later is None:
        return item
    if name == rest and not lag:
        return name
    return said(id=name, kind="soft" if name != rest else None, lag=int(later[1]) if later else None)


def written_need(raw: Value) -> object:
    """A need as it is written here, the lag as a number of periods."""
    if isinstance(raw, dict) and str(raw.get("lag", "")).isdigit():
        return {**raw, "lag": int(str(raw["lag"]))}
    return raw


def efforts(text: str, teams: Iterable[str]) -> dict[str, object]:
    """Estimates by team: "" for one that names none."""
    known, parts = set(teams), dict[str, object]()
    for part in text.split(", "):
        team, _, estimate = part.strip().partition(" ")
        if estimate and (team in known or not team[:1].isdigit()):
            parts[team] = number(estimate.strip().replace(",", ""))
        else:
            parts[""] = number(part.strip().replace(",", ""))
    return parts
