"""Ways along arcs, held against networkx."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli.sequencing import graph
from pmcli.sequencing.ways import implied, ways

nodes = st.integers(0, 11)
acyclic = st.sets(st.tuples(nodes, nodes).filter(lambda arc: arc[0] > arc[1]), max_size=40)


def _lags(arcs: set[tuple[int, int]]) -> dict[str, dict[str, int]]:
    lags: dict[str, dict[str, int]] = {}
    for tail, head in sorted(arcs):
        lags.setdefault(f"n{tail:02}", {})[f"n{head:02}"] = 0
    return lags


@given(acyclic)
def test_arcs_outside_the_transitive_reduction_are_implied(arcs: set[tuple[int, int]]) -> None:
    with pytest.MonkeyPatch.context() as few:
        few.setattr(graph, "BATCH", 3)
        found = implied(_lags(arcs))
    kept = nx.transitive_reduction(nx.DiGraph(sorted(arcs))).edges
    assert set(found) == {(f"n{tail:02}", f"n{head:02}") for tail, head in arcs - set(kept)}
    assert all(_is_way(way, arcs, least=3) and (way[0], way[-1]) == arc for arc, way in found.items())


@given(acyclic, st.lists(st.tuples(nodes, nodes), max_size=20))
def test_there_is_a_way_where_networkx_finds_one(
    arcs: set[tuple[int, int]], asked: list[tuple[int, int]]
) -> None:
    net = nx.DiGraph(sorted(arcs))
    net.add_nodes_from(range(12))
    found = ways([(f"n{start:02}", f"n{end:02}") for start, end in asked], _lags(arcs))
    led = {(start, end) for start, end in asked if start != end and nx.has_path(net, start, end)}
    assert set(found) == {(f"n{start:02}", f"n{end:02}") for start, end in led}
    assert all(_is_way(way, arcs, least=2) and (way[0], way[-1]) == pair for pair, way in found.items())


def _is_way(way: tuple[str, ...], arcs: set[tuple[int, int]], least: int) -> bool:
    steps = [(int(tail[1:]), int(head[1:])) for tail, head in pairwise(way) if "…" not in (tail, head)]
    return len(way) >= least and set(steps) <= arcs


def test_a_long_way_is_told_by_its_beginning_and_its_end() -> None:
    chain = {f"n{number:04}": {f"n{number - 1:04}": 0} for number in range(1, 3000)}
    assert ways([("n2999", "n0000")], chain) == {
        ("n2999", "n0000"): ("n2999", "n2998", "n2997", "n2996", "n2995", "…", "n0000")
    }


def test_lags_along_a_way_add_up() -> None:
    lags = {"c": {"b": 1, "a": 2}, "b": {"a": 1}}
    assert implied(lags) == {("c", "a"): ("c", "b", "a")}
    assert implied({**lags, "c": {"b": 1, "a": 3}}) == {}
