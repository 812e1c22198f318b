"""What CI systems read: valid, complete, and nothing in a text can break out of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pmcli.checks import RULES
from pmcli.diagnostic import SEVERITIES, Diagnostic, Location
from pmcli.formats.reports import REPORTS, Report, step_summary
from pmcli.formats.reports.github import github
from pmcli.formats.reports.gitlab import gitlab
from pmcli.formats.reports.junit import junit
from pmcli.formats.reports.sarif import sarif

DATA = Path(__file__).parents[1] / "data" / "sarif"
GOLDEN = Path(__file__).parent / "golden"
SCHEMA = json.loads((DATA / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
HOSTILE = (
    Diagnostic(
        "PM104", "unknown-dependency", "error", 'there is no feature "a,b:c%\n::error::x"',
        Location("features/odd name,%.yaml", 3, 14, 3, 20), "sso", 'did you mean "]]><b>&"?',
    ),
    Diagnostic(
        "PM203", "parked-dependency", "warning", "\u202e|`<script>alert(1)</script>` @you #1",
        Location("features/größe.yaml", 4, 1, 6, 2), "b",
    ),
    Diagnostic("PM111", "unused-name", "info", "##[error]x\x1b[31m", Location("pm.yaml", 9, 3, 9, 3)),
    Diagnostic("PM111", "unused-name", "info", "##[error]x\x1b[31m", Location("pm.yaml", 10, 3, 10, 6)),
)  # fmt: skip


def report(*found: Diagnostic, prefix: str = "") -> Report:
    return Report(found, 38, 35, lambda _: None, prefix, "1.0")


texts = st.text(max_size=40)
diagnostics = st.builds(
    Diagnostic,
    st.sampled_from([rule.code for rule in RULES]), st.just("a-rule"), st.sampled_from(SEVERITIES), texts,
    st.builds(
        lambda path, line, column, more: Location(path, line, column, line + more, column + 1),
        st.text(min_size=1, max_size=20).filter(lambda text: "\0" not in text),
        st.integers(1, 99), st.integers(1, 99), st.integers(0, 3),
    ),
    st.none() | texts, st.none() | texts,
)  # fmt: skip


@pytest.mark.parametrize("name", [one.name for one in REPORTS])
def test_golden(name: str, golden: Callable[[Path, str], None]) -> None:
    render = next(one.render for one in REPORTS if one.name == name)
    text = render(report(*HOSTILE, prefix="road map/"))
    if name == "sarif":
        document = json.loads(text)
        for rule in document["runs"][0]["tool"]["driver"]["rules"]:
            assert rule.pop("help")["markdown"].startswith(f"# {rule['id']} ")
        text = json.dumps(document, indent=1) + "\n"
    golden(GOLDEN / f"report.{name}.txt", text)


def test_the_summary_of_a_step(golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / "report.summary.md", step_summary(report(*HOSTILE, prefix="road map/")))
    assert step_summary(report()) == "### pm check\n\nAll checks passed (38 features in 35 files)\n"


class TestGitHub:
    def test_at_most_ten_a_severity_the_rest_is_counted(self) -> None:
        many = [
            replace(HOSTILE[number], location=Location("a.yaml", line, 1, line, 2))
            for number in (2, 1, 0) for line in range(1, 14)
        ]  # fmt: skip
        lines = github(report(*many)).splitlines()
        commands = [line.split(" ")[0] for line in lines if line.startswith("::")]
        assert commands == [
            *["::error"] * 10, *["::warning"] * 10, *["::notice"] * 10, "::notice", "::group::All",
            "::endgroup::",
        ]  # fmt: skip
        assert "and 9 more findings" in next(line for line in lines if "title=pm::" in line)
        assert sum(line.startswith("pm: ") for line in lines) == 39

    def test_a_clean_backlog_is_a_line(self) -> None:
        assert github(report()) == "All checks passed (38 features in 35 files)\n"

    @given(st.lists(diagnostics, max_size=6))
    def test_no_text_is_a_command(self, found: list[Diagnostic]) -> None:
        text = github(report(*found))
        ours = re.compile(r"::(error|warning|notice) (file=|title=pm)|::group::All findings$|::endgroup::$")
        for line in re.split(r"\r\n|\r|\n", text):
            if line.lstrip().startswith(("::", "##[")):
                assert ours.match(line), line
        for line in text.splitlines():
            if line.startswith("::") and "file=" in line:
                facts = line.split("::")[1].partition(" ")[2].split(",")
                assert [fact.partition("=")[0] for fact in facts][:4] == ["file", "line", "endLine", "title"]


class TestGitLab:
    @given(st.lists(diagnostics, max_size=6))
    def test_every_finding_has_what_it_must_have(self, found: list[Diagnostic]) -> None:
        told = json.loads(gitlab(report(*found)))
        assert len(told) == len(found)
        assert len({one["fingerprint"] for one in told}) == len(told)
        for one in told:
            assert {"description", "check_name", "fingerprint", "severity", "location"} == set(one)
            assert one["severity"] in ("info", "minor", "major", "critical", "blocker")
            assert one["location"]["lines"]["begin"] >= 1

    @given(st.lists(diagnostics, max_size=6), st.integers(1, 50))
    def test_lines_that_come_above_change_no_fingerprint(self, found: list[Diagnostic], more: int) -> None:
        def lower(one: Diagnostic) -> Diagnostic:
            where = one.location
            return replace(one, location=replace(where, line=where.line + more, end_line=where.end_line + more))

        marks = [[one["fingerprint"] for one in json.loads(gitlab(report(*some)))]
                 for some in (found, map(lower, found))]  # fmt: skip
        assert marks[0] == marks[1]

    def test_places_in_words_do_not_count(self) -> None:
        first, second = (
            replace(HOSTILE[0], message=f'the id "a" is taken at features/b.yaml:{line}') for line in (3, 8)
        )
        marks = [json.loads(gitlab(report(one)))[0]["fingerprint"] for one in (first, second)]
        assert marks[0] == marks[1]


class TestSarif:
    @given(st.lists(diagnostics, max_size=6))
    def test_is_valid_by_the_published_schema(self, found: list[Diagnostic]) -> None:
        document: dict[str, Any] = json.loads(sarif(report(*found, prefix="road map/")))
        assert [error.message for error in VALIDATOR.iter_errors(document)] == []
        run = document["runs"][0]
        assert len(run["results"]) == len(found)
        for result in run["results"]:
            assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]

    def test_odd_paths_are_addresses(self) -> None:
        place = json.loads(sarif(report(HOSTILE[0], prefix="road map/")))["runs"][0]["results"][0]["locations"][0]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "road%20map/features/odd%20name%2C%25.yaml"


class TestJunit:
    @given(st.lists(diagnostics, max_size=6))
    def test_is_xml_and_counts(self, found: list[Diagnostic]) -> None:
        root = ElementTree.fromstring(junit(report(*found)))  # noqa: S314 - our own text
        (suite,) = root
        assert int(suite.attrib["tests"]) == len(suite) == max(1, len(found))
        failures = suite.findall("testcase/failure")
        assert int(suite.attrib["failures"]) == len(failures)
        assert len(failures) == sum(one.severity != "info" for one in found)
