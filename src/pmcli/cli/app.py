"""The table of commands, the options before a command, and the run of a command line."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Sequence
from itertools import starmap
from typing import Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from pmcli import __version__
from pmcli.cli import complete, streams, twice
from pmcli.cli import help as help_text
from pmcli.cli.command import Command, CommandEntry
from pmcli.cli.exits import USAGE, ended
from pmcli.cli.options import (
    Color,
    Directory,
    NoPager,
    OutputPath,
    Overwrite,
    Partial,
    Quiet,
    Revision,
    ScenarioName,
    Today,
    Verbose,
    Width,
)
from pmcli.model.diagnostic import Guess, PmError, did_you_mean

COMMANDS = tuple(starmap(CommandEntry, (
    ("rank", "Decide", "what to do first, and why", "rank"),
    ("ready", "Decide", "what can start now, and what it unlocks", "ready"),
    ("roadmap", "Decide", "what comes when, within teams, dates, dependencies", "roadmap"),
    ("why-not", "Decide", "what keeps a feature out, and what would get it in", "why_not"),
    ("explain", "Decide", "how the score and place of a feature come about", "explain"),
    ("models", "Decide", "the scoring methods: formula, inputs, source", "models"),
    ("demand", "Decide", "which accounts ask for what, and what hangs on it", "demand"),
    ("triage", "Decide", "go through what waits: score, park, decline, merge", "triage"),
    ("decide", "Decide", "decide against the scores; shows what that costs", "decide"),
    ("accept", "Decide", "accept the plan: what is in it moves for a reason", "accept"),
    ("decisions", "Decide", "what was decided, has ended, needs another look", "decisions"),
    ("sure", "How sure", "which features tie, which are first for sure", "sure"),
    ("odds", "How sure", "what will be there by when; which promises hold", "odds"),
    ("worth", "How sure", "what is worth finding out before deciding", "worth"),
    ("what-if", "How sure", "scenarios side by side: what each brings, gives up", "what_if"),
    ("ratings", "How sure", "who rated what, the spread, where to talk first", "ratings"),
    ("show", "Look", "all that is known of one feature, as a page", "show"),
    ("list", "Look", "every feature, also shipped, parked and declined", "list_"),
    ("graph", "Look", "what waits for what, as a tree or a diagram", "graph"),
    ("plot", "Look", "value against effort, scores, capacity, the mix", "plot"),
    ("view", "Look", "a page to look around in, in the browser", "view"),
    ("new", "Write", "write a feature into a file of its own", "new"),
    ("set", "Write", "set a fact: give fields of features other values", "set_"),
    ("rename", "Write", "give a feature another id; all references follow", "rename"),
    ("rm", "Write", "take a feature out; not while something needs it", "rm"),
    ("fmt", "Write", "put keys in one order, which means nothing else", "fmt"),
    ("check", "Keep it sound", "what is wrong in the files, and where", "check"),
    ("rule", "Keep it sound", "what a rule of pm check means, and what to do", "rule"),
    ("diff", "Keep it sound", "what a change does to the plan, and why", "diff"),
    ("history", "Keep it sound", "how a feature's rank, score, quarter came about", "history"),
    ("schema", "Keep it sound", "the JSON Schema of the files, for editors", "schema"),
    ("launch", "Launch and learn", "what is ready to go out, and what is in the way", "launch"),
    ("experiment", "Launch and learn", "what tests say, and how large they have to be", "experiment"),
    ("learn", "Launch and learn", "planned and actual: effort, outcomes, confidence", "learn"),
    ("week", "Launch and learn", "the week from Monday to Friday, also as a mail", "week"),
    ("export", "Share, set up", "write it for others: Markdown, pages, sheets, data", "export"),
    ("init", "Share, set up", "begin a workspace, with examples or a backlog", "init"),
    ("import", "Share, set up", "bring a backlog in: Jira, GitHub, Linear, sheets", "import_"),
    ("mcp", "Share, set up", "let an AI assistant ask, and write what you saw", "mcp"),
    ("completion", "Share, set up", "complete commands, options and ids in your shell", "completion"),
)))  # fmt: skip
"""Every command, in the order in which help lists them."""
BY_NAME = {entry.name: entry for entry in COMMANDS}
_OF_HELP = ("--help", "-h", "--all", "--no-pager")
"""The words of a command line that asks for the help of `pm` itself."""
SETTINGS = {"help_option_names": ["--help", "-h"]}

_BEFORE = "pmcli.before"
"""The key of the options that stand before the command."""

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
        if completing:
            with streams.collected(complete.whole):
                return _code(given)
        if {*given} - {*_OF_HELP}:
            return _code(given)
        of_all = "--all" in given
        text = help_text.everything(COMMANDS, _root().params) if of_all else help_text.overview(COMMANDS)
        help_text.show(text, given)
    except BaseException as fault:  # here every run ends, with a code and words of its own
        return ended(fault, given)
    return 0


def help_of(name: str) -> help_text.HelpPage:
    """What the help of a command tells."""
    loaded = _loaded(BY_NAME[name])
    return help_text.page_of(loaded.entry, loaded.command, [*loaded.params])


def general_help() -> tuple[tuple[str, Sequence[tuple[str, str]]], ...]:
    """The options, files and settings that are no single command's, under their headings."""
    return help_text.general(_root().params)


def _code(given: list[str]) -> int:
    """The exit code of a command line, after typer has read it and its command has run."""
    try:
        done = _root().main(args=given, prog_name="pm", standalone_mode=False, obj=given)
    except SystemExit as end:
        done = end.code if isinstance(end.code, int) else 1
    streams.settle()
    return done if isinstance(done, int) else 0


def before_command(
    context: typer.Context, directory: Directory = None, revision: Revision = None,
    scenario: ScenarioName = None, today: Today = None,
    partial: Partial = False, path: OutputPath = None, overwrite: Overwrite = False,  # noqa: FBT002
    width: Width = None, color: Color = None,
    no_pager: NoPager = False, quiet: Quiet = False, verbose: Verbose = False,  # noqa: FBT002 - typer's way
    version: Version = False,  # noqa: FBT002
) -> None:  # fmt: skip
    """Sets the options that stand before a command as the defaults of that command's own."""
    if version:
        streams.answer(f"pm {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        help_text.show(help_text.overview(COMMANDS), context.obj)
        return
    given = {
        "directory": directory, "revision": revision, "scenario": scenario, "today": today,
        "partial": partial or None, "path": path, "overwrite": overwrite or None, "width": width,
        "color": color, "no_pager": no_pager or None, "quiet": quiet or None, "verbose": verbose or None,
    }  # fmt: skip
    usual = {name: value for name, value in given.items() if value is not None}
    context.default_map = {context.invoked_subcommand: usual}


class _Helpful:
    """What groups and commands have in common: help that goes through the pager, and no value in silence."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option --help, which shows help as `help.show` does."""
        option = cast("Any", super()).get_help_option(ctx)

        def show(context: Any, _: object, value: bool) -> None:  # noqa: FBT001 - typer's way
            if value and not context.resilient_parsing:
                help_text.show(f"{context.get_help()}\n", context.find_root().obj)
                raise typer.Exit

        if option is not None:
            option.callback = show
        return option


class _Group(_Helpful, TyperGroup):
    """The command `pm` itself, which imports another command when it is asked for."""

    def get_help(self, ctx: Any) -> str:  # noqa: ARG002 - typer's name
        """The help of `pm`, laid out by `help.py`."""
        return help_text.overview(COMMANDS).rstrip("\n")

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The command and what stands behind it; what stands before it is kept for the command.

        Raises:
            PmError: an option has two values.
        """
        line = list(args)
        rest = super().parse_args(ctx, args)
        if not ctx.resilient_parsing:
            ctx.meta[_BEFORE] = twice.given(self, ctx, line)
            twice.refuse(self, ctx, ctx.meta[_BEFORE])
        return list(rest)

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
            return name, _loaded(BY_NAME[name]), args[1:]
        if not name.startswith("-") and not ctx.resilient_parsing:
            raise PmError(f'no such command "{name}"', _meant(name))
        return super().resolve_command(ctx, args)


class _Command(_Helpful, TyperCommand):
    """A command with the options that it shares with others."""

    entry: CommandEntry
    command: Command

    def get_help(self, ctx: Any) -> str:
        """The help of `pm`, laid out by `help.py`."""
        return help_text.of_command(self.entry, self.command, self.get_params(ctx)).rstrip("\n")

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """No argument: all of them are read.

        Raises:
            PmError: one is left over, an option that stands before the command is none of its own, or one
                has two values.
        """
        before = ctx.default_map or {}
        for param in self.params:
            if getattr(param, "multiple", False) and isinstance(before.get(param.name), str):
                before[param.name] = [before[param.name]]  # several may follow behind the command
        own = {*self.command.options, *(param.name for param in self.params)}
        for option in ctx.parent.command.params:
            if option.name in before and option.name not in own:
                known = [name for param in self.get_params(ctx) for name in param.opts]
                hint = did_you_mean(option.opts[0], known) or f"{ctx.command_path} --help"
                raise PmError(f'no such option "{option.opts[0]}"', hint)
        line = list(args)
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
        if not ctx.resilient_parsing:
            twice.refuse(self, ctx, ctx.meta.get(_BEFORE, {}), twice.given(self, ctx, line))
        return list(extra)

    def invoke(self, ctx: Any) -> Any:
        """The exit code of the command; the options it shares with others go to its `Output`."""
        ctx.obj = {name: ctx.params.pop(name) for name in self.command.options}
        return super().invoke(ctx)


def _meant(name: str) -> str:
    """What is probably meant by a word that is no command."""
    # Only for those who have just met an error.
    from pmcli.cli.synonyms import SYNONYMS

    if sentence := SYNONYMS.get(name.casefold()):
        return Guess(sentence)
    return did_you_mean(name, BY_NAME) or "pm --help lists the commands"


@functools.cache
def _root() -> Any:
    """The command `pm` itself, which typer makes once for all runs of this process."""
    made = typer.Typer(
        cls=_Group, rich_markup_mode=None, pretty_exceptions_enable=False, invoke_without_command=True,
        context_settings=SETTINGS,
    )  # fmt: skip
    made.callback()(before_command)
    return get_command(made)


@functools.cache
def _loaded(entry: CommandEntry) -> _Command:
    """The command as typer makes it of its function, with the options of `pm` itself that it shares."""
    made = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    command = entry.load()
    made.command(entry.name, cls=_Command, context_settings=SETTINGS)(command.run)
    loaded = cast("_Command", get_command(made))
    loaded.entry, loaded.command = entry, command
    loaded.params += [option for option in _root().params if option.name in command.options]
    return loaded
