"""The rows of a roadmap, placed and not, with the reasons of all features or of the one asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pmcli.planning.agreed import AgreedReasons
from pmcli.planning.draft import Draft
from pmcli.planning.reasons import PlacementReasons
from pmcli.planning.result import Placement, Unplaced, Work


class Rows:
    """The rows of a plan; `agreed` are the reasons beside an agreement, None where there is none."""

    def __init__(
        self, draft: Draft, reasons: PlacementReasons, agreed: AgreedReasons | None, explained: str | None
    ) -> None:
        self.draft, self.reasons, self.agreed, self.explained = draft, reasons, agreed, explained
        self.is_category = draft.ranking.model.is_category
        self.late = len(draft.ranks) + 1

    def placed(self, work: Mapping[str, tuple[Work, ...]]) -> tuple[Placement, ...]:
        """What is placed, by period, then by rank; with the work for each."""
        rows = [
            self._placed(name, t, work[name])
            for name, t in self.reasons.plan.items() if name in self.draft.candidates.shown
        ]  # fmt: skip
        return tuple(sorted(rows, key=lambda row: (row.period, row.rank or self.late, row.id)))

    def _placed(self, name: str, t: int, work: tuple[Work, ...]) -> Placement:
        draft, is_told = self.draft, self._is_told(name)
        row = Placement(
            name, draft.horizon.periods[t], work, self.reasons.of_placed(name) if is_told else (),
            self.reasons.marks(name), draft.ranks.get(name),
            None if self.is_category else draft.worths[name][t],
        )  # fmt: skip
        if self.agreed is None or not is_told:
            return row
        change, reason = self.agreed.of_placed(name)
        return replace(
            row, agreed=self.agreed.agreed(name), change=change, reasons=(reason, *row.reasons)
        )  # fmt: skip

    def unplaced(self) -> tuple[Unplaced, ...]:
        """What is not placed, by rank."""
        ids, shown = self.draft.candidates.ids, self.draft.candidates.shown
        rows = [self._unplaced(name) for name in ids if name not in self.reasons.plan and name in shown]
        return tuple(sorted(rows, key=lambda row: (row.rank or self.late, row.id)))

    def _unplaced(self, name: str) -> Unplaced:
        rank, is_told = self.draft.ranks.get(name), self._is_told(name)
        reasons = self.reasons.of_unplaced(name) if is_told else ()
        if self.agreed is None or not is_told:
            return Unplaced(name, reasons, rank)
        return Unplaced(
            name, self.agreed.of_unplaced(name, reasons), rank, agreed=self.agreed.agreed(name)
        )  # fmt: skip

    def _is_told(self, name: str) -> bool:
        return self.explained is None or name == self.explained
