"""Dependencies: neighbours, order, cycles, reach. networkx is the oracle where plain code answers."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli import graph
from pmcli.graph import Graph, dependent_counts, strong_components
from tests.sequencing.oracle import dice

NAMES = "abcdefg"
pairs = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES))
DIAMOND = Graph.of("dcba", [("d", "b"), ("d", "c"), ("b", "a"), ("c", "a"), ("d", "a")])


def net(arcs: list[tuple[str, str]]) -> nx.DiGraph[str]:
    made: nx.DiGraph[str] = nx.DiGraph()
    made.add_nodes_from(NAMES)
    made.add_edges_from(arcs)
    return made


def test_neighbours_are_direct_and_sorted() -> None:
    assert DIAMOND.ids == ("a", "b", "c", "d")
    assert DIAMOND.prerequisites("d") == ("a", "b", "c")
    assert DIAMOND.dependents("a") == ("b", "c", "d")
    assert DIAMOND.prerequisites("a") == ()


def test_reach_goes_through_others() -> None:
    assert DIAMOND.waits_for("d") == ("a", "b", "c")
    assert DIAMOND.unlocks("b") == ("d",)
    assert DIAMOND.unlocks("d") == ()


def test_order_takes_the_smallest_that_is_ready() -> None:
    assert Graph.of("abcd", [("a", "d"), ("b", "d")]).order() == ("c", "d", "a", "b")


def test_redundant_arcs_are_implied_by_others() -> None:
    assert DIAMOND.redundant() == (("d", "a"),)
    assert DIAMOND.longest_chain() == ("a", "b", "d")


def test_no_cycle_is_no_fault() -> None:
    assert DIAMOND.cycles() == ()
    assert Graph.of([], []).cycles() == ()
    assert Graph.of([], []).longest_chain() == ()


@pytest.mark.parametrize(
    ("arcs", "cycles"),
    [
        (["aa"], [("a",)]),
        (["ba", "ab"], [("a", "b")]),
        (["cb", "bc", "ca"], [("b", "c")]),
        (["ac", "cb", "ba", "bc"], [("a", "c", "b")]),
        (["ab", "bc", "ca", "ba"], [("a", "b")]),
        (["ed", "de", "ba", "ab", "ec"], [("a", "b"), ("d", "e")]),
        (["ab", "ba", "bb"], [("a", "b"), ("b",)]),
        (["ab", "bc", "ca", "aa"], [("a",), ("a", "b", "c")]),
    ],
)
def test_each_circle_is_told_once_from_its_smallest_id(
    arcs: list[str], cycles: list[tuple[str, ...]]
) -> None:
    assert Graph.of("abcde", [(arc[0], arc[1]) for arc in arcs]).cycles() == tuple(cycles)


def test_a_dense_component_is_told_in_bounded_time() -> None:
    names = [f"f{number:03}" for number in range(150)]
    every = [(one, other) for one in names for other in names if one != other]
    assert Graph.of(names, every).cycles() == (("f000", "f001"),)


@given(st.lists(pairs, max_size=14))
def test_cycles_are_cycles_and_none_is_missed(arcs: list[tuple[str, str]]) -> None:
    found = Graph.of(NAMES, arcs).cycles()
    for cycle in found:
        assert cycle[0] == min(cycle)
        assert all(arc in arcs for arc in zip(cycle, (*cycle[1:], cycle[0]), strict=True))
    assert bool(found) is not nx.is_directed_acyclic_graph(net(arcs))
    components = [part for part in nx.strongly_connected_components(net(arcs)) if len(part) > 1]
    assert sorted(min(part) for part in components) == [cycle[0] for cycle in found if len(cycle) > 1]


@given(st.lists(pairs.filter(lambda arc: arc[0] > arc[1]), max_size=14))
def test_plain_answers_agree_with_networkx(arcs: list[tuple[str, str]]) -> None:
    made, oracle = Graph.of(NAMES, arcs), net(arcs)
    assert made.order() == tuple(nx.lexicographical_topological_sort(oracle.reverse()))
    assert made.dependent_counts() == {name: len(nx.ancestors(oracle, name)) for name in NAMES}
    assert len(made.longest_chain()) == nx.dag_longest_path_length(oracle) + 1
    kept = set(arcs) - set(made.redundant())
    assert nx.transitive_closure(net(sorted(kept))).edges == nx.transitive_closure(oracle).edges


def test_dependents_are_counted_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = dice(1)
    arcs = sorted({(node, draw.randrange(node)) for node in range(1, 60) for _ in "ab"})
    whole = dependent_counts(62, arcs)
    monkeypatch.setattr(graph, "BATCH", 7)
    assert dependent_counts(62, arcs) == whole
    assert whole[60:] == [0, 0]


def test_dependents_of_a_long_chain() -> None:
    size = 20_000
    assert dependent_counts(size, [(i + 1, i) for i in range(size - 1)]) == list(range(size - 1, -1, -1))


def test_strong_components_leave_singles_out() -> None:
    assert strong_components([(3, 1), (1, 3), (5, 4), (4, 2), (2, 4)]) == [[1, 3], [2, 4]]
