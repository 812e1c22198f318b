"""Names and factors of scenarios: what people can see, type and tell apart."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pmcli.model.scenario import read_factor, read_name
from pmcli.model.values import Wrong
from pmcli.model.workspace import Workspace
from pmcli.workspace.validation_faults import validation_faults
from tests.conftest import for_each


@for_each("name", ["lean-web", "hire 2", "payments+3", "a" * 64, "Lancée", "レッド", "2027", "x-"])
def test_a_name_is_what_people_can_type(name: str) -> None:
    assert read_name(name) == name


@for_each(
    "name, why",
    [
        ("", "no scenario"), ("  ", '"  "'), ("base", "the backlog as it is"), ("NOW", "the backlog as it is"),
        ("x\ny", "nobody sees"), ("x\x1b[31m", "nobody sees"), ("a\u202eb", "nobody sees"),
        (" lead", "blanks around it"), ("-x", "an option"), ("a" * 65, "at most 64 characters"),
    ],
)  # fmt: skip
def test_what_is_no_name(name: str, why: str) -> None:
    with pytest.raises(Wrong, match=why):
        read_name(name)


def test_every_fault_is_told_at_once_and_twins_at_the_second() -> None:
    names = [
        "Red",
        "red",
        "Lance\u0301e",
        "Lancée",
        "two words",
        "two  words",
        "no-sso",
        "no_sso",
        "Straße",
        "STRASSE",
    ]
    given = {
        "pm": "1", "product": "Shop", "fields": {"title": "text"}, "teams": {"low": {"capacity": "1"}},
        "scenarios": {name: {"effort": {"a": "HUGE"}} for name in names},
    }  # fmt: skip
    with pytest.raises(ValidationError) as fault:
        Workspace.model_validate(given)
    faults = validation_faults(fault.value, given, Workspace)
    assert [(one.keys, one.part) for one in faults if len(one.keys) == 2] == [
        (("fields", "title"), "key"), (("teams", "low"), "key"),
        *((("scenarios", name), "key") for name in ("red", "Lancée", "two  words", "STRASSE")),
    ]  # fmt: skip
    assert [one.keys[1] for one in faults if len(one.keys) == 4] == names


@for_each("text, factor", [("x0", 0), ("x1e6", 1e6), ("x0.000001", 1e-6), ("× 2", 2)])
def test_a_factor(text: str, factor: float) -> None:
    assert read_factor(text) == factor


@for_each("text", ["x1e20", "x100000000000000000000", "x1000001", "x1e-9"])
def test_a_factor_that_nobody_means(text: str) -> None:
    with pytest.raises(Wrong, match="from x0\\.000001 to x1000000"):
        read_factor(text)
