"""How sure an order of classes is: features of one class tie, and nothing is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.forecast.sureness import FirstOdds, Sure
from pmcli.ranking.result import RankedFeature
from pmcli.sequencing.graph import backward, dependent_counts


def sure_of_classes(items: Sequence[RankedFeature], places: Sequence[int]) -> Iterator[Sure]:
    """How sure each rank is: anywhere in its class, behind what it waits for and ahead of what waits for it.

    `items` are in the order of `pm rank`; those of one adjusted score are a class. A feature of the class
    ties with the head of a band unless it waits for it.
    """
    ranks: dict[float | None, list[int]] = {}
    for item in items:
        ranks.setdefault(item.adjusted, []).append(item.rank)
    at = {item.id: number for number, item in enumerate(items)}
    inside = [
        (number, at[need])
        for number, item in enumerate(items)
        for need in item.waits_for
        if need in at and items[at[need]].adjusted == item.adjusted
    ]
    behind, ahead = dependent_counts(len(items), backward(inside)), dependent_counts(len(items), inside)
    head, band = 0, 1
    for number, item in enumerate(items):
        own = ranks[item.adjusted]
        low, high = own[0] + behind[number], own[-1] - ahead[number]
        first = tuple(
            FirstOdds(place, 1.0 if high <= place else 0.0 if low > place else None) for place in places
        )
        waits = number > 0 and items[number - 1].id in item.waits_for
        if item.adjusted != items[head].adjusted or items[head].id in item.waits_for:
            head, band = number, band + 1
        yield Sure(item.rank, item.id, low, (low + high) // 2, high, first, band, waits)
