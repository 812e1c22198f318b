"""The findings of `pm check`, for machines that show them to people."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pmcli.model.diagnostic import SEVERITIES, Diagnostic

_LONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Report:
    """The findings, sorted by place, and how much was read.

    `source` gives the text of a file in the workspace. `prefix` is the path from the top of the git
    repository to the workspace ("" or "roadmap/"): CI systems want paths from there.
    """

    diagnostics: tuple[Diagnostic, ...]
    features: int
    files: int
    source: Callable[[str], str | None]
    prefix: str = ""
    version: str = ""

    def path(self, diagnostic: Diagnostic) -> str:
        """The path of a finding's file, from the top of the repository.

        A name that is not UTF-8 holds lone surrogates for its bytes, as Python reads it from the disk.
        """
        return f"{self.prefix}{diagnostic.location.path}"

    def worst_first(self) -> list[Diagnostic]:
        """The findings: errors, then warnings, then infos, each by place."""
        return sorted(self.diagnostics, key=lambda diagnostic: SEVERITIES.index(diagnostic.severity))

    def fingerprints(self) -> Iterator[tuple[Diagnostic, str]]:
        """Every finding with a mark of its own that stays when lines above it come or go.

        It is made of path, code, feature and words without places; of equal ones the second is counted.
        """
        seen: dict[tuple[str, ...], int] = {}
        for diagnostic in self.diagnostics:
            key = (self.path(diagnostic), *diagnostic.identity)
            seen[key] = seen.get(key, 0) + 1
            text = "\0".join((*key, str(seen[key])))
            yield diagnostic, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def whole(text: str) -> str:
    """The text with U+FFFD for every lone surrogate, which strict readers of JSON refuse."""
    return _LONE.sub("\ufffd", text)


def with_hint(diagnostic: Diagnostic) -> str:
    """The message of a finding, the hint in brackets behind it."""
    return f"{diagnostic.message} ({diagnostic.hint})" if diagnostic.hint else diagnostic.message
