"""New features with the title of one that is here, or of one that comes in with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.model.likeness import Titles

if TYPE_CHECKING:
    from pmcli.importing.fitting import Fitted
    from pmcli.model.backlog import Backlog


@dataclass(frozen=True, slots=True)
class Twice:
    """A feature that comes in, and another that it may be: one that is here, else one that comes with it.

    `is_same` says that the titles are the same, and not only much alike.
    """

    id: str
    title: str
    other: str
    other_title: str
    is_here: bool
    is_same: bool


def twice(arrivals: Iterable[Fitted], backlog: Backlog) -> tuple[Twice, ...]:
    """The new features that may be another: each with the one most like it, those that are here first.

    What was merged already is looked for under the feature that it was merged into.
    """
    here = {name: feature.title for name, feature in backlog.features.items() if not backlog.is_merged(name)}
    coming = {feature.id: feature.record.title for feature in arrivals}
    titles = here | coming
    everywhere = Titles.of(titles)
    order = {name: at for at, name in enumerate(coming)}
    found = []
    for name, title in coming.items():
        near = [
            (alike < 100, other not in here, -alike, other)
            for other, alike in everywhere.near_one(name)
            if other in here or order[other] < order[name]
        ]
        if near:
            is_near, is_coming, _, other = min(near)
            found.append(Twice(name, title, other, titles[other], not is_coming, is_same=not is_near))
    return tuple(found)
