"""A command of `pm`: its line in the table, and what its module declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from pmcli.cli.options import LOOK, READING


@dataclass(frozen=True, slots=True)
class Command:
    """The function that typer reads the options from and calls, and the words of its help.

    `run` returns the exit code, None for 0. `examples` are command lines, each with what it is for. `shared`
    are the names of the options that it has in common with others, beside `LOOK`, which all have, and
    --force, which goes with -o where there is no other: it finds them in `Output.of(context)`.
    """

    examples: tuple[tuple[str, str], ...]
    run: Callable[..., int | None]
    about: str = ""
    shared: tuple[str, ...] = (*READING, "path")

    @property
    def options(self) -> tuple[str, ...]:
        """The names of all options that it has in common with others."""
        is_forced = "path" in self.shared and "force" not in self.run.__annotations__
        return (*self.shared, *(("overwrite",) if is_forced else ()), *LOOK)


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """A line of the table of commands; `module` in `pmcli.cli` is imported once the command is asked for."""

    name: str
    group: str
    title: str
    module: str

    def load(self) -> Command:
        """The command itself."""
        return cast("Command", import_module(f"pmcli.cli.{self.module}").COMMAND)
