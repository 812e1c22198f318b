"""What editors say and ask, each with what is done about it."""

from __future__ import annotations

from typing import Final

from lsprotocol import types

from pmcli.model.diagnostic import PmError
from pmcli.serving.lsp.addresses import path_of
from pmcli.serving.lsp.completing import offers
from pmcli.serving.lsp.desk import Stale, Standing
from pmcli.serving.lsp.hovering import hover
from pmcli.serving.lsp.leading import defined_at, named_in
from pmcli.serving.lsp.marking import plain
from pmcli.serving.lsp.mending import all_mended, formatted, has_mendings, mendings
from pmcli.serving.lsp.outlining import in_file, matching
from pmcli.serving.lsp.protocol import Words
from pmcli.serving.lsp.renaming import renamable, renamed
from pmcli.serving.lsp.server import Server

_WATCHED: Final = "**/*.{yaml,yml,md}"
_FIX_ALL: Final = f"{types.CodeActionKind.SourceFixAll.value}.pm"
_MOST_SYMBOLS: Final = 500


def prepared(server: Server) -> Server:
    """The server, which listens to all that it can answer."""
    for listen in (_of_files, _of_places, _of_names, _of_mending, _of_lists):
        listen(server)
    return server


def _of_files(server: Server) -> None:
    """What is open, and what changes on the disk."""

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        capabilities = server.client_capabilities.workspace
        watching = capabilities and capabilities.did_change_watched_files
        if watching and watching.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(_WATCHED)])
            registration = types.Registration("pm-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            server.client_register_capability(types.RegistrationParams([registration]))
        folders = [path for uri in server.workspace.folders if (path := path_of(uri))]
        server.changed([f"{folder}/pm.yaml" for folder in folders])

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        server.hold(document.uri, document.text, document.version)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        for change in params.content_changes:
            if isinstance(change, types.TextDocumentContentChangeWholeDocument):
                server.hold(params.text_document.uri, change.text, params.text_document.version)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.let_go(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.changed([path for path in (path_of(params.text_document.uri),) if path])

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def moved(params: types.DidChangeWatchedFilesParams) -> None:
        server.changed([path for event in params.changes if (path := path_of(event.uri))])

    @server.feature(types.SHUTDOWN)
    def over(*_: object) -> None:
        server.is_over = True


def _of_places(server: Server) -> None:
    """What is told of a place, and what may be written there."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        def told(standing: Standing, path: str, words: Words, is_stale: Stale) -> types.Hover | None:
            found = hover(standing, path, *words.place(path, params.position), is_stale)
            if found is None:
                return None
            is_marked = server.can_show_markdown
            kind = types.MarkupKind.Markdown if is_marked else types.MarkupKind.PlainText
            text = found.text if is_marked else plain(found.text)
            return types.Hover(types.MarkupContent(kind, text), words.range(found.where))

        return await server.ask(params.text_document.uri, told)

    options = types.CompletionOptions(trigger_characters=[" ", "[", ",", "{"])

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, options)
    async def completed(params: types.CompletionParams) -> types.CompletionList | None:
        def told(standing: Standing, path: str, words: Words, _: Stale) -> types.CompletionList | None:
            found = offers(standing, path, *words.place(path, params.position))
            return words.completions(found) if found is not None else None

        return await server.ask(params.text_document.uri, told)


def _of_names(server: Server) -> None:
    """Where names lead, and names that become others."""

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def defined(params: types.DefinitionParams) -> types.Location | None:
        def told(standing: Standing, path: str, words: Words, _: Stale) -> types.Location | None:
            where = defined_at(standing, path, *words.place(path, params.position))
            return words.location(where) if where is not None else None

        return await server.ask(params.text_document.uri, told)

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def named(params: types.ReferenceParams) -> list[types.Location] | None:
        also = params.context.include_declaration

        def told(standing: Standing, path: str, words: Words, _: Stale) -> list[types.Location]:
            place = words.place(path, params.position)
            return [*map(words.location, named_in(standing, path, *place, also_definition=also))]

        return await server.ask(params.text_document.uri, told)

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepared(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        def told(standing: Standing, path: str, words: Words, _: Stale) -> types.PrepareRenamePlaceholder:
            where, name = renamable(standing, path, *words.place(path, params.position))
            return types.PrepareRenamePlaceholder(words.range(where), name)

        return await server.ask(params.text_document.uri, told, refuses=True)

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        def told(standing: Standing, path: str, words: Words, _: Stale) -> types.WorkspaceEdit:
            _where, old = renamable(standing, path, *words.place(path, params.position))
            change = renamed(standing, old, params.new_name)
            if change.files and not server.can_rename_files:
                raise PmError("this editor renames no files", f"pm rename {old} {params.new_name}")
            return words.workspace_edit(change.changes, change.files, versioned=server.can_version)

        return await server.ask(params.text_document.uri, told, refuses=True)


def _of_mending(server: Server) -> None:
    """What mends findings, and puts keys in order."""
    kinds = [types.CodeActionKind.QuickFix, _FIX_ALL]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(kinds, resolve_provider=True))
    async def mended(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        def told(standing: Standing, path: str, words: Words, _: Stale) -> list[types.CodeAction]:
            first, last = (words.place(path, each)[0] for each in (params.range.start, params.range.end))
            actions = []
            if _is_wanted(params.context, types.CodeActionKind.QuickFix.value):
                actions = [
                    types.CodeAction(
                        each.title, types.CodeActionKind.QuickFix, [words.diagnostic(each.diagnostic)],
                        is_preferred=True,
                        edit=words.workspace_edit(each.changes, versioned=server.can_version),
                    )
                    for each in mendings(standing, path, first, last)
                ]  # fmt: skip
            if _is_wanted(params.context, _FIX_ALL) and has_mendings(standing, path):
                data = {"address": params.text_document.uri}
                every = types.CodeAction("Mend all that pm can mend in this file", _FIX_ALL, data=data)
                if not server.can_resolve:
                    every.edit = _all(server, standing, path, words)
                actions.append(every)
            return actions

        return await server.ask(params.text_document.uri, told)

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolved(action: types.CodeAction) -> types.CodeAction:
        def told(standing: Standing, path: str, words: Words, _: Stale) -> types.WorkspaceEdit:
            return _all(server, standing, path, words)

        address = action.data.get("address") if isinstance(action.data, dict) else None
        if isinstance(address, str) and action.edit is None:
            action.edit = await server.ask(address, told)
        return action

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    async def ordered(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        def told(standing: Standing, path: str, words: Words, _: Stale) -> list[types.TextEdit]:
            return words.edits(path, formatted(standing, path))

        return await server.ask(params.text_document.uri, told)


def _all(server: Server, standing: Standing, path: str, words: Words) -> types.WorkspaceEdit:
    return words.workspace_edit(all_mended(standing, path), versioned=server.can_version)


def _is_wanted(context: types.CodeActionContext, kind: str) -> bool:
    """Whether actions of a kind are asked for: of it itself, or of one that it belongs to."""
    wanted = [str(getattr(each, "value", each)) for each in context.only or ()]
    return not wanted or any(kind == each or kind.startswith(f"{each}.") for each in wanted)


def _of_lists(server: Server) -> None:
    """What is there, in a file and in all of them."""

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def outlined(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
        def told(standing: Standing, path: str, words: Words, _: Stale) -> list[types.DocumentSymbol]:
            return [*map(words.document_symbol, in_file(standing, path))]

        return await server.ask(params.text_document.uri, told)

    @server.feature(types.WORKSPACE_SYMBOL)
    async def found(params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        symbols: list[types.WorkspaceSymbol] = []
        for root in server.roots():

            def told(standing: Standing, words: Words) -> list[types.WorkspaceSymbol]:
                return [*map(words.workspace_symbol, matching(standing, params.query))]

            symbols += await server.ask_root(root, told) or []
        return symbols[:_MOST_SYMBOLS]
