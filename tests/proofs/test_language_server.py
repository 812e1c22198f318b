"""`pm lsp` as editors start it: a process, spoken with by the client of pygls."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from tests.cli.conftest import NORTHWIND
from tests.proofs.conftest import spoken

PATIENCE = 30.0


async def _session(root: Path) -> None:
    client = LanguageClient("proof", "1")
    told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator] # pygls has no types there
    def published(params: types.PublishDiagnosticsParams) -> None:
        told.put_nowait(params)

    @client.feature(types.WINDOW_LOG_MESSAGE)  # type: ignore[untyped-decorator] # pygls has no types there
    def logged(_: types.LogMessageParams) -> None:
        pass

    await client.start_io(
        sys.executable, "-m", "pmcli", "lsp", "--stdio", env={**os.environ, "PM_CACHE": "0"}
    )
    edits = types.WorkspaceEditClientCapabilities(
        document_changes=True, resource_operations=[types.ResourceOperationKind.Rename]
    )
    begun = await client.initialize_async(
        types.InitializeParams(
            capabilities=types.ClientCapabilities(
                workspace=types.WorkspaceClientCapabilities(workspace_edit=edits)
            ),
            root_uri=root.as_uri(),
            workspace_folders=[types.WorkspaceFolder(root.as_uri(), "northwind")],
        )
    )
    assert begun.server_info is not None
    assert begun.server_info.name == "pm"
    client.initialized(types.InitializedParams())
    path = root / "features/sso.yaml"
    document, text = types.TextDocumentIdentifier(path.as_uri()), path.read_text()
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(document.uri, "yaml", 1, text))
    )

    async def typed(version: int, now: str) -> list[str]:
        whole = [types.TextDocumentContentChangeWholeDocument(now)]
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, document.uri), whole
            )
        )
        while (found := await asyncio.wait_for(told.get(), PATIENCE)).version != version:
            pass
        return [str(one.code) for one in found.diagnostics]

    assert "PM101" in await typed(2, f"{text}stauts: idea\n")
    assert "PM101" not in await typed(3, text)
    plan = types.TextDocumentIdentifier((root / "plan.yaml").as_uri())
    lines = (root / "plan.yaml").read_text().splitlines()
    line = next(at for at, words in enumerate(lines) if words.strip() == "- sso")
    place = types.Position(line, lines[line].index("sso") + 1)
    hover = await client.text_document_hover_async(types.HoverParams(plan, place))
    assert hover is not None
    assert "Single sign-on" in str(hover.contents)
    defined = await client.text_document_definition_async(types.DefinitionParams(plan, place))
    assert isinstance(defined, types.Location)
    assert defined.uri == document.uri
    named = await client.text_document_references_async(
        types.ReferenceParams(types.ReferenceContext(include_declaration=True), plan, place)
    )
    assert named is not None
    assert {one.uri.rpartition("/")[2] for one in named} == {"sso.yaml", "plan.yaml", "pm.yaml"}
    offered = await client.text_document_completion_async(types.CompletionParams(plan, place))
    assert isinstance(offered, types.CompletionList)
    assert len(offered.items) > 30
    edit = await client.text_document_rename_async(types.RenameParams(plan, place, "single-sign-on"))
    assert edit is not None
    assert any(isinstance(change, types.RenameFile) for change in edit.document_changes or ())
    await client.shutdown_async(None)
    client.exit(None)
    server = client._server
    assert server is not None
    assert await asyncio.wait_for(server.wait(), PATIENCE) == 0


def test_an_editor_works_with_it(tmp_path: Path) -> None:
    root = tmp_path / "northwind"
    shutil.copytree(NORTHWIND, root)
    spoken(_session(root))
