"""The features that scenarios of pm.yaml name, when those are renamed or removed."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pmcli.editing.change_set import FileChange
from pmcli.model.backlog import Backlog
from pmcli.model.scenario import Scenario

_BY_FEATURE = ("effort", "value")
"""The keys of a scenario whose keys are ids."""


def renamed_in_scenarios(backlog: Backlog, old: str, new: str) -> Iterator[FileChange]:
    """The changes of pm.yaml with which its scenarios name a feature by its new id."""
    for name, scenario in backlog.workspace.scenarios.items():
        keys = ("scenarios", name)
        for number, dropped in enumerate(scenario.drop):
            if dropped == old:
                yield FileChange("", "put", (*keys, "drop", number), new)
        for key in _BY_FEATURE:
            if old in getattr(scenario, key):
                yield FileChange("", "rename", (*keys, key, old), new)


def taken_out_of_scenarios(backlog: Backlog, gone: Collection[str]) -> Iterator[FileChange]:
    """The changes of pm.yaml with which its scenarios no longer name features that are gone.

    A scenario that names nothing else goes too.
    """
    for name, scenario in backlog.workspace.scenarios.items():
        kept = _without(scenario, gone)
        if kept.changes() == scenario.changes():
            continue
        keys = ("scenarios", name)
        if not kept.changes():
            yield FileChange("", "drop", keys)
            continue
        if scenario.drop and not kept.drop:
            yield FileChange("", "drop", (*keys, "drop"))
        else:
            for number, dropped in reversed([*enumerate(scenario.drop)]):
                if dropped in gone:
                    yield FileChange("", "drop", (*keys, "drop", number))
        for key in _BY_FEATURE:
            before, after = getattr(scenario, key), getattr(kept, key)
            if before and not after:
                yield FileChange("", "drop", (*keys, key))
            else:
                yield from (FileChange("", "drop", (*keys, key, one)) for one in before if one in gone)


def _without(scenario: Scenario, gone: Collection[str]) -> Scenario:
    return scenario.model_copy(
        update={
            "drop": tuple(name for name in scenario.drop if name not in gone),
            **{
                key: {name: it for name, it in getattr(scenario, key).items() if name not in gone}
                for key in _BY_FEATURE
            },
        }
    )
