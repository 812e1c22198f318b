"""Sheets on what was tried: experiments with what they say, launches with what is ready, results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from pmcli.model.confidence import VERDICT_WORDS, verdict_in
from pmcli.model.fields import facts
from pmcli.model.figure import MeasuredRange, figure, measured
from pmcli.model.reading import readings
from pmcli.writers.xlsx.sheet import Content, Kind, Sheet, SheetColumn

if TYPE_CHECKING:
    from datetime import date

    from pmcli.experiments.result import ArmReading
    from pmcli.model.experiment import Arm, Experiment
    from pmcli.model.feature import Feature
    from pmcli.model.launch import Launch
    from pmcli.sharing import AudienceView

_FEATURE = SheetColumn("feature", width=34)
_EXPERIMENTS = (
    _FEATURE, SheetColumn("experiment"), SheetColumn("hypothesis", width=36), SheetColumn("metric"),
    SheetColumn("state", "planned, running, done or stopped"), SheetColumn("start"), SheetColumn("end"),
    SheetColumn("says", "the verdict on the whole experiment"),
    SheetColumn("group", "the one with the change"), SheetColumn("people in control", "", "count"),
    SheetColumn("control", "its share, or its mean", "number"),
    SheetColumn("people in group", "", "count"), SheetColumn("with the change", "", "number"),
    SheetColumn("difference", "with the change less control", "number"),
    SheetColumn("at least", "the lower end of the interval that counts", "number"),
    SheetColumn("at most", "its upper end", "number"), SheetColumn("decided", width=36),
)  # fmt: skip
_LAUNCHES = (
    _FEATURE, SheetColumn("day"), SheetColumn("kind"),
    SheetColumn("open", "points that are not ready", width=30), SheetColumn("done", width=30),
    SheetColumn("not needed", width=20), SheetColumn("rollout", width=36),
    SheetColumn("evaluation", "what was measured, against what is needed", width=44),
)  # fmt: skip
_RESULTS = (
    _FEATURE, SheetColumn("shipped"), SheetColumn("metric"), SheetColumn("before", "", "number"),
    SheetColumn("after", "", "number"), SheetColumn("between", "what it is known to lie between"),
    SheetColumn("aimed", "the target of the metric", "number"), SheetColumn("verdict"),
    SheetColumn("how", "how it is known"), SheetColumn("on", "when it was looked at"),
    SheetColumn("took", "what it really took, by team", width=24), SheetColumn("learned", width=50),
)  # fmt: skip


Row = tuple[Content, ...]


def experiments(view: AudienceView) -> Sheet | None:
    """The sheet of experiments, a row for each group with a change; None where there are none to see."""
    rows = _all(view, "experiments", _of_experiments)
    return Sheet("Experiments", _EXPERIMENTS, rows) if rows else None


def launches(view: AudienceView) -> Sheet | None:
    """The sheet of launches, the next first; None where there are none to see."""
    rows = _all(view, "launch", _of_launch)
    return Sheet("Launches", _LAUNCHES, tuple(sorted(rows, key=_by_day)), lines=12) if rows else None


def results(view: AudienceView) -> Sheet | None:
    """The sheet of results, a row for each look; None where there are none to see."""
    rows = _all(view, "results", _of_results)
    return Sheet("Results", _RESULTS, rows) if rows else None


def _all(
    view: AudienceView, field: str, rows: Callable[[AudienceView, Feature], Iterator[Row]]
) -> tuple[Row, ...]:
    """The rows of all features that the reader may see, after what the feature is called."""
    if not view.sees(field):
        return ()
    features = view.backlog.features.values()
    return tuple((feature.title, *row) for feature in features for row in rows(view, feature))


def _by_day(row: Row) -> tuple[bool, str]:
    return row[1] is None, str(row[1])


def _day(day: date | None) -> str | None:
    return str(day) if day is not None else None


def _of_experiments(_: AudienceView, feature: Feature) -> Iterator[Row]:
    for test in feature.experiments:
        said = VERDICT_WORDS[verdict_in(test)] if test.has_numbers else None
        head = (test.id, test.hypothesis, test.metric, test.state, _day(test.start), _day(test.end), said)
        read = {reading.arm: reading for reading in readings(test)}
        for name in test.arms or ("",):
            groups = (*_arm(test.control), *_arm(test.arms.get(name)))
            yield (*head, name or None, *groups, *_ends(read.get(name)), _decided(test))


def _arm(arm: Arm | None) -> Row:
    return (None, None) if arm is None else (float(arm.n), arm.value)


def _ends(reading: ArmReading | None) -> Row:
    return (None, None, None) if reading is None else (reading.difference, reading.low, reading.high)


def _decided(test: Experiment) -> str | None:
    if test.decided is None:
        return None
    shipped = facts.joined("shipped", test.decided.arm, by=" ") if test.decided.is_shipped else "not shipped"
    head = facts.joined(shipped, test.decided.by, test.decided.on)
    return facts.because(head, test.decided.because)


def _of_launch(_: AudienceView, feature: Feature) -> Iterator[Row]:
    if feature.launch is not None:
        yield tuple(_launch(feature.launch))


def _launch(launch: Launch) -> Iterator[Content]:
    yield _day(launch.date)
    yield ", ".join(launch.kind) or None
    for state in ("open", "done", "na"):
        names = (
            facts.because(facts.joined(name, point.by, point.on), point.because)
            for name, point in launch.checklist.items() if point.state == state
        )  # fmt: skip
        yield _lines(names)
    yield _lines(
        facts.joined(f"to {figure(100 * step.to)} %", step.on, f"until {step.until}" if step.until else None)
        for step in launch.rollout
    )
    yield _lines(
        f"{check.what}: needs {check.need}"
        + ("" if check.found is None else f", found {measured(check.found)}")
        for check in launch.evaluation
    )


def _lines(lines: Iterable[str]) -> str | None:
    return "\n".join(lines) or None


def _of_results(view: AudienceView, feature: Feature) -> Iterator[Row]:
    aims = {metric.metric: metric.target for metric in feature.metrics}
    for outcome in feature.results:
        yield (
            _day(feature.shipped), outcome.metric, outcome.before, _plain(outcome.after),
            _between(outcome.after), aims.get(outcome.metric or ""), outcome.verdict, outcome.how,
            _day(outcome.on), facts.took(outcome, view.backlog), outcome.learned,
        )  # fmt: skip


def _plain(number: float | None) -> float | None:
    return None if number is None else float(number)


def _between(number: float | None) -> str | None:
    """The ends of a range, as people read them; None where it is one number."""
    if not isinstance(number, MeasuredRange):
        return None
    return measured(number).partition(" (")[2].removesuffix(")")


EXPERIMENTS = Kind("Experiments", "what was tried on people, and what it says", experiments)
LAUNCHES = Kind("Launches", "what goes out when, and what has to be ready", launches)
RESULTS = Kind("Results", "what became of what was shipped", results)
