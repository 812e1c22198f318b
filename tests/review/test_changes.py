"""What a change does: nothing for nothing, mirrored the other way round, and causes that add up."""

from __future__ import annotations

from dataclasses import replace
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.model.backlog import Backlog
from pmcli.planning import Objective
from pmcli.review.changes import Cause, Change, Difference, compare
from pmcli.review.changes import moves as changes_moves
from pmcli.review.changes.pairing import renames
from pmcli.views.diff.summary import value_told
from pmcli.views.diff.words import why
from tests.conftest import for_each, loaded
from tests.worlds import World

HEAD = "pm: 1\nproduct: Shop\nteams: {web: {capacity: 10}, data: {capacity: 6}}\ncalendar: {start: 2026-Q4}\n"
BASE = """
- {id: login, title: Log in, effort: {web: 4}, rice: {reach: 900, impact: 1, confidence: 80%}}
- {id: sso, title: Single sign-on, depends_on: [login], effort: {web: 3}, rice: {reach: 600, impact: 2, confidence: 80%}}
- {id: audit, title: Audit trail, depends_on: [sso], effort: {data: 2}, rice: {reach: 300, impact: 1, confidence: 50%}}
- {id: dark, title: Dark mode, effort: {web: 2}, rice: {reach: 200, impact: 0.5, confidence: 80%}}
"""


def world(seed: int) -> Backlog:
    world = World(seed)
    return loaded({"features/all.yaml": world.features}, world.head).sound()[0]


def difference(before: str, after: str, head: str = HEAD, head_after: str | None = None) -> Difference:
    old = loaded({"features/all.yaml": before}, head).backlog
    return compare(old, loaded({"features/all.yaml": after}, head_after or head).backlog)


@given(st.integers(0, 10_000))
def test_nothing_changes_nothing(seed: int) -> None:
    found = compare(world(seed), world(seed))
    assert found.is_empty
    assert (found.rulings, found.watch, found.loads) == ((), (), ())


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_causes_of_a_rank_add_up_and_the_way_back_mirrors_the_way_there(first: int, second: int) -> None:
    there = compare(world(first), world(second), planning=False)
    back = compare(world(second), world(first), planning=False)
    assert (there.added, there.removed) == (back.removed, back.added)
    assert [(one.before, one.after) for one in there.renamed] == [
        (one.after, one.before) for one in sorted(back.renamed, key=lambda one: one.after)
    ]
    names = {one.before: one.after for one in there.renamed}
    mirrored = {names.get(rank.id, rank.id): rank for rank in back.ranks}
    assert {rank.id for rank in there.ranks} == set(mirrored)
    for rank in there.ranks:
        other = mirrored[rank.id]
        assert (rank.before, rank.after) == (other.after, other.before)
        if rank.before is None or rank.after is None:
            assert rank.causes == ()
            continue
        assert fsum(cause.shift for cause in rank.causes) == pytest.approx(rank.after - rank.before)
        if not names:
            shifts = {cause.feature: 0.0 for cause in rank.causes}
            for cause in rank.causes:
                shifts[cause.feature] += cause.shift
            for cause in other.causes:
                shifts[cause.feature] = shifts.get(cause.feature, 0.0) + cause.shift
            assert all(abs(shift) < 1e-9 for shift in shifts.values())


@given(st.integers(0, 3_000), st.integers(0, 3_000))
def test_what_moves_in_the_roadmap_is_what_the_roadmaps_say(first: int, second: int) -> None:
    found = compare(world(first), world(second))
    if found.roadmaps is None:
        return
    old, new = found.roadmaps
    names = {one.before: one.after for one in found.renamed}
    before = {names.get(placement.id, placement.id): placement.period for placement in old.placements}
    after = {placement.id: placement.period for placement in new.placements}
    for one in found.roadmap:
        assert (before.get(one.id), after.get(one.id)) == (one.before, one.after)
        if one.before is not None and one.after is not None and one.causes:
            moved = one.after.index - one.before.index
            assert fsum(cause.shift for cause in one.causes) == pytest.approx(moved)
    shipped = {one.id: one.before for one in found.shipped}
    assert all(period == before.get(name) for name, period in shipped.items())
    assert {one.id for one in found.roadmap} | {name for name in shipped if name in before} == {
        name for name in {*before, *after} if before.get(name) != after.get(name)
    }


def test_a_change_is_told_with_its_unit() -> None:
    found = difference(BASE, BASE.replace("effort: {web: 3}", "effort: {web: 3..5..9}"))
    assert found.changes == (Change("sso", "effort.web", "3", "3..5..9", "person-weeks"),)


def test_a_rank_moves_for_its_own_reason_and_others_for_it() -> None:
    found = difference(BASE, BASE.replace("reach: 200", "reach: 20k"))
    (first, *others) = found.ranks
    assert (first.id, first.before, first.after) == ("dark", 4, 1)
    assert first.causes[0].because == "its rice.reach changed, 200 → 20k"
    assert first.causes[0].shift == -3.0
    assert {other.causes[0].because for other in others} == {"rice.reach of dark changed, 200 → 20k"}


def test_what_waits_is_told() -> None:
    wanted = BASE.replace("reach: 300", "reach: 30k")
    found = difference(wanted, wanted.replace("Audit trail, depends_on: [sso]", "Audit trail"))
    assert [change.field for change in found.changes] == ["depends_on"]
    told = {rank.id: [cause.because for cause in rank.causes] for rank in found.ranks}
    assert told["audit"] == ["it no longer waits for sso"]
    assert told["sso"] == ["audit no longer waits for sso, which waits for it"]


@pytest.mark.parametrize(
    ("before", "after", "because"),
    [
        ("{web: 4}", "{web: 8}", "its effort doubled"),
        ("{web: 4}", "{web: 2}", "its effort halved"),
        ("{web: 2}", "{web: 6}", "its effort tripled"),
        ("{web: 4}", "{web: 5}", "its effort grew, 4 → 5 person-weeks"),
        ("{web: 4..5..8}", "{web: 3}", "its effort shrank, 5.37 → 3 person-weeks"),
    ],
)
def test_efforts_are_told_in_words(before: str, after: str, because: str) -> None:
    row = "- {{id: {0}, title: {0}, effort: {1}, rice: {{reach: 100, impact: 1, confidence: 80%}}}}\n"
    two = row.format("a", "{effort}") + row.format("b", "{web: 4.5}" if after != "{web: 8}" else "{web: 5}")
    two = two.replace("4.5", "3.5") if after in ("{web: 2}", "{web: 3}") else two
    two = two.replace("4.5", "3") if after == "{web: 6}" else two
    found = difference(two.replace("{effort}", before), two.replace("{effort}", after))
    causes = {rank.id: [cause.because for cause in rank.causes] for rank in found.ranks}
    assert causes == {"a": [because], "b": [because.replace("its effort", "effort of a")]}


def test_work_that_goes_to_another_team_is_told() -> None:
    one = "- {id: a, title: A, effort: {web: 8}, rice: {reach: 9, impact: 1, confidence: 80%}}\n"
    found = difference(one, one.replace("web: 8", "data: 8"))
    (shifted,) = found.roadmap
    assert shifted.after is None
    assert [cause.because for cause in shifted.causes] == [
        "its effort moved between teams, its sum is the same"
    ]


LEFT = (
    "- {id: a, title: A, status: in-progress, effort: {web: 9}, remaining: {web: 4, data: 3}, rice: {reach: 9, impact: 1, confidence: 80%}}\n"
    "- {id: b, title: B, effort: {web: 5}, rice: {reach: 8, impact: 1, confidence: 80%}}\n"
)


@pytest.mark.parametrize(
    ("after", "because"),
    [
        ("remaining: {web: 2, data: 1}", "3 person-weeks are left of a, were 7"),
        ("remaining: {web: 1}", "1 person-week is left of a, were 7"),
        ("remaining: {web: 0}", "nothing is left of a, it was 7"),
        ("remaining: {data: 7}", "what is left of a moved between teams"),
    ],
)
def test_what_is_left_is_told_as_that(after: str, because: str) -> None:
    found = compare_left(LEFT.replace("remaining: {web: 4, data: 3}", after))
    assert {cause.because for row in found.roadmap if row.id == "b" for cause in row.causes} == {because}


def test_what_ships_takes_what_is_left_of_it_along() -> None:
    then = LEFT.replace("remaining: {web: 4, data: 3}", "remaining: {web: 1}")
    shipped = then.replace("in-progress", "shipped").replace("remaining: {web: 1}, ", "")
    found = compare_left(shipped)
    assert {cause.because for row in found.roadmap for cause in row.causes} == {"a is shipped"}


def compare_left(after: str) -> Difference:
    head = (
        "pm: 1\nproduct: P\ncalendar: {start: 2026-Q4, periods: 2}\n"
        "teams: {web: {capacity: 8}, data: {capacity: 8}}\n"
    )
    sides = (
        {"features/all.yaml": text, "plan.yaml": "periods: {2026-Q4: [a, b]}\n"} for text in (LEFT, after)
    )
    before, now = (loaded(side, head).backlog for side in sides)
    return compare(before, now)


@for_each(
    "before, after, told",
    [
        ("{people: 2}", "{people: 2..3..4, focus: 70%}", ["people 2 2..3..4 ", "focus 100% 70% "]),
        ("{people: 2, focus: 0.7}", "{people: 2, focus: 60..70..80%}", ["focus 70% 60..70..80% "]),
        ("{people: 2, focus: 0.6..0.8}", "{people: 2, focus: 60%..80%}", []),
        ("{people: 2, absent: 1}", "{people: 2, absent: {default: 1, 2026-Q4: 1..3}}",
         ["absent.2026-Q4 None 1..3 person-weeks"]),
        ("{capacity: 10}", "{capacity: {low: 8, likely: 10, high: 11}}", ["capacity 10 8..10..11 person-weeks"]),
        ("{capacity: {default: 10, 2026-Q4: 4}}", "{capacity: {default: 10, 2026-Q4: 4..5..7}}",
         ["capacity.2026-Q4 4 4..5..7 person-weeks"]),
    ],
)  # fmt: skip
def test_the_settings_of_a_team_are_told_as_they_are_written(
    before: str, after: str, told: list[str]
) -> None:
    head = HEAD.replace("{capacity: 10}", "%s")
    found = difference(BASE, BASE, head % before, head % after)
    said = [(change.field.removeprefix("teams.web."), change) for change in found.changes]
    assert [f"{name} {each.before} {each.after} {each.unit}" for name, each in said] == told


def test_capacity_is_a_cause() -> None:
    found = difference(BASE, BASE, HEAD, HEAD.replace("capacity: 10", "capacity: 4"))
    assert found.changes == (Change(None, "teams.web.capacity", "10", "4", "person-weeks"),)
    assert found.roadmap
    assert all(cause.because == "capacity of web changed, 10 → 4 person-weeks"
               for one in found.roadmap for cause in one.causes)  # fmt: skip
    web = found.loads[0]
    assert (web.team, web.capacity_before, web.capacity_after) == ("web", 40, 16)


def test_a_renamed_feature_is_known_by_what_it_says() -> None:
    found = difference(
        BASE, BASE.replace("id: sso", "id: single-sign-on").replace("[sso]", "[single-sign-on]")
    )
    assert [(one.before, one.after) for one in found.renamed] == [("sso", "single-sign-on")]
    assert (found.added, found.removed, found.changes, found.ranks) == ((), (), (), ())


def test_another_feature_is_no_new_name() -> None:
    old = loaded("- {id: a, title: One, owner: x}").backlog
    new = loaded("- {id: b, title: Two, owner: x}").backlog
    assert renames(old, new) == {}


def test_a_size_that_means_something_else_is_one_cause() -> None:
    sized = BASE.replace("web: 4", "web: M").replace("web: 3", "web: M").replace("reach: 200", "reach: 900")
    head = HEAD + "sizes: {M: 2..4}\n"
    found = difference(sized, sized, head, HEAD + "sizes: {M: 5..8}\n")
    because = {cause.because for rank in found.ranks for cause in rank.causes}
    assert because == {"size M changed, 2..4 → 5..8 person-weeks"}


def test_decisions_are_told() -> None:
    pin = "decisions: [{verdict: pin, period: 2027-Q1, because: Fair, by: ada, on: 2026-10-01, until: 2026-12-31}]"
    plain = "- {id: a, title: A, effort: {web: 1}}\n"
    pinned = "- {id: a, title: A, effort: {web: 1}, " + pin + "}\n"
    made = difference(plain, pinned)
    assert [(ruling.event, ruling.text, ruling.by) for ruling in made.rulings] == [
        ("made", "pinned to 2027-Q1", "ada")
    ]
    gone = difference(pinned, plain)
    assert [ruling.event for ruling in gone.rulings] == ["withdrawn"]
    later = HEAD.replace("start: 2026-Q4", "start: 2027-Q1")
    assert [ruling.event for ruling in difference(pinned, pinned, HEAD, later).rulings] == ["expired"]
    over = pinned.replace("until: 2026-12-31}]", "until: 2026-12-31}, {verdict: park, on: 2026-10-02}]")
    assert [ruling.event for ruling in difference(pinned, over).rulings] == ["made", "overridden"]


def test_a_score_raised_with_no_ground_is_worth_a_question() -> None:
    raised = BASE.replace("reach: 200", "reach: 20k")
    found = difference(BASE, raised)
    assert [(one.id, one.kind) for one in found.watch] == [("dark", "raised")]
    assert [one.id for one in found.unexplained] == ["dark"]
    grounded = raised.replace("title: Dark mode", "title: Dark mode, evidence: [{kind: survey}]")
    assert difference(BASE, grounded).watch == ()


def test_an_effort_that_shrank_is_worth_a_question() -> None:
    found = difference(BASE, BASE.replace("web: 4", "web: 2"))
    assert [(one.id, one.kind, one.before, one.after) for one in found.watch] == [
        ("login", "shrunk", 4.0, 2.0)
    ]


def test_a_promise_that_breaks_is_told() -> None:
    promised = BASE.replace("effort: {data: 2}", "effort: {data: 2}, deadline: 2026-12-31")
    found = difference(promised, promised.replace("effort: {web: 4}", "effort: {web: 9}"))
    assert [one.feature for one in found.missed] == ["sso", "audit"]
    assert not difference(promised, promised).missed


@pytest.mark.unmeasured
def test_many_changes_are_taken_together() -> None:
    rows = "".join(f"- {{id: f{n}, title: F{n}, effort: 2, rice: {{reach: {n + 1}, impact: 1, confidence: 80%}}}}\n"
                   for n in range(300))  # fmt: skip
    other = rows.replace("effort: 2", "effort: 3").replace("reach: 1", "reach: 9")
    found = compare(loaded(rows).backlog, loaded(other).backlog)
    assert found.ranks
    for rank in found.ranks:
        if rank.before and rank.after:
            assert fsum(cause.shift for cause in rank.causes) == pytest.approx(rank.after - rank.before)


def test_a_cycle_in_between_is_no_obstacle() -> None:
    turned = BASE.replace("sso, title: Single sign-on, depends_on: [login]", "sso, title: Single sign-on")
    turned = turned.replace("login, title: Log in", "login, title: Log in, depends_on: [sso]")
    found = difference(BASE, turned)
    for rank in found.ranks:
        if rank.before and rank.after:
            assert fsum(cause.shift for cause in rank.causes) == pytest.approx(rank.after - rank.before)


def test_those_that_others_pass_are_told_apart() -> None:
    found = difference(BASE, BASE.replace("reach: 200", "reach: 20k"))
    assert [(rank.id, rank.is_pushed) for rank in found.ranks] == [
        ("dark", False), ("login", True), ("sso", True), ("audit", True),
    ]  # fmt: skip


@given(st.integers(0, 3_000))
def test_nothing_has_to_move_where_only_words_change(seed: int) -> None:
    one = World(seed)
    before = loaded({"features/all.yaml": one.features}, one.head).sound()[0]
    other = one.features.replace("title: ", "owner: somebody, title: ").replace("- title", "- title")
    after = loaded({"features/all.yaml": other}, one.head).sound()[0]
    found = compare(before, after)
    assert (found.ranks, found.roadmap) == ((), ())


def test_what_teams_made_possible_is_put_down_to_them() -> None:
    """No plan without teams: whatever else changed with them moved nothing."""
    alone = HEAD.replace("teams: {web: {capacity: 10}, data: {capacity: 6}}\n", "")
    bare = BASE.replace(", effort: {web: 2}", "").replace("reach: 900", "reach: 700")
    for found, verb in (
        (difference(bare, BASE, alone, HEAD), "added"),
        (difference(BASE, bare, HEAD, alone), "removed"),
    ):
        assert found.roadmap
        causes = {cause.because for move in found.roadmap for cause in move.causes}
        assert causes == {f"teams with a capacity were {verb}"}


def test_changes_taken_together_name_the_fields_that_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A team that is named comes with the effort, but is no effort that changed."""
    monkeypatch.setattr(changes_moves, "PLANNED", 8)
    after = BASE.replace("effort: {web: 4}", "effort: 4, team: data").replace(
        "effort: {web: 2}", "effort: 2, team: data"
    )
    before = after.replace("team: data", "team: web")
    found = difference(before, after.replace("reach: 600", "reach: 500").replace("reach: 300", "reach: 350"))
    told = {cause.because for move in found.roadmap for cause in move.causes}
    assert told == {"team of 2 features changed"}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (200.0, 190.0, "200 → 190 by rice (−5.0 %)"), (200.0, 210.0, "200 → 210 by rice (+5.0 %)"),
        (741_120.0, 740_874.0, "741,120 → 740,874 by rice (≈ 0 %)"), (200.0, 200.0, ""),
        (0.0, 5.0, "0 → 5 by rice"),
    ],
)  # fmt: skip
def test_values_are_told_with_how_they_grew(before: float, after: float, told: str) -> None:
    found = difference(BASE, BASE)
    assert found.roadmaps is not None
    old, new = (
        replace(roadmap, objective=Objective(value))
        for roadmap, value in zip(found.roadmaps, (before, after), strict=True)
    )
    assert value_told(replace(found, roadmaps=(old, new), rescored=None)) == told


def test_what_worked_against_a_movement_is_no_reason_of_it() -> None:
    causes = [Cause("grew", 2.0), Cause("shrank", -1.0), Cause("came", 0.5), Cause("went", 0.25)]
    assert why(causes) == "grew; came; and 1 smaller cause"
    assert why([Cause("shrank", -1.0), Cause("grew", 2.0)]) == "grew"


# --- pieces of lists: experiments, results, launches ---

LOOP = """
- id: guest
  title: Guest checkout
  effort: {web: 3}
  solves: [slow]
  rice: {reach: 900, impact: 1, confidence: auto}
  evidence: [{kind: market, date: 2026-08-01}]
  experiments: [{id: guest-50, hypothesis: H, looks: any, control: {n: 1000, conversions: 561},
    treatment: {n: 1005, conversions: 593}, status: running}]
  launch: {date: 2027-02-16, checklist: {docs: open}, rollout: [{to: 5%, on: 2027-02-16}]}
- {id: dark, title: Dark mode, effort: {web: 3}, rice: {reach: 800, impact: 1, confidence: 80%}}
- {id: gone, title: Gone live, status: shipped, solves: [slow], metrics: [{metric: speed, target: 3}]}
"""
SLOW = HEAD + "problems: {slow: {title: Slow}}\n"


def told(*edits: tuple[str, str]) -> list[tuple[str, str | None, str | None]]:
    after = LOOP
    for old, new in edits:
        assert old in after, old
        after = after.replace(old, new)
    found = difference(LOOP, after, SLOW)
    return [(change.field, change.before, change.after) for change in found.changes]


DONE = (
    ("{n: 1000, conversions: 561}", "{n: 10000, conversions: 5610}"),
    ("{n: 1005, conversions: 593}, status: running", "{n: 10050, conversions: 5930}, status: done"),
)


def test_an_experiment_that_was_read_is_told_with_its_verdict() -> None:
    was = "running, 1,000 in each group: is unclear"
    assert told(*DONE) == [("experiments.guest-50", was, "done: works")]
    assert told(("looks: any", "looks: any, end: 2026-11-23")) == [
        ("experiments.guest-50.end", None, "2026-11-23")
    ]


def test_a_result_a_ticked_point_and_another_launch_day_are_told() -> None:
    result = (
        "metrics: [{metric: speed, target: 3}], results: [{metric: speed, before: 1, after: 3, verdict: hit}]"
    )
    assert told(("metrics: [{metric: speed, target: 3}]", result)) == [
        ("results", None, "hit: speed from 1 to 3")
    ]
    assert told(("docs: open", "docs: {state: done, by: noor}")) == [
        ("launch.checklist.docs", "open", "{state: done, by: noor}")
    ]
    assert told(("docs: open", "docs: done"), ("2027-02-16, checklist", "2027-03-01, checklist")) == [
        ("launch.date", "2027-02-16", "2027-03-01"),
        ("launch.checklist.docs", "open", "done"),
    ]
    assert told(("{to: 5%, on: 2027-02-16}", "{to: 5%, on: 2027-02-20}")) == [
        ("launch.rollout", "to 5 % on 2027-02-16", "to 5 % on 2027-02-20")
    ]


def test_a_test_that_is_read_moves_the_rank_and_is_the_cause() -> None:
    cites = ("{kind: market, date: 2026-08-01}", "{kind: test, experiment: guest-50}")
    before = LOOP.replace(*cites)
    after = before
    for old, new in DONE:
        after = after.replace(old, new)
    found = difference(before, after, SLOW)
    (moved,) = (rank for rank in found.ranks if rank.id == "guest")
    assert (moved.before, moved.after) == (2, 1)
    assert why(moved.causes) == "experiment guest-50 is done: works"


def test_new_evidence_is_the_cause() -> None:
    after = LOOP.replace(
        "[{kind: market, date: 2026-08-01}]", "[{kind: market, date: 2026-08-01}, {kind: test}]"
    )
    (moved,) = (rank for rank in difference(LOOP, after, SLOW).ranks if rank.id == "guest")
    assert why(moved.causes) == "it has new evidence: test"


RAISED = ("rice: {reach: 800, impact: 1, confidence: 80%}", "rice: {reach: 800, impact: 1, confidence: 100%}")
PLANNED = ", experiments: [{hypothesis: H}]"
TESTED = (
    ", experiments: [{hypothesis: H, control: {n: 9, conversions: 4}, treatment: {n: 9, conversions: 5}}]"
)
GONE = "metrics: [{metric: speed, target: 3}]"


@for_each(
    "more, expected",
    [
        ((), ["dark"]),
        (((RAISED[1], RAISED[1] + PLANNED),), ["dark"]),
        (((RAISED[1], RAISED[1] + TESTED),), []),
        (((GONE, GONE + ", results: [{verdict: hit}]"),), ["dark"]),
        (((GONE, GONE + ", results: [{verdict: hit}]"), (RAISED[1], RAISED[1] + ", solves: [slow]")), []),
    ],
)
def test_a_planned_test_is_no_ground_to_be_surer(
    more: tuple[tuple[str, str], ...], expected: list[str]
) -> None:
    after = LOOP
    for old, new in (RAISED, *more):
        assert old in after
        after = after.replace(old, new)
    assert [watch.id for watch in difference(LOOP, after, SLOW).watch if watch.kind == "raised"] == expected


def test_what_became_of_others_that_solve_the_same_and_evidence_of_the_problem_are_grounds() -> None:
    before = LOOP.replace(RAISED[0], RAISED[0] + ", solves: [slow]")
    raised = before.replace("confidence: 80%", "confidence: 100%")
    came = raised.replace(GONE, GONE + ", results: [{verdict: hit}]")
    head = HEAD + "problems: {slow: {title: Slow, evidence: [{kind: survey}]}}\n"
    assert [watch.id for watch in difference(before, raised, SLOW).watch] == ["dark"]
    assert not difference(before, came, SLOW).watch
    assert not difference(before, raised, SLOW, head).watch
