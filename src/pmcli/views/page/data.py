"""The data of the interactive page: all that its reader may see of every feature, worked out once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from pmcli.model.efforts import NO_TEAM
from pmcli.model.fields import Field
from pmcli.views.feature.visible_fields import fields_in_use
from pmcli.views.roadmap.labels import efforts
from pmcli.views.roadmap.parts import Phase, phases

if TYPE_CHECKING:
    from pmcli.model.feature import Feature
    from pmcli.sharing import AudienceView

WHEN: Final = "when"
NEVER: Final = "no date"
FACETS: Final = (
    WHEN,
    "team",
    "outcomes",
    "theme",
    "owner",
    "status",
    "type",
    "release",
    "product",
    "confidence",
)
"""Keys by which features can be filtered."""
GROUPS: Final = ("team", "outcomes", "theme", "owner", "release", "product")
"""Keys by which the roadmap can be grouped."""
COLORED: Final = ("theme", "outcomes", "type", "team")
MOST_VALUES: Final = 80
COLORS: Final = 16
"""Looks of cards, points and boxes: eight colours, then the same eight striped; further values share one."""
OTHERS: Final = "cx"


def color_class(value: int) -> str:
    """The class that colours what has this value of the facet by which the page is coloured."""
    return f"c{value}" if value < COLORS else OTHERS


@dataclass(frozen=True, slots=True)
class Facet:
    """Something to filter by: its values, and those of every feature, as numbers of values."""

    key: str
    title: str
    values: tuple[str, ...]
    of: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class PageData:
    """The features, fields, columns and facets that a reader sees."""

    view: AudienceView

    @cached_property
    def waits(self) -> dict[str, tuple[str, ...]]:
        """The features that every ranked feature waits for, by id."""
        return {item.id: item.waits_for for item in self.view.ranking.items}

    @cached_property
    def features(self) -> list[Feature]:
        """The features, the best first."""
        return self.view.in_order()

    @cached_property
    def at(self) -> dict[str, int]:
        """The index of each feature in `features`, by id."""
        return {feature.id: number for number, feature in enumerate(self.features)}

    @cached_property
    def fields(self) -> list[Field]:
        """The fields that say anything."""
        return fields_in_use(self.view)

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """The fields by their keys."""
        return {field.key: field for field in self.fields}

    @cached_property
    def phases(self) -> list[Phase]:
        """The columns of the roadmap: periods, or now, next and later."""
        return phases(self.view)

    @cached_property
    def lanes(self) -> list[str]:
        """The names of the columns."""
        return [phase.title for phase in self.phases]

    @cached_property
    def lane_of(self) -> dict[str, int]:
        """The column of every feature that is in one."""
        return {feature.id: number for number, phase in enumerate(self.phases) for feature in phase.features}

    @cached_property
    def planned(self) -> list[str]:
        """The features that are in a column, column by column, the best first."""
        return [feature.id for phase in self.phases for feature in phase.features]

    @cached_property
    def texts(self) -> list[dict[str, list[str]]]:
        """The texts of every feature in `features` by key of the field; a field without texts is absent."""
        return [
            {field.key: texts for field in self.fields if (texts := list(field.tell(self.view, feature)))}
            for feature in self.features
        ]

    @cached_property
    def facets(self) -> list[Facet]:
        """The facets with 2 to `MOST_VALUES` values, in the order of `FACETS`."""
        facets = [self._facet(key) for key in FACETS if key == WHEN or key in self.by_key]
        return [facet for facet in facets if 1 < len(facet.values) <= MOST_VALUES]

    def facet(self, *keys: str) -> Facet | None:
        """The first of these facets that there is."""
        known = {facet.key: facet for facet in self.facets}
        return next((known[key] for key in keys if key in known), None)

    @cached_property
    def colors(self) -> Facet | None:
        """The facet that colours the cards, None where there is none."""
        return self.facet(*COLORED)

    def _facet(self, key: str) -> Facet:
        values = [tuple(self._values(key, feature, number)) for number, feature in enumerate(self.features)]
        names = self._names(key, {value for own in values for value in own})
        number = {name: at for at, name in enumerate(names)}
        title = self.by_key[key].title if key in self.by_key else WHEN
        return Facet(key, title, tuple(names), tuple(tuple(number[value] for value in own) for own in values))

    def _values(self, key: str, feature: Feature, number: int) -> Iterator[str]:
        if key == WHEN:
            lane = self.lane_of.get(feature.id)
            yield NEVER if lane is None else self.lanes[lane]
        elif key == "outcomes":
            known = self.view.backlog.workspace.strategy.outcomes
            yield from (
                known[name].title if name in known else name
                for name, part in feature.outcomes.items() if part
            )  # fmt: skip
        else:
            yield from self.texts[number].get(key, ())

    def _names(self, key: str, values: set[str]) -> list[str]:
        """The values in the order in which people know them."""
        workspace = self.view.backlog.workspace
        known: Mapping[str, Sequence[str]] = {
            WHEN: (*self.lanes, NEVER),
            "team": tuple(workspace.teams),
            "outcomes": tuple(outcome.title for outcome in workspace.strategy.outcomes.values()),
            "confidence": ("high", "medium", "low"),
        }
        first = [name for name in dict.fromkeys(known.get(key, ())) if name in values]
        return [*first, *sorted(values - set(first))]

    @cached_property
    def work(self) -> dict[str, dict[str, float]]:
        """The effort that the plan has for every feature, by team."""
        return {placement.id: efforts(placement.work) for placement in self.view.roadmap.placements}

    def teams_of(self, feature: str) -> list[str]:
        """The teams that a feature keeps busy."""
        return [team for team in self.work.get(feature, {}) if team != NO_TEAM]

    @cached_property
    def point(self) -> dict[str, tuple[float, float]]:
        """Effort and value of every feature that has both, where the reader may see both.

        The value is its own and what it inherits from those that wait for it, as far as the reader sees that:
        an enabler is worth what it enables.
        """
        view = self.view
        if not view.sees("effort") or view.roadmap.model.is_category:
            return {}
        point = {}
        for item in view.ranking.items:
            own = view.worth.get(item.id, 0.0) if view.sees("value") else item.value
            value = own + self._share_of_one * fsum(share.value for share in item.inherits)
            effort = view.backlog.total_effort(view.backlog.features[item.id])
            if effort and effort > 0 and value > 0:
                point[item.id] = (effort, value)
        return point

    @cached_property
    def _share_of_one(self) -> float:
        """What a value of 1 is in the plot: a share of the plan's value, or 1 where that is not seen."""
        worth = self.view.worth if self.view.sees("value") else {}
        shares = (worth[item.id] / item.value for item in self.view.ranking.items if item.value and worth)
        return next((share for share in shares if share), 1.0)


def link(view: str, feature: str) -> str:
    """The address of a feature's details in a view of the page."""
    return f"#{view}?feature={quote(feature, safe='')}"


def filtered(view: str, **chosen: str) -> str:
    """The address of a view where only features with these values are shown."""
    return f"#{view}?" + "&".join(f"{key}={quote(value, safe='')}" for key, value in chosen.items())
