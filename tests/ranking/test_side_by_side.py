from __future__ import annotations

from pmcli.ranking import rank
from pmcli.ranking.causes import Fight, MethodCause, fights
from pmcli.ranking.result import By
from pmcli.ranking.side_by_side import SideBySide, Standing
from tests.conftest import loaded

BOTH = """
- {{id: {0}, title: {0}, effort: {1}, rice: {{reach: {2}, impact: 1, confidence: 100%}},
   wsjf: {{user_business_value: {3}, time_criticality: {4}, risk_opportunity: 1, job_size: 1}}, {5}}}
"""


def both(name: str, reach: int, effort: int = 1, worth: int = 1, urgency: int = 1, more: str = "") -> str:
    return BOTH.format(name, effort, reach, worth, urgency, more)


URGENT = (
    both("a", 50) + both("b", 40, worth=2) + both("c", 30, worth=3) + both("d", 20) + both("e", 5, urgency=13)
)
WAITED = """
- {id: base, title: Base, effort: 1}
- {id: top, title: Top, effort: 1, rice: {reach: 9, impact: 1, confidence: 100%}, depends_on: [base]}
- {id: low, title: Low, effort: 1, rice: {reach: 1, impact: 1, confidence: 100%}, cd3: {cost_of_delay: 5}}
- {id: money, title: Money, effort: 1, cd3: {cost_of_delay: 9}}
"""
CLASSES = "".join(
    f"- {{id: {name}, title: {name}, effort: 1, moscow: {word}, rice: {{reach: {reach}, impact: 1, confidence: 100%}}}}\n"
    for name, word, reach in (("a", "must", 1), ("b", "must", 2), ("c", "must", 3), ("d", "could", 4))
)


def sides(features: str, *names: str, by: By = "adjusted") -> SideBySide:
    return SideBySide.of(loaded(features).backlog, names, by=by)


def fought(features: str, name: str, *models: str) -> Fight:
    found = sides(features, *models)
    return fights(found, [found.disputes[name]])[0]


def told(causes: tuple[MethodCause, ...]) -> list[tuple[str, str, float, float | None]]:
    return [(cause.kind, cause.name, cause.number, cause.median) for cause in causes]


def test_the_places_are_those_of_each_ranking() -> None:
    backlog = loaded(URGENT).backlog
    found = sides(URGENT, "rice", "wsjf")
    assert found.ids == ("a", "b", "c", "d", "e")
    for method in found.methods:
        alone = rank(backlog, method.name)
        assert [standing.item for standing in method.standings.values()] == list(alone.items)
    assert {name: (each.first, each.last) for name, each in found.method("wsjf").standings.items()} == {
        "e": (1, 1), "c": (2, 2), "b": (3, 3), "a": (4, 5), "d": (4, 5),
    }  # fmt: skip


def test_two_methods_agree_pair_by_pair() -> None:
    found = sides(URGENT, "rice", "wsjf").pair("wsjf", "rice")
    assert (found.correlation.same, found.correlation.opposite, found.correlation.tied) == (2, 7, 1)
    assert (found.top, found.of) == (5, 5)


def test_what_a_method_cannot_rank_is_told_and_never_stands_last() -> None:
    found = sides(WAITED, "rice", "cd3")
    rice, cd3 = found.methods
    assert [*rice.standings] == ["base", "top", "low"]
    assert [*cd3.standings] == ["money", "low"]
    assert [row.id for row in rice.unranked] == ["money"]
    assert [row.id for row in cd3.unranked] == ["base", "top"]
    assert found.ids == ("base", "top", "low", "money")
    assert found.pairs[0].correlation.features == 1
    assert found.pairs[0].correlation.tau is None


def test_by_scores_alone_what_has_none_is_not_ranked() -> None:
    method = sides(WAITED, "rice", "cd3", by="score").methods[0]
    assert [*method.standings] == ["top", "low"]
    assert [(row.id, row.reason.kind) for row in method.unranked] == [
        ("base", "enabler"), ("money", "needs-inputs"),
    ]  # fmt: skip


def test_features_of_one_class_share_the_middle_of_their_places() -> None:
    found = sides(CLASSES, "moscow", "rice")
    standing = found.method("moscow").standings["b"]
    assert isinstance(standing, Standing)
    assert (standing.item.rank, standing.first, standing.last, standing.middle) == (2, 1, 3, 2)
    moscow, rice = found.pairs[0].places
    assert moscow == {"a": 2, "b": 2, "c": 2, "d": 4}
    assert rice == {"d": 1, "c": 2, "b": 3, "a": 4}
    assert (found.pairs[0].correlation.opposite, found.pairs[0].correlation.tied) == (3, 3)


def test_the_numbers_that_move_a_place_are_its_causes() -> None:
    fight = fought(URGENT, "e", "rice", "wsjf")
    assert (fight.dispute.higher, fight.dispute.lower) == ("wsjf", "rice")
    assert (fight.dispute.places, fight.dispute.of, fight.dispute.spread) == ((1, 5), 5, 0.8)
    assert told(fight.higher) == [("input", "time_criticality", 13, 1)]
    assert told(fight.lower) == [("input", "reach", 5, 30)]
    assert [cause.known for cause in (*fight.higher, *fight.lower)] == [(), ()]
    assert fight.lower[0].place == 3.5


def test_a_cause_that_the_other_method_knows_by_another_name() -> None:
    sized = "".join(both(name, 10, effort) for name, effort in (("a", 1), ("b", 2), ("c", 3), ("d", 9)))
    small = sized.replace("job_size: 1}", "job_size: 8}", 3)
    fight = fought(small, "d", "rice", "wsjf")
    assert told(fight.lower) == [("input", "effort", 9, 2.5)]
    assert [(term.name, term.number) for term in fight.lower[0].known] == [("job_size", 1)]


def test_what_is_borrowed_and_lent_is_a_cause() -> None:
    chain = (
        both("base", 2)
        + both("top", 90, worth=20, more="depends_on: [base]")
        + "".join(both(name, reach, worth=9) for name, reach in (("x", 60), ("y", 10), ("z", 5)))
    )
    found = sides(chain.replace("{user_business_value: 20,", "{user_business_value: 1,"), "rice", "wsjf")
    borrowed = fights(found, [found.disputes["base"]])[0].higher[0]
    assert (borrowed.kind, borrowed.model, borrowed.features) == ("borrowed", "rice", ("top",))
    assert (borrowed.number, borrowed.place) == (44 / 46, 5)
    found = sides(chain, "rice", "wsjf")
    lent = fights(found, [found.disputes["top"]])[0].lower[0]
    assert (lent.kind, lent.model, lent.features) == ("lent", "rice", ("base",))
    assert (lent.number, lent.place) == (44 / 90, 1)


def test_what_has_no_score_of_its_own_is_placed_for_others() -> None:
    wanted = WAITED + both("other", 1) + both("base-too", 5)
    found = sides(
        wanted.replace("id: base,", "id: base, ice: {impact: 1, confidence: 1, ease: 1},"), "rice", "ice"
    )
    assert found.pairs[0].correlation.features == 1
    fight = fights(found, [found.disputes["base"]])[0]
    assert [(cause.kind, cause.features) for cause in fight.higher] == [("borrowed", ("top",))]
