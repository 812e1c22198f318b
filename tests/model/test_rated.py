"""What several people say together, against the words of FORMAT.md § 1 done by hand."""

from __future__ import annotations

from math import inf, sqrt
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.model.backlog import Backlog
from pmcli.model.estimate import Estimate
from pmcli.model.rated import of_rated
from pmcli.model.words import words
from tests.conftest import for_each, loaded

WORKSPACE = """
pm: 1
product: Shop
teams: {web: {capacity: 9}, data: {capacity: 9}}
sizes: {S: 1..2, M: 2..4}
fields: {nps: number, word: text}
calendar: {start: 2026-Q4}
"""
PEOPLE = ("amelie", "ben", "chidi", "dana", "eli")
Ends = tuple[float, float, float]


def backlog_of(*ratings: str, feature: str = "", workspace: str = WORKSPACE) -> Backlog:
    """A backlog with one feature that so many people rated."""
    files = {
        f"ratings/{name}.yaml": f"rater: {name}\nfeatures:\n  sso: {rating}\n"
        for name, rating in zip(PEOPLE, ratings, strict=False)
    }
    files["features/all.yaml"] = f"- id: sso\n  title: Single sign-on\n{feature}"
    made = loaded(files, workspace)
    assert not made.errors, made.errors
    return made.backlog


def read(text: str) -> Ends:
    """The ends and the middle of an estimate, by hand."""
    numbers = [float(number) for number in text.split("..")]
    if len(numbers) == 2:
        return numbers[0], sqrt(numbers[0] * numbers[1]), numbers[1]
    return numbers[0], numbers[len(numbers) // 2], numbers[-1]


def together(texts: list[str]) -> Ends:
    """What people say together of an input that takes a range, by hand."""
    read_all = [read(text) for text in texts]
    low, high = min(one[0] for one in read_all), max(one[2] for one in read_all)
    middles = sorted(one[1] for one in read_all)
    half = len(middles) // 2
    middle = middles[half] if len(middles) % 2 else (middles[half - 1] + middles[half]) / 2
    if len(texts) == 1:
        return read_all[0]
    if low == high or (low == 0 and middle in (low, high)):
        return middle, middle, middle
    return (low, sqrt(low * high), high) if middle in (low, high) else (low, middle, high)


def ends(estimate: Estimate) -> Ends:
    return estimate.low, estimate.likely, estimate.high


numbers = st.integers(0, 60).map(lambda number: number / 4)
estimates = st.one_of(
    numbers.map(lambda number: f"{number:g}"),
    st.lists(st.integers(1, 60), min_size=2, max_size=3, unique=True).map(
        lambda parts: "..".join(f"{part:g}" for part in sorted(parts))
    ),
)


@given(st.lists(estimates, min_size=1, max_size=5))
def test_a_range_from_the_lowest_to_the_highest_about_the_median(texts: list[str]) -> None:
    backlog = backlog_of(*(f"{{rice: {{reach: {text}}}}}" for text in texts))
    record: Any = backlog.features["sso"].rice
    assert ends(record.reach) == pytest.approx(together(texts))
    rated = backlog.rated["sso"]["rice.reach"]
    assert rated.raters == PEOPLE[: len(texts)]
    assert rated.low == min(read(text)[0] for text in texts)
    assert rated.high == max(read(text)[2] for text in texts)
    assert ends(rated.estimate) == ends(record.reach), "the feature carries it"
    assert record.reach.problem is None


@given(st.lists(st.sampled_from(["massive", "high", "medium", "low", "minimal"]), min_size=2, max_size=5))
def test_impact_in_words_is_the_median_alone_and_the_spread_is_kept(words: list[str]) -> None:
    known = {"massive": 3.0, "high": 2.0, "medium": 1.0, "low": 0.5, "minimal": 0.25}
    backlog = backlog_of(*(f"{{rice: {{impact: {word}}}}}" for word in words))
    record: Any = backlog.features["sso"].rice
    rated = backlog.rated["sso"]["rice.impact"]
    values = [known[word] for word in words]
    assert (rated.low, rated.high) == (min(values), max(values))
    assert ends(record.impact) == (rated.median,) * 3
    assert sorted([*values, rated.median])[len(values) // 2] == rated.median


@for_each(
    "ratings, name, expected",
    [
        (("{ice: {impact: 8}}", "{ice: {impact: 3}}", "{ice: {impact: 4}}"), "ice.impact", (4.0, 3.0, 8.0)),
        (("{rice: {confidence: high}}", "{rice: {confidence: 50%}}"), "rice.confidence", (0.75, 0.5, 1.0)),
        (("{rice: {impact: 1}}", "{rice: {impact: 3}}"), "rice.impact", (2.0, 1.0, 3.0)),
        (
            ("{rice: {impact: high}}", "{rice: {impact: 0.5..1}}"),
            "rice.impact",
            (1.3535533905932737, 0.5, 2.0),
        ),
        (("{rice: {confidence: auto}}", "{rice: {confidence: 50%}}"), "rice.confidence", (0.3, 0.1, 0.5)),
        (
            ("{weighted: {user_impact: 4}}", "{weighted: {user_impact: 1}}"),
            "weighted.user_impact",
            (2.5, 1.0, 4.0),
        ),
        (("{moscow: must}", "{moscow: could}"), "moscow", (2.0, 1.0, 3.0)),
        (("{nps: 31}", "{nps: -4}"), "nps", (13.5, -4.0, 31.0)),
        (
            ("{effort: {web: 3..5..9}}", "{effort: {web: M, data: 2}}"),
            "effort.web",
            (3.914213562373095, 2.0, 9.0),
        ),
        (("{effort: {web: 3..5..9}}", "{effort: {web: M, data: 2}}"), "effort.data", (2.0, 2.0, 2.0)),
        (("{cd3: {cost_of_delay: 8k..12k}}",), "cd3.cost_of_delay", (9797.958971132712, 8000.0, 12000.0)),
        (("{wsjf: {job_size: 3}}", "{wsjf: {job_size: 8}}"), "wsjf.job_size", (5.5, 3.0, 8.0)),
    ],
)
def test_each_kind_of_input(ratings: tuple[str, ...], name: str, expected: Ends) -> None:
    rated = backlog_of(*ratings).rated["sso"][name]
    assert (rated.median, rated.low, rated.high) == pytest.approx(expected)


def test_what_the_feature_carries() -> None:
    """Inputs of all models, each in the kind in which its own file would have it."""
    backlog = backlog_of(
        "{rice: {reach: 100, impact: 1, confidence: auto}, ice: {ease: 4}, moscow: must, nps: 3, effort: {web: M}}",
        "{rice: {reach: 400, impact: 3}, ice: {ease: 7}, moscow: should, nps: 4, effort: {web: 2, data: 1}}",
        "{rice: {confidence: auto}, opportunity: {importance: 8}, weighted: {urgency: 5}}",
        "{opportunity: {importance: 6, satisfaction: 2}, weighted: {urgency: 4}}",
    )
    found: Any = backlog.features["sso"]
    assert str(found.rice.reach) == "100..250..400"
    assert str(found.rice.impact) == "1..2..3"
    assert found.rice.confidence == "auto", "all of them said so"
    assert (found.ice.ease, found.ice.impact) == (5.5, None)
    assert found.moscow == "must", "between two classes it is the higher one"
    assert (found.opportunity.importance, found.opportunity.satisfaction) == (7.0, 2.0)
    assert found.weighted == {"urgency": 4.5}
    assert found.custom == {"nps": 3.5}
    assert {team: str(effort) for team, effort in found.effort.items()} == {"web": "2..2.4..4", "data": "1"}
    assert backlog.total_effort(found) == pytest.approx(found.effort["web"].mean + 1)


@for_each(
    "feature, rating, counts",
    [
        ("  rice: {reach: 7}\n", "{rice: {reach: 100, impact: high}}", {"rice.impact"}),
        ("  effort: {web: 3}\n", "{effort: {web: 4, data: 2}}", {"effort.data"}),
        ("  team: web\n  effort: 3\n", "{effort: {data: 2}}", {"effort.data"}),
        ("  effort: 3\n", "{effort: {data: 2}}", set()),
        ("  team: web\n", "{effort: 2}", {"effort.web"}),
        ("  nps: 0\n  moscow: wont\n", "{nps: 4, moscow: must}", set()),
        ("  weighted: {urgency: 0}\n", "{weighted: {urgency: 5, user_impact: 1}}", {"weighted.user_impact"}),
        ("", "{opportunity: {importance: 8}}", set()),
        (
            "  opportunity: {importance: 8}\n",
            "{opportunity: {satisfaction: 2}}",
            {"opportunity.satisfaction"},
        ),
        ("  status: parked\n", "{nps: 4}", set()),
        ("  status: idea\n", "{nps: 4}", {"nps"}),
        ("- id: part\n  title: Part\n  parent: sso\n", "{effort: {web: 2}, nps: 3}", {"nps"}),
    ],
)
def test_what_the_file_says_counts_alone(feature: str, rating: str, counts: set[str]) -> None:
    backlog = backlog_of(rating, feature=feature)
    assert set(backlog.rated.get("sso", {})) == counts
    if "team: web" in feature and "effort: 3" in feature:
        assert {team: str(part) for team, part in backlog.effort(backlog.features["sso"]).items()} == {
            "web": "3", "data": "2",
        }  # fmt: skip


@for_each(
    "ratings, name, apart, is_disputed",
    [
        (("{ice: {ease: 4}}", "{ice: {ease: 5.5}}"), "ice.ease", 1.5, False),
        (("{ice: {ease: 4}}", "{ice: {ease: 6}}"), "ice.ease", 2.0, True),
        (("{rice: {reach: 100}}", "{rice: {reach: 50..300}}"), "rice.reach", sqrt(1.5), False),
        (("{rice: {reach: 100}}", "{rice: {reach: 200}}"), "rice.reach", 2.0, True),
        (("{rice: {reach: 0}}", "{rice: {reach: 1}}"), "rice.reach", inf, True),
        (("{nps: 0}", "{nps: 0}"), "nps", 1.0, False),
        (("{nps: -4}", "{nps: -1}"), "nps", 4.0, True),
        (("{moscow: must}", "{moscow: could}"), "moscow", 2.0, True),
        (("{rice: {impact: low}}",), "rice.impact", 1.0, False),
    ],
)
def test_people_disagree_by_two_points_or_a_factor_of_two(
    ratings: tuple[str, ...], name: str, apart: float, is_disputed: bool
) -> None:
    rated = backlog_of(*ratings).rated["sso"][name]
    assert rated.apart == pytest.approx(apart)
    assert rated.is_disputed is is_disputed


def test_the_spread_is_a_range_also_where_the_input_takes_none() -> None:
    rated = backlog_of("{ice: {ease: 8}, nps: 1}", "{ice: {ease: 3}, nps: 1}", "{ice: {ease: 4}}").rated[
        "sso"
    ]
    assert str(rated["ice.ease"].range) == "3..4..8"
    assert rated["ice.ease"].estimate.is_exact
    assert rated["nps"].range is None


@for_each(
    "numbers, text",
    [
        (("4..6", "4..6"), "4..6"), (("4..6", "4..5..6"), "4..4.9..6"), (("M", "2"), "2..2.4..4"), (("M", "M"), "2..4"),
        (("3000..8000", "1500"), "1500..3200..8000"), (("1000..1200", "1050"), "1000..1070..1200"),
        (("120..131", "119", "132"), "119..125..132"), (("1234", "2001"), "1234..1617.5..2001"), (("4..4.75..6",) * 2, "4..4.75..6"),
        (("1", "1", "9"), "1..9"), (("100", "5000", "5010"), "5000"),
    ],
)  # fmt: skip
def test_the_text_has_hardly_more_digits_than_anybody_said(numbers: tuple[str, ...], text: str) -> None:
    """The spread and the middle keep all of theirs: only what is written of it is short."""
    rated = backlog_of(*(f"{{effort: {{web: {number}}}}}" for number in numbers)).rated["sso"]["effort.web"]
    assert str(rated.estimate) == text
    middles = [one.estimate.likely for one in rated.said]
    assert rated.estimate.likely == pytest.approx(median(middles)) or rated.median in (rated.low, rated.high)


@for_each(
    "reach, stray, beyond",
    [
        (("100", "101", "10000"), 6199227.5, True),
        (("100", "9999", "10000"), None, False),  # a mean below 0 is none: the middle alone
        (("100..9000", "320", "10000"), None, False),  # its mean is 7,243, which one of them has in mind
        (("1", "2", "227"), 227.918, True),  # r = 225 > 224.09 = exp(2 * 1.645 ** 2)
        (("1", "2", "226"), 225.909, False),
        (("100..101..10000",), 6199227.5, True),
        (("2..4", "10..16"), 8.21, False),  # between the two
        (("10..16", "9..18"), None, False),
        (("10", "16"), None, False),  # nobody said 12.8 either, but they do not disagree
        (("5", "5"), None, False),
    ],
)
def test_a_mean_that_nobody_said(reach: tuple[str, ...], stray: float | None, beyond: bool) -> None:
    backlog = backlog_of(*(f"{{rice: {{reach: {text}, impact: 1}}}}" for text in reach))
    rated = backlog.rated["sso"]["rice.reach"]
    assert rated.stray == (None if stray is None else pytest.approx(stray, rel=1e-3))
    assert rated.is_beyond is beyond
    sentence = words(of_rated(backlog.rated["sso"].values()))
    assert ("which nobody said: talk first" in sentence) is beyond
    assert ("which nobody said" in rated.told) is (stray is not None)


@for_each(
    "ratings, expected",
    [
        (
            ("{rice: {impact: low}}", "{rice: {impact: high, confidence: 60%}}"),
            "rated by amelie, ben, who disagree on impact 0.5..2 (taken for 1.25, which nobody said); confidence 60% (one alone)",
        ),
        (("{rice: {reach: 5}}", "{rice: {reach: 6}}"), "rated by amelie, ben: reach 5..6"),
        (
            ("{rice: {reach: 5}}", "{rice: {reach: 6, impact: 1}}", "{rice: {impact: 3}, effort: {web: 2}}"),
            "rated by amelie, ben, chidi, who disagree on impact 1..3 (2 of them, taken for 2, which nobody said); reach 5..6 (2 of them) and 1 more",
        ),
        (
            ("{rice: {reach: 5, impact: 1}, effort: {web: 1, data: 1}}", "{rice: {reach: 50, impact: 3}, effort: {web: 9}}"),
            "rated by amelie, ben, who disagree on reach 5..50 (taken for 27.5, which nobody said), impact 1..3 (taken for 2, which nobody said) and 1 more; 1 more undisputed",
        ),
        (("{rice: {confidence: 60%}}",), "rated by amelie: confidence 60%"),
    ],
)  # fmt: skip
def test_who_rated_what_is_told_of_each_input(ratings: tuple[str, ...], expected: str) -> None:
    assert words(of_rated(backlog_of(*ratings).rated["sso"].values())) == expected
