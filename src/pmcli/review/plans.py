"""The agreed plans over the commits of a backlog, each from the day on which it came into force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pmcli.model.agreement import Agreement
from pmcli.model.backlog import WORKSPACE_FILE, Backlog
from pmcli.model.period import Period
from pmcli.model.special_files import PLAN_FILE
from pmcli.review.pieces import RevisionPiece
from pmcli.review.trails import Trail
from pmcli.workspace.files import Commit
from pmcli.workspace.opening import OpenWorkspace


@dataclass(frozen=True, slots=True)
class AgreedPlan:
    """The agreed plan from a day on: what is agreed for which feature as it is called now; None for none."""

    day: date
    commit: Commit | None
    agreement: Agreement | None

    def period_of(self, feature: str) -> Period | None:
        """The period for which a feature is agreed."""
        return self.agreement.places.get(feature) if self.agreement is not None else None

    def names(self, period: Period) -> bool:
        """Whether anything is agreed for a period."""
        return self.agreement is not None and period in self.agreement.places.values()

    @property
    def signed(self) -> Agreement | None:
        """The agreement without what was agreed."""
        return replace(self.agreement, places={}, listed=()) if self.agreement is not None else None


class PlanReading:
    """The plans as plan.yaml has them, the oldest first; those that cannot be read are gathered."""

    def __init__(self, opened: OpenWorkspace, today: date) -> None:
        self.opened, self.past, self.today = opened, opened.past, today
        self.unreadable: list[Commit] = []
        self.said: date | None = None

    def plans(self) -> Iterator[tuple[int, AgreedPlan]]:
        """Every plan with the change that brought it, features by the ids of then."""
        past = self.past
        for index, change in enumerate(past.changes):
            if PLAN_FILE not in change:
                continue
            commit = past.commits[index] if index < len(past.commits) else None
            blob = change[PLAN_FILE]
            agreement = self._agreement(index, blob) if blob is not None else None
            if blob is not None and agreement is None:
                self.unreadable += [commit] if commit is not None else []
                continue
            yield index, AgreedPlan(self._day(commit, agreement), commit, agreement)

    def _day(self, commit: Commit | None, agreement: Agreement | None) -> date:
        """The day from which on a plan is in force; one edited under the old day is none of that day."""
        committed = commit.committed if commit is not None else self.today
        before, self.said = self.said, agreement.on if agreement is not None else None
        return committed if self.said in (None, before) else min(self.said, committed)

    def _agreement(self, index: int, blob: str) -> Agreement | None:
        """A plan.yaml; None where it cannot be read."""
        settings = self.past.blob(index, WORKSPACE_FILE)
        texts = {PLAN_FILE: self.past.text(blob)}
        if settings is not None:
            texts[WORKSPACE_FILE] = self.past.text(settings)
        piece = RevisionPiece.of(texts, self.today, self.opened.known)
        return None if PLAN_FILE in piece.unreadable else piece.backlog.agreement


def followed(backlog: Backlog, named: Iterable[str]) -> list[str]:
    """The features to be followed through the commits.

    Where plans name ids that are gone, all, for any may be one of them; else those that shipped, nobody says
    when.
    """
    if any(name not in backlog.features for name in named):
        return [*backlog.features]
    return [
        name for name, feature in backlog.features.items()
        if feature.shipped is None and backlog.status(name) == "shipped"
    ]  # fmt: skip


def renamed(plan: AgreedPlan, index: int, trails: Mapping[str, Trail]) -> AgreedPlan:
    """A plan with its features as they are called now."""
    if plan.agreement is None:
        return plan
    now = {version.id: name for name, trail in trails.items()
           if (version := trail.at(index)) is not None and version.id != name}  # fmt: skip
    places = {now.get(name, name): period for name, period in plan.agreement.places.items()}
    return replace(plan, agreement=replace(plan.agreement, places=places))
