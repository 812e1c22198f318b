"""Which feature of one backlog is which of another, also where it has another id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pmcli.model.agreement import Agreement
from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature

ALIKE = 0.6
"""The share of fields that a feature must keep to be known under another id."""
MOST = 10_000
"""Pairs that are compared one by one; of more, those of one title."""


def renames(before: Backlog, after: Backlog) -> dict[str, str]:
    """New ids by old: features that are gone, and came under another id with the same content.

    The likest pairs first; of pairs equally alike that with the smaller ids. The other way round gives the
    same pairs.
    """
    gone = [before.own(name) for name in before.features if name not in after.features]
    come = [after.own(name) for name in after.features if name not in before.features]
    pairs = sorted(
        (-share, min(old.id, new.id), max(old.id, new.id), old.id, new.id)
        for old, new in _likely(gone, come)
        if (share := _alike(old, new)) >= ALIKE
    )
    names: dict[str, str] = {}
    for *_, old_id, new_id in pairs:
        if old_id not in names and new_id not in names.values():
            names[old_id] = new_id
    return dict(sorted(names.items()))


def _likely(gone: list[Feature], come: list[Feature]) -> list[tuple[Feature, Feature]]:
    if len(gone) * len(come) <= MOST:
        return [(old, new) for old in gone for new in come]
    titled: dict[str, list[Feature]] = {}
    for new in come:
        titled.setdefault(new.title, []).append(new)
    return [(old, new) for old in gone for new in titled.get(old.title, ())][:MOST]


def _alike(old: Feature, new: Feature) -> float:
    """The share of the fields given in either that say the same; 0 where that is too little to go by."""
    fields = (old.model_fields_set | new.model_fields_set) - {"id"}
    same = {field for field in fields if getattr(old, field) == getattr(new, field)}
    enough = "title" in same or len(same) >= 3
    return len(same) / len(fields) if fields and enough else 0.0


def renamed(backlog: Backlog, names: Mapping[str, str]) -> Backlog:
    """The backlog with these features, and all references to them, under new ids."""
    if not names:
        return backlog
    features = {names.get(name, name): _renamed(feature, names) for name, feature in backlog.features.items()}
    origins = {names.get(name, name): origin for name, origin in backlog.origins.items()}
    return replace(
        backlog, features=dict(sorted(features.items())), origins=origins,
        agreement=renamed_agreement(backlog.agreement, names),
        rated={names.get(name, name): inputs for name, inputs in backlog.rated.items()},
    )  # fmt: skip


def renamed_agreement(agreement: Agreement | None, names: Mapping[str, str]) -> Agreement | None:
    """The agreement with these features under new ids."""
    if agreement is None or not names:
        return agreement
    places = {names.get(name, name): period for name, period in agreement.places.items()}
    return replace(agreement, places=places)


def _renamed(feature: Feature, names: Mapping[str, str]) -> Feature:
    update: dict[str, object] = {}
    if feature.id in names:
        update["id"] = names[feature.id]
    if feature.parent in names:
        update["parent"] = names[str(feature.parent)]
    if any(need.id in names for need in feature.depends_on):
        update["depends_on"] = tuple(
            need.model_copy(update={"id": names.get(need.id, need.id)}) for need in feature.depends_on
        )
    if any(other in names for other in feature.conflicts_with):
        update["conflicts_with"] = tuple(names.get(other, other) for other in feature.conflicts_with)
    if any(decision.feature in names for decision in feature.decisions):
        update["decisions"] = tuple(
            decision.model_copy(update={"feature": names.get(str(decision.feature), decision.feature)})
            for decision in feature.decisions
        )
    return feature.model_copy(update=update) if update else feature
