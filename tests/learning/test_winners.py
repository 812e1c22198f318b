"""What tests of a workspace move, and what that makes of a winner."""

from __future__ import annotations

from math import sqrt
from random import Random

import pytest

from pmcli.experiments.shrinkage import shrunk, spread_of
from pmcli.learning.winners import EffectPrior, PastEffects
from pmcli.model.reading import readings
from tests.conftest import for_each, loaded


def test_the_winner_of_the_contract() -> None:
    """guest-checkout: 0.0290498 times 0.6725."""
    assert shrunk(0.0290497512438, 0.006978299250387, 0.01) == pytest.approx(0.0195, abs=5e-5)
    assert shrunk(0.0290497512438, 0.006978299250387, 0.01) / 0.0290497512438 == pytest.approx(
        0.6725, abs=5e-5
    )


def test_nothing_moves_where_nothing_ever_did() -> None:
    assert shrunk(0.03, 0.01, 0.0) == 0


@for_each("effects, assumed, spread", [
    ([], 0.01, 0.01), ([], None, None), ([(3.0, 1.0), (-1.0, 1.0)], None, 2.0), ([(1.0, 2.0)], None, None),
    ([(0.0, 1.0)] * 5, 0.01, sqrt(0.0001 / 6)), ([(0.03, 0.0)] * 8, 0.0, 0.03 * sqrt(8 / 9)),
])  # fmt: skip
def test_the_spread_is_what_chance_does_not_explain(
    effects: list[tuple[float, float]], assumed: float | None, spread: float | None
) -> None:
    assert spread_of(effects, assumed) == (None if spread is None else pytest.approx(spread))


def test_winners_are_unbiased_once_shrunk() -> None:
    """True differences of 1 point, seen with an error of 0.7: read 20 % too high, shrunk within 3 %."""
    draw = Random(1)  # noqa: S311 - nothing secret
    true = [draw.gauss(0, 0.01) for _ in range(20_000)]
    seen = [difference + draw.gauss(0, 0.007) for difference in true]
    spread = spread_of([(difference, 0.007) for difference in seen], 0.01)
    winners = [at for at, difference in enumerate(seen) if difference > 1.96 * 0.007]
    came = sum(true[at] for at in winners)
    assert sum(seen[at] for at in winners) / came > 1.2
    assert sum(shrunk(seen[at], 0.007, spread or 0) for at in winners) / came == pytest.approx(1, abs=0.03)


def experiment(conversions: int, more: str = "") -> str:
    groups = f"control: {{n: 1000, conversions: 500}}, treatment: {{n: 1000, conversions: {conversions}}}"
    return f"{{hypothesis: H, metric: m, {groups}{more}}}"


def mean(value: float, metric: str = "revenue", n: int = 1000) -> str:
    groups = f"control: {{n: 1000, mean: 50, sd: 20}}, treatment: {{n: {n}, mean: {value}, sd: 20}}"
    return f"{{hypothesis: H, metric: {metric}, {groups}}}"


def prior(*experiments: str) -> EffectPrior | None:
    """The prior of the first of these, each in a feature of its own."""
    backlog = loaded(
        "".join(f"- {{id: f{at}, title: F, experiments: [{text}]}}\n" for at, text in enumerate(experiments))
    ).backlog
    return backlog.once(PastEffects.of).prior(backlog.features["f0"].experiments[0])


def test_one_point_is_assumed_where_there_are_too_few_others() -> None:
    assert prior(*[experiment(600)] * 5) == EffectPrior(0.01, 4, is_assumed=True)


def test_five_others_tell() -> None:
    found = prior(experiment(500), *[experiment(600)] * 5)
    (effect,) = readings(
        loaded(f"- {{id: a, title: A, experiments: [{experiment(600)}]}}\n")
        .backlog.features["a"]
        .experiments[0]
    )
    assert found is not None
    assert (found.experiments, found.is_assumed) == (5, False)
    assert found.spread == pytest.approx(sqrt((0.01**2 + 5 * (0.1**2 - effect.error**2)) / 6))


@for_each("other", [
    experiment(600, ", status: running"), experiment(600, ", size: 2000"), experiment(600, ", split: 20%"),
    experiment(1600), "{hypothesis: H}", mean(60),
])  # fmt: skip
def test_what_runs_or_is_broken_tells_nothing(other: str) -> None:
    assert prior(experiment(500), *[experiment(600)] * 4, other) == EffectPrior(0.01, 4, is_assumed=True)


def test_means_are_compared_with_the_same_metric() -> None:
    assert prior(mean(55), *[mean(60)] * 4, mean(60, "visits"), experiment(600)) is None
    found = prior(mean(55), *[mean(60)] * 5)
    assert found is not None
    assert found.spread == pytest.approx(sqrt(10**2 - 0.8))
    assert prior(mean(55), *[mean(50)] * 5) is None
