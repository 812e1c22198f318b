"""What is said of launches that are near, of points that nobody thought of, and of what was passed over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pmcli.editing.autofix import mend
from pmcli.workspace.opening import open_workspace
from tests.conftest import MINIMAL, for_each, loaded

LISTS = 'launch: {notice: 2w, checklists: {every: [docs], ai: [fallback, "a\\nb"]}}\n'
MEASURED = "metrics: [{metric: m, baseline: 1, target: 2}]"


def told(
    launch: str, more: str = MEASURED, workspace: str = "", today: date = date(2026, 10, 1)
) -> list[tuple[str, str]]:
    text = f"- {{id: a, title: A, launch: {launch}, {more}}}\n"
    found = loaded(text, MINIMAL + workspace, today=today).diagnostics
    return [
        (one.code, one.severity) for one in found if one.code in ("PM701", "PM702", "PM703", "PM704", "PM705")
    ]


@for_each("launch, more, found", [
    ("{date: 2026-10-22, checklist: {docs: open}}", MEASURED, [("PM701", "warning")]),  # three weeks
    ("{date: 2026-10-23, checklist: {docs: open}}", MEASURED, []),
    ("{date: 2026-10-01, checklist: {docs: open}}", MEASURED, [("PM701", "error")]),
    ("{date: 2026-09-20, checklist: {docs: open}}", MEASURED, [("PM701", "error")]),
    ("{date: 2026-09-20, checklist: {docs: done}}", MEASURED, []),
    ("{date: 2026-09-20, checklist: {docs: open}}", f"{MEASURED}, status: shipped", []),
    ("{date: 2026-10-20, checklist: {docs: open}}", f"{MEASURED}, status: shipped", [("PM701", "warning")]),
    ("{date: 2026-10-20, checklist: {docs: open}}", "status: idea", []),
    ("{date: 2026-10-20, checklist: {docs: open}}", "status: parked", []),
    ("{checklist: {docs: open}}", MEASURED, []),
    ("{date: 2027-01-20}", "title2: x", [("PM704", "warning")]),
    ("{date: 2027-01-20}", "metrics: [{metric: m, target: 2}]", [("PM704", "warning")]),
    ("{date: 2027-01-20, evaluation: [{what: a, need: 2, found: 1}]}", MEASURED, [("PM705", "error")]),
    ("{date: 2027-01-20, evaluation: [{what: a, need: 2}]}", MEASURED, []),
    ("{date: 2027-01-20, evaluation: [{what: a, need: '< 2', found: 1}]}", MEASURED, []),
    ("{evaluation: [{what: a, need: 2, found: 1}]}", MEASURED, []),  # no day, no steps: nobody gets it
    ("{evaluation: [{what: a, need: 2, found: 1}], rollout: [{to: 0}]}", MEASURED, []),
    ("{date: 2027-01-20, evaluation: [{what: a, need: 2, found: 1}], rollout: [{to: 0}]}", MEASURED, []),
    ("{evaluation: [{what: a, need: 2, found: 1}], rollout: [{to: 0}, {to: 5%}]}", MEASURED, [("PM705", "error")]),
    ("{kind: ai}", MEASURED, [("PM702", "warning")]),  # a kind without a checklist
])  # fmt: skip
def test_what_is_told(launch: str, more: str, found: list[tuple[str, str]]) -> None:
    assert told(launch, more.replace("title2: x", "owner: x")) == found


@for_each("launch, found", [
    ("{}", [("PM702", "warning")]), ("{checklist: {docs: na}}", []), ("{checklist: {Docs: na}}", []),
    ("{kind: ai, checklist: {docs: na}}", [("PM702", "warning")]),
    ("{date: 2026-10-15}", [("PM701", "warning"), ("PM702", "warning")]), ("{date: 2026-10-16, checklist: {docs: open}}", []),
])  # fmt: skip
def test_what_the_checklists_ask_for(launch: str, found: list[tuple[str, str]]) -> None:
    assert sorted(told(launch, workspace=LISTS)) == found


@for_each("kind, hint", [
    ("ai", "pm launch --template ai prints one for pm.yaml"),
    ("grwth", 'did you mean "growth"?'), ("monney", 'did you mean "money"?'),
    ("zzz", "write one in pm.yaml under launch.checklists, or drop the kind"),
])  # fmt: skip
def test_a_kind_that_nobody_knows_is_told_with_the_nearest(kind: str, hint: str) -> None:
    text = f"- {{id: a, title: A, launch: {{kind: [every, {kind}]}}, {MEASURED}}}\n"
    found = loaded(text, f"{MINIMAL}launch: {{checklists: {{money: [books]}}}}\n").diagnostics
    (one,) = [one for one in found if one.code == "PM702"]
    assert (one.message, one.hint) == (f'pm.yaml has no checklist for launches of the kind "{kind}"', hint)


PLAN = "teams: {web: {capacity: 3}}\nscoring: {model: rice}\n"


@for_each("day, found", [
    ("2026-12-31", []), ("2026-12-30", ["error"]), ("2026-10-01", ["error"]), ("2026-09-30", []),
])  # fmt: skip
def test_a_launch_in_the_period_planned_comes_before_what_the_plan_promises(
    day: str, found: list[str]
) -> None:
    more = f"{MEASURED}, effort: 3, rice: {{reach: 1, impact: high, confidence: 50%}}"
    severities = [severity for code, severity in told(f"{{date: {day}}}", more, PLAN) if code == "PM703"]
    assert severities == found


@for_each("agreed, found", [("2026-Q4", []), ("2027-Q1", ["error"])])  # fmt: skip
def test_the_agreed_plan_counts_where_there_is_one(agreed: str, found: list[str]) -> None:
    text = f"- {{id: a, title: A, effort: 3, rice: {{reach: 1, impact: 1, confidence: 50%}}, launch: {{date: 2026-12-31}}, {MEASURED}}}\n"
    plan = f"agreed: {{on: 2026-10-01, by: me, because: x}}\nperiods: {{{agreed}: [a]}}\n"
    diagnostics = loaded({"features/a.yaml": text, "plan.yaml": plan}, MINIMAL + PLAN).diagnostics
    assert [one.severity for one in diagnostics if one.code == "PM703"] == found


FILE = """\
- id: a   # the first
  title: A
  metrics: [{metric: m, baseline: 1, target: 2}]
  launch: {date: 2027-02-01, kind: ai}   # soon
- id: b
  title: B
  metrics: [{metric: m, baseline: 1, target: 2}]
  launch:
    kind: ai
    checklist:
      mine: done   # by hand
"""
MENDED = FILE.replace(
    "kind: ai}   # soon", "kind: ai, checklist: {docs: open, fallback: open, on-call: open}}   # soon"
).replace(
    "      mine: done   # by hand\n",
    "      mine: done   # by hand\n      docs: open\n      fallback: open\n      on-call: open\n",
)


def test_what_is_missing_is_added_as_open_and_every_other_byte_kept(tmp_path: Path) -> None:
    (tmp_path / "features").mkdir()
    (tmp_path / "pm.yaml").write_text(
        f"{MINIMAL}launch: {{checklists: {{every: [docs], ai: [fallback, on-call]}}}}\n"
    )
    (tmp_path / "features" / "all.yaml").write_text(FILE)
    mended = mend(open_workspace(tmp_path, advice=True))
    assert mended.after == {"features/all.yaml": MENDED.encode()}
    assert not [one for one in mended.loaded.diagnostics if one.code == "PM702"]


def test_a_point_of_several_lines_is_left_to_a_person() -> None:
    found = loaded(f"- {{id: a, title: A, launch: {{kind: ai}}, {MEASURED}}}\n", MINIMAL + LISTS).diagnostics
    (one,) = [one for one in found if one.code == "PM702"]
    assert one.fix is None


@pytest.mark.parametrize("code", ["PM701", "PM703", "PM705"])
def test_an_error_of_a_launch_leaves_answers_true(code: str) -> None:
    from pmcli.checks import ADVICE

    assert code in ADVICE


def said(
    launch: str, code: str, more: str = MEASURED, workspace: str = ""
) -> list[tuple[str, str, str | None]]:
    text = f"- {{id: a, title: A, launch: {launch}, {more}}}\n"
    found = loaded(text, MINIMAL + workspace, today=date(2026, 10, 1)).diagnostics
    return [(one.severity, one.message, one.hint) for one in found if one.code == code]


@for_each("rollout, messages", [
    ("{to: 5%, on: 2027-01-20}, {to: 25%, on: 2027-02-20}", []),
    ("{to: 5%, on: 2027-01-20}, {to: 5%, on: 2027-01-20}, {to: 100%}", []),
    ("{to: 5%}, {to: 2%}", ['"a" is rolled out to 2 % after 5 %']),
    ("{to: 5%, on: 2027-02-20}, {to: 25%, on: 2027-01-20}", ['"a" goes out to 25 % on 2027-01-20, before the step of 2027-02-20']),
    ("{to: 5%, on: 2027-01-19}, {to: 25%, on: 2027-01-19}", ['"a" goes out to 5 % on 2027-01-19, and launches on 2027-01-20']),
    ("{to: 0, on: 2027-01-01}, {to: 25%, on: 2027-01-20}", []),  # to nobody
])  # fmt: skip
def test_a_rollout_grows_from_its_launch_on(rollout: str, messages: list[str]) -> None:
    found = said(f"{{date: 2027-01-20, rollout: [{rollout}]}}", "PM710")
    assert [(severity, message) for severity, message, _ in found] == [("warning", text) for text in messages]


def test_what_is_rolling_out_is_looked_at_too() -> None:
    launch = "{date: 2026-09-20, rollout: [{to: 5%, on: 2026-09-20}, {to: 2%, on: 2026-11-01}]}"
    assert said(launch, "PM710", f"{MEASURED}, status: shipped")
    assert not said(launch.replace("2026-11-01", "2026-09-30"), "PM710", f"{MEASURED}, status: shipped")


@for_each("need, found, is_mixed", [
    ('">= 0.92"', "95", True), ('">= 0.92"', "95%", False), ('">= 92%"', "95", True), ('">= 92%"', "0.95", False),
    ('">= 95"', "97%", True), ('"< 1%"', "3", True), ('"< 0.5"', "20", False), ('">= 20"', "95", False),
    ('">= 2"', "1.5", False), ('">= 120%"', "1.5", False),
])  # fmt: skip
def test_a_percentage_against_a_share_is_no_answer(need: str, found: str, is_mixed: bool) -> None:
    launch = f"{{date: 2027-01-20, evaluation: [{{what: right, need: {need}, found: {found}}}]}}"
    told = [one for one in said(launch, "PM705") if "a percentage against a share" in one[1]]
    assert [severity for severity, _, _ in told] == (["warning"] if is_mixed else [])


CHECKLIST = "launch: {checklists: {every: [docs, monitoring]}}\n"


@for_each("points, found", [
    ("docs: done, monitoring: done, docs-api: done", []),  # a point of its own
    ("docs: done, Monitoring: done", []),
    ("docs: done, monitorng: done", [('the launch of "a" has "monitorng", which no checklist asks for', 'did you mean "monitoring"?')]),
    ("docs: done, monitorng: done, monitoring: open", [
        ('the launch of "a" has "monitorng", which no checklist asks for, beside "monitoring"', "take out the one that is misspelt")]),
    ("monitorng: done", [
        ('the launch of "a" has "monitorng", which no checklist asks for', 'did you mean "monitoring"?'),
        ('the launch of "a" says nothing of docs, asked of every launch',
         "pm check --fix adds what is missing as open; na, with because: …, is not needed")]),
])  # fmt: skip
def test_a_point_that_is_nearly_spelled_as_one_of_the_checklist(
    points: str, found: list[tuple[str, str]]
) -> None:
    told = said(f"{{date: 2027-01-20, checklist: {{{points}}}}}", "PM702", workspace=CHECKLIST)
    assert sorted((message, hint or "") for _, message, hint in told) == found
