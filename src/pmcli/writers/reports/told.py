"""What people are told of findings: what matters first, and many of a rule as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pmcli.model.diagnostic import SEVERITIES, Diagnostic

MOST: Final = 5
"""More findings of a rule than this are told as one."""
FIRST: Final = ("PM317", "PM109", "PM212", "PM406", "PM401", "PM407", "PM304", "PM303")
"""The rules whose findings make the plan wrong, the gravest first: no effort, no team, twice, far out, …"""


@dataclass(frozen=True, slots=True)
class Alike:
    """The findings of a rule, by place, that are told as one."""

    findings: tuple[Diagnostic, ...]

    @property
    def first(self) -> Diagnostic:
        """The example."""
        return self.findings[0]

    @property
    def is_same(self) -> bool:
        """Whether all of them say the same."""
        return len({finding.message for finding in self.findings}) == 1

    @property
    def hint(self) -> str | None:
        """The hint that all of them have; None where it is not one."""
        return self.first.hint if len({finding.hint for finding in self.findings}) == 1 else None


def told(diagnostics: Sequence[Diagnostic], *, each: bool = False) -> tuple[Diagnostic | Alike, ...]:
    """The findings, errors first, then what makes the plan wrong; more than `MOST` of a rule as one.

    With `each` every one is told by itself.
    """
    rules: dict[tuple[str, str], list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        rules.setdefault((diagnostic.severity, diagnostic.code), []).append(diagnostic)
    items: list[Diagnostic | Alike] = []
    for found in rules.values():
        items += [Alike(tuple(found))] if len(found) > MOST and not each else found
    return tuple(sorted(items, key=_weight))


def _weight(item: Diagnostic | Alike) -> tuple[int, int, bool, object]:
    """The sort key: severity, how wrong it makes the plan, whether it is but one, place."""
    one = item if isinstance(item, Diagnostic) else item.first
    grave = FIRST.index(one.code) if one.code in FIRST else len(FIRST)
    return SEVERITIES.index(one.severity), grave, one is item, one.key
