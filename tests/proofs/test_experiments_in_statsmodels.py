"""Experiments read as statsmodels and scipy read them: 1,000 random tables of shares, 1,000 of means."""

from __future__ import annotations

import json
import subprocess
from random import Random

import pytest

from pmcli.experiments.intervals import GroupPair, fixed_span, p_value, relative_span
from pmcli.experiments.multiple import holm_adjusted
from pmcli.experiments.reading import split_odds
from pmcli.experiments.result import Sample
from pmcli.experiments.size import ShareSize
from tests.proofs.conftest import TOOLS, missing

pytestmark = [pytest.mark.xdist_group("statsmodels"), pytest.mark.heavy]
TABLES = 1_000
SLOW = 50
"""So many of what takes statsmodels a twentieth of a second each."""
ORACLE = """
import json, sys, warnings
warnings.filterwarnings("ignore")
from math import sqrt
from scipy.stats import chisquare
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import (
    confint_proportions_2indep as ends, power_proportions_2indep as power, proportions_ztest as z_test,
)
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

def shares(n1, x1, n2, x2):
    ratio = ends(x2, n2, x1, n1, method="log", compare="ratio") if x1 and x2 else (1, 1)
    return [
        *ends(x2, n2, x1, n1, method="newcomb"), *(end - 1 for end in ratio),
        z_test([x2, x1], [n2, n1])[1] if 0 < x1 + x2 < n1 + n2 else 1.0,
    ]

def means(n1, m1, s1, n2, m2, s2):
    # two values with half of the people each have the mean and the standard deviation asked for
    def described(n, mean, sd):
        apart = sd * sqrt((n - 1) / n)
        return DescrStatsW([mean - apart, mean + apart], weights=[n / 2, n / 2])
    both = CompareMeans(described(n2, m2, s2), described(n1, m1, s1))
    return [*both.tconfint_diff(usevar="unequal"), both.ttest_ind(usevar="unequal")[1]]

asked = json.load(sys.stdin)
print(json.dumps({
    "shares": [shares(*table) for table in asked["shares"]],
    "means": [means(*table) for table in asked["means"]],
    "power": [float(power(d, p, n, return_results=False)) for p, d, n in asked["power"]],
    "splits": [float(chisquare(groups, expected)[1]) for groups, expected in asked["splits"]],
    "holm": [list(multipletests(values, method="holm")[1]) for values in asked["holm"]],
}, default=float))
"""


def tables() -> dict[str, list[list[float]]]:
    """What is asked: groups from 2 people to a million, shares from none to all, means that hardly differ."""
    draw = Random(8)  # noqa: S311 - nothing is secret

    def people() -> int:
        return round(2 * 10 ** draw.uniform(0, 5.7))

    def hits(n: int) -> int:
        return round(n * draw.choice([0, 1, draw.random(), draw.random(), 0.02 * draw.random()]))

    found: dict[str, list[list[float]]] = {key: [] for key in ("shares", "means", "power", "splits", "holm")}
    for _ in range(TABLES):
        one, two = people(), people()
        found["shares"].append([one, hits(one), two, hits(two)])
        sds = draw.uniform(0.1, 50), draw.uniform(0.1, 50)
        found["means"].append([one, draw.gauss(5, 9), sds[0], two, draw.gauss(5, 9), sds[1]])
        share = draw.uniform(0.001, 0.9)
        found["power"].append([share, draw.uniform(0.001, 0.99 - share), people()])
        groups: list[float] = [people() + 5 for _ in range(draw.randint(2, 6))]
        found["splits"].append(groups)
    found["holm"] = [[draw.random() ** 4 for _ in range(draw.randint(2, 6))] for _ in range(SLOW)]
    return found


def expected(groups: list[float]) -> list[float]:
    """The groups that a control share of 0.3 makes of the same people."""
    rest = 0.7 / (len(groups) - 1)
    return [sum(groups) * share for share in (0.3, *[rest] * (len(groups) - 1))]


@pytest.fixture(scope="module")
def told() -> dict[str, list[list[float]]]:
    """What statsmodels, in an environment of its own, answers."""
    python = TOOLS / "statsmodels" / "bin" / "python"
    if not python.exists():
        missing("statsmodels")
    known = tables()
    asked = known | {"splits": [[groups, expected(groups)] for groups in known["splits"]]}
    done = subprocess.run(
        [python, "-c", ORACLE], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    answers: dict[str, list[list[float]]] = json.loads(done.stdout)
    return answers


def near(answer: object) -> object:
    return pytest.approx(answer, rel=1e-9, abs=1e-12)


def test_shares(told: dict[str, list[list[float]]]) -> None:
    for (n1, x1, n2, x2), answer in zip(tables()["shares"], told["shares"], strict=True):
        pair = GroupPair(Sample.counted(int(n1), int(x1)), Sample.counted(int(n2), int(x2)))
        span = fixed_span(pair)
        assert [span.low, span.high, p_value(pair)] == near([*answer[:2], answer[4]])
        _, low, high = relative_span(pair)
        if low is not None:
            assert [low, high] == near(answer[2:4])


def test_means(told: dict[str, list[list[float]]]) -> None:
    for (n1, m1, s1, n2, m2, s2), answer in zip(tables()["means"], told["means"], strict=True):
        pair = GroupPair(Sample.measured(int(n1), m1, s1), Sample.measured(int(n2), m2, s2))
        span = fixed_span(pair)
        assert [span.low, span.high, p_value(pair)] == near(answer)


def test_power(told: dict[str, list[float]]) -> None:
    for (share, difference, each), answer in zip(tables()["power"], told["power"], strict=True):
        assert ShareSize(share).power(difference, int(each)) == near(answer)


def test_splits(told: dict[str, list[float]]) -> None:
    for groups, answer in zip(tables()["splits"], told["splits"], strict=True):
        assert split_odds([int(group) for group in groups], 0.3) == near(answer)


def test_several_treatments(told: dict[str, list[list[float]]]) -> None:
    for values, answer in zip(tables()["holm"], told["holm"], strict=True):
        adjusted = holm_adjusted({str(at): value for at, value in enumerate(values)})
        assert list(adjusted.values()) == near(answer)
