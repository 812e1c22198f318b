"""Numbers at the ends of what can be: told, or ranked, and never a crash."""

from __future__ import annotations

import pytest

from pmcli.model.words import words as sentence
from pmcli.ranking import rank
from tests.conftest import MINIMAL, loaded


@pytest.mark.parametrize(
    ("value", "cost", "words"),
    [
        ("1e18 ** 4", "1", "the value is too large: 1e+72"),
        ("1", "1e18 ** -4", "the cost is too small: 1e-72"),
        ("1", "0", "the cost is 0"),
        ("0 - 1", "1", "the value is negative: -1"),
        ("1 / (effort - effort)", "1", "divides by zero"),
        ("1", "(0 - 8) ** 0.5", ""),
        ("2 ** 11", "1", "exponent"),
    ],
)
def test_formulas_that_come_to_nothing_are_told_and_unscored(value: str, cost: str, words: str) -> None:
    text = MINIMAL + f'scoring: {{model: own, models: {{own: {{value: "{value}", cost: "{cost}"}}}}}}\n'
    found = loaded("- {id: a, title: A, effort: 2}\n- {id: b, title: B, effort: 2, depends_on: [a]}\n", text)
    codes = {diagnostic.code for diagnostic in found.diagnostics}
    assert codes <= {"PM401", "PM110"}
    assert codes, "it must be told"
    if codes == {"PM401"}:
        ranking = rank(found.backlog)
        assert ranking.items == ()
        assert any(words in sentence(left.reason) for left in ranking.unscored)


def test_very_different_sizes_are_ranked() -> None:
    found = loaded("""
- {id: huge, title: H, depends_on: [tiny], rice: {reach: 1e18, impact: 1e18, confidence: 1}, effort: 1e-18}
- {id: tiny, title: T, rice: {reach: 0, impact: 1e-18, confidence: 0}, effort: 1e18}
- {id: zero, title: Z, rice: {reach: 0, impact: 1, confidence: 1}, effort: 1}
""")
    assert found.errors == ()
    assert [item.id for item in rank(found.backlog, "rice").items] == ["tiny", "huge", "zero"]


@pytest.mark.unmeasured
def test_a_long_chain_needs_no_recursion() -> None:
    parts = [
        f"- {{id: f{number:04}, title: F, depends_on: [{f'f{number - 1:04}' if number else ''}], "
        f"rice: {{reach: {int(number == 2999)}, impact: 1, confidence: 1}}, effort: 1}}\n"
        for number in range(3000)
    ]
    ranking = rank(loaded("".join(parts)).backlog, "rice")
    assert [item.id for item in ranking.items] == [f"f{number:04}" for number in range(3000)]
    assert ranking.items[0].adjusted == pytest.approx(1 / 3000)


@pytest.mark.unmeasured
def test_a_deep_family_needs_no_recursion() -> None:
    parts = [
        f"- {{id: f{number:04}, title: F{', parent: f' + f'{number - 1:04}' if number else ''}}}\n"
        for number in range(2000)
    ]
    leaf = "- {id: leaf, title: L, parent: f1999, rice: {reach: 1, impact: 1, confidence: 1}, effort: 1}\n"
    after = "- {id: after, title: A, depends_on: [f0000], rice: {reach: 9, impact: 1, confidence: 1}, effort: 1}\n"
    ranking = rank(loaded("".join(parts) + leaf + after).backlog, "rice")
    assert [item.id for item in ranking.items] == ["leaf", "after"]
