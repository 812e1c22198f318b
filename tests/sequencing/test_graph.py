"""Dependencies: neighbours, order, cycles, reach, parts. networkx is the oracle where plain code answers."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.sequencing import graph
from pmcli.sequencing.graph import (
    Graph,
    adjacency,
    backward,
    came_from,
    components,
    dependent_counts,
    in_rounds,
    ordered,
    path,
    reach,
    strong_components,
    walk,
)
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
    assert DIAMOND.prerequisites("a") == ()


def test_reach_goes_through_others() -> None:
    needs, serves = adjacency(DIAMOND.arcs), adjacency(backward(DIAMOND.arcs))
    assert serves["a"] == ["b", "c", "d"]
    assert reach(["d"], needs) == {"a", "b", "c"}
    assert reach(["b"], serves) == {"d"}
    assert reach(["d"], serves) == set()
    assert reach(["d", "b"], needs) == {"a", "b", "c"}


def test_walk_goes_breadth_first_and_takes_the_starts_along() -> None:
    heads = {"a": ["c", "b"], "c": ["d"], "b": ["e", "a"]}
    assert walk(["a"], heads) == ["a", "c", "b", "d", "e"]
    assert walk(["b", "b", "c"], heads) == ["b", "c", "e", "a", "d"]


def test_a_path_is_a_shortest_one() -> None:
    heads = {"a": ["b", "c"], "b": ["d"], "c": ["e"], "e": ["d"]}
    assert came_from(["a"], heads) == {"b": "a", "c": "a", "e": "c", "d": "e"}
    assert path("a", "d", heads) == ("a", "b", "d")
    assert path("a", "e", heads) == ("a", "c", "e")
    assert path("d", "a", heads) is None


def test_order_takes_the_smallest_that_is_ready() -> None:
    assert Graph.of("abcd", [("a", "d"), ("b", "d")]).order() == ("c", "d", "a", "b")


def test_order_goes_by_key_and_leaves_cycles_out() -> None:
    arcs = [("a", "d"), ("b", "d"), ("e", "f"), ("f", "e"), ("g", "f"), ("a", "d")]
    assert ordered("abcdefg", arcs, lambda name: -ord(name)) == ["d", "c", "b", "a"]
    assert ordered("badc", arcs[:2]) == ["d", "b", "a", "c"]
    assert ordered("dcba", [], lambda _: 0) == ["d", "c", "b", "a"]


def test_rounds_go_by_when_something_gets_free() -> None:
    arcs = [("a", "d"), ("b", "c"), ("e", "b"), ("f", "f"), ("a", "d")]
    assert in_rounds("abcdef", arcs) == ["c", "d", "b", "a", "e"]


def test_an_arc_joins_two_nodes() -> None:
    for walked in (ordered, in_rounds):
        with pytest.raises(KeyError):
            walked("ab", [("c", "a")])


def test_components_stand_in_the_order_of_the_nodes() -> None:
    assert components("edcba", [("a", "d"), ("b", "c"), ("c", "c")]) == [["e"], ["d", "a"], ["c", "b"]]


def test_no_cycle_is_no_fault() -> None:
    assert DIAMOND.cycles() == ()
    assert Graph.of([], []).cycles() == ()


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
    every = [(name, other) for name in names for other in names if name != other]
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


@given(st.lists(pairs, max_size=14), st.sets(st.sampled_from(NAMES)))
def test_what_is_reached_agrees_with_networkx(arcs: list[tuple[str, str]], starts: set[str]) -> None:
    oracle, heads = net(arcs), adjacency(arcs)
    below: set[str] = set().union(*(nx.descendants(oracle, start) for start in starts))
    looped = {
        start
        for start in starts
        if any(start in {tail, *nx.descendants(oracle, tail)} for tail in heads.get(start, ()))
    }
    assert reach(starts, heads) == below | looped
    walked = walk(sorted(starts), heads)
    assert len(walked) == len(set(walked))
    assert set(walked) == below | starts
    away = [
        min(
            (
                nx.shortest_path_length(oracle, start, node)
                for start in starts
                if nx.has_path(oracle, start, node)
            ),
            default=0,
        )
        for node in walked
    ]
    assert away == sorted(away)
    for start in starts:
        for end in set(NAMES) - {start}:
            way = path(start, end, heads)
            assert (way is not None) == nx.has_path(oracle, start, end)
            if way is not None:
                assert (way[0], way[-1], len(set(way))) == (start, end, len(way))
                assert nx.is_path(oracle, way)


@given(
    st.lists(pairs, max_size=14), st.permutations(NAMES), st.lists(st.integers(0, 3), min_size=7, max_size=7)
)
def test_what_is_ordered_agrees_with_networkx(
    arcs: list[tuple[str, str]], nodes: list[str], keys: list[int]
) -> None:
    key = dict(zip(NAMES, keys, strict=True))
    oracle = net(arcs)
    rings = {
        name
        for name in NAMES
        if any(oracle.has_edge(name, one) and nx.has_path(oracle, one, name) for one in NAMES)
    }
    free = oracle.subgraph(
        [name for name in NAMES if rings.isdisjoint({name, *nx.descendants(oracle, name)})]
    )
    by_key = nx.lexicographical_topological_sort(free.reverse(), lambda name: (key[name], nodes.index(name)))
    assert ordered(nodes, arcs, key.__getitem__) == list(by_key)
    assert ordered(nodes, arcs) == list(nx.lexicographical_topological_sort(free.reverse(), nodes.index))
    rounds = list(nx.topological_generations(free.reverse()))
    number = {name: at for at, names in enumerate(rounds) for name in names}
    found = in_rounds(nodes, arcs)
    assert sorted(found) == sorted(free)
    assert [number[name] for name in found] == sorted(number.values())


@given(st.lists(pairs, max_size=8), st.permutations(NAMES))
def test_components_agree_with_networkx(arcs: list[tuple[str, str]], nodes: list[str]) -> None:
    oracle = net(arcs).to_undirected()
    parts = [sorted(part, key=nodes.index) for part in nx.connected_components(oracle)]
    assert components(nodes, arcs) == sorted(parts, key=lambda part: nodes.index(part[0]))


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
