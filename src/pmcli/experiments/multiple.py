"""Several treatments against one control: what is judged at which odds, so that all together stay at 5 %."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pmcli.experiments.result import ALPHA


@dataclass(frozen=True, slots=True)
class HolmLevel:
    """The odds of chance at which a treatment is judged, and whether it is told apart at them."""

    alpha: float
    is_apart: bool


def holm_levels(
    names: Sequence[str], is_told_apart: Callable[[str, float], bool], alpha: float = ALPHA
) -> dict[str, HolmLevel]:
    """The level at which each is judged, by name, in their order.

    All are judged at `alpha` over their number; as long as some are told apart, the rest at `alpha` over the
    number of the rest. The odds that any is told apart by chance are `alpha` at most, whichever truly
    differ; with intervals that are always valid also for who stops when he likes what he sees.

    Source: S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of
    Statistics 6 (1979); R. Johari, P. Koomen, L. Pekelis and D. Walsh, Always valid inference, Operations
    Research 70 (2022), for its use at any time.
    """
    levels: dict[str, HolmLevel] = {}
    rest = list(names)
    while rest:
        level = alpha / len(rest)
        apart = [name for name in rest if is_told_apart(name, level)]
        levels |= {name: HolmLevel(level, bool(apart)) for name in apart or rest}
        rest = [name for name in rest if name not in levels]
    return {name: levels[name] for name in names}


def holm_adjusted(p_values: Mapping[str, float]) -> dict[str, float]:
    """The p-values after Holm: below a level just where Holm's procedure rejects at it. By name."""
    adjusted: dict[str, float] = {}
    largest = 0.0
    for position, name in enumerate(sorted(p_values, key=lambda name: p_values[name])):
        largest = max(largest, min(1.0, p_values[name] * (len(p_values) - position)))
        adjusted[name] = largest
    return {name: adjusted[name] for name in p_values}
