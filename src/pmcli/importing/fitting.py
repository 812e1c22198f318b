"""Drafts made to fit a workspace: references, names it does not define, values it would refuse.

Whatever has to be left out is a finding, with its place in the source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from pmcli.editing.assignment.meaning import Meaning
from pmcli.importing import periods
from pmcli.importing.fitting_references import REFERENCES, Referring
from pmcli.importing.identities import Identities, link_of
from pmcli.importing.sources import ImportedFeature, ImportFinding
from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.figure import counted
from pmcli.model.naming import meant
from pmcli.model.workspace import read_field
from pmcli.workspace.validation_faults import pruned, validation_faults
from pmcli.yaml.edit.writing import plain_data
from pmcli.yaml.read import Value

_TRIES: Final = 8
_NAMED: Final = 60
"""Names that pm.yaml does not have which are told of a field; the rest is counted."""
_CALLED: Final = {"segments": "segment", "solves": "problem", "outcomes": "outcome", "requests": "account"}
_KNOWN: Final = frozenset(Feature.model_fields)
_NONE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fitted:
    """A draft that this workspace can hold: `data` is its text form, `record` what that says.

    `id` is that of the feature it is, or will be; `is_new` says which. `link` is how it is known again.
    `left` are the fields that had to be left out, `partly` the lists of which some was; `held` those of which
    all is what is here, for the source does not say it, dotted where it is a part; `speaks` are the fields
    that it speaks of, None for all. `is_linked` says that it is here from another source, and comes from this
    one for the first time; `standing` is the record of what will be here, where not all is by this source.
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
    is_linked: bool = False
    standing: Feature | None = None

    @property
    def stands(self) -> Feature:
        """The feature as it will stand, which another source may have a say in, as far as is known yet."""
        return self.standing or self.record


class Fitting:
    """One run over the drafts of a source, with the findings on what is left out."""

    def __init__(
        self, backlog: Backlog, drafts: Sequence[ImportedFeature], *, keeps_keys: bool = False,
        aside: Sequence[ImportedFeature] = (), linked: Mapping[str, str] = _NONE,
        merged: Mapping[str, str] = _NONE,
    ) -> None:  # fmt: skip
        self.backlog, self.drafts = backlog, drafts
        self.counted: Counter[str] = Counter()
        self.unknown: dict[str, Counter[str]] = {}
        self._vocabulary = backlog.workspace.vocabulary()
        self._meaning = Meaning(backlog.workspace)
        self.identities = Identities(
            backlog, drafts, keeps_keys=keeps_keys, aside=aside, linked=linked, merged=merged
        )
        self._referring = Referring(self.identities, drafts, backlog.workspace.calendar.step)
        self.findings, self._left = self._referring.findings, self._referring.left

    def fitted(self) -> list[Fitted]:
        """The drafts as features that this workspace can hold, in their order."""
        return [self._fit(draft) for draft in self.drafts]

    def assumed(self) -> Iterator[str]:
        """Names and fields that pm.yaml does not have, each with its number of features."""
        for key, names in self.unknown.items():
            most = [(name, counted(count, "feature")) for name, count in names.most_common(_NAMED)]
            some = [f'"{name[:40]}" ({features})' for name, features in most]
            rest = len(names) - len(some)
            more = f" and {rest:,} more, which pm list --columns id,x-{key} lists" if rest else ""
            yield f"pm.yaml has no {_CALLED.get(key, key)} {', '.join(some)}{more}: kept as x-{key}"
        for words, count in self.counted.items():
            yield f"{words} ({counted(count, 'feature')})"
        yield from self._referring.assumed()

    def _leave(self, draft: ImportedFeature, name: str) -> None:
        """Note that a field is said, and is not read."""
        self._left.setdefault(draft.key, set()).add(name)

    def _tell(self, draft: ImportedFeature, message: str) -> None:
        self.findings.append(ImportFinding(draft.place, message))

    def _fit(self, draft: ImportedFeature) -> Fitted:
        name = self.identities.ids[draft.key]
        given = {
            key: value for key, value in draft.fields.items() if key not in ("id", "blocks", *REFERENCES)
        }
        self._referring.put(draft, given)
        plain = self._meaning.value(plain_data(given), ())
        data = dict(plain) if isinstance(plain, dict) else {}
        self._unknown_names(data)
        self._unknown_accounts(data)
        self._periods(data)
        if "\n" in str(data.get("description", "")) or len(str(data.get("description", ""))) > 80:
            data["description"] = f"{data['description']}".rstrip() + "\n"
        custom = self._custom(draft, data)
        record = self._record(draft, name, data)
        link = link_of(draft)
        left = {*self._left.get(draft.key, ()), *draft.unclear}
        return Fitted(
            draft, name, not self.identities.is_known(draft), link, _ordered(data), record, custom,
            left=frozenset(left - {"depends_on", "conflicts_with"}), partly=frozenset(left),
            is_linked=self.identities.is_linked(draft),
        )  # fmt: skip

    def _unknown_names(self, given: dict[str, Value]) -> None:
        """Names that pm.yaml would have to define are kept as the user's own fields."""
        for key in ("team", "release", "segments", "solves", "outcomes"):
            value = given.get(key, [])
            known = self.backlog.workspace.defined(key)
            names = map(str, [value] if isinstance(value, str) else value)
            if missing := [name for name in names if name not in known]:
                given.setdefault(f"x-{key}", given.pop(key))
                self.unknown.setdefault(key, Counter()).update(missing)

    def _unknown_accounts(self, given: dict[str, Value]) -> None:
        """Accounts that ask are told by id or title; those that pm.yaml lacks are kept as the user's own."""
        listed = given.get("requests")
        if not isinstance(listed, list):
            return
        accounts = self.backlog.workspace.accounts
        by_title = {account.title: name for name, account in accounts.items() if account.title}
        asking: dict[str, Value] = {}
        unknown: list[Value] = []
        names: list[str] = []
        for request in listed:
            said = str(request["account"]) if isinstance(request, dict) else str(request)
            name = said if said in accounts else by_title.get(meant(said, by_title))
            if name is None:
                unknown.append(request if isinstance(request, dict) and len(request) > 1 else said)
                names.append(said)
            else:
                asked: Value = {**(request if isinstance(request, dict) else {}), "account": name}
                asking.setdefault(str(asked), asked)
        del given["requests"]
        if asking:
            given["requests"] = list(asking.values())
        if unknown:
            given.setdefault("x-requests", unknown)
            self.unknown.setdefault("requests", Counter()).update(names)

    def _periods(self, given: dict[str, Value]) -> None:
        """Periods of another step than the calendar's become periods, or days, of it."""
        for key in periods.FIELDS:
            if isinstance(given.get(key), (str, int)):
                text, note = periods.in_calendar(str(given[key]), key, self.backlog.workspace.calendar)
                if note:
                    given[key] = text
                    self.counted[note] += 1

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
        """The record; what does not fit is cut out of the data, with a finding."""
        for _ in range(_TRIES):
            given: Any = {"id": name, **{key: value for key, value in data.items() if key in _KNOWN}}
            try:
                return Feature.model_validate(given, context=self._vocabulary)
            except ValidationError as error:
                for fault in validation_faults(error, given, Feature):
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


def _ordered(data: dict[str, Value]) -> dict[str, Value]:
    """The data in the order in which pm writes it: known fields, pm.yaml's own, the user's own."""
    order = {name: at for at, name in enumerate(Feature.model_fields)}
    return dict(_sorted(data.items(), order))


def _sorted(items: Iterable[tuple[str, Value]], order: Mapping[str, int]) -> Iterator[tuple[str, Value]]:
    last = len(order)
    yield from sorted(items, key=lambda item: order.get(item[0], last + item[0].startswith("x-")))
