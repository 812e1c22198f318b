"""What a mistake in pm.yaml hides: the features cannot be blamed for what may well be defined there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pmcli.model.backlog import Keys
from pmcli.model.diagnostic import nearest
from pmcli.model.feature import Feature
from pmcli.model.workspace import Workspace
from pmcli.workspace.validation_faults import UNKNOWN_KEY, Inside, ValidationFault, fields_at, value_at

_DEFINED: Mapping[str, Keys] = {
    "effort": ("sizes",), "remaining": ("sizes",), "weighted": ("scoring", "weighted"),
}  # fmt: skip
"""What of pm.yaml the values of a feature's field depend on."""


def hidden_by(fault: ValidationFault, given: Mapping[str, Any]) -> Iterator[Keys]:
    """The keys of what is unknown in pm.yaml (`given`): it is wrong, or stands under a misspelt key."""
    if not fault.keys:  # a key is missing at the top, and all else was read
        return
    yield fault.keys
    if fault.rule != UNKNOWN_KEY:
        return
    outer = fault.keys[:-1]
    meant = nearest(str(fault.keys[-1]), fields_at(Workspace, outer))
    if meant is not None and meant not in value_at(given, outer):
        yield (*outer, meant)
    if isinstance(fault.hint, Inside):
        yield fault.hint.outer, fault.hint.inner


def may_follow(fault: ValidationFault, unread: Collection[Keys]) -> bool:
    """Whether a fault of a feature is perhaps none, were all of pm.yaml read: these keys of it are not."""
    if not unread or not fault.keys:
        return False
    first = str(fault.keys[0])
    at = _DEFINED.get(first, () if first in Feature.model_fields else ("fields", first))
    if not at or (fault.rule == UNKNOWN_KEY and (len(fault.keys) > 1 or _is_slip(first))):
        return False
    return any(path[: len(at)] == at[: len(path)] for path in unread)


def _is_slip(key: str) -> bool:
    """Whether a key is surely one of a feature's, misspelled."""
    return bool(get_close_matches(key, Feature.model_fields, n=1, cutoff=0.8))
