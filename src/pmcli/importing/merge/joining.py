"""Items that are features from another source: linked with them, or merged into them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pmcli.editing.change_set import FileChange
from pmcli.editing.triage import carried
from pmcli.importing.merge import memory as memories
from pmcli.importing.merge.parts import shown
from pmcli.importing.sources.trackers.issues import reference
from pmcli.model.decision import Decision, merged_because
from pmcli.model.diagnostic import PmError
from pmcli.model.naming import slug

if TYPE_CHECKING:
    from pmcli.importing.fitting import Fitted
    from pmcli.importing.identities import Identities
    from pmcli.importing.merge.memory import Memory
    from pmcli.importing.merge.outcome import Compared
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature
    from pmcli.workspace.opening import OpenWorkspace
    from pmcli.yaml.read import Value


def with_links(comparison: Compared, fitted: Fitted, current: Feature) -> Compared:
    """The comparison with the links that a feature gets of the source that it has from now on."""
    if not fitted.is_linked:
        return comparison
    have, (own, _) = current.links, fitted.link
    new = {
        kind: link
        for kind, link in fitted.record.links.items()
        if (kind == own and have.get(kind) != link) or (kind not in have and link not in have.values())
    }
    puts = (FileChange(fitted.id, "put", ("links", kind), link) for kind, link in new.items())
    told = (f"links.{kind} {shown(have.get(kind))} -> {shown(link)}" for kind, link in new.items())
    return replace(
        comparison,
        changes=(*comparison.changes, *puts),
        descriptions=(*told, *comparison.descriptions),
    )


def merged_arrivals(
    arrivals: Sequence[Fitted], merged: Mapping[str, str], identities: Identities
) -> list[Fitted]:
    """The arrivals, declined where they are merged into a feature that is here, or into another one."""
    return [
        _declined(fitted, merged.get(fitted.draft.key) or _into(fitted, identities)) for fitted in arrivals
    ]


def _into(fitted: Fitted, identities: Identities) -> str:
    """The feature of whose draft this one is a duplicate; "" where it is none."""
    said = fitted.draft.merged_into
    return (identities.named(said) or "") if said else ""


def with_merging(comparison: Compared, fitted: Fitted, current: Feature, identities: Identities) -> Compared:
    """The comparison with the decision where the source has made it a duplicate since the last time."""
    into, is_declined = (
        _into(fitted, identities),
        ("status",) in [change.keys for change in comparison.changes],
    )
    if not into or not is_declined or current.decisions:
        return comparison
    decision = _ruling(into)
    return replace(
        comparison,
        changes=(*comparison.changes, FileChange(fitted.id, "append", ("decisions",), decision)),
        descriptions=(*comparison.descriptions, f"decisions nothing -> {shown(decision)}"),
    )


def _ruling(into: str) -> dict[str, Value]:
    return {"verdict": "decline", "because": merged_because(into)}


def _declined(fitted: Fitted, into: str) -> Fitted:
    if not into:
        return fitted
    said = _ruling(into)
    before = fitted.data.get("decisions")
    decisions: list[Value] = [*(before if isinstance(before, list) else []), said]
    record = fitted.record.model_copy(
        update={"decisions": (*fitted.record.decisions, Decision.model_validate(said))}
    )
    data = {name: value for name, value in fitted.data.items() if name != "links"}
    return replace(
        fitted, data={**data, "decisions": decisions, "links": fitted.data["links"]}, record=record
    )  # fmt: skip


def merge_changes(
    arrivals: Sequence[Fitted], merged: Mapping[str, str], backlog: Backlog
) -> Iterator[FileChange]:
    """The changes that give features the voices of what is merged into them; links stay where they are."""
    for fitted in arrivals:
        if into := merged.get(fitted.draft.key, ""):
            for change in carried(fitted.record, backlog.features[into]):
                if change.keys[0] != "links":
                    yield change


class Elsewhere:
    """What other sources have said of features that have several: by that it is known what nobody edited."""

    def __init__(self, opened: OpenWorkspace, memory: Memory) -> None:
        self.opened, self.own = opened, memory
        self._known: dict[str, Memory | None] = {}

    def of(self, feature: Feature) -> tuple[Mapping[str, str], ...]:
        """The digits of the feature's fields as each other source gave them."""
        if len(feature.links) < 2:
            return ()
        said = (self._said(kind, value) for kind, value in feature.links.items())
        return tuple(digits for digits in said if digits)

    def _said(self, kind: str, value: str) -> Mapping[str, str]:
        memory = self._recalled(value.partition("/")[0] if kind == "wsjf" else kind)
        if memory is None or memory.path == self.own.path:
            return {}
        issue = reference(value)
        keys = (value, value.partition("/")[2], issue.key if issue else "")
        return next((memory.given[key] for key in keys if key in memory.given), {})

    def _recalled(self, kind: str) -> Memory | None:
        name = slug(kind)
        if name not in self._known:
            try:
                self._known[name] = memories.recall(self.opened, name) if name else None
            except PmError:
                self._known[name] = None
        return self._known[name]
