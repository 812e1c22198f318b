from itertools import combinations
from math import isclose, sqrt

from hypothesis import given
from hypothesis import strategies as st

from pmcli.ranking.correlation import Correlation, correlation

Places = list[tuple[float, float]]
orders = st.lists(st.tuples(st.integers(0, 6).map(float), st.integers(0, 6).map(float)), max_size=12)
"""Places of the same features in two orders, many of them ties."""


def of(places: Places) -> Correlation:
    return correlation([first for first, _ in places], [second for _, second in places])


def by_definition(places: Places) -> tuple[int, int, float | None]:
    """The pairs in the same and in the opposite order, and tau-b, pair by pair."""
    products = [(a[0] - b[0], a[1] - b[1]) for a, b in combinations(places, 2)]
    same = sum(first * second > 0 for first, second in products)
    opposite = sum(first * second < 0 for first, second in products)
    parted = [sum(pair[at] != 0 for pair in products) for at in (0, 1)]
    return same, opposite, (same - opposite) / sqrt(parted[0] * parted[1]) if all(parted) else None


def test_the_example_of_scipy() -> None:
    found = correlation([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])
    assert found.tau is not None
    assert isclose(found.tau, -0.47140452079103173)
    assert (found.features, found.same, found.opposite, found.tied, found.share) == (5, 2, 6, 2, 0.25)


def test_orders_that_part_nothing_have_no_correlation() -> None:
    assert correlation([], []) == Correlation(0, 0, 0, 0, None)
    assert correlation([1, 1, 1], [1, 2, 3]) == Correlation(3, 0, 0, 3, None)
    assert correlation([1], [1]).share is None


@given(orders)
def test_it_is_what_the_definition_says(places: Places) -> None:
    found = of(places)
    same, opposite, tau = by_definition(places)
    assert (found.same, found.opposite) == (same, opposite)
    assert found.same + found.opposite + found.tied == len(places) * (len(places) - 1) // 2
    assert found.tau == tau


@given(orders)
def test_it_is_symmetric_and_lies_between_reversed_and_the_same(places: Places) -> None:
    found = of(places)
    assert found == of([(second, first) for first, second in places])
    assert found.tau is None or -1 <= found.tau <= 1


@given(
    st.lists(st.integers(0, 6).map(float), min_size=2, max_size=12).filter(
        lambda places: len(set(places)) > 1
    )
)
def test_an_order_agrees_with_itself_and_not_with_its_reverse(places: list[float]) -> None:
    assert correlation(places, places).tau == correlation(places, places).share == 1
    assert correlation(places, [-place for place in places]).tau == -1
