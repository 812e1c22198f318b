"""The rooms of `src/pmcli` and what they import, read off the source: for docs/architecture.md."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

import networkx

SOURCE = Path(__file__).resolve().parent.parent / "src" / "pmcli"
ROOMS = (
    "cli", "api", "views", "writers", "sharing", "importing", "editing", "review", "workspace", "checks",
    "planning", "ranking", "scoring", "sequencing", "yaml", "model",
)  # fmt: skip
"""From the top down, as the contract in pyproject.toml has them."""


@functools.cache
def arrows() -> frozenset[tuple[str, str]]:
    """(room, room that it imports when it runs); what is imported for the type checker alone is left out."""
    return frozenset(
        (room, other)
        for room in ROOMS
        for path in _files(room)
        for other in _imported(ast.parse(path.read_text(encoding="utf-8")))
        if other != room and other in ROOMS
    )


def picture() -> str:
    """The rooms as a Mermaid flowchart, without the arrows that follow from others: not all could be read."""
    graph = networkx.transitive_reduction(networkx.DiGraph(sorted(arrows())))
    lines = [f"  {room}[{room}]" for room in ROOMS]
    lines += [f"  {room} --> {other}" for room in ROOMS for other in ROOMS if graph.has_edge(room, other)]
    return "\n".join(["flowchart TD", *lines]) + "\n"


def table() -> str:
    """A row a room: what it is for, and what it imports."""
    known = arrows()
    rows = ["| room | what it is for | imports |", "| --- | --- | --- |"]
    for room in ROOMS:
        imports = ", ".join(other for other in ROOMS if (room, other) in known)
        rows.append(f"| `{room}` | {_purpose(room)} | {imports} |")
    return "\n".join(rows) + "\n"


def _files(room: str) -> Iterator[Path]:
    alone = SOURCE / f"{room}.py"
    yield from [alone] if alone.exists() else sorted((SOURCE / room).rglob("*.py"))


def _purpose(room: str) -> str:
    """The first line of the room's docstring."""
    alone = SOURCE / f"{room}.py"
    path = alone if alone.exists() else SOURCE / room / "__init__.py"
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").splitlines()[0]


def _imported(tree: ast.AST) -> Iterator[str]:
    """The rooms that a file imports."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.expr):
            continue  # no import stands in one
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.module == "pmcli":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pmcli."):
            yield str(node.module).split(".")[1]
        yield from _imported(node)
