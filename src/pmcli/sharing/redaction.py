"""Features and workspace as far as a reader may see them, and the ids by which they know features."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pmcli.model.audience import IN_AGREED, Reader
from pmcli.model.backlog import Backlog
from pmcli.model.evidence import Evidence
from pmcli.model.experiment import Experiment
from pmcli.model.feature import Feature
from pmcli.model.launch import Launch, LaunchSettings
from pmcli.model.naming import slug
from pmcli.model.rated import Rated, rated_fields
from pmcli.model.reason import OF_AGREED, Reason
from pmcli.model.settings import Calendar, RoadmapSettings, Scoring
from pmcli.model.strategy import Strategy
from pmcli.model.team import Team
from pmcli.model.workspace import Workspace

Label = TypeVar("Label")
_LINKED: Final = ("conflicts_with",)
_STRATEGY: Final = ("vision", "users", "problem", "positioning")
_DEFAULTS: Final[dict[str, Any]] = {
    name: field.get_default(call_default_factory=True)
    for name, field in Feature.model_fields.items()
    if not field.is_required()
}


@dataclass(frozen=True, slots=True)
class Redactor:
    """The backlog for a reader: `shown` has, for the id of each feature shown, the id that they know.

    A reader who may not see ids knows a feature by words of its title.
    """

    reader: Reader
    backlog: Backlog
    shown: Mapping[str, str]

    @classmethod
    def of(cls, reader: Reader, backlog: Backlog, kept: Iterable[str]) -> Redactor:
        """The redactor that shows these features; one that would have no name for the reader is left out."""
        titles = {name: title for name in kept if (title := title_for(reader, backlog.features[name]))}
        if reader.sees("id"):
            return cls(reader, backlog, {name: name for name in titles})
        shown: dict[str, str] = {}
        for name, title in sorted(titles.items(), key=lambda item: (item[1], item[0])):
            shown[name] = _slug(title, set(shown.values()))
        return cls(reader, backlog, shown)

    def of_backlog(self) -> Backlog:
        """The backlog that the reader may see: features and workspace with nothing else in them."""
        features = [self.of_feature(self.backlog.features[name]) for name in self.shown]
        return Backlog(
            self._workspace(),
            {feature.id: feature for feature in sorted(features, key=lambda feature: feature.id)},
            self.backlog.today,
            start=self.backlog.start,
            rated=self._rated() if self.reader.sees("ratings") else {},
        )

    def _rated(self) -> dict[str, dict[str, Rated]]:
        """What people rated, of the inputs that the reader sees."""
        return {
            self.shown[feature]: {
                name: one for name, one in inputs.items() if self.reader.sees(name.partition(".")[0])
            }
            for feature, inputs in self.backlog.rated.items()
            if feature in self.shown
        }

    def of_feature(self, feature: Feature) -> Feature:
        """A feature with what may be seen of it."""
        sees = self.reader.sees
        blank = {name: default for name, default in _DEFAULTS.items() if not sees(name)}
        links = {name: self.known(getattr(feature, name)) for name in _LINKED if sees(name)}
        # a container waits for its parts but for those that could or will not be: who may not see which those
        # are would be told of a dependency that is none
        is_optional = feature.moscow in ("could", "wont") and not sees("moscow")
        parent = feature.parent if sees("parent") and not is_optional else None
        redacted = feature.model_copy(
            update={
                **blank, **links,
                "id": self.shown[feature.id], "title": title_for(self.reader, feature),
                "status": self.backlog.status(feature.id),
                "parent": self.shown.get(parent) if parent else None,
                "depends_on": self._needs(feature) if sees("depends_on") else (),
                "decisions": self._decisions(feature) if sees("decisions") else (),
                "results": self._results(feature) if sees("results") else (),
                "evidence": self._evidence(feature.evidence) if sees("evidence") else (),
                "experiments": self._experiments(feature) if sees("experiments") else (),
                "launch": self._launch(feature.launch) if sees("launch") else None,
                "team": (feature.team if sees("effort") or sees("team") else None),
            }
        )  # fmt: skip
        return redacted.with_custom({name: value for name, value in feature.custom.items() if sees(name)}, {})

    def known(self, names: Iterable[str]) -> tuple[str, ...]:
        """The features shown among these, as the reader knows them."""
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

    def _evidence(self, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        """The pieces with the segment, and the experiment they cite, where the reader may see such."""
        blank = {} if self.reader.sees("segments") else {"segment": None}
        return tuple(
            piece.model_copy(update=blank if self._knows(piece.experiment) else {**blank, "experiment": None})
            for piece in evidence
        )

    def _knows(self, experiment: str | None) -> bool:
        """Whether an experiment, if any, is one of a feature that is shown, to a reader who sees such."""
        if experiment is None:
            return True
        tests = (test for name in self.shown for test in self.backlog.features[name].experiments)
        return self.reader.sees("experiments") and any(test.id == experiment for test in tests)

    def _experiments(self, feature: Feature) -> tuple[Experiment, ...]:
        """The experiments with all their numbers, which a verdict needs; who decided only with names."""
        if self.reader.sees("owner"):
            return feature.experiments
        return tuple(
            experiment.model_copy(update={"decided": experiment.decided.model_copy(update={"by": None})})
            if experiment.decided is not None else experiment
            for experiment in feature.experiments
        )  # fmt: skip

    def _launch(self, launch: Launch | None) -> Launch | None:
        """The launch; who does what, links and what is measured only for those who see such elsewhere."""
        if launch is None:
            return None
        blank: dict[str, Any] = {} if self.reader.sees("owner") else {"by": None}
        blank |= {} if self.reader.sees("links") else {"link": None}
        checklist = {name: point.model_copy(update=blank) for name, point in launch.checklist.items()}
        update: dict[str, Any] = {"checklist": checklist}
        if not self.reader.sees("metrics"):
            update["evaluation"] = ()
            update["rollout"] = tuple(step.model_copy(update={"until": None}) for step in launch.rollout)
        return launch.model_copy(update=update)

    def _results(self, feature: Feature) -> tuple[Any, ...]:
        if self.reader.sees("effort"):
            return feature.results
        return tuple(result.model_copy(update={"effort": None}) for result in feature.results)

    def _workspace(self) -> Workspace:
        whole, sees = self.backlog.workspace, self.reader.sees
        calendar = {} if sees("value") else {"discount": Calendar().discount, "value_horizon": None}
        keeps: dict[str, Any] = {
            "features": Workspace.model_fields["features"].default,
            "strategy": self._strategy(),
            "problems": self._problems(),
            "segments": whole.segments if sees("segments") else {},
            "accounts": whole.accounts if sees("requests") else {},
            "teams": self._teams(),
            "sizes": {},
            "releases": whole.releases if sees("release") else {},
            "launch": whole.launch if sees("launch") else LaunchSettings(),
            "fields": {name: kind for name, kind in whole.fields.items() if sees(name)},
            "calendar": whole.calendar.model_copy(update=calendar),
            "scoring": whole.scoring if sees("score") else Scoring(),
            "roadmap": whole.roadmap if sees("capacity") else RoadmapSettings(),
            "exports": (), "audiences": {}, "scenarios": {},
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
            keeps["outcomes"] = {
                name: outcome.model_copy(update=owner) for name, outcome in whole.outcomes.items()
            }
        if sees("declined"):
            keeps["not_doing"] = whole.not_doing
        if sees("strategy"):
            keeps |= {name: getattr(whole, name) for name in _STRATEGY}
        return Strategy().model_copy(update=keeps)

    def _problems(self) -> dict[str, Any]:
        sees = self.reader.sees
        if not sees("solves"):
            return {}
        blank: dict[str, Any] = {} if sees("evidence") else {"evidence": ()}
        blank |= {} if sees("opportunity") else {"opportunity": None}
        blank |= {} if sees("segments") else {"segments": ()}
        problems = self.backlog.workspace.problems
        return {
            name: problem.model_copy(update={"evidence": self._evidence(problem.evidence), **blank})
            for name, problem in problems.items()
        }

    def of_labels(self, labels: Mapping[str, Label]) -> dict[str, Label]:
        """The labels of the features shown, by the ids that the reader knows."""
        return {self.shown[name]: label for name, label in labels.items() if name in self.shown}

    def of_reasons(self, reasons: Iterable[Reason]) -> tuple[Reason, ...]:
        """The reasons that name no feature which is not shown; of what was left out the cause alone."""
        return tuple(filter(self.may_be_told, map(self._untold, reasons)))

    def _untold(self, reason: Reason) -> Reason:
        """Why it is left out, without the promise, for those who may not know what was agreed."""
        is_promise = reason.kind == "left-out" and not self.reader.sees(*IN_AGREED)
        return reason.cause if is_promise and reason.cause is not None else reason

    def may_be_told(self, reason: Reason) -> bool:
        """Whether a reason names no hidden feature, nor what people say in it, nor what was agreed."""
        if reason.kind in OF_AGREED and not self.reader.sees(*IN_AGREED):
            return False
        if reason.kind == "rated" and not self.reader.sees("ratings", *rated_fields(reason)):
            return False
        if any(self.shown.get(name) != name for part in reason.causes() for name in part.features):
            return False
        texts = [*reason.people_say()]
        if not texts:
            return True
        hidden = [name for name in self.backlog.features if self.shown.get(name) != name]
        return not hidden or not any(map(mentioning(hidden).search, texts))


def mentioning(names: Iterable[str]) -> re.Pattern[str]:
    """A pattern that is found in the words of people where they write one of these ids."""
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")


def title_for(reader: Reader, feature: Feature) -> str:
    """The name that a reader has for a feature, "" for none."""
    public = feature.public
    if reader.sees("title") and not reader.is_public:
        return feature.title
    if reader.sees("public"):
        return (public.title or public.text or "") if public is not None else ""
    return feature.id if reader.sees("id") else ""


def may_be_there(reader: Reader, backlog: Backlog, name: str) -> bool:
    """Whether a reader may know of a feature: parked, declined and shipped ones are for some only."""
    status = backlog.status(name)
    if status in ("parked", "declined"):
        return reader.sees("declined")
    return status != "shipped" or reader.sees("shipped")


def _slug(title: str, taken: set[str]) -> str:
    """A short name of words of a title, unlike those taken."""
    words = slug(title) or "feature"
    name, number = words, 2
    while name in taken:
        name, number = f"{words}-{number}", number + 1
    return name
