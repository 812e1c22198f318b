"""`pm explain`: who recomputes what is printed comes to what is printed, and to what `pm rank` prints."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmcli import Backlog, Ranking, load, models_of, rank
from pmcli.model.figure import figure, ordinal
from pmcli.scoring.formula import parse
from pmcli.scoring.model import Term
from pmcli.views.ranking import arithmetic
from pmcli.views.ranking.explanation import Explanation
from pmcli.writers.blocks import Fields, Paragraph
from tests.cli.conftest import HEAD, NORTHWIND, Make, Pm
from tests.conftest import MINIMAL, for_each, loaded, unmeasured

NUMBER = r"-?\d+(?:\.\d+)?(?:e-\d+)?"


def rows_of(explanation: Explanation) -> dict[str, str]:
    """The printed rows: each name with what stands beside it."""
    fields = [block for block in explanation.page() if isinstance(block, Fields)]
    return {
        name: str(text) for block in fields for name, text in block.rows if name not in ("borrowed", "lent")
    }


def equals(text: str) -> tuple[str, str]:
    """The sum and the result of a row such as "= a * b = 6"."""
    sum_, _, result = text.removeprefix("= ").rpartition(" = ")
    return sum_, result


def recomputed(sum_: str, numbers: Mapping[str, float]) -> float:
    outcome = parse(sum_, numbers).evaluate(numbers)
    assert isinstance(outcome, float)
    return outcome


def is_last_digit(found: float, printed: str) -> bool:
    """Whether a recomputed number is the printed one, give or take one in its last digit."""
    digits = printed.split("e")[0].partition(".")[2]
    exponent = int(printed.partition("e")[2] or 0)
    unit = Fraction(10) ** (exponent - len(digits))
    return abs(Fraction(found) - Fraction(printed)) <= unit


def check_arithmetic(ranking: Ranking, backlog: Backlog) -> None:
    for item in ranking.items:
        explanation = Explanation(item, ranking, backlog, is_full=True)
        rows = rows_of(explanation)
        numbers = {
            name: float(text.split()[0])
            for name, text in rows.items()
            if re.match(rf"\s*{NUMBER}(\s|$)", text)
        }
        for name, exact in (
            ("value", item.value),
            ("cost", item.cost),
            ("score", item.score),
            ("adjusted", item.adjusted),
        ):
            if name not in rows or not (rows[name].count(" = ") and exact is not None):
                continue
            sum_, printed = equals(rows[name])
            known = {
                **numbers,
                **{key: float(equals(rows[key])[1]) for key in ("value",) if " = " in rows.get(key, "")},
            }
            assert is_last_digit(recomputed(sum_, known), printed), (item.id, name, rows)
            assert is_last_digit(exact, printed), (item.id, name)
        headline = next(block.text for block in explanation.page() if isinstance(block, Paragraph))
        if item.adjusted is not None and item.cost:
            assert f"{figure(item.adjusted)}" in headline
            printed = equals(
                rows["adjusted" if "adjusted" in rows else "score" if "score" in rows else "value"]
            )[1]
            assert figure(float(printed), 3) == figure(item.adjusted, 3)


@pytest.mark.unmeasured
@for_each("model", [model.name for model in models_of(load(NORTHWIND).backlog)])
def test_the_printed_numbers_add_up_on_northwind(model: str) -> None:
    backlog = load(NORTHWIND).backlog
    check_arithmetic(rank(backlog, model), backlog)


def test_rounding_twice_leads_nowhere_else() -> None:
    backlog = loaded(
        "- {id: a, title: A, effort: 1991000.0, rice: {reach: 8028000.0, impact: high, confidence: 70%}}"
    ).backlog
    check_arithmetic(rank(backlog, "rice"), backlog)


NUMBERS = st.floats(0.01, 1e7).map(lambda number: float(f"{number:.4g}"))


@st.composite
def backlogs(draw: st.DrawFn) -> str:
    count = draw(st.integers(1, 7))
    lines = []
    for at in range(count):
        needs = draw(st.lists(st.integers(0, at - 1), unique=True, max_size=2)) if at else []
        reach, effort = draw(NUMBERS), draw(NUMBERS)
        lines.append(
            f"- {{id: f{at}, title: F, effort: {effort}, rice: {{reach: {reach}, impact: high, confidence: 70%}}, "
            f"depends_on: [{', '.join(f'f{need}' for need in needs)}]}}"
        )
    return "\n".join(lines)


@settings(max_examples=40, deadline=None)
@given(backlogs())
def test_the_printed_numbers_add_up_on_any_backlog(features: str) -> None:
    backlog = loaded(features, MINIMAL).backlog
    check_arithmetic(rank(backlog, "rice"), backlog)


def test_two_numbers_that_all_but_cancel_get_more_digits() -> None:
    value, owed = 123456789.123456, 123456789.1234

    def compute(rounded: arithmetic.Rounded) -> float:
        return rounded(value) - rounded(owed)

    digits = arithmetic.fewest_digits(compute, value - owed, 6)
    assert digits >= 14


def test_terms_without_a_formula_are_printed_in_full() -> None:
    assert arithmetic.digits_for_terms("25 * (", [Term("a", 0.1)], 2.5, 8) == arithmetic.FINEST
    broken = arithmetic.digits_for_terms("1 / a", [Term("a", 0.0)], 2.5, 8)
    assert broken == arithmetic.FINEST


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (4707.6154, "4707.62"),
        (123456789.7, "123456790"),
        (1e20, "100000000000000000000"),
        (1.5e-9, "1.5e-09"),
    ],
)
def test_digits(number: float, text: str) -> None:
    assert arithmetic.digits(number) == text


@for_each("number", [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111, 1013])
def test_ordinals(number: int) -> None:
    assert ordinal(number).rstrip("stndrh").replace(",", "") == str(number)
    assert ordinal(21) == "21st"
    assert ordinal(12) == "12th"
    assert ordinal(1013) == "1,013th"


@pytest.mark.unmeasured
def test_json_has_the_numbers_of_the_ranking(pm: Pm) -> None:
    ranked = json.loads(pm("rank", "--format", "json", at=NORTHWIND).out)["items"]
    for row in ranked[:8]:
        document = json.loads(pm("explain", row["id"], "--format", "json", at=NORTHWIND).out)
        assert document["kind"] == "explanation"
        assert {key: document[key] for key in row} == row
        inherits = sum(one["value"] for one in document["inherits"])
        owes = sum(one["value"] for one in document["owes"])
        total = (document["value"] + inherits - owes) / document["cost"]
        assert total == pytest.approx(document["adjusted"], rel=1e-10)


def test_a_page(pm: Pm, make: Make) -> None:
    run = pm("explain", "sso", at=make())
    assert run.out == (
        "sso: Single sign-on\n\n"
        "2nd of 2 by rice: adjusted 229, score 320 (1st by score alone)\n\n"
        "Score\n"
        "reach       1,000\n"
        "impact          2     high\n"
        "confidence      0.8\n"
        "effort          5     5 person-weeks\n"
        "value       = reach * impact * confidence = 1,600\n"
        "cost        = effort = 5\n"
        "score       = 1,600 / 5 = 320\n\n"
        "With what waits\n"
        "lent      457   of value, to base, which comes first\n"
        "adjusted  = (1,600 - 457) / 5 = 229\n\n"
        "Its place\n"
        "• before it: base, which it waits for\n"
        "• nothing stands after it\n"
        "• waits for base\n"
    )
    assert pm("explain", "sso", "--format", "markdown", at=make()).out.startswith("# sso: Single sign-on\n")


def test_what_is_assumed_and_what_is_a_container(pm: Pm, make: Make) -> None:
    root = make(
        "- {id: a, title: A, effort: 2, rice: {reach: 5, impact: 1, confidence: 1}, depends_on: [b]}\n"
        "- {id: b, title: B}\n"
        "- {id: p, title: P, rice: {reach: 9, impact: 1, confidence: 1}}\n"
        "- {id: k, title: K, parent: p, effort: 1, rice: {reach: 1, impact: 1, confidence: 1}}\n"
    )
    enabler = pm("explain", "b", at=root).out
    assert "value  = 0, for it has none of its own" in enabler
    assert "cost   = 1.5, assumed: the median" in enabler
    assert "borrowed" in pm("explain", "k", at=root).out
    parent = pm("explain", "p", at=root).out
    assert "pays off when its parts are done" in parent


def test_neighbours(pm: Pm, make: Make) -> None:
    def feature(name: str, reach: int, more: str = "") -> str:
        return f"- {{id: {name}, title: T, effort: 1, rice: {{reach: {reach}, impact: 1, confidence: 1}}{more}}}\n"

    decided = ", decisions: [{verdict: first, because: Promised}]"
    root = make(feature("a", 100) + feature("b", 50) + feature("c", 50) + feature("d", 10, decided))
    first = pm("explain", "d", at=root).out
    assert "nothing stands before it" in first
    assert "after it: a (adjusted 100), by decision: d first" in first
    assert "first by decision: Promised" in first
    assert "before it: d (adjusted 10), by decision: d first" in pm("explain", "a", at=root).out
    assert "after it: b (adjusted 50): 50 % lower" in pm("explain", "a", at=root).out
    assert (
        "before it: a (adjusted 100): it would pass with a value 2 times as high"
        in pm("explain", "b", at=root).out
    )
    assert "before it: b (adjusted 50), with the same adjusted score" in pm("explain", "c", at=root).out


@pytest.mark.parametrize(
    ("feature", "told"),
    [
        (
            "dark",
            (
                "not scored by rice: rice needs reach",
                "effort  1",
                "rice: {reach: 5000, impact: high, confidence: 80%}",
            ),
        ),
        ("old", ("not ranked: shipped on 2026-01-31",)),
        ("no", ("not ranked: declined by jonas on 2026-02-01, until 2027-12-31: Nobody asked",)),
    ],
)
def test_what_has_no_place(pm: Pm, make: Make, feature: str, told: tuple[str, ...]) -> None:
    root = make()
    page = pm("explain", feature, at=root).out
    assert all(text in page for text in told), page
    document = json.loads(pm("explain", feature, "--format", "json", at=root).out)
    assert (document["kind"], document["id"], document["rank"]) == ("explanation", feature, None)


def test_other_reasons_for_no_place(pm: Pm, make: Make) -> None:
    root = make(
        "- {id: parked, title: P, status: parked}\n- {id: gone, title: G, status: shipped}\n"
        "- {id: top, title: T}\n- {id: kid, title: K, parent: top}\n"
        "- {id: plain, title: X, decisions: [{verdict: park}]}\n",
        HEAD + "scoring: {models: {mine: {value: nps * 2}}}\nfields: {nps: number}\n",
    )
    assert "not ranked: its status is parked" in pm("explain", "parked", at=root).out
    assert "not ranked: shipped" in pm("explain", "gone", at=root).out
    assert "a container, ranked by its parts: kid" in pm("explain", "top", at=root).out
    assert "not ranked: parked" in pm("explain", "plain", at=root).out
    assert "nps: 3" in pm("explain", "kid", "--model", "mine", at=root).out
    assert "weighted: {user_impact: 3" in pm("explain", "kid", "--model", "weighted", at=root).out
    assert "effort: 3..5..9" in pm("explain", "kid", "--model", "value_effort", at=root).out
    assert "kano: {functional: like" in pm("explain", "kid", "--model", "kano", at=root).out


# --- two of them ---

GOLDEN = Path(__file__).parent / "golden"


@for_each("name, line", [
    ("explain-two", "local-methods guest-checkout"),
    ("explain-forced", "subscriptions wallets"),
    ("explain-decided", "double-charge gift-cards"),
    ("explain-level", "wallets one-tap-reorder"),
    ("explain-classes", "wallets guest-checkout --model moscow"),
    ("explain-money", "wallets guest-checkout --model cd3"),
])  # fmt: skip
def test_two_are_compared(pm: Pm, golden: Callable[[Path, str], None], name: str, line: str) -> None:
    words = ("explain", *line.split(), "--width", "80", "--format")
    text = pm(*words, "text", at=NORTHWIND)
    with unmeasured():
        markdown = pm(*words, "markdown", at=NORTHWIND)
    for run, ending in ((text, "txt"), (markdown, "md")):
        assert (run.code, run.err) == (0, "")
        golden(GOLDEN / f"{name}.{ending}", run.out)


def test_a_comparison_as_json(pm: Pm) -> None:
    told = json.loads(pm("explain", "local-methods", "guest-checkout", "--format", "json", at=NORTHWIND).out)
    ranked = {row["id"]: row for row in json.loads(pm("rank", "--format", "json", at=NORTHWIND).out)["items"]}
    assert (told["kind"], told["asked"]) == ("comparison", ["local-methods", "guest-checkout"])
    for side, name in (("above", "guest-checkout"), ("below", "local-methods")):
        assert {key: told[side][key] for key in ranked[name]} == ranked[name]
    assert (told["forcedBy"], told["tie"]) == (None, None)
    [reach] = [
        swap for swap in told["swaps"] if (swap["feature"], swap["input"]) == ("local-methods", "reach")
    ]
    assert (reach["wanted"], reach["short"]) == (48000.0, 47000.0)
    assert (
        reach["text"]
        == "if reach of local-methods were 48,000 instead of 9k..14k..20k (mean of the range 14,200)"
    )
    forced = json.loads(pm("explain", "subscriptions", "wallets", "--format", "json", at=NORTHWIND).out)
    assert forced["forcedBy"] == {
        "kind": "waits", "way": ["subscriptions", "wallets"], "text": "subscriptions waits for wallets",
    }  # fmt: skip
    assert forced["swaps"] == []


@for_each("names, code, told", [
    ("sso dark", 1, '"dark" is not ranked: rice needs reach'),
    ("old sso", 1, '"old" is not ranked: shipped on 2026-01-31'),
    ("sso sso", 2, '"sso" is named twice'),
    ("sso base dark", 2, "one feature is explained, or two are compared: found 3"),
    ("sso nobody", 2, 'there is no feature "nobody"'),
])  # fmt: skip
def test_what_cannot_be_compared(pm: Pm, make: Make, names: str, code: int, told: str) -> None:
    run = pm("explain", *names.split(), at=make())
    assert (run.code, run.out) == (code, "")
    assert told in run.err


def test_what_goes_ahead_and_what_has_no_cost(pm: Pm, make: Make) -> None:
    def feature(name: str, reach: int, more: str = "") -> str:
        return f"- {{id: {name}, title: T, effort: 1, rice: {{reach: {reach}, impact: 1, confidence: 1}}{more}}}\n"

    root = make(
        feature("a", 100) + feature("z", 1, ", decisions: [{verdict: first, because: So}], depends_on: [y]")
        + feature("y", 1) + "- {id: p, title: P, rice: {reach: 9, impact: 1, confidence: 1}}\n" + feature("k", 1, ", parent: p, moscow: could")
        + feature("s", 7, ", decisions: [{verdict: pin, period: 2027-Q1}]"),
    )  # fmt: skip
    assert (
        "No number would: y goes ahead with z: z is first by decision: So."
        in pm("explain", "a", "y", at=root).out
    )
    assert "It stands there by decision: z first." in pm("explain", "y", "a", at=root).out
    assert (
        "p costs nothing itself: it pays off when its parts are done." in pm("explain", "p", "s", at=root).out
    )
    assert (
        "s: pinned to 2027-Q1: the roadmap obeys that, not this order" in pm("explain", "s", "k", at=root).out
    )
    bare = make("- {id: a, title: A}\n- {id: b, title: B}\n" + feature("c", 9, ", depends_on: [a, b]"))
    assert "No number would: neither has an input of its own." in pm("explain", "a", "b", at=bare).out


def test_what_would_swap_them_is_a_number_that_people_write(pm: Pm, make: Make) -> None:
    def told(above: str, below: str) -> str:
        inputs = "effort: 3..5, rice: {{reach: {}, impact: 1, confidence: 1}}"
        two = (
            f"- {{id: a, title: A, {inputs.format(above)}}}\n- {{id: b, title: B, {inputs.format(below)}}}\n"
        )
        return pm("explain", "b", "a", at=make(two)).out

    out = told("0", "0")
    assert "if reach of b were anything above 0\n" in out
    assert "a is 1st, b 2nd" in out
    assert "the other way" not in out
    assert "no sensible value of reach of a alone would" in told("1000000", "0.0001")
    assert "instead of 3..5 (mean of the range 3.92)" in told("20", "10")
