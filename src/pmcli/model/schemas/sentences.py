"""What an editor says of a value that cannot be read: a sentence for each kind of value.

The schemas say it by `errorMessage`, which the YAML language server shows in place of its own words; what
does not know that key marks the same places. A kind is told by if and else, for of several alternatives an
editor shows the words of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from pmcli.model.schemas.falling import FALLING, FROM_ZERO, LOPSIDED

Schema: TypeAlias = dict[str, Any]
_SHOWN = 12
_NUMBER = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?[kM]?"
_RANGE = rf"^\s*{_NUMBER}(\s*\.\.\s*{_NUMBER}){{0,2}}\s*$"
_SHARE = r"(100(\.0*)?|\d{1,2}(\.\d*)?|\.\d+)"
_DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_PERIOD = r"\d{4}-(Q[1-4]|0[1-9]|1[0-2])"
_UNIT = r"^\d[\d.,]*[kM]?\s*[A-Za-z]+\.?$"


Mistake: TypeAlias = tuple[Schema, str]
"""What is wrong, and the sentence for it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value may be, the sentence for what it is not, and sentences of their own for known mistakes.

    What is in `never` is wrong though it looks `good`; `known` are mistakes in what is not.
    """

    good: Schema
    sentence: str
    known: tuple[Mistake, ...] = ()
    never: tuple[Mistake, ...] = ()


def wrong(sentence: str, words: Iterable[object] = ()) -> Schema:
    """What no value fits: the sentence is told of it, and an editor offers the words in its place."""
    return {"enum": list(words), "errorMessage": sentence}


def told(kind: Kind, words: Sequence[object] = ()) -> Schema:
    """The schema of a kind of value, or one of `words`; a key with nothing behind it is let through."""
    known = _first_of(kind.known, wrong(kind.sentence, words))
    looked_at = _first_of(kind.never, {"if": kind.good, "else": known})
    free = {"anyOf": [{"type": "null"}, {"enum": list(words)}]} if words else {"type": "null"}
    return {"if": free, "else": looked_at}


def _first_of(mistakes: Iterable[Mistake], rest: Schema) -> Schema:
    for mistake, sentence in reversed(tuple(mistakes)):
        rest = {"if": mistake, "then": wrong(sentence), "else": rest}
    return rest


def one_of(words: Sequence[object], sentence: str = "", also: Schema | None = None) -> Schema:
    """The schema of one of `words`, which an editor offers, or of what is `also` let through."""
    good = also if also is not None else {"enum": list(words)}
    return suggested(Kind(good, sentence or f"Expected {listed(words)}."), words)


def listed(words: Sequence[object]) -> str:
    """Words as a sentence lists them, the first of many: "a, b or c"."""
    names = [str(word).lower() if isinstance(word, bool) else str(word) for word in words]
    if len(names) > _SHOWN:
        return f"{', '.join(names[:_SHOWN])} or another of {len(names)}"
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _text(pattern: str) -> Schema:
    return {"type": "string", "pattern": pattern}


_SCALAR: Final[Schema] = {"type": ["string", "number", "boolean"]}
_NOT_SCALAR: Final[Schema] = {"type": ["object", "array"]}
_DASHED: Final = (
    (
        _text(r"^\s*\d[\d.]*[kM]?\s*(-|–|—|…|\.\.\.|to|bis|~)\s*\d"),
        "A range is written with two dots: 3..5, or 3..4..5.",
    ),
    (_text(r"^\d{1,3}(,\d{3})+"), "Write the number without commas: 12000, or 12k."),
    (_text(r"^\d+,\d+$"), "Write a decimal point: 3.5."),
    (_text(r"^[€$£¥₹]|[€$£¥₹]$"), "Write the number alone: the currency is named once, in pm.yaml."),
)
_LONE: Final = (_text(_UNIT), "Write the number without its unit.")
_RISING: Final = (
    (_text(FALLING), "A range rises: low..high, or low..likely..high."),
    (_text(FROM_ZERO), "A range from 0 needs its middle: 0..2..5."),
    (_text(LOPSIDED), "The middle of a range is neither of its ends."),
)
_NEGATIVE: Final = (
    {"anyOf": [{"type": "number", "exclusiveMaximum": 0}, _text(r"^\s*-\s*[\d.]")]},
    "Expected a number of at least 0.",
)
_NOTHING: Final = (
    {"anyOf": [{"type": "number", "maximum": 0}, _text(r"^\s*(-\s*[\d.]|\+?0+(\.0*)?$)")]},
    "Expected a number above 0; leave the key out where nobody knows.",
)
_END: Final[Schema] = {"anyOf": [{"type": "number"}, _text(rf"^\s*{_NUMBER}\s*$")]}
ENDS: Final[Schema] = {
    "type": "object",
    "properties": dict.fromkeys(("low", "likely", "high"), _END),
    "required": ["low", "high"],
    "additionalProperties": False,
}
"""A range as a map."""
_ESTIMATE: Final[Schema] = {"anyOf": [{"type": "number"}, _text(_RANGE), ENDS]}
_ESTIMATE_SENTENCE: Final = (
    "Expected a number such as 5, or a range such as 3..9 or 3..5..9 (low..likely..high)."
)
SIZED: Final = _text(r"^\s*[^\s\d.,;:+~<>=≈€$£¥₹-]")
"""A word that may be a size: a schema that knows no workspace knows no sizes."""
_DATE_SENTENCE: Final = "Expected a date such as 2027-01-31: year-month-day."
_RATIO: Final[Schema] = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1},
        _text(rf"^\s*({_SHARE}\s*%|[+]?(0?\.\d+|0|1)(\.0*)?)\s*$"),
    ]
}
_PER_CENT: Final = (
    {"type": "number", "exclusiveMinimum": 1, "maximum": 100},
    "A share is from 0 to 1, or has a per cent sign: 0.8, or 80%.",
)
_QUANTITY: Final[Schema] = {"anyOf": [{"type": "number"}, _text(rf"^\s*{_NUMBER}\s*%?\s*$")]}
_SWITCHED: Final = _text(r"^([tT][rR][uU][eE]|[fF][aA][lL][sS][eE])$")

KINDS: Final[dict[str, Kind]] = {
    "text": Kind(
        _SCALAR,
        "Expected text.",
        ((_NOT_SCALAR, "Expected text: put text that holds : [ ] { } or , in quotes."),),
    ),
    "id": Kind(
        {"anyOf": [{"type": ["number", "boolean"]}, _text(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]},
        "Expected an id such as guest-checkout: letters, digits, dot, dash and underscore, at most 64, "
        "beginning with a letter or digit.",
        ((_text(r"^\S+( +\S+)+$"), "An id has no blanks: write it with dashes, such as guest-checkout."),),
    ),
    "path": Kind(
        {"type": "string", "pattern": r"^(?![/\\~])(?!(.*[/\\])?\.\.([/\\]|$))[^:]*$"},
        "Expected a path or pattern relative to pm.yaml, without .. in it.",
    ),
    "estimate": Kind(_ESTIMATE, _ESTIMATE_SENTENCE, (*_DASHED, _LONE), (*_RISING, _NEGATIVE)),
    "above": Kind(_ESTIMATE, _ESTIMATE_SENTENCE, (*_DASHED, _LONE), (*_RISING, _NOTHING)),
    "number": Kind(_END, "Expected a number.", (*_DASHED, _LONE)),
    "factor": Kind(
        _text(r"^[x×*]\s*(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$"), "Expected a factor such as x2 or x0.5."
    ),
    "ratio": Kind(_RATIO, "Expected a share from 0% to 100%, or from 0 to 1.", (_PER_CENT,)),
    "share": Kind(
        {"anyOf": [*_RATIO["anyOf"], _text(rf"^\s*{_SHARE}\s*%?(\s*\.\.\s*{_SHARE}\s*%?){{1,2}}\s*$")]},
        "Expected a share such as 70%, or a range such as 60%..70%..75%.",
        (_PER_CENT,),
    ),
    "quantity": Kind(
        _QUANTITY, "Expected a number such as 0.42, or a percentage such as 42%.", _DASHED
    ),
    "measurement": Kind(
        {"anyOf": [{"type": "number"}, _text(rf"^\s*{_NUMBER}\s*%?(\s*\.\.\s*{_NUMBER}\s*%?){{0,2}}\s*$")]},
        "Expected a number such as 0.42 or 42%, or a range such as 0.585..0.592..0.599.",
        _DASHED,
        (*_RISING[:1],),
    ),
    "detect": Kind(
        _SCALAR, "Expected a number, a percentage such as 5%, or a part of the baseline such as rel 5%."
    ),
    "threshold": Kind(
        {"anyOf": [{"type": "number"}, _text(rf"^\s*([<>≥≤=]=?)?\s*{_NUMBER}\s*%?\s*$")]},
        "Expected a threshold such as >= 0.92 or < 1%.",
    ),
    "ship": Kind({"type": ["boolean", "string"]}, "Expected true, false, or the name of a treatment."),
    "date": Kind(_text(rf"^\s*{_DAY}\s*$"), _DATE_SENTENCE),
    "period": Kind(
        _text(rf"^\s*{_PERIOD}\s*$"),
        "Expected a period: a quarter such as 2027-Q1, or a month such as 2027-02.",
    ),
    "when": Kind(
        _text(rf"^\s*({_PERIOD}|{_DAY})\s*$"),
        "Expected a period such as 2027-Q1, or a date such as 2027-01-31.",
    ),
    "span": Kind(
        _text(r"^\s*\d+\s*([dD]([aA][yY][sS]?)?|[wW]([eE][eE][kK][sS]?)?)\s*$"),
        "Expected weeks or days, such as 8w or 56d.",
    ),
    "switch": Kind({"anyOf": [{"type": "boolean"}, _SWITCHED]}, "Expected true or false."),
}  # fmt: skip
"""The kinds by the name that their raw schema has as its comment."""


def effort_part(sizes: Sequence[str] | None, *, above: bool) -> Schema:
    """An effort of one team: a number, a range, or a size; of any name where none are known (None)."""
    kind = KINDS["above" if above else "estimate"]
    if sizes is None:
        sentence = "Expected a number such as 5, a range such as 3..5..9, or a size such as M."
        return told(replace(kind, good={"anyOf": [kind.good, SIZED]}, sentence=sentence))
    if not sizes:
        return told(kind)
    sentence = f"Expected a number such as 5, a range such as 3..5..9, or a size: {listed(sizes)}."
    return suggested(replace(kind, sentence=sentence), sizes)


def suggested(kind: Kind, words: Sequence[object]) -> Schema:
    """One of `words`, which an editor offers, or a value of the kind."""
    return {"anyOf": [told(kind, words), {"enum": list(words)}]}


def number_from(least: float | None, most: float | None) -> Kind:
    """A number within its bounds."""
    if least is None and most is None:
        return KINDS["number"]
    over = [{"type": "number", "exclusiveMinimum": most}] if most is not None else []
    under = [{"type": "number", "exclusiveMaximum": least}] if least is not None else []
    upto = f"from {least:g} to {most:g}" if most is not None else f"of at least {least:g}"
    sentence = f"Expected a number {upto}."
    return replace(KINDS["number"], sentence=sentence, never=(({"anyOf": [*under, *over]}, sentence),))


def whole_from(least: float, most: float | None) -> Kind:
    """A whole number within its bounds."""
    upto = f"from {least:,.0f} to {most:,.0f}" if most is not None else f"of at least {least:g}"
    bounds = {"minimum": least, **({"maximum": most} if most is not None else {})}
    number = {"type": "integer", **bounds}
    return Kind({"anyOf": [number, _text(r"^\d+[kM]?$")]}, f"Expected a whole number {upto}.")
