"""The run of `pm check`: its options, its formats, its statistics, and mending."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pmcli import __version__
from pmcli.checks import RULES, Selection
from pmcli.cli import streams
from pmcli.cli.options import choice
from pmcli.cli.output import ENDINGS, Output
from pmcli.cli.patch import difference
from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.model.diagnostic import SEVERITIES, Diagnostic, PmError, UnreadableWorkspaceError
from pmcli.workspace.loaded import Loaded
from pmcli.workspace.loading import nothing_but
from pmcli.writers.documents import document
from pmcli.writers.escaping import visible
from pmcli.writers.reports import text as report_text
from pmcli.writers.reports.document import STATISTICS, counted, diagnostics_document
from pmcli.writers.reports.told import told
from pmcli.writers.table import Cell, Column, Table, number

if TYPE_CHECKING:
    from pmcli.editing.autofix import Autofixed
    from pmcli.workspace.opening import OpenWorkspace
    from pmcli.writers.reports.result import Report

FORMATS = ("text", "concise", "json", "github", "gitlab", "sarif", "junit")
_FOR_CI = ("github", "gitlab", "sarif", "junit")
_MOST_REFUSED = 10


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """The options of a run: the workspace, the findings told, the formats, and when it fails.

    `targets` are formats with their files, None for the standard output. `replaced` are texts that came over
    standard input, `paths` the files of which alone something is told, none for all. With `each` the text
    has every finding by itself, also where a rule has many. `fault` is what keeps the workspace shut.
    """

    output: Output
    targets: tuple[tuple[str, str | None], ...]
    fail_on: str
    selection: Selection
    paths: frozenset[str] = frozenset()
    replaced: dict[str, bytes] | None = None
    only_failing: bool = False
    statistics: bool = False
    each: bool = False
    fault: UnreadableWorkspaceError | None = None

    @classmethod
    def of(
        cls, output: Output, paths: Sequence[str], formats: Sequence[str], fail_on: str,
        select: Sequence[str] | None, extend: Sequence[str] | None, ignore: Sequence[str] | None,
        stdin_filename: str | None, *, only_failing: bool, statistics: bool, each: bool,
    ) -> CheckOptions:  # fmt: skip
        """The settings as the command line gives them.

        Raises:
            PmError: some of them cannot be.
        """
        selection = Selection(None if select is None else _codes(select), _codes(extend), _codes(ignore))
        try:
            fault = _opened(output, selection)
        except PmError as nothing:
            _report_nothing(output, _targets(output, formats), nothing)
            raise
        replaced, names = None, paths
        if "-" in paths:
            if len(paths) > 1 or stdin_filename is None:
                raise PmError(
                    "- needs --stdin-filename, and no other file", "it says which file the text is of"
                )
            names = [stdin_filename]
            replaced = {inside(output, stdin_filename): streams.given()}
        elif stdin_filename is not None:
            raise PmError("--stdin-filename goes with -", f"pm check - --stdin-filename {stdin_filename}")
        chosen = frozenset(inside(output, name) for name in names)
        return cls(
            output, _targets(output, formats), fail_on, selection, chosen, replaced, only_failing, statistics,
            each, fault,
        )  # fmt: skip

    def _opened(self) -> OpenWorkspace:
        """The workspace, of which every path asked for is read.

        Raises:
            PmError: one of them is not read, or none is.
        """
        if self.fault is not None:
            raise self.fault
        opened = self.output.open(advice=True, selection=self.selection)
        for path in sorted(self.paths - {""}):
            if not opened.has(path, new=bool(self.replaced)):
                raise PmError(f'pm reads no file "{path}"', "it reads pm.yaml, and what its features: names")
        return opened

    # --- telling ---

    def check(self) -> int:
        """The exit code, after the findings of the files are told."""
        try:
            opened = self._opened()
            loaded = opened.replaced({**opened.texts, **(self.replaced or {})}).loaded
        except UnreadableWorkspaceError as fault:  # which is all that is wrong, whatever was asked for
            return replace(self, paths=frozenset()).tell(nothing_but(fault.diagnostic))
        return self.tell(loaded)

    def tell(self, loaded: Loaded) -> int:
        """The exit code, after the findings of a backlog are told in every format asked for."""
        concerned = [diagnostic for diagnostic in loaded.diagnostics if self._concerns(diagnostic)]
        failing = self._failing(loaded)
        diagnostics = tuple(failing if self.only_failing else concerned)
        for name, file in self.targets:
            output = replace(self.output, format=name)
            if file is not None:
                output = replace(output, path=file, is_report=True)
            if self.statistics:
                _statistics(output, diagnostics)
            else:
                _write(output, diagnostics, loaded, each=self.each)
        if not any(file is None for _, file in self.targets):
            backlog = loaded.backlog
            self.output.notice(
                report_text.summary(diagnostics, features=len(backlog.features), files=backlog.files)
            )
        return int(bool(failing))

    def _failing(self, loaded: Loaded) -> list[Diagnostic]:
        level = SEVERITIES.index(self.fail_on)
        some = (diagnostic for diagnostic in loaded.diagnostics if self._concerns(diagnostic))
        return [diagnostic for diagnostic in some if SEVERITIES.index(diagnostic.severity) <= level]

    def _concerns(self, diagnostic: Diagnostic) -> bool:
        is_inside = not self.paths or any(
            diagnostic.location.path == path or diagnostic.location.path.startswith(f"{path}/")
            for path in self.paths
        )
        return is_inside or "" in self.paths

    # --- mending ---

    def mend(self, *, preview: bool) -> int:
        """The exit code for what is left after mending what is safe, or (`preview`) showing it."""
        from pmcli.editing import autofix

        mended = autofix.mend(self._opened(), selected=self._concerns)
        if preview:
            self.output.write(difference(mended.before, mended.after))
            self.output.notice(f"{_done(mended, 'Would mend')}; nothing is written\n")
            return int(bool(mended.after) or bool(self._failing(mended.loaded)))
        autofix.write(mended)
        return self._after(mended, "Mended")

    def silence(self, reason: str) -> int:
        """The exit code for what is left after silencing every finding that would be told."""
        from pmcli.editing import autofix

        level = SEVERITIES.index(self.fail_on) if self.only_failing else len(SEVERITIES)
        mended = autofix.silence(
            self._opened(), reason,
            selected=lambda diagnostic: (
                self._concerns(diagnostic) and SEVERITIES.index(diagnostic.severity) <= level
            ),
        )  # fmt: skip
        autofix.write(mended)
        return self._after(mended, "Silenced")

    def _after(self, mended: Autofixed, verb: str) -> int:
        for diagnostic, reason in mended.refused[:_MOST_REFUSED]:
            where = f"{diagnostic.location.path}:{diagnostic.location.line}"
            streams.tell(visible(f"not touched: {where} {diagnostic.code}: {reason}") + "\n")
        self.output.notice(f"{_done(mended, verb)}\n")
        return self.tell(mended.loaded)


def _opened(output: Output, selection: Selection) -> UnreadableWorkspaceError | None:
    """What keeps the workspace from being opened, None where nothing does; it is then opened as it is."""
    try:
        output.open(advice=True, selection=selection)
    except UnreadableWorkspaceError as fault:
        output.open_as_it_is()
        return fault
    return None


def _report_nothing(output: Output, targets: Sequence[tuple[str, str | None]], fault: PmError) -> None:
    """Writes what CI collects, with the reason why there is nothing to check; GitHub's summary too.

    The error itself follows on stderr, in GitHub Actions as an annotation.
    """
    from pmcli.workspace.files import unreadable
    from pmcli.writers.reports.formats import step_summary

    output.open_as_it_is()
    loaded = nothing_but(unreadable(WORKSPACE_FILE, fault.message, fault.hint))
    for name, file in targets:
        if name == "github" and file is None:
            report = _reported(output, loaded.diagnostics, loaded)
            streams.append_summary(step_summary(report), os.environ)
        elif name in _FOR_CI:
            target = replace(output, format=name, path=file, is_report=file is not None)
            _report(target, loaded.diagnostics, loaded)


def _codes(words: Sequence[str] | None) -> tuple[str, ...]:
    """The codes of an option that may be repeated and may hold several.

    Raises:
        PmError: no rule begins with one of them.
    """
    codes = tuple(code for word in words or () for code in word.replace(",", " ").split())
    if words and not codes:
        raise PmError("an option for rules is given, but names none", "write codes, or leave the option out")
    for code in codes:
        if code != "ALL" and not any(rule.code.startswith(code) for rule in RULES):
            raise PmError(f'no rule has the code "{code}"', "pm rule lists the rules")
    return codes


def inside(output: Output, name: str) -> str:
    """A file as its path in the workspace, "" for the workspace itself.

    Raises:
        PmError: it is outside.
    """
    root = os.path.realpath(output.root)
    folder, last = os.path.split(os.path.join(output.directory, name).rstrip("/"))
    if last in ("", ".", ".."):
        folder, last = os.path.join(folder, last), ""
    full = os.path.join(os.path.realpath(folder), last).rstrip("/")  # a link goes by its own name
    if full != root and os.path.commonpath([root, full]) != root:
        raise PmError(f'"{name}" is outside the workspace {Path(root).name}')
    path = os.path.relpath(full, root).replace(os.sep, "/")
    return "" if path == "." else path


def _targets(output: Output, formats: Sequence[str]) -> tuple[tuple[str, str | None], ...]:
    """The formats, each with its file, None for the standard output.

    Raises:
        PmError: there is no such format, or two for the standard output.
    """
    ending = ENDINGS.get(Path(output.path or "").suffix.lower(), "")
    targets: list[tuple[str, str | None]] = []
    for text in formats or [ending if ending in FORMATS else FORMATS[0]]:
        name, equals, file = text.partition("=")
        if equals and not file:
            raise PmError(f"--format {text} needs a file", f"write --format {name}=FILE")
        targets.append((choice(name, FORMATS, "--format"), file or None))
    if sum(file is None for _, file in targets) > 1:
        raise PmError(
            "only one format can go to the standard output", "give the others a file: sarif=out.sarif"
        )
    return tuple(targets)


def _write(output: Output, diagnostics: tuple[Diagnostic, ...], loaded: Loaded, *, each: bool) -> None:
    backlog = loaded.backlog
    if output.format == "json":
        output.document(diagnostics_document(len(backlog.features), diagnostics))
    elif output.format in ("text", "concise"):
        if output.format == "concise":
            text = report_text.concise(diagnostics)
        else:
            source = backlog.places.source
            text = report_text.render(
                told(diagnostics, each=each),
                source,
                width=output.room,
                color=output.colored,
                unicode=output.unicode,
            )
        count = {"features": len(backlog.features), "files": backlog.files}
        summary = "" if output.quiet else report_text.summary(diagnostics, **count, color=output.colored)
        output.write(text + summary)
        if not any(diagnostic.is_unreadable for diagnostic in diagnostics):
            output.start_hint(backlog)
    else:
        _report(output, diagnostics, loaded)


def _report(output: Output, diagnostics: tuple[Diagnostic, ...], loaded: Loaded) -> None:
    """Writes one of the formats for CI."""
    from pmcli.writers.reports.formats import REPORTS, step_summary

    report = _reported(output, diagnostics, loaded)
    output.write(next(kind.render(report) for kind in REPORTS if kind.name == output.format))
    if output.format == "github":
        streams.append_summary(step_summary(report), os.environ)


def _reported(output: Output, diagnostics: tuple[Diagnostic, ...], loaded: Loaded) -> Report:
    from pmcli.writers.reports.formats import Report

    backlog, prefix = loaded.backlog, output.root_in_repository()
    return Report(
        diagnostics, len(backlog.features), backlog.files, backlog.places.source, prefix, __version__
    )


def _statistics(output: Output, diagnostics: tuple[Diagnostic, ...]) -> None:
    """Writes how many findings every rule has, the most first."""
    rules = counted(diagnostics)
    if output.format == "json":
        output.document(document("statistics", STATISTICS, None, rules=rules))
        return
    columns = (
        Column("count", "Findings", kind="number"), Column("code", "Code", kind="id"),
        Column("name", "Rule", kind="id"), Column("severity", "Severity"),
        Column("fixable", "Mended by --fix", kind="number", priority=1),
    )  # fmt: skip
    rows = tuple(
        (
            number(rule.count),
            Cell(rule.code),
            Cell(rule.name),
            Cell(rule.severity),
            number(rule.fixable or None),
        )
        for rule in rules
    )
    notes = () if rows else ("No findings.",)
    output = replace(output, format="table")
    output.table(Table(columns, rows, notes=notes))


def _done(mended: Autofixed, verb: str) -> str:
    count, changed = len(mended.done), len(mended.after)
    if not count:
        return "Nothing to mend" if verb != "Silenced" else "Nothing to silence"
    findings = f"{count:,} finding{'' if count == 1 else 's'}"
    return f"{verb} {findings} in {changed:,} file{'' if changed == 1 else 's'}"
