"""The lines of each day: small backlogs, and what is said of them."""

from __future__ import annotations

from datetime import date

import pytest

from pmcli.model.audience import TEAM, Reader
from pmcli.model.period import Period
from pmcli.planning import plan
from pmcli.planning.tradeoffs import tradeoffs
from pmcli.review.changes import Cause, Shifted, compare
from pmcli.sharing import Since, share
from pmcli.sharing.since import UNTOLD
from pmcli.views.review.changed import causes as told_causes
from pmcli.views.roadmap.tradeoffs import lacks_most, tradeoffs_section
from pmcli.views.week.line import Line, several
from pmcli.views.week.week import Week
from pmcli.writers.blocks import TableBlock
from tests.conftest import loaded

HEAD = """
pm: 1
product: Shop
currency: EUR
calendar: {start: 2026-Q4, periods: 2}
teams: {web: {capacity: 4}}
accounts:
  acme: {title: Acme, arr: 100, renewal: 2026-12-20}
  globex: {title: Globex, arr: 50}
segments: {shops: {title: Shops}}
"""
SCORED = "effort: {web: 2}, rice: {reach: 100, impact: 1, confidence: 100%}"
TODAY = date(2026, 11, 23)


def day(
    name: str, features: str, *, head: str = HEAD, then: str | None = None, reader: Reader = TEAM,
    today: date = TODAY,
) -> list[str]:  # fmt: skip
    """The texts of a day."""
    return [line.text for line in lines(name, features, head=head, then=then, reader=reader, today=today)]


def lines(
    name: str, features: str, *, head: str = HEAD, then: str | None = None, reader: Reader = TEAM,
    today: date = TODAY,
) -> tuple[Line, ...]:  # fmt: skip
    backlog = loaded(features, head, today=today).backlog
    since = None
    if then is not None:
        before = loaded(then, head, today=today).backlog
        since = Since("2026-11-16", compare(before, backlog), before)
    week = Week.of(share(backlog, plan(backlog), reader, since=since), only=[name])
    return week.days[0].lines if week.days else ()


# --- Monday ---


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        ("baseline: 0, current: 30, target: 100, by: 2027-Q1", "30 now, 30 % of the way from 0 to 100 by 2027-Q1; on track"),
        ("baseline: 0, current: 15, target: 100, by: 2027-Q1", "slightly behind: 29 % is due by now"),
        ("baseline: 0, current: 2, target: 100, by: 2027-Q1", "; behind: 29 % is due by now → ann: "),
        ("baseline: 10, current: 11, target: 5, by: 2027-Q1", "worse than at the start, on the way from 10 to 5"),
        ("baseline: 0, current: 120, target: 100, by: 2027-Q1", "all of the way from 0 to 100 by 2027-Q1; reached"),
        ("baseline: 0, current: 1, target: 2", "50 % of the way from 0 to 2; no date is set"),
        ("baseline: 4, current: 4, target: 4", "Nobody can say how far: More sales"),
        ("baseline: -1e308, current: 1e308, target: 1e308", "Nobody can say how far"),
        ("metric: sales", "Nobody can say how far"),
    ],
)  # fmt: skip
def test_how_far_an_outcome_is(outcome: str, says: str) -> None:
    head = f"{HEAD}strategy: {{outcomes: {{sales: {{title: More sales, owner: ann, {outcome}}}}}}}\n"
    (told,) = day("monday", f"- {{id: a, title: A, {SCORED}}}", head=head)
    assert says in told


def test_what_is_next_for_an_outcome_or_that_nothing_is() -> None:
    head = f"{HEAD}strategy: {{outcomes: {{sales: {{title: More sales, baseline: 0, current: 1, target: 9}}}}}}\n"
    (told,) = day("monday", f"- {{id: a, title: Cards, {SCORED}, outcomes: {{sales: high}}}}", head=head)
    assert told.endswith("→ next for it: Cards in 2026-Q4")
    (told,) = day("monday", f"- {{id: a, title: Cards, {SCORED}}}", head=head)
    assert told.endswith("→ plan something for it")


def test_metrics_only_of_what_has_begun() -> None:
    metric = "metrics: [{metric: share, baseline: 0, current: 1, target: 100, by: 2026-12-31}]"
    text = f"- {{id: a, title: Cards, owner: ann, started: 2026-10-01, {SCORED}, {metric}}}\n- {{id: b, title: B, {metric}}}"
    (told,) = day("monday", text)
    assert told.startswith("Cards: share 1 now, 1 % of the way")
    assert told.endswith("is due by now → ann: find out why")


def test_what_should_be_there_comes_before_what_is_next() -> None:
    head = f"{HEAD}strategy: {{outcomes: {{sales: {{title: More sales, baseline: 0, current: 1, target: 9, by: 2027-Q4}}}}}}\n"
    text = f"- {{id: a, title: Cards, {SCORED}, outcomes: {{sales: high}}}}"
    (told,) = day("monday", text, head=head, today=date(2027, 1, 8))
    assert told.endswith("→ not there yet: Cards (planned for 2026-Q4)")
    (told,) = day("monday", text, head=head.replace("start: 2026-Q4", "start: 2027-Q1"))
    assert "; no progress is due yet → next for it" in told
    (told,) = day("thursday", text, today=date(2027, 1, 8))
    assert told == "Planned for a quarter that is over, and not there: Cards → agree on another plan"


# --- Tuesday ---


def test_requests_are_those_that_are_new() -> None:
    then = f"- {{id: a, title: Cards, {SCORED}, requests: [{{account: acme}}]}}"
    now = f"- {{id: a, title: Cards, {SCORED}, requests: [{{account: acme}}, {{account: globex}}]}}"
    assert day("tuesday", now, then=then)[0] == "1 request came: 1 for Cards (Globex)"
    dated = f"- {{id: a, title: Cards, {SCORED}, requests: [{{account: acme, date: 2026-11-20}}, {{account: globex, date: 2026-11-01}}]}}"
    assert day("tuesday", dated)[0] == "1 request came: 1 for Cards (Acme)"


def test_who_goes_without_a_blocker_and_who_renews() -> None:
    text = f"- {{id: a, title: Cards, {SCORED}, owner: ann, evidence: [{{kind: usage}}], requests: [{{account: acme, need: blocker}}]}}"
    (told,) = day("tuesday", text)
    assert told == (
        "Acme (100 EUR, renewal 2026-12-20) needs Cards, planned for 2026-Q4: too late → ann: move it up, or tell them"
    )
    (told,) = day("tuesday", text.replace("need: blocker", "need: nice"))
    assert told == "Acme renews in 3 weeks (2026-12-20) and asks for Cards (2026-Q4) → tell them what comes"


def test_only_blockers_that_stand_alike_are_counted() -> None:
    asked = "evidence: [{kind: usage}], requests: [{account: acme, need: blocker}]"
    text = f"- {{id: a, title: Cards, {SCORED}, {asked}}}\n- {{id: b, title: Bins, effort: {{web: 99}}, {asked}}}"
    head = HEAD.replace("renewal: 2026-12-20", "renewal: 2027-01-20")
    (told,) = day("tuesday", text, head=head)
    assert told.startswith("Acme (100 EUR, renewal 2027-01-20) needs Bins")
    assert "more" not in told


def test_evidence_that_is_old_or_missing() -> None:
    text = (
        f"- {{id: a, title: Cards, {SCORED}, evidence: [{{kind: survey, date: 2025-11-01}}]}}\n"
        f"- {{id: b, title: Bins, {SCORED}}}\n- {{id: c, title: Crash, type: bug, {SCORED}}}\n"
    )
    told = day(
        "tuesday",
        text,
        head=HEAD.replace("renewal: 2026-12-20", "status: prospect").replace("capacity: 4", "capacity: 9"),
    )
    assert told == [
        "1 planned feature rests on evidence over a year old: Cards → ask customers again before it starts",
        "1 planned feature rests on no evidence: Bins → write down what speaks for it",
    ]


# --- Wednesday ---


def test_what_moved_under_the_first_ten_and_why() -> None:
    many = "".join(
        f"- {{id: f{n}, title: Feature {n}, effort: {{web: 1}}, rice: {{reach: {500 - n}, impact: 1, confidence: 100%}}}}\n"
        for n in range(12)
    )
    told = day("wednesday", many.replace("reach: 489,", "reach: 900,"), then=many)
    assert told[0] == "Feature 11 moves in the ranking, 12 → 1: its rice.reach changed, 489 → 900"


def test_what_is_next_and_not_ready() -> None:
    text = (
        f'- {{id: a, title: Cards, owner: ann, {SCORED}, questions: ["Which ones?", "Why?"], acceptance: [It works]}}\n'
        f"- {{id: b, title: Bins, {SCORED}}}\n"
    )
    assert day("wednesday", text) == [
        'Cards, planned for 2026-Q4: open is "Which ones?" and 1 more → ann: answer it before it starts',
        "Nobody answers for Bins, planned for 2026-Q4 → name an owner",
        "Nobody has said when it is done: Bins, planned for 2026-Q4 → name what makes it done",
    ]


# --- Thursday ---


def test_for_whom_something_moves_and_why() -> None:
    then = f"- {{id: a, title: Cards, owner: ann, {SCORED}, requests: [{{account: acme}}]}}"
    now = then.replace("owner: ann", "owner: ann, not_before: 2027-01-01")
    (told,) = day("thursday", now, then=then)
    assert told.startswith("Acme: Cards moves 2026-Q4 → 2027-Q1 (")
    assert "2027-01-01" in told
    assert told.endswith("→ ann: tell them")


def test_what_worked_against_a_move_is_no_cause_of_it() -> None:
    causes = (
        Cause("against", -1.5),
        Cause("plan.yaml moved it, 2026-Q4 → 2027-Q1: So", 2.0),
        Cause(UNTOLD, 0.5),
    )
    first, second = (Period.parse(text) for text in ("2026-Q4", "2027-Q1"))
    shifted = Shifted("a", first, second, causes)
    assert told_causes(shifted, str) == ["the agreed plan moved it: So"]
    assert told_causes(Shifted("a", first, second, causes[2:]), str) == [UNTOLD]


def test_what_shipped_and_what_is_broken_come_first() -> None:
    rows = (
        "- {{id: a, title: Cards, {0}}}\n- {{id: b, title: Bins, {0}, not_before: 2027-01-01}}\n"
        "- {{id: c, title: Caps, status: {1}, {0}}}\n"
    )
    then = rows.format(SCORED, "planned").replace(", not_before: 2027-01-01", "")
    agreed = {"plan.yaml": "periods: {2026-Q4: [a, b]}\n"}
    before, now = (
        loaded({"features/all.yaml": text, **agreed}, HEAD, today=TODAY).backlog
        for text in (then, rows.format(SCORED, "shipped"))
    )
    shared = share(now, plan(now), since=Since("then", compare(before, now), before))
    told = [line.says for line in Week.of(shared, only=["thursday"]).days[0].lines]
    assert told[0] == "Shipped: Caps"
    assert told[1].startswith("Bins moves 2026-Q4 → 2027-Q1")
    quiet = share(now, plan(now))
    assert [line.text for line in Week.of(quiet, only=["thursday"]).days[0].lines] == [
        "1 agreed period is not kept: Bins → accept it or decide otherwise"
    ]


ROLLOUT = "launch: {date: 2026-11-16, rollout: [{to: 5%, on: 2026-11-16, until: errors < 0.01}, {to: 100%, on: 2026-11-30}]}"


def test_how_far_what_shipped_has_gone_out() -> None:
    then = f"- {{id: a, title: Cards, {SCORED}, {ROLLOUT}, requests: [{{account: acme}}]}}"
    now = then.replace("title: Cards", "title: Cards, status: shipped, shipped: 2026-11-16")
    (told,) = day("thursday", now, then=then)
    assert told == (
        "Shipped: Cards, by plan at 5 % now, 100 % from 2026-11-30 on → tell Acme, to whom it comes by 2026-11-30"
    )
    (told,) = day("thursday", now, then=then, today=date(2026, 11, 30))
    assert told == "Shipped: Cards → tell Acme"


@pytest.mark.parametrize(
    ("today", "current", "says"),
    [
        (date(2026, 11, 23), None, 'to 100 % on Monday 2026-11-30 → see whether "errors < 0.01" holds before that'),
        (date(2026, 11, 23), 0.02, '→ hold it: "errors < 0.01" does not hold'),
        (date(2026, 11, 23), 0.001, "2026-11-30 → go on"),
        (date(2026, 12, 2), None, "Cards is by plan out to everybody since Monday 2026-11-30"),
        (date(2026, 12, 9), None, None),
    ],
)  # fmt: skip
def test_steps_of_a_rollout(today: date, current: float | None, says: str | None) -> None:
    metric = "" if current is None else f", metrics: [{{metric: errors, current: {current}}}]"
    text = f"- {{id: a, title: Cards, status: shipped, shipped: 2026-11-16, {ROLLOUT}{metric}}}"
    told = [line for line in day("friday", text, today=today) if "by plan" in line]
    assert [line.endswith(says or "") for line in told] == [True] * (says is not None)


def test_what_is_left_of_work_that_goes_out_within_its_period() -> None:
    metric = "metrics: [{metric: m, baseline: 1, target: 2}]"
    text = f"- {{id: a, title: Cards, status: in-progress, remaining: {{web: 0.5}}, {metric}, launch: {{date: 2026-12-01}}, {SCORED}}}"
    (told,) = day("friday", text)
    assert (
        told == "Cards goes out in 8 days, with 0.5 person-weeks of work to go → settle it, or move the day"
    )


def test_disputes_come_last_on_friday() -> None:
    sides = "positions: [{who: a, wants: must}, {who: b, wants: could}]"
    due = "- {id: b, title: Bins, status: shipped, shipped: 2026-09-01}"
    first, second = day("friday", f"- {{id: a, title: Cards, {SCORED}, {sides}}}\n{due}")
    assert first.startswith("Bins shipped on")
    assert second.startswith("Cards: we disagree.")


def test_what_is_next_by_hand_and_not_in_the_plan_is_told() -> None:
    text = f"- {{id: a, title: A, {SCORED}}}\n- {{id: b, title: Bins, effort: {{web: 99}}, horizon: next, public: {{title: B}}}}"
    says = "Bins is set to now or next by hand, and not in the plan → set it to later, or make room"
    assert says in day("wednesday", text)
    assert says not in day("wednesday", text.replace("horizon: next", "horizon: later"))


def test_an_agreed_period_that_moved_is_to_be_accepted() -> None:
    text = f"- {{id: a, title: Cards, owner: ann, {SCORED}}}"
    agreed = {"plan.yaml": "periods: {2026-Q4: [a]}\n"}
    before = loaded({"features/all.yaml": text, **agreed}, HEAD, today=TODAY).backlog
    later = text.replace("owner: ann", "owner: ann, not_before: 2027-01-01")
    backlog = loaded({"features/all.yaml": later, **agreed}, HEAD, today=TODAY).backlog
    since = Since("2026-11-16", compare(before, backlog), before)
    (thursday,) = Week.of(share(backlog, plan(backlog), since=since), only=["thursday"]).days
    assert thursday.lines[0].text.endswith("; agreed is 2026-Q4 → ann: accept it or decide otherwise")
    assert thursday.lines[0].command == "pm accept"


def test_what_shipped_is_told_to_those_who_asked() -> None:
    then = f"- {{id: a, title: Cards, {SCORED}, requests: [{{account: acme}}, {{account: globex}}]}}"
    assert "Shipped: Cards → tell Acme and Globex" in day(
        "thursday", then.replace("title: Cards", "title: Cards, status: shipped"), then=then
    )


def test_what_the_order_gives_up_is_what_the_tradeoffs_say() -> None:
    text = (
        "- {id: a, title: Cards, effort: {web: 8}, rice: {reach: 300, impact: 1, confidence: 100%}, requests: [{account: acme}], segments: [shops]}\n"
        "- {id: b, title: Bins, effort: {web: 40}, rice: {reach: 100, impact: 1, confidence: 100%}, requests: [{account: acme}, {account: globex}]}\n"
    )
    head = HEAD.replace("capacity: 4", "capacity: 8")
    told = [line for line in day("thursday", text, head=head) if line.startswith("Given up")]
    assert told == ["Given up for Acme: 1 of the 2 it asks for (Bins); 75 % of the value is in the plan"]
    (long,) = (
        line for line in day("thursday", text.replace("Bins", "B" * 400), head=head.replace("Acme", "A" * 400))
        if line.startswith("Given up")
    )  # fmt: skip
    assert len(long) < 200
    backlog = loaded(text, head, today=TODAY).backlog
    rows = tradeoffs(backlog, plan(backlog))
    assert [row.id for _, row in lacks_most(rows, backlog, str)] == [rows[0].id]


def test_a_share_is_never_all_where_something_is_left_out() -> None:
    text = (
        "- {id: a, title: A, effort: {web: 1}, rice: {reach: 100k, impact: 1, confidence: 100%}, requests: [{account: acme}]}\n"
        "- {id: b, title: B, effort: {web: 40}, rice: {reach: 1, impact: 1, confidence: 100%}, requests: [{account: acme}]}\n"
    )
    backlog = loaded(text, HEAD, today=TODAY).backlog
    (block,) = tradeoffs_section(tradeoffs(backlog, plan(backlog)), backlog)
    assert isinstance(block, TableBlock)
    assert block.table.rows[0][2].text == "> 99 %"


# --- Friday ---


def test_decisions_that_ended_or_rest_on_other_inputs() -> None:
    text = (
        f"- {{id: a, title: Cards, {SCORED}, decisions: [{{verdict: first, because: X, by: ann, on: 2026-11-01, inputs: ffffffff}}]}}\n"
        f"- {{id: b, title: Bins, owner: bo, {SCORED}, decisions: [{{verdict: park, because: X, by: ann, on: 2026-10-01, until: 2026-11-20}}]}}\n"
    )
    told = day("friday", text)
    assert "1 decision rests on inputs that have changed: Cards → look again" in told
    assert (
        "The decision to park Bins ended on Friday 2026-11-20 → bo: decide anew, or let the order decide"
        in told
    )


def test_launches_that_are_near_and_what_is_in_their_way_as_far_as_it_may_be_seen() -> None:
    text = f"- {{id: a, title: Cards, owner: ann, {SCORED}, launch: {{date: 2026-12-01, checklist: {{docs: open}}}}}}"
    (told,) = day("friday", text)
    assert told.startswith(
        "Cards goes out in 8 days, with 1 open point (docs), no metric with baseline and target"
    )
    assert told.endswith("→ ann: settle it, or move the day")
    ready = text.replace("docs: open", "docs: done").replace(
        "owner: ann", "metrics: [{metric: m, baseline: 1, target: 2}]"
    )
    later = ready.replace("2026-12-01", "2026-12-14").replace(SCORED, "status: shipped, shipped: 2026-11-20")
    assert "Cards goes out in 3 weeks, and is ready" in day("friday", later)
    seeing = Reader("x", "x", frozenset({"title", "launch", "status"}))
    assert day("friday", text, reader=seeing) == [
        "Cards goes out in 8 days, with 1 open point (docs) → settle it, or move the day"
    ]


def test_results_that_are_due() -> None:
    text = "- {id: a, title: Cards, status: shipped, shipped: 2026-09-01, owner: ann}\n- {id: b, title: B, status: shipped, shipped: 2026-11-20}"
    assert day("friday", text) == [
        "Cards shipped on 2026-09-01: its results are due since 2026-10-27 → ann: measure, and write down what it did"
    ]


def test_experiments_the_most_urgent_first() -> None:
    arms = "control: {n: 10000, conversions: 1000}, treatment: {n: 10000, conversions: 1200}"
    text = (
        f"- {{id: a, title: Cards, {SCORED}, experiments: [{{id: late, hypothesis: H, status: running, end: 2026-11-27, size: 99000, {arms.replace('1200', '1001')}}}]}}\n"
        f"- {{id: b, title: Bins, owner: bo, {SCORED}, experiments: [{{id: won, hypothesis: H, status: done, size: 10000, {arms}}}]}}\n"
        f"- {{id: c, title: Caps, {SCORED}, experiments: [{{hypothesis: H, status: planned}}, {{id: old, hypothesis: H, {arms}, decided: {{ship: true}}}}]}}\n"
    )
    first, second = day("friday", text, head=HEAD.replace("capacity: 4", "capacity: 40"))
    assert first.startswith("Bins, experiment won: works: +2.0 points")
    assert first.endswith("→ bo: decide; by the numbers: ship it")
    assert second.startswith("Cards, experiment late: too early to tell")
    assert second.endswith("10,000 of 99,000 in each group → read it on 2026-11-27")


def test_several_are_counted() -> None:
    assert several(["A", "B", "C", "D", "E"]) == "A, B, C and 2 more"
