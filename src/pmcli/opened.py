"""A workspace whose files are in hand: to be changed, and looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any, cast

from pmcli import files
from pmcli.api import Loaded
from pmcli.checks import Selection, check
from pmcli.diagnostic import Diagnostic
from pmcli.loading import Known, feature_globs
from pmcli.loading import load as load_texts
from pmcli.reading import Value


@dataclass(frozen=True)
class Opened:
    """The texts of a workspace by path, and how they are read and checked.

    Without `advice` only those rules are asked that can make a ranking untrue.
    """

    root: Path
    globs: tuple[str, ...]
    texts: Mapping[str, bytes]
    faults: tuple[Diagnostic, ...]
    clock: date
    today: date | None = None
    selection: Selection | None = None
    advice: bool = True
    known: Known = field(default_factory=Known)

    @classmethod
    def of(
        cls, folder: str | Path = ".", *, selection: Selection | None = None, today: date | None = None,
        clock: date | None = None, advice: bool = True,
    ) -> Opened:  # fmt: skip
        """The workspace in or above a folder.

        Raises:
            PmError: there is none.
        """
        root = files.find_workspace(Path(folder))
        globs = feature_globs(files.read_workspace_file(root))
        found = files.read(root, globs)
        return cls(root, globs, found.texts, found.faults, clock or date.today(), today, selection, advice)

    @cached_property
    def loaded(self) -> Loaded:
        """The backlog as it stands in the files."""
        return self.load(self.texts)

    def data(self, feature: str) -> dict[str, Value]:
        """What the file says of a feature, as text, Markdown below included; nothing of one not there."""
        origin = self.loaded.backlog.origins.get(feature)
        if origin is None:
            return {}
        reading, body = self.known.readings[origin.path, self.texts[origin.path]]
        found: Any = reading.documents[origin.document].data
        for key in origin.keys:
            found = found[key]
        data = cast("dict[str, Value]", found)
        return {**data, "description": body.strip("\n")} if body.strip() else data

    def load(self, texts: Mapping[str, bytes]) -> Loaded:
        """The backlog as it would be with these texts; what was read before is not read again."""
        backlog, told = load_texts(
            texts, clock=self.clock, today=self.today, faults=self.faults, known=self.known
        )
        backlog = replace(backlog, exists=partial(files.exists, self.root))
        return Loaded(backlog, check(backlog, told, advice=self.advice, selection=self.selection))
