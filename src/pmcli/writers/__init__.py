"""Writers: tables, blocks and documents as text or bytes; what is shown is decided in `views`.

Read `table` and `blocks` first: every format writes these. A format of tables is one function; the terminal
needs to know its width and its colours, so `terminal.tables.render` stands apart. `json` writes the documents
that `documents` makes of results; `reports` are for CI systems.
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
