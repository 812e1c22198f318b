"""Experiments as they are written, and what is read out of them."""

from __future__ import annotations

import pytest

from pmcli.experiments.result import Verdict
from pmcli.model.experiment import Experiment
from pmcli.model.reading import readings, verdict
from tests.conftest import for_each


def texts(value: object) -> object:
    """A value as files have it: every scalar is a text."""
    if isinstance(value, dict):
        return {key: texts(part) for key, part in value.items()}
    return [texts(part) for part in value] if isinstance(value, list) else str(value)


def written(**fields: object) -> Experiment:
    return Experiment.model_validate(
        {"hypothesis": "H", **{key: texts(value) for key, value in fields.items()}}
    )


def counts(n: int, conversions: int) -> dict[str, int]:
    return {"n": n, "conversions": conversions}


CONTROL = counts(10_000, 4_210)
MORE, SAME, LESS = counts(10_050, 4_700), counts(10_020, 4_220), counts(9_980, 3_800)
A_LITTLE = counts(10_050, 4_388)
FRAUD = {"metric": "fraud", "better": "down", "worst": 0.002, "control": counts(10_000, 31)}


@for_each("fields, expected", [
    ({}, None),
    ({"control": CONTROL}, None),
    ({"treatment": MORE}, None),
    ({"control": CONTROL, "treatment": MORE}, "works"),
    ({"control": CONTROL, "treatment": MORE, "status": "planned"}, None),
    ({"control": CONTROL, "treatment": MORE, "status": "running"}, "works"),
    ({"treatment": MORE, "status": "done"}, None),
    ({"control": CONTROL, "treatment": A_LITTLE}, "unclear"),
    ({"control": CONTROL, "treatment": A_LITTLE, "size": 9_618}, "works"),
    ({"control": CONTROL, "treatment": A_LITTLE, "size": 9_618, "looks": "any"}, "unclear"),
    ({"control": CONTROL, "treatment": MORE, "better": "down"}, "hurts"),
    ({"control": CONTROL, "treatment": MORE, "split": "60%"}, "broken"),
    ({"control": CONTROL, "treatment": SAME, "detect": 0.03}, "no-difference"),
    ({"control": CONTROL, "treatment": SAME, "detect": "rel 6%"}, "no-difference"),
    ({"control": CONTROL, "treatment": SAME, "detect": "rel 6%", "baseline": 0.3}, "unclear"),
    ({"control": CONTROL, "treatments": {"b": SAME, "c": MORE}}, "works"),
    ({"control": CONTROL, "treatments": {"b": LESS, "c": MORE}}, "works"),
    ({"control": CONTROL, "treatments": {"b": LESS, "c": SAME}}, "unclear"),
    ({"control": CONTROL, "treatments": {"b": LESS, "c": SAME}, "detect": 0.05}, "no-difference"),
    ({"control": CONTROL, "treatments": {"b": LESS, "c": LESS}}, "hurts"),
    ({"control": CONTROL, "treatments": {"b": LESS, "c": SAME}, "size": 20_000}, "too-early"),
    ({"control": CONTROL, "treatments": {"b": MORE, "c": counts(5_000, 2_000)}}, "broken"),
    ({"control": CONTROL, "treatment": MORE, "guardrails": [{**FRAUD, "treatment": counts(10_050, 35)}]}, "works"),
    ({"control": CONTROL, "treatment": MORE, "guardrails": [{**FRAUD, "treatment": counts(10_050, 300)}]}, "harms"),
    ({"control": CONTROL, "treatment": MORE, "guardrails": [{**FRAUD, "treatment": counts(10, 300)}]}, "works"),
    ({"control": CONTROL, "treatments": {"b": MORE, "c": SAME},
      "guardrails": [{**FRAUD, "treatments": {"b": counts(10_050, 300)}}]}, "unclear"),
    ({"control": {"n": 1000, "mean": 41.2, "sd": 30}, "treatment": {"n": 1010, "mean": 50, "sd": 33}}, "works"),
])  # fmt: skip
def test_the_verdict(fields: dict[str, object], expected: Verdict | None) -> None:
    assert verdict(written(**fields)) == expected


@for_each("control, treatment", [
    (counts(0, 0), MORE), (CONTROL, counts(0, 0)), (CONTROL, counts(10, 11)), (counts(10, 11), MORE),
    ({"n": 1, "mean": 1, "sd": 1}, {"n": 9, "mean": 1, "sd": 1}), ({"n": 9, "mean": 1, "sd": 0}, {"n": 9, "mean": 2, "sd": 0}),
    ({"n": 9, "mean": 1, "sd": 1e-200}, {"n": 9, "mean": 2, "sd": 0}),
])  # fmt: skip
def test_what_cannot_be_is_not_read(control: dict[str, float], treatment: dict[str, float]) -> None:
    assert readings(written(control=control, treatment=treatment)) == ()


@for_each("control, treatment", [
    (counts(1, 0), counts(1, 1)), (counts(10**150, 1), counts(10**150, 10**150)), (counts(1, 1), counts(10**150, 0)),
    ({"n": 2, "mean": -1e150, "sd": 1e150}, {"n": 10**150, "mean": 1e150, "sd": 0}),
    ({"n": 2, "mean": 1e-150, "sd": 1e-150}, {"n": 2, "mean": 1e150, "sd": 1e150}),
])  # fmt: skip
def test_whatever_can_be_written_is_read(control: dict[str, float], treatment: dict[str, float]) -> None:
    for detect in (1e-150, 1e150 if "mean" in control else 0.5, "rel 1%"):
        (reading,) = readings(written(control=control, treatment=treatment, detect=detect, size=1))
        assert reading.low <= reading.difference <= reading.high


def test_arms_are_named() -> None:
    several = written(control=CONTROL, treatments={"b": MORE, "c": SAME})
    assert [reading.arm for reading in readings(several)] == ["b", "c"]
    assert [reading.arm for reading in readings(written(control=CONTROL, treatment=MORE))] == ["treatment"]


@for_each("fields, share", [
    ({"treatment": MORE}, 0.5), ({"treatments": {"b": MORE, "c": SAME}}, 1 / 3), ({"treatment": MORE, "split": "10%"}, 0.1),
])  # fmt: skip
def test_groups_are_equal_where_nobody_said_otherwise(fields: dict[str, object], share: float) -> None:
    assert written(control=CONTROL, **fields).control_share == pytest.approx(share)


@for_each("fields, least", [
    ({}, None), ({"detect": 0.015}, 0.015), ({"detect": "1.5%"}, 0.015), ({"detect": "rel 5%"}, None),
    ({"detect": "rel 5%", "baseline": "40%"}, 0.02), ({"detect": "rel 5%", "baseline": -8}, 0.4),
    ({"detect": "rel 10%", "control": CONTROL}, 0.0421), ({"detect": "rel 10%", "control": counts(0, 0)}, None),
    ({"detect": "rel 10%", "control": counts(9, 0)}, None),
])  # fmt: skip
def test_the_least_difference_is_in_the_unit_of_the_metric(
    fields: dict[str, object], least: float | None
) -> None:
    assert written(**fields).least_difference == (None if least is None else pytest.approx(least))
