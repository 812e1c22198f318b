"""Names and words as files write them, of what people type: teams, sizes, states and other closed words.

Case, blanks, dashes and underscores do not count where only one is meant; what means none, or more than one,
stays as it is typed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from pmcli.editing.assignment.edits import found_at
from pmcli.editing.assignment.ticking import CHECKLIST
from pmcli.editing.assignment.word import Assignment
from pmcli.model.backlog import Keys
from pmcli.model.canonical import words_at
from pmcli.model.feature import Feature
from pmcli.model.naming import meant
from pmcli.model.workspace import Workspace
from pmcli.yaml.read import Plain, Value, is_null

_MAPS = frozenset({"effort", "remaining", "spent", "outcomes", "weighted", "results.effort"})
"""Where maps stand by names that pm.yaml defines."""
_NAMES = frozenset({"team", "release", "solves", "segments", "requests.account", "evidence.segment"})
"""Where names stand that pm.yaml defines."""
_SIZED = frozenset({"effort", "remaining"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """The names and closed words of a workspace."""

    workspace: Workspace
    _known: dict[Keys, Collection[str]] = field(default_factory=dict, compare=False, repr=False)

    def assignment(self, given: Assignment, data: Mapping[str, Value]) -> Assignment:
        """The assignment with its keys as files write them; keys that are there already stay."""
        if found_at(data, given.keys) is not None:
            return given
        keys: Keys = ()
        for key in given.keys:
            known = self._points(data) if keys == CHECKLIST else self._keys(keys)
            keys = (*keys, meant(key, known) if isinstance(key, str) else key)
        return replace(given, keys=keys)

    def value(self, value: Value, keys: Keys) -> Value:
        """The value at these keys with its names and words as files write them."""
        if isinstance(value, dict):
            known = self._keys(keys)
            parts = {key: key if key in known or not known else meant(key, known) for key in value}
            if len(set(parts.values())) < len(parts):
                return value
            return {parts[key]: self.value(inner, (*keys, parts[key])) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.value(item, (*keys, at)) for at, item in enumerate(value)]
        if is_null(value):
            return value
        words = self._known.get(keys)
        if words is None:
            words = self._known[keys] = self._words(keys)
        word = meant(value, words) if words else value
        return value if word == value else Plain(word)

    def _points(self, data: Mapping[str, Value]) -> Collection[str]:
        """The points of launches that are known: those of the feature, and those of the checklists."""
        there, lists = found_at(data, CHECKLIST), self.workspace.launch.checklists
        own = there if isinstance(there, dict) else {}
        return dict.fromkeys((*own, *(point for points in lists.values() for point in points)))

    def _keys(self, keys: Keys) -> Collection[str]:
        """The names that may be keys of the map at these keys, where they are known."""
        if not keys:
            return (*Feature.model_fields, *self.workspace.fields)
        return self.workspace.defined(str(keys[-1])) if _path(keys) in _MAPS else ()

    def _words(self, keys: Keys) -> Collection[str]:
        """The names and words that may stand at these keys, where they are known."""
        path = _path(keys)
        if isinstance(kind := self.workspace.fields.get(path), tuple):
            return kind
        if path.split(".")[0] in _SIZED:
            return self.workspace.sizes
        if path in _NAMES:
            return self.workspace.defined(path.split(".")[-1])
        return words_at(Feature, keys)


def _path(keys: Keys) -> str:
    return ".".join(key for key in keys if isinstance(key, str))
