"""Choice of rules and findings by code, by path and by comments in the files; and their severity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pmcli.checks.rule import Rule
from pmcli.model import wildcard
from pmcli.model.diagnostic import Diagnostic, Severity, Suppression
from pmcli.model.settings import CheckSettings

ALL = "ALL"
"""The word that selects every rule, the optional ones too."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Codes, or beginnings of codes, asked for beside or in the place of those of pm.yaml.

    `select` is None where pm.yaml says what is selected.
    """

    select: tuple[str, ...] | None = None
    extend: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The settings in pm.yaml that choose and weigh findings, and the codes asked for beside them."""

    settings: CheckSettings
    selection: Selection = Selection()

    def asks(self, rule: Rule) -> bool:
        """Whether findings of this rule could be reported."""
        is_own = self.selection.select is None
        wanted = (*(self.settings.select if is_own else self.selection.select or ()), *self.selection.extend)
        if rule.by_name:
            named = (*wanted, *(self.settings.severity if is_own else ()))
            return rule.code in named and not self._ignores(rule.code)
        if rule.optional and not any(prefix in (rule.code, ALL) for prefix in wanted):
            return False
        return covers(wanted, rule.code) and not self._ignores(rule.code)

    def _ignores(self, code: str) -> bool:
        ignored = (*self.selection.ignore, *(self.settings.ignore if self.selection.select is None else ()))
        return covers(ignored, code, unless=self.selection.extend)

    def reports(self, diagnostic: Diagnostic) -> bool:
        """Whether pm.yaml reports this code in this file."""
        by_path = self.settings.per_path.items()
        return not any(
            covers(codes, diagnostic.code) and wildcard.names(glob, diagnostic.location.path)
            for glob, codes in by_path
        )

    def weighed(self, diagnostic: Diagnostic) -> Diagnostic:
        """The finding with the severity that pm.yaml gives to its code; the longest beginning counts."""
        severities: dict[str, Severity] = self.settings.severity
        fitting = [prefix for prefix in severities if diagnostic.code.startswith(prefix)]
        if not fitting:
            return diagnostic
        severity = severities[max(fitting, key=len)]
        return diagnostic if severity == diagnostic.severity else replace(diagnostic, severity=severity)


def covers(prefixes: Iterable[str], code: str, unless: Sequence[str] = ()) -> bool:
    """Whether a prefix begins the code, or is ALL; a full code in `unless` outweighs it."""
    return code not in unless and any(prefix == ALL or code.startswith(prefix) for prefix in prefixes)


class Silence:
    """The comments that silence findings, and which of them, by code, did so far."""

    def __init__(self, suppressions: tuple[Suppression, ...]) -> None:
        self.suppressions = suppressions
        self.used: set[tuple[Suppression, str]] = set()

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether a comment silences the finding; what cannot be read is always reported."""
        if diagnostic.is_unreadable:
            return False
        silent = False
        for suppression in self.suppressions:
            if suppression.because is None or not _concerns(suppression, diagnostic):
                continue
            for code in suppression.codes:
                if diagnostic.code.startswith(code):
                    self.used.add((suppression, code))
                    silent = True
        return silent


def _concerns(suppression: Suppression, diagnostic: Diagnostic) -> bool:
    where = diagnostic.location
    return suppression.location.path == where.path and suppression.line in (None, where.line, where.end_line)
