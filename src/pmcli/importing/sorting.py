"""The drafts of an import sorted out: what comes in, what was taken out here, what is left as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pmcli.importing.identities import by_link, link_of, own_id, twins
from pmcli.importing.merge.memory import Memory
from pmcli.importing.merge.three_way import Side
from pmcli.importing.sources import ImportedFeature, ImportFinding
from pmcli.importing.sources.elsewhere import TRACKERS
from pmcli.importing.twice import Twice
from pmcli.model.backlog import Backlog

if TYPE_CHECKING:
    from pmcli.importing.fitting import Fitted
    from pmcli.importing.merge.joining import Elsewhere


@dataclass(frozen=True, slots=True)
class SortedOut:
    """Drafts that come in, those that were taken out here, and those that are left as they are here.

    `linked` are the features that drafts become one with, by the drafts' keys, `merged` those into which
    they are merged.
    """

    drafts: list[ImportedFeature] = field(default_factory=list)
    removed: list[ImportedFeature] = field(default_factory=list)
    left: list[ImportedFeature] = field(default_factory=list)
    doubtful: list[ImportFinding] = field(default_factory=list)
    linked: Mapping[str, str] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)

    def arrivals(self, backlog: Backlog) -> list[ImportedFeature]:
        """The drafts that are no feature that is here, as far as links say, nor duplicates in the source."""
        links = by_link(backlog)
        return [
            draft
            for draft in self.drafts
            if not draft.merged_into and link_of(draft) not in links and own_id(draft, backlog) is None
        ]

    def with_verdicts(self, pairs: Sequence[Twice], backlog: Backlog, elsewhere: Elsewhere) -> SortedOut:
        """The same, with what was said of drafts that may be features that are here.

        A feature from another source that has named this one's key is linked too, when it comes first.
        """
        known, given = by_link(backlog), elsewhere.own.given
        linked = {
            draft.key: name
            for draft in self.drafts
            if not draft.is_own and (name := known.get(link_of(draft))) and draft.key not in given
            and elsewhere.of(backlog.features[name])
        }  # fmt: skip
        linked |= {pair.key: pair.other for pair in pairs if pair.verdict == "link"}
        merged = {pair.key: pair.other for pair in pairs if pair.verdict == "merge"}
        owners = {
            draft.key: linked.get(draft.key) or own_id(draft, backlog) or known.get(link_of(draft))
            for draft in self.drafts
        }
        drafts = [_without_links_of(draft, owners[draft.key], known) for draft in self.drafts]
        return replace(self, drafts=drafts, linked=linked, merged=merged)


def sorted_out(
    drafts: Sequence[ImportedFeature], backlog: Backlog, memory: Memory, side: Side,
    aside: Collection[tuple[str, str]] = (),
) -> SortedOut:  # fmt: skip
    """The drafts sorted out; those whose link is `aside` are left as they are."""
    result = SortedOut()
    linked = by_link(backlog)
    shared = twins(backlog)
    for draft in drafts:
        link = link_of(draft)
        is_ours = own_id(draft, backlog) is not None
        is_here = is_ours or link in linked
        if link in shared and not is_ours:
            result.left.append(draft)
            result.doubtful.append(_doubt(draft, shared[link]))
        elif link in aside:
            result.left.append(draft)
        elif draft.key in memory.given and not is_here and side != "theirs":
            result.removed.append(draft)
        else:
            result.drafts.append(draft)
    return result


def with_links_apart(drafts: Sequence[ImportedFeature]) -> list[ImportedFeature]:
    """The drafts, each tracker's key as the link of one at most: what several have is kept as text."""
    many = Counter(link for draft in drafts for link in _further_links(draft))
    return [_without(draft, [link for link in _further_links(draft) if many[link] > 1]) for draft in drafts]


def _without_links_of(
    draft: ImportedFeature, owner: str | None, known: Mapping[tuple[str, str], str]
) -> ImportedFeature:
    """The draft without a further link that is another feature's: which of the two is it else?"""
    return _without(draft, [link for link in _further_links(draft) if known.get(link, owner) != owner])


def _further_links(draft: ImportedFeature) -> list[tuple[str, str]]:
    links = draft.fields.get("links")
    pairs = list(links.items())[1:] if isinstance(links, dict) else []
    return [(str(kind), str(value)) for kind, value in pairs if kind in TRACKERS]


def _without(draft: ImportedFeature, gone: Sequence[tuple[str, str]]) -> ImportedFeature:
    links = draft.fields.get("links")
    if not gone or not isinstance(links, dict):
        return draft
    kinds = [kind for kind, _ in gone]
    kept = {kind: value for kind, value in links.items() if kind not in kinds}
    return replace(draft, fields={**draft.fields, "links": kept, **{f"x-{kind}": key for kind, key in gone}})


def _doubt(draft: ImportedFeature, names: list[str]) -> ImportFinding:
    kind, key = link_of(draft)
    count = "two" if len(names) == 2 else str(len(names))
    doubt = f"{count} features link {kind}: {key}: {', '.join(names)}; take it out of one; none is changed"
    return ImportFinding(draft.place, doubt)


def named(pairs: Sequence[Twice], fitted: Sequence[Fitted]) -> tuple[Twice, ...]:
    """The pairs with the ids that the items have here; without those of which one does not come in."""
    ids = {feature.draft.key: feature.id for feature in fitted}
    return tuple(
        replace(pair, id=ids[pair.key], other=pair.other if pair.is_here else ids[pair.other])
        for pair in pairs
        if pair.key in ids and (pair.is_here or pair.other in ids)
    )
