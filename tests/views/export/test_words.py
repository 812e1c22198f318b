"""What exports say in plain words: no ids, no empty parts, nothing about the model."""

from __future__ import annotations

import pytest

from pmcli.model.audience import find_reader
from pmcli.model.period import Period
from pmcli.review.changes import Cause, Difference, Shifted
from pmcli.sharing import Since
from pmcli.views.export import ExportCache, ExportOutput, find_view
from pmcli.views.review.changed import changes
from tests.conftest import loaded

HEAD = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4, periods: 4}\nteams: {web: {capacity: 10}}\n"
RICE = "rice: {reach: 100, impact: high, confidence: 80%}"
LATER = f"[{{id: a, title: Later, not_before: 2027-Q2, effort: 2, {RICE}}}]"


def told(features: str, view: str = "roadmap", *, head: str = HEAD, **asked: str | None) -> str:
    told = loaded(features, head)
    assert not told.errors, told.errors
    reader = find_reader(told.backlog.workspace, asked.get("audience"))
    output = ExportOutput(find_view(view), "markdown", reader, asked.get("subject"))
    return ExportCache(told.backlog).written(output).decode()


def test_empty_periods_in_a_row_are_told_once() -> None:
    text = told(LATER)
    assert "## 2026-Q4 to 2027-Q1\n\nNothing yet.\n\n## 2027-Q2\n" in text
    assert text.count("Nothing yet.") == 2
    assert "## 2027-Q3\n\nNothing yet." in text


@pytest.mark.parametrize(
    ("audience", "sentence"),
    [(None, "Nothing is planned yet."), ("customers", "Nothing is announced yet.")],
)
def test_where_nothing_is_planned_one_sentence_says_it(audience: str | None, sentence: str) -> None:
    text = told("[]", audience=audience)
    assert f"# Shop: roadmap\n\n{sentence}\n" in text


def test_customers_read_of_no_horizon_in_which_nothing_is() -> None:
    text = told(
        f"[{{id: a, title: A, horizon: next, public: {{title: Soon}}, effort: 1, {RICE}}}]",
        audience="customers",
    )
    assert [line for line in text.splitlines() if line.startswith("#")] == ["# Shop: roadmap", "## Next"]


def test_what_is_missing_in_a_brief_is_told_once() -> None:
    text = told("[{id: a, title: A}]", "brief", subject="a")
    assert text.count("## ") == 1
    assert "## Still to be written\n\n- Problem\n- Who has it\n- Evidence\n" in text


def test_a_brief_says_when_but_not_that_it_is_planned_twice() -> None:
    features = f"""
- {{id: a, title: A, status: planned, effort: 1, {RICE}}}
- {{id: c, title: C, status: in-progress, effort: 1, {RICE}}}
- {{id: b, title: B, depends_on: [a, c], effort: 1, {RICE}}}
"""
    text = told(features, "brief", subject="b")
    assert "- waits for A (planned for 2026-Q4)\n" in text
    assert "- waits for C (in progress, planned for 2026-Q4)\n" in text


DECIDED = f"""
- id: gift
  title: Gift cards
  effort: 2
  {RICE}
- id: twice
  title: Charged twice
  effort: 2
  {RICE}
  positions: [{{who: sales, wants: must, says: Deals hang on it}}, {{who: support, wants: could}}]
  decisions: [{{verdict: before, feature: gift, because: "Really?", by: ana, on: 2026-10-01, until: 2026-12-31}}]
- id: pinned
  title: Invoices
  effort: 2
  {RICE}
  decisions: [{{verdict: pin, period: 2027-Q1, because: Promised., on: 2026-10-01, until: 2026-12-31}}]
- {{id: first, title: Login, effort: 1, {RICE}, decisions: [{{verdict: first, on: 2026-10-01}}]}}
- {{id: large, title: Large, effort: 50, {RICE}}}
"""


def test_a_review_speaks_of_features_by_their_titles() -> None:
    text = told(DECIDED, "review")
    assert "- Charged twice: done before Gift cards, decided by ana: Really?" in text
    assert "- Invoices: pinned to 2027-Q1: Promised." in text
    assert "Promised.." not in text
    assert "- Login: done first: no reason given." in text
    assert "- Charged twice: the decision to do it before" not in text, "it is carried out when that runs out"
    assert "- Invoices: the decision to pin it to 2027-Q1 runs out on 2026-12-31." in text
    assert "we disagree" not in text, "it is decided on"
    assert "## What we are not doing\n" in text
    assert (
        "- Large. Why not: it is too large for any period of the plan; it would take: 50 person-weeks" in text
    )


def test_an_effort_of_one_has_its_singular() -> None:
    feature = f"[{{id: a, title: A, effort: 1, decisions: [{{verdict: decline, because: No., on: 2026-10-01}}], {RICE}}}]"
    assert "- A. Why not: No; it would take: 1 person-week\n" in told(feature, "review")


def test_a_column_in_which_nobody_says_why_is_not_there() -> None:
    text = told(f"[{{id: a, title: A, deadline: 2027-01-31, effort: 2, {RICE}}}]", "review")
    assert "- A. By: 2027-01-31; how it stands: planned for 2026-Q4" in text
    assert "no reason given" not in text


def test_shares_are_whole_and_points_have_their_plural() -> None:
    head = f"{HEAD}strategy: {{outcomes: {{x: {{title: X, weight: 3}}, y: {{title: Y, weight: 1}}}}}}\n"
    features = f"""
- {{id: a, title: A, theme: t, effort: 7.6, outcomes: {{x: high}}, {RICE}}}
- {{id: b, title: B, theme: u, effort: 2.36, outcomes: {{y: high}}, {RICE}}}
- {{id: c, title: C, theme: v, effort: 0.04, {RICE}}}
"""
    text = told(features, "review", head=head)
    assert "| X | 76 % | 75 % | +1 point |" in text
    assert "| Y | 24 % | 25 % | −1 point |" in text
    assert "| no outcome | under 1 % | – | 0 points |" in text
    assert "By theme: t 76 %, u 24 %, v under 1 %." in text


def test_causes_name_titles_where_an_id_is_meant() -> None:
    backlog = loaded(f"[{{id: a, title: Alpha, {RICE}}}, {{id: big-one, title: Big, {RICE}}}]", HEAD).backlog
    causes = ("effort of a grew, 1 → 2 a week", "big-one was added", "now waits for a", "it is a nuisance")
    moved = tuple(
        Shifted("a", Period.parse("2026-Q4"), Period.parse("2027-Q1"), (Cause(cause, 1.0, is_near=True),))
        for cause in causes
    )
    cache = ExportCache(backlog)
    view = cache.view_for(ExportOutput(find_view("review"), "markdown"))
    lines = list(changes(view, Since("v1", Difference(roadmap=moved), backlog)))
    assert [line.partition(": ")[2] for line in lines[:4]] == [
        "effort of Alpha grew, 1 → 2 a week", "Big was added", "now waits for Alpha", "it is a nuisance",
    ]  # fmt: skip
