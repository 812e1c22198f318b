"""How answers are written. What is shown is decided in `table`; each format is one function that writes it.

A terminal needs to know its width and its colours, so `grid.render` stands apart; `json` is made from the
results themselves, by `documents`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pmcli.writers import csv, markdown, plain
from pmcli.writers.table import Table


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a table."""

    name: str
    title: str
    render: Callable[[Table], str]


FORMATS: tuple[Format, ...] = (
    Format("plain", "one record a line, values between tabs, for scripts", plain.render),
    Format("csv", "comma-separated values, for spreadsheets", csv.render),
    Format("markdown", "a table for pull requests, READMEs and wikis", markdown.render),
)
