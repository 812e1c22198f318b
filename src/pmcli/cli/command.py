"""What a command is: a name, words, examples, and one function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, cast, get_type_hints

import typer

from pmcli.cli.options import READING, SHARED, WRITING, formats


@dataclass(frozen=True, slots=True)
class Command:
    """A command of `pm`.

    `run` gets the `Desk` and its own options, and returns the exit code, None for 0. `formats` are the ways
    in which the answer can be written, the usual one first; `shared` are the names of the options that it
    has in common with others. `examples` are command lines, each with what it is for.
    """

    name: str
    group: str
    title: str
    examples: tuple[tuple[str, str], ...]
    run: Callable[..., int | None]
    about: str = ""
    formats: tuple[str, ...] = ()
    shared: tuple[str, ...] = (*READING, *WRITING)

    def callback(self, begin: Callable[[Command, typer.Context, dict[str, Any]], Any]) -> Callable[..., Any]:
        """The function that typer reads the options from, and calls.

        `begin` makes the `Desk` from the shared options, and takes them out of what was given.
        """

        def run(context: typer.Context, **given: Any) -> int:
            desk = begin(self, context, given)
            return self.run(desk, **given) or 0

        signed(run, self._parameters())
        return run

    def _parameters(self) -> list[Parameter]:
        hints = get_type_hints(self.run, include_extras=True)
        own = list(signature(self.run).parameters.values())[1:]
        found = [one.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[one.name]) for one in own]
        if self.formats:
            found.append(_keyword("format", Annotated[str | None, formats(self.formats)]))
        return [*found, *(_keyword(name, SHARED[name]) for name in self.shared)]


def _keyword(name: str, annotation: Any) -> Parameter:
    is_switch = annotation.__origin__ is bool
    default = False if is_switch else None
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def shared_parameters() -> list[Parameter]:
    """The options that may stand before the command."""
    anything = Annotated[str | None, typer.Option("--format", metavar="FORMAT", help="How it is written.")]
    return [
        *(_keyword(name, annotation) for name, annotation in SHARED.items()),
        _keyword("format", anything),
    ]


def signed(function: Callable[..., Any], parameters: list[Parameter]) -> None:
    """Give a function that takes a context and anything a signature that typer can read."""
    context = Parameter("context", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    told = cast("Any", function)
    told.__signature__ = Signature([context, *parameters])
    told.__annotations__ = {one.name: one.annotation for one in (context, *parameters)}
