"""Rules about evidence that cites experiments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pmcli.checks.rule import Finding, Rule
from pmcli.checks.shared import all_evidence
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.confidence import UNKNOWN, cited_test, evidence_for
from pmcli.model.feature import Feature

_HINTS: Final = {
    "unclear": "it counts 50 %: let it run on, or lower the confidence",
    "broken": "it does not count: find out why the groups are unequal, and run it again",
    "hurts": "it speaks against the feature: lower the confidence, or write confidence: auto",
    "harms": "it speaks against the feature: lower the confidence, or write confidence: auto",
}
"""What to do about a test of this verdict that is cited as if it worked."""
_AGAINST: Final = "it speaks against the feature, and counts 10 % already: change it, or let it go"
_COUNTED: Final = {
    "unclear": "it counts 50 % already: let it run on, or test again, larger",
    "broken": _HINTS["broken"], "hurts": _AGAINST, "harms": _AGAINST,
}  # fmt: skip
"""The same where the verdict decides how sure one is: confidence: auto, or measured."""
_TESTS: Final = ("test", "launch")
_SURE_OF_TEN: Final = 10.0


def beyond_test(backlog: Backlog) -> Iterator[Finding]:
    """Evidence of kind test, or a confidence of 100 %, that rests on a test which did not show it."""
    for owner, keys, evidence in all_evidence(backlog):
        for number, piece in enumerate(evidence):
            test = cited_test(backlog, piece, owner) if piece.kind == "test" else None
            if test is not None and test.verdict in _HINTS:
                message = f"evidence of kind test, and {test}"
                hints = _COUNTED if _is_counted(backlog, owner) else _HINTS
                yield Finding(owner, (*keys, number, "experiment"), message, hints[test.verdict])
    for feature in backlog.features.values():
        sure_at = _sure_at(feature)
        if sure_at is not None and backlog.is_open(feature.id):
            yield from _too_sure(backlog, feature, sure_at)


def _is_counted(backlog: Backlog, owner: str | None) -> bool:
    """Whether the confidence of a feature is what its evidence gives."""
    rice = None if owner is None else backlog.features[owner].rice
    return rice is not None and isinstance(rice.confidence, str)


def _too_sure(backlog: Backlog, feature: Feature, keys: Keys) -> Iterator[Finding]:
    """A finding where somebody is sure of what tests, cited as evidence of another kind, do not show."""
    pieces = evidence_for(backlog, feature)
    tests = [test for piece in pieces if (test := cited_test(backlog, piece, feature.id)) is not None]
    if any(test.verdict == "works" for test in tests):
        return
    is_told = {piece.experiment for piece in pieces if piece.kind == "test"}
    worst = next((test for test in tests if test.verdict in _HINTS and test.id not in is_told), None)
    if worst is not None:
        yield Finding(feature.id, keys, f"a confidence of 100 %, and {worst}", _HINTS[worst.verdict])


def _sure_at(feature: Feature) -> Keys | None:
    """The keys of a confidence of 100 % that somebody wrote, None where there is none."""
    if feature.rice is not None and feature.rice.confidence == 1.0:
        return ("rice", "confidence")
    is_sure = feature.ice is not None and feature.ice.confidence == _SURE_OF_TEN
    return ("ice", "confidence") if is_sure else None


def test_by_another_name(backlog: Backlog) -> Iterator[Finding]:
    """Evidence of a kind that is no test, which cites one and so counts by its verdict."""
    for owner, keys, evidence in all_evidence(backlog):
        for number, piece in enumerate(evidence):
            test = None if piece.kind in _TESTS else cited_test(backlog, piece, owner)
            if test is not None and test.verdict != UNKNOWN:
                message = f"evidence of kind {piece.kind}, which counts as what it cites: {test}"
                hint = "write kind: test; or take experiment: out, so that it counts for what it is"
                yield Finding(owner, (*keys, number, "experiment"), message, hint)


def named_twice(backlog: Backlog) -> Iterator[Finding]:
    """Experiments that have the id of another one."""
    first: dict[str, str] = {}
    for feature in backlog.features.values():
        for number, experiment in enumerate(feature.experiments):
            if experiment.id is None:
                continue
            if experiment.id in first:
                where = "this feature" if first[experiment.id] == feature.id else f'"{first[experiment.id]}"'
                message = f'another experiment of {where} is called "{experiment.id}" too'
                keys: Keys = ("experiments", number, "id")
                yield Finding(
                    feature.id, keys, message, "give one of them another id, also where it is cited"
                )
            first.setdefault(experiment.id, feature.id)


RULES = (
    Rule(
        "PM806", "evidence-beyond-test", "warning",
        "A test that showed nothing, or the reverse, is no ground to be sure.",
        beyond_test,
    ),
    Rule(
        "PM808", "repeated-experiment", "error",
        "Two experiments with one id: evidence that cites it could mean either.",
        named_twice, is_untrue=True,
    ),
    Rule(
        "PM810", "test-by-another-name", "info",
        "Who reads that customers were interviewed should not find the weight of a test behind it.",
        test_by_another_name,
    ),
)  # fmt: skip
