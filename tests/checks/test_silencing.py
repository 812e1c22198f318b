"""Comments that silence findings, and the settings that choose and weigh them."""

from __future__ import annotations

import pytest

from pmcli.checks import Selection, check
from pmcli.model.diagnostic import Diagnostic
from pmcli.workspace.loaded import Loaded
from pmcli.workspace.loading import load
from pmcli.yaml.read import suppressions
from tests.conftest import CLOCK, MINIMAL

ROW = "- id: a\n  title: A\n  depends_on: [b]\n- id: b\n  title: B\n  status: parked\n"


def told(
    features: str,
    workspace: str = MINIMAL,
    selection: Selection | None = None,
    path: str = "features/all.yaml",
) -> list[Diagnostic]:
    texts = {"pm.yaml": workspace.encode(), path: features.encode()}
    backlog, faults = load(texts, clock=CLOCK)
    told = Loaded(backlog, check(backlog, faults, selection=selection)).diagnostics
    return [one for one in told if one.code[:3] in ("PM2", "PM9", "PM1")]


def codes(features: str, workspace: str = MINIMAL, selection: Selection | None = None) -> list[str]:
    return [one.code for one in told(features, workspace, selection)]


def test_the_finding_is_there_without_a_comment() -> None:
    assert codes(ROW) == ["PM203"]


@pytest.mark.parametrize(
    "row",
    [
        ROW.replace("[b]", "[b]  # pm: ignore PM203 because b comes back in May"),
        ROW.replace("[b]", "[b] # pm:ignore PM203: because b comes back"),
        ROW.replace("[b]", "[b] # a note  # pm: ignore PM203 because b comes back"),
        ROW.replace("[b]", "[b]  # pm: ignore PM2 because b comes back"),
        ROW.replace("  depends", "  # pm: ignore PM203 because b comes back\n  depends"),
        ROW.replace("  depends", "  # pm: ignore PM203 because b comes back\n\n  # why\n  depends"),
        "# pm: ignore-file PM203 because all of this is on hold\n" + ROW,
        ROW + "# pm: ignore-file PM203 because all of this is on hold\n",
    ],
)
def test_a_comment_silences_what_stands_there(row: str) -> None:
    assert codes(row) == []


def test_a_comment_without_a_reason_silences_nothing_and_is_told() -> None:
    assert codes(ROW.replace("[b]", "[b]  # pm: ignore PM203")) == ["PM203", "PM902"]
    assert codes(ROW.replace("[b]", "[b]  # pm: ignore PM203 because")) == ["PM203", "PM902"]
    assert codes(ROW.replace("[b]", "[b]  # pm: ignore because I say so")) == ["PM203", "PM902"]


def test_a_comment_that_silences_nothing_is_told_with_a_fix() -> None:
    (found,) = told(ROW.replace("parked", "candidate  # pm: ignore PM203 because of old times"))
    assert found.code == "PM901"
    assert found.fix is not None
    assert (found.fix.do, found.fix.line) == ("uncomment", 6)
    text = "candidate  # pm: ignore PM203, PM2 because of old times"
    assert [one.message for one in told(ROW.replace("parked", text))] == ["PM203 and PM2 find nothing here"]


def test_only_part_of_a_comment_may_be_idle() -> None:
    (found,) = told(ROW.replace("[b]", "[b]  # pm: ignore PM203 PM104 because b comes back"))
    assert (found.code, found.message, found.fix) == ("PM901", "PM104 finds nothing here", None)


def test_what_was_not_asked_is_not_idle() -> None:
    row = ROW.replace("parked", "candidate  # pm: ignore PM203 because of old times")
    assert codes(row, selection=Selection(ignore=("PM203",))) == []


def test_an_unknown_code_is_told() -> None:
    assert codes(ROW.replace("[b]", "[b]  # pm: ignore PM999 because b comes back")) == ["PM203", "PM903"]


@pytest.mark.parametrize(
    "text",
    [
        "title: 'no # pm: ignore PM203 because comment'\n",
        "title: >\n  text\n  # pm: ignore PM203 because this is text\n",
        "title: a#pm: ignore\n",
        "title: a # pm: ignored by all\n",
        "# pm: ignorefile PM2 because x\ntitle: a\n",
    ],
)
def test_text_is_no_comment(text: str) -> None:
    assert list(suppressions(text.encode(), "a.yaml")) == []


def test_comments_of_markdown_stand_in_the_front_matter() -> None:
    text = "---\ntitle: A # pm: ignore PM2 because x\n---\n# pm: ignore PM2 because this is a heading\n"
    assert [suppression.line for suppression in suppressions(text.encode(), "a.md")] == [2]


def test_what_cannot_be_read_cannot_be_silenced() -> None:
    row = "# pm: ignore-file PM0 because I like tabs\n- id: a\n\ttitle: A\n"
    backlog, faults = load({"pm.yaml": MINIMAL.encode(), "features/a.yaml": row.encode()}, clock=CLOCK)
    assert "PM007" in {one.code for one in check(backlog, faults)}


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ("{ignore: [PM203]}", []),
        ("{ignore: [PM2]}", []),
        ("{select: [PM1]}", []),
        ("{severity: {PM2: error}}", ["error"]),
        ("{severity: {PM2: error, PM203: info}}", ["info"]),
        ("{per_path: {'features/**': [PM203]}}", []),
        ("{per_path: {features: [PM2]}}", []),
        ("{per_path: {'features/other.yaml': [PM203]}}", ["warning"]),
    ],
)
def test_pm_yaml_chooses_and_weighs(checks: str, expected: list[str]) -> None:
    assert [one.severity for one in told(ROW, MINIMAL + f"checks: {checks}\n")] == expected


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(select=("PM1",)), []),
        (Selection(select=("ALL",)), ["PM203"]),
        (Selection(ignore=("PM2",)), []),
        (Selection(ignore=("PM2",), extend=("PM203",)), ["PM203"]),
        (Selection(select=("PM1",), extend=("PM2",)), ["PM203"]),
    ],
)
def test_the_command_line_chooses(selection: Selection, expected: list[str]) -> None:
    found = [one for one in told(ROW, selection=selection) if one.code[:3] == "PM2"]
    assert [one.code for one in found] == expected


def test_what_is_selected_outweighs_what_pm_yaml_ignores() -> None:
    head = MINIMAL + "checks: {ignore: [PM2]}\n"
    assert codes(ROW, head, Selection(select=("PM2",))) == ["PM203"]
    assert codes(ROW, head, Selection(extend=("PM203",))) == ["PM203"]


def test_codes_that_nothing_has_are_told_in_pm_yaml() -> None:
    head = (
        MINIMAL
        + "checks:\n  select: [PM, PX]\n  severity: {PM20: info, PM77: error}\n  per_path: {a: [QQ]}\n"
    )
    found = [one for one in told(ROW, head) if one.code == "PM903"]
    assert [(one.location.line, one.location.column) for one in found] == [(5, 16), (6, 26), (7, 18)]


def test_only_what_makes_an_answer_untrue_is_asked_for_a_ranking() -> None:
    texts = {"pm.yaml": MINIMAL.encode(), "features/all.yaml": ROW.encode()}
    backlog, faults = load(texts, clock=CLOCK)
    assert check(backlog, faults, advice=False) == ()
