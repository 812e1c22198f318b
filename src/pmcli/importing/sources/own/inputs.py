"""The inputs of a method as the sheet with the ranking has them: their columns, fields and numbers."""

from __future__ import annotations

from collections.abc import Mapping

from pmcli.importing.sources.own.phrases import INPUTS
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.ranking import rank


def inputs_of(backlog: Backlog, model: str) -> Mapping[tuple[str, str], tuple[str, float]]:
    """The field, dotted, and the number of every input, by feature and by the title of its column.

    The field is "" where the input is none of a feature's.
    """
    try:
        ranking = rank(backlog, model or None)
    except PmError:
        return {}
    inputs: dict[tuple[str, str], tuple[str, float]] = {}
    for item in ranking.items:
        details = item.details
        for term in (*details.value_terms, *details.cost_terms) if details is not None else ():
            if term.name != "effort":
                name = _field(term.name, ranking.model.name)
                inputs[item.id, term.name.replace("_", " ").replace(".", ": ")] = (name, term.number)
    return inputs


def _field(name: str, model: str) -> str:
    """The field of an input, such as rice.reach; "" where it is none of a feature's."""
    group, dot, part = name.partition(".")
    if not dot:
        group, part = model, name
    if group == "weighted":
        return f"weighted.{part}"
    record = INPUTS.get(group)
    return f"{group}.{part}" if record is not None and part in record.model_fields else ""
