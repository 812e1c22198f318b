"""Several people's numbers before they are agreed: what each of them says, a file a person (ratings/)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from pmcli.model.backlog import Keys
from pmcli.model.efforts import NO_TEAM, Effort
from pmcli.model.estimate import Estimate
from pmcli.model.evidence import Opportunity
from pmcli.model.inputs import MOSCOW, Ice, Rating, Rice, Wsjf
from pmcli.model.kinds import Day, Id, Range, Text, one_of
from pmcli.model.naming import folded
from pmcli.model.record import Record
from pmcli.model.values import Wrong, shown

_LONGEST = 64
"""The most characters of a person's name."""


def read_name(text: str) -> str:
    """The name of a person, in one form of its letters and without extra blanks.

    Raises:
        Wrong: it is none: nothing, too long, a path, or with characters that nobody sees.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or not name.isprintable() or len(name) > _LONGEST or "/" in name or "\\" in name:
        raise Wrong(f"{shown(text)} is no name of a person", f"at most {_LONGEST} characters, and no path")
    return name


RaterName = Annotated[Text, AfterValidator(read_name)]


class RatedCd3(Record):
    """The inputs of CD3 that people estimate."""

    cost_of_delay: Range | None = None
    """Money lost for each week it is not there."""
    duration: Range | None = None
    """Weeks it takes."""


class FeatureRatings(Record):
    """One person's numbers for one feature; number fields of the workspace's own stand beside these."""

    rice: Rice | None = None
    """Inputs of RICE."""
    wsjf: Wsjf | None = None
    """Inputs of WSJF."""
    ice: Ice | None = None
    """Inputs of ICE."""
    cd3: RatedCd3 | None = None
    """Inputs of CD3."""
    opportunity: Opportunity | None = None
    """Importance and satisfaction."""
    moscow: Annotated[str, *one_of(*MOSCOW)] | None = None
    """must | should | could | wont."""
    weighted: dict[str, Rating] = Field(default_factory=dict)
    """Ratings by criterion, 0 to the scale."""
    effort: Effort | None = None
    """A number, a range, a size, or one of these by team; in the workspace's effort unit."""
    because: Text | None = None
    """Why these numbers."""


class RatingsFile(Record):
    """One person's numbers before they are agreed: `pm triage --as NAME` writes it, people may edit it."""

    rater: RaterName | None = None
    """Who it is; the file's stem where left out."""
    on: Day | None = None
    """When they were last looked at."""
    features: dict[Id, FeatureRatings] = Field(default_factory=dict)
    """The numbers, by the id of the feature."""


class RatingsOutline(Record):
    """A file of ratings of which the features are not looked into: each of them is read by itself."""

    rater: RaterName | None = None
    """Who it is; the file's stem where left out."""
    on: Day | None = None
    """When they were last looked at."""
    features: dict[Id, Any] = Field(default_factory=dict)
    """The numbers, by the id of the feature."""


@dataclass(frozen=True, slots=True)
class GivenRating:
    """What one person says of one input: a number or a range, a word as the number it stands for.

    `text` is as it stands in the file. `is_auto`: it is what the evidence gives, and `estimate` says nothing.
    """

    rater: str
    keys: Keys
    estimate: Estimate
    text: str
    is_auto: bool = False

    @property
    def input(self) -> str:
        """The name of the input, as in a feature: "rice.impact", "effort.web"; "effort" of no team."""
        return ".".join(str(key) for key in self.keys if key != NO_TEAM)

    @property
    def is_word(self) -> bool:
        """Whether it is a word that stands for a number."""
        return self.text[:1].isalpha()


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person says of one feature, input by input, and why."""

    rater: str
    feature: str
    said: tuple[GivenRating, ...]
    because: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Rater:
    """One person, the file with what they say, when they said it, and that by feature in the file's order."""

    name: str
    path: str
    on: date | None = None
    opinions: Mapping[str, Opinion] = field(default_factory=dict)

    def is_called(self, name: str) -> bool:
        """Whether it is the person of this name, whatever the case and the form of its letters."""
        return folded(self.name) == folded(name)


def said_in(rater: str, record: FeatureRatings, own: Mapping[str, float], data: Any) -> Iterator[GivenRating]:
    """What a person says of each input of a feature; `own` are the workspace's fields, `data` all as read."""
    for method in ("rice", "wsjf", "ice", "cd3", "opportunity"):
        inputs = getattr(record, method)
        for name in type(inputs).model_fields if inputs is not None else ():
            value = getattr(inputs, name)
            if value is not None:
                yield _said(rater, (method, name), value, data)
    if record.moscow is not None:
        yield GivenRating(rater, ("moscow",), Estimate.exact(MOSCOW[record.moscow]), record.moscow)
    for name, rating in record.weighted.items():
        yield _said(rater, ("weighted", name), rating, data)
    for team, estimate in (record.effort or {}).items():
        yield _said(rater, ("effort", team), estimate, data)
    for name, number in own.items():
        yield _said(rater, (name,), number, data)


def _said(rater: str, keys: Keys, value: Estimate | float | str, data: Any) -> GivenRating:
    text = _written(data, keys)
    if isinstance(value, Estimate):
        return GivenRating(rater, keys, value, value.text or text)
    if isinstance(value, str):  # auto, measured
        return GivenRating(rater, keys, Estimate.exact(0.0), value, is_auto=True)
    return GivenRating(rater, keys, Estimate.exact(value), text or str(value))


def _written(data: Any, keys: Keys) -> str:
    """The text of a value as it stands in the file, "" where it is none."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) and key != NO_TEAM else data
    return " ".join(str(data).split()) if isinstance(data, str) else ""
