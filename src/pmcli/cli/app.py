"""The table of commands, the options before a command, and the run of a command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import starmap
from typing import Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from pmcli import __version__
from pmcli.cli import help as help_text
from pmcli.cli import streams
from pmcli.cli.command import Command, CommandEntry
from pmcli.cli.exits import USAGE, ended
from pmcli.cli.options import Color, Directory, OutputPath, Partial, Revision, Today, Width
from pmcli.model.diagnostic import PmError, did_you_mean

COMMANDS = tuple(starmap(CommandEntry, (
    ("rank", "Decide", "what to do first, and why", "rank"),
    ("ready", "Decide", "what can start now, and what it unlocks", "ready"),
    ("roadmap", "Decide", "what when, within teams, dates and dependencies", "roadmap"),
    ("why-not", "Decide", "what keeps a feature out of the roadmap, and what would get it in",
     "why_not"),
    ("explain", "Decide", "how the score and the place of a feature come about", "explain"),
    ("models", "Decide", "the scoring methods, with formula, inputs and source", "models"),
    ("demand", "Decide", "which accounts ask for what, and what hangs on it", "demand"),
    ("triage", "Decide", "go through new ideas and unscored features, one by one", "triage"),
    ("decide", "Decide", "overrule the scores for a reason, and see what it costs", "decide"),
    ("accept", "Decide", "agree on the plan that is shown: then it moves for a reason only", "accept"),
    ("decisions", "Decide", "which are in force, which have ended, which to look at again", "decisions"),
    ("show", "Look", "everything known of one feature, as a page to read", "show"),
    ("list", "Look", "every feature, also those shipped, parked or declined", "list_"),
    ("graph", "Look", "what waits for what, as a tree or a diagram", "graph"),
    ("plot", "Look", "value against effort, scores, capacity, where the effort goes", "plot"),
    ("view", "Look", "a page to look around in, in the browser", "view"),
    ("new", "Write", "a new feature in a file of its own, with a template that teaches", "new"),
    ("set", "Write", "give fields of features other values, in their files", "set_"),
    ("rename", "Write", "give a feature another id; all references follow", "rename"),
    ("rm", "Write", "take a feature out; refused while something waits for it", "rm"),
    ("fmt", "Write", "put the keys of every feature in one order; it means nothing else", "fmt"),
    ("check", "Keep it sound", "what is wrong in the files, and where", "check"),
    ("rule", "Keep it sound", "what a rule of pm check means, and what to write instead", "rule"),
    ("diff", "Keep it sound", "what a change does to the plan, and why", "diff"),
    ("history", "Keep it sound", "how a feature's rank, score and quarter came about", "history"),
    ("export", "Share it", "what others get to read: Markdown, a page, sheets, pictures, data",
     "export"),
    ("schema", "Keep it sound", "the JSON Schema of the files, so that editors help and complain",
     "schema"),
    ("init", "Set up", "a workspace in this folder, with examples or a backlog from elsewhere", "init"),
    ("import", "Set up", "a backlog from elsewhere: Jira, GitHub, Linear, spreadsheets, folders",
     "import_"),
    ("completion", "Set up", "complete commands, options and live ids in your shell", "completion"),
)))  # fmt: skip
"""Every command, in the order in which help lists them."""
BY_NAME = {entry.name: entry for entry in COMMANDS}
SETTINGS = {"help_option_names": ["--help", "-h"]}

Version = Annotated[bool, typer.Option("--version", "-V", help="Tell the version.")]


def run(arguments: Sequence[str]) -> int:
    """Run a command line; the exit code."""
    given = list(arguments)
    if given[:1] == ["help"]:
        given = [*given[1:], "--help"]
    completing = any(name.startswith("_PM_COMPLETE") for name in os.environ)
    if completing:
        sys.modules["rich"] = None  # type: ignore[assignment]  # or typer reads titles as its markup, and slowly
    try:
        if not completing and given in ([], ["--help"], ["-h"]):
            streams.write(sys.stdout, help_text.lit(help_text.overview(COMMANDS)))
            return 0
        done = _root().main(args=given, prog_name="pm", standalone_mode=False)
    except SystemExit as done_already:
        return done_already.code if isinstance(done_already.code, int) else 1
    except BaseException as fault:  # here every run ends, with a code and words of its own
        return ended(fault, given)
    return done if isinstance(done, int) else 0


def before_command(
    context: typer.Context, directory: Directory = None, revision: Revision = None, today: Today = None,
    partial: Partial = False, path: OutputPath = None, width: Width = None, color: Color = None,  # noqa: FBT002
    version: Version = False,  # noqa: FBT002 - typer's way
) -> None:  # fmt: skip
    """Sets the options that stand before a command as the defaults of that command's own."""
    if version:
        sys.stdout.write(f"pm {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        return
    given = {
        "directory": directory, "revision": revision, "today": today, "partial": partial or None,
        "path": path, "width": width, "color": color,
    }  # fmt: skip
    usual = {name: value for name, value in given.items() if value is not None}
    context.default_map = {context.invoked_subcommand: usual}


class _Group(TyperGroup):
    """The command `pm` itself, which imports another command when it is asked for."""

    def get_help(self, ctx: Any) -> str:  # noqa: ARG002 - typer's name
        """The help of `pm`, laid out by `help.py`."""
        return help_text.lit(help_text.overview(COMMANDS)).rstrip("\n")

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - typer's name
        """The names of all commands."""
        return list(BY_NAME)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - typer's name
        """The command of this name, None where there is none; nothing is imported yet."""
        entry = BY_NAME.get(cmd_name)
        return entry and TyperCommand(entry.name, short_help=entry.title)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant, with its options, and the words behind it.

        Raises:
            PmError: there is no such command.
        """
        name = args[0]
        if name in BY_NAME:
            return name, _loaded(BY_NAME[name], self.params), args[1:]
        if not name.startswith("-") and not ctx.resilient_parsing:
            raise PmError(
                f'no such command "{name}"', did_you_mean(name, BY_NAME) or "pm --help lists the commands"
            )
        return super().resolve_command(ctx, args)


class _Command(TyperCommand):
    """A command with the options that it shares with others."""

    entry: CommandEntry
    command: Command

    def get_help(self, ctx: Any) -> str:
        """The help of `pm`, laid out by `help.py`."""
        return help_text.lit(help_text.of_command(self.entry, self.command, self.get_params(ctx))).rstrip(
            "\n"
        )

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """No argument: all of them are read.

        Raises:
            PmError: one is left over, or an option that stands before the command is none of its own.
        """
        for option in ctx.parent.command.params:
            if option.name in (ctx.default_map or {}) and option.name not in self.command.shared:
                known = [name for param in self.get_params(ctx) for name in param.opts]
                hint = did_you_mean(option.opts[0], known) or f"{ctx.command_path} --help"
                raise PmError(f'no such option "{option.opts[0]}"', hint)
        ctx.allow_extra_args = True  # typer would tell of them in words alone
        try:
            extra = super().parse_args(ctx, args)
        except USAGE as fault:
            cast("Any", fault).ctx = ctx  # which typer leaves out where an option lacks its value
            raise
        if extra and not ctx.resilient_parsing:
            raise PmError(
                f'{ctx.command_path} has no place for "{" ".join(extra)}"', f"{ctx.command_path} --help"
            )
        return list(extra)

    def invoke(self, ctx: Any) -> Any:
        """The exit code of the command; the options it shares with others go to its `Output`."""
        ctx.obj = {name: ctx.params.pop(name) for name in self.command.shared}
        return super().invoke(ctx)


def _root() -> Any:
    made = typer.Typer(
        cls=_Group, rich_markup_mode=None, pretty_exceptions_enable=False, invoke_without_command=True,
        context_settings=SETTINGS,
    )  # fmt: skip
    made.callback()(before_command)
    return get_command(made)


def _loaded(entry: CommandEntry, options: Sequence[Any]) -> _Command:
    """The command as typer makes it of its function, with those of `options` that it shares."""
    made = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    command = entry.load()
    made.command(entry.name, cls=_Command, context_settings=SETTINGS)(command.run)
    loaded = cast("_Command", get_command(made))
    loaded.entry, loaded.command = entry, command
    loaded.params += [option for option in options if option.name in command.shared]
    return loaded
