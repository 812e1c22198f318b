"""Decisions, ideas and parts of what was put away, in the ranking and in the roadmap alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.checks import check
from pmcli.model.diagnostic import PmError
from pmcli.model.words import sentences, words
from pmcli.planning import Roadmap, plan
from pmcli.ranking import Ranking, rank
from pmcli.ranking.structure import Structure
from pmcli.workspace.loaded import Loaded
from tests.conftest import loaded
from tests.worlds import World

HEAD = "pm: 1\nproduct: Test\nscoring: {model: cd3}\n"
WEB = "calendar: {start: 2026-Q4, periods: 4, value_horizon: 8}\nteams: {web: {capacity: 10}}\n"
BECAUSE = "because: so, by: ann"


def backlog_of(features: str, head: str = WEB) -> Loaded:
    lines = (line.strip().partition(" ") for line in features.strip().splitlines())
    text = "".join(f"- {{id: {name}, title: {name.upper()}, {rest}}}\n" for name, _, rest in lines)
    read = loaded(text, HEAD + head)
    assert [each for each in read.diagnostics if each.code < "PM2" and each.severity == "error"] == []
    return read


def both(features: str, head: str = WEB) -> tuple[Ranking, Roadmap]:
    backlog = backlog_of(features, head).backlog
    return rank(backlog), plan(backlog)


def order(ranking: Ranking) -> list[str]:
    return [item.id for item in ranking.items]


def periods(roadmap: Roadmap) -> dict[str, str]:
    return {placement.id: str(placement.period) for placement in roadmap.placements}


def why_not(roadmap: Roadmap) -> dict[str, str]:
    return {each.id: "; ".join(sentences(each.reasons)) for each in roadmap.unplaced}


def why(ranking: Ranking, name: str) -> str:
    return "; ".join(sentences(next(item.reasons for item in ranking.items if item.id == name)))


def codes(features: str, head: str = WEB) -> list[tuple[str, str, str]]:
    found = backlog_of(features, head).diagnostics
    return [
        (each.code, each.severity, each.feature or "") for each in found if each.code[:3] in ("PM2", "PM3")
    ]


def cd3(value: float) -> str:
    return f"cd3: {{cost_of_delay: {value}, duration: 1}}"


class TestFirstAndBefore:
    def test_first_on_what_is_not_scored_puts_ahead_what_it_waits_for(self) -> None:
        ranking, roadmap = both(f"""
            big effort: 8, {cd3(90)}
            need effort: 8, {cd3(1)}
            bare effort: 2, depends_on: [need], decisions: [{{verdict: first, {BECAUSE}}}]
        """)
        assert order(ranking) == ["need", "big"]
        assert why(ranking, "need").startswith("bare, which waits for it, is first by decision")
        assert [words(reason) for reason in ranking.bent_by] == ["bare first"]
        assert ranking.certificate is None
        assert periods(roadmap) == {"need": "2026-Q4", "bare": "2026-Q4", "big": "2027-Q1"}

    def test_first_on_a_parent_acts_on_its_children(self) -> None:
        ranking, roadmap = both(f"""
            epic decisions: [{{verdict: first, {BECAUSE}}}]
            one parent: epic, effort: 5, {cd3(2)}
            two parent: epic, effort: 5, {cd3(1)}
            perhaps parent: epic, effort: 5, moscow: could, {cd3(1.5)}
            big effort: 10, {cd3(90)}
        """)
        assert order(ranking) == ["one", "two", "big", "perhaps"]
        assert periods(roadmap) == {
            "one": "2026-Q4", "two": "2026-Q4", "epic": "2026-Q4", "big": "2027-Q1", "perhaps": "2027-Q2",
        }  # fmt: skip

    def test_before_from_and_to_a_parent_acts_on_the_children(self) -> None:
        ranking, roadmap = both(f"""
            epic decisions: [{{verdict: before, feature: other, {BECAUSE}}}]
            one parent: epic, effort: 9, {cd3(1)}
            other tags: [x]
            big parent: other, effort: 9, {cd3(90)}
            large parent: other, effort: 9, {cd3(80)}
        """)
        assert order(ranking) == ["one", "big", "large"]
        assert [words(reason) for reason in ranking.bent_by] == ["epic before other"]
        assert ranking.certificate is None
        assert "epic, which waits for it, goes ahead of other by decision" in why(ranking, "one")
        assert "after epic, which goes ahead of other by decision" in why(ranking, "big")
        assert periods(roadmap) == {"one": "2026-Q4", "big": "2027-Q1", "large": "2027-Q2"}

    def test_before_on_what_is_not_scored_puts_ahead_what_it_waits_for(self) -> None:
        ranking, roadmap = both(f"""
            big effort: 8, {cd3(90)}
            need effort: 8, {cd3(1)}
            bare effort: 2, depends_on: [need], decisions: [{{verdict: before, feature: big, {BECAUSE}}}]
        """)
        assert order(ranking) == ["need", "big"]
        assert "after bare by decision" in why(ranking, "big")
        assert periods(roadmap) == {"need": "2026-Q4", "bare": "2026-Q4", "big": "2027-Q1"}

    def test_before_against_what_a_child_waits_for_is_an_error(self) -> None:
        features = f"""
            epic decisions: [{{verdict: before, feature: other, {BECAUSE}}}]
            one parent: epic, effort: 9, depends_on: [big], {cd3(1)}
            other tags: [x]
            big parent: other, effort: 9, {cd3(90)}
        """
        assert ("PM206", "error", "epic") in codes(features)
        with pytest.raises(PmError, match="contradict"):
            rank(backlog_of(features).backlog)

    def test_a_feature_before_its_own_parent_is_no_order_among_its_siblings(self) -> None:
        features = f"""
            epic tags: [x]
            one parent: epic, effort: 9, decisions: [{{verdict: before, feature: epic, {BECAUSE}}}], {cd3(1)}
            two parent: epic, effort: 9, {cd3(90)}
        """
        assert codes(features) == []
        assert order(both(features)[0]) == ["two", "one"]

    def test_pins_against_an_order_are_an_error(self) -> None:
        features = f"""
            a effort: 1, {cd3(1)}, decisions: [{{verdict: pin, period: 2026-Q4, {BECAUSE}}}]
            link effort: 1, {cd3(1)}, decisions: [{{verdict: before, feature: a, {BECAUSE}}}], depends_on: [b]
            b effort: 1, {cd3(1)}, decisions: [{{verdict: pin, period: 2027-Q1, {BECAUSE}}}]
        """
        assert ("PM206", "error", "a") in codes(features)


class TestParents:
    def test_what_a_parent_waits_for_its_children_wait_for(self) -> None:
        ranking, roadmap = both(f"""
            epic depends_on: [{{id: base, lag: 1}}]
            inner parent: epic
            one parent: inner, effort: 1, {cd3(90)}
            base effort: 1, {cd3(1)}
        """)
        assert order(ranking) == ["base", "one"]
        assert ranking.items[1].waits_for == ("base",)
        assert periods(roadmap) == {"base": "2026-Q4", "one": "2027-Q1"}

    def test_a_parent_that_waits_for_its_own_child_keeps_the_others_free(self) -> None:
        ranking, _ = both(f"""
            epic depends_on: [one]
            one parent: epic, effort: 1, {cd3(1)}
            two parent: epic, effort: 1, {cd3(90)}
        """)
        assert order(ranking) == ["two", "one"]

    def test_a_dependency_on_something_parked_holds_the_children_of_the_parent(self) -> None:
        ranking, roadmap = both(f"""
            epic depends_on: [gone]
            one parent: epic, effort: 1, {cd3(90)}
            gone status: parked
        """)
        assert why_not(roadmap) == {"one": "waits for gone, which is parked"}
        assert "waits for gone, which is parked" in why(ranking, "one")

    def test_a_pin_and_a_deadline_of_a_parent_hurry_its_children(self) -> None:
        for promise in (f"decisions: [{{verdict: pin, period: 2026-Q4, {BECAUSE}}}]", "deadline: 2026-12-31"):
            _, roadmap = both(f"""
                epic {promise}
                one parent: epic, effort: 8, {cd3(1)}
                big effort: 8, {cd3(90)}
            """)
            assert periods(roadmap) == {"one": "2026-Q4", "epic": "2026-Q4", "big": "2027-Q1"}


class TestPutAway:
    @pytest.mark.parametrize("verdict", ["park", "decline"])
    def test_its_parts_are_ranked_and_not_placed_nor_what_waits_for_them(self, verdict: str) -> None:
        features = f"""
            epic decisions: [{{verdict: {verdict}, {BECAUSE}}}]
            inner parent: epic
            one parent: inner, effort: 1, {cd3(90)}
            after effort: 1, depends_on: [one], {cd3(1)}
        """
        ranking, roadmap = both(features)
        assert order(ranking) == ["one", "after"]
        assert periods(roadmap) == {}
        status = {"park": "parked", "decline": "declined"}[verdict]
        assert why_not(roadmap) == {
            "one": f"part of epic, which is {status}", "after": "waits for one, which is not in the plan",
        }  # fmt: skip
        assert f"part of epic, which is {status}" in why(ranking, "one")
        found = [each for each in codes(features) if each[0] == "PM211"]
        assert found == [("PM211", "warning", "inner"), ("PM211", "warning", "one")]


class TestIdeas:
    IDEA = f"thought status: idea, effort: 1, {cd3(90)}"

    def test_are_ranked_and_not_placed(self) -> None:
        ranking, roadmap = both(f"{self.IDEA}\nplain effort: 1, {cd3(1)}")
        assert order(ranking) == ["thought", "plain"]
        assert "still an idea" in why(ranking, "thought")
        assert periods(roadmap) == {"plain": "2026-Q4"}
        assert why_not(roadmap) == {"thought": "an idea: not planned until it is a candidate"}
        assert [each.reasons[0].kind for each in roadmap.unplaced] == ["idea"]

    def test_are_placed_where_the_workspace_says_so(self) -> None:
        _, roadmap = both(self.IDEA, WEB + "roadmap: {ideas: plan}\n")
        assert periods(roadmap) == {"thought": "2026-Q4"}

    @pytest.mark.parametrize(
        "more",
        [
            f"decisions: [{{verdict: pin, period: 2027-Q1, {BECAUSE}}}]",
            f"decisions: [{{verdict: first, {BECAUSE}}}]",
            "deadline: 2027-03-31",
        ],
    )
    def test_are_placed_where_they_are_promised(self, more: str) -> None:
        assert "thought" in periods(both(f"{self.IDEA}, {more}")[1])

    def test_are_placed_with_what_waits_for_them_also_through_others(self) -> None:
        _, roadmap = both(f"""
            {self.IDEA}
            link status: idea, effort: 1, depends_on: [thought], {cd3(1)}
            plain effort: 1, depends_on: [link], {cd3(1)}
            alone status: idea, effort: 1, depends_on: [plain], {cd3(1)}
        """)
        assert set(periods(roadmap)) == {"thought", "link", "plain"}

    @pytest.mark.parametrize(
        "waiting", ["moscow: wont, effort: 1", "status: idea, effort: 1", "tags: [bare]"]
    )
    def test_are_not_placed_for_what_cannot_be_placed_itself(self, waiting: str) -> None:
        _, roadmap = both(f"{self.IDEA}\nplain {waiting}, depends_on: [thought], {cd3(1)}")
        assert periods(roadmap) == {}


class TestPromisesLeftOut:
    @pytest.mark.parametrize(
        "features",
        [
            "a effort: 1, {promise}, depends_on: [b]\nb status: parked, effort: 1",
            "a effort: 1, {promise}, depends_on: [b]\nb tags: [x]",
            "a effort: 1, moscow: wont, {promise}",
            "a {promise}",
            "a effort: 1, {promise}, conflicts_with: [b]\nb status: in-progress, effort: 1",
            "a effort: 1, {promise}, conflicts_with: [b]\nb status: shipped",
            "a effort: 1, parent: p, {promise}\np status: parked",
            "a {promise}\nb parent: a",
            "a {promise}\nb parent: a, effort: 1, depends_on: [c]\nc status: parked",
        ],
    )
    @pytest.mark.parametrize(
        "promise",
        [f"decisions: [{{verdict: pin, period: 2027-Q1, {BECAUSE}}}]", "deadline: 2027-03-31"],
    )
    def test_are_conflicts_and_errors_of_check(self, features: str, promise: str) -> None:
        features = features.replace("{promise}", promise)
        roadmap = plan(backlog_of(features).backlog)
        assert [conflict.feature for conflict in roadmap.conflicts] == ["a"]
        assert "a" not in periods(roadmap)
        found = [(code, severity) for code, severity, name in codes(features) if name == "a"]
        assert {("PM302", "error"), ("PM305", "error")}.intersection(found)

    def test_a_promise_beyond_the_periods_planned_is_none(self) -> None:
        roadmap = plan(backlog_of("a moscow: wont, effort: 1, deadline: 2031-01-01").backlog)
        assert roadmap.conflicts == ()


VERDICTS = ("", "first", "before")


@st.composite
def small(draw: st.DrawFn) -> str:
    """A small backlog: dependencies point to smaller numbers, some have parents, no score, or are ideas."""
    count = draw(st.integers(3, 8))
    lines = []
    for number in range(count):
        parts = []
        if is_parent := number < 2:
            parts.append("tags: [epic]")
        elif draw(st.booleans()):
            parts.append(f"parent: f{draw(st.integers(0, 1))}")
        if not is_parent:
            parts.append(f"effort: {draw(st.integers(1, 6))}")
            if draw(st.integers(0, 3)):
                parts.append(cd3(draw(st.integers(1, 90))))
            if not draw(st.integers(0, 3)):
                parts.append("status: idea")
            if number > 2 and draw(st.booleans()):
                parts.append(f"depends_on: [f{draw(st.integers(2, number - 1))}]")
        verdict = draw(st.sampled_from(VERDICTS))
        other = draw(st.integers(0, count - 1))
        if verdict == "first":
            parts.append(f"decisions: [{{verdict: first, {BECAUSE}}}]")
        elif verdict and other != number:
            parts.append(f"decisions: [{{verdict: before, feature: f{other}, {BECAUSE}}}]")
        lines.append(f"f{number} {', '.join(parts)}")
    return "\n".join(lines)


@given(small())
def test_the_ranking_and_the_roadmap_agree_on_what_is_decided(features: str) -> None:
    backlog = backlog_of(features).backlog
    structure = Structure.of(backlog)
    if structure.cycles() or structure.contradictions:
        assert any(each.code in ("PM201", "PM206") for each in check(backlog))
        return
    ranking, roadmap = both(features)
    ranks = {item.id: item.rank for item in ranking.items}
    landed = {placement.id: placement.period for placement in roadmap.placements}
    pairs = [*structure.arcs, *structure.after]
    together = [
        (later, sooner)
        for later in ranks for sooner in ranks if later != sooner and _leads(later, sooner, pairs)
    ]  # fmt: skip
    for later, sooner in together:
        assert ranks[sooner] < ranks[later]
        if later in landed:
            assert landed[sooner] <= landed[later]
    ahead = {
        name
        for name in ranks
        if any(first == name or _leads(first, name, pairs) for first in structure.first)
    }
    assert {item.id for item in ranking.items[: len(ahead)]} == ahead


def _leads(later: str, sooner: str, pairs: list[tuple[str, str]]) -> bool:
    """Whether one comes after the other, through any others: found by walking, apart from the code."""
    seen, edge = {later}, {later}
    while edge:
        edge = {need for name, need in pairs if name in edge} - seen
        seen |= edge
    return sooner in seen and sooner != later


def test_plans_of_random_workspaces_with_ideas_prove_sound() -> None:
    """`plan` proves itself: with ideas in place of every other candidate nothing breaks and all reasons hold."""
    left_out = 0
    for seed in range(120):
        world = World(seed)
        lines = world.features.splitlines(keepends=True)
        features = "".join(
            line.replace("status: candidate", "status: idea") if at % 2 else line
            for at, line in enumerate(lines)
        )
        found = loaded(features, world.head)
        if all(each.severity != "error" or each.code.startswith("PM3") for each in found.diagnostics):
            roadmap = plan(found.backlog, effort="fast")
            left_out += sum(each.reasons[0].kind == "idea" for each in roadmap.unplaced)
    assert left_out > 50
