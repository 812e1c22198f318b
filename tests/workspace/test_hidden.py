"""A mistake in one file is told there, and not again at the features that use what it hides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from pmcli.checks import check
from pmcli.model.diagnostic import Diagnostic
from pmcli.workspace.known import Known
from pmcli.workspace.loading import load
from tests.conftest import for_each

WORKSPACE = """\
pm: 1
product: Shop
strategy:
  outcomes:
    sales: {title: Sales, weight: 1}
problems:
  slow:
    title: Slow
    evidence:
      - {kind: usage, date: 2026-09-01, count: 9}
segments:
  small: {title: Small shops}
accounts:
  acme: {title: Acme, segment: small}
teams:
  web: {capacity: 9}
  app: {capacity: 9}
sizes: {S: 1..2, M: 3..4}
releases:
  "5.2": {date: 2027-02-20}
fields:
  region: text
calendar: {start: 2026-Q4, periods: 4}
scoring:
  model: weighted
  weighted:
    scale: 9
    criteria: {fit: 1, reach: 2}
launch:
  checklists:
    own: [docs]
audiences:
  board: {fields: [title]}
exports:
  - {view: brief, feature: a, audience: board, to: R.md}
  - {view: research, problem: slow, to: S.md}
"""
FEATURE = """\
title: A
status: planned
effort: {web: S, app: M}
region: EU
solves: [slow]
segments: [small]
outcomes: {sales: 2}
weighted: {fit: 8, reach: 9}
release: "5.2"
evidence: [{kind: usage, date: 2024-01-01, count: 3, segment: small}]
requests: [{account: acme}]
launch: {kind: own, date: 2027-03-20, checklist: {docs: open}}
"""
FILES = {
    "features/a.yaml": FEATURE,
    "features/b.yaml": "title: B\nstatus: planned\nteam: web\neffort: S\ndepends_on: [a]\n",
    "plan.yaml": "agreed: {on: 2026-09-28, by: mia}\nperiods:\n  2026-Q4:\n    - a\n    - b\n",
    "ratings/mia.yaml": "rater: mia\nfeatures:\n  b: {effort: {web: M}, weighted: {fit: 7}}\n",
}
_KEY = re.compile(r'^(\s*(?:- )?)("?)([\w.]+)("?:)(.*)')
_SECTION = re.compile(r"^(\w+|  outcomes|  checklists|  weighted):")
WAYS: Mapping[str, Callable[[str], str]] = {
    "a misspelt section": lambda line: _SECTION.sub(lambda key: key[0][:-2] + ":", line),
    "a word": lambda line: _KEY.sub(r"\1\2\3\4 ?no", line),
    "a list": lambda line: _KEY.sub(r"\1\2\3\4 [[]]", line),
    "an unknown key within": lambda line: re.sub(r"\{(\w+):", r"{\1q:", line),
    "a bracket too many": lambda line: line + " [",
    "twice": lambda line: f"{line}\n{line}",
}


def found(files: Mapping[str, str | bytes], clock: date = date(2026, 10, 1)) -> tuple[Diagnostic, ...]:
    texts = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    backlog, faults = load(texts, clock=clock, known=shared())
    return check(backlog, faults)


@cache
def shared() -> Known:
    return Known()


def elsewhere(told: tuple[Diagnostic, ...], path: str) -> set[tuple[str, str | None, str]]:
    """What is told of other files."""
    return {(one.code, one.location.path, one.message) for one in told if one.location.path != path}


def sweep(files: Mapping[str, str], path: str, break_line: Callable[[str], str]) -> None:
    """Break each line of a file: it is told there and then nothing else of what it hides."""
    sound, lines = found(files), files[path].splitlines()
    assert not [one for one in sound if one.severity == "error"]
    before = elsewhere(sound, path)
    for number, line in enumerate(lines):
        after = [*lines[:number], break_line(line), *lines[number + 1 :]]
        told = found({**files, path: "\n".join(after) + "\n"})
        if any(one.location.path == path and one.severity == "error" for one in told):
            assert elsewhere(told, path) <= before, after[number]


@for_each("way", list(WAYS))
def test_one_broken_line_in_pm_yaml_blames_no_feature(way: str) -> None:
    sweep({"pm.yaml": WORKSPACE, **FILES}, "pm.yaml", WAYS[way])


@for_each("path", list(FILES))
def test_one_broken_line_elsewhere_blames_no_other_file(path: str) -> None:
    for way in ("a bracket too many", "twice", "a list"):
        sweep({"pm.yaml": WORKSPACE, **FILES}, path, WAYS[way])


@for_each(
    "broken, first",
    [
        ("teams: []", "PM105"), ("sizes: 3", "PM102"), ("fields: {region: txt}", "PM101"), ("fields: [region]", "PM101"),
        ("team: {web: {}, app: {}}", "PM105"), ("teams: [web, app]", "PM105"), ("outcomes: {sales: {}}", "PM105"),
        ("sizes: {S: 1..2, M: x}", "PM102"), ("teams: {web: {capacity: x}, app: {}}", "PM105"),
    ],
)  # fmt: skip
def test_a_section_that_is_wrong_as_a_whole_hides_what_it_names(broken: str, first: str) -> None:
    section = "strategy" if broken.startswith("outcomes") else broken.partition(":")[0].rstrip("s") + "s"
    rest = re.sub(rf"^{section}:.*\n(?:[ ].*\n)*", "", WORKSPACE, flags=re.MULTILINE)
    told = found({"pm.yaml": rest + broken + "\n", **FILES})
    assert any(one.location.path == "pm.yaml" for one in told if one.severity == "error")
    assert not [one for one in told if one.location.path != "pm.yaml" and one.severity == "error"]
    absent = found({"pm.yaml": rest, **FILES})
    assert first in {one.code for one in absent if one.location.path != "pm.yaml"}


def test_what_a_broken_section_does_not_hide_is_still_told() -> None:
    files = {**FILES, "features/a.yaml": FEATURE + "colour: red\n"}
    told = found({"pm.yaml": WORKSPACE.replace("region: text", "region: txt"), **files})
    assert [one.message for one in told if one.severity == "error" and one.feature] == [
        'unknown key "colour"'
    ]
    one_broken = WORKSPACE.replace("  web: {capacity: 9}", "  ops: 3")
    told = found({"pm.yaml": one_broken, **FILES})
    assert {one.message for one in told if one.code == "PM105"} == {'there is no team "web"'}
