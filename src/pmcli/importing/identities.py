"""Ids of drafts: those of features with the same links, else new ones; and their names in the source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from pmcli.editing.feature_template import id_of
from pmcli.importing.sources import ImportedFeature
from pmcli.model.backlog import Backlog
from pmcli.model.naming import shortened, slug

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)
"""Names that no file may have on Windows."""


class Identities:
    """The ids of drafts by their keys, and by every other name that the source has for them.

    `aside` are drafts that are left as they are here: they are known, and not looked at otherwise.
    """

    def __init__(
        self, backlog: Backlog, drafts: Sequence[ImportedFeature], *, keeps_keys: bool,
        aside: Sequence[ImportedFeature],
    ) -> None:  # fmt: skip
        self.drafts, self.aside = drafts, aside
        self._by_link = _by_link(backlog)
        self._taken = {name.casefold() for name in (*backlog.features, *backlog.broken)} | _RESERVED
        self.ids = self._ids(keeps_keys=keeps_keys)
        self._names = self._named()

    def is_known(self, draft: ImportedFeature) -> bool:
        """Whether a feature has the link of the draft."""
        return link_of(draft) in self._by_link

    def named(self, name: str) -> str | None:
        """The id of what the source calls so, small letters or large; None where nothing is."""
        return self._names.get(name) or self._names.get(name.casefold())

    def _ids(self, *, keeps_keys: bool) -> dict[str, str]:
        """The id of every draft by its key: that of the feature with its link, else a new one."""
        known = {draft.key: self._by_link.get(link_of(draft)) for draft in self.drafts}
        return {key: feature for key, feature in known.items() if feature is not None} | {
            draft.key: self._new_id(draft, keeps_keys=keeps_keys)
            for draft in self.drafts
            if known[draft.key] is None
        }

    def _new_id(self, draft: ImportedFeature, *, keeps_keys: bool) -> str:
        own = draft.fields.get("id") or (draft.key if keeps_keys else None)
        title = shortened(id_of(str(draft.fields.get("title", ""))) or "")
        key = slug(draft.key, 20)
        candidates = [str(own)] if own and _ID.fullmatch(str(own)) else []
        candidates += [title, f"{title}-{key}" if title and key != title[: len(key)] else "", slug(draft.key)]
        for candidate in candidates:
            if candidate and candidate.casefold() not in self._taken:
                break
        else:
            base = next((candidate for candidate in candidates if candidate), "feature")[:56]
            number = 2
            while f"{base}-{number}".casefold() in self._taken:
                number += 1
            candidate = f"{base}-{number}"
        self._taken.add(candidate.casefold())
        return candidate

    def _named(self) -> dict[str, str]:
        """Ids by every name under which the source may speak of a feature; what means several means none."""
        names: dict[str, str] = {}
        vague: set[str] = set()
        kinds = {link_of(draft)[0] for draft in self.drafts}
        for (kind, key), feature in self._by_link.items():
            if kind in kinds:
                names[key] = feature
        for draft in self.drafts:
            names[draft.key] = self.ids[draft.key]
        for draft in self.drafts:
            for other in draft.also:
                if names.get(other, self.ids[draft.key]) != self.ids[draft.key]:
                    vague.add(other)
                names.setdefault(other, self.ids[draft.key])
        keys = {draft.key for draft in self.drafts}
        folded = {name.casefold(): feature for name, feature in names.items() if name not in vague}
        exact = {name: feature for name, feature in names.items() if name not in vague or name in keys}
        return {**folded, **exact}

    def absent(self) -> frozenset[str]:
        """The features of the same source that it has no longer, by id."""
        kinds = {link_of(draft)[0] for draft in self.drafts}
        mine = {link_of(draft) for draft in (*self.drafts, *self.aside)}
        return frozenset(
            feature for link, feature in self._by_link.items() if link[0] in kinds and link not in mine
        )


def link_of(draft: ImportedFeature) -> tuple[str, str]:
    """The link by which a draft is known again: the first of its links, else its key."""
    links = draft.fields.get("links")
    if isinstance(links, dict) and links:
        kind, key = next(iter(links.items()))
        return str(kind), str(key)
    return "import", draft.key


def twins(backlog: Backlog) -> dict[tuple[str, str], list[str]]:
    """The links that several features carry, with these."""
    by_link: dict[tuple[str, str], list[str]] = {}
    for name, feature in backlog.features.items():
        for link in feature.links.items():
            by_link.setdefault(link, []).append(name)
    return {link: names for link, names in by_link.items() if len(names) > 1}


def _by_link(backlog: Backlog) -> dict[tuple[str, str], str]:
    """The features by each of their links; of several with one link the first."""
    by_link: dict[tuple[str, str], str] = {}
    for name, feature in backlog.features.items():
        for kind, key in feature.links.items():
            by_link.setdefault((kind, key), name)
    return by_link
