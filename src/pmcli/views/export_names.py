"""The names of exported files: as they are named, and in a folder one for each thing that a view is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pmcli.model.diagnostic import PmError
from pmcli.model.naming import slug
from pmcli.model.workspace import SUBJECTS
from pmcli.views.outputs import ExportOutput

if TYPE_CHECKING:
    from pmcli.views.export import ExportCache

ENDINGS: Mapping[str, str] = {
    "markdown": ".md", "html": ".html", "csv": ".csv", "json": ".json", "xlsx": ".xlsx", "svg": ".svg",
    "mermaid": ".mmd", "dot": ".dot", "jira-csv": ".csv", "github-json": ".json",
    "slack": ".json",
}  # fmt: skip
"""The ending of a file, by format."""


def spread(output: ExportOutput, cache: ExportCache, root: Path) -> tuple[ExportOutput, ...]:
    """The output with its file, where it names a folder; about nothing, one of each that it can be about.

    Raises:
        PmError: what is about one thing has neither that nor a folder to go into, or a marker has no file.
    """
    to = output.to
    is_folder = to is not None and (to.endswith(("/", "\\")) or _is_folder(root / to))
    if output.between and (to is None or is_folder):
        raise PmError("what stands between markers goes into a file", "name it with -o FILE")
    subjects = output.view.subjects if output.subject is None else None
    if subjects is not None and output.view.of_one and not is_folder:
        hint = f"pm export {output.view.name} ID, or -o FOLDER/ for {subjects.each}"
        raise PmError(SUBJECTS[output.view.name].about, hint)
    if to is None or not is_folder:
        return (output,)
    ending = ENDINGS[output.format]
    named = to.rstrip("/\\") + "/"
    if subjects is not None:
        names = subjects.every(cache.view_for(output))
        if not names:
            raise PmError(subjects.absence, "pm list has all features")
        return tuple(replace(output, subject=name, to=f"{named}{_file(name)}{ending}") for name in names)
    return (replace(output, to=f"{named}{_file(output.subject or output.view.name)}{ending}"),)


def _file(name: str) -> str:
    """The name of a file: as what it is about is called, or words of that where no file can be."""
    return name if re.fullmatch(r"\w[\w.-]*", name) else slug(name) or "unnamed"


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # such as a name that is too long
        return False
