"""What a command is: a name, words, examples, and one function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, cast, get_type_hints

import typer

from pmcli.cli.common import Desk
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

    def callback(self) -> Callable[..., Any]:
        """The function that typer reads the options from, and calls."""

        def run(context: typer.Context, **given: Any) -> int:  # noqa: ARG001 - typer looks for a context
            settings = {name: given.pop(name) for name in (*self.shared, *["format"] * bool(self.formats))}
            return self.run(Desk.of(settings, self.formats), **given) or 0

        signed(run, self._parameters())
        return run

    def _parameters(self) -> list[Parameter]:
        hints = get_type_hints(self.run, include_extras=True)
        own = list(signature(self.run).parameters.values())[1:]
        found = [one.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[one.name]) for one in own]
        if self.formats:
            found.append(_keyword("format", Annotated[str | None, formats(self.formats)]))
        return [*found, *(_keyword(name, SHARED[name].annotation) for name in self.shared)]


def _keyword(name: str, annotation: Any) -> Parameter:
    is_switch = annotation.__origin__ is bool
    default = False if is_switch else None
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def shared_parameters() -> list[Parameter]:
    """The options that may stand before the command."""
    return [_keyword(name, option.annotation) for name, option in SHARED.items()]


def signed(function: Callable[..., Any], parameters: list[Parameter]) -> None:
    """Give a function that takes a context and anything a signature that typer can read."""
    context = Parameter("context", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    told = cast("Any", function)
    told.__signature__ = Signature([context, *parameters])
    told.__annotations__ = {one.name: one.annotation for one in (context, *parameters)}
