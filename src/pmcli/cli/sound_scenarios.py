"""Scenarios of pm.yaml that can be answered; the errors of the others are told at their places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pmcli.editing.scenario import errors_in, in_scenario, scenario_named
from pmcli.model.diagnostic import PmError

if TYPE_CHECKING:
    from pmcli.cli.output import Output
    from pmcli.workspace.opening import OpenWorkspace


def opened_in(output: Output, opened: OpenWorkspace, name: str) -> OpenWorkspace:
    """The workspace as it would be in a scenario of pm.yaml.

    Raises:
        PmError: there is none of the name, or it has errors, which are told.
    """
    return in_scenario(opened, sound(output, opened, [name])[0])


def sound(output: Output, opened: OpenWorkspace, names: Sequence[str]) -> tuple[str, ...]:
    """The names as pm.yaml writes them, each once.

    Raises:
        PmError: there is none of a name, or one has errors, which are told.
    """
    found = tuple(dict.fromkeys(scenario_named(opened, name) for name in names))
    for name in found:
        errors = errors_in(opened, name)
        if errors or name not in opened.unchecked.backlog.workspace.scenarios:
            output.tell(errors, opened.unchecked)
            message = f'scenario "{name}" has errors, so the answer would be untrue'
            raise PmError(message, "pm check lists them", exit_code=1)
    return found


def all_sound(output: Output, opened: OpenWorkspace) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The scenarios of pm.yaml that can be answered, and those that have errors, which are told."""
    backlog = opened.unchecked.backlog
    unread = sorted(str(keys[1]) for keys in backlog.unread if keys[:1] == ("scenarios",) and len(keys) > 1)
    errors = {name: errors_in(opened, name) for name in (*backlog.workspace.scenarios, *unread)}
    output.tell([error for found in errors.values() for error in found], opened.unchecked)
    return tuple(name for name in errors if not errors[name]), tuple(name for name in errors if errors[name])
