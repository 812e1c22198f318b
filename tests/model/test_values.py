from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from math import isclose
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.model import quantities, values
from pmcli.model.period import Period
from pmcli.model.values import Wrong
from pmcli.yaml.read import Plain
from tests.conftest import for_each

P = Plain


def fault(read: Callable[[Any], object], value: object) -> tuple[str, str | None]:
    with pytest.raises(Wrong) as caught:
        read(value)
    context = caught.value.context
    assert context is not None
    return context["message"], context["hint"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5.0),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("12k", 12_000.0),
        ("1.2M", 1_200_000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("+5", 5.0),
    ],
)
def test_numbers(text: str, number: float) -> None:
    assert quantities.read_number(P(text)) == number


@for_each(
    "text, hint",
    [
        ("1,200", "write 1200"),
        ("1,200,000.5", "write 1200000.5"),
        ("1,5", "write 1.5 (or 15)"),
        ("3-5", "write 3..5"),
        ("3 – 5", "write 3..5"),
        ("3 to 5", "write 3..5"),
        ("2-3 months", "write 2..3"),
        ("€40k", "write 40k: the currency is named once, in pm.yaml"),
        ("40 $", "write 40: the currency is named once, in pm.yaml"),
        ("5 weeks", "write 5, without the unit"),
        ("12K", "write 12k"),
        ("12m", "write 12M"),
        ("1 200", "write 1200"),
        ("~5", "write a range such as 3..5 to say how unsure it is"),
        ("banana", None),
    ],
)
def test_what_is_no_number_says_what_to_write(text: str, hint: str | None) -> None:
    message, found = fault(quantities.read_number, P(text))
    assert message == f'found "{text}", expected a number'
    assert found == hint


@pytest.mark.parametrize("text", ["nan", ".nan", "inf", ".inf", "-.inf", "1e999", "1e151", "true", "0x10"])
def test_numbers_are_finite_and_decimal(text: str) -> None:
    fault(quantities.read_number, P(text))


@pytest.mark.parametrize("value", [P(""), P("null"), P("~"), None, [], {}])
def test_nothing_is_no_number(value: object) -> None:
    assert fault(quantities.read_number, value)[0].endswith("expected a number")


def test_numbers_keep_to_their_range() -> None:
    assert "a number of at least 0" in fault(quantities.read_number, P("-1"))[0]
    assert "above 0" in fault(partial(quantities.read_number, above=True), P("0"))[0]
    assert "from 1 to 10" in fault(partial(quantities.read_number, least=1, most=10), P("11"))[0]


@given(st.floats(min_value=0, max_value=1e17))
def test_numbers_mean_what_python_means(number: float) -> None:
    assert quantities.read_number(P(repr(number))) == number


@for_each(
    "value, points",
    [
        ("5", (5, 5, 5)),
        ("3..5..9", (3, 5, 9)),
        ("4..9", (4, 6, 9)),
        ("8k .. 18k", (8e3, 12e3, 18e3)),
        ("5..5", (5, 5, 5)),
        ("5..5..5", (5, 5, 5)),
        ("0..2..5", (0, 2, 5)),
        ("0..0", (0, 0, 0)),
        ({"low": P("3"), "likely": P("5"), "high": P("9")}, (3, 5, 9)),
        ({"low": P("4"), "high": P("9")}, (4, 6, 9)),
    ],
)
def test_estimates(value: object, points: tuple[float, float, float]) -> None:
    found = quantities.read_estimate(P(value) if isinstance(value, str) else value)
    assert all(map(isclose, (found.low, found.likely, found.high), points))


@for_each(
    "value, words, hint",
    [
        ("9..3", "is no range", "write 3..9"),
        ("5..3..9", "must not fall", None),
        ("3..3..9", "equals one end", None),
        ("3..9..9", "equals one end", None),
        ("0..9", "no middle", "write 0..2..5"),
        ("1..2..3..4", "expected a number or a range", None),
        ("3..", "expected a number or a range", None),
        ("3-5", "expected a number or a range", "write 3..5"),
        ("3-5-9", "expected a number or a range", None),
        ("-3..5..9", "expected numbers of at least 0", None),
        ("0.01..999..1000", "has a mean of", None),
        ("1..2..1e140", "too lopsided", None),
        ({"low": P("3"), "hihg": P("9")}, 'unknown key "hihg"', 'did you mean "high"?'),
        ({"low": P("3")}, 'lacks "high"', "write {low: 3, likely: 5, high: 9}"),
        ({"low": P("x"), "high": P("3")}, 'found "x"', None),
        ([], "found a list", None),
    ],
)
def test_what_is_no_estimate(value: object, words: str, hint: str | None) -> None:
    message, found = fault(quantities.read_estimate, P(value) if isinstance(value, str) else value)
    assert words in message
    assert found == hint


def test_an_effort_of_nothing_is_refused() -> None:
    assert "expected more than 0" in fault(partial(quantities.read_estimate, above=True), P("0"))[0]


@given(st.text())
def test_estimates_never_raise_anything_else(text: str) -> None:
    try:
        found = quantities.read_estimate(P(text))
    except Wrong:
        return
    assert found.problem is None
    assert found.mean >= 0


@pytest.mark.parametrize(("text", "ratio"), [("80%", 0.8), ("0.8", 0.8), ("0", 0), ("100 %", 1), ("1", 1)])
def test_ratios(text: str, ratio: float) -> None:
    assert quantities.read_ratio(P(text)) == ratio


@pytest.mark.parametrize(
    ("text", "hint"), [("80", "write 80%"), ("120%", None), ("-1", None), ("1.5", "write 1.5%")]
)
def test_what_is_no_ratio(text: str, hint: str | None) -> None:
    message, found = fault(quantities.read_ratio, P(text))
    assert "from 0 to 1" in message
    assert found == hint


def test_dates() -> None:
    assert values.read_date(P("2027-01-31")) == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("31.01.2027", "write 2027-01-31"),
        ("1.2.2027", "write 2027-02-01"),
        ("2027/1/31", "write 2027-01-31"),
        ("2027-01-31T10:00:00Z", "write 2027-01-31"),
        ("01/31/2027", "write year-month-day, such as 2027-01-31"),
        ("20270131", None),
        ("2027-02-30", None),
        ("soon", None),
    ],
)
def test_what_is_no_date(text: str, hint: str | None) -> None:
    assert fault(values.read_date, P(text))[1] == hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Q1 2027", "write 2027-Q1"),
        ("Q1/2027", "write 2027-Q1"),
        ("2027Q1", "write 2027-Q1"),
        ("2027 q1", "write 2027-Q1"),
        ("2027", None),
    ],
)
def test_what_is_no_period(text: str, hint: str | None) -> None:
    assert fault(values.read_period, P(text))[1] == hint
    assert fault(values.read_period_or_date, P(text))[1] == hint


def test_periods_and_dates() -> None:
    assert values.read_period_or_date(P("2027-Q1")) == Period.parse("2027-Q1")
    assert values.read_period_or_date(P("2027-01-31")) == date(2027, 1, 31)
    assert fault(values.read_period_or_date, P("31.1.2027"))[1] == "write 2027-01-31"
    fault(values.read_period, P("0001-Q1"))


@pytest.mark.parametrize(
    ("value", "text"), [(P("404"), "404"), (P("true"), "true"), ("null", "null"), (P("007"), "007")]
)
def test_any_scalar_is_text(value: str, text: str) -> None:
    found = values.read_text(value)
    assert found == text
    assert type(found) is str


@pytest.mark.parametrize("value", [P(""), P("null"), " ", "", [P("EPIC")], {}])
def test_what_is_no_text(value: object) -> None:
    assert "expected text" in fault(values.read_text, value)[0]


@pytest.mark.parametrize("text", ["a", "A.b_c-9", "007", "x" * 64])
def test_ids(text: str) -> None:
    assert values.read_id(P(text)) == text


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("x" * 65, f"write {'x' * 64}"),
        ("Über uns", "write ber-uns"),
        ("-a", "write a"),
        ("a b", "write a-b"),
        ("a/b", "write a-b"),
        ("..", None),
    ],
)
def test_what_is_no_id(text: str, hint: str | None) -> None:
    message, found = fault(values.read_id, P(text))
    assert "is no id" in message
    assert found == hint


def test_switches() -> None:
    assert values.read_switch(P("true")) is True
    assert values.read_switch(P("False")) is False
    assert fault(values.read_switch, P("yes"))[1] == "write true"
    assert fault(values.read_switch, P("1"))[1] is None


def test_counts_are_whole() -> None:
    assert quantities.read_count(P("12")) == 12
    assert "whole number" in fault(quantities.read_count, P("1.5"))[0]
    assert "at least 1" in fault(partial(quantities.read_count, least=1), P("0"))[0]


def test_quantities_may_be_shares() -> None:
    assert quantities.read_quantity(P("42%")) == 0.42
    assert quantities.read_quantity(P("-3")) == -3.0


def test_choices_name_the_nearest() -> None:
    words = ("must", "should", "could", "wont")
    assert values.choice(P("must"), words) == "must"
    message, hint = fault(partial(values.choice, words=words), P("shuold"))
    assert message == 'found "shuold", expected must, should, could or wont'
    assert hint == 'did you mean "should"?'
    assert fault(partial(values.choice, words=words), [])[1] is None


def test_long_values_are_cut_in_messages() -> None:
    assert len(values.shown("x" * 100)) == 62


def test_a_number_that_is_none_is_told_at_once_however_long() -> None:
    text = "1" + "..1" * 3000 + "!"  # would take for ever if the parts of a range could be split in many ways
    with pytest.raises(Wrong):
        quantities.to_number(text)
