"""The units of the inputs of scores, where they have some."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pmcli.model.workspace import Workspace


def unit_of(name: str, workspace: Workspace) -> str:
    """The unit of an input by its name, with or without its method; "" where it has none."""
    match name.rpartition(".")[2]:
        case "effort":
            return workspace.effort_unit
        case "cost_of_delay":
            return f"{workspace.currency or 'money'} a week"
        case "duration":
            return "weeks"
        case "arr" | "at_risk_arr":
            return f"{workspace.currency or 'money'} a year"
    return ""
