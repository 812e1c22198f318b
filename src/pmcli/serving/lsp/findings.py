"""What is told of a workspace, by the file in which it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.model.diagnostic import Diagnostic, Location
from pmcli.serving.lsp.desk import Standing
from pmcli.workspace import files
from pmcli.writers.escaping import visible

Findings = Mapping[str, Sequence[Diagnostic]]
"""Diagnostics by the path of their file in the workspace, of each file that has some."""


def findings(standing: Standing) -> Findings:
    """Everything that `pm check` tells, each once; what is of a folder stands in pm.yaml."""
    told: dict[str, list[Diagnostic]] = {}
    for diagnostic in dict.fromkeys(standing.loaded.diagnostics):
        shown = _shown(diagnostic, standing)
        told.setdefault(shown.location.path, []).append(shown)
    return told


def _shown(diagnostic: Diagnostic, standing: Standing) -> Diagnostic:
    """A diagnostic in a file that an editor can open."""
    path = diagnostic.location.path
    if path in standing.texts or (path.endswith(files.SUFFIXES) and not (standing.root / path).is_dir()):
        return diagnostic
    message = f"{path}: {diagnostic.message}" if path else diagnostic.message
    return replace(diagnostic, location=Location(WORKSPACE_FILE), message=message)


def sentence(diagnostic: Diagnostic) -> str:
    """What is wrong, and on a line of its own what to do."""
    lines = (diagnostic.message, *((diagnostic.hint,) if diagnostic.hint else ()))
    return "\n".join(map(visible, lines))
