"""What people rated, read from the files in ratings/; every mistake told at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pydantic_core import PydanticCustomError

from pmcli.checks.references import DERIVED
from pmcli.model.backlog import Backlog, Keys, Origin
from pmcli.model.diagnostic import did_you_mean
from pmcli.model.efforts import NO_TEAM
from pmcli.model.feature import Feature
from pmcli.model.inputs import Vocabulary
from pmcli.model.naming import folded
from pmcli.model.rating import FeatureRatings, Opinion, Rater, RatingsOutline, read_name, said_in
from pmcli.model.values import Wrong, is_empty, shown
from pmcli.model.workspace import Workspace, read_field
from pmcli.workspace.faults import LoadingFaults
from pmcli.workspace.fitting import fit
from pmcli.workspace.hidden import may_follow
from pmcli.workspace.validation_faults import BAD_VALUE, ValidationFault
from pmcli.yaml.read import Value

UNKNOWN_REFERENCE = ("PM105", "unknown-reference")


def report_too_wide(backlog: Backlog, faults: LoadingFaults) -> None:
    """Report inputs of which people say numbers too far apart for a mean, each at the furthest of them."""
    files = {rater.name: rater.path for rater in backlog.raters}
    for feature, inputs in backlog.rated.items():
        for rated in inputs.values():
            if told := rated.too_wide:
                one = rated.furthest
                message = f"{rated.input}: {shown(one.text)} makes the range of all ratings too wide: {told}"
                hint = f"mend it, or agree on a number: pm set {feature} {rated.input}=…"
                fault = ValidationFault(BAD_VALUE, one.keys, "value", message, hint)
                faults.add(Origin(files[one.rater], 0, ("features", feature)), fault, feature)


@dataclass(frozen=True, slots=True)
class RatingsReader:
    """The reader of the files of all raters; `unread` are the keys of pm.yaml that could not be read.

    `names` has the files by the names of those who were read already.
    """

    faults: LoadingFaults
    workspace: Workspace
    vocabulary: Vocabulary
    features: Mapping[str, Feature]
    unread: frozenset[Keys]
    names: dict[str, str] = field(default_factory=dict)

    @property
    def defined(self) -> str:
        """All of pm.yaml that what people rate depends on, beside what features depend on."""
        criteria = self.workspace.scoring.weighted.criteria
        return repr((sorted(self.workspace.teams), sorted(criteria), sorted(map(str, self.unread))))

    def is_first(self, name: str, path: str) -> bool:
        """Whether no other file is of this person, whatever the case and the form of the letters."""
        return self.names.setdefault(folded(name), path) == path

    def rater(self, path: str, data: dict[str, Value]) -> Iterator[Rater]:
        """The person whose numbers a file holds; nobody where there is another file of theirs."""
        file: RatingsOutline = fit(RatingsOutline, data, None, partial(self.faults.add, Origin(path)))
        name = file.rater or self._named_by(path, is_told="rater" in data)
        if not self.is_first(name, path):
            message = f'rater: "{name}" has a file already: {self.names[folded(name)]}'
            keys: Keys = ("rater",) if "rater" in data else ()
            fault = ValidationFault(BAD_VALUE, keys, "value", message, "keep one file a person")
            self.faults.add(Origin(path), fault)
            return
        given = data.get("features")
        opinions = {
            feature: self._opinion(path, name, file, feature, entry)
            for feature, entry in (given.items() if isinstance(given, dict) else ())
            if feature in file.features and not is_empty(entry)
        }  # fmt: skip
        yield Rater(name, path, file.on, opinions)

    def _named_by(self, path: str, *, is_told: bool) -> str:
        """The name of a person that the name of their file gives; one that is none is reported.

        `is_told`: what the file says was reported already.
        """
        stem = path.rpartition("/")[2].rpartition(".")[0]
        try:
            return read_name(stem)
        except Wrong as fault:
            if not is_told:
                told = ValidationFault(BAD_VALUE, (), "value", str(fault), "write rater: NAME")
                self.faults.add(Origin(path), told)
            return stem

    def _opinion(self, path: str, rater: str, file: RatingsOutline, feature: str, entry: Value) -> Opinion:
        """What the person says of one feature."""
        origin = Origin(path, 0, ("features", feature))
        known = feature if feature in self.features else None
        if not isinstance(entry, dict):
            message = "ratings are a map of inputs, such as rice: {reach: 5000}; found text"
            self.faults.add(origin, ValidationFault(BAD_VALUE, (), "value", message), known)
            return Opinion(rater, feature, (), None, file.on)

        def report(fault: ValidationFault) -> None:
            if not may_follow(fault, self.unread):
                self.faults.add(origin, fault, known)

        numbers = {key for key, kind in self.workspace.fields.items() if kind == "number"}
        given: dict[str, Any] = {key: value for key, value in entry.items() if key not in numbers}
        record: FeatureRatings = fit(FeatureRatings, given, self.vocabulary, report, tuple(sorted(numbers)))
        own = dict(self._own({key: entry[key] for key in entry if key in numbers}, report))
        said = tuple(one for one in said_in(rater, record, own, entry) if self._is_defined(one.keys, report))
        return Opinion(rater, feature, said, record.because, file.on)

    @staticmethod
    def _own(given: Mapping[str, Value], report: Any) -> Iterator[tuple[str, float]]:
        """The numbers of the workspace's own fields."""
        for key, value in given.items():
            if is_empty(value):
                continue
            try:
                yield key, float(str(read_field(value, "number")))
            except PydanticCustomError as fault:
                context: Any = fault.context
                message = f"{key}: {context['message']}"
                report(ValidationFault(BAD_VALUE, (key,), "value", message, context["hint"]))

    def _is_defined(self, keys: Keys, report: Any) -> bool:
        """Whether pm.yaml knows the team or criterion that is rated; where it does not, that is reported."""
        outer, name = keys[0], str(keys[-1])
        kinds: dict[object, tuple[str, Mapping[str, object], Keys]] = {
            "effort": ("team", self.workspace.teams, ("teams",)),
            "weighted": (
                "criterion", {**self.workspace.scoring.weighted.criteria, **dict.fromkeys(DERIVED)},
                ("scoring", "weighted", "criteria"),
            ),
        }  # fmt: skip
        if outer not in kinds or name == NO_TEAM:
            return True
        kind, defined, at = kinds[outer]
        if name in defined or any(unread[: len(at)] == at[: len(unread)] for unread in self.unread):
            return name in defined
        hint = did_you_mean(name, defined) or (None if defined else f"pm.yaml defines no {kind}s")
        report(ValidationFault(UNKNOWN_REFERENCE, keys, "key", f'there is no {kind} "{name}"', hint))
        return False
