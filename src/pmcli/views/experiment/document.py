"""Experiments as a JSON document: an item for each group with a change; one where there are no numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pmcli.experiments.result import ArmReading, GuardrailReading, Span
from pmcli.model.experiment import ExperimentDecision
from pmcli.ranking.result import LeftOut
from pmcli.views.experiment import words
from pmcli.views.experiment.readout import Readout
from pmcli.views.experiment.todo import todo
from pmcli.writers.documents import Document, Shape, document, item, whole

_ITEM = Shape(
    ArmReading,
    "feature id arm hypothesis metric state start end size n verdict because now interval control treatment "
    "difference low high fixed anyTime relative relativeLow relativeHigh p better splitP detectable "
    "sizeNeeded shrunk guardrails decided",
    feature=str, id=str | None, arm=str | None, hypothesis=str, metric=str | None, state=str,
    start=date | None, end=date | None, size=int | None, n=int, verdict=str | None, because=str | None,
    now=str, interval=str | None, control=float | None, treatment=float | None, difference=float | None,
    low=float | None, high=float | None, fixed=(whole(Span), None), any_time=(whole(Span), None),
    p=float | None, better=float | None, split_p=float | None, detectable=float | None,
    shrunk=float | None, guardrails=[whole(GuardrailReading)],
    decided=(Shape(ExperimentDecision, "ship because by on"), None),
)  # fmt: skip
EXPERIMENT = Shape(object, "today items leftOut?", today=date, items=[_ITEM], left_out=list[LeftOut])


def experiments_document(
    readouts: Iterable[Readout], today: date, left_out: Sequence[LeftOut] | None = None
) -> Document:  # fmt: skip
    """Experiments: `pm experiment --format json`; with an id those of a feature, or one."""
    items = [item for readout in readouts for item in _items(readout)]
    return document("experiment", EXPERIMENT, None, today=today, items=items, left_out=left_out)


def _items(readout: Readout) -> Iterator[Document]:
    experiment = readout.experiment
    shared = {
        "feature": readout.feature.id, "id": experiment.id, "hypothesis": experiment.hypothesis,
        "metric": experiment.metric, "state": experiment.state, "start": experiment.start,
        "end": experiment.end, "size": experiment.size, "n": experiment.least, "now": todo(readout).text,
        "decided": experiment.decided,
    }  # fmt: skip
    if not readout.arms:
        yield item(_ITEM, None, **shared)
    for arm in readout.arms:
        is_broken = arm.verdict == "broken"
        yield item(
            _ITEM, arm, **shared, because=words.because(readout, arm),
            shrunk=None if is_broken else words.shrunk(readout, arm),
        )  # fmt: skip
