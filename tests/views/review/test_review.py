"""The review: what it begins with, and that nothing in it is what it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pmcli.model.audience import find_reader
from pmcli.model.backlog import Backlog
from pmcli.planning import plan
from pmcli.review.changes import compare
from pmcli.sharing import AudienceView, Since, share
from pmcli.views.review import export
from pmcli.views.review.bets import besides_text, bets
from pmcli.views.review.broken import broken
from pmcli.views.review.changed import changes
from pmcli.views.review.dates import MissedWish, missed_wishes, promises
from pmcli.views.review.headline import headline, shipped
from pmcli.views.review.promised_periods import unkept
from pmcli.views.review.status import needed, not_doing
from pmcli.writers.blocks import markdown
from tests.conftest import loaded

HEAD = (
    "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4, periods: 3, value_horizon: 4}\n"
    "teams: {web: {capacity: 4}}\nscoring: {model: cd3}\n"
)
NO_TEAMS = HEAD.replace("teams: {web: {capacity: 4}}\n", "")


def backlog(features: str, head: str = HEAD) -> Backlog:
    """Features one a line: an id, and what else there is to say."""
    rows = (line.strip().partition(" ") for line in features.strip().splitlines())
    text = "".join(f"- {{id: {name}, title: {name.title()}, {rest}}}\n" for name, _, rest in rows)
    found = loaded({"features/all.yaml": text}, head)
    assert [error.message for error in found.errors] == []
    return found.backlog


def view(features: str, before: str | None = None, head: str = HEAD, head_before: str = HEAD) -> AudienceView:
    now = backlog(features, head)
    since = None
    if before is not None:
        old = backlog(before, head_before)
        since = Since("v1", compare(old, now), old)
    return share(now, plan(now), since=since)


def cd3(worth: float, effort: float = 2) -> str:
    return f"effort: {effort}, cd3: {{cost_of_delay: {worth}}}"


def text(shared: AudienceView) -> str:
    return markdown(export.page(shared))


class TestWhatShipped:
    def test_it_comes_first_and_is_no_loss(self) -> None:
        before = f"old status: in-progress, {cd3(5)}\nnew {cd3(3)}"
        now = f"old status: shipped, shipped: 2026-11-03, {cd3(5)}\nnew {cd3(3)}"
        told = text(view(now, before))
        assert "Since v1: 1 shipped" in told
        assert told.index("## What shipped\n\n- Old. Since: 2026-11-03\n") < told.index("## What changed")
        assert "no longer planned" not in told
        shared = view(now, before)
        assert shared.since is not None
        assert next(changes(shared, shared.since)) == "shipped: Old"

    def test_without_a_revision_it_is_that_of_this_period_and_the_last(self) -> None:
        rows = "".join(
            f"f{at} status: shipped, shipped: {day}, effort: 1\n"
            for at, day in enumerate(("2026-06-30", "2026-07-01", "2026-10-05"))
        )
        assert [row.shipped for row in shipped(view(rows))] == [date(2026, 7, 1), date(2026, 10, 5)]

    def test_what_it_did_is_told(self) -> None:
        aim = "metrics: [{metric: rate, baseline: 4%, target: 12%}]"
        result = "results: [{metric: rate, before: 4%, after: 7%, verdict: missed, learned: Hidden, effort: {web: 3}}]"
        shared = view(f"a status: shipped, shipped: 2026-10-05, effort: 1, {aim}, {result}")
        (row,) = shipped(shared)
        assert row.result == "missed: rate from 4 % to 7 %; took web 3 person-weeks; learned: Hidden"
        assert (
            "- A. Since: 2026-10-05; aimed at: rate from 4 % to 12 %; reached: missed: rate from 4 % to 7 %; "
            "it took: web 3 person-weeks; learned: Hidden\n"
        ) in text(shared)

    def test_of_many_the_newest_three_are_told(self) -> None:
        rows = [f"f{day} status: shipped, shipped: 2026-10-0{day}, effort: 1\n" for day in (1, 2, 3, 4, 5)]
        head = "| What | Since |\n| :--- | :--- |\n"
        newest = "".join(f"| F{day} | 2026-10-0{day} |\n" for day in (3, 4, 5))
        assert f"{head}{newest}\nAnd 2 more.\n" in text(view("".join(rows)))
        assert "more." not in text(view("".join(rows[:3])))


ACCOUNTS = (
    HEAD + "currency: EUR\naccounts:\n"
    "  acme: {title: Acme, arr: 240k, renewal: 2026-12-31}\n"
    "  bolt: {title: Bolt, arr: 90k}\n"
    "audiences:\n"
    "  board: {fields: [title, period, outcomes, decisions, declined, requests]}\n"
    "  press: {fields: [title, period, outcomes, decisions, declined]}\n"
    "  desk: {fields: [title, outcomes, decisions, declined, requests]}\n"
)
ASKED = (
    f"a {cd3(9, 4)}, requests: [{{account: acme, need: blocker}}]\n"
    f"b {cd3(8, 4)}, requests: [{{account: acme, need: blocker}}, {{account: bolt, need: important}}]\n"
    f"c {cd3(1, 40)}, requests: [{{account: bolt, need: blocker}}]"
)


class TestCustomers:
    def test_they_are_counted_first_and_told_after_the_dates(self) -> None:
        shared = view(ASKED, head=ACCOUNTS)
        line = headline(shared)
        assert line is not None
        assert line.on_track
        assert line.text.startswith(
            "On track, but 2 customers wait for what does not come in time (330,000 EUR). "
        )
        told = text(shared)
        assert (
            "## Customers\n\n"
            "| Customer | Revenue a year, EUR | Renewal | Needs | How it stands |\n"
            "| :--- | ---: | :--- | :--- | :--- |\n"
            "| Acme | 240,000 | 2026-12-31 | B | 2027-Q1: too late |\n"
            "| Acme | 240,000 | 2026-12-31 | A | 2026-Q4: no slack |\n"
            "| Bolt | 90,000 | – | C | it is too large for any period of the plan |\n"
        ) in told
        found = export.document(shared)["customers"]
        assert isinstance(found, list)
        assert [(one["account"], one["what"], one["risk"]) for one in found] == [
            ("acme", "B", "late"), ("acme", "A", "no-slack"), ("bolt", "C", "not-planned"),
        ]  # fmt: skip

    def test_beside_a_lost_date_they_have_a_sentence(self) -> None:
        line = headline(view(f"{ASKED}\nd {cd3(1, 9)}, deadline: 2027-01-05", head=ACCOUNTS))
        assert line is not None
        assert line.text.startswith(
            "Not on track: 1 promise cannot be kept (D). 2 customers wait for what does not come in time"
        )

    @pytest.mark.parametrize(
        ("audience", "is_told"),
        [("team", True), ("board", True), ("press", False), ("desk", False), ("leadership", False)],
    )
    def test_only_who_may_see_requests_and_periods_reads_of_them(self, audience: str, is_told: bool) -> None:
        now = backlog(ASKED, ACCOUNTS)
        shared = share(now, plan(now), find_reader(now.workspace, audience))
        assert ("Acme" in text(shared)) == is_told
        assert bool(export.document(shared)["customers"]) == is_told
        line = headline(shared)
        assert line is not None
        assert ("customers wait" in line.text) == is_told

    def test_none_where_all_comes_in_time_or_nothing_is_planned(self) -> None:
        easy = f"a {cd3(9, 4)}, requests: [{{account: bolt, need: blocker}}]"
        assert "## Customers" not in text(view(easy, head=ACCOUNTS))
        assert "## Customers" not in text(view(ASKED, head=ACCOUNTS.replace("{capacity: 4}", "{}")))


class TestHeadline:
    def test_nothing_is_said_of_nothing(self) -> None:
        assert headline(view("a status: parked")) is None

    @pytest.mark.parametrize(
        ("features", "expected"),
        [
            ("a " + cd3(1), "On track: nothing that was promised is lost."),
            (
                f"a {cd3(1)}, deadline: 2026-12-31",
                "On track: every promise is kept, 1 of 1 date without slack.",
            ),
            (
                f"a {cd3(9, 4)}\nb {cd3(8, 4)}\nc {cd3(1, 4)}, target: 2026-12-01",
                "On track: nothing that was promised is lost. 1 target date is missed.",
            ),
        ],
    )
    def test_it_says_whether_we_are_on_track_and_what_to_decide(self, features: str, expected: str) -> None:
        found = headline(view(features))
        assert found is not None
        assert found.text == f"{expected} Nothing has to be decided this quarter."
        assert found.on_track

    def test_promises_at_risk_are_counted_as_the_roadmap_does(self) -> None:
        found = headline(view(f"a {cd3(1)}, deadline: 2026-12-30\nb {cd3(1)}, deadline: 2026-12-31"))
        assert found is not None
        assert not found.on_track
        assert found.text.startswith(
            "At risk: 1 of 2 promises kept, 1 at risk (due before the period ends). Nothing has to be decided"
        )

    def test_a_promise_that_is_broken_is_to_be_decided(self) -> None:
        shared = view(
            f"a {cd3(1)}, deadline: 2026-12-31\nb {cd3(1, 9)}, deadline: 2027-01-05\nc {cd3(1, 99)}"
        )
        found = headline(shared)
        assert found is not None
        assert not found.on_track
        assert found.text == (
            "Not on track: 1 promise cannot be kept (B). "
            "To decide this quarter: move its date, or give web room (B)."
        )
        assert [str(need) for need in needed(shared)] == [
            "B: the promise cannot be kept. Move its date, or give web room?"
        ]
        assert [row.what for row in not_doing(shared)] == ["C"]

    def test_of_several_decisions_the_first_are_named(self) -> None:
        found = headline(view(f"a {cd3(1, 9)}, deadline: 2026-12-31\nb {cd3(1, 1)}, questions: [Why]"))
        assert found is not None
        assert found.text.endswith(
            " To decide this quarter: move its date, or give web room (A); 1 question is open: B."
        )

    def test_it_names_what_is_to_be_decided(self) -> None:
        found = headline(view("".join(f"f{at} {cd3(9 - at, 1)}, questions: [Why, How]\n" for at in range(4))))
        assert found is not None
        assert found.text.endswith(
            " Nothing has to be decided this quarter; 8 questions are open: F0, F1, F2 and 1 more."
        )

    def test_what_moved_is_counted_and_what_matters_most_named(self) -> None:
        before = f"a {cd3(9)}\nb {cd3(8)}\nc {cd3(1)}"
        found = headline(view(before.replace(cd3(9), cd3(9, 4)), before))
        assert found is not None
        assert "Since v1: 1 moved later; above all B (2026-Q4 → 2027-Q1)." in found.text


class TestAgreedPeriods:
    FEATURES = f"a {cd3(9)}\nb {cd3(8)}, not_before: 2027-01-01\nc {cd3(1)}\nd {cd3(1)}\nbig {cd3(1, 99)}"
    PLAN = "periods:\n  2026-Q4: [a, b, c]\n  2027-Q1: [big]\n  2027-Q2: [d]\n"

    def shared(
        self, audience: str = "team", head: str = HEAD, today: date = date(2026, 10, 1)
    ) -> AudienceView:
        rows = (line.partition(" ") for line in self.FEATURES.splitlines())
        text = "".join(f"- {{id: {name}, title: {name.title()}, {rest}}}\n" for name, _, rest in rows)
        now = loaded({"features/all.yaml": text, "plan.yaml": self.PLAN}, head, today=today).sound()[0]
        return share(now, plan(now), find_reader(now.workspace, audience))

    @pytest.mark.parametrize("audience", ["team", "leadership"])
    def test_those_that_are_not_kept_are_counted(self, audience: str) -> None:
        shared = self.shared(audience)
        found = headline(shared)
        assert found is not None
        assert not found.on_track
        assert found.text.startswith(
            "Not on track: 2 of 5 agreed periods are not kept (1 later, 1 not planned: B, Big)."
        )
        assert unkept(shared).names == ("b", "big")
        (need,) = needed(shared)
        told = (
            "The plan: 2 agreed periods not kept (1 later, 1 not planned). Accept another plan, or make room?"
        )
        assert (str(need), need.id) == (told, None)
        assert found.text.endswith(" 1 decision is needed this quarter: The plan.")

    def test_who_does_not_know_what_is_agreed_reads_of_dates_only(self) -> None:
        fields = "[title, outcomes, period, decisions, declined, deadline]"
        found = headline(self.shared("press", f"{HEAD}audiences: {{press: {{fields: {fields}}}}}\n"))
        assert found is not None
        assert found.text.startswith("On track: no date is lost.")

    def test_who_does_not_see_what_is_left_out_reads_at_least_how_many(self) -> None:
        fields = "[title, period, agreed, change]"
        shared = self.shared("press", f"{HEAD}audiences: {{press: {{fields: {fields}}}}}\n")
        assert unkept(shared).told == "at least 1 agreed period not kept (1 later)"

    def test_what_is_planned_for_a_period_that_is_over_is_not_there(self) -> None:
        found = headline(self.shared("leadership", today=date(2027, 1, 8)))
        assert found is not None
        assert found.text.startswith(
            "Not on track: 2 features planned for a quarter that is over are not there (A, C); "
        )


class TestDisputes:
    SIDES = "positions: [{who: a, wants: must}, {who: b, wants: could}]"

    @pytest.mark.parametrize(
        "decided",
        [
            "deadline: 2027-06-30",
            "decisions: [{verdict: first, because: So, by: a, on: 2026-09-01}]",
            (
                "experiments: [{hypothesis: H, control: {n: 9, conversions: 1}, treatment: {n: 9, conversions: 2}, "
                "decided: {ship: true}}]"
            ),
        ],
    )
    def test_what_is_decided_is_no_dispute(self, decided: str) -> None:
        assert [need.kind for need in needed(view(f"a {cd3(1)}, {self.SIDES}"))] == ["dispute"]
        assert needed(view(f"a {cd3(1)}, {self.SIDES}, {decided}")) == []

    def test_what_is_agreed_is_no_dispute(self) -> None:
        text = f"- {{id: a, title: A, {cd3(1)}, {self.SIDES}}}\n"
        now = loaded({"features/all.yaml": text, "plan.yaml": "periods: {2026-Q4: [a]}\n"}, HEAD).backlog
        assert needed(share(now, plan(now))) == []

    def test_an_experiment_that_can_be_decided_is_counted(self) -> None:
        arms = "control: {n: 10000, conversions: 1000}, treatment: {n: 10000, conversions: 1200}"
        test = f"experiments: [{{id: won, hypothesis: H, status: done, size: 10000, {arms}}}]"
        shared = view(f"a {cd3(1)}, {test}")
        assert [str(need) for need in needed(shared)] == ["A: experiment won: decide: ship it"]
        found = headline(shared)
        assert found is not None
        assert found.text.endswith(" 1 decision is needed this quarter: A.")


class TestChanges:
    def test_one_cause_of_many_is_told_once_and_is_the_true_one(self) -> None:
        rows = "".join(f"f{at} {cd3(9 - at, 1)}\n" for at in range(6))
        bare = rows.replace("effort: 1", "effort: 2")
        shared = view(rows, bare, HEAD, NO_TEAMS)
        assert shared.since is not None
        assert list(changes(shared, shared.since)) == [
            "6 features come into the plan, F0, F1, F2 and 3 more: teams with a capacity were added"
        ]

    def test_causes_that_worked_against_a_movement_are_no_causes_of_it(self) -> None:
        before = f"a {cd3(9)}\nb {cd3(8)}\nc {cd3(1)}"
        shared = view(before.replace(cd3(9), cd3(9, 4)).replace(cd3(8), cd3(8.5)), before)
        assert shared.since is not None
        (line,) = changes(shared, shared.since)
        assert line == "B moves from 2026-Q4 to 2027-Q1: effort of A doubled"


class TestBets:
    def test_bugs_and_obligations_are_told_besides_and_duplicates_once(self) -> None:
        features = (
            f"a {cd3(9, 1)}\nb {cd3(8, 1)}, type: bug\nc {cd3(7, 1)}, type: compliance\n"
            f"d {cd3(6, 1)}, type: enabler"
        )
        shared = view(features)
        first = bets(shared)[0]
        assert [placement.id for placement in first.placements] == ["a", "d"]
        assert first.whole == 2
        assert besides_text(shared, first) == "Besides: B (bug), C (obligation)."
        twins = loaded({
            "features/a.yaml": f"title: Log in\n{cd3(9, 1).replace(', ', chr(10))}\n",
            "features/b.yaml": f"title: in log\n{cd3(8, 1).replace(', ', chr(10))}\n",
        }, HEAD).backlog  # fmt: skip
        told = bets(share(twins, plan(twins)))[0]
        assert ([placement.id for placement in told.placements], told.whole) == (["a"], 1)

    def test_what_is_settled_and_not_among_the_most_valuable_is_named_besides(self) -> None:
        first = "decisions: [{verdict: first, on: 2026-10-01}]"
        rows = "".join(f"f{at} {cd3(10 - at, 0.1)}\n" for at in range(10))
        shared = view(f"{rows}s {cd3(0.1, 0.1)}, {first}, deadline: 2026-12-31\nt {cd3(0.1, 0.1)}, {first}")
        told = bets(shared)[0]
        assert besides_text(shared, told) == (
            "Besides: S (decided first, promised by 2026-12-31), T (decided first)."
        )
        assert (len(told.placements), told.whole) == (10, 10)

    def test_what_is_merged_into_another_is_no_loss(self) -> None:
        rows = "".join(
            f"{name} decisions: [{{verdict: decline, because: {because}, on: 2026-10-01}}]\n"
            for name, because in (("a", "merged into d"), ("b", "Duplicate of d"), ("c", "Nobody asked"))
        )
        assert [row.what for row in not_doing(view(f"{rows}d {cd3(1)}"))] == ["C"]

    def test_every_why_not_is_the_cause(self) -> None:
        rows = f"a {cd3(9, 12)}\nb {cd3(8, 3)}\nc {cd3(7, 99)}\nd {cd3(6)}, status: idea"
        shared = view(f"{rows}\nf {cd3(5)}, depends_on: [b]")
        assert {name: shared.lacking[name] for name in sorted(shared.lacking)} == {
            "a": "it is too large for any period of the plan",
            "c": "it is too large for any period of the plan",
            "d": "an idea: not planned until it is a candidate",
        }
        full = view("".join(f"f{at} {cd3(9 - at, 4)}\n" for at in range(4)))
        assert full.lacking == {"f3": "no room for it in web"}


class TestPromises:
    def test_each_with_its_slack(self) -> None:
        shared = view(
            f"a {cd3(1, 1)}, deadline: 2026-11-30\nb {cd3(1, 1)}, deadline: 2026-12-31\n"
            f"c {cd3(1, 1)}, deadline: 2027-01-08\nd {cd3(1, 9)}, deadline: 2027-03-31"
        )
        assert [promise.stands for promise in promises(shared)] == [
            "planned for 2026-Q4: no slack", "planned for 2026-Q4: no slack",
            "planned for 2026-Q4: 1 week of slack",
            "cannot be kept: see below",
        ]  # fmt: skip

    def test_what_the_plan_does_not_reach_is_not_broken(self) -> None:
        shared = view(f"a {cd3(9, 12)}\nb {cd3(1, 99)}, deadline: 2030-12-31\nc {cd3(5, 4)}")
        assert [promise.stands for promise in promises(shared)] == ["not in the plan"]
        assert (broken(shared), needed(shared)) == ([], [])
        nobody = view(f"a {cd3(1)}, deadline: 2026-12-31", head=NO_TEAMS)
        assert [promise.stands for promise in promises(nobody)] == ["not in the plan"]
        assert (broken(nobody), needed(nobody)) == ([], [])

    def test_what_is_broken_and_has_no_date_of_its_own_is_told_below_by_title(self) -> None:
        pinned = "decisions: [{verdict: pin, period: 2026-Q4, on: 2026-10-01}]"
        shared = view(f"a {cd3(1, 3)}, status: in-progress\nb {cd3(1, 3)}, {pinned}")
        (lost,) = broken(shared)
        assert (lost.id, lost.ways_out) == ("b", "decide on another period, or give web room")
        assert f"- cannot be kept: {lost.because}" in text(shared)
        assert lost.because is not None
        assert lost.because.startswith('"B" ')


class TestBeforeTheFirstDay:
    def test_the_first_period_is_not_this_one(self) -> None:
        early = replace(backlog(f"a {cd3(1)}\nb {cd3(1, 4)}, questions: [Why]"), today=date(2026, 9, 30))
        told = text(share(early, plan(early)))
        assert "## First quarter planned, 2026-Q4: our bets" in told
        assert "## Second quarter planned, 2027-Q1: our bets" in told
        assert "Nothing has to be decided for 2026-Q4; 1 question is open: B." in told
        assert "## Questions that are open" in told
        assert "his quarter" not in told


class TestMissedWishes:
    def test_each_with_when_it_comes_and_how_late(self) -> None:
        features = (
            f"a {cd3(9, 4)}, target: 2026-Q4\nb {cd3(8, 4)}, target: 2026-12-28\nc {cd3(7, 4)}, target: 2027-05-01\n"
            f"d {cd3(1, 4)}, target: 2027-Q1\ne {cd3(0.5, 4)}, target: 2028-Q1"
        )
        missed = missed_wishes(view(features))
        assert [(wish.what, str(wish.wished), str(wish.planned), wish.late) for wish in missed] == [
            ("B", "2026-12-28", "2027-Q1", 93), ("D", "2027-Q1", "None", None),
        ]  # fmt: skip
        assert [wish.told for wish in missed] == ["up to 13 weeks", "not in the plan"]
        told = text(view(features))
        assert "## Target dates that are missed" in told
        assert "| B | 2026-12-28 | 2027-Q1 | up to 13 weeks |" in told

    def test_a_day_or_two(self) -> None:
        assert MissedWish("A", date(2026, 12, 30), None, 1).told == "less than a week"


class TestNeeded:
    def test_only_what_runs_out_in_the_period_and_is_not_carried_out_by_then(self) -> None:
        def parked(name: str, until: str) -> str:
            return f"{name} decisions: [{{verdict: park, until: {until}, on: 2026-10-01}}]\n"

        features = (
            parked("soon", "2026-12-31") + parked("late", "2027-01-01")
            + f"first {cd3(9)}, decisions: [{{verdict: first, until: 2026-12-31, on: 2026-10-01}}]\n"
        )  # fmt: skip
        assert [str(need) for need in needed(view(features))] == [
            "Soon: the decision to park it runs out on 2026-12-31. Renew it or let it go?"
        ]

    def test_disputes_and_questions_of_what_comes_later_can_wait(self) -> None:
        asked = "questions: [Why], positions: [{who: a, wants: must}, {who: b, wants: could}]"
        features = "".join(f"f{at} {cd3(9 - at, 4)}, {asked}\n" for at in range(3))
        assert [need.what for need in needed(view(features))] == ["F0", "F1", "F0", "F1"]


def test_leadership_hears_of_it_too() -> None:
    now = backlog(f"a {cd3(1)}, target: 2026-Q4, status: shipped, shipped: 2026-10-05\nb {cd3(1)}")
    shared = share(now, plan(now), find_reader(now.workspace, "leadership"))
    assert [row.what for row in shipped(shared)] == ["A"]
    assert "On track" in text(shared)


def test_who_sees_no_value_gets_none_of_what_shipped() -> None:
    before = backlog(f"a status: in-progress, {cd3(1)}\nb {cd3(1)}")
    now = backlog(f"a status: shipped, shipped: 2026-10-05, {cd3(1)}\nb {cd3(1)}")
    since = Since("v1", compare(before, now), before)
    assert since.difference.shipped[0].value > 0
    shared = share(now, plan(now), find_reader(now.workspace, "leadership"), since=since)
    assert shared.since is not None
    assert [(one.id, one.value) for one in shared.since.difference.shipped] == [("a", 0.0)]
