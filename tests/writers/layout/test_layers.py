"""The layers of a dependency graph: who stands where, and how few arcs cross."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmcli import load
from pmcli.ranking.structure import Structure
from pmcli.writers.layout.layers import Arc, Size, arrange, lay_out, packed
from pmcli.writers.layout.ordering import OrderedLayers, ordered
from pmcli.writers.layout.ranking import layered

NORTHWIND = Path(__file__).parents[3] / "examples" / "northwind"


@st.composite
def graphs(draw: st.DrawFn, *, cycles: bool = False) -> tuple[list[str], list[Arc]]:
    """Ids and arcs; without cycles a dependent has a greater number than what it waits for."""
    size = draw(st.integers(0, 14))
    ids = draw(st.permutations([f"f{at:02}" for at in range(size)]))
    if not size:
        return ids, []
    ends = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    pairs = draw(st.lists(ends, max_size=30))
    if not cycles:
        pairs = [(max(pair), min(pair)) for pair in pairs if pair[0] != pair[1]]
    names = sorted(ids)
    return ids, [(names[name], names[need]) for name, need in pairs]


@given(graphs())
def test_what_comes_first_stands_in_a_lower_layer(graph: tuple[list[str], list[Arc]]) -> None:
    ids, arcs = graph
    places = lay_out(ids, arcs)
    assert list(places) == ids
    assert all(places[need][0] < places[name][0] for name, need in arcs)


@given(graphs(cycles=True))
def test_no_two_share_a_place(graph: tuple[list[str], list[Arc]]) -> None:
    ids, arcs = graph
    places = lay_out(ids, arcs)
    assert set(places) == set(ids)
    assert len(set(places.values())) == len(ids)
    assert all(layer >= 0 and row >= 0 for layer, row in places.values())


@given(graphs(cycles=True), st.randoms(use_true_random=False))
def test_the_order_of_the_arcs_changes_nothing(
    graph: tuple[list[str], list[Arc]], chance: random.Random
) -> None:
    ids, arcs = graph
    other = [*arcs, *arcs]
    chance.shuffle(other)
    assert lay_out(ids, arcs) == lay_out(ids, other)


@given(graphs(cycles=True))
def test_boxes_are_a_row_apart_and_inside_what_is_taken(graph: tuple[list[str], list[Arc]]) -> None:
    found = arrange(*graph)
    for (layer, row), (other, its) in combinations(found.places.values(), 2):
        assert layer != other or abs(row - its) >= 1 - 1e-6
    spots = [*found.places.values(), *(spot for way in found.ways.values() for spot in way)]
    assert all(0 <= layer < found.columns and 0 <= row <= found.rows - 1 + 1e-6 for layer, row in spots)


@given(graphs(cycles=True))
def test_an_arc_passes_every_layer_between_its_ends(graph: tuple[list[str], list[Arc]]) -> None:
    ids, arcs = graph
    found = arrange(ids, arcs)
    assert set(found.ways) == {arc for arc in arcs if arc[0] != arc[1]}
    for (name, need), way in found.ways.items():
        assert way[0] == found.places[need]
        assert way[-1] == found.places[name]
        layers = [layer for layer, _ in way]
        step = 1 if layers[-1] > layers[0] else -1
        assert layers == list(range(layers[0], layers[-1] + step, step))


def crossings_by_hand(graph: OrderedLayers) -> int:
    """Every pair of arcs looked at."""
    place = {node: at for row in graph.rows for at, node in enumerate(row)}
    arcs = [
        (graph.layer[one], place[one], place[two]) for one, ends in enumerate(graph.after) for two in ends
    ]
    return sum(
        layer == other and (one - its) * (two - end) < 0
        for (layer, one, two), (other, its, end) in combinations(arcs, 2)
    )


@given(graphs())
def test_crossings_are_counted_as_by_hand(graph: tuple[list[str], list[Arc]]) -> None:
    ids, arcs = graph
    if not ids:
        return
    number = {name: at for at, name in enumerate(ids)}
    found = ordered(layered(len(ids), [(number[need], number[name]) for name, need in set(arcs)]))
    assert found.crossings() == crossings_by_hand(found)


def test_a_tree_has_no_crossing() -> None:
    arcs = [((at - 1) // 2, at) for at in range(1, 127)]
    mixed = [(one * 53 % 127, two * 53 % 127) for one, two in arcs]
    assert ordered(layered(127, mixed)).crossings() == 0


def test_northwind_has_no_crossing() -> None:
    structure = Structure.of(load(NORTHWIND).backlog)
    number = {name: at for at, name in enumerate(structure.ids)}
    linked = sorted({name for arc in structure.arcs for name in arc})
    number = {name: at for at, name in enumerate(linked)}
    pairs = [(number[need], number[name]) for name, need in structure.arcs]
    assert len(pairs) == 21
    assert ordered(layered(len(linked), pairs)).crossings() == 0


def test_no_arc_is_longer_than_it_must_be() -> None:
    """The prerequisite of the last of a chain stands right before it, not at the beginning."""
    arcs = [("b", "a"), ("c", "b"), ("d", "c"), ("d", "late"), ("late", "early")]
    places = lay_out(["a", "b", "c", "d", "late", "early"], arcs)
    assert places["late"][0] == places["d"][0] - 1
    assert places["early"][0] == places["d"][0] - 2


def test_of_a_cycle_one_arc_leads_back() -> None:
    found = arrange(["a", "b", "c"], [("b", "a"), ("c", "b"), ("a", "c"), ("a", "a")])
    back = [arc for arc, way in found.ways.items() if way[0][0] > way[-1][0]]
    assert len(found.ways) == 3
    assert len(back) == 1


def test_two_that_wait_for_each_other() -> None:
    found = arrange(["a", "b"], [("b", "a"), ("a", "b")])
    assert found.ways["a", "b"] == tuple(reversed(found.ways["b", "a"]))


def test_nothing() -> None:
    found = arrange([], [])
    assert (found.places, found.ways, found.columns, found.rows) == ({}, {}, 0, 0)


@given(st.lists(st.builds(Size, st.integers(1, 5), st.integers(1, 9)), max_size=25), st.floats(0.2, 3))
def test_rectangles_do_not_overlap(sizes: list[Size], ratio: float) -> None:
    corners, whole = packed(sizes, ratio)
    cells = [
        (column + across, row + down)
        for (column, row), one in zip(corners, sizes, strict=True)
        for across in range(one.columns)
        for down in range(one.rows)
    ]
    assert len(cells) == len(set(cells))
    assert all(column < whole.columns and row < whole.rows for column, row in cells)


def test_many_small_parts_fill_a_field_of_the_shape_asked_for() -> None:
    _, whole = packed([Size(2, 1)] * 200, 2.0)
    assert 1.6 < whole.columns / whole.rows < 2.4


@pytest.mark.unmeasured
def test_a_large_graph_is_laid_out_in_good_time() -> None:
    chance = random.Random(7)  # noqa: S311 - nothing is secret
    arcs: list[Arc] = []
    while len(arcs) < 3300:
        low, high = sorted(chance.sample(range(3000), 2))
        if high - low < 60:
            arcs.append((f"{high:04}", f"{low:04}"))
    start = process_time()
    places = lay_out([f"{at:04}" for at in range(3000)], arcs)
    assert process_time() - start < 60, "about one second, on a machine at rest"
    assert all(places[need][0] < places[name][0] for name, need in arcs)
