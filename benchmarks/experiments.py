"""How often a test without any effect is told to work, or to hurt, by how it is looked at.

    python -m benchmarks.experiments [--runs 4000] [--looks 20] [--only WORDS]

Both groups are drawn alike, as many at each look as at the last. `works` and `told` (works or hurts) are the
share of the tests of which `pm` says so at any of the looks; `naive` the share whose interval for one look
ever leaves out 0. Asked: `works` in 5 % at most, however often one looks.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import sqrt
from random import Random
from typing import Protocol

from pmcli.experiments.reading import Design, read
from pmcli.experiments.result import ArmReading, Sample

EACH = 10_000
"""So many are in each group at the last look."""
BUYERS = 1_000
"""So many where every one's amount is drawn."""


class Growing(Protocol):
    """A group that grows from look to look."""

    def more(self, n: int) -> Sample:
        """The group once so many more are in it."""


@dataclass
class Coins:
    """People who do it with odds of one half to the power of `rarity`."""

    draw: Random
    rarity: int = 1
    n: int = 0
    hits: int = 0

    def more(self, n: int) -> Sample:
        """As said; a bit of a random number is a person."""
        bits = self.draw.getrandbits(n)
        for _ in range(self.rarity - 1):
            bits &= self.draw.getrandbits(n)
        self.n, self.hits = self.n + n, self.hits + bits.bit_count()
        return Sample.counted(self.n, self.hits)


@dataclass
class Spenders:
    """People who spend amounts that are exponential: a few spend much."""

    draw: Random
    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def more(self, n: int) -> Sample:
        """As said."""
        for _ in range(n):
            amount = self.draw.expovariate(1.0)
            self.total += amount
            self.squares += amount * amount
        self.n += n
        mean = self.total / self.n
        return Sample.measured(self.n, mean, sqrt((self.squares - self.n * mean * mean) / (self.n - 1)))


Made = Callable[[Random], Growing]


@dataclass(frozen=True)
class Case:
    """A way to look: the plan, what the groups do, how many are in each at the end."""

    title: str
    plan: Design
    made: Made
    treatments: int = 1
    each: int = EACH
    is_read_once: bool = False

    def readings(self, seed: int, looks: int) -> Iterator[tuple[ArmReading, ...]]:
        """The readings of a test, look by look."""
        draw = Random(seed)
        control, *others = [self.made(draw) for _ in range(self.treatments + 1)]
        for _ in range(1 if self.is_read_once else looks):
            step = self.each if self.is_read_once else self.each // looks
            base = control.more(step)
            yield read(base, {f"t{at}": group.more(step) for at, group in enumerate(others)}, self.plan)


def cases() -> Iterator[Case]:
    """All that is measured."""
    for rarity in (1, 3, 7):
        share = f"{2.0**-rarity:.1%}"

        def coins(draw: Random, rarity: int = rarity) -> Coins:
            return Coins(draw, rarity)

        yield Case(f"{share}, size planned, read once", Design(EACH), coins, is_read_once=True)
        yield Case(f"{share}, size planned, looked at all the time", Design(EACH), coins)
        yield Case(f"{share}, no size, looked at all the time", Design(), coins)
        if rarity == 1:
            yield Case(f"{share}, half the size planned, read on", Design(EACH // 2), coins)
            for treatments in (2, 3):
                plan = Design(EACH, split=1 / (treatments + 1))
                title = f"{share}, {treatments} treatments, size planned, "
                yield Case(f"{title}read once", plan, coins, treatments, is_read_once=True)
                yield Case(f"{title}looked at all the time", plan, coins, treatments)
                free = Design(split=plan.split)
                yield Case(f"{share}, {treatments} treatments, no size", free, coins, treatments)
    yield Case("amounts, size planned, read once", Design(BUYERS), Spenders, each=BUYERS, is_read_once=True)
    yield Case("amounts, no size, looked at all the time", Design(), Spenders, each=BUYERS)


def told(readings: Iterable[tuple[ArmReading, ...]]) -> tuple[bool, bool, bool]:
    """Whether any treatment was ever said to work, to work or hurt, or left out 0 as if looked at once."""
    works = apart = naive = False
    for arms in readings:
        verdicts = {arm.verdict for arm in arms}
        works |= "works" in verdicts
        apart |= bool({"works", "hurts"} & verdicts)
        naive |= any(arm.fixed.low > 0 or arm.fixed.high < 0 for arm in arms)
    return works, apart, naive


def main() -> None:
    """Print a line a case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=4_000)
    parser.add_argument("--looks", type=int, default=20)
    parser.add_argument("--only", default="", help="the cases whose title has these words")
    given = parser.parse_args()
    print(f"{'':57} {'works':>8} {'told':>8} {'naive':>8}")
    for case in cases():
        if given.only not in case.title:
            continue
        rows = [told(case.readings(seed, given.looks)) for seed in range(given.runs)]
        shares = " ".join(f"{sum(column) / len(rows):8.2%}" for column in zip(*rows, strict=True))
        print(f"{case.title:57} {shares}", flush=True)


if __name__ == "__main__":
    main()
