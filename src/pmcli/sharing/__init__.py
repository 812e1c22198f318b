"""Sharing: a backlog, its ranking and its roadmap as a group of readers may see them.

Everything that a reader may not see is taken out here, before any format: what is not in an `AudienceView`
cannot leak. Begin with `share`, then read `audience_view`; `redaction` takes features and workspace apart,
`redacted_plan` the ranking and the roadmap, `since` what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pmcli.model.addressee import Addressee
from pmcli.model.audience import COMPUTED, READERS, TEAM, Reader, find_reader, names
from pmcli.model.backlog import Backlog
from pmcli.model.workspace import Workspace
from pmcli.planning import Objective, Roadmap
from pmcli.ranking import LeftOut, Ranking
from pmcli.ranking.where import Filter, Shown
from pmcli.sharing.audience_view import HORIZONS, AudienceView, Since
from pmcli.sharing.labels import confidence, horizons, lacking, worth
from pmcli.sharing.odds import SharedOdds, marked, odds_for

if TYPE_CHECKING:
    from pmcli.forecast.odds import Odds
    from pmcli.review.at_start import StartEstimate
    from pmcli.sharing.bottleneck import Bottleneck

__all__ = [
    "COMPUTED",
    "HORIZONS",
    "READERS",
    "TEAM",
    "AudienceView",
    "Reader",
    "Since",
    "find_reader",
    "ids_for",
    "names",
    "share",
]  # fmt: skip


def share(
    backlog: Backlog,
    roadmap: Roadmap,
    reader: Reader = TEAM,
    *,
    where: tuple[str, ...] = (),
    since: Since | None = None,
    left_out: tuple[LeftOut, ...] | None = None,
    bottleneck: Bottleneck | None = None,
    odds: Odds | None = None,
    courses: Mapping[str, tuple[float, ...]] | None = None,
    addressee: Addressee | None = None,
    start: Mapping[str, StartEstimate] | None = None,
) -> AudienceView:
    """The backlog and its roadmap for these readers; `where` hides more features.

    With `odds` every view tells how likely the plan is, to those who may see that. `courses` are the values
    that outcomes had over time, `start` the estimates when work began. For an account or a segment there is
    an update by the rules of the reader, and nothing else.

    Raises:
        PmError: a condition is none.
    """
    shown = _shown(backlog, roadmap.ranking, reader, where)
    kept = [name for name in backlog.features if shown is None or shown(name)]
    view = AudienceView(
        reader, backlog, roadmap.ranking, roadmap, horizons(backlog, roadmap), confidence(backlog), since,
        left_out, worth(roadmap), bottleneck, lacking(roadmap, reader),
        None if odds is None else SharedOdds.of(odds), courses=courses or {}, start=start or {},
    )  # fmt: skip
    if addressee is not None:
        return _addressed(view, addressee, kept)
    if not reader.is_full:
        view = _redacted(view, kept)
    elif shown is not None:
        view = _with_rows(view, frozenset(kept))
    return view if view.odds is None else replace(view, roadmap=marked(view.roadmap, view.odds))


def ids_for(
    backlog: Backlog, ranking: Ranking, reader: Reader, where: tuple[str, ...] = ()
) -> Mapping[str, str]:
    """The ids by which a reader knows the features that they see, by those that the files have.

    Raises:
        PmError: a condition is none.
    """
    from pmcli.sharing.redaction import Redactor, may_be_there

    shown = _shown(backlog, ranking, reader, where)
    kept = [name for name in backlog.features if shown is None or shown(name)]
    return Redactor.of(reader, backlog, [name for name in kept if may_be_there(reader, backlog, name)]).shown


def _shown(backlog: Backlog, ranking: Ranking, reader: Reader, where: tuple[str, ...]) -> Shown | None:
    """Whether a feature is shown by the conditions; None where there are none."""
    return Filter.parse((*([reader.where] if reader.where else []), *where), backlog).shown(ranking)


def _addressed(view: AudienceView, addressee: Addressee, kept: Iterable[str]) -> AudienceView:
    """A view in which there is the name of the product and the update, and nothing else."""
    from pmcli.sharing.update import update_for

    update = update_for(view, view.reader, addressee, kept)
    workspace = Workspace.model_validate({"pm": "1", "product": view.backlog.workspace.product})
    model = replace(view.ranking.model, name="", title="", formula="", about="")
    ranking = Ranking(model, "adjusted", ())
    roadmap = Roadmap(model, (), (), (), (), (), Objective(), ranking)
    bare = Backlog(workspace, {}, view.backlog.today)
    return AudienceView(view.reader, bare, ranking, roadmap, update=update)


def _redacted(view: AudienceView, kept: Iterable[str]) -> AudienceView:
    """The view of these features with what its reader sees of them."""
    from pmcli.sharing.redacted_plan import ranking_for, roadmap_for
    from pmcli.sharing.redaction import Redactor, may_be_there
    from pmcli.sharing.since import since_for

    reader, sees = view.reader, view.reader.sees
    there = [name for name in kept if may_be_there(reader, view.backlog, name)]
    redactor = Redactor.of(reader, view.backlog, there)
    has_time = reader.is_public or sees("horizon") or sees("period")
    return AudienceView(
        reader, redactor.of_backlog(), ranking_for(redactor, view.ranking),
        roadmap_for(redactor, view.roadmap),
        horizons=redactor.of_labels(view.horizons) if has_time else {},
        confidence=redactor.of_labels(view.confidence) if sees("confidence") else {},
        since=since_for(redactor, view.since) if view.since is not None and sees("changes") else None,
        worth=redactor.of_labels(view.worth) if sees("value") else {},
        bottleneck=view.bottleneck if sees("capacity", "value") else None,
        lacking=redactor.of_labels(view.lacking),
        odds=odds_for(redactor, view.odds) if view.odds is not None else None,
        courses=view.courses if sees("outcomes") else {},
        start=redactor.of_labels(view.start) if sees("effort") else {},
    )  # fmt: skip


def _with_rows(view: AudienceView, kept: frozenset[str]) -> AudienceView:
    """The view with these features alone: rows are hidden, and no number, rank or reason changes."""
    features, ranking, roadmap = view.backlog.features, view.ranking, view.roadmap
    return replace(
        view,
        backlog=replace(
            view.backlog, features={name: feature for name, feature in features.items() if name in kept}
        ),
        ranking=replace(
            ranking, items=tuple(item for item in ranking.items if item.id in kept),
            unscored=tuple(left for left in ranking.unscored if left.id in kept),
        ),
        roadmap=replace(
            roadmap, placements=tuple(placement for placement in roadmap.placements if placement.id in kept),
            unplaced=tuple(unplaced for unplaced in roadmap.unplaced if unplaced.id in kept),
            unscored=tuple(left for left in roadmap.unscored if left.id in kept),
            conflicts=tuple(conflict for conflict in roadmap.conflicts if conflict.feature in kept),
            decisions=tuple(decision for decision in roadmap.decisions if decision.feature in kept),
        ),
        odds=view.odds.among(kept) if view.odds is not None else None,
    )  # fmt: skip
