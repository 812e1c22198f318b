"""What mends findings, as `pm check --fix` does it, and what puts the keys of a file in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pmcli.editing import autofix
from pmcli.editing.format_keys import ordered
from pmcli.model.diagnostic import Diagnostic
from pmcli.serving.lsp.desk import Standing
from pmcli.serving.lsp.text_edits import TextEdit, edits

Changes = Mapping[str, tuple[TextEdit, ...]]
"""Edits by the path of the file in the workspace."""


@dataclass(frozen=True, slots=True)
class Mending:
    """A way to mend a finding: what it does, in words, and the edits that do it."""

    title: str
    diagnostic: Diagnostic
    changes: Changes


def mendings(standing: Standing, path: str, first: int, last: int) -> Iterator[Mending]:
    """The ways to mend what is found in some lines of a file, by place."""

    def is_here(diagnostic: Diagnostic) -> bool:
        where = diagnostic.location
        return where.path == path and where.line <= last and first <= max(where.end_line, where.line)

    if not any(map(is_here, standing.loaded.diagnostics)):
        return
    seen: set[tuple[str, object]] = set()
    for diagnostic, fix in autofix.repairs(standing.opened, selected=is_here):
        text = autofix.repaired(standing.texts, fix)
        if text is not None and (changes := changed(standing, {fix.path: text}, [fix.path])):
            told = fix.title[:1].upper() + fix.title[1:]
            if (told, tuple(changes.items())) not in seen:
                seen.add((told, tuple(changes.items())))
                yield Mending(told, diagnostic, changes)


def has_mendings(standing: Standing, path: str) -> bool:
    """Whether something in a file can be mended."""
    return any(each.location.path == path and each.fix is not None for each in standing.loaded.diagnostics)


def all_mended(standing: Standing, path: str) -> Changes:
    """The edits that mend all that is found in a file and can be; none where there is nothing."""
    mended = autofix.mend(standing.opened, selected=lambda each: each.location.path == path)
    return changed(standing, mended.after, mended.after)


def formatted(standing: Standing, path: str) -> tuple[TextEdit, ...]:
    """The edits that put the keys of a file in order, as `pm fmt` does; none where it leaves them."""
    after = ordered(standing.opened, lambda other: other == path).rewritten.after
    return changed(standing, after, after).get(path, ())


def changed(standing: Standing, after: Mapping[str, bytes], paths: Iterable[str]) -> Changes:
    """The edits from the texts of a workspace to others, of the files named."""
    pairs = ((path, edits(standing.source(path), _source(after[path]))) for path in paths)
    return {path: some for path, some in pairs if some}


def _source(text: bytes) -> str:
    return text.decode("utf-8-sig", "replace")
