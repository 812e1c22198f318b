"""Rules about how experiments are written down: what contradicts itself, and names that nothing else has."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from pmcli.checks.rule import Finding, Rule
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.diagnostic import Guess
from pmcli.model.feature import Feature

_ALIKE: Final = 0.8
"""Names are spelled otherwise, and not others, from this likeness on: fraud_share, refund_share have 0.78."""


def contradictory_experiment(backlog: Backlog) -> Iterator[Finding]:
    """Experiments that are to be read before they begin, or are called planned and have numbers."""
    for feature in backlog.features.values():
        for number, test in enumerate(feature.experiments):
            keys: Keys = ("experiments", number)
            if test.start is not None and test.end is not None and test.end < test.start:
                message = f"it is to be read on {test.end}, before it starts on {test.start}"
                yield Finding(feature.id, (*keys, "end"), message, "one of the two days is wrong")
            if test.is_called_planned:
                message = "it is called planned, and has numbers, which nobody reads"
                hint = f"pm set {feature.id} {test.place(number)}.status=running, or done"
                yield Finding(feature.id, (*keys, "status"), message, hint)


def unmatched_metric(backlog: Backlog) -> Iterator[Finding]:
    """Metrics of experiments that nothing else has, and that are spelled nearly as one that there is."""
    outcomes = backlog.workspace.strategy.outcomes.values()
    shared = [outcome.metric for outcome in outcomes if outcome.metric]
    named = {metric.metric for feature in backlog.features.values() for metric in feature.metrics}
    for feature in backlog.features.values():
        if not feature.experiments:
            continue
        known = [*(metric.metric for metric in feature.metrics), *shared]
        for keys, metric in _metrics(feature):
            if metric in named or metric in shared:
                continue
            if near := _alike(metric, known):
                message = f'no metric and no outcome is called "{metric}"'
                yield Finding(feature.id, keys, message, Guess.of(near))


def _metrics(feature: Feature) -> Iterator[tuple[Keys, str]]:
    """The metrics of its experiments and their guardrails, with the keys that lead to them."""
    for number, test in enumerate(feature.experiments):
        if test.metric is not None:
            yield ("experiments", number, "metric"), test.metric
        for at, rail in enumerate(test.guardrails):
            yield ("experiments", number, "guardrails", at, "metric"), rail.metric


def _alike(name: str, known: list[str]) -> str | None:
    """The one of `known` that is spelled most alike; other figures make another name: p50, p95."""
    figures = _figures(name)
    by_key = {other.casefold(): other for other in known if _figures(other) == figures}
    close = get_close_matches(name.casefold(), by_key, n=1, cutoff=_ALIKE)
    return by_key[close[0]] if close else None


def _figures(name: str) -> list[str]:
    return [letter for letter in name if letter.isdigit()]


RULES = (
    Rule(
        "PM809", "contradictory-experiment", "warning",
        "A test whose dates or state cannot be is read at the wrong time, or not at all.",
        contradictory_experiment,
    ),
    Rule(
        "PM811", "unmatched-metric", "info",
        "A test of a metric that is misspelled is not found beside what it was to move.",
        unmatched_metric,
    ),
)  # fmt: skip
