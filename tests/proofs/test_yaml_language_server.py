"""The schemas in the YAML language server that editors run: it tells mistakes in sentences, and is silent on what is right."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from pmcli import load
from pmcli.checks.schemas import own_of_backlog
from pmcli.model.schemas.files import SCHEMAS
from tests.cli.conftest import NORTHWIND
from tests.proofs.conftest import TOOLS, missing, spoken

SERVER = TOOLS / "yaml-language-server/node_modules/yaml-language-server/bin/yaml-language-server"
PLACES = {
    "feature": ["**/features/*", "**/features/**/*"], "workspace": ["**/pm.yaml"], "plan": ["**/plan.yaml"],
    "ratings": ["**/ratings/*"],
}  # fmt: skip
PATIENCE = 60.0

MISTAKES = {
    "status: doing": "Expected idea, candidate, planned",
    "stauts: idea": 'did you mean "status"?',
    "effort: 3-5": "A range is written with two dots: 3..5",
    "id: My Feature": "An id has no blanks",
    "rice: {reach: many}": "Expected a number such as 5, or a range",
    "rice: {confidence: 180%}": "a share from 0% to 100%",
    "rice: {impact: hihg}": "Expected massive, high, medium",
    "effort: 3..5..2": "A range rises",
    "effort: -3": "Expected a number above 0",
    "depends_on: sso": "Expected a list",
    "deadline: 31.12.2026": "Expected a date such as 2027-01-31",
    "tags: mobile": "Expected a list",
    "effort: {design: 3}": "pm.yaml",
    "solves: [nobody]": "pm.yaml has no such name under problems",
}
LISTED = {
    "- {id: a, title: A, stauts: idea}\n": 'did you mean "status"?',
    "- title: A\n": 'Missing property "id"',
    "effort: 3\n": 'Missing property "title"',
}


async def _told(root: Path, texts: Mapping[str, str], schemas: Path) -> dict[str, list[str]]:
    """What is told of texts, by the name of the file."""
    client = LanguageClient("proof", "1")
    told: dict[str, asyncio.Future[list[str]]] = {}
    files = {(schemas / f"{kind}.json").as_uri(): places for kind, places in PLACES.items()}
    settings: Any = {"schemas": files, "validate": True, "schemaStore": {"enable": False}}

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator] # pygls has no types there
    def published(params: types.PublishDiagnosticsParams) -> None:
        if not told[params.uri].done():
            told[params.uri].set_result([str(one.message) for one in params.diagnostics])

    @client.feature(types.WORKSPACE_CONFIGURATION)  # type: ignore[untyped-decorator] # as above
    def configured(params: types.ConfigurationParams) -> list[Any]:
        return [settings if item.section == "yaml" else {} for item in params.items]

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator] # as above
    def registered(_: types.RegistrationParams) -> None:
        pass

    await client.start_io("node", str(SERVER), "--stdio")
    workspace = types.WorkspaceClientCapabilities(configuration=True, workspace_folders=True)
    await client.initialize_async(
        types.InitializeParams(
            capabilities=types.ClientCapabilities(workspace=workspace),
            root_uri=root.as_uri(),
            workspace_folders=[types.WorkspaceFolder(root.as_uri(), "shop")],
        )
    )
    client.initialized(types.InitializedParams())
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"yaml": settings}))
    found: dict[str, list[str]] = {}
    for name, text in texts.items():
        uri = (root / name).as_uri()
        told[uri] = asyncio.get_running_loop().create_future()
        client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 1, text))
        )
        found[name] = await asyncio.wait_for(told[uri], PATIENCE)
    await client.shutdown_async(None)
    client.exit(None)
    return found


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    if shutil.which("node") is None or not SERVER.exists():
        missing("the YAML language server")
    own = own_of_backlog(load(NORTHWIND).backlog)
    for kind, made in SCHEMAS.items():
        (tmp_path / f"{kind}.json").write_text(json.dumps(made(own)))
    return tmp_path


def test_mistakes_are_told_in_sentences(schemas: Path) -> None:
    typed = {f"features/m{at}.yaml": f"title: X\n{line}\n" for at, line in enumerate(MISTAKES)}
    typed |= {f"features/l{at}.yaml": text for at, text in enumerate(LISTED)}
    found = spoken(_told(schemas, typed, schemas))
    wanted = [*MISTAKES.values(), *LISTED.values()]
    silent = {
        name: found[name] for name, words in zip(typed, wanted, strict=True) if words not in str(found[name])
    }
    assert silent == {}


def test_what_is_right_is_not_told(schemas: Path) -> None:
    paths = [
        path
        for path in sorted(NORTHWIND.rglob("*.yaml"))
        if "exports" not in path.parts and "imports" not in path.parts
    ]
    texts = {path.relative_to(NORTHWIND).as_posix(): _without_head(path) for path in paths}
    found = spoken(_told(NORTHWIND, texts, schemas))
    assert {name: told for name, told in found.items() if told} == {}


def _without_head(path: Path) -> str:
    """The text without the line that names another schema."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if "yaml-language-server" not in line)
