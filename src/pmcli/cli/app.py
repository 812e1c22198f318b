"""The app: the commands put together, and every way in which a run can end."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from inspect import Parameter
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from pmcli.cli import check, completion, explain, graph, listing, models, rank, ready, schema, show
from pmcli.cli import help as helping
from pmcli.cli.command import Command, shared_parameters, signed
from pmcli.cli.common import Desk
from pmcli.cli.ending import ended
from pmcli.cli.options import SHARED
from pmcli.diagnostic import PmError, did_you_mean

COMMANDS: tuple[Command, ...] = (
    rank.COMMAND, ready.COMMAND, explain.COMMAND, models.COMMAND,
    show.COMMAND, listing.COMMAND, graph.COMMAND,
    check.COMMAND, schema.COMMAND,
    completion.COMMAND,
)  # fmt: skip
"""Every command, in the order in which help lists them."""
BY_NAME = {command.name: command for command in COMMANDS}


class _Command(TyperCommand):
    """A command that tells its own help."""

    def get_help(self, ctx: Any) -> str:
        """The help, laid out our way."""
        return helping.lit(helping.of_command(BY_NAME[str(self.name)], self.get_params(ctx))).rstrip("\n")


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
        if (
            args
            and args[0] not in self.commands
            and not args[0].startswith("-")
            and not ctx.resilient_parsing
        ):
            hint = did_you_mean(args[0], self.commands) or "pm --help lists the commands"
            raise PmError(f'no such command "{args[0]}"', hint)
        return super().resolve_command(ctx, args)


def run(arguments: Sequence[str]) -> int:
    """Run a command line; the exit code."""
    given = list(arguments)
    if given[:1] == ["help"]:
        given = [*given[1:], "--help"]
    try:
        done = get_command(app()).main(args=given, prog_name="pm", standalone_mode=False)
    except SystemExit as done_already:
        return done_already.code if isinstance(done_already.code, int) else 1
    except BaseException as fault:
        return ended(fault, given)
    return done if isinstance(done, int) else 0


def app() -> typer.Typer:
    """The commands as typer knows them."""
    made = typer.Typer(
        cls=_Group, rich_markup_mode=None, pretty_exceptions_enable=False, invoke_without_command=True,
        context_settings={"help_option_names": ["--help", "-h"]},
    )  # fmt: skip
    made.callback()(_root())
    for command in COMMANDS:
        made.command(
            command.name, cls=_Command, short_help=command.title, rich_help_panel=None,
            context_settings={"help_option_names": ["--help", "-h"]},
        )(command.callback(_begin))  # fmt: skip
    return made


def _root() -> Any:
    def root(context: typer.Context, **given: Any) -> None:
        if given.pop("version"):
            from pmcli import __version__

            sys.stdout.write(f"pm {__version__}\n")
            raise typer.Exit
        if context.invoked_subcommand is None:
            typer.echo(context.get_help())

    version = Annotated[bool, typer.Option("--version", "-V", help="Tell the version.")]
    signed(
        root,
        [
            *shared_parameters(),
            Parameter("version", Parameter.KEYWORD_ONLY, default=False, annotation=version),
        ],
    )
    return root


def _begin(command: Command, context: typer.Context, given: dict[str, Any]) -> Desk:
    """The desk of a command, from what stood before it and after it; the latter counts."""
    before = context.parent.params if context.parent else {}
    settings = {}
    for name in (*SHARED, "format"):
        after = given.pop(name, None)
        if name in command.shared or (name == "format" and command.formats):
            settings[name] = after or before.get(name)
    return Desk.of(settings, command.formats)
