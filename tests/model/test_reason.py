"""Reasons are data: every kind has one sentence, and what a feature is called changes nothing but its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from pmcli.editing.change_set import new_errors
from pmcli.model.audience import IN_REASONS, Reader
from pmcli.model.backlog import Backlog
from pmcli.model.period import Period
from pmcli.model.reason import KINDS, Kind, Reason, named
from pmcli.model.words import AGAIN, IN_FULL, SENTENCES, in_a_line, in_full, sentences, words
from pmcli.planning import plan
from pmcli.planning.why_not import why_not
from pmcli.sharing import AudienceView, share
from pmcli.views.ranking.document import ranking_document
from pmcli.views.ranking.explanation import Explanation
from pmcli.views.roadmap.document import roadmap_document
from pmcli.writers.json import dumps
from tests.conftest import loaded

QUARTER = Period.parse("2027-Q1")
NUMBERS = dict.fromkeys(
    ("value", "rank", "cost", "lag", "needs", "left", "adjusted", "least", "most", "has", "more", "slipped"),
    2.0,
)
AMOUNTS = {"inherits": (3.0, 4.0), "must-land-starved": (3.0,), "must-land-starved-beside": (3.0,)}


def sample(kind: Kind) -> Reason:
    """A reason with every fact that there is."""
    return Reason(
        kind, ("alpha", "omega"), "web", QUARTER, date(2027, 1, 31), NUMBERS, AMOUNTS.get(kind, ()),
        (("web", 2.5),), ("rice", "reach"), "promised", "ada", date(2027, 6, 30), "said elsewhere",
        Reason("wont"),
    )  # fmt: skip


class TestWords:
    def test_every_kind_has_a_sentence(self) -> None:
        assert {*SENTENCES} == {*KINDS}
        assert len({*KINDS}) == len(KINDS)
        assert {*AGAIN} <= {*KINDS}

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_sentence_is_one_line_without_a_full_stop(self, kind: Kind) -> None:
        told = words(sample(kind))
        assert told
        assert not told.endswith(".")
        assert "\n" not in told
        assert "None" not in told

    def test_no_two_kinds_say_the_same(self) -> None:
        told = [words(sample(kind)) for kind in KINDS]
        assert len({*told}) == len(told)

    def test_more_features_than_are_named_are_counted(self) -> None:
        assert (
            words(named("excludes-placed", "abcde")) == "excludes a, b, c and 2 more, which are in the plan"
        )
        assert words(named("waits-unplaced", ("a",))) == "waits for a, which is not in the plan"
        assert words(named("waits-unplaced", ("a", "b"))) == "waits for a and b, which are not in the plan"

    def test_of_several_full_teams_the_words_are_said_once(self) -> None:
        full = [
            Reason("team-full", team=team, period=QUARTER, numbers={"needs": 3, "left": 1})
            for team in ("web", "api")
        ]
        line = in_a_line([*full, Reason("too-late")])
        assert line == (
            "no room: web needs 3, 1 left in 2027-Q1; api needs 3, 1 left in 2027-Q1; too late for the periods planned"
        )

    def test_what_is_needed_is_not_told_to_be_waited_for_too(self) -> None:
        needed, lent = (Reason(kind, ("a",), numbers={"value": 2}) for kind in ("needed-by", "inherits"))
        assert sentences([needed, lent]) == ("a needs it",)
        assert in_a_line([lent, needed]) == "a needs it"
        assert sentences([lent]) == ("a waits for it",)

    def test_the_amounts_are_told_in_full(self) -> None:
        lent = Reason("inherits", ("a", "b"), numbers={"value": 12345.6}, amounts=(12000.0, 345.6))
        assert words(lent) == "a and b wait for it"
        assert in_full(lent) == "a and b wait for it, and lend it 12,346 of value (12,000, 346)"
        assert sentences([lent, Reason("room")], full=True) == (in_full(lent), "there is room")
        assert {*IN_FULL} <= {*KINDS}
        assert all(in_full(sample(kind)).startswith(words(sample(kind))) for kind in KINDS)

    def test_equal_reasons_are_one(self) -> None:
        assert len({sample("pinned"), sample("pinned"), sample("first")}) == 2

    def test_what_people_say_is_known_through_all_causes(self) -> None:
        inner = Reason("faulty", text="broken")
        outer = Reason("promised-but", ("a",), because="for ada", cause=inner)
        assert [*outer.causes()] == [outer, inner]
        assert [*outer.people_say()] == ["for ada", "broken"]


# --- a feature may be called like any word of any sentence ---

HEAD = """pm: 1
product: Test
scoring: {model: cd3}
calendar: {start: 2026-Q4, periods: 3, value_horizon: 8}
teams: {web: {capacity: 10}}
"""
FEATURES = """
- {id: 0-first, title: First, effort: 6, cd3: {cost_of_delay: 90}}
- {id: 0-second, title: Second, effort: 6, cd3: {cost_of_delay: 60}, depends_on: [{id: NAME, kind: soft}]}
- {id: 0-third, title: Third, effort: 4, cd3: {cost_of_delay: 50}, depends_on: [0-first]}
- {id: 0-waits, title: Waits, effort: 2, cd3: {cost_of_delay: 40}, depends_on: [NAME]}
- {id: 0-large, title: Large, effort: 40, cd3: {cost_of_delay: 30}}
- {id: 0-late, title: Late, effort: 9, cd3: {cost_of_delay: 20}}
- {id: 0-last, title: Last, effort: 9, cd3: {cost_of_delay: 10}}
- {id: 0-fixed, title: Fixed, effort: 1, decisions: [{verdict: pin, period: 2027-Q1, because: So, by: ada}]}
- {id: NAME, title: Thing, REST}
"""
ROLES = (
    "effort: 2, cd3: {cost_of_delay: 80}",
    "effort: 8",
    "cd3: {cost_of_delay: 70}",
    "effort: 30, cd3: {cost_of_delay: 70}",
    "effort: 2, status: parked",
    "effort: 2, moscow: wont, cd3: {cost_of_delay: 1}",
    "effort: 9, cd3: {cost_of_delay: 70}, deadline: 2026-12-31",
    "effort: 12, status: in-progress",
    "effort: 3, cd3: {cost_of_delay: 5}, decisions: [{verdict: first, because: Promised, by: ada}]",
    "effort: 3, cd3: {cost_of_delay: 5}, decisions: [{verdict: before, feature: 0-first, because: So, by: ada}]",
    "effort: 3, cd3: {cost_of_delay: 5}, conflicts_with: [0-first]",
)
SPOKEN = sorted({
    word for kind in KINDS for word in re.findall(r"[a-z][a-z_-]*[a-z]", words(sample(kind)))
    if word not in ("alpha", "omega")
})  # fmt: skip
READER = Reader("some", "some who see reasons", IN_REASONS | {"title", "reasons", "value", "declined"})
WATCHED = frozenset({"room", "effort", "team", "waits", "first"})
"""Words that were matched once."""
FEW = Reader("few", "some who see less", frozenset({"title", "period", "declined", "depends_on"}))


def backlog(name: str, role: str) -> Backlog:
    return loaded(FEATURES.replace("NAME", name).replace("REST", role), HEAD).backlog


def answers(name: str, role: str) -> Iterator[str]:
    """What there is to be said of a backlog in which a feature has this name."""
    given = backlog(name, role)
    roadmap = plan(given, effort="fast")
    yield dumps(ranking_document(roadmap.ranking, given))
    yield dumps(roadmap_document(roadmap, given))
    for item in roadmap.ranking.items:
        yield repr(Explanation(item, roadmap.ranking, given).page())
    for asked in (name, "0-waits"):
        answer = why_not(given, asked, effort="fast")
        yield repr((answer.period, sentences(answer.reasons), answer.changes))
    for reader in (READER, FEW):
        yield from _shared(share(given, roadmap, reader))


def _shared(view: AudienceView) -> Iterator[str]:
    yield repr(sorted(view.lacking.items()))
    yield repr([(placement.id, sentences(placement.reasons)) for placement in view.roadmap.placements])
    yield repr(
        [
            (unplaced_feature.id, sentences(unplaced_feature.reasons))
            for unplaced_feature in view.roadmap.unplaced
        ]
    )
    yield repr([(item.id, sentences(item.reasons)) for item in view.ranking.items])
    yield repr([(conflict.feature, words(conflict.reason)) for conflict in view.roadmap.conflicts])
    yield repr([(decision.feature, words(decision.ruling)) for decision in view.roadmap.decisions])


def test_there_are_words_to_be_called_by() -> None:
    assert {"room", "effort", "team", "full", "waits", "rank", "decision", "first", "the", "by"} <= {*SPOKEN}


PLAIN = "quux-1"


@pytest.mark.parametrize("number", range(len(ROLES)))
def test_a_feature_may_be_called_like_any_word(number: int) -> None:
    role = ROLES[number]
    usual = [*answers(PLAIN, role)]
    assert sum(PLAIN in text for text in usual) >= 3
    for at, word in enumerate(SPOKEN):
        if word in WATCHED or (at + number) % 12 == 0:
            assert [*answers(word, role)] == [text.replace(PLAIN, word) for text in usual], (word, role)


def test_what_waits_for_a_feature_with_effort_in_its_name() -> None:
    text = """
- {id: ID, title: Planner, effort: 40, cd3: {cost_of_delay: 30}}
- {id: b, title: B, effort: 1, cd3: {cost_of_delay: 30}, depends_on: [ID]}
"""
    for name in ("planner", "effort-planner", "waits", "moscow", "larger"):
        (change,) = why_not(loaded(text.replace("ID", name), HEAD).backlog, "b", effort="fast").changes
        assert (change.kind, change.text) == ("input", f"pm why-not {name} says what holds that up")


@pytest.mark.parametrize("name", ["room", "rank", "and", "there", "is", "other"])
def test_reasons_stay_where_a_hidden_feature_is_called_like_their_words(name: str) -> None:
    text = f"""
- {{id: a, title: A, effort: 1, cd3: {{cost_of_delay: 30}}}}
- {{id: {name}, title: Hidden, effort: 1, status: declined}}
"""
    given = loaded(text, HEAD).backlog
    reader = Reader("some", "some", READER.fields and READER.fields - {"declined"})
    view = share(given, plan(given, effort="fast"), reader)
    assert [*view.backlog.features] == ["a"]
    assert [sentences(placement.reasons) for placement in view.roadmap.placements] == [
        ("rank 1, and there is room",)
    ]


def test_reasons_go_that_name_a_hidden_feature_or_whose_people_do() -> None:
    text = """
- {id: a, title: A, effort: 1, cd3: {cost_of_delay: 30}, deadline: {date: 2026-12-31, because: secret needs it}}
- {id: b, title: B, effort: 1, cd3: {cost_of_delay: 30}, deadline: {date: 2026-12-31, because: we said so}}
- {id: c, title: C, effort: 1, cd3: {cost_of_delay: 3}, depends_on: [{id: secret, kind: soft}]}
- {id: secret, title: Hidden, effort: 1, status: idea}
"""
    given = loaded(text, HEAD).backlog
    reader = replace(READER, where="status != idea")
    view = share(given, plan(given, effort="fast"), reader)
    told = {placement.id: sentences(placement.reasons) for placement in view.roadmap.placements}
    assert [*view.backlog.features] == ["a", "b", "c"]
    assert not any("secret" in text for some in told.values() for text in some)
    assert any("we said so" in text for text in told["b"])


# --- a finding is the same wherever it stands ---


def test_an_error_is_no_new_one_after_a_rename() -> None:
    before = loaded("- {id: a, title: A, depends_on: [nowhere]}\n- {id: b, title: B, depends_on: [a]}\n")
    after = loaded("- {id: x, title: A, depends_on: [nowhere]}\n- {id: b, title: B, depends_on: [x]}\n")
    assert new_errors(before, after, {"a": "x"}) == ()
    assert [error.feature for error in new_errors(before, after, {})] == ["x"]


def test_a_finding_that_names_a_line_is_the_same_on_another() -> None:
    text = "- id: a\n  title: A\n  title: B\n"
    before, after = (loaded(above + text) for above in ("", "- {id: z, title: Z}\n"))
    (one,), (other,) = ([it for it in some.diagnostics if it.code == "PM002"] for some in (before, after))
    assert one.message != other.message
    assert one.identity == other.identity
    assert new_errors(before, after, {}) == ()
