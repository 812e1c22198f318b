"""`pm experiment size`: how many people an experiment takes, or what could be seen in so many weeks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pmcli.cli import complete
from pmcli.cli.futures import share
from pmcli.cli.options import choice, read, whole
from pmcli.cli.output import Output
from pmcli.experiments.result import POWER
from pmcli.experiments.size import MeanSize, ShareSize
from pmcli.model.diagnostic import PmError
from pmcli.model.experiment import read_detect
from pmcli.model.feature import Feature
from pmcli.model.quantities import read_number, read_quantity
from pmcli.views.experiment.size import SizeQuestion, seen_table, size_document, size_page

if TYPE_CHECKING:
    from pmcli import Backlog
    from pmcli.model.experiment import Experiment
    from pmcli.ranking import LeftOut
    from pmcli.views.experiment.readout import Readout

SIZE = "size"
WAYS = ("up", "down")
Find = Callable[
    [Output, "Backlog", "str | None", "str | None", "Sequence[LeftOut] | None"],
    tuple[list["Readout"], Feature],
]

Baseline = Annotated[
    str | None,
    typer.Option("--baseline", metavar="SHARE", help="size: the share as it is today, such as 58%."),
]
Detect = Annotated[
    str | None,
    typer.Option(
        "--detect", metavar="DIFFERENCE",
        help="size: the least difference worth having, such as 0.015, 1.5%, or 'rel 5%' of the baseline.",
    ),
]  # fmt: skip
Power = Annotated[
    str | None,
    typer.Option("--power", metavar="SHARE", help="size: the odds of seeing it, if it is there; else 80%."),
]
PerWeek = Annotated[
    str | None,
    typer.Option("--per-week", metavar="N", help="size: people a week, all groups together."),
]
Weeks = Annotated[
    int | None,
    typer.Option(
        "--weeks", metavar="N", parser=whole("--weeks"),
        help="size: what could be seen after so many weeks, without --detect or beside it.",
    ),
]  # fmt: skip
Split = Annotated[
    str | None,
    typer.Option("--split", metavar="SHARE", help="size: the control group's part; else equal groups."),
]
Arms = Annotated[
    int | None,
    typer.Option("--arms", metavar="N", parser=whole("--arms"), help="size: groups with a change; else 1."),
]
Sd = Annotated[
    str | None,
    typer.Option("--sd", metavar="N", help="size: of a mean: the standard deviation among people."),
]
Better = Annotated[
    str | None,
    typer.Option(
        "--better", metavar="|".join(WAYS), autocompletion=complete.words(WAYS),
        help="size: which way the share is to go; else up.",
    ),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SizeOptions:
    """The options of `pm experiment size` as they were given."""

    baseline: str | None
    detect: str | None
    power: str | None
    per_week: str | None
    weeks: int | None
    split: str | None
    arms: int | None
    sd: str | None
    better: str | None

    def refuse(self) -> None:
        """Nothing, where none of them is given.

        Raises:
            PmError: one is, and it is not the size that is asked for.
        """
        for option in fields(self):
            if getattr(self, option.name) is not None:
                name = f"--{option.name.replace('_', '-')}"
                raise PmError(f"{name} goes with pm experiment {SIZE}", f"pm experiment {SIZE} {name} …")


def tell(output: Output, options: SizeOptions, of: str | None, feature: str | None, find: Find) -> None:
    """Tells how large an experiment has to be.

    Raises:
        PmError: something is missing or wrong, or there is no such experiment.
    """
    written = None
    if of is not None or feature is not None:
        backlog, left_out = output.open_backlog()
        written = _only(*find(output, backlog, of, feature, left_out))
    asked = question(options, written)
    if output.format == "json":
        output.document(size_document(asked))
    elif output.format in ("table", "markdown"):
        output.page(size_page(asked))
    else:
        output.table(seen_table(asked, with_answer=True))


def _only(rows: Sequence[Readout], feature: Feature) -> Readout:
    if not rows:
        raise PmError(f'"{feature.id}" has no experiments', "pm experiment lists those there are")
    if len(rows) > 1:
        names = ", ".join(readout.experiment.id or readout.experiment.hypothesis for readout in rows)
        raise PmError(f'"{feature.id}" has {len(rows):,} experiments', f"name one of them: {names}")
    return rows[0]


def question(options: SizeOptions, written: Readout | None = None) -> SizeQuestion:
    """The question that the options ask, what they leave open taken from an experiment.

    Raises:
        PmError: something is missing, or wrong.
    """
    experiment = written.experiment if written else None
    baseline = _baseline(options, experiment)
    detect = _detect(options, experiment, baseline)
    per_week = None if options.per_week is None else read(_above_0, options.per_week, "--per-week")
    split = share(options.split, "--split")
    if split is None and experiment is not None:
        split = experiment.split
    if split is not None and not 0 < split < 1:
        raise PmError(f"--split: found {options.split}, expected more than 0 % and less than 100 %")
    if per_week is None and written is not None and written.weekly:
        per_week = written.weekly * (1 + len(written.arms)) if split is None else None
    if detect is None and per_week is None and options.weeks is None:
        raise PmError(
            f"pm experiment {SIZE} needs --detect, or --per-week and --weeks",
            "pm experiment size --baseline 58% --detect 0.015; a feature called size: --feature size",
        )
    if options.weeks is not None and per_week is None:
        raise PmError("--weeks needs to know how many come", "add --per-week 5200")
    treatments = options.arms or (max(1, len(experiment.arms)) if experiment else 1)
    power = POWER if (given := share(options.power, "--power")) is None else given
    if not 0.05 < power < 1:
        raise PmError(
            f"--power: found {options.power}, expected more than 5 % and less than 100 %", "80% is usual"
        )
    return SizeQuestion(
        _measure(options, experiment, baseline), detect, power, per_week, treatments, split, options.weeks,
        None if written is None else written.name,
    )  # fmt: skip


def _above_0(value: object) -> float:
    return read_number(value, above=True)


def _baseline(options: SizeOptions, experiment: Experiment | None) -> float | None:
    if options.baseline is not None:
        return read(read_quantity, options.baseline, "--baseline")
    if experiment is None:
        return None
    return (
        experiment.baseline
        if experiment.baseline is not None or not experiment.control
        else experiment.control.value
    )


def _detect(options: SizeOptions, experiment: Experiment | None, baseline: float | None) -> float | None:
    """The difference that is to be seen, in the metric's unit; None where it is asked what could be."""
    if options.detect is None:
        return None if experiment is None or options.weeks is not None else experiment.least_difference
    detect = read(read_detect, options.detect, "--detect")
    if not detect.is_relative:
        return float(detect)
    if baseline is None:
        raise PmError("--detect: a part of the baseline needs one", "add --baseline 58%")
    return abs(detect * baseline)


def _measure(
    options: SizeOptions, experiment: Experiment | None, baseline: float | None
) -> ShareSize | MeanSize:
    control = experiment.control if experiment else None
    sd: Any = options.sd if options.sd is not None else control and control.sd
    if sd is not None:
        return MeanSize(read(_above_0, str(sd), "--sd"))
    if baseline is None:
        raise PmError(
            f"pm experiment {SIZE} needs --baseline: the share as it is today, such as 58%",
            "of a mean: --sd, its standard deviation; a feature called size: pm experiment --feature size",
        )
    if not 0 < baseline < 1:
        raise PmError(
            f"--baseline: found {options.baseline or baseline}, expected a share between 0 % and 100 %",
            "of a mean: --sd, its standard deviation",
        )
    way = choice(options.better or (experiment.better if experiment else "up"), WAYS, "--better")
    return ShareSize(float(baseline), way == "up")
