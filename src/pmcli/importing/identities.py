"""Ids of drafts: those of features with the same links, else new ones; and their names in the source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pmcli.importing.sources import ImportedFeature
from pmcli.importing.sources.references import names_in
from pmcli.model.backlog import Backlog
from pmcli.model.naming import slug
from pmcli.model.short_ids import RESERVED, Unnamed, new_ids

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class _Unique(dict[str, str]):
    """Ids by name, without the names that several have, which are in `several`."""

    def __init__(self) -> None:
        super().__init__()
        self.several: set[str] = set()

    def add(self, name: str, feature: str) -> None:
        """Note that a feature is called so."""
        if name in self.several or self.setdefault(name, feature) != feature:
            self.several.add(name)
            self.pop(name, None)


class Identities:
    """The ids of drafts by their keys, and by every other name that the source has for them.

    `aside` are drafts that are left as they are here: they are known, and not looked at otherwise. `linked`
    are the features that drafts are from now on, by key; what is `merged` is spoken of as that feature.
    """

    def __init__(
        self, backlog: Backlog, drafts: Sequence[ImportedFeature], *, keeps_keys: bool,
        aside: Sequence[ImportedFeature], linked: Mapping[str, str], merged: Mapping[str, str],
    ) -> None:  # fmt: skip
        self.drafts, self.aside, self.linked = drafts, aside, linked
        self._merged, self._backlog, self._by_link = merged, backlog, by_link(backlog)
        self.ids = self._ids(backlog, keeps_keys=keeps_keys)
        self._vague: set[str] = set()
        self._names = self._named()
        self._found: dict[str, str | None] = {}
        self._all: tuple[dict[str, str], _Unique] | None = None

    def is_known(self, draft: ImportedFeature) -> bool:
        """Whether a feature has the id that pm gave the draft, or its link, or gets that now."""
        return self._known(draft) is not None

    def is_linked(self, draft: ImportedFeature) -> bool:
        """Whether a draft is a feature that is here from elsewhere, and gets its link now."""
        if own_id(draft, self._backlog) is None:
            return draft.key in self.linked
        return bool(draft.fields.get("links")) and link_of(draft) not in self._by_link

    def _known(self, draft: ImportedFeature) -> str | None:
        """The feature that a draft is: of the id that pm gave it, of its link, or linked with it now."""
        own = own_id(draft, self._backlog)
        return own or self._by_link.get(link_of(draft)) or self.linked.get(draft.key)

    def has_here(self, draft: ImportedFeature, field: str) -> bool:
        """Whether a draft is a feature that is here, which says something in a field."""
        known = self._known(draft)
        return known is not None and bool(getattr(self._backlog.features[known], field, None))

    def named(self, text: str) -> str | None:
        """The id of what the source calls so, small letters or large, or of what is called so here.

        None where nothing is, or several are. An id that this import makes counts as if it were here, so
        that the next import finds nothing more.
        """
        if text not in self._found:
            names = list(dict.fromkeys(names_in(text)))
            found = (
                known.get(name) or known.get(name.casefold())
                for known in (self._names, *self._here()) for name in names
            )  # fmt: skip
            self._found[text] = next(filter(None, found), None)
        return self._found[text]

    def is_vague(self, text: str) -> bool:
        """Whether several features are called so."""
        names = [name.casefold() for name in names_in(text)]
        return any(name in self._vague or name in self._here()[1].several for name in names)

    def _ids(self, backlog: Backlog, *, keeps_keys: bool) -> dict[str, str]:
        """The id of every draft by its key: that of the feature with its link, its own, or a new one."""
        ids = {draft.key: known for draft in self.drafts if (known := self._known(draft))}
        titles = {name: feature.title for name, feature in backlog.features.items()}
        taken = dict.fromkeys(backlog.broken, "") | titles
        folded = {*RESERVED, *(name.casefold() for name in taken)}
        for draft in self.drafts:
            own = str(draft.fields.get("id") or (draft.key if keeps_keys else ""))
            if draft.key not in ids and _ID.fullmatch(own) and own.casefold() not in folded:
                folded.add(own.casefold())
                ids[draft.key], taken[own] = own, _title(draft)
        rest = [draft for draft in self.drafts if draft.key not in ids]
        new = new_ids([Unnamed(_title(draft), draft.key) for draft in rest], taken)
        return ids | {draft.key: name for draft, name in zip(rest, new, strict=True)}

    def _named(self) -> dict[str, str]:
        """Ids by every name under which the source may speak of a feature; what means several means none."""
        names: dict[str, str] = {}
        kinds = {link_of(draft)[0] for draft in self.drafts}
        for (kind, key), feature in self._by_link.items():
            if kind in kinds:
                names[key] = self._backlog.stands_for(feature)
        meant = {draft.key: self._meant(draft.key) for draft in self.drafts}
        names |= {link_of(draft)[1]: meant[draft.key] for draft in self.drafts}
        names |= meant
        vague: set[str] = set()
        for draft in self.drafts:
            for other in draft.also:
                if names.get(other, meant[draft.key]) != meant[draft.key]:
                    vague.add(other)
                names.setdefault(other, meant[draft.key])
        keys = {draft.key for draft in self.drafts}
        folded = {name.casefold(): feature for name, feature in names.items() if name not in vague}
        exact = {name: feature for name, feature in names.items() if name not in vague or name in keys}
        self._vague = {name.casefold() for name in vague}
        return {**folded, **exact}

    def _meant(self, key: str) -> str:
        """The id of a draft, or that of what it is merged into: what waits for it waits for that one."""
        name = self._merged.get(key) or self.ids[key]
        return self._backlog.stands_for(name) if name in self._backlog.features else name

    def _here(self) -> tuple[dict[str, str], _Unique]:
        """Ids by id, and by title and its slug, of all features that will be here."""
        if self._all is None:
            titles = {name: feature.title for name, feature in self._backlog.features.items()}
            titles |= {self.ids[draft.key]: _title(draft) for draft in self.drafts}
            by_title = _Unique()
            gone = {self.ids[key] for key in self._merged}
            for name, title in titles.items():
                if name in gone or (name in self._backlog.features and self._backlog.is_merged(name)):
                    continue
                for called in {title.casefold(), slug(title)} - {""}:
                    by_title.add(called, name)
            self._all = {name.casefold(): name for name in titles}, by_title
        return self._all

    def absent(self) -> frozenset[str]:
        """The features of the same source that it has no longer, by id."""
        kinds = {link_of(draft)[0] for draft in self.drafts}
        mine = {link_of(draft) for draft in (*self.drafts, *self.aside)}
        return frozenset(
            feature for link, feature in self._by_link.items() if link[0] in kinds and link not in mine
        )


def _title(draft: ImportedFeature) -> str:
    return str(draft.fields.get("title", ""))


def link_of(draft: ImportedFeature) -> tuple[str, str]:
    """The link by which a draft is known again: the first of its links, else its key."""
    links = draft.fields.get("links")
    if isinstance(links, dict) and links:
        kind, key = next(iter(links.items()))
        return str(kind), str(key)
    return "pm" if draft.is_own else "import", draft.key


def own_id(draft: ImportedFeature, backlog: Backlog) -> str | None:
    """The feature that is here whose id pm gave the draft; None for what comes from elsewhere."""
    own = str(draft.fields.get("id", ""))
    return own if draft.is_own and own in backlog.features else None


def twins(backlog: Backlog) -> dict[tuple[str, str], list[str]]:
    """The links that several features carry, with these; what is merged into another of them is not one."""
    return {link: names for link, names in backlog.once(_by_link).items() if len(names) > 1}


def by_link(backlog: Backlog) -> Mapping[tuple[str, str], str]:
    """The features by each of their links; of several with one link the first. Worked out once."""
    return backlog.once(_first_by_link)


def _first_by_link(backlog: Backlog) -> Mapping[tuple[str, str], str]:
    return {link: names[0] for link, names in backlog.once(_by_link).items()}


def _by_link(backlog: Backlog) -> Mapping[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for name, feature in backlog.features.items():
        for link in feature.links.items():
            found.setdefault(link, []).append(name)
    return {link: _apart(names, backlog) if len(names) > 1 else names for link, names in found.items()}


def _apart(names: list[str], backlog: Backlog) -> list[str]:
    """The names without those that are merged into another of them."""
    return [name for name in names if not {backlog.stands_for(name)} & ({*names} - {name})] or names
