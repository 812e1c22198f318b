"""The odds of a plan as far as a reader may see them, and the mark of promises that are unlikely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pmcli.forecast.odds import FeatureOdds, Odds, PromiseKind, PromiseOdds
from pmcli.model.likelihood import EVEN
from pmcli.planning.result import Placement, Roadmap

if TYPE_CHECKING:
    from pmcli.sharing.redaction import Redactor

_FIELDS: Final[Mapping[PromiseKind, str]] = {"pin": "decisions", "deadline": "deadline", "launch": "launch"}
"""The field that a reader must see to know of a promise."""


@dataclass(frozen=True, slots=True)
class SharedOdds:
    """The odds of the features that a reader sees, and of what is promised of them.

    There is nothing in it that counts features which are not shown. Where all numbers are exact the plan
    `is_certain`.
    """

    items: Mapping[str, FeatureOdds]
    promises: tuple[PromiseOdds, ...]
    futures: int
    is_certain: bool = False

    @classmethod
    def of(cls, odds: Odds) -> SharedOdds:
        """All that there is to see."""
        return cls({item.id: item for item in odds.items}, odds.promises, odds.futures, odds.is_certain)

    def promise(self, feature: str) -> PromiseOdds | None:
        """The promise of a feature that is least sure, None where there is none."""
        own = (made for made in self.promises if made.id == feature)
        return min(own, key=lambda made: made.odds, default=None)

    def is_unlikely(self, feature: str) -> bool:
        """Whether a promise of a feature is more likely broken than kept."""
        made = self.promise(feature)
        return made is not None and made.odds < EVEN

    def shares(self, features: Iterable[str]) -> list[float]:
        """How likely each of these is in time, of those that are placed."""
        return [self.items[name].in_time for name in features if name in self.items]

    def among(self, features: Iterable[str]) -> SharedOdds:
        """The odds of these features alone."""
        kept = frozenset(features)
        items = {name: item for name, item in self.items.items() if name in kept}
        return replace(self, items=items, promises=tuple(made for made in self.promises if made.id in kept))


def marked(roadmap: Roadmap, odds: SharedOdds) -> Roadmap:
    """The roadmap with a mark on what is promised and unlikely."""
    return replace(roadmap, placements=tuple(_marked(placed, odds) for placed in roadmap.placements))


def _marked(placement: Placement, odds: SharedOdds) -> Placement:
    if not odds.is_unlikely(placement.id):
        return placement
    return replace(placement, marks=(*placement.marks, "unlikely"))


def odds_for(redactor: Redactor, odds: SharedOdds) -> SharedOdds | None:
    """The odds of what a reader sees, by the ids that they know; None for those who may see none.

    What is in the way is not theirs to know.
    """
    reader, shown = redactor.reader, redactor.shown
    if reader.is_public or not reader.sees("odds"):
        return None
    items = {
        shown[name]: replace(item, id=shown[name], blocked_by=())
        for name, item in odds.items.items()
        if name in shown
    }
    promises = tuple(
        replace(made, id=shown[made.id])
        for made in odds.promises
        if made.id in shown and reader.sees(_FIELDS[made.kind])
    )
    return replace(odds, items=items, promises=promises)
