"""Every key inside experiments, launches, metrics, results and evidence is known wherever fields are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from pmcli.editing.assignment import Assignment, AssignmentReader
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.canonical import names_at, record_at
from pmcli.model.detect import Detect
from pmcli.model.evidence import Evidence
from pmcli.model.experiment import Experiment
from pmcli.model.feature import Feature
from pmcli.model.launch import Launch
from pmcli.model.measures import Metric, Result
from pmcli.model.record import Record
from pmcli.review.changes import compare
from pmcli.views.feature.document import document
from pmcli.workspace.validation_faults import dotted
from pmcli.yaml.read import Value, read
from tests.conftest import loaded
from tests.sharing.samples import FEATURES, WORKSPACE, canaries

RECORDS: dict[str, type[Record]] = {
    "experiments": Experiment, "launch": Launch, "metrics": Metric, "results": Result, "evidence": Evidence,
}  # fmt: skip
DAYS = ("started", "shipped", "spent")


def data() -> list[dict[str, Value]]:
    whole: Any = read(FEATURES.encode(), "all.yaml").documents[0].data
    return list(whole)


def leaves(value: Value, keys: Keys) -> Iterator[tuple[Keys, str]]:
    """The values of the samples at the ends of keys."""
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*keys, key))
    else:
        for at, inner in enumerate(value):
            yield from leaves(inner, (*keys, at))


LEAVES = [
    (str(feature["id"]), keys, text)
    for feature in data() for root in (*RECORDS, *DAYS) if root in feature
    for keys, text in leaves(feature[root], (root,))
]  # fmt: skip
NAMES = [f"{feature}: {dotted(keys)}" for feature, keys, _ in LEAVES]


def test_the_samples_have_every_key() -> None:
    """A key that is added to a record has to be added to the samples, and is asked for everywhere then."""
    there: set[tuple[type[Record], str]] = set()
    for _feature, keys, _text in LEAVES:
        for at in range(len(keys)):
            record = record_at(Feature, keys[:at])
            if record is not None and record is not Feature and isinstance(keys[at], str):
                there.add((record, str(keys[at])))
    wanted = {
        (record, key) for top in RECORDS.values() for record in (top, *inner(top)) for key in record.written()
    }  # fmt: skip
    assert wanted <= there


def inner(record: type[Record]) -> Iterator[type[Record]]:
    for key in record.model_fields:
        found = record_at(record, (key, "name")) or record_at(record, (key,))
        if found is not None:
            yield found
            yield from inner(found)


@pytest.mark.parametrize(("feature", "keys", "text"), LEAVES, ids=NAMES)
def test_it_is_set(feature: str, keys: Keys, text: str) -> None:
    """What is there already is no change, and something else is one edit at that place."""
    there = next(one for one in data() if one["id"] == feature)
    assigning = AssignmentReader(canaries()[0].workspace)
    path = dotted(keys)
    if re.search(r"[\s=]", path):
        pytest.skip("a name with blanks is set by its place")
    assert assigning.edits([parsed(f"{path}={text}")], there) == [None]
    (edit,) = assigning.edits([parsed(f"{path}=")], there)
    assert edit is not None
    assert edit.keys == keys


def parsed(word: str) -> Assignment:
    assignment = Assignment.parse(word)
    assert assignment is not None
    return assignment


def test_items_of_lists_are_set_by_their_names() -> None:
    there = next(one for one in data() if one["id"] == "secret-id-one")
    assigning = AssignmentReader(canaries()[0].workspace)
    for word, keys in (
        ("experiments.experimentid.status=stopped", ("experiments", 0, "status")),
        (
            "experiments.experimentother.treatments.armtwo.n=1040",
            ("experiments", 1, "treatments", "armtwo", "n"),
        ),
        (
            "experiments.experimentid.guardrails.guardrailother.worst=0.1",
            ("experiments", 0, "guardrails", 1, "worst"),
        ),
        ("metrics.metricword.current=0.42", ("metrics", 0, "current")),
        ("requests.accountkey.need=nice", ("requests", 0, "need")),
        ("launch.evaluation.launchsafe.found=0.04", ("launch", "evaluation", 1, "found")),
        ("depends_on.secret-id-two.lag=2", ("depends_on", 0, "lag")),
    ):
        (edit,) = assigning.edits([parsed(word)], there)
        assert edit is not None
        assert edit.keys == keys


@pytest.mark.parametrize(("feature", "keys", "text"), LEAVES, ids=NAMES)
def test_its_change_is_told(feature: str, keys: Keys, text: str) -> None:
    """The change of any key is told by `pm diff`, at the field that it is inside of."""
    backlog = canaries()[0]
    record = backlog.features[feature]
    other = changed(record, keys)
    after = replace(backlog, features={**backlog.features, feature: other})
    told = {change.field.partition(".")[0] for change in compare(backlog, after, planning=False).changes}
    assert told == {keys[0]}


OTHERS: dict[type, Any] = {bool: False, int: 3, float: 0.123, str: "other"}


def changed(value: Any, keys: Keys) -> Any:
    """A record, list or map with something else at the keys."""
    if isinstance(value, Detect):
        return Detect(0.123)
    if not keys:
        for kind, other in OTHERS.items():
            if isinstance(value, kind):
                return other
        if hasattr(value, "replace") and hasattr(value, "year"):
            return value.replace(year=2019)
        if hasattr(value, "sign"):
            return replace(value, number=0.5, text=">= 0.5")
        return None
    key, rest = keys[0], keys[1:]
    if isinstance(key, int):
        if not isinstance(value, tuple):
            return changed(value, ())
        return (*value[:key], changed(value[key], rest), *value[key + 1 :])
    if isinstance(value, dict):
        return {**value, key: changed(value[key], rest)}
    if isinstance(value, Record):
        return value.model_copy(update={key: changed(getattr(value, key), rest)})
    return changed(value, ())


@pytest.mark.parametrize(("feature", "keys", "text"), LEAVES, ids=NAMES)
def test_json_has_it_and_pm_fmt_knows_its_place(feature: str, keys: Keys, text: str) -> None:
    backlog, roadmap = canaries()
    found: Any = document(backlog.features[feature], backlog, roadmap.ranking)
    value: Any = found["fields"]
    for key in keys:
        if isinstance(value, str | float | int):
            break
        value = value[key]
    assert value is not None
    key = keys[-1]
    known = names_at("features/all.yaml", keys[:-1])
    assert isinstance(key, int) or not known or key in known


def test_pm_yaml_says_when_to_look_and_what_launches_need() -> None:
    text = (
        WORKSPACE
        + "learning: {review_after: 6w}\nlaunch: {notice: 2w, checklists: {every: [docs], ai: [fallback]}}\n"
    )
    before, after = (loaded(FEATURES, one).backlog for one in (WORKSPACE, text))
    told = {change.field for change in compare(before, after, planning=False).changes}
    assert told == {
        "learning.review_after",
        "launch.notice",
        "launch.checklists.every",
        "launch.checklists.ai",
    }


def test_a_backlog_with_all_of_it_is_sound() -> None:
    backlog: Backlog = canaries()[0]
    assert backlog.experiments().keys() == {"experimentid", "experimentother"}


def one_of(detect: str, after: str) -> Backlog:
    text = (
        f"- {{id: a, title: A, experiments: [{{id: t, hypothesis: H, detect: {detect}}}], "
        f"results: [{{metric: m, after: {after}}}]}}\n"
    )
    return loaded(text).backlog


def test_a_relative_difference_and_the_ends_of_a_range_are_told() -> None:
    before, after = one_of("0.05", "0.5..0.6..0.7"), one_of("rel 5%", "0.4..0.6..0.8")
    told = {
        (change.field, change.before, change.after)
        for change in compare(before, after, planning=False).changes
    }
    assert told == {
        ("experiments.t.detect", "0.05", "rel 5%"),
        ("results", "m to 0.6 (0.5 to 0.7)", "m to 0.6 (0.4 to 0.8)"),
    }
    assert compare(after, after, planning=False).is_empty
    fields: Any = document(after.features["a"], after, canaries()[1].ranking)["fields"]
    assert fields["experiments"][0]["detect"] == "rel 5%"
    assert fields["results"][0]["after"] == {"low": 0.4, "likely": 0.6, "high": 0.8}
