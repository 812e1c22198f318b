"""The shared options of a command, the workspace it reads, and where and how its answer is written."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import typer

from pmcli.cli import detail, screen, streams
from pmcli.cli.options import COLORS, choice, day
from pmcli.cli.preferences import Preferences, ignored, preferences
from pmcli.model.diagnostic import PmError

if TYPE_CHECKING:
    from datetime import date

    from pmcli import Backlog, Loaded
    from pmcli.checks import Selection
    from pmcli.model.diagnostic import Diagnostic
    from pmcli.ranking import LeftOut
    from pmcli.workspace.opening import OpenWorkspace
    from pmcli.writers.blocks import Block
    from pmcli.writers.table import Table

ENDINGS = {".json": "json", ".csv": "csv", ".md": "markdown", ".markdown": "markdown", ".mmd": "mermaid",
           ".mermaid": "mermaid", ".dot": "dot", ".gv": "dot", ".tsv": "plain", ".html": "html",
           ".htm": "html", ".xlsx": "xlsx", ".svg": "svg", ".png": "png"}  # fmt: skip
MOST_ERRORS = 10
"""The number of errors shown where another command than `pm check` was asked for."""
FOR_PEOPLE = ("", "table", "text", "concise", "tree", "plot")
"""The formats that people read, in a pager where one is longer than their screen."""
START = 'write a first one: pm new "My idea"; or bring them: pm import FILE'


class Kept:
    """The workspace of a run, once somebody has asked for it."""

    def __init__(self) -> None:
        self.opened: OpenWorkspace | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """The options shared by commands: folder, revision, scenario and day, and how the answer is written."""

    directory: str = "."
    revision: str | None = None
    scenario: str | None = None
    today: str | None = None
    partial: bool = False
    format: str = ""
    path: str | None = None
    overwrite: bool = False
    width: int | None = None
    color: str = "auto"
    no_pager: bool = False
    quiet: bool = False
    verbose: bool = False
    usual: Preferences = field(default_factory=Preferences)
    is_report: bool = False
    kept: Kept = field(default_factory=Kept, repr=False, compare=False)

    @classmethod
    def of(
        cls, context: typer.Context, format_: str | None = None, formats: tuple[str, ...] = ()
    ) -> Output:  # fmt: skip
        """The output with the options given, the rest as usual; `formats` are the command's, the usual first.

        Raises:
            PmError: one is not one of its words, or the file is of a kind that the command does not write.
        """
        given = {name: value for name, value in context.obj.items() if value not in (None, False)}
        usual = preferences(os.environ)
        looks: dict[str, Any] = {
            "color": usual.color or "auto", "no_pager": usual.no_pager, "quiet": usual.quiet,
            "verbose": usual.verbose, "usual": replace(usual, color=None) if "color" in given else usual,
        }  # fmt: skip
        output = cls(format=format_ or "", **{**looks, **given})
        for sentence in ignored(os.environ) if streams.is_terminal(sys.stderr) else ():
            output.notice(f"{sentence}\n")
        output = replace(output, color=choice(output.color, COLORS, "--color"))
        if output.path == "-":
            output = replace(output, path=None)
        ending = ENDINGS.get(Path(output.path or "").suffix.lower(), "")
        if output.format:
            return replace(output, format=choice(output.format, formats, "--format"))
        if ending and formats and ending not in formats:
            written = ", ".join(formats)
            hint = f"pm {context.info_name} writes {written}; pm export has more, and --format decides"
            raise PmError(f'cannot write "{output.path}": {ending} is no format of this command', hint)
        return replace(output, format=ending if ending in formats else formats[0] if formats else "")

    # --- in ---

    def open(self, *, advice: bool = False, selection: Selection | None = None) -> OpenWorkspace:
        """The workspace in or above the folder, at the revision and in the scenario asked for; read once.

        Raises:
            PmError: there is none, or no such revision or scenario, or that has errors, which are told.
        """
        if self.kept.opened is None:
            from pmcli.workspace.opening import open_workspace

            opened = open_workspace(
                self.directory, self.revision, today=self.day(), advice=advice, selection=selection,
                tell=self.warn,
            )  # fmt: skip
            if self.scenario is not None:
                from pmcli.cli.sound_scenarios import opened_in

                opened = opened_in(self, opened, self.scenario)
            self._refuse_loop(opened)
            self.kept.opened = opened
        return self.kept.opened.asked(advice=advice, selection=selection)

    def _refuse_loop(self, opened: OpenWorkspace) -> None:
        """Refuses an answer that a shell would write into a file that is read: it has emptied that already.

        Raises:
            PmError: it would.
        """
        behind = streams.file_behind(sys.stdout) if opened.commit is None else None
        if behind is None:
            return
        alike = [path for path, text in opened.texts.items() if len(text) == behind.st_size]
        for path in alike:  # few, and nothing is written yet
            if os.path.samestat(behind, (opened.root / path).stat()):
                hint = "write into another file" if behind.st_size else f"it is empty now: git restore {path}"
                raise PmError(f"the answer would be written into {path}, which is read", hint)

    def open_as_it_is(self) -> None:
        """Opens the workspace, or its folder, though it cannot be read: its files still have names."""
        from datetime import date

        from pmcli.workspace.opening import OpenWorkspace, open_workspace

        try:
            self.kept.opened = open_workspace(self.directory)
        except PmError:
            self.kept.opened = OpenWorkspace(Path(self.directory), None, date.today())

    @property
    def _scenario(self) -> str | None:
        """The name of the scenario that the answer is of."""
        return self.kept.opened.scenario if self.kept.opened is not None else None

    def anew(self) -> Output:
        """A copy that reads the files again when the workspace is next asked for."""
        return replace(self, kept=Kept())

    @property
    def root(self) -> Path:
        """The folder of the workspace.

        Raises:
            PmError: there is none.
        """
        return (self.kept.opened or self.open()).root

    def root_in_repository(self) -> str:
        """The path from the top of the git repository to the workspace, such as "roadmap/"; "" at the top."""
        from pmcli.workspace.files import path_in_repository

        return path_in_repository(self.root)

    def load(self, *, advice: bool = False) -> Loaded:
        """The backlog with all that is wrong with it; what leaves a ranking true only with `advice`."""
        return self.open(advice=advice).loaded

    def open_backlog(self) -> tuple[Backlog, tuple[LeftOut, ...] | None]:
        """The backlog, and what is left out of it: None unless only what is sound was asked for.

        Raises:
            PmError: it has errors, which are told, and an answer would be untrue.
        """
        loaded = self.load()
        if self.partial:
            return loaded.sound()
        if loaded.errors:
            self.refuse(loaded)
        return loaded.backlog, None

    def refuse(self, loaded: Loaded) -> NoReturn:
        """Ends the run: the errors of the backlog are told, and no answer would be true.

        Raises:
            PmError: always.
        """
        errors = loaded.errors
        self.tell(errors, loaded)
        count = f"{len(errors):,} error{'s' if len(errors) > 1 else ''}"
        hint = "pm check lists them; --partial answers without what has errors"
        raise PmError(f"the backlog has {count}, so the answer would be untrue", hint, exit_code=1)

    def tell(self, diagnostics: Sequence[Diagnostic], loaded: Loaded) -> None:
        """Tells findings of a backlog on stderr, the first `MOST_ERRORS` of them with their lines."""
        if not diagnostics:
            return
        from pmcli.writers.reports import text as report

        streams.tell(
            report.render(
                diagnostics[:MOST_ERRORS],
                loaded.backlog.places.source,
                width=streams.width_of(sys.stderr),
                color=self._colored(sys.stderr),
                unicode=streams.has_unicode(sys.stderr, os.environ),
            )
        )
        if (more := len(diagnostics) - MOST_ERRORS) > 0:
            streams.tell(f"and {more:,} more: pm check\n\n")

    def day(self) -> date | None:
        """The day asked for, None where none is.

        Raises:
            PmError: it is no day.
        """
        if self.today == "now":
            from datetime import date

            return date.today()
        return day(self.today, "--today", "or write now")

    def as_of(self, backlog: Backlog, *, for_others: bool = False) -> str | None:
        """As of which day an answer speaks that tells of days; None where that was asked for."""
        from pmcli.views.as_of import as_of

        return as_of(backlog.today, for_others=for_others) if self.today is None else None

    # --- out ---

    def table(self, table: Table, *, everything: bool = True) -> None:
        """Writes a table in the format asked for; to a terminal the first rows unless it wants everything."""
        table = detail.of_table(table, quiet=self.quiet, verbose=self.verbose)
        table = detail.table_in_scenario(table, self._scenario)
        if self.format == "table":
            if not everything and self._is_at_terminal:
                table = table.first(detail.MOST_ROWS, "--all shows them")
            self.write(self._drawn_table(table))
            return
        from pmcli.writers import FORMATS

        self.write(next(writer.render(table) for writer in FORMATS if writer.name == self.format))

    def _drawn_table(self, table: Table) -> str:
        from pmcli.writers.terminal.look import Look

        look = Look(self.room, self.unicode, self.colored)
        if look.is_bare:
            from pmcli.writers.terminal import bare  # a pipe needs nothing of what draws

            return bare.render(table, look)
        from pmcli.writers.terminal import tables

        return tables.render(table, width=look.width, color=look.color, unicode=look.unicode)

    def page(self, page: Sequence[Block], *, everything: bool | None = None) -> None:
        """Writes a page in the format asked for, its tables as `table` does; None where there is no --all."""
        self.write(self.drawn(page, everything=everything))

    def drawn(self, page: Sequence[Block], *, everything: bool | None = None) -> str:
        """A page in the format asked for, its tables as `table` does; None where there is no --all."""
        page = detail.of_page(page, quiet=self.quiet, verbose=self.verbose)
        page = detail.page_in_scenario(page, self._scenario)
        if not everything and self._is_at_terminal:
            page = detail.first_rows(page, "-o FILE has them" if everything is None else "--all shows them")
        if self.format == "markdown":
            from pmcli.writers.blocks import markdown

            return markdown(page)
        if self.format == "slack":
            from pmcli.writers.slack import slack

            return slack(page)
        from pmcli.writers.terminal import pages

        return pages.render(page, width=self.room, color=self.colored, unicode=self.unicode)

    def document(self, document: Mapping[str, object]) -> None:
        """Writes a JSON document, in ASCII where the terminal knows nothing else."""
        from pmcli.writers import json

        text = json.dumps(detail.document_in_scenario(document, self._scenario))
        self.write(text if self.unicode else json.in_ascii(text))

    def write(self, text: str) -> None:
        """Writes into the file asked for, or to the standard output; reports also beside the workspace."""
        if self.path is not None:
            self._save(self.path, text.encode("utf-8", "backslashreplace"))
            return
        is_plain = self.no_pager or self.format not in FOR_PEOPLE
        if fault := screen.show(text, self.usual.pager, no_pager=is_plain):
            self.notice(f"{fault}\n")

    def done(self, text: str) -> None:
        """Writes what is done already, and stays so where that cannot be told.

        Raises:
            UntoldError: it cannot be told.
        """
        try:
            self.write(text)
        except streams.UnwritableError as fault:
            raise streams.UntoldError(fault) from None

    def asking(self) -> Output:
        """A copy for commands that ask: what they show stands above the question, in no pager."""
        return replace(self, no_pager=True)

    def write_bytes(self, data: bytes) -> None:
        """Writes bytes into the file asked for, or to a standard output that is no terminal.

        Raises:
            PmError: it would go to a terminal, or cannot be written.
        """
        if self.path is not None:
            self._save(self.path, data)
        elif streams.is_terminal(sys.stdout):
            raise PmError("this is no text for a terminal", "-o FILE writes it into a file")
        else:
            streams.answer(data)

    def _save(self, path: str, data: bytes) -> None:
        opened = self.kept.opened or self.open()
        if self.is_report:
            opened.write_output(path, data, beside=Path.cwd())
            return
        from pmcli.cli.own_files import write_own

        write_own(opened, Path(self.directory), path, self.format, data, overwrite=self.overwrite)

    def notice(self, text: str) -> None:
        """Tells on stderr what is no error, what hides written out, unless only the answer is wanted."""
        if not self.quiet:
            from pmcli.writers.escaping import visible

            streams.tell(visible(text, one_line=False))

    @staticmethod
    def warn(sentence: str) -> None:
        """Tells on stderr that files are not as they were, also where only the answer is wanted."""
        from pmcli.writers.escaping import visible

        streams.tell(f"{visible(sentence)}\n")

    def progress(self, doing: str = "planning", hint: str = streams.KEEPS) -> streams.Progress:
        """The progress of a search, which is told unless only the answer is wanted."""
        return streams.Progress(doing, hint, is_told=not self.quiet)

    def start_hint(self, backlog: Backlog) -> None:
        """Tells on stderr what to do with an empty backlog."""
        if not backlog.features:
            self.notice(f"no features yet; {START}\n")

    @property
    def room(self) -> int | None:
        """The number of cells that a line may have; None for any."""
        if self.width or self.path:
            return self.width
        terminal = streams.width_of(sys.stdout)
        return self.usual.width or (terminal and (self.usual.width_at_terminal or terminal))

    @property
    def _is_at_terminal(self) -> bool:
        """Whether the answer is shown at a terminal."""
        return self.path is None and streams.is_terminal(sys.stdout)

    @property
    def colored(self) -> bool:
        """Whether the answer is in colours."""
        if self.path:  # a file is for others: a person's preference does not count in it
            return self.color == "always" and self.usual.color is None
        return self._colored(sys.stdout)

    @property
    def unicode(self) -> bool:
        """Whether the answer may have more than ASCII."""
        return self.path is not None or streams.has_unicode(sys.stdout, os.environ)

    def _colored(self, stream: TextIO | None) -> bool:
        return streams.has_color(self.color, stream, os.environ)
