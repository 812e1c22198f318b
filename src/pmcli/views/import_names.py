"""The names that an import brings to pm.yaml, or could: in the preview, and as a question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pmcli.model.figure import counted, listed
from pmcli.writers.escaping import visible

if TYPE_CHECKING:
    from pmcli.importing import Prepared
    from pmcli.importing.extending import NewNames
    from pmcli.model.workspace import Workspace

_MOST: Final = 12


def added(prepared: Prepared) -> tuple[str, ...]:
    """The names that come into pm.yaml, a line for each kind."""
    workspace = prepared.rewritten.loaded.backlog.workspace
    return tuple(
        _told(names, workspace) + (": put yours" if names.kind != "accounts" else "")
        for names in prepared.new_names
        if names.is_added
    )


def lacking(prepared: Prepared) -> Iterator[str]:
    """The names that could come into pm.yaml, with the option that brings it."""
    workspace = prepared.rewritten.loaded.backlog.workspace
    for names in prepared.new_names:
        if not names.is_added:
            yield f"--new-{names.kind} adds {_told(names, workspace)} ({counted(names.features, 'feature')})"


def question(names: NewNames, workspace: Workspace) -> str:
    """The question whether names of a kind are to be added."""
    features = counted(names.features, "feature")
    return visible(f"pm.yaml lacks {_told(names, workspace)} ({features}): add them?")


def _told(names: NewNames, workspace: Workspace) -> str:
    """The names in a few words: titles of accounts, keys and capacity of teams, sizes with their ranges."""
    unit = workspace.effort_unit
    if names.kind == "sizes":
        sizes = ", ".join(f"{name} {size}" for name, size in names.entries.items())
        return f"sizes in {unit}: {sizes}"
    entries = [data if isinstance(data, dict) else {} for data in names.entries.values()]
    titles = [str(data.get("title", name)) for name, data in zip(names.entries, entries, strict=True)]
    many = f"{counted(len(titles), names.kind[:-1])}: {listed(titles, _MOST)}"
    if names.kind == "accounts":
        return many
    return f"{many}, with a capacity of {entries[0]['capacity']} {unit} a {workspace.calendar.step} each"
