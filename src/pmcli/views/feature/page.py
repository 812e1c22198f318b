"""Everything known of one feature, as a page to read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pmcli.model.fields import FIELDS, Field, InSection, facts, in_section, own_field
from pmcli.model.figure import figure, ordinal
from pmcli.views.ranking.why_unranked import why_unranked
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, Paragraph

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature
    from pmcli.ranking import RankedFeature, Ranking

Label = tuple[str, str | tuple[str, ...]]
"""A fact with its name, as `Fields` has them."""
_SOFT_BREAK = re.compile(r"(?<=[^\s])\n(?=[^\s#>|*+\-\d])")
SECTIONS: Final = (
    "Problem", "Who has it", "Evidence", "Asked for", "Proposed solution", "Options", "Outcomes", "Metrics",
    "Rated, not agreed", "Acceptance", "Decisions", "Positions", "Risks", "Open questions", "Experiments",
    "Launch", "For customers", "Results", "Links",
)  # fmt: skip
"""The sections in their order; which fields stand in them is in the registry."""


@dataclass(frozen=True, slots=True)
class _PageSource:
    """A feature with what its page is made from; `roadmap` is where the plan has it, `likely` how likely."""

    feature: Feature
    backlog: Backlog
    ranking: Ranking
    items: Mapping[str, RankedFeature]
    roadmap: str | None
    likely: str = ""


def feature_page(
    feature: Feature, backlog: Backlog, ranking: Ranking, roadmap: str | None = None, likely: str = "",
) -> list[Block]:  # fmt: skip
    """The page; sections with nothing to say are left out.

    `roadmap` is where the plan has it, `likely` how likely that is, in words.
    """
    items = {item.id: item for item in ranking.items}
    source = _PageSource(feature, backlog, ranking, items, roadmap, likely)
    blocks: list[Block] = [
        Heading(feature.title, 1),
        Paragraph(_subtitle(source)),
        Fields(tuple(_head(source))),
    ]
    for title in SECTIONS:
        if section := [block for pair in in_section(FIELDS, "show", title) for block in _body(source, *pair)]:
            blocks += [Heading(title), *section]
    return blocks


def _subtitle(source: _PageSource) -> str:
    """The line below the title."""
    texts = (", ".join(_texts(source, field)) for field, _ in in_section(FIELDS, "show", "line"))
    return " · ".join(text for text in texts if text)


def _head(source: _PageSource) -> Iterator[Label]:
    """Where it stands: rank, time, effort, relations, labels."""
    for field, place in in_section((*FIELDS, *_own(source)), "show", ""):
        if texts := tuple(_texts(source, field)):
            joined = _JOINED.get(field.key, ", ").join(texts)
            yield place.title or field.title, texts if place.is_listed else joined
        if field.key in _BELOW:
            name, read = _BELOW[field.key]
            if others := tuple(read(source)):
                yield name, others
    written = source.backlog.locate(source.feature.id)
    yield "file", f"{written.path}:{written.line}"


def _own(source: _PageSource) -> Iterator[Field]:
    """The fields of the workspace that the feature has, in the order of its file."""
    declared = source.backlog.workspace.fields
    return (own_field(name, declared.get(name, "text")) for name in source.feature.custom)


def _body(source: _PageSource, field: Field, place: InSection) -> list[Block]:
    texts = tuple(_texts(source, field))
    if place.is_prose:
        return [Paragraph(text) for text in texts]
    return [Bullets(texts)] if texts else []


def _texts(source: _PageSource, field: Field) -> Iterable[str]:
    """The texts of the feature in a field: in words of this page where it has any, else of the registry."""
    if (words := _WORDS.get(field.key)) is not None:
        return words(source)
    return field.in_full(source, source.feature)


# --- fields that this page tells in words of its own ---


def _rank(source: _PageSource) -> Iterator[str]:
    """The place in the ranking with its numbers, or why there is none."""
    item = source.items.get(source.feature.id)
    if item is None:
        yield f"none: {why_unranked(source.feature.id, source.ranking, source.backlog)}"
        return
    place = f"{ordinal(item.rank)} of {len(source.items):,} by {source.ranking.model.name}"
    numbers = (("adjusted", item.adjusted), ("score", item.score))
    yield facts.joined(place, *(f"{name} {figure(number)}" for name, number in numbers if number is not None))


def _roadmap(source: _PageSource) -> Iterator[str]:
    if source.roadmap is not None:
        yield source.roadmap


def _likely(source: _PageSource) -> Iterator[str]:
    if source.likely:
        yield source.likely


def _teams(source: _PageSource) -> Iterator[str]:
    """The teams of its effort; the line has no room for one that has nothing to do yet."""
    return filter(None, source.backlog.effort(source.feature))


def _needs(source: _PageSource) -> Iterator[str]:
    for need in source.feature.depends_on:
        later = f", {need.lag} period{'s' if need.lag > 1 else ''} later" if need.lag else ""
        softly = ", which it would like" if need.kind == "soft" else ""
        yield _feature_text(source, need.id) + softly + later


def _unlocked(source: _PageSource) -> Iterator[str]:
    """The features that wait for it."""
    for other in source.backlog.features.values():
        kinds = [need.kind for need in other.depends_on if need.id == source.feature.id]
        if kinds:
            yield _feature_text(source, other.id) + ("" if "hard" in kinds else ", which would like it")


def _parent(source: _PageSource) -> Iterator[str]:
    if source.feature.parent:
        yield _feature_text(source, source.feature.parent)


def _parts(source: _PageSource) -> Iterator[str]:
    """The parts of it."""
    for name in source.backlog.children().get(source.feature.id, ()):
        yield _feature_text(source, name)


def _conflicts(source: _PageSource) -> Iterator[str]:
    """The features that exclude it, whichever of the two says so."""
    features = source.backlog.features.values()
    others = {other.id for other in features if source.feature.id in other.conflicts_with}
    for name in sorted(others | set(source.feature.conflicts_with)):
        yield _feature_text(source, name)


def _feature_text(source: _PageSource, name: str) -> str:
    """Another feature with its status and its rank."""
    if name not in source.backlog.features:
        return f"{name} (unknown)"
    item = source.items.get(name)
    rank = f", {ordinal(item.rank)}" if item else ""
    return f"{name} ({source.backlog.status(name)}{rank})"


def _debt(source: _PageSource) -> Iterator[str]:
    debt = source.feature.tech_debt
    if debt and debt != "none":
        yield f"{debt} to it" if debt == "adds" else debt


def _description(source: _PageSource) -> Iterator[str]:
    """Prose whose lines were broken by hand, as paragraphs; lists, code and the like keep their lines."""
    text = source.feature.description
    if text:
        yield text if "```" in text else _SOFT_BREAK.sub(" ", text)


_WORDS: Final[Mapping[str, Callable[[_PageSource], Iterable[str]]]] = {
    "rank": _rank, "period": _roadmap, "odds": _likely, "team": _teams, "depends_on": _needs,
    "parent": _parent, "conflicts_with": _conflicts, "tech_debt": _debt, "description": _description,
}  # fmt: skip
"""Own words for fields, by key."""
_BELOW: Final[Mapping[str, tuple[str, Callable[[_PageSource], Iterable[str]]]]] = {
    "depends_on": ("unlocks", _unlocked), "parent": ("parts", _parts),
}  # fmt: skip
"""The relations that other features declare, below the field that declares them here."""
_JOINED: Final = {"reasons": "; "}
