"""What has to come out, worked out anew: by the formulas as they are written, else by trying all there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, permutations, product
from math import exp, log, sqrt

Z = 1.645
"""The 95 % quantile of the standard normal distribution."""
Costs = Mapping[str, tuple[float, float]]
"""Value and cost by feature."""
Arcs = Sequence[tuple[str, str]]
"""Who waits for whom."""


def mean(low: float, middle: float | None, high: float) -> float:
    """The mean of the Myerson distribution with these 5 %, 50 % and 95 % quantiles."""
    middle = sqrt(low * high) if middle is None else middle
    ratio = (high - middle) / (middle - low)
    if ratio == 1:
        return middle
    return middle + (high - middle) * (exp(log(ratio) ** 2 / (2 * Z**2)) - 1) / (ratio - 1)


def adjusted(features: Costs, arcs: Arcs) -> dict[str, float]:
    """The adjusted scores: again and again the closed set with the most value for its cost, the largest of such."""
    scores: dict[str, float] = {}
    left = set(features)
    while left:
        density, chosen = max(
            ((_density(features, group), group) for group in _closed(left, arcs)),
            key=lambda one: (round(one[0], 9), len(one[1])),
        )
        scores |= dict.fromkeys(chosen, density)
        left -= set(chosen)
    return scores


def _density(features: Costs, group: Iterable[str]) -> float:
    value, cost = (sum(part) for part in zip(*(features[name] for name in group), strict=True))
    return float(value / cost)


def _closed(left: set[str], arcs: Arcs) -> Iterator[tuple[str, ...]]:
    """Every set of what is left that has with each feature all that it waits for."""
    names = sorted(left)
    for size in range(1, len(names) + 1):
        for group in combinations(names, size):
            if all(need in group for one, need in arcs if one in group and need in left):
                yield group


def delay(features: Costs, order: Iterable[str]) -> float:
    """Σ value · completion of an order."""
    total = end = 0.0
    for name in order:
        value, cost = features[name]
        end += cost
        total += value * end
    return total


def cheapest(features: Costs, arcs: Arcs) -> float:
    """The least Σ value · completion over all orders that keep the dependencies."""
    orders = (
        order for order in permutations(features)
        if all(order.index(need) < order.index(one) for one, need in arcs)
    )  # fmt: skip
    return min(delay(features, order) for order in orders)


def earning(
    place: int, horizon: int, discount: float, profile: str = "standard", due: int | None = None
) -> float:
    """Σ γ^s · u(s) from the period `place` on; `due` is the last period that is in time."""
    gamma = 1 - discount
    return sum(gamma**s * _share(profile, s, place, due) for s in range(place, horizon))


def _share(profile: str, s: int, place: int, due: int | None) -> float:
    if profile == "fixed-date":
        return 0.0 if due is not None and place > due else 1.0
    if profile == "intangible":
        return 0.0 if s < 4 else 1.0
    return 0.5 ** (s / 4) if profile == "fading" else 1.0


def plans(
    features: Mapping[str, tuple[float, float]], arcs: Arcs, capacity: Sequence[float]
) -> Iterator[dict[str, int]]:
    """Every plan of one team that fits, with the period of each feature; `len(capacity)` is later.

    `features` are benefit and effort.
    """
    later = len(capacity)
    for places in product(range(later + 1), repeat=len(features)):
        plan = dict(zip(features, places, strict=True))
        loads = [sum(features[one][1] for one, at in plan.items() if at == period) for period in range(later)]
        is_full = any(load > room + 1e-9 for load, room in zip(loads, capacity, strict=True))
        if not is_full and all(plan[one] >= plan[need] for one, need in arcs):
            yield plan


def worth(benefit: float, place: int, periods: int) -> float:
    """What a feature earns that is delivered in a period, over 12 at 3 % discount; nothing later."""
    return benefit * earning(place, 12, 0.03) if place < periods else 0.0


def best_value(features: Mapping[str, tuple[float, float]], arcs: Arcs, capacity: Sequence[float]) -> float:
    """The most that a plan can bring."""
    return max(
        sum(worth(features[one][0], at, len(capacity)) for one, at in plan.items())
        for plan in plans(features, arcs, capacity)
    )


def breaking(
    features: Mapping[str, tuple[float, float]],
    plan: Mapping[str, int],
    agreed: Mapping[str, int],
    periods: int,
    fee: float,
) -> float:
    """What a plan costs beside what was agreed: for each that moved the fee and what it loses, never less than 0."""
    return sum(
        max(0.0, fee + worth(features[one][0], at, periods) - worth(features[one][0], plan[one], periods))
        for one, at in agreed.items()
        if plan[one] != at
    )
