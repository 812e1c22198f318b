"""Text before a person: through a pager where it is longer than the screen."""

from __future__ import annotations

import os

from pmcli.cli import streams


def show(text: str, pager: str | None, *, no_pager: bool) -> str | None:
    """Writes to the standard output: before a person through a pager where it is longer than the screen.

    `pager` is the one that they have named, if any; what is wrong with it is given back.

    Raises:
        UnwritableError: it cannot be written.
    """
    if no_pager or not streams.is_somebody_there():
        streams.answer(text)
        return None
    # Starting a program takes modules that nobody needs without a terminal.
    from pmcli.cli import pager as through

    return through.write(text, pager, os.environ)
