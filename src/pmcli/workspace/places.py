"""Places of values in the texts, worked out only when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping

from pmcli.model.backlog import Keys, Origin, Part
from pmcli.model.diagnostic import Location, Suppression
from pmcli.yaml.read import PlaceTree as FilePlaces
from pmcli.yaml.read import suppressions


class TextPlaces:
    """The places of everything in a set of texts; a file is looked through once, when first asked for."""

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        self._texts = texts
        self._known: dict[str, FilePlaces] = {}
        self._silencing: tuple[Suppression, ...] | None = None

    def find(self, origin: Origin, keys: Keys, part: Part) -> Location:
        """The place of a value, or of its key; where it does not exist, of the last of `keys` that does."""
        if origin.path not in self._texts:
            return Location(origin.path)
        if origin.path not in self._known:
            text = self._texts[origin.path]
            self._known[origin.path] = FilePlaces(text, front_matter=origin.path.endswith(".md"))
        span = self._known[origin.path].find(origin.document, keys, part)
        if span is None:
            return Location(origin.path)
        return Location(origin.path, span.line, span.column, span.end_line, span.end_column)

    def suppressions(self) -> tuple[Suppression, ...]:
        """The comments in the files that silence findings, by file and line; looked for once."""
        if self._silencing is None:
            self._silencing = tuple(
                suppression
                for path in sorted(self._texts)
                for suppression in suppressions(self._texts[path], path)
            )
        return self._silencing

    def source(self, path: str) -> str | None:
        """The text of a file, None where there is none; bytes that are not UTF-8 are marked."""
        text = self._texts.get(path)
        return None if text is None else text.decode("utf-8-sig", "replace")
