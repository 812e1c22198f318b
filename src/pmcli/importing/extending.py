"""Names that an import speaks of and pm.yaml lacks: taken for one that is there, or added.

Teams come with the capacity that `pm init` gives them, accounts with their title, T-shirt sizes with the
usual ranges. Nothing is written before it is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from pmcli.editing.change_set import ChangeSet, FileChange, applied, compared
from pmcli.importing import sizes
from pmcli.importing.sources import Imported, ImportedFeature
from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import counted
from pmcli.model.likeness import NEAR, Titles, likeness
from pmcli.model.naming import MOST, bare, meant, slug
from pmcli.model.short_ids import Unnamed, new_ids
from pmcli.model.team import RESERVED_NAMES, first_capacity
from pmcli.model.titles import words_of
from pmcli.model.workspace import Workspace
from pmcli.workspace.opening import OpenWorkspace

Kind = Literal["teams", "accounts", "sizes"]
MOST_NEW: Final = 40
"""So many names of teams or accounts at most are names: of more, the column says something else."""
MOST_ACCOUNTS: Final = 500
_LONGEST: Final = 60
_COMMON: Final[Mapping[str, frozenset[str]]] = {
    "teams": frozenset({"team", "squad", "crew", "group", "guild", "tribe", "the"}),
    "accounts": frozenset({"ag", "co", "corp", "corporation", "gmbh", "inc", "llc", "ltd", "plc", "the"}),
}
"""Words with or without which a name is the same."""


@dataclass(frozen=True, slots=True)
class NewNames:
    """Names of a kind that pm.yaml lacks: by key what is written there, such as a team's capacity.

    `features` is how many speak of them, `is_added` whether they come into pm.yaml.
    """

    kind: Kind
    entries: Mapping[str, object]
    features: int
    is_added: bool

    def changes(self, workspace: Workspace) -> Iterator[FileChange]:
        """The changes of pm.yaml that add them."""
        if not getattr(workspace, self.kind):
            yield FileChange("", "put", (self.kind,), dict(self.entries))
            return
        for name, data in self.entries.items():
            yield FileChange("", "put", (self.kind, name), data)


@dataclass(frozen=True, slots=True)
class Extended:
    """A workspace with the new names, and what comes in, by the names that it has then."""

    opened: OpenWorkspace
    imported: Imported
    new: tuple[NewNames, ...] = ()


def extended(opened: OpenWorkspace, imported: Imported, adds: frozenset[Kind]) -> Extended:
    """The workspace with the names of the kinds to be added; the others are told, and not there.

    Accounts, which come without being asked for, do not come where pm.yaml cannot be edited.

    Raises:
        PmError: pm.yaml cannot be edited.
    """
    workspace = opened.loaded.backlog.workspace
    naming = _Naming(workspace, imported.drafts)
    new = [
        NewNames(kind, entries, naming.features[kind], kind in adds)
        for kind, entries in naming.new().items()
        if entries
    ]
    if "accounts" in adds and not _can_be_added(opened, [names for names in new if names.kind == "accounts"]):
        return extended(opened, imported, adds - {"accounts"})
    named = tuple(naming.named(draft, adds) for draft in imported.drafts)
    guesses = (*imported.guesses, *naming.guesses())
    if changes := _changes(new, workspace):
        opened = opened.replaced(applied(opened, changes))
    return Extended(opened, replace(imported, drafts=named, guesses=guesses), tuple(new))


def _can_be_added(opened: OpenWorkspace, new: Sequence[NewNames]) -> bool:
    try:
        applied(opened, _changes(new, opened.loaded.backlog.workspace))
    except PmError:
        return False
    return True


def _changes(new: Iterable[NewNames], workspace: Workspace) -> list[FileChange]:
    return [change for names in new if names.is_added for change in names.changes(workspace)]


def with_used(new: Sequence[NewNames], made: ChangeSet) -> tuple[NewNames, ...]:
    """The new names without those of which in the end nothing speaks: what was taken out here stays out."""
    features = made.loaded.backlog.features.values()
    used = {
        "accounts": {request.account for feature in features for request in feature.requests},
        "teams": {
            team
            for feature in features
            for team in (
                feature.team,
                *(feature.effort or ()),
                *(feature.remaining or ()),
                *(feature.spent or ()),
            )
        },
    }
    kept = (
        replace(names, entries={
            name: data for name, data in names.entries.items() if name in used.get(names.kind, {name})
        }) if names.is_added else names
        for names in new
    )  # fmt: skip
    return tuple(names for names in kept if names.entries)


def with_names(made: ChangeSet, new: Sequence[NewNames]) -> ChangeSet:
    """The change set with these names alone in pm.yaml."""
    base = made.opened
    texts = applied(base, _changes(new, base.loaded.backlog.workspace))
    gone = made.before.keys() - made.after.keys()
    now = {path: text for path, text in base.texts.items() if path not in gone}
    return compared(base, {**now, **made.after, WORKSPACE_FILE: texts[WORKSPACE_FILE]})


class _Naming:
    """The names that drafts speak of, as pm.yaml has them or will have them."""

    def __init__(self, workspace: Workspace, drafts: Sequence[ImportedFeature]) -> None:
        self.workspace = workspace
        self.features: Counter[Kind] = Counter()
        self.near: dict[tuple[Kind, str], str] = {}
        teams = Counter(team for draft in drafts if (team := _team(draft)))
        accounts = Counter(name for draft in drafts for name in _accounts(draft))
        titles = {name: account.title or name for name, account in workspace.accounts.items()}
        new_teams = self._unknown("teams", teams, {name: name for name in workspace.teams}, MOST_NEW)
        new_accounts = self._unknown("accounts", accounts, titles, MOST_ACCOUNTS)
        unnamed = [
            Unnamed(_telling("accounts", names[0]), f"account-{at}")
            for at, names in enumerate(new_accounts, 1)
        ]
        by_id = {
            "teams": _team_ids(new_teams),
            "accounts": dict(zip(new_ids(unnamed, titles), new_accounts, strict=True)),
        }
        self.ids: dict[str, dict[str, str]] = {
            kind: {name: key for key, names in some.items() for name in names} for kind, some in by_id.items()
        }
        capacity = str(first_capacity(workspace.effort_unit, workspace.calendar.step))
        self.teams = {key: {"capacity": capacity} for key in by_id["teams"]}
        self.accounts = {key: {"title": names[0]} for key, names in by_id["accounts"].items()}
        self.sizes, self.features["sizes"] = sizes.lacking(workspace, drafts)
        self.features["teams"] = sum(_team(draft) in self.ids["teams"] for draft in drafts)
        self.features["accounts"] = sum(
            any(name in self.ids["accounts"] for name in _accounts(draft)) for draft in drafts
        )
        self.near_features = Counter(
            pair
            for draft in drafts
            for pair in (("teams", _team(draft)), *(("accounts", name) for name in _accounts(draft)))
            if pair in self.near
        )

    def _unknown(
        self, kind: Kind, names: Iterable[str], known: Mapping[str, str], most: int
    ) -> list[list[str]]:  # fmt: skip
        """The names that pm.yaml lacks, the spellings of one together; those near one there are noted."""
        titles = Titles.of(known)
        by_core = {_core(kind, text): name for name, text in known.items()}
        groups: dict[str, list[str]] = {}
        for name in names:
            if meant(name, known) in known or meant(name, known.values()) in known.values():
                continue
            near = [
                other
                for other, alike in _near(name, known, titles)
                if alike >= NEAR and len(words_of(known[other])) == len(words_of(name))
            ]
            core = _core(kind, name)
            if slug(name) in known:
                self.near[kind, name] = slug(name)
            elif core in by_core or len(near) == 1:
                self.near[kind, name] = by_core.get(core) or near[0]
            elif len(name) <= _LONGEST and any(map(str.isalpha, slug(name) if kind == "teams" else name)):
                groups.setdefault(core, []).append(name)
        return list(groups.values()) if len(groups) <= most else []

    def new(self) -> dict[Kind, Mapping[str, object]]:
        """The names that pm.yaml lacks, by kind."""
        return {"teams": self.teams, "accounts": self.accounts, "sizes": self.sizes}

    def named(self, draft: ImportedFeature, adds: Collection[Kind]) -> ImportedFeature:
        """The draft with the names as pm.yaml has them; as it is where it has them already, or never will."""
        given: dict[str, object] = {}
        team = _team(draft)
        if team and (name := self._key("teams", team, adds)):
            given["team"] = name
        accounts = {name: self._key("accounts", name, adds) for name in _accounts(draft)}
        if any(accounts.values()):
            listed = draft.fields["requests"]
            given["requests"] = [
                _renamed(request, accounts) for request in (listed if isinstance(listed, list) else ())
            ]
        return replace(draft, fields={**draft.fields, **given}) if given else draft

    def _key(self, kind: Kind, name: str, adds: Collection[Kind]) -> str:
        new = self.ids[kind].get(name, "") if kind in adds else ""
        return new or self.near.get((kind, name), "")

    def guesses(self) -> Iterator[str]:
        """The names that were taken for others, with the number of features; not where a key is made so."""
        for (kind, name), other in self.near.items():
            if slug(name) != other:
                count = self.near_features[kind, name]
                features = counted(count, "feature")
                yield f'{kind[:-1]} "{name[:_LONGEST]}" is taken for "{other}" ({features})'


def _near(name: str, known: Mapping[str, str], titles: Titles) -> Iterable[tuple[str, float]]:
    """The names near one, with their likeness: of many only those that share a word."""
    if len(known) > MOST_NEW:
        return titles.near(name)
    return [(other, likeness(name, text)) for other, text in known.items()]


def teams_of(imported: Imported) -> tuple[str, ...]:
    """The teams of which a source speaks, as the first ones of a workspace."""
    return tuple(_Naming(Workspace.model_validate({"pm": "1", "product": "any"}), imported.drafts).teams)


def _team(draft: ImportedFeature) -> str:
    team = draft.fields.get("team")
    return team.strip() if isinstance(team, str) else ""


def _accounts(draft: ImportedFeature) -> list[str]:
    listed = draft.fields.get("requests")
    said = (
        request.get("account") if isinstance(request, dict) else request
        for request in (listed if isinstance(listed, list) else ())
    )  # fmt: skip
    return [name for name in said if isinstance(name, str) and name.strip()]


def _renamed(request: object, names: Mapping[str, str]) -> object:
    """A request with the account as pm.yaml has it."""
    account = request.get("account") if isinstance(request, dict) else request
    name = names.get(account) if isinstance(account, str) else None
    if not name:
        return request
    return {**request, "account": name} if isinstance(request, dict) else {"account": name}


def _core(kind: Kind, name: str) -> str:
    """The name without case, signs, and words that say nothing."""
    return slug(_telling(kind, name)) or bare(name)


def _telling(kind: Kind, name: str) -> str:
    """The words of a name that say something; all where none does."""
    words = re.split(r"[\s_-]+", name)
    return " ".join(word for word in words if slug(word) not in _COMMON[kind]) or name


def _team_ids(groups: Sequence[list[str]]) -> dict[str, list[str]]:
    """The new teams by the keys that pm.yaml gets, each with the names that are it."""
    ids: dict[str, list[str]] = {}
    for names in groups:
        key = slug(names[0], MOST)
        ids.setdefault(f"team-{key}" if key in RESERVED_NAMES else key, names)
    return ids
