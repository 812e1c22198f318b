"""Data of a file fitted to a record: what does not fit is cut out and reported, the rest stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from pmcli.model.backlog import Keys
from pmcli.model.feature import Feature
from pmcli.model.values import is_empty
from pmcli.model.workspace import Workspace
from pmcli.workspace.validation_faults import ValidationFault, pruned, validation_faults
from pmcli.yaml.read import Value

_TRIES = 8
"""The most rounds of cutting what is wrong: each may bring further faults to light."""


def fit(
    record: Any,
    given: dict[str, Value],
    context: Any,
    report: Callable[[ValidationFault], None],
    also: tuple[str, ...] = (),
) -> Any:
    """The record of `given`, without what does not fit it: that is reported."""
    data: Any = given
    stand_ins = _stand_ins(record, given)
    cut: set[Keys] = set()
    for _ in range(_TRIES):
        try:
            return record.model_validate(data, context=context)
        except ValidationError as error:
            for fault in validation_faults(error, data, record, also):
                if not any(keys[: len(fault.keys)] == fault.keys for keys in cut):
                    report(fault)
            rest, faulty = pruned(data, error)
            kept = rest or {}
            cut |= faulty
            data = {**stand_ins, **{key: value for key, value in kept.items() if not is_empty(value)}}
    return record.model_validate(stand_ins)


def _stand_ins(record: Any, given: dict[str, Value]) -> dict[str, Any]:
    """The least that a record must say."""
    if record is Workspace:
        return {"pm": "1", "product": "?"}
    return {"id": given["id"], "title": given["id"]} if record is Feature else {}
