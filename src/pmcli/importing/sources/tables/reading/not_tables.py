"""Text that is no table although commas stand in it: YAML and Markdown, told from its lines."""

from __future__ import annotations

import re
from typing import Final

from pmcli.importing.sources.tables.table import Header, SourceTable
from pmcli.model.diagnostic import PmError

_KEY: Final = re.compile(r"(?:- +)*(?:[\w\"'][\w .()/\"'-]{0,60}|\?.{1,60}):(?:[ \t]+\S.*)?")
_HEADING: Final = re.compile(r" {0,3}#{1,6} +\S.*")
_ITEM: Final = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+\S.*")
_RULE: Final = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_UNDERLINE: Final = re.compile(r"(?:=+|-{3,})\s*")
_LOOKED_AT: Final = 60
"""Lines that are looked at to tell what a text is."""


def _lines(data: bytes) -> list[str]:
    text = data[:20_000].decode("utf-8", "replace").removeprefix("\ufeff")
    lines = [line.rstrip() for line in text.splitlines()]
    return [line for line in lines if line.strip()][:_LOOKED_AT]


def is_yaml(data: bytes) -> bool:
    """Whether the lines of a text are keys and items of YAML, nearly all of them."""
    lines = [line for line in _lines(data) if not line.lstrip().startswith("#")]
    keys = [line for line in lines if _KEY.fullmatch(line.strip())]
    nested = [line for line in lines if line[:1] == " " or line.lstrip().startswith("- ")]
    is_block = any(line.endswith(":") or line.lstrip().startswith("- ") for line in keys)
    of_yaml = {*keys, *nested}
    return is_block and len(keys) >= 2 and sum(1 for line in lines if line in of_yaml) > 0.8 * len(lines)


def is_markdown(data: bytes) -> bool:
    """Whether a text begins as Markdown does, and goes on so."""
    lines = _lines(data)
    if not lines:
        return False
    if _is_table([line for line in lines if not line.startswith("#")]):
        return False  # comments above it
    first, *others = lines
    second = others[0] if others else ""
    if first.lstrip().startswith("|") and _RULE.fullmatch(second) and "-" in second:
        return True
    if first.startswith("---") and any(line.startswith("---") for line in others):
        return True
    if first.startswith(("```", "~~~")):
        return True
    if _HEADING.fullmatch(first) or _ITEM.fullmatch(first) or first.startswith(("<!--", "> ", "![", "**")):
        marked = sum(1 for line in lines if _HEADING.fullmatch(line) or _ITEM.fullmatch(line) or "|" in line)
        return marked >= 2 or len(lines) < 3
    if _UNDERLINE.fullmatch(second):
        return True
    items = sum(1 for line in lines if _ITEM.fullmatch(line) or _HEADING.fullmatch(line))
    return not re.search(r"[,;\t|]", first) and items * 2 > len(lines)


def _is_table(lines: list[str]) -> bool:
    """Whether all lines have as many commas, semicolons or tabs, and some."""
    counts = [{line.count(sign) for line in lines} for sign in ",;\t"]
    return (
        len(lines) > 1
        and not any(map(_ITEM.fullmatch, lines))
        and any(len(numbers) == 1 and 0 not in numbers for numbers in counts)
    )


def is_prose(data: bytes) -> bool:
    """Whether a text is YAML or Markdown, in which no table of cells between signs stands."""
    return is_markdown(data) or is_yaml(data)


def no_table(data: bytes, header: Header, sheet: str) -> SourceTable:  # noqa: ARG001 - as all readers are called
    """Nothing: it is no table.

    Raises:
        PmError: always; it says what it is.
    """
    name, wanted = ("Markdown", "markdown") if is_markdown(data) else ("YAML", "yaml")
    raise PmError(f"it is {name}, and no table", f"--format {wanted} reads it", exit_code=2)
