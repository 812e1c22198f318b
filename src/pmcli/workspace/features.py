"""The features that files hold, each fitted to its record, and all that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from pmcli.model.backlog import Keys, Origin
from pmcli.model.feature import Feature
from pmcli.model.inputs import Vocabulary
from pmcli.model.values import is_empty
from pmcli.model.workspace import Workspace, read_field
from pmcli.workspace.disk import is_special
from pmcli.workspace.faults import LoadingFaults
from pmcli.workspace.fitting import fit
from pmcli.workspace.hidden import may_follow
from pmcli.workspace.known import KeyMaker, Known
from pmcli.workspace.raw_features import RawFeature, UniqueIds, is_readme, raw_features
from pmcli.workspace.validation_faults import BAD_VALUE, ValidationFault, dotted

_FEATURE_KEYS = frozenset(Feature.model_fields)


@dataclass(frozen=True, slots=True)
class FeaturesReader:
    """A reader of the features of all texts. `settings` is all of pm.yaml that their records depend on.

    `unfit` has the first reason why something in a feature does not fit its record, by id: what is wrong with
    its file comes before.
    """

    texts: Mapping[str, bytes]
    known: Known
    faults: LoadingFaults
    workspace: Workspace
    vocabulary: Vocabulary
    settings: str
    unread: frozenset[Keys] = frozenset()
    unfit: dict[str, str] = field(default_factory=dict)

    def features(self) -> tuple[dict[str, Feature], dict[str, Origin]]:
        """The features by id, and their origins: file by file, so that what is written goes as it is read."""
        keys_of, ids = KeyMaker("features", self.settings), UniqueIds(self.faults)
        features: dict[str, Feature] = {}
        for path in sorted(self.texts):
            text = self.texts[path]
            if is_special(path) or is_readme(path, text):
                continue
            key = keys_of.key(path, text)
            known: list[tuple[int, Keys, Feature]] | None = self.known.find(key)
            if known is None:
                features |= self._read(path, ids, key)
                continue
            for document, keys, feature in known:
                if ids.take(feature.id, Origin(path, document, keys)):
                    features[feature.id] = feature
        for name, why in self.unfit.items():
            self.faults.broken.setdefault(name, why)
        return features, ids.origins

    def _read(self, path: str, ids: UniqueIds, key: bytes) -> dict[str, Feature]:
        """The features of one file by id, which are kept where nothing is wrong with them."""
        before, text = len(self.faults.diagnostics), self.texts[path]
        reading, body = self.known.read_in_passing(text, path)
        raws = [
            raw for raw in [*raw_features(path, text, reading, body, self.faults)]
            if ids.take(raw.id, raw.origin)
        ]  # fmt: skip
        features = {raw.id: self._fitted(raw) for raw in raws}
        if len(self.faults.diagnostics) == before and self.unfit.keys().isdisjoint(features):
            kept = [(raw.origin.document, raw.origin.keys, features[raw.id]) for raw in raws]
            self.known.keep(key, kept)
        return features

    def _fitted(self, raw: RawFeature) -> Feature:
        workspace = self.workspace
        given: dict[str, Any] = {**raw.data, "id": raw.id}
        extra = [key for key in given if key not in _FEATURE_KEYS]
        custom = self._custom(raw, extra) if extra else {}
        for key in extra:
            if key in workspace.fields:
                del given[key]
        if raw.body.strip():
            self._take_body(raw, given)
        try:
            feature: Feature = Feature.model_validate(given, context=self.vocabulary)
        except ValidationError:
            also = tuple(workspace.fields)
            feature = fit(Feature, given, self.vocabulary, partial(self._add, raw), also)
            self.unfit.setdefault(raw.id, "something in it cannot be read")
        own = {key: value for key in extra if key[:2] == "x-" and not is_empty(value := raw.data.get(key))}
        return feature.with_custom(custom, own) if custom or own else feature

    def _take_body(self, raw: RawFeature, given: dict[str, Any]) -> None:
        if not is_empty(given.get("description")):
            message = "the description stands both here and below the front matter"
            self._add(
                raw, ValidationFault(BAD_VALUE, ("description",), "key", message, "keep one of the two")
            )
        given["description"] = raw.body.strip("\n")

    def _custom(self, raw: RawFeature, keys: list[str]) -> dict[str, Any]:
        """The workspace's own fields of a feature."""
        custom, fields = {}, self.workspace.fields
        for key in keys:
            value = raw.data.get(key)
            if key not in fields or is_empty(value):
                continue
            try:
                custom[key] = read_field(value, fields[key])
            except PydanticCustomError as fault:
                context: Any = fault.context
                message, hint = f"{dotted((key,))}: {context['message']}", context["hint"]
                self._add(raw, ValidationFault(BAD_VALUE, (key,), "value", message, hint))
        return custom

    def _add(self, raw: RawFeature, fault: ValidationFault) -> None:
        self.unfit.setdefault(raw.id, fault.message)
        if not may_follow(fault, self.unread):
            self.faults.add(raw.origin, fault, raw.id, breaks=False)
