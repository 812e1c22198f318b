"""The findings that a change brings, and those that it mends; one that only counts otherwise is neither."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pmcli.model.diagnostic import Diagnostic

_COUNT = re.compile(r"(?<![\w.\"-])\d[\d,]*(?:\.\d+)?(?![\w\"-])")
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings of both sides, and the new ids of features by the old."""

    before: tuple[Diagnostic, ...]
    after: tuple[Diagnostic, ...]
    names: Mapping[str, str]

    @property
    def new(self) -> tuple[Diagnostic, ...]:
        """Those that were not there; of one that counts features, where it counts other ones and no fewer."""
        sizes = {_topic(finding): _size(finding) for finding in self._gone}
        return tuple(
            finding for finding in self._come
            if _size(finding) is None or (_size(finding) or 0) >= (sizes.get(_topic(finding)) or 0)
        )  # fmt: skip

    @property
    def fixed(self) -> tuple[Diagnostic, ...]:
        """Those that are not there any more; not one that only counts others now."""
        still = {_topic(finding) for finding in self._come if _size(finding) is not None}
        return tuple(
            finding for finding in self._gone if _size(finding) is None or _topic(finding) not in still
        )

    @property
    def _come(self) -> tuple[Diagnostic, ...]:
        return _beyond(self.after, {}, (_key(finding, self.names) for finding in self.before))

    @property
    def _gone(self) -> tuple[Diagnostic, ...]:
        return _beyond(self.before, self.names, (_key(finding, {}) for finding in self.after))


def _beyond(
    findings: Iterable[Diagnostic], names: Mapping[str, str], others: Iterable[Key]
) -> tuple[Diagnostic, ...]:
    """The findings that are not among the others; where they stand does not count, how often does."""
    rest = Counter(others)
    beyond = []
    for finding in findings:
        key = _key(finding, names)
        if rest[key]:
            rest[key] -= 1
        else:
            beyond.append(finding)
    return tuple(beyond)


def _key(diagnostic: Diagnostic, names: Mapping[str, str]) -> Key:
    """What makes it the same finding: the rule, the feature or file, and the message without its numbers."""
    code, feature, gist = diagnostic.identity
    return code, names.get(feature, feature) or diagnostic.location.path, _COUNT.sub("#", gist)


def _topic(finding: Diagnostic) -> tuple[str, str, tuple[str | int, ...]]:
    return finding.code, finding.location.path, finding.keys


def _size(finding: Diagnostic) -> float | None:
    """The first number in a finding on no one feature: how many it counts; None where it counts none."""
    count = _COUNT.search(finding.message) if finding.feature is None else None
    return float(count[0].replace(",", "")) if count is not None else None
