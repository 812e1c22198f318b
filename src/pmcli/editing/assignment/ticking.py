"""Points of launch checklists that are ticked: the state alone, or with who, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pmcli.editing.assignment.word import Assignment
from pmcli.model.backlog import Keys
from pmcli.model.launch import POINT_STATES
from pmcli.model.naming import meant
from pmcli.yaml.read import Plain, Value

CHECKLIST: Keys = ("launch", "checklist")


@dataclass(frozen=True, slots=True)
class Tick:
    """Who ticks points, on which day, and why; with neither name nor reason only the state is told."""

    on: date
    by: str | None = None
    because: str | None = None

    def value(self, old: Value | None, state: str) -> Value:
        """The value of a point in this state: a word where nothing more is known of it, else a map.

        A map keeps what it says beside. The day is that on which it was done, or found not to be needed: one
        that is opened again loses it, for there it would be the day on which it is due. What says the same
        already keeps its day.
        """
        parts: Mapping[str, Value] = old if isinstance(old, dict) else {}
        if state == "open" and parts.get("state") != "open":
            parts = {name: value for name, value in parts.items() if name != "on"}
        given = {"state": state, "by": self.by, "on": str(self.on), "because": self.because}
        told = {name: Plain(text) for name, text in given.items() if text and name != "on"}
        if parts.keys() <= {"state"} and len(told) == 1:
            return Plain(state)
        if self.by and state != "open" and {**parts, **told} != parts:
            told["on"] = Plain(given["on"] or "")
        return {**parts, **{name: told[name] for name in given if name in told}}


def state_of(assignment: Assignment) -> str | None:
    """The state that an assignment gives a whole point; None where it does something else."""
    if assignment.operator != "=" or len(assignment.keys) != 3 or assignment.keys[:2] != CHECKLIST:
        return None
    word = meant(assignment.text.strip(), POINT_STATES)
    return word if word in POINT_STATES else None
