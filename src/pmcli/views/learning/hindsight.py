"""What the past says of one feature, for `pm explain` and `pm new`."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.learning.confidence import HitRate
from pmcli.learning.hindsight import Hindsight, MeantRange
from pmcli.model.estimate import Estimate
from pmcli.model.figure import counted, hundredths, percent
from pmcli.views.learning.ranges import spelled
from pmcli.writers.blocks import Block, Bullets, Heading
from pmcli.writers.documents import Document, Shape, item

RATE = Shape(HitRate, "said n=count hit=hits low high")
_MEANT = Shape(MeantRange, "team from to deliveries own=is_own", **{"from": list[float], "to": list[float]})
HINDSIGHT = Shape(
    Hindsight, "effort=efforts confidence shallow=is_shallow", effort=[_MEANT], confidence=(RATE, None)
)


def hindsight_section(past: Hindsight | None) -> list[Block]:
    """A section of a page; nothing where the past says nothing yet."""
    if past is None:
        return []
    return [Heading("What your past says"), Bullets(tuple(sentences(past)))]


def hindsight_item(past: Hindsight | None) -> Document | None:
    """The same as part of a JSON document."""
    if past is None:
        return None
    efforts = [
        item(_MEANT, effort, **{"from": ends(effort.written), "to": ends(effort.meant)})
        for effort in past.efforts
    ]
    return item(HINDSIGHT, past, effort=efforts, confidence=past.confidence and rate_item(past.confidence))


def ends(estimate: Estimate) -> list[float]:
    """The low end, the likely value and the high end."""
    return [estimate.low, estimate.likely, estimate.high]


def rate_item(rate: HitRate) -> Document:
    """A hit rate as part of a JSON document."""
    return item(RATE, rate, low=hundredths(rate.low), high=hundredths(rate.high))


def sentences(past: Hindsight) -> Iterator[str]:
    """What such ranges have meant, and how often such bets came true."""
    for effort in past.efforts:
        yield f"{_whose(effort)} {effort.written} has meant {spelled(effort.meant)} ({_deliveries(effort)})"
    if past.confidence is not None:
        yield _came_true(past.confidence)
    if past.is_shallow:
        yield "estimates of now: the clone is shallow (git fetch --unshallow)"
    elif past.fault:
        yield f"estimates of now, for {past.fault}"


def _whose(effort: MeantRange) -> str:
    return f"{effort.team}'s" if effort.is_own and effort.team else "an effort of"


def _deliveries(effort: MeantRange) -> str:
    of = "" if effort.is_own else " of all teams"
    return f"{counted(effort.deliveries, 'delivery', 'deliveries')}{of}"


def _came_true(rate: HitRate) -> str:
    came = percent(rate.hits / rate.count)
    return f"said {percent(rate.said or 0.0)}, came true {came} ({rate.hits} of {rate.count})"
