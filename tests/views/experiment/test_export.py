"""The read-out of an experiment that is sent: what it says, how it was planned, what for; and to whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pmcli.model.audience import TEAM, Reader
from pmcli.model.diagnostic import PmError
from pmcli.views.experiment.export import VIEW
from pmcli.views.export import ExportCache, ExportOutput, spread
from tests.conftest import for_each, loaded
from tests.views.export.gfm import read
from tests.views.export.test_markdown import quoted
from tests.writers.hostile import HOSTILE

HEAD = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\nteams: {web: {capacity: 9}}\n"
FEATURES = """\
- id: guest
  title: Guest checkout
  problem: People leave.
  owner: amelie
  effort: 1
  experiments:
    - id: guest-50
      hypothesis: Guests finish more often
      metric: completion_rate
      detect: 0.015
      size: 9000
      start: 2026-08-17
      end: 2026-09-09
      baseline: 56%
      control: {n: 10000, conversions: 5610}
      treatment: {n: 10050, conversions: 5930}
      guardrails: [{metric: fraud_share, better: down, worst: 0.003}]
      decided: {ship: true, because: Clear win, by: amelie, on: 2026-09-14}
    - {hypothesis: Guests come back, looks: any, split: 20%}
- {id: sso, title: Single sign-on, effort: 1}
"""


def cache(features: str = FEATURES) -> ExportCache:
    return ExportCache(loaded(features, HEAD).backlog)


def written(subject: str, format_: str = "markdown", reader: Reader = TEAM) -> str:
    return cache().written(ExportOutput(VIEW, format_, reader, subject)).decode()


def test_what_it_says_comes_before_how_it_was_planned() -> None:
    page = read(written("guest-50"))
    assert page.of("h1") == ["Guests finish more often · completion_rate"]
    sections = page.of("h2")
    assert sections.index("Why") < sections.index("How it was planned") < sections.index("What it is for")


@for_each(
    "line",
    [
        "works: +2.9 points",
        "decided to ship it, by amelie on 2026-09-14: Clear win",
        "- **Measured by:** completion_rate, more is better, before: 56 %",
        "- **Least difference worth having:** 1.5 points",
        "- **In each group:** 9,000",
        "- **When:** 2026-08-17 to 2026-09-09",
        "- **To be read:** once, when so many are there",
        "- **Must not become worse:** fraud_share by more than 0.3 points",
        "- **Problem:** People leave.",
    ],
)
def test_the_design_and_the_decision_are_told(line: str) -> None:
    assert line in written("guest-50")


def test_of_a_feature_all_are_told() -> None:
    page = written("guest")
    assert read(page).of("h1") == ["Guest checkout"]
    assert read(page).of("h2") == ["Guests finish more often · completion_rate", "Guests come back"]
    for line in (
        "- **Least difference worth having:** nobody wrote it down", "- **Control group:** 20 % of all",
        "- **In each group:** no size was planned", "- **To be read:** at any time",
    ):  # fmt: skip
        assert line in page


def test_the_facts_for_programs() -> None:
    document: Any = json.loads(written("guest-50", "json"))
    assert (document["kind"], document["items"][0]["verdict"]) == ("experiment", "works")
    assert document["designs"][0] | {"guardrails": []} == {
        "id": "guest-50", "hypothesis": "Guests finish more often", "metric": "completion_rate",
        "baseline": 0.56, "detect": 0.015, "size": 9000, "start": "2026-08-17", "end": "2026-09-09",
        "looks": "end", "split": None, "guardrails": [],
    }  # fmt: skip


def test_each_has_a_file_those_without_an_id_that_of_their_feature() -> None:
    outputs = spread(ExportOutput(VIEW, "markdown", to="tests/"), cache(), Path("/nowhere"))
    assert [output.to for output in outputs] == ["tests/guest-50.md", "tests/guest.md"]


def test_who_may_not_see_a_field_is_told_nothing_of_it() -> None:
    few = written("guest-50", reader=Reader("few", "few", frozenset({"title", "experiments"})))
    assert "works: +2.9 points" in few
    assert "People leave." not in few
    assert "amelie" not in few


@for_each("name", ["sso", "guest-05", "nothing"])
def test_an_experiment_that_is_not_there(name: str) -> None:
    with pytest.raises(PmError, match=f'there is no experiment "{name}"'):
        written(name)


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
def test_hostile_texts_are_shown_as_they_are(text: str) -> None:
    said = quoted(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    hostile = FEATURES
    for word in ("Guests finish more often", "completion_rate", "People leave.", "Clear win", "amelie"):
        hostile = hostile.replace(f": {word}", f": {said}")
    made = cache(hostile)
    page = read(made.written(ExportOutput(VIEW, "markdown", TEAM, "guest-50")).decode())
    assert len(page.of("h1")) == 1
    assert b"<script>alert" not in made.written(ExportOutput(VIEW, "html", TEAM, "guest-50"))
