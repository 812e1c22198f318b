"""The period a feature lands in, for commands that are about something else; `--no-plan` leaves it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pmcli.model.likelihood import both_in_words, in_words
from pmcli.model.words import sentences
from pmcli.views.feature_odds import in_the_way, likely_keys, promise_item, promised

if TYPE_CHECKING:
    from pmcli import Backlog, Ranking
    from pmcli.forecast.odds import FeatureOdds, Odds, PromiseOdds
    from pmcli.model.period import Period
    from pmcli.model.reason import Reason
    from pmcli.planning import Roadmap
    from pmcli.ranking import LeftOut

NoPlan = Annotated[bool, typer.Option("--no-plan", help="Quicker: plan no roadmap, and show no periods.")]


@dataclass(frozen=True, slots=True)
class Placing:
    """The period in which a feature lands, None where it is not placed, and the reasons.

    `agreed` is the period that the agreed plan has for it, if any; `odds`, and those of its least sure
    `promise`, are there where odds were asked for.
    """

    period: str | None
    reasons: tuple[Reason, ...]
    agreed: str | None = None
    odds: FeatureOdds | None = None
    promise: PromiseOdds | None = None

    @classmethod
    def of(
        cls, feature: str, backlog: Backlog, model: str | None, left_out: tuple[LeftOut, ...] | None,
        tell_odds: Callable[[Roadmap], Odds | None] | None = None,
    ) -> Placing | None:  # fmt: skip
        """The placing in the plan of `pm roadmap`; None without teams, or where the feature is not open."""
        if not backlog.workspace.teams or not backlog.is_open(feature):
            return None
        from pmcli.planning import plan

        roadmap = plan(backlog, model, left_out=left_out, propose=False, explained=feature)
        if (placement := roadmap.placement(feature)) is not None:
            told = tell_odds(roadmap) if tell_odds is not None else None
            return cls(
                str(placement.period), placement.reasons, _text(placement.agreed),
                told.of(feature) if told is not None else None,
                told.promise(feature) if told is not None else None,
            )  # fmt: skip
        unplaced = next((unplaced for unplaced in roadmap.unplaced if unplaced.id == feature), None)
        return None if unplaced is None else cls(None, unplaced.reasons, _text(unplaced.agreed))

    def line(self) -> str:
        """The period and the reasons in one line."""
        why = "; ".join(self.sentences(full=False))
        return (self.period or "not in the plan") + (f": {why}" if why else "")

    def sentences(self, *, full: bool = True) -> tuple[str, ...]:
        """The reasons in words, with all amounts if `full`; what is kept says for when it was agreed."""
        first, *others = self.reasons or (None,)
        if first is not None and first.kind == "kept" and self.agreed:
            return (f"agreed for {self.agreed}, kept", *sentences(others, full=full))
        return sentences(self.reasons, full=full)

    def likely(self) -> str:
        """How likely its promise is kept, and it is there in time; "" where nobody asked."""
        return both_in_words(self.odds, self.promise) if self.odds is not None else ""

    def odds_sentences(self) -> tuple[str, ...]:
        """How likely its promise is kept, how likely it is there in time, and what is in the way if not."""
        if self.odds is None:
            return ()
        told = (*promised(self.promise, self.odds), f"in time {in_words(self.odds)}")
        return (*told, *in_the_way(self.odds))


def _text(period: Period | None) -> str | None:
    return None if period is None else str(period)


def fields(placing: Placing | None) -> dict[str, Any]:
    """The fields of a JSON document, by their names in snake case."""
    return {
        "period": placing.period if placing else None,
        "placement_reasons": placing.reasons if placing else (),
        **likely_keys(placing.odds if placing else None),
        "promise": promise_item(placing.promise) if placing and placing.promise else None,
    }


def planned(backlog: Backlog, ranking: Ranking, *, wanted: bool) -> Roadmap | None:
    """The plan of `pm roadmap`; None where it is not wanted, or there are no teams."""
    if not wanted or not backlog.workspace.teams:
        return None
    from pmcli.planning import plan

    return plan(backlog, ranking.model.name, left_out=ranking.left_out, propose=False)
