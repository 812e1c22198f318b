"""Which scenarios are asked for: those of pm.yaml by name, and that which flags describe."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from pmcli.cli.find import find_feature
from pmcli.cli.output import Output
from pmcli.cli.sound_scenarios import all_sound, sound
from pmcli.editing.scenario import refuse_faults
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.scenario import Scenario, period_fault
from pmcli.planning.horizon import Horizon
from pmcli.review.inert_changes import is_after_plan
from pmcli.workspace.opening import OpenWorkspace
from pmcli.workspace.validation_faults import validation_faults

MOST_UNNAMED = 50
"""The most scenarios that are compared where nobody names any: more are no answer, and take long."""
_LONGEST_NAME = 24
_UNNAMED = "as asked"
"""The name of what flags describe at more length than a column has room for."""


@dataclass(frozen=True, slots=True)
class NamedScenario:
    """A scenario to be planned: its name, and itself."""

    name: str
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class AskedScenarios:
    """The scenarios to be planned, and the names of those that have errors.

    `is_all` says that nobody named them: where one cannot be answered the others are.
    """

    tasks: tuple[NamedScenario, ...]
    faulty: tuple[str, ...] = ()
    is_all: bool = False


def given_by(
    output: Output, backlog: Backlog, capacity: Sequence[str] | None, people: Sequence[str] | None,
    add: Sequence[str] | None, since: str | None, drop: Sequence[str] | None, effort: Sequence[str] | None,
    value: Sequence[str] | None,
) -> dict[str, Any]:  # fmt: skip
    """What the flags say, as pm.yaml would."""

    def feature(name: str) -> str:
        return find_feature(output, backlog, name).id

    pairs = {
        "capacity": _pairs("--capacity", capacity, str),
        "people": _pairs("--people", people, str),
        "add": _pairs("--add", add, str),
        "from": since,
        "drop": _once("--drop", map(feature, drop or ())),
        "effort": _pairs("--effort", effort, feature),
        "value": _pairs("--value", value, feature),
    }
    return {key: pair for key, pair in pairs.items() if pair}


def _pairs(option: str, given: Sequence[str] | None, named: Callable[[str], str]) -> dict[str, str]:
    """The pairs that an option gives.

    Raises:
        PmError: one is none, or a name stands in two of them.
    """
    pairs: list[tuple[str, str]] = []
    for text in given or ():
        name, equals, value = text.partition("=")
        if not (name.strip() and equals and value.strip()):
            raise PmError(f'{option}: found "{text}", expected NAME=VALUE')
        pairs.append((named(name.strip()), value.strip()))
    _once(option, (name for name, _ in pairs))
    return dict(pairs)


def _once(option: str, names: Iterable[str]) -> list[str]:
    """The names that an option gives.

    Raises:
        PmError: one of them is given twice.
    """
    given = Counter(names)
    if twice := next((name for name, count in given.items() if count > 1), None):
        raise PmError(f'{option}: "{twice}" is named twice', "keep one of the two")
    return [*given]


def scenario_of(given: dict[str, Any], backlog: Backlog) -> Scenario:
    """The scenario of the flags.

    Raises:
        PmError: a value is none of its kind, or capacity changes in no period planned.
    """
    try:
        scenario = Scenario.model_validate(given)
        _refuse_elsewhen(scenario, backlog)
        return scenario
    except ValidationError as error:
        fault = validation_faults(error, given, Scenario)[0]
        option, _, rest = fault.message.partition(".")
        raise PmError(f"--{option} {rest}" if rest else f"--{fault.message}", fault.hint) from None


def _refuse_elsewhen(scenario: Scenario, backlog: Backlog) -> None:
    """Refuses a period that is none of the calendar's, or that comes after all that is planned.

    Raises:
        PmError: it is one.
    """
    if fault := period_fault(scenario, backlog.workspace.calendar.step):
        raise PmError(f"--from: {fault}")
    if is_after_plan(scenario, backlog):
        last = Horizon.of(backlog).periods[-1]
        raise PmError(f'--from: "{scenario.from_}" is after the plan, which ends with {last}')


def named_scenarios(
    output: Output, opened: OpenWorkspace, names: Sequence[str], given: dict[str, Any], asked: Scenario,
    save: str | None,
) -> AskedScenarios:  # fmt: skip
    """The scenarios that are asked for: those named, and that of the flags; without either all of pm.yaml.

    Raises:
        PmError: there are none, or too many to be all meant, or one that is named cannot be.
    """
    if save is not None and not given:
        raise PmError("--save: no flag says what to save", "pm what-if --capacity web=11 --save NAME")
    if not names and not given:
        return _all_of_file(output, opened)
    known = opened.unchecked.backlog.workspace.scenarios
    tasks = [NamedScenario(name, known[name]) for name in sound(output, opened, names)]
    if given:
        called = save or _called(given)
        refuse_faults(opened, called, asked)
        tasks.append(NamedScenario(called, asked))
    return AskedScenarios(tuple(tasks))


def _all_of_file(output: Output, opened: OpenWorkspace) -> AskedScenarios:
    """The scenarios of pm.yaml but for those that have errors, which are told; an empty backlog needs none.

    Raises:
        PmError: there are none, or too many, or all have errors.
    """
    backlog = opened.unchecked.backlog
    known = backlog.workspace.scenarios
    if not known and backlog.features:
        hint = "pm what-if --capacity web=11, or pm.yaml: scenarios: {NAME: {drop: [ID]}}"
        raise PmError("pm.yaml defines no scenarios, and no flag says what if", hint)
    if len(known) > MOST_UNNAMED:
        some = " ".join(map(shlex.quote, [*known][:2]))
        message = f"pm.yaml has {len(known):,} scenarios: without names at most {MOST_UNNAMED} are compared"
        raise PmError(message, f"name those that count: pm what-if {some}")
    names, faulty = all_sound(output, opened)
    if faulty and not names:
        raise PmError("every scenario has errors", "pm check lists them", exit_code=1)
    return AskedScenarios(tuple(NamedScenario(name, known[name]) for name in names), faulty, is_all=True)


def _called(given: dict[str, Any]) -> str:
    """The name of what the flags say: by its change, "web=11" or "payments+3", as long as it is short."""
    parts = [
        *(f"{team}={number}" for team, number in given.get("capacity", {}).items()),
        *(f"{team}={number} people" for team, number in given.get("people", {}).items()),
        *(
            f"{team}{number if number[0] in '+-' else f'+{number}'}"
            for team, number in given.get("add", {}).items()
        ),
        *(f"no-{name}" for name in given.get("drop", ())),
        *(f"{name} {change}" for name, change in given.get("effort", {}).items()),
        *(f"{name} value {factor}" for name, factor in given.get("value", {}).items()),
    ]  # fmt: skip
    name = ", ".join(parts)
    return name if len(name) <= _LONGEST_NAME else _UNNAMED
