"""A workspace with a word of its own in every text of every record, made from the classes of the records.

A field that is added later is in it without a line here, unless it takes only certain words: then `GIVEN` has them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, get_args, get_origin

from pydantic import TypeAdapter

from pmcli.model.feature import Feature
from pmcli.model.record import Record
from pmcli.model.workspace import Workspace
from pmcli.workspace.loaded import Loaded
from tests.conftest import loaded

ONE, TWO, MINE, THEIRS, GROUP = "secret-one", "secret-two", "acct-mine", "acct-theirs", "seg-group"
GIVEN: dict[tuple[str, str], Any] = {
    ("Workspace", "pm"): 1, ("Workspace", "features"): ["features/**"], ("Workspace", "product"): "Shop",
    ("Workspace", "effort_unit"): "person-weeks", ("Workspace", "sizes"): {"XS": "0.7123..1.7123"},
    ("Workspace", "fields"): {"owntext": "text"}, ("Workspace", "teams"): {"teamword": {"capacity": 21.5317}},
    ("Workspace", "calendar"): {"start": "2026-Q4", "periods": 3, "discount": "3%", "value_horizon": 12},
    ("Workspace", "scoring"): {"model": "rice"}, ("Workspace", "roadmap"): {}, ("Workspace", "forecast"): {},
    ("Workspace", "learning"): {"review_after": "8w"}, ("Workspace", "checks"): {}, ("Workspace", "exports"): [],
    ("Workspace", "audiences"): {},
    ("Workspace", "scenarios"): {"lean": {"title": "canaryscenario", "capacity": {"teamword": 11}}},
    ("Feature", "effort"): {"teamword": 5.4137}, ("Feature", "team"): None, ("Feature", "remaining"): {"teamword": 3.4137},
    ("Feature", "spent"): {"teamword": 1.4137}, ("Feature", "parent"): None, ("Feature", "status"): "planned",
    ("Feature", "depends_on"): [{"id": TWO}], ("Feature", "conflicts_with"): [], ("Feature", "moscow"): "must",
    ("Feature", "segments"): [GROUP], ("Feature", "solves"): ["problemword"],
    ("Feature", "outcomes"): {"outcomeword": "high"}, ("Feature", "release"): "releaseword",
    ("Feature", "not_before"): "2026-10-02", ("Feature", "target"): "2027-06-13", ("Feature", "horizon"): None,
    ("Feature", "kano"): {"functional": "like", "dysfunctional": "dislike"}, ("Feature", "shipped"): None,
    ("Feature", "wsjf"): None, ("Feature", "cd3"): None, ("Feature", "ice"): None, ("Feature", "weighted"): {},
    ("Feature", "opportunity"): None, ("Feature", "started"): "2026-09-03",
    ("Feature", "rice"): {"reach": 91373, "impact": 2.3411, "confidence": "87%"},
    ("Deadline", "date"): "2027-06-11", ("Request", "account"): MINE, ("Segment", "title"): "Group of mine",
    ("Evidence", "segment"): GROUP, ("Evidence", "experiment"): "expword", ("Problem", "segments"): [GROUP],
    ("Account", "segment"): GROUP, ("Account", "status"): "active", ("Account", "renewal"): "2026-12-13",
    ("Experiment", "id"): "expword", ("Experiment", "treatments"): {}, ("Guardrail", "treatments"): {},
    ("Experiment", "status"): "running", ("Experiment", "end"): "2026-09-29", ("Experiment", "size"): 61617,
    ("Experiment", "detect"): 0.01571, ("Experiment", "split"): "50%", ("Experiment", "decided"): None,
    ("Arm", "conversions"): None, ("Metric", "by"): "2027-06-14", ("Outcome", "by"): "2027-06-15",
    ("Decision", "verdict"): "first", ("Decision", "period"): None, ("Decision", "feature"): None,
    ("Decision", "until"): "2026-12-17", ("Decision", "inputs"): None, ("Launch", "date"): "2026-12-09",
    ("Launch", "kind"): [], ("Evaluation", "need"): ">= 0.91733", ("Metric", "review"): "2027-06-17",
    ("LaunchSettings", "notice"): "3w", ("Result", "effort"): {"teamword": 6.8871},
}  # fmt: skip
"""The values of fields that take no word, or have to name something, by the class and the field."""


@dataclass
class Canaries:
    """Words and numbers, each with the field of the feature, or the key of pm.yaml, below which it stands."""

    words: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    top: str = ""

    def word(self) -> str:
        word = f"canary{len(self.words):03}x"
        self.words[word] = self.top
        return word

    def number(self) -> float:
        number = 70_003 + 13 * len(self.numbers)
        self.numbers[str(number)] = self.top
        return number

    def of(self, record: type[Record], **instead: Any) -> dict[str, Any]:
        """A record with something in every field."""
        made = {}
        for name, info in record.model_fields.items():
            if record in (Feature, Workspace):
                self.top = name
            given = (record.__name__, name)
            if name in instead:
                value = instead[name]
            elif given in GIVEN:
                value = GIVEN[given]
                self.words |= {text: self.top for text in _texts(value) if text.startswith("canary")}
            else:
                value = self._value(info.annotation, info.metadata)
            if value is not None:
                made[record.written_as(name)] = value
        return made

    def _value(self, kind: Any, metadata: Any = ()) -> Any:
        origin, args = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self._value(args[0], args[1:])
        if args and type(None) in args:
            return self._value(next(arg for arg in args if arg is not type(None)), metadata)
        if isinstance(kind, type) and issubclass(kind, Record):
            return self.of(kind)
        if origin is tuple:
            return [self._value(args[0])]
        if origin is dict:
            return {self.word(): self._value(args[1])}
        return self._leaf(TypeAdapter(Annotated[kind, *metadata] if metadata else kind).json_schema())

    def _leaf(self, schema: dict[str, Any]) -> Any:
        if "enum" in schema or "const" in schema:
            return schema["enum"][0] if "enum" in schema else schema["const"]
        if "anyOf" in schema:
            return self._leaf(schema["anyOf"][0])
        kinds = schema.get("type", "string")
        kinds = kinds[0] if isinstance(kinds, list) else kinds  # the first is what it is meant to be
        if "pattern" in schema and "d{4}" in schema["pattern"]:
            return "2026-08-09"
        if kinds in ("number", "integer"):
            return schema["maximum"] / 1.3 if "maximum" in schema else self.number()
        return True if kinds == "boolean" else self.word()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from (*_texts(key), *_texts(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


def workspace() -> tuple[Loaded, Canaries]:
    """The backlog of two features, both full of canaries: the first is asked for by one account, the other by another."""
    canaries = Canaries()
    strategy = Workspace.model_fields["strategy"].annotation
    canaries.top = "outcomes"
    assert isinstance(strategy, type)
    outcomes = strategy.model_fields["outcomes"].annotation
    settings = canaries.of(
        Workspace,
        strategy={
            **canaries.of(strategy, outcomes={}),
            "outcomes": {"outcomeword": canaries._value(get_args(outcomes)[1])},
        },
        problems={"problemword": canaries._value(get_args(Workspace.model_fields["problems"].annotation)[1])},
        segments={GROUP: canaries._value(get_args(Workspace.model_fields["segments"].annotation)[1])},
        accounts={
            name: canaries._value(get_args(Workspace.model_fields["accounts"].annotation)[1])
            for name in (MINE, THEIRS)
        },
        releases={"releaseword": canaries._value(get_args(Workspace.model_fields["releases"].annotation)[1])},
    )
    first = canaries.of(Feature, id=ONE)
    second = canaries.of(Feature, id=TWO, depends_on=[], requests=None, experiments=None, evidence=None)
    second["requests"] = [{**first["requests"][0], "account": THEIRS, "says": canaries.word()}]
    second["segments"] = []
    third = {
        "id": "secret-three",
        "title": canaries.word(),
        "requests": [{"account": MINE, "says": canaries.word()}],
    }
    text = json.dumps([first, second, third])
    return loaded(text, json.dumps(settings)), canaries
