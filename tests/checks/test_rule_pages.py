"""The page of every rule holds: its example triggers exactly the rule, and what stands instead is silent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pmcli.checks import RULES, Selection, check
from pmcli.checks.rule_page import SECTIONS, RulePage, page
from pmcli.model.diagnostic import Diagnostic
from pmcli.workspace.loading import load
from pmcli.writers.reports.text import concise
from tests.conftest import CLOCK, for_each

SHOWN = {rule.code for rule in RULES} - {
    "PM004",  # a file of 64 MB
    "PM012",  # a file that cannot be opened
    "PM319",  # a file that is not read
    "PM906",  # what a command wrote, and not by hand
}


def told(found: RulePage, section: str) -> tuple[Diagnostic, ...]:
    texts = found.workspace(section)
    backlog, faults = load(texts, clock=CLOCK)
    backlog = replace(backlog, exists=texts.__contains__)
    optional = any(rule.optional for rule in RULES if rule.code == found.code)
    return check(backlog, faults, selection=Selection(extend=(found.code,)) if optional else None)


@for_each("code", [rule.code for rule in RULES])
def test_every_rule_has_a_page(code: str) -> None:
    found = page(code)
    name = next(rule.name for rule in RULES if rule.code == code)
    assert found.text.startswith(f"# {code} {name}\n\n## ")
    wanted = SECTIONS if code in SHOWN else SECTIONS[:2]
    assert [name for name in found.sections if name in wanted] == list(wanted)
    assert all(text.strip() for text in found.sections.values())


@for_each("code", sorted(SHOWN))
def test_the_example_triggers_the_rule_and_nothing_else(code: str) -> None:
    found = page(code)
    findings = told(found, "Example")
    assert {finding.code for finding in findings} == {code}, concise(findings)
    assert found.output("Example") == concise(findings)


@pytest.mark.unmeasured
@for_each("code", sorted(SHOWN))
def test_what_to_write_instead_is_silent(code: str) -> None:
    assert concise(told(page(code), "Instead")) == ""
