"""The app: the commands put together, and every way in which a run can end."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from inspect import Parameter
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from pmcli.cli import (
    check,
    completion,
    decide,
    decisions,
    demand,
    diff,
    explain,
    export,
    fmt,
    graph,
    history,
    import_,
    init,
    listing,
    models,
    new,
    plot,
    rank,
    ready,
    rename,
    rm,
    roadmap,
    rule,
    schema,
    screen,
    set_,
    show,
    triage,
    view,
    why_not,
)
from pmcli.cli import help as helping
from pmcli.cli.command import Command, shared_parameters, signed
from pmcli.cli.ending import USAGE, ended
from pmcli.cli.options import SHARED
from pmcli.diagnostic import PmError, did_you_mean

COMMANDS: tuple[Command, ...] = (
    rank.COMMAND, ready.COMMAND, roadmap.COMMAND, why_not.COMMAND, explain.COMMAND, models.COMMAND,
    demand.COMMAND, triage.COMMAND, decide.COMMAND, decisions.COMMAND,
    show.COMMAND, listing.COMMAND, graph.COMMAND, plot.COMMAND, view.COMMAND,
    new.COMMAND, set_.COMMAND, rename.COMMAND, rm.COMMAND, fmt.COMMAND,
    check.COMMAND, rule.COMMAND, diff.COMMAND, history.COMMAND, export.COMMAND, schema.COMMAND,
    init.COMMAND, import_.COMMAND, completion.COMMAND,
)  # fmt: skip
"""Every command, in the order in which help lists them."""
BY_NAME = {command.name: command for command in COMMANDS}


class _Command(TyperCommand):
    """A command that tells its own help."""

    def get_help(self, ctx: Any) -> str:
        """The help, laid out our way."""
        return helping.lit(helping.of_command(BY_NAME[str(self.name)], self.get_params(ctx))).rstrip("\n")

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What is left of the arguments, which is nothing.

        Raises:
            PmError: something is.
        """
        ctx.allow_extra_args = True  # typer would tell of them in words alone
        try:
            extra = super().parse_args(ctx, args)
        except USAGE as fault:
            if getattr(fault, "ctx", None) is None:
                vars(fault)["ctx"] = ctx  # so that whoever tells of it knows the options
            raise
        if extra and not ctx.resilient_parsing:
            raise PmError(f'pm {self.name} has no place for "{" ".join(extra)}"', f"pm {self.name} --help")
        return extra


class _Group(TyperGroup):
    """`pm` itself."""

    def get_help(self, ctx: Any) -> str:  # noqa: ARG002 - typer's name
        """The help, laid out our way."""
        return helping.lit(helping.overview(COMMANDS)).rstrip("\n")

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant.

        Raises:
            PmError: there is no such command.
        """
        if args and args[0] not in BY_NAME and not args[0].startswith("-") and not ctx.resilient_parsing:
            hint = did_you_mean(args[0], BY_NAME) or "pm --help lists the commands"
            raise PmError(f'no such command "{args[0]}"', hint)
        return super().resolve_command(ctx, args)


def run(arguments: Sequence[str]) -> int:
    """Run a command line; the exit code."""
    given = list(arguments)
    if given[:1] == ["help"]:
        given = [*given[1:], "--help"]
    completing = any(name.startswith("_PM_COMPLETE") for name in os.environ)
    ordered = given
    try:
        ordered = _command_first(given)
        if not completing and ordered in ([], ["--help"], ["-h"]):
            screen.write(sys.stdout, helping.lit(helping.overview(COMMANDS)))
            return 0
        command = get_command(app(COMMANDS if completing else _meant(ordered), completing=completing))
        done = command.main(args=ordered, prog_name="pm", standalone_mode=False)
    except SystemExit as done_already:
        return done_already.code if isinstance(done_already.code, int) else 1
    except BaseException as fault:  # here every run ends, with a code and words of its own
        return ended(fault, ordered)
    return done if isinstance(done, int) else 0


def _command_first(arguments: list[str]) -> list[str]:
    """The arguments with options that stand before the command behind it, where what comes last counts.

    So the options are read in one place. (Typer reads each through an adapter that takes a millisecond.)

    Raises:
        PmError: the last of them lacks its value.
    """
    takes_value = {name for option in SHARED.values() if option.takes_value for name in option.names}
    switches = {name for option in SHARED.values() if not option.takes_value for name in option.names}
    at = 0
    while at < len(arguments):
        word = arguments[at]
        if word in takes_value and at + 1 == len(arguments):
            raise PmError(f"{word} needs a value", "pm --help")
        if word in takes_value:
            at += 2
        elif word in switches or word.split("=")[0] in takes_value or _is_joined(word, takes_value):
            at += 1
        else:
            break
    if at >= len(arguments) or arguments[at].startswith("-"):
        return arguments[at:]
    return [arguments[at], *arguments[:at], *arguments[at + 1 :]]


def _is_joined(word: str, names: set[str]) -> bool:
    """Whether it is a short option with its value, such as -Cdir."""
    return word[:2] in names and not word.startswith("--")


def _meant(arguments: list[str]) -> list[Command]:
    """The commands that may be asked for: typer reads for two milliseconds on each that it is told of."""
    return [BY_NAME[word] for word in dict.fromkeys(arguments) if word in BY_NAME]


def app(commands: Iterable[Command], *, completing: bool = False) -> typer.Typer:
    """Commands as typer knows them; for a shell that completes, with the options before the command."""
    made = typer.Typer(
        cls=_Group, rich_markup_mode=None, pretty_exceptions_enable=False, invoke_without_command=True,
        context_settings={"help_option_names": ["--help", "-h"]},
    )  # fmt: skip
    made.callback()(_root(shared_parameters() if completing else []))
    for command in commands:
        made.command(
            command.name, cls=_Command, short_help=command.title,
            context_settings={"help_option_names": ["--help", "-h"]},
        )(command.callback())  # fmt: skip
    return made


def _root(shared: list[Parameter]) -> Any:
    def root(context: typer.Context, **given: Any) -> None:
        if given["version"]:
            from pmcli import __version__

            sys.stdout.write(f"pm {__version__}\n")
            raise typer.Exit
        if context.invoked_subcommand is None:
            typer.echo(context.get_help())

    version = Annotated[bool, typer.Option("--version", "-V", help="Tell the version.")]
    told = Parameter("version", Parameter.KEYWORD_ONLY, default=False, annotation=version)
    signed(root, [*shared, told])
    return root
