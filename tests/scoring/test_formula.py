from __future__ import annotations

import math
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.scoring.formula import LONGEST, Formula, FormulaError, names, parse
from tests.conftest import for_each
from tests.scoring.making import workspace

KNOWN = {"effort": 4.0, "rice.reach": 100.0, "nps": -3.0, "größe": 2.0, "nps-score": 8.0, "min": 7.0}


def value(text: str) -> float | str:
    return parse(text, KNOWN).evaluate(KNOWN)


def refused(text: str) -> FormulaError:
    with pytest.raises(FormulaError) as caught:
        parse(text, KNOWN)
    fault = caught.value
    assert 0 <= fault.start < max(fault.end, 1)
    assert fault.end <= max(len(text), 1) + 1
    return fault


def at_fault(text: str) -> str:
    fault = refused(text)
    return text[fault.start : fault.end]


# --- what is read ---


@for_each(
    "text, expected",
    [
        ("5", 5),
        (" .5 + 5. ", 5.5),
        ("1.5e3", 1500),
        ("2e-1", 0.2),
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("8 / 4 / 2", 1),
        ("8 - 4 - 2", 2),
        ("2 ** 3 ** 2", 512),
        ("-2 ** 2", -4),
        ("2 ** -1", 0.5),
        ("2 ** -1 * 4", 2),
        ("--3", 3),
        ("+3 - -3", 6),
        ("2 * -3", -6),
        ("min(3, 1, 2)", 1),
        ("max(3, 1 + 4)", 5),
        ("abs(nps)", 3),
        ("sqrt(effort) + log(1)", 2),
        ("rice.reach / effort", 25),
        ("rice.reach*größe", 200),
        ("nps-score + 1", 9),
        ("effort-nps", 7),
        ("effort -nps-score", -4),
        ("min + min(min, 2)", 9),
        ("effort\n  + 1", 5),
        ("0 * -1", 0),
    ],
)
def test_arithmetic(text: str, expected: float) -> None:
    found = value(text)
    assert found == pytest.approx(expected)
    assert math.copysign(1, float(found)) == math.copysign(1, expected)


def test_what_a_formula_keeps() -> None:
    formula = parse("rice.reach * effort\n + effort ** 2", KNOWN)
    assert formula.text == "rice.reach * effort + effort ** 2"
    assert formula.names == ("rice.reach", "effort")
    assert formula == parse("rice.reach * effort + effort ** 2", KNOWN)


def test_a_number_that_is_not_there_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        parse("effort", KNOWN).evaluate({})


@for_each(
    "text, fault",
    [
        ("1 / (effort - 4)", "divides by zero"),
        ("0 ** (nps)", "divides by zero"),
        ("2 ** (1 / 0)", "divides by zero"),
        ("nps ** 0.5", "takes a broken power of a negative number"),
        ("sqrt(nps)", "takes the square root of a negative number"),
        ("log(effort - 4)", "takes the logarithm of a number that is not above 0"),
        ("log(nps)", "takes the logarithm of a number that is not above 0"),
        ("effort ** rice.reach", "has the exponent 100, at most 10 in size is evaluated"),
        ("effort ** (0 - rice.reach)", "has the exponent -100, at most 10 in size is evaluated"),
        ("1e300 * 1e300", "gives a number that is too large"),
        ("1 / (1e300 * 1e300)", "gives a number that is too large"),
        ("(1e200) ** 2", "gives a number that is too large"),
        ("1e300 / 1e-300", "gives a number that is too large"),
        ("1e308 * 10 - 1e308 * 10", "gives a number that is too large"),
    ],
)
def test_what_has_no_result_is_said_in_words(text: str, fault: str) -> None:
    assert value(text) == f"the formula {fault}"


@pytest.mark.parametrize("number", [math.inf, math.nan])
def test_numbers_that_are_none(number: float) -> None:
    assert parse("1 / effort", KNOWN).evaluate({"effort": number}) == (
        "the formula gives a number that is too large"
    )


# --- what is not ---


@for_each(
    "text, fault",
    [
        ("rice.reach * efort", "efort"),
        ("größe * efort", "efort"),
        ("nps_score", "nps_score"),
        ("effort.real", "effort.real"),
        ("effort._x", "effort._x"),
        ("(1 + 2", "("),
        ("max(1, (2", "("),
        ("1 + 2)", ")"),
        ("min(1, 2,)", ")"),
        ("min(, 1)", ","),
        ("min(1)", "min(1)"),
        ("1 + min()", "min()"),
        ("log(2, 10)", "log(2, 10)"),
        ("sqrt(1, 2)", "sqrt(1, 2)"),
        ("1, 2", ","),
        ("(1, 2)", ","),
        ("effort effort", "effort"),
        ("2 effort", "effort"),
        ("effort // 2", "/"),
        ("effort % 2", "%"),
        ("effort ^ 2", "^"),
        ("1 = 1", "="),
        ("1 < 2", "<"),
        ("(x := 1)", "x"),
        ("effort[0]", "["),
        ("[effort]", "["),
        ("'effort'", "'"),
        ('"a" * 9', '"'),
        ("().__class__", ")"),
        ("(1).real", ".real"),
        ("effort.__class__.__mro__", "effort.__class__.__mro__"),
        ("__import__('os')", "__import__"),
        ("eval(1)", "eval"),
        ("effort(2)", "effort"),
        ("rice.reach(2)", "rice.reach"),
        ("lambda: 1", "lambda"),
        ("1 if effort else 2", "if"),
        ("not effort", "not"),
        ("effort @ 2", "@"),
        ("~effort", "~"),
        ("*effort", "*"),
        ("max(*effort)", "*"),
        ("min(key=1)", "key"),
        ("effort # what", "#"),
        ("effort; 1", ";"),
        ("effort \\\n + 1", "\\"),
        ("effort\0", "\0"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("1j", "1j"),
        ("12k", "12k"),
        ("3..9", "3..9"),
        ("1e", "1e"),
        ("True", "True"),
        ("…", "…"),
        ("1e999", "1e999"),
        ("9" * 400, "9" * 400),
        ("2 ** 11", "11"),
        ("effort ** -11", "-11"),
        ("effort ** (3 * 4)", "(3 * 4)"),
        ("10 ** 10 ** 10", "10 ** 10"),
        ("2 * effort ** max(11, 1) + 1", "max(11, 1)"),
    ],
)
def test_anything_else_is_refused_at_its_place(text: str, fault: str) -> None:
    assert at_fault(text) == fault


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_nothing_is_no_formula(text: str) -> None:
    assert refused(text).message == "the formula is empty"


@pytest.mark.parametrize("text", ["1 +", "1 + ( ", "min(", "-", "1 ** "])
def test_what_ends_too_early_is_told_at_its_end(text: str) -> None:
    fault = refused(text)
    assert fault.start == len(text.rstrip())
    assert "ends where" in fault.message


@for_each(
    "text, message, hint",
    [
        ("rice.reech", 'there is no number "rice.reech"', 'did you mean "rice.reach"?'),
        ("quux", 'there is no number "quux"', None),
        ("sqrt * 2", 'there is no number "sqrt"', "write sqrt( … )"),
        ("maxx(1, 2)", '"maxx" is no function of a formula', 'did you mean "max"?'),
        ("print(1)", '"print" is no function of a formula', "there are min, max, abs, sqrt, log"),
        ("effort ^ 2", 'found "^", expected an operation such as +', "write **"),
        ("effort × 2", 'found "×", expected an operation such as +', "write *"),
        ("12k", 'found "12k", expected a number, a name or "("', "write numbers as 1200, 1.5 or 1e3"),
        ("(1 2)", 'found "2", expected an operation such as + or ")"', "write numbers as 1200, 1.5 or 1e3"),
        ("abs(1, 2)", '"abs" takes one number, found 2', None),
        ("min(1)", '"min" takes 2 to 20 numbers, found 1', None),
        ("2 ** 11", "an exponent is at most 10 in size, found 11", None),
    ],
)
def test_what_is_said(text: str, message: str, hint: str | None) -> None:
    fault = refused(text)
    assert (fault.message, fault.hint) == (message, hint)
    assert str(fault) == message


@for_each(
    "text",
    [
        "(" * 100_000,
        "(" * 500 + ")" * 500,
        "(" * 400 + "1" + ")" * 400,
        "-" * 999 + "1",
        "2**" * 300 + "2",
        "-2**" * 200 + "2",
        "max(1," * 140 + "1" + ")" * 140,
        "1+" * 100_000 + "1",
        "x" * 100_000,
        "x." * 499 + "x",
        "9" * 100_000,
        "\0" * 1000,
        "1" + " " * LONGEST,
    ],
)
def test_what_is_meant_to_hurt_is_refused_at_once(text: str) -> None:
    start = perf_counter()
    fault = refused(text)
    assert perf_counter() - start < 0.5
    assert len(fault.message) < 200


def test_what_is_long_and_sound_is_read() -> None:
    assert value("1+" * 499 + "1") == 500
    assert value("(" * 45 + "1" + ")" * 45) == 1
    assert value("max(" + ",".join("1" * 20) + ")") == 1


# --- names ---


def test_the_vocabulary_of_a_workspace() -> None:
    found = names(
        workspace(
            fields={"nps": "number", "design": ["none", "wip"], "seen": "date"},
            scoring={"weighted": {"criteria": {"joy": "1"}}},
        )
    )
    assert {"effort", "rice.reach", "wsjf.job_size", "cd3.duration", "demand.at_risk_arr", "nps"} <= found
    assert {"strategic_fit", "urgency", "joy", "weighted.joy", "weighted.urgency"} <= found
    assert not {"design", "seen", "cd3.profile", "title"} & found


# --- against Python itself ---

NUMBERS = {"a": 2.5, "b.c": -3.0, "d": 0.0, "e": 1e200}
leaf = st.floats(0, 1e6).map(repr) | st.sampled_from(sorted(NUMBERS))


def _longer(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    binary = st.tuples(inner, st.sampled_from(["+", "-", "*", "/", " ** "]), inner).map("".join)
    several = st.tuples(st.sampled_from(["min", "max"]), st.lists(inner, min_size=2, max_size=4)).map(
        lambda call: f"{call[0]}({', '.join(call[1])})"
    )
    longer = st.tuples(st.sampled_from(["abs", "sqrt", "log"]), inner).map(
        lambda call: f"{call[0]}({call[1]})"
    )
    return binary | several | longer | inner.map("({})".format) | inner.map("-{}".format)


EXPRESSIONS = st.recursive(leaf, _longer, max_leaves=12)


def by_python(text: str) -> Any:
    """What Python makes of it; None where it has no finite real result."""
    words: dict[str, Any] = {
        "min": min, "max": max, "abs": abs, "sqrt": math.sqrt, "log": math.log, "__builtins__": {},
    }  # fmt: skip
    words |= {name.replace(".", "_"): number for name, number in NUMBERS.items()}
    try:
        by_python = eval(text.replace("b.c", "b_c"), words)  # noqa: S307 - the text is drawn above
    except (ArithmeticError, ValueError, TypeError):
        return None
    return by_python if isinstance(by_python, float) and math.isfinite(by_python) else None


@given(EXPRESSIONS)
def test_it_agrees_with_python(text: str) -> None:
    try:
        formula = parse(text, NUMBERS)
    except FormulaError as caught:
        fault = caught
    else:
        agrees(formula, text)
        return
    assert "exponent" in fault.message or len(text) > LONGEST


def agrees(formula: Formula, text: str) -> None:
    found = formula.evaluate(NUMBERS)
    if isinstance(found, str):
        assert by_python(text) is None or "exponent" in found or "too large" in found
    else:
        assert found == by_python(text)


LETTERS = [*"0123456789.+-*/(), eE_\0\n", "min", "max", "abs", "log", "a", "b.c", "**"]


@given(st.lists(st.sampled_from(LETTERS), max_size=40).map("".join))
def test_text_of_the_right_letters_never_raises_anything_else(text: str) -> None:
    never_raises(text)


@given(st.text(max_size=60))
def test_no_text_raises_anything_else(text: str) -> None:
    never_raises(text)


def never_raises(text: str) -> None:
    try:
        formula = parse(text, NUMBERS)
    except FormulaError as caught:
        fault = caught
    else:
        evaluates(formula)
        return
    assert 0 <= fault.start <= fault.end <= len(text) + 1


def evaluates(formula: Formula) -> None:
    found = formula.evaluate(NUMBERS)
    assert isinstance(found, str) or math.isfinite(found)
    assert parse(formula.text, formula.names).evaluate(NUMBERS) == found
