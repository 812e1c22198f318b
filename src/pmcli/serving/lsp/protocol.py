"""The house's values as those of the protocol, of one workspace as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from lsprotocol import types

from pmcli.model.diagnostic import Diagnostic, Location, Severity
from pmcli.serving.lsp.completing import Offer, Offers, Sort
from pmcli.serving.lsp.desk import Standing
from pmcli.serving.lsp.findings import Findings, sentence
from pmcli.serving.lsp.marking import literal
from pmcli.serving.lsp.mending import Changes
from pmcli.serving.lsp.naming import Kind
from pmcli.serving.lsp.outlining import Symbol
from pmcli.serving.lsp.positions import Counted, Encoding, Position
from pmcli.serving.lsp.text_edits import TextEdit
from pmcli.writers.escaping import visible

_SEVERE: Final[Mapping[Severity, types.DiagnosticSeverity]] = {
    "error": types.DiagnosticSeverity.Error, "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}  # fmt: skip
_SORTS: Final[Mapping[Sort, types.CompletionItemKind]] = {
    "name": types.CompletionItemKind.Reference, "word": types.CompletionItemKind.EnumMember,
    "key": types.CompletionItemKind.Property, "code": types.CompletionItemKind.Constant,
}  # fmt: skip
_SYMBOLS: Final[Mapping[Kind, types.SymbolKind]] = {
    "feature": types.SymbolKind.Class, "team": types.SymbolKind.Module, "outcome": types.SymbolKind.Event,
}  # fmt: skip
_MOST: Final = 1000
"""Findings told of one file: an editor has no use for more."""


@dataclass(frozen=True)
class Words:
    """The values of the protocol for what is of a workspace: `address` names its files, by path in it.

    `version` is that of the text that the editor holds of a file, None of one that it does not hold.
    """

    standing: Standing | None
    encoding: Encoding
    address: Callable[[str], str]
    version: Callable[[str], int | None] = lambda _: None
    _counted: dict[str, Counted] = field(default_factory=dict)

    def text(self, path: str) -> Counted:
        """The text of a file as the editor counts places in it."""
        if path not in self._counted:
            source = self.standing.source(path) if self.standing is not None else ""
            self._counted[path] = Counted(source, self.encoding)
        return self._counted[path]

    def place(self, path: str, position: types.Position) -> tuple[int, int]:
        """The line and column, from 1, of a place in a file."""
        return self.text(path).place((position.line, position.character))

    # --- stretches ---

    def range(self, where: Location) -> types.Range:
        """A stretch of a file, just as it is."""
        return _range(*self.text(where.path).exact(where))

    def location(self, where: Location) -> types.Location:
        """A stretch with the address of its file."""
        return types.Location(self.address(where.path), self.range(where))

    # --- findings and what mends them ---

    def diagnostics(self, some: Findings) -> dict[str, list[types.Diagnostic]]:
        """What is told, by the path of the file."""
        return {path: [*map(self.diagnostic, here[:_MOST])] for path, here in some.items()}

    def diagnostic(self, diagnostic: Diagnostic) -> types.Diagnostic:
        """One finding."""
        where = diagnostic.location
        return types.Diagnostic(
            range=_range(*self.text(where.path).range(where)), message=sentence(diagnostic),
            severity=_SEVERE[diagnostic.severity], code=diagnostic.code, source="pm",
        )  # fmt: skip

    def edits(self, path: str, some: Iterable[TextEdit]) -> list[types.TextEdit]:
        """Edits of one file."""
        spans = (
            (each, Location(path, each.line, each.column, each.end_line, each.end_column)) for each in some
        )
        return [types.TextEdit(self.range(where), each.text) for each, where in spans]

    def workspace_edit(
        self, changes: Changes, files: Sequence[tuple[str, str]] = (), *, versioned: bool = True
    ) -> types.WorkspaceEdit:
        """Edits of several files, and then files that are called otherwise."""
        by_path = {path: self.edits(path, some) for path, some in changes.items()}
        if not versioned:
            return types.WorkspaceEdit({self.address(path): some for path, some in by_path.items()})
        documents: list[types.TextDocumentEdit | types.RenameFile] = []
        for path, some in by_path.items():
            name = types.OptionalVersionedTextDocumentIdentifier(self.address(path), self.version(path))
            documents.append(types.TextDocumentEdit(name, [*some]))
        documents += [types.RenameFile(self.address(old), self.address(new)) for old, new in files]
        return types.WorkspaceEdit(document_changes=[*documents])

    # --- what may be written, what is there ---

    def completions(self, offers: Offers) -> types.CompletionList:
        """What may be written."""
        where = self.range(offers.where)
        items = [_completion(offer, where, number) for number, offer in enumerate(offers.items)]
        return types.CompletionList(is_incomplete=False, items=items)

    def document_symbol(self, symbol: Symbol) -> types.DocumentSymbol:
        """Something that is defined in a file."""
        return types.DocumentSymbol(
            name=symbol.name or " ", kind=_SYMBOLS.get(symbol.kind, types.SymbolKind.Property),
            range=self.range(symbol.where), selection_range=self.range(symbol.named_at), detail=symbol.detail,
        )  # fmt: skip

    def workspace_symbol(self, symbol: Symbol) -> types.WorkspaceSymbol:
        """A feature among those of all workspaces."""
        return types.WorkspaceSymbol(
            name=symbol.name or " ", kind=types.SymbolKind.Class,
            location=self.location(symbol.named_at), container_name=symbol.detail,
        )  # fmt: skip


def _range(start: Position, end: Position) -> types.Range:
    return types.Range(types.Position(*start), types.Position(*end))


def _completion(offer: Offer, where: types.Range, number: int) -> types.CompletionItem:
    detail = visible(offer.detail)
    about = types.MarkupContent(types.MarkupKind.Markdown, literal(offer.about)) if offer.about else None
    return types.CompletionItem(
        label=offer.label, kind=_SORTS[offer.sort], detail=detail or None,
        documentation=about,
        sort_text=f"{number:06}", filter_text=f"{offer.label} {detail}".strip(),
        text_edit=types.TextEdit(where, offer.text),
    )  # fmt: skip
