"""Drafts made to fit a workspace: ids, references, names it does not know, values it would refuse.

Whatever has to be left out is told, with the place where it stands in the source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from pmcli.editing.feature_template import id_of
from pmcli.importing.sources import ImportedFeature, ImportFinding
from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.naming import shortened, slug
from pmcli.model.period import Period
from pmcli.model.workspace import read_field
from pmcli.workspace.validation_faults import misfits, pruned
from pmcli.yaml.edit.writing import plain_data
from pmcli.yaml.read import Value

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_TRIES: Final = 8
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)
"""Names that no file may have on Windows."""
_KNOWN: Final = frozenset(Feature.model_fields)
REFERENCES: Final = ("depends_on", "conflicts_with", "parent")


@dataclass(frozen=True, slots=True)
class Fitted:
    """A draft that this workspace can hold: `data` is its text form, `record` what that says.

    `id` is that of the feature it is, or will be; `is_new` says which. `link` is how it is known again.
    `left` are the fields that had to be left out, `partly` the lists of which some was; `held` those of which
    all is what is here, for the source does not say it, dotted where it is a part; `speaks` are the fields
    that it speaks of, None for all.
    """

    draft: ImportedFeature
    id: str
    is_new: bool
    link: tuple[str, str]
    data: dict[str, Value]
    record: Feature
    custom: Mapping[str, object] = field(default_factory=dict)
    left: frozenset[str] = frozenset()
    partly: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    speaks: frozenset[str] | None = None


class Fitting:
    """Drafts on their way into a workspace; what is left out on the way is gathered."""

    def __init__(
        self, backlog: Backlog, drafts: Sequence[ImportedFeature], *, keeps_keys: bool = False,
        aside: Sequence[ImportedFeature] = (),
    ) -> None:  # fmt: skip
        self.backlog, self.drafts, self.aside = backlog, drafts, aside
        self.findings: list[ImportFinding] = []
        self.counted: Counter[str] = Counter()
        self._left: dict[str, set[str]] = {}
        self._vocabulary = backlog.workspace.vocabulary()
        self._by_link = _by_link(backlog)
        self._taken = {name.casefold() for name in (*backlog.features, *backlog.broken)} | _RESERVED
        self.ids = self._ids(keeps_keys=keeps_keys)
        self._names = self._named()

    # --- ids ---

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

    # --- fields ---

    def fitted(self) -> list[Fitted]:
        """The drafts as features that this workspace can hold, in their order."""
        waits = self._waited_for()
        return [self._fit(draft, waits.get(self.ids[draft.key], ())) for draft in self.drafts]

    def _waited_for(self) -> dict[str, list[str]]:
        """The blockers of every feature that drafts say they block, by id."""
        waited_for: dict[str, list[str]] = {}
        for draft in self.drafts:
            blocked = draft.fields.get("blocks")
            for name in blocked if isinstance(blocked, list) else ():
                other = self._resolve(draft, "blocks", str(name))
                if other is not None:
                    waited_for.setdefault(other, []).append(self.ids[draft.key])
        return waited_for

    def _resolve(self, draft: ImportedFeature, what: str, name: str) -> str | None:
        feature = self._names.get(name) or self._names.get(name.casefold())
        if feature is None and name in self.backlog.features:
            feature = name
        if feature is None:
            shown = name if len(name) <= 60 else name[:57] + "..."
            self._tell(draft, f'{what}: there is no "{shown}" in the source or here; left out')
            self._leave(draft, what)
        elif feature == self.ids[draft.key]:
            self._tell(draft, f"{what}: it names itself; left out")
            if what == "parent":
                self._leave(draft, what)
            return None
        return feature

    def _leave(self, draft: ImportedFeature, name: str) -> None:
        """Note that a field is said, and is not read."""
        self._left.setdefault(draft.key, set()).add(name)

    def _tell(self, draft: ImportedFeature, message: str) -> None:
        self.findings.append(ImportFinding(draft.place, message))

    def _fit(self, draft: ImportedFeature, blockers: Iterable[str]) -> Fitted:
        name = self.ids[draft.key]
        given = {
            key: value for key, value in draft.fields.items() if key not in ("id", "blocks", *REFERENCES)
        }
        self._references(draft, given, name, blockers)
        self._unknown_names(given)
        self._periods(draft, given)
        plain = plain_data(given)
        data = dict(plain) if isinstance(plain, dict) else {}
        if "\n" in str(data.get("description", "")) or len(str(data.get("description", ""))) > 80:
            data["description"] = f"{data['description']}".rstrip() + "\n"
        custom = self._custom(draft, data)
        record = self._record(draft, name, data)
        link = link_of(draft)
        left = {*self._left.get(draft.key, ()), *draft.unclear}
        return Fitted(
            draft, name, link not in self._by_link, link, _ordered(data), record, custom,
            left=frozenset(left - {"depends_on", "conflicts_with"}), partly=frozenset(left),
        )  # fmt: skip

    def _references(
        self, draft: ImportedFeature, given: dict[str, object], name: str, blockers: Iterable[str]
    ) -> None:  # fmt: skip
        parent = draft.fields.get("parent")
        if parent and (feature := self._resolve(draft, "parent", str(parent))):
            given["parent"] = feature
        for key in ("depends_on", "conflicts_with"):
            listed = draft.fields.get(key)
            entries: dict[str, object] = {}
            for item in listed if isinstance(listed, list) else ():
                other = str(item.get("id")) if isinstance(item, dict) else str(item)
                if (known := self._resolve(draft, key, other)) and known not in entries:
                    entries[known] = {**item, "id": known} if isinstance(item, dict) else known
            for other in blockers if key == "depends_on" else ():
                if other != name:
                    entries.setdefault(other, other)
            if entries:
                given[key] = [entries[other] for other in sorted(entries)]

    def _unknown_names(self, given: dict[str, object]) -> None:
        """Names that pm.yaml would have to define are kept as the user's own fields."""
        workspace = self.backlog.workspace
        defined: tuple[tuple[str, Mapping[str, object]], ...] = (
            ("team", workspace.teams), ("release", workspace.releases), ("segments", workspace.segments),
            ("solves", workspace.problems), ("outcomes", workspace.strategy.outcomes),
        )  # fmt: skip
        for key, known in defined:
            value = given.get(key)
            if value is None:
                continue
            names = (
                [value] if isinstance(value, str) else list(value) if isinstance(value, (list, dict)) else []
            )
            missing = [name for name in names if name not in known]
            if not missing:
                continue
            del given[key]
            given.setdefault(f"x-{key}", value)
            self.counted[f'pm.yaml has no {key} "{str(missing[0])[:40]}": kept as x-{key}'] += 1

    def _periods(self, draft: ImportedFeature, given: dict[str, object]) -> None:
        step = self.backlog.workspace.calendar.step
        for key in ("target", "not_before"):
            period = Period.parse(str(given.get(key, "")))
            if period is not None and period.step != step:
                del given[key]
                self._leave(draft, key)
                self._tell(draft, f'{key}: "{period}" is a {period.step}, the calendar has {step}s; left out')

    def _custom(self, draft: ImportedFeature, data: dict[str, Value]) -> dict[str, object]:
        """The fields of pm.yaml's own; unknown keys become keys of the user's own."""
        kinds = self.backlog.workspace.fields
        custom: dict[str, object] = {}
        for key in [key for key in data if key not in _KNOWN and not key.startswith("x-")]:
            if key not in kinds:
                data.setdefault(f"x-{key}", data[key])
                del data[key]
                self.counted[f'pm.yaml has no field "{key[:40]}": kept as x-{key[:40]}'] += 1
                continue
            try:
                custom[key] = read_field(data[key], kinds[key])
            except PydanticCustomError as fault:
                self._tell(draft, f"{key}: {(fault.context or {})['message']}; left out")
                self._leave(draft, key)
                del data[key]
        return custom

    def _record(self, draft: ImportedFeature, name: str, data: dict[str, Value]) -> Feature:
        """The record; what does not fit is cut out of the data, and told."""
        for _ in range(_TRIES):
            given: Any = {"id": name, **{key: value for key, value in data.items() if key in _KNOWN}}
            try:
                return Feature.model_validate(given, context=self._vocabulary)
            except ValidationError as error:
                for fault in misfits(error, given, Feature):
                    self._tell(draft, f"{fault.message}; left out")
                rest, paths = pruned(given, error)
                top = {path[0] for path in paths if path}
                for key in top:
                    self._leave(draft, str(key))
                    value = (rest or {}).get(str(key))
                    if value in (None, [], {}, ""):
                        data.pop(str(key), None)
                    else:
                        data[str(key)] = value
        for key in data:
            self._leave(draft, key)
        data.clear()
        data["title"] = str(draft.fields.get("title", name))
        return Feature.model_validate({"id": name, "title": name})


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


def _ordered(data: dict[str, Value]) -> dict[str, Value]:
    """The data in the order in which pm writes it: known fields, pm.yaml's own, the user's own."""
    order = {name: at for at, name in enumerate(Feature.model_fields)}
    return dict(_sorted(data.items(), order))


def _sorted(items: Iterable[tuple[str, Value]], order: Mapping[str, int]) -> Iterator[tuple[str, Value]]:
    last = len(order)
    yield from sorted(items, key=lambda item: order.get(item[0], last + item[0].startswith("x-")))
