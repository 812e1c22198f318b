"""The progress of a long search, drawn by Rich on one line that is wiped away again."""

from __future__ import annotations

from typing import TextIO

from pmcli.writers.terminal.console import console_on

_BAR = 20
"""Cells of the bar."""


class ProgressLine:
    """A line with what is done, a bar and a share; nothing else is written to the stream until it ends."""

    def __init__(self, stream: TextIO, width: int, doing: str, hint: str, *, color: bool) -> None:
        from rich.progress import BarColumn, Progress, TextColumn

        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(_BAR, style="dim", complete_style="blue", finished_style="blue"),
            TextColumn("{task.percentage:.0f} %", markup=False),
            TextColumn(hint, style="dim", markup=False),
            console=console_on(stream, width, color=color), transient=True, auto_refresh=False,
            redirect_stdout=False, redirect_stderr=False,
        )  # fmt: skip
        self._task = self._progress.add_task(doing, total=1.0)
        self._progress.start()

    def show(self, done: float) -> None:
        """Draws the share that is done, 0 to 1."""
        self._progress.update(self._task, completed=done, refresh=True)

    def end(self) -> None:
        """Wipes the line away."""
        self._progress.stop()
