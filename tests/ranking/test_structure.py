from __future__ import annotations

from datetime import date

from pmcli.ranking.structure import Structure, contradictions
from tests.conftest import loaded


def structure(features: str) -> Structure:
    return Structure.of(loaded(features).backlog)


def test_only_open_features_and_hard_dependencies_count() -> None:
    found = structure("""
- {id: a, title: A, depends_on: [b, {id: c, kind: soft}, d, e]}
- {id: b, title: B}
- {id: c, title: C}
- {id: d, title: D, status: shipped}
- {id: e, title: E, status: parked}
""")
    assert found.ids == ("a", "b", "c")
    assert found.arcs == (("a", "b"),)


def test_decisions_to_park_and_decline_count_as_the_status() -> None:
    found = structure("""
- {id: a, title: A, decisions: [{verdict: park, because: later}]}
- {id: b, title: B, decisions: [{verdict: decline, because: never}]}
- {id: c, title: C, decisions: [{verdict: park, because: over, until: 2026-01-01}]}
- {id: d, title: D, status: shipped, decisions: [{verdict: park, because: too late}]}
""")
    assert found.ids == ("c",)


def test_a_parent_waits_for_its_children_except_could_and_wont() -> None:
    found = structure("""
- {id: whole, title: W, depends_on: [base]}
- {id: base, title: B}
- {id: one, title: O, parent: whole, moscow: must}
- {id: two, title: T, parent: whole, moscow: could}
- {id: three, title: T, parent: whole, moscow: wont}
- {id: four, title: F, parent: whole, status: shipped}
- {id: after, title: A, depends_on: [whole]}
""")
    assert found.parents == {"whole"}
    own = (("after", "whole"), ("whole", "base"), ("whole", "one"))
    # And what it waits for they wait for, those that it does not wait for too.
    handed_on = (("one", "base"), ("three", "base"), ("two", "base"))
    assert found.arcs == tuple(sorted((*own, *handed_on)))
    # Seen without the container: what waits for it waits for what it waits for.
    assert found.between(["after", "base", "one"]) == (("after", "base"), ("after", "one"), ("one", "base"))


def test_containers_within_containers_are_seen_through() -> None:
    found = structure("""
- {id: outer, title: O}
- {id: inner, title: I, parent: outer}
- {id: leaf, title: L, parent: inner}
- {id: after, title: A, depends_on: [outer]}
""")
    assert found.between(["after", "leaf"]) == (("after", "leaf"),)
    assert found.dependents() == {"after": 0, "inner": 1, "leaf": 1, "outer": 1}


def test_a_cycle_through_a_parent_is_a_cycle() -> None:
    found = structure("- {id: whole, title: W}\n- {id: kid, title: K, parent: whole, depends_on: [whole]}\n")
    assert found.cycles() == (("kid", "whole"),)


def test_a_shipped_feature_breaks_a_cycle() -> None:
    assert (
        structure("""
- {id: a, title: A, depends_on: [b]}
- {id: b, title: B, status: shipped, depends_on: [a]}
""").cycles()
        == ()
    )


def test_decisions_about_the_order() -> None:
    found = structure("""
- {id: a, title: A, decisions: [{verdict: first, because: so}]}
- {id: b, title: B, decisions: [{verdict: before, feature: c, because: so}]}
- {id: c, title: C, decisions: [{verdict: before, feature: gone, because: so}]}
- {id: gone, title: G, status: declined}
""")
    assert found.first == ("a",)
    assert found.after == (("c", "b"),)


def told(features: str) -> list[tuple[str, int]]:
    return [(name, number) for name, number, _ in contradictions(loaded(features).backlog)]


def test_before_against_a_dependency_is_a_contradiction() -> None:
    assert told("""
- {id: a, title: A, depends_on: [b], decisions: [{verdict: park, because: x, until: 2020-01-01}, {verdict: before, feature: c, because: so}]}
- {id: b, title: B, depends_on: [c]}
- {id: c, title: C}
""") == [("a", 1)]


def test_two_befores_against_each_other() -> None:
    assert told("""
- {id: a, title: A, decisions: [{verdict: before, feature: b, because: so}]}
- {id: b, title: B, decisions: [{verdict: before, feature: a, because: so}]}
""") == [("a", 0)]


def test_before_itself_is_a_contradiction() -> None:
    assert told("- {id: a, title: A, decisions: [{verdict: before, feature: a, because: so}]}") == [("a", 0)]


def test_a_cycle_of_dependencies_is_no_contradiction_of_decisions() -> None:
    assert (
        told("""
- {id: a, title: A, depends_on: [b], decisions: [{verdict: before, feature: c, because: so}]}
- {id: b, title: B, depends_on: [a]}
- {id: c, title: C}
""")
        == []
    )


def test_a_pin_before_that_of_a_prerequisite() -> None:
    text = """
- {id: a, title: A, depends_on: [m], decisions: [{verdict: pin, period: 2026-Q4, because: so}]}
- {id: m, title: M, depends_on: [b]}
- {id: b, title: B, decisions: [{verdict: pin, period: 2027-Q1, because: so}]}
"""
    assert told(text) == [("a", 0)]
    assert told(text.replace("2026-Q4", "2027-Q1")) == []


def test_today_decides_what_is_in_force() -> None:
    text = "- {id: a, title: A, decisions: [{verdict: first, because: so, until: 2026-12-31}]}"
    assert Structure.of(loaded(text).backlog).first == ("a",)
    assert Structure.of(loaded(text, today=date(2027, 1, 1)).backlog).first == ()
