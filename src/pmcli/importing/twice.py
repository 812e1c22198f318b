"""New items that may be features that are here, or others that come with them; and what is to become of each.

An item and the feature that it is like are linked (one feature with two sources), merged (the item comes in
declined, and the feature gets its voices), or both are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from pmcli.importing.identities import link_of
from pmcli.importing.merge.shared_keys import SharedKeys
from pmcli.model.diagnostic import PmError
from pmcli.model.likeness import SAME, Titles
from pmcli.model.titles import title_key

if TYPE_CHECKING:
    from pmcli.importing.sources import ImportedFeature
    from pmcli.model.backlog import Backlog

Verdict = Literal["link", "merge", "keep"]
Duplicates = Literal["", "link", "keep", "ask"]
"""What is done with all that surely are features that are here; "" and "ask" say nothing of it."""
_COMING: Final = "\uffff"
"""What stands before the places of items among ids, so that they come last."""


@dataclass(frozen=True, slots=True)
class Twice:
    """An item that comes in, and what it may be: a feature that is here, else an item that comes with it.

    `key` is the source's own of the item, `id` what it is called here. `shared` is a key or address of both,
    `is_same` says that the titles are the same. `choices` are what may become of it, the likeliest first, and
    `is_sure` that it can be no other feature and no other item can be it. `verdict` is "" where nobody has
    said: then it comes in beside what it is like.
    """

    key: str
    title: str
    other: str
    other_title: str
    is_here: bool
    is_same: bool
    shared: str = ""
    choices: tuple[Verdict, ...] = ("keep",)
    is_sure: bool = False
    verdict: Verdict | Literal[""] = ""
    id: str = ""

    @property
    def is_undecided(self) -> bool:
        """Whether it would double what is surely here, and nobody has said that it may."""
        return self.is_sure and not self.verdict


def twice(drafts: Sequence[ImportedFeature], backlog: Backlog, importer: str) -> tuple[Twice, ...]:
    """The new items that may be something else: each with what it is most like, what is here first.

    What was merged already is not looked at. `importer` is the name of the format, by which it is known
    whether keys of the source mean something elsewhere.
    """
    if not drafts:
        return ()
    finder = _Finder(drafts, backlog, importer)
    found = [pair for at, draft in enumerate(drafts) if (pair := finder.find(at, draft)) is not None]
    claims = Counter(pair.other for pair in found if pair.is_sure)
    return tuple(replace(pair, is_sure=pair.is_sure and claims[pair.other] == 1) for pair in found)


def decided(
    pairs: Sequence[Twice], duplicates: Duplicates, verdicts: Mapping[str, Verdict]
) -> tuple[Twice, ...]:
    """The pairs with what becomes of them: as was said of each by its key, or of all that are sure."""
    return tuple(replace(pair, verdict=_verdict(pair, duplicates, verdicts)) for pair in pairs)


def _verdict(
    pair: Twice, duplicates: Duplicates, verdicts: Mapping[str, Verdict]
) -> Verdict | Literal[""]:  # fmt: skip
    if (said := verdicts.get(pair.key)) in pair.choices and said is not None:
        return said
    if not pair.is_sure or duplicates in ("", "ask"):
        return ""
    return "link" if duplicates == "link" else "keep"


def undecided(pairs: Sequence[Twice]) -> PmError | None:
    """The error where items would double what is surely here, and nobody has said that they may."""
    count = sum(pair.is_undecided for pair in pairs)
    if not count:
        return None
    first = next(pair for pair in pairs if pair.is_undecided)
    are = "1 item is" if count == 1 else f"{count:,} items are"
    return PmError(
        f'{are} here already, such as "{first.other}": nothing is written before it is said what becomes of '
        f"{'it' if count == 1 else 'them'}",
        "--duplicates link makes each one feature with two sources, --duplicates keep brings them in as well;"
        " at a terminal, pm asks",
    )


class _Finder:
    """Titles, keys and addresses of what is here, and titles of what comes."""

    def __init__(self, drafts: Sequence[ImportedFeature], backlog: Backlog, importer: str) -> None:
        self.backlog, self.importer = backlog, importer
        titles = {
            name: feature.title for name, feature in backlog.features.items() if not backlog.is_merged(name)
        }
        self.here = dict(titles)
        self.coming = [str(draft.fields.get("title", "")) for draft in drafts]
        self.keys = [draft.key for draft in drafts]
        self.titles = Titles.of(titles | {_place(at): title for at, title in enumerate(self.coming)})
        self.many = Counter(map(title_key, self.coming))
        self.exactly = Counter(map(_plain, self.coming))
        self.parents = _parents(drafts)
        self.shared = SharedKeys(backlog)

    def find(self, at: int, draft: ImportedFeature) -> Twice | None:
        """The feature or item that an item may be; None where it is like nothing."""
        kind = link_of(draft)[0]
        shared = {
            name: key
            for name, key in self.shared.of(draft, self.importer).items()
            if name in self.here and kind not in self.backlog.features[name].links
        }
        near = dict(self.titles.near_one(_place(at)))
        if shared:
            other = min(shared, key=lambda name: (-near.get(name, 0.0), name))
            return self._with_one_here(at, other, kind, near, shared, is_only=len(shared) == 1)
        ranked = [
            (alike < SAME, name not in self.here, -alike, name)
            for name, alike in near.items()
            if name in self.here or name < _place(at)
        ]
        if not ranked:
            return None
        is_near, is_coming, _, other = min(ranked)
        if is_coming:
            there = int(other.removeprefix(_COMING))
            return Twice(
                draft.key, self.coming[at], self.keys[there], self.coming[there], is_here=False,
                is_same=not is_near,
            )  # fmt: skip
        same = [name for name, alike in near.items() if alike == SAME and name in self.here]
        exact = [name for name in same if _plain(self.here[name]) == _plain(self.coming[at])]
        if len(exact) == 1:
            other, is_only = exact[0], self.exactly[_plain(self.coming[at])] == 1
        else:
            is_only = len(same) == 1 and self.many[title_key(self.coming[at])] == 1
        is_only = is_only and self._is_below_the_same(at, other)
        return self._with_one_here(at, other, kind, near, {}, is_only=is_only)

    def _is_below_the_same(self, at: int, other: str) -> bool:
        """Whether the parents do not tell them apart: the testing of one thing is not that of another."""
        parent = self.backlog.features[other].parent or ""
        mine = self.parents.get(self.keys[at], "")
        theirs = title_key(self.here[parent]) if parent in self.here else ""
        return not (mine and theirs) or mine == theirs

    def _with_one_here(
        self, at: int, other: str, kind: str, near: Mapping[str, float], shared: Mapping[str, str], *,
        is_only: bool,
    ) -> Twice:  # fmt: skip
        choices: list[Verdict] = [] if kind in self.backlog.features[other].links else ["link"]
        choices += [] if self.backlog.status(other) == "declined" else ["merge"]
        is_same = near.get(other, 0.0) == SAME
        return Twice(
            self.keys[at], self.coming[at], other, self.here[other], is_here=True, is_same=is_same,
            shared=shared.get(other, ""), choices=(*choices, "keep"),
            is_sure="link" in choices and is_only,
        )  # fmt: skip


def _parents(drafts: Sequence[ImportedFeature]) -> dict[str, str]:
    """The words in the titles of parents, by the keys of the items that have one among these."""
    titles = {
        name: title_key(str(draft.fields.get("title", "")))
        for draft in drafts
        for name in (*draft.also, draft.key)
    }
    return {draft.key: titles.get(str(draft.fields.get("parent", "")), "") for draft in drafts}


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())


def _place(at: int) -> str:
    return f"{_COMING}{at:09}"
