"""What an editor says of a key that nobody knows: which one was probably meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pmcli.model.schemas.sentences import Schema, listed, wrong

_SHORTEST = 4
"""Shorter keys resemble too much to guess which one was meant."""
_FEW = 12


def near(key: str) -> str:
    """The pattern of what may be a slip in writing `key`.

    That is the same first letter, then the letters of the key in any order, one of them left out, or one
    more or another at most: stauts, staus, statuss, statis.
    """
    first, letters = re.escape(key[0]), "".join(sorted(set(key)))
    either = f"[{key[0].lower()}{key[0].upper()}]" if key[0].isalpha() else first
    some = f"[{letters.replace('-', '')}{'-' if '-' in letters else ''}]"
    size = len(key)
    return rf"^{either}(?:{some}{{{size - 2}}}|(?=.{{{size - 1},{size}}}$){some}*.?{some}*)$"


def known_keys(keys: Sequence[str], *, others: str = "", sentence: str = "", extra: bool = True) -> Schema:
    """The schema of the names of a map's keys: `keys`, and where `extra` what begins with x-.

    A slip is told with the key that was meant. Any other name is told by `sentence`; where there is none,
    it is let through. `others` is the pattern of names that are let through besides.
    """
    free = [
        {"enum": list(keys)},
        *({"pattern": pattern} for pattern in ("^x-" if extra else "", others) if pattern),
    ]
    slips: list[Schema] = []
    told: Schema = {}
    for key in keys:
        if len(key) >= _SHORTEST:
            slip = {"pattern": near(key)}
            slips.append(
                {"if": slip, "then": {"const": key, "errorMessage": f'Unknown key: did you mean "{key}"?'}}
            )
    if sentence:
        patterns = [slip["if"] for slip in slips]
        told = {"if": {"anyOf": patterns}, "else": wrong(sentence)} if patterns else wrong(sentence)
    return (
        {"if": {"anyOf": free}, "else": {"allOf": [*slips, *([told] if told else [])]}}
        if slips or told
        else {}
    )


def refused(keys: Sequence[str]) -> str:
    """The sentence for a key that a map of pm's own does not have."""
    if len(keys) <= _FEW:
        return f"Unknown key: here stand {listed(keys).replace(' or ', ' and ')}."
    return "Unknown key: pm refuses what it does not know. A key that begins with x- is your own."
