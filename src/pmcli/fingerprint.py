"""What a judgement rests on, in eight digits: other digits, and it was made on something else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from pmcli.estimate import Estimate
from pmcli.feature import Feature
from pmcli.period import Period
from pmcli.record import Record

FIELDS = (
    "effort", "remaining", "team", "rice", "wsjf", "ice", "cd3", "opportunity", "kano", "moscow", "weighted",
    "depends_on", "conflicts_with", "deadline", "not_before", "outcomes", "evidence", "requests", "problem",
    "solves",
)  # fmt: skip
"""The fields of a feature that a decision weighs; not its title, owner, status, words or links."""
UNORDERED = ("depends_on", "conflicts_with", "solves", "evidence", "requests")


def fingerprint(feature: Feature) -> str:
    """Eight hexadecimal digits of what was known of a feature; the same however it is spelled or ordered."""
    known = {}
    for name in FIELDS:
        value = _plain(getattr(feature, name))
        if name in UNORDERED and isinstance(value, list):
            value = sorted(value, key=lambda one: json.dumps(one, sort_keys=True))
        if value not in (None, {}, []):
            known[name] = value
    text = json.dumps(known, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:8]


def _plain(value: object) -> object:
    """A value as JSON has it, numbers by their exact digits."""
    if isinstance(value, Estimate):
        return [repr(value.low), repr(value.likely), repr(value.high)]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return repr(float(value))
    if isinstance(value, Record):
        return {
            name: told
            for name in type(value).model_fields
            if (told := _plain(getattr(value, name))) is not None
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, (date, Period)) else value
