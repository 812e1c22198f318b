"""JSON for machines: one document and a newline, the same bytes for the same answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from pmcli.model.mark import HIDDEN

_HIDDEN = re.compile(f"(?!\n)[{HIDDEN}]")
_DIGITS = 12


def dumps(document: Mapping[str, object]) -> str:
    """The document as JSON: keys as given, one line for each key and for each item of a list.

    Floats have 12 significant digits and stay floats (12.0), ints stay ints. Hidden characters are escaped,
    which changes nothing in what is read back.

    Raises:
        ValueError: a number is not finite.
    """
    lines = ",\n".join(f"  {_text(key)}: {_listed(value)}" for key, value in document.items())
    text = f"{{\n{lines}\n}}\n" if lines else "{}\n"
    return _HIDDEN.sub(_escaped, text)


def _listed(value: object) -> str:
    if isinstance(value, (list, tuple)) and any(isinstance(item, (Mapping, list, tuple)) for item in value):
        return "[\n" + ",\n".join(f"    {_text(item)}" for item in value) + "\n  ]"
    return _text(value)


def _text(value: object) -> str:
    return json.dumps(_rounded(value), ensure_ascii=False, allow_nan=False)


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") + 0.0
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return value


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def in_ascii(text: str) -> str:
    """JSON in ASCII, every other character escaped."""
    if text.isascii():
        return text
    pairs = text.encode("utf-16-be", "surrogatepass")
    units = (int.from_bytes(pairs[at : at + 2], "big") for at in range(0, len(pairs), 2))
    return "".join(chr(unit) if unit < 0x80 else f"\\u{unit:04x}" for unit in units)


def compact(value: object) -> str:
    """Plain data as JSON in as few bytes as it takes, on one line; hidden characters are escaped.

    Raises:
        ValueError: a number is not finite.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _HIDDEN.sub(_escaped, text)
