"""What is left of a backlog, its ranking and its roadmap for readers who may not see everything.

Formats get what this room gives them and nothing else: what is not in it cannot leak, whatever a format
shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pmcli.model.audience import Reader
from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.naming import slug
from pmcli.model.reason import Reason
from pmcli.model.settings import Calendar, RoadmapSettings, Scoring
from pmcli.model.strategy import Strategy
from pmcli.model.team import Team
from pmcli.model.workspace import Workspace
from pmcli.planning import DecisionCost, Objective, Placement, Roadmap, Unplaced
from pmcli.planning.result import Mark
from pmcli.ranking import RankedFeature, Ranking, Share
from pmcli.scoring.model import Model

_IN_CONFLICTS: Final = (
    "id", "capacity", "deadline", "depends_on", "conflicts_with", "decisions", "period", "status",
)  # fmt: skip
"""What the messages of conflicts speak of."""
_LINKED: Final = ("conflicts_with",)
_MARKS: Final[Mapping[Mark, str]] = {
    "in-progress": "status", "pinned": "decisions", "first": "decisions", "deadline": "deadline",
    "assumed": "effort", "overrun": "capacity",
}  # fmt: skip
_DEFAULTS: Final[dict[str, Any]] = {
    name: field.get_default(call_default_factory=True)
    for name, field in Feature.model_fields.items()
    if not field.is_required()
}


@dataclass(frozen=True, slots=True)
class Redactor:
    """What a reader sees: `shown` are the features, by their ids, with the ids that the reader knows.

    One that may not see ids knows a feature by words of its title.
    """

    reader: Reader
    backlog: Backlog
    shown: Mapping[str, str]

    @classmethod
    def of(cls, reader: Reader, backlog: Backlog, kept: Iterable[str]) -> Redactor:
        """The view of these features; one that would have no name for the reader is not shown."""
        titles = {name: title for name in kept if (title := title_for(reader, backlog.features[name]))}
        if reader.sees("id"):
            return cls(reader, backlog, {name: name for name in titles})
        shown: dict[str, str] = {}
        for name, title in sorted(titles.items(), key=lambda item: (item[1], item[0])):
            shown[name] = _slug(title, set(shown.values()))
        return cls(reader, backlog, shown)

    # --- the backlog ---

    def of_backlog(self) -> Backlog:
        """The backlog that the reader may see: features and workspace with nothing else in them."""
        features = [self.of_feature(self.backlog.features[name]) for name in self.shown]
        return Backlog(
            self._workspace(), {feature.id: feature for feature in sorted(features, key=lambda feature: feature.id)},
            self.backlog.today, start=self.backlog.start,
        )  # fmt: skip

    def of_feature(self, feature: Feature) -> Feature:
        """A feature with what may be seen of it."""
        sees = self.reader.sees
        blank = {name: default for name, default in _DEFAULTS.items() if not sees(name)}
        links = {name: self._known(getattr(feature, name)) for name in _LINKED if sees(name)}
        # a container waits for its parts but for those that could or will not be: who may not see which those
        # are would be told of a dependency that is none
        is_optional = feature.moscow in ("could", "wont") and not sees("moscow")
        parent = feature.parent if sees("parent") and not is_optional else None
        seen = feature.model_copy(
            update={
                **blank, **links,
                "id": self.shown[feature.id], "title": title_for(self.reader, feature),
                "status": self.backlog.status(feature.id),
                "parent": self.shown.get(parent) if parent else None,
                "depends_on": self._needs(feature) if sees("depends_on") else (),
                "decisions": self._decisions(feature) if sees("decisions") else (),
                "results": self._results(feature) if sees("results") else (),
                "evidence": self._evidence(feature) if sees("evidence") else (),
                "team": (feature.team if sees("effort") or sees("team") else None),
            }
        )  # fmt: skip
        return seen.with_custom({name: value for name, value in feature.custom.items() if sees(name)})

    def _known(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.shown[name] for name in names if name in self.shown)

    def _needs(self, feature: Feature) -> tuple[Any, ...]:
        return tuple(
            need.model_copy(update={"id": self.shown[need.id]})
            for need in feature.depends_on
            if need.id in self.shown
        )

    def _decisions(self, feature: Feature) -> tuple[Any, ...]:
        blank: dict[str, Any] = {} if self.reader.sees("period") else {"period": None}
        return tuple(
            decision.model_copy(
                update={"feature": self.shown.get(decision.feature) if decision.feature else None, **blank}
            )
            for decision in feature.decisions
            if decision.feature is None or decision.feature in self.shown
        )

    def _evidence(self, feature: Feature) -> tuple[Any, ...]:
        if self.reader.sees("segments"):
            return feature.evidence
        return tuple(one.model_copy(update={"segment": None}) for one in feature.evidence)

    def _results(self, feature: Feature) -> tuple[Any, ...]:
        if self.reader.sees("effort"):
            return feature.results
        return tuple(result.model_copy(update={"effort": None}) for result in feature.results)

    def _workspace(self) -> Workspace:
        whole, sees = self.backlog.workspace, self.reader.sees
        keeps: dict[str, Any] = {
            "features": Workspace.model_fields["features"].default,
            "strategy": self._strategy(),
            "problems": self._problems(),
            "segments": whole.segments if sees("segments") else {},
            "accounts": whole.accounts if sees("requests") else {},
            "teams": self._teams(),
            "sizes": {},
            "releases": whole.releases if sees("release") else {},
            "fields": {name: kind for name, kind in whole.fields.items() if sees(name)},
            "calendar": whole.calendar.model_copy(update=_hidden_calendar(self.reader)),
            "scoring": whole.scoring if sees("score") else Scoring(),
            "roadmap": whole.roadmap if sees("capacity") else RoadmapSettings(),
            "exports": (), "audiences": {},
            "currency": whole.currency if sees("value") or sees("requests") or sees("cd3") else None,
            "effort_unit": whole.effort_unit if sees("effort") or sees("capacity") else "person-weeks",
        }  # fmt: skip
        return whole.model_copy(update=keeps)

    def _teams(self) -> dict[str, Team]:
        teams = self.backlog.workspace.teams
        if self.reader.sees("capacity"):
            return dict(teams)
        return {name: Team() for name in teams} if self.reader.sees("effort") else {}

    def _strategy(self) -> Strategy:
        whole, sees = self.backlog.workspace.strategy, self.reader.sees
        keeps: dict[str, Any] = {}
        if sees("outcomes"):
            owner = {} if sees("owner") else {"owner": None}
            keeps["outcomes"] = {name: one.model_copy(update=owner) for name, one in whole.outcomes.items()}
        if sees("declined"):
            keeps["not_doing"] = whole.not_doing
        if sees("strategy"):
            told = ("vision", "users", "problem", "positioning")
            keeps |= {name: getattr(whole, name) for name in told}
        return Strategy().model_copy(update=keeps)

    def _problems(self) -> dict[str, Any]:
        sees = self.reader.sees
        if not sees("solves"):
            return {}
        blank: dict[str, Any] = {} if sees("evidence") else {"evidence": ()}
        blank |= {} if sees("opportunity") else {"opportunity": None}
        blank |= {} if sees("segments") else {"segments": ()}
        return {name: one.model_copy(update=blank) for name, one in self.backlog.workspace.problems.items()}

    # --- the ranking and the roadmap ---

    def of_ranking(self, ranking: Ranking) -> Ranking:
        """The ranking with the features shown; by title where the order may not be seen."""
        items = [self._ranked(item) for item in ranking.items if item.id in self.shown]
        if not self.reader.sees("rank"):
            items = [replace(item, rank=0) for item in sorted(items, key=lambda item: item.id)]
        return Ranking(self._model(ranking.model), "adjusted", tuple(items))

    def _model(self, model: Model) -> Model:
        return model if self.reader.sees("score") else replace(model, name="", title="", formula="", about="")

    def _ranked(self, item: RankedFeature) -> RankedFeature:
        sees = self.reader.sees
        seen = RankedFeature(item.rank, self.shown[item.id], None, 0.0, 0.0, None, None, None)
        if sees("effort"):
            seen = replace(seen, effort=item.effort)
        if sees("depends_on"):
            waits, unlocks = self._known(item.waits_for), self._known(item.unlocks)
            seen = replace(seen, waits_for=waits, unlocks=unlocks)
        if sees("score"):
            seen = replace(
                seen, score=item.score, value=item.value, cost=item.cost, adjusted=item.adjusted,
                score_rank=item.score_rank, enabler=item.enabler,
                inherits=self._shares(item.inherits), owes=self._shares(item.owes),
                details=item.details if self.reader.fields is None else None,
            )  # fmt: skip
        return replace(seen, reasons=self._reasons(item.reasons)) if sees("reasons") else seen

    def _shares(self, shares: Iterable[Share]) -> tuple[Share, ...]:
        return tuple(
            replace(share, feature=self.shown[share.feature])
            for share in shares
            if share.feature in self.shown
        )

    def _reasons(self, reasons: Iterable[Reason]) -> tuple[Reason, ...]:
        """Those that name no feature which is not shown."""
        return tuple(filter(self._may_be_told, reasons))

    def _may_be_told(self, reason: Reason) -> bool:
        """Whether a reason names no hidden feature, nor what people say in it."""
        if any(self.shown.get(name) != name for part in reason.causes() for name in part.features):
            return False
        said = [*reason.people_say()]
        if not said:
            return True
        hidden = [name for name in self.backlog.features if self.shown.get(name) != name]
        return not hidden or not any(map(mentioning(hidden).search, said))

    def of_roadmap(self, roadmap: Roadmap) -> Roadmap:
        """The roadmap with the features shown, and of each what may be seen."""
        sees = self.reader.sees
        placements = [
            self._placement(placement) for placement in roadmap.placements if placement.id in self.shown
        ]
        if not sees("rank"):
            titles = {
                self.shown[name]: title_for(self.reader, self.backlog.features[name]) for name in self.shown
            }
            placements.sort(key=lambda placement: (placement.period, titles[placement.id], placement.id))
        unplaced = [
            self._unplaced(unplaced_feature)
            for unplaced_feature in roadmap.unplaced
            if unplaced_feature.id in self.shown
        ]
        return Roadmap(
            self._model(roadmap.model), roadmap.periods, roadmap.loads if sees("capacity") else (),
            tuple(placements), tuple(unplaced) if sees("declined") else (), (),
            roadmap.objective if sees("value") else Objective(), self.of_ranking(roadmap.ranking),
            roadmap.carry_over if sees("capacity") else False,
            tuple(self._decision(decision) for decision in roadmap.decisions if decision.feature in self.shown)
            if sees("decisions") else (),
            tuple(
                replace(conflict, feature=self.shown[conflict.feature]) for conflict in roadmap.conflicts
                if conflict.feature in self.shown and sees(*_IN_CONFLICTS)
                and self._may_be_told(conflict.reason)
            ),
        )  # fmt: skip

    def _placement(self, placement: Placement) -> Placement:
        sees = self.reader.sees
        marks = tuple(mark for mark in placement.marks if sees(_MARKS[mark]))
        work = placement.work if sees("effort", "remaining") else ()
        return Placement(
            self.shown[placement.id], placement.period, work, self._reasons(placement.reasons) if sees("reasons") else (),
            marks, placement.rank if sees("rank") else None, placement.value if sees("value") else None,
        )  # fmt: skip

    def _unplaced(self, unplaced_feature: Unplaced) -> Unplaced:
        sees = self.reader.sees
        reasons = self._reasons(unplaced_feature.reasons) if sees("reasons") else ()
        return Unplaced(
            self.shown[unplaced_feature.id], reasons, unplaced_feature.rank if sees("rank") else None
        )

    def _decision(self, one: DecisionCost) -> DecisionCost:
        cost = one.cost if self.reader.sees("value") else None
        ruling = one.ruling if self._may_be_told(one.ruling) else replace(one.ruling, features=())
        return replace(one, feature=self.shown[one.feature], cost=cost, ruling=ruling)


def mentioning(names: Iterable[str]) -> re.Pattern[str]:
    """A pattern for the words of people: it is found where they write one of these ids."""
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")


def title_for(reader: Reader, feature: Feature) -> str:
    """What a reader calls a feature; "" where they have no name for it."""
    public = feature.public
    if reader.sees("title") and not reader.is_public:
        return feature.title
    if reader.sees("public"):
        return (public.title or public.text or "") if public is not None else ""
    return feature.id if reader.sees("id") else ""


def _hidden_calendar(reader: Reader) -> dict[str, Any]:
    defaults = Calendar()
    keeps = {"discount": defaults.discount, "value_horizon": None}
    return {} if reader.sees("value") else keeps


def _slug(title: str, taken: set[str]) -> str:
    """A short name of words of a title, unlike those taken."""
    words = slug(title) or "feature"
    found, number = words, 2
    while found in taken:
        found, number = f"{words}-{number}", number + 1
    return found
