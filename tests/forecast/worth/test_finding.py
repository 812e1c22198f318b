"""What is worth finding out in whole backlogs: the figures measured on northwind, and what cannot be told."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from pmcli.api import load
from pmcli.forecast.options import ForecastOptions
from pmcli.forecast.worth.finding import Between, WorthFindings, find_out, without_range, worths_of_ranges
from pmcli.forecast.worth.together import enough, worth_of_all
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.efforts import NO_TEAM
from pmcli.model.estimate import Estimate
from pmcli.model.figure import significant
from pmcli.ranking import places, rank
from tests.conftest import for_each

NORTHWIND = Path(__file__).parents[2] / "data" / "northwind"


@pytest.fixture(scope="module")
def backlog() -> Backlog:
    return load(NORTHWIND).backlog


@pytest.fixture(scope="module")
def findings(backlog: Backlog) -> WorthFindings:
    return find_out(backlog)


def test_northwind(findings: WorthFindings) -> None:
    """The figures of the method, measured by others on the same files."""
    first, second = findings.findings[:2]
    assert (first.id, first.input, first.team) == ("local-methods", "rice.reach", None)
    assert (second.id, second.input, second.team) == ("inline-errors", "effort", "web")
    assert first.sure == pytest.approx(0.0943, abs=5e-5)
    assert second.sure == pytest.approx(0.0455, abs=5e-5)
    assert len(findings.findings) == 85
    assert sum((each.sure or 0.0) < 0.0101 for each in findings.findings) == 64
    up, down = first.nearest(rises=True), first.nearest(rises=False)
    assert up is not None
    assert down is not None
    assert (up.other, up.to, round(up.factor, 4)) == ("guided-steps", 10, 1.1121)
    assert (down.other, down.to, round(down.factor, 2)) == ("event-bus", 17, 0.78)
    assert first.places == (17, 8)
    bets = [(bet.id, round(bet.sure, 1), round(bet.test(0.8), 1)) for bet in findings.bets[:5]]
    assert bets == [
        ("one-page-checkout", 3.3, 1.0), ("local-methods", 1.7, 0.7), ("guided-steps", 1.6, 0.7),
        ("subscriptions", 1.1, 0.6), ("wallets", 1.0, 0.2),
    ]  # fmt: skip
    top = findings.bets[0]
    assert (round(top.if_works, 2), round(top.if_not, 2)) == (0.74, 5.86)
    assert [(study.id, study.effort) for study in top.studies] == [("exit-study", 2.0)]


def test_what_is_worth_the_same_stands_by_name(findings: WorthFindings) -> None:
    """Where the last digits differ by rounding only, they decide nothing."""
    worth = [(significant(row.sure or 0.0), row.id, row.team) for row in findings.findings]
    pairs = [(first[1:], second[1:]) for first, second in pairwise(worth) if first[0] == second[0] > 0]
    assert (("local-methods", "platform"), ("local-methods", "web")) in pairs
    assert (("subscriptions", "payments"), ("subscriptions", "web")) in pairs


def test_flips_by_ranking_again(backlog: Backlog, findings: WorthFindings) -> None:
    """A thousandth inside a flip the whole ranking has them as now, a thousandth beyond as told."""
    told = 0
    for finding in findings.findings[:3]:
        for flip in finding.flips:
            inner, outer = sorted((0.999 * flip.at, 1.001 * flip.at), key=lambda at: abs(at - finding.now))
            before, after = (
                {
                    place.id: place.rank
                    for place in places(_with(backlog, finding.id, finding.input, finding.team, at))
                }
                for at in (inner, outer)
            )
            assert (before[finding.id] < before[flip.other]) != flip.rises
            assert (after[finding.id] < after[flip.other]) == flip.rises
            assert after[finding.id] == flip.to
            told += 1
    assert told > 20


def _with(backlog: Backlog, name: str, field: str, team: str | None, number: float) -> Backlog:
    """The backlog with another number in an input of a feature."""
    feature, exact = backlog.features[name], Estimate.exact(number)
    if team is not None:
        efforts = feature.effort or {}
        key = NO_TEAM if NO_TEAM in efforts else team
        feature = feature.model_copy(update={"effort": {**efforts, key: exact}})
    else:
        assert feature.rice is not None
        rice = feature.rice.model_copy(update={field.removeprefix("rice."): exact})
        feature = feature.model_copy(update={"rice": rice})
    return replace(backlog, features={**backlog.features, name: feature})


def test_all_ranges_together(backlog: Backlog) -> None:
    """About what was measured; not the sum of the single ones."""
    whole = worth_of_all(backlog, rank(backlog), ForecastOptions(futures=2000))
    assert whole == pytest.approx(0.77, abs=0.05)


@for_each("features, is_asked, futures", [(300, False, 4000), (301, False, 1000), (301, True, 4000)])
def test_futures_of_a_large_ranking(features: int, is_asked: bool, futures: int) -> None:
    """A thousand are enough for the mean, where nobody asks for more."""
    assert enough(ForecastOptions(), features, is_asked=is_asked).futures == futures


def test_numbers_without_a_range(backlog: Backlog) -> None:
    """Impact and confidence flip where reach does, for the three are multiplied; a share ends at 1."""
    found = {each.input: each for each in without_range(backlog, "local-methods")}
    assert set(found) == {"rice.impact", "rice.confidence"}
    for each in found.values():
        up = each.nearest(rises=True)
        assert up is not None
        assert (each.sure, each.places, up.other, round(up.factor, 4)) == (None, None, "guided-steps", 1.1121)
    assert max(flip.at for flip in found["rice.confidence"].flips) <= 1.0


def test_worths_of_ranges(backlog: Backlog) -> None:
    """What it is worth to settle where several people put a number; nothing where they agree or it is elsewhere."""
    name = "local-methods"
    asked = (
        Between(name, "rice.reach", 9000, 20_000), Between(name, "rice.reach", 5000, 40_000),
        Between(name, "effort", 7, 12, team="payments"), Between(name, "rice.confidence", 0.0, 0.9),
        Between(name, "rice.impact", 2, 2), Between("exit-study", "rice.reach", 1, 3), Between(name, "ice.impact", 1, 3),
        Between(name, "ice.impact", 2, 2), Between(name, "rice.reach", 1, 1e100),
    )  # fmt: skip
    reach, wider, effort, confidence, agreed, *elsewhere = worths_of_ranges(backlog, asked)
    assert reach == pytest.approx(0.0967, abs=1e-4)
    assert wider is not None
    assert reach is not None
    assert wider > 2 * reach
    assert effort == pytest.approx(0.0069, abs=1e-4)
    assert confidence is not None
    assert (agreed, elsewhere) == (0.0, [None] * 4), "nor where they are too far apart for a mean"
    for each, together in zip(asked, worths_of_ranges(backlog, asked), strict=True):
        [alone] = worths_of_ranges(backlog, [each])
        assert (together or 0.0) == pytest.approx(alone or 0.0, rel=1e-4), (
            "those of one feature share a lever"
        )
    assert worths_of_ranges(backlog, [Between(name, "moscow", 1, 3)], "moscow") == [None]


@pytest.mark.parametrize(
    ("model", "unit"),
    [
        ("wsjf", "cost"),
        ("ice", "cost"),
        ("cd3", "weeks"),
        ("weighted", "features"),
        ("growth", "person-weeks"),
    ],
)
def test_other_models(backlog: Backlog, model: str, unit: str) -> None:
    """Each model that has scores is answered; only those that multiply by a confidence have bets.

    Worth is in the unit of what the model divides by.
    """
    found = find_out(backlog, model)
    assert bool(found.bets) == (model == "ice")
    assert bool(found.findings) == (model in ("cd3", "growth"))
    assert (found.model, found.unit) == (model, unit)
    assert not any(bet.studies for bet in found.bets)


def test_classes_have_no_estimates(backlog: Backlog) -> None:
    """A method that sorts into classes is refused, kindly."""
    with pytest.raises(PmError, match="moscow sorts features into classes"):
        find_out(backlog, "moscow")
