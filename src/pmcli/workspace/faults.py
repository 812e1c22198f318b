"""Faults that loading finds, gathered with their places, and the features that they break."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pmcli.model.backlog import Origin, Places
from pmcli.model.diagnostic import Diagnostic, Fix, Location
from pmcli.workspace.validation_faults import ValidationFault
from pmcli.yaml.read import Reading


class LoadingFaults:
    """The faults gathered so far, and the features broken by them: the first message by id."""

    def __init__(self, places: Places, diagnostics: Iterable[Diagnostic]) -> None:
        self.places = places
        self.diagnostics = list(diagnostics)
        self.broken: dict[str, str] = {}
        self._unread: set[tuple[str, int]] = set()

    def add(
        self, origin: Origin, fault: ValidationFault, feature: str | None = None, *, breaks: bool = True
    ) -> None:  # fmt: skip
        """Gather a fault of the record that stands at `origin`; the `feature` named is broken by it.

        In lines that could not be read it only follows from that, and is left out. Without `breaks` somebody
        else says that the feature is broken.
        """
        if feature is not None and breaks:
            self.broken.setdefault(feature, fault.message)
        where = self._place(origin, fault)
        if (where.path, where.line) not in self._unread:
            self.diagnostics.append(
                Diagnostic(
                    *fault.rule, "error", fault.message, where, feature, fault.hint, _fix(origin, fault),
                    fault.keys, fault.gist,
                )
            )  # fmt: skip

    def add_reading(self, reading: Reading) -> None:
        """Gather the faults of a file's YAML."""
        self.diagnostics += reading.faults
        errors = (fault for fault in reading.faults if fault.severity == "error")
        self._unread.update((fault.location.path, fault.location.line) for fault in errors)

    def _place(self, origin: Origin, fault: ValidationFault) -> Location:
        """The place of the value or key at fault; of a whole record only its first character."""
        where = self.places.find(origin, (*origin.keys, *fault.keys), fault.part)
        if fault.keys:
            return where
        return replace(where, end_line=where.line, end_column=max(where.column + 1, 1))


def _fix(origin: Origin, fault: ValidationFault) -> Fix | None:
    """The word that was meant, written in place of the one that differs in case or dashes alone."""
    if not fault.meant:
        return None
    keys = (*origin.keys, *fault.keys)
    return Fix(f"write {fault.meant}", origin.path, "put", origin.document, keys, fault.meant)
