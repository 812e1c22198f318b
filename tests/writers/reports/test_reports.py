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
from pmcli.model.diagnostic import SEVERITIES, Diagnostic, Location, numbered
from pmcli.writers.reports.formats import REPORTS, Report, step_summary
from pmcli.writers.reports.github import github
from pmcli.writers.reports.gitlab import gitlab
from pmcli.writers.reports.junit import junit
from pmcli.writers.reports.sarif import sarif
from tests.conftest import for_each, loaded

DATA = Path(__file__).parents[2] / "data" / "sarif"
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


pieces = st.sampled_from(
    ["::", "::error::", "##[", "##[add-mask]", "]", "\n", "\r", "\x85", "%0A", " ", "line 3", ":7"]
)
characters = st.characters(codec=None)
texts = st.lists(pieces | st.text(characters, max_size=8), max_size=6).map("".join)
diagnostics = st.builds(
    Diagnostic,
    st.sampled_from([rule.code for rule in RULES]), st.just("a-rule"), st.sampled_from(SEVERITIES), texts,
    st.builds(
        lambda path, line, column, more: Location(path, line, column, line + more, column + 1),
        st.text(characters, min_size=1, max_size=20).filter(lambda text: "\0" not in text),
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
            *["::error"] * 10, *["::warning"] * 10, *["::notice"] * 10, "::group::All", "::endgroup::",
        ]  # fmt: skip
        assert "and 10 more findings" in next(line for line in lines if "title=pm::" in line)
        assert sum(line.startswith("pm: ") for line in lines) == 39

    @given(st.lists(st.sampled_from(HOSTILE), max_size=60))
    def test_github_shows_every_annotation(self, found: list[Diagnostic]) -> None:
        lines = github(report(*found)).splitlines()
        shown = [
            sum(line.startswith(f"::{one} ") for line in lines) for one in ("error", "warning", "notice")
        ]
        assert max(shown) <= 10
        left = [line for line in lines if "title=pm::" in line]
        counted = re.search(r"and ([\d,]+) more finding", left[0]) if left else None
        more = int(counted[1].replace(",", "")) if counted else 0
        assert sum(shown) - len(left) + more == len(found)
        assert sum(line.startswith("pm: ") for line in lines) == len(found)

    def test_a_clean_backlog_is_a_line(self) -> None:
        assert github(report()) == "All checks passed (38 features in 35 files)\n"

    @given(st.lists(diagnostics, max_size=6))
    def test_no_text_is_a_command(self, found: list[Diagnostic]) -> None:
        text = github(report(*found))
        ours = re.compile(r"::(error|warning|notice) (file=|title=pm)|::group::All findings$|::endgroup::$")
        lines = re.split(r"\r\n|\r|\n", text)
        assert len(lines) == (2 * len(found) + 4 if found else 2)
        for line in lines:
            if taken(line):
                assert ours.match(line), line
        for line in lines:
            if line.startswith("::") and "file=" in line:
                facts = line.split("::")[1].partition(" ")[2].split(",")
                assert [fact.partition("=")[0] for fact in facts][:4] == ["file", "line", "endLine", "title"]

    @for_each("name", ["add-mask", "stop-commands", "add-matcher", "error", "group"])
    @for_each("mark", ["##[{}]", "###[{} a=b]", "\n##[{}]", "\n::{}::", " ::{}::"])
    def test_an_old_command_counts_anywhere_in_a_line(self, mark: str, name: str) -> None:
        hostile = replace(HOSTILE[0], message=f'the title "{mark.format(name)}x" is taken')
        path = replace(
            HOSTILE[0], location=replace(HOSTILE[0].location, path=f"features/{mark.format(name)}.yaml")
        )
        for one in (hostile, path):
            told = [line for line in github(report(one)).splitlines() if taken(line)]
            assert [line.split(" ")[0] for line in told] == ["::error", "::group::All", "::endgroup::"]


def taken(line: str) -> bool:
    """Whether the runner of GitHub takes a line for a command, by actions/runner, ActionCommand.cs."""
    if re.match(r"\s*::[^\s:]+.*?::", line):
        return True
    return re.search(r"##\[.*?\]", line) is not None


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
        def lower(diagnostic: Diagnostic) -> Diagnostic:
            where = diagnostic.location
            return replace(
                diagnostic, location=replace(where, line=where.line + more, end_line=where.end_line + more)
            )

        marks = [[load["fingerprint"] for load in json.loads(gitlab(report(*some)))]
                 for some in (found, map(lower, found))]  # fmt: skip
        assert marks[0] == marks[1]

    @pytest.mark.parametrize(
        "words", ['the id "a" is taken at features/b.yaml:', 'the key "title" is already on line ']
    )
    def test_places_in_words_do_not_count(self, words: str) -> None:
        told = [numbered(words, line) for line in (3, 18)]
        first, second = (replace(HOSTILE[0], message=message, gist=gist) for message, gist in told)
        marks = [json.loads(gitlab(report(one)))[0]["fingerprint"] for one in (first, second)]
        assert marks[0] == marks[1]

    def test_a_key_given_twice_stays_the_same_finding(self) -> None:
        text = "- id: a\n  title: A\n  title: B\n"
        told = [
            gitlab(
                report(
                    *(
                        diagnostic
                        for diagnostic in loaded(above + text).diagnostics
                        if diagnostic.code == "PM002"
                    )
                )
            )
            for above in ("", "# one\n# two\n")
        ]
        (first,), (second,) = map(json.loads, told)
        assert first["description"] != second["description"]
        assert first["fingerprint"] == second["fingerprint"]

    def test_a_name_that_is_not_utf8_is_still_json_for_strict_readers(self) -> None:
        odd = replace(HOSTILE[0], location=Location("features/\udcff.yaml", 1, 1, 1, 2))
        path = json.loads(gitlab(report(odd)))[0]["location"]["path"]
        assert path == "features/\ufffd.yaml"


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
        place = json.loads(sarif(report(HOSTILE[0], prefix="road map/")))["runs"][0]["results"][0][
            "locations"
        ][0]
        assert (
            place["physicalLocation"]["artifactLocation"]["uri"]
            == "road%20map/features/odd%20name%2C%25.yaml"
        )

    def test_a_name_that_is_not_utf8_keeps_its_bytes(self) -> None:
        odd = replace(HOSTILE[0], location=Location("features/\udcff.yaml", 1, 1, 1, 2))
        place = json.loads(sarif(report(odd)))["runs"][0]["results"][0]["locations"][0]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "features/%FF.yaml"

    def test_a_name_no_disk_of_bytes_can_hold_is_told_all_the_same(self) -> None:
        odd = replace(HOSTILE[0], location=Location("features/\ud800.yaml", 1, 1, 1, 2))
        place = json.loads(sarif(report(odd)))["runs"][0]["results"][0]["locations"][0]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "features/%EF%BF%BD.yaml"

    @pytest.mark.parametrize(
        ("version", "semantic"), [("1.2.3", "1.2.3"), ("1.2.3-rc.1", "1.2.3-rc.1"), ("1.0", None), ("", None)]
    )
    def test_only_a_semantic_version_is_told_as_one(self, version: str, semantic: str | None) -> None:
        driver = json.loads(sarif(replace(report(), version=version)))["runs"][0]["tool"]["driver"]
        assert driver.get("semanticVersion") == semantic
        assert driver.get("version", "") == version


class TestJunit:
    @given(st.lists(diagnostics, max_size=6))
    def test_is_xml_and_counts(self, found: list[Diagnostic]) -> None:
        root = ElementTree.fromstring(junit(report(*found)))  # noqa: S314 - our own text
        (suite,) = root
        assert int(suite.attrib["tests"]) == len(suite) == max(1, len(found))
        failures = suite.findall("testcase/failure")
        assert int(suite.attrib["failures"]) == len(failures)
        assert len(failures) == sum(one.severity != "info" for one in found)

    @given(st.lists(st.sampled_from(HOSTILE), max_size=8))
    def test_no_two_cases_have_one_name(self, found: list[Diagnostic]) -> None:
        root = ElementTree.fromstring(junit(report(*found)))  # noqa: S314 - our own text
        cases = [(case.attrib["classname"], case.attrib["name"]) for case in root.iter("testcase")]
        assert len(set(cases)) == len(cases)
