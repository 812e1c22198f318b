"""A backlog with all that is wrong with it, and the part of it that can be answered from."""

from __future__ import annotations

from dataclasses import dataclass

from pmcli.checks import ADVICE
from pmcli.model.backlog import WORKSPACE_FILE, Backlog
from pmcli.model.diagnostic import Diagnostic, PmError
from pmcli.model.reason import Reason
from pmcli.ranking import LeftOut
from pmcli.ranking.structure import Structure
from pmcli.sequencing.graph import adjacency, came_from


@dataclass(frozen=True, slots=True)
class Loaded:
    """A backlog as it stands in files, and everything that is wrong with it."""

    backlog: Backlog
    diagnostics: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The errors that make an answer untrue; not those that leave a ranking true."""
        return tuple(
            fault for fault in self.diagnostics if fault.severity == "error" and fault.code not in ADVICE
        )

    def usable(self) -> Backlog:
        """All of the backlog; its sound part where something is wrong.

        Raises:
            PmError: pm.yaml itself cannot be read.
        """
        return self.sound()[0] if self.errors else self.backlog

    def sound(self) -> tuple[Backlog, tuple[LeftOut, ...]]:
        """The part of the backlog that is sound, and the features left out of it, by id.

        A feature with an error is left out, and so is what hard-depends on it: its place would be untrue.

        Raises:
            PmError: pm.yaml itself cannot be read, so that nothing can be answered.
        """
        if any(fault.location.path == WORKSPACE_FILE and fault.is_unreadable for fault in self.errors):
            raise PmError("pm.yaml cannot be read", "pm check shows where", exit_code=1)
        reasons = self._faulty()
        structure = Structure.of(self.backlog)
        for cycle in structure.cycles():
            ring = Reason("waits-for-itself", tuple(cycle))
            for feature in cycle:
                reasons.setdefault(feature, ring)
        _spread(self.backlog, reasons)
        left_out = tuple(LeftOut(feature, reason) for feature, reason in sorted(reasons.items()))
        return self.backlog.without(reasons), left_out

    def _faulty(self) -> dict[str, Reason]:
        reasons: dict[str, Reason] = {}
        for fault in self.errors:
            if fault.feature is not None:
                reasons.setdefault(fault.feature, Reason("faulty", text=fault.message))
        for feature, reason in self.backlog.broken.items():
            reasons.setdefault(feature, Reason("faulty", text=reason))
        return reasons


def _spread(backlog: Backlog, reasons: dict[str, Reason]) -> None:
    """Add to `reasons` the features that wait for one in it."""
    spreading = sorted(name for name in reasons if name not in backlog.features or backlog.is_open(name))
    waiting = adjacency(
        (need, feature.id)
        for feature in backlog.features.values()
        if feature.id not in reasons
        for need in feature.prerequisites()
    )
    for name, gone in came_from(spreading, waiting).items():
        reasons[name] = Reason("waits-left-out", (gone,))
