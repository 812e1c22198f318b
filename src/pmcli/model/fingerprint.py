"""Fingerprints of what a judgement rests on: with another fingerprint, it was made on something else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pmcli.model.estimate import Estimate
from pmcli.model.feature import Feature
from pmcli.model.fields import FIELDS
from pmcli.model.period import Period
from pmcli.model.record import Record

_WEIGHED = tuple(field for field in FIELDS if field.weighed is not None)
"""The fields of a feature that a decision weighs; not its title, owner, status, words or links."""


def fingerprint(feature: Feature) -> str:
    """Eight hexadecimal digits of what was known of a feature; the same however it is spelled or ordered."""
    known = {}
    for field in _WEIGHED:
        value = plain(getattr(feature, field.key))
        if field.weighed == "unordered" and isinstance(value, list):
            value = sorted(value, key=spelled)
        if value not in (None, {}, []):
            known[field.key] = value
    return digits(known)


def digits(data: object) -> str:
    """Eight hexadecimal digits of plain data."""
    return hashlib.sha256(spelled(data).encode("ascii")).hexdigest()[:8]


def spelled(data: object) -> str:
    """Plain data as one text, whatever the order of its keys."""
    return json.dumps(data, sort_keys=True, ensure_ascii=True)


def plain(value: object) -> Any:
    """A value as JSON has it, numbers by their exact digits, what is not said left out."""
    if isinstance(value, Estimate):
        return [repr(value.low), repr(value.likely), repr(value.high)]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return repr(float(value))
    if isinstance(value, Record):
        data = {name: plain(getattr(value, name)) for name in type(value).model_fields}
        return {name: item for name, item in data.items() if item not in (None, {}, [])}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(item) for item in value]
    if isinstance(value, (date, Period)):
        return str(value)
    return str(value).strip()
