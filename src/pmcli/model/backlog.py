"""The Backlog: everything loaded, by id, with where each field came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from math import fsum
from typing import TYPE_CHECKING, Concatenate, Literal, ParamSpec, Protocol, TypeVar, cast

from pmcli.model.confidence import Confidence, confidence_of, evidence_for
from pmcli.model.diagnostic import Location, Suppression
from pmcli.model.efforts import NO_TEAM
from pmcli.model.feature import OPEN

if TYPE_CHECKING:
    from pmcli.model.agreement import Agreement
    from pmcli.model.estimate import Estimate
    from pmcli.model.experiment import Experiment
    from pmcli.model.feature import Feature
    from pmcli.model.rated import Rated
    from pmcli.model.rating import Rater
    from pmcli.model.store import Store
    from pmcli.model.workspace import Workspace

Keys = tuple[str | int, ...]
"""The keys that lead from a feature (or from the top of pm.yaml) to a piece of it: ("effort", "web")."""
Part = Literal["key", "value"]
WORKSPACE_FILE = "pm.yaml"
Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")


@dataclass(frozen=True, slots=True)
class Origin:
    """The place of a feature: the file, the n-th document in it, and the keys that lead to it inside that."""

    path: str
    document: int = 0
    keys: Keys = ()


class Places(Protocol):
    """The places of what files say, worked out only when asked, for most backlogs are sound."""

    def find(self, origin: Origin, keys: Keys, part: Part) -> Location:
        """The place of a value, or of its key; of the longest beginning of the keys that exists."""

    def source(self, path: str) -> str | None:
        """The text of a file, None where there is none: to show the line at fault."""

    def suppressions(self) -> tuple[Suppression, ...]:
        """The comments in the files that silence findings, by file and line."""


class NoPlaces:
    """Places of a backlog that was made, not read: there are none."""

    def find(self, origin: Origin, keys: Keys, part: Part) -> Location:  # noqa: ARG002 - the protocol's names
        """The first line of the file."""
        return Location(origin.path)

    def source(self, path: str) -> str | None:  # noqa: ARG002 - the protocol's names
        """No text."""
        return None

    def suppressions(self) -> tuple[Suppression, ...]:
        """No comments."""
        return ()


@dataclass(frozen=True)
class Backlog:
    """A workspace and its features, in the order of their ids, as of `today`.

    `today` is the day that decisions and evidence count by: the first day planned, unless another was asked
    for with --today; it is not the clock. `start` is the first day planned where that is another. `broken`
    has the ids of features in which something could not be read, with the first reason; their records hold
    what could. They are here so that references to them are no mistakes. `is_part_closed` says that a file or
    folder of features could not be opened: nobody knows which ids it has. `exists` says whether there is a
    file or folder at a path in the workspace; None where nobody knows. `agreement` is the plan agreed on.
    `unread` are the keys of what could not be read in pm.yaml: what lacks it there is no second mistake.
    `is_plan_unread` says that a plan was agreed on, and none of it can be read.
    `factors` are what a scenario multiplies the values of features by; `scenario` is its name.
    `raters` are the people who rated (ratings/), by file; `rated` has the inputs that features carry because
    people rated them and their own files leave them open, by feature and name: "rice.impact", "effort.web".
    `written` are those features as their own files have them. `store` keeps what took long to work out of the
    backlog for the next run; None where there is no next run to speak of.
    """

    workspace: Workspace
    features: Mapping[str, Feature]
    today: date
    origins: Mapping[str, Origin] = field(default_factory=dict)
    places: Places = field(default_factory=NoPlaces)
    broken: Mapping[str, str] = field(default_factory=dict)
    files: int = 0
    is_part_closed: bool = False
    start: date | None = None
    exists: Callable[[str], bool] | None = None
    agreement: Agreement | None = None
    unread: frozenset[Keys] = frozenset()
    is_plan_unread: bool = False
    factors: Mapping[str, float] = field(default_factory=dict)
    scenario: str | None = None
    raters: tuple[Rater, ...] = ()
    rated: Mapping[str, Mapping[str, Rated]] = field(default_factory=dict)
    written: Mapping[str, Feature] = field(default_factory=dict)
    store: Store | None = field(default=None, repr=False, compare=False)
    head: Callable[[str], str] | None = field(default=None, repr=False, compare=False)

    def is_unread(self, keys: Keys) -> bool:
        """Whether something in pm.yaml could not be read that stands at these keys, above or below them."""
        return any(path[: len(keys)] == keys[: len(path)] for path in self.unread)

    def may_have(self, name: str) -> bool:
        """Whether there is a feature of this id, or one may be in what could not be read."""
        return self.is_part_closed or name in self.features or name in self.broken

    @property
    def is_part_unread(self) -> bool:
        """Whether some of a feature, or whole ones, could not be read."""
        return self.is_part_closed or bool(self.broken)

    def locate(self, feature: str | None, keys: Keys = (), part: Part = "value") -> Location:
        """The place of a piece of a feature, or of a piece of pm.yaml where `feature` is None."""
        origin = Origin(WORKSPACE_FILE) if feature is None else self.origins.get(feature, Origin(""))
        return self.places.find(origin, (*origin.keys, *keys), part)

    def once(
        self, work: Callable[Concatenate[Backlog, Arguments], Result],
        *arguments: Arguments.args, **named: Arguments.kwargs,
    ) -> Result:  # fmt: skip
        """The result of `work` for this backlog and these arguments, which is asked for the first time only.

        A backlog never changes, and no result may. What raises is asked again.
        """
        key = (work, arguments, *named.items())
        if key not in self._results:
            self._results[key] = work(self, *arguments, **named)
        return cast("Result", self._results[key])

    @cached_property
    def _results(self) -> dict[tuple[object, ...], object]:
        return {}

    @cached_property
    def _statuses(self) -> dict[str, str]:
        return {name: feature.status_on(self.today) for name, feature in self.features.items()}

    def status(self, feature: str) -> str:
        """The status of a feature today, a decision to park or decline included."""
        return self._statuses[feature]

    def is_open(self, feature: str) -> bool:
        """Whether the feature is still to be done."""
        return self._statuses[feature] in OPEN

    def is_merged(self, feature: str) -> bool:
        """Whether the feature is a duplicate that somebody has merged into another."""
        decision = self.features[feature].decision(self.today)
        return decision is not None and decision.merged_into is not None

    def stands_for(self, feature: str) -> str:
        """The feature that this one was merged into, however often; itself where it was not.

        A reason that names no feature of the backlog, or goes in a circle, says nothing.
        """
        seen, at = {feature}, feature
        while (into := self._merged_into(at)) is not None:
            if into in seen:
                return feature
            seen.add(into)
            at = into
        return at

    def _merged_into(self, feature: str) -> str | None:
        decision = self.features[feature].decision(self.today)
        told = (decision.merged_into if decision is not None else None) or ""
        names = (told.strip(" ."), (told.split() or [""])[0].strip(".,;:"))
        return next((name for name in names if name in self.features), None)

    @cached_property
    def extra_keys(self) -> tuple[str, ...]:
        """The keys with `x-` that features have, by name."""
        return tuple(sorted({key for feature in self.features.values() for key in feature.extra}))

    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The children of every feature that has some, in id order; worked out once."""
        return self._children

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        children: dict[str, list[str]] = {}
        for feature in self.features.values():
            if feature.parent is not None and feature.parent in self.features:
                children.setdefault(feature.parent, []).append(feature.id)
        return {parent: tuple(sorted(names)) for parent, names in sorted(children.items())}

    def effort(self, feature: Feature) -> dict[str, Estimate]:
        """The effort by team, in the effort unit; empty where none is given.

        A number with no team belongs to the feature's `team`, or to the only team there is; the key is
        `NO_TEAM` where there is neither.
        """
        if not feature.effort:
            return {}
        if NO_TEAM not in feature.effort:
            return feature.effort
        return {self.team(feature): feature.effort[NO_TEAM]}

    def team(self, feature: Feature) -> str:
        """The team of an effort that names none: the feature's, or the only one; else `NO_TEAM`."""
        if feature.team is not None:
            return feature.team
        teams = self.workspace.teams
        return next(iter(teams)) if len(teams) == 1 else NO_TEAM

    def total_effort(self, feature: Feature) -> float | None:
        """The mean effort summed over teams, None where none is given."""
        return fsum([part.mean for part in feature.effort.values()]) if feature.effort else None

    def own(self, feature: str) -> Feature:
        """A feature as its own file has it, without what people rated."""
        return self.written.get(feature) or self.features[feature]

    def confidence(self, feature: Feature, *, measured: bool = False) -> Confidence:
        """The confidence that the best evidence for a feature or its problems gives.

        Where it is `measured`, the share that came true of what was held for as sure counts, if that is
        enough.
        """
        evidence = evidence_for(self, feature) if feature.evidence or feature.solves else ()
        found = confidence_of(self, evidence, self.start or self.today, owner=feature.id)
        if not measured:
            return found
        from pmcli.model.hit_rates import outcomes_of  # only few backlogs ask for it

        return replace(found, outcomes=outcomes_of(self, found.said))

    def experiments(self) -> Mapping[str, Experiment]:
        """The experiments of all features that have an id, by that; of several of one id the first counts."""
        return {name: experiment for name, (_, experiment) in self._experiments.items()}

    def tester(self, experiment: str) -> str | None:
        """The feature that has an experiment of this id; None where none has."""
        return self._experiments[experiment][0] if experiment in self._experiments else None

    @cached_property
    def _experiments(self) -> dict[str, tuple[str, Experiment]]:
        experiments: dict[str, tuple[str, Experiment]] = {}
        for feature in self.features.values():
            for experiment in feature.experiments:
                if experiment.id is not None:
                    experiments.setdefault(experiment.id, (feature.id, experiment))
        return experiments

    def without(self, features: Iterable[str]) -> Backlog:
        """The backlog without these features."""
        gone = set(features)
        kept = {name: feature for name, feature in self.features.items() if name not in gone}
        broken = {name: why for name, why in self.broken.items() if name not in gone}
        rated = {name: inputs for name, inputs in self.rated.items() if name not in gone}
        return replace(self, features=kept, broken=broken, rated=rated)
