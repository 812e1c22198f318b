"""How many people an experiment takes, and what could be seen with fewer: page, table, document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pmcli.experiments.result import ALPHA
from pmcli.experiments.size import (
    LOOKED_AT,
    MeanSize,
    SeenAfter,
    ShareSize,
    SizePlan,
    group_sizes,
    planned_ratio,
    size_plan,
    smallest_share,
    whole_people,
)
from pmcli.model.difference import rounded
from pmcli.model.figure import counted, figure
from pmcli.writers.blocks import Block, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Document, Shape, document, whole
from pmcli.writers.table import Cell, Column, Table, number

SIZE = Shape(
    SizePlan, "each control treatment weeks seen baseline sd better detect power perWeek arms split",
    each=int | None, control=int | None, treatment=int | None, seen=[whole(SeenAfter)],
    baseline=float | None, sd=float | None, better=str | None, detect=float | None, power=float,
    per_week=float | None, arms=int, split=float | None,
)  # fmt: skip
FALSE_ALARMS = round(100 * ALPHA)
_WRITE = "write it down before it starts, so that the narrower interval counts"


@dataclass(frozen=True, slots=True)
class SizeQuestion:
    """A share or a mean to be moved, by how much, with how many people a week.

    Without `detect` it is asked what could be seen after so many `weeks`. `per_week` is the traffic of all
    groups together, `split` the share of the control group (None: equal groups).
    """

    measure: ShareSize | MeanSize
    detect: float | None
    power: float
    per_week: float | None = None
    treatments: int = 1
    split: float | None = None
    weeks: int | None = None
    taken_from: str | None = None

    @property
    def is_share(self) -> bool:
        """Whether a share is to be moved."""
        return isinstance(self.measure, ShareSize)

    def each_after(self, weeks: int) -> int:
        """How many are in the smallest group after so many weeks."""
        share = smallest_share(self.treatments, self.split)
        return whole_people(weeks * (self.per_week or 0.0) * share)

    @property
    def ratio(self) -> float:
        """How many a group with a change has for each in the control group."""
        return planned_ratio(self.treatments, self.split)

    @property
    def group(self) -> str:
        """The group whose size is told."""
        return "in each group" if self.ratio == 1 else "in the smallest group"

    @property
    def asked(self) -> dict[str, float | int | str | None]:
        """What was asked, by its name in a document or a table."""
        measure = self.measure
        if isinstance(measure, ShareSize):
            start, sd, better = measure.control, None, "up" if measure.is_up else "down"
        else:
            start, sd, better = None, measure.sd, None
        return {
            "baseline": start, "sd": sd, "better": better, "detect": self.detect,
            "power": self.power, "per_week": self.per_week, "arms": self.treatments, "split": self.split,
        }  # fmt: skip

    @property
    def plan(self) -> SizePlan:
        """The answer; where no difference is named `each` are those who are there after the weeks."""
        looks = LOOKED_AT if self.weeks is None else (self.weeks,)
        if self.detect is not None:
            return size_plan(
                self.measure, self.detect, self.per_week, power=self.power, treatments=self.treatments,
                split=self.split, looks=looks,
            )  # fmt: skip
        seen = tuple(SeenAfter(weeks, self._seen(weeks)) for weeks in looks)
        return SizePlan(None if self.weeks is None else self.each_after(self.weeks), self.weeks, seen)

    def _seen(self, weeks: int) -> float | None:
        each = self.each_after(weeks)
        measure = replace(self.measure, ratio=self.ratio)
        return measure.seen(each, power=self.power, alpha=ALPHA / self.treatments)


def size_document(question: SizeQuestion) -> Document:
    """The size of an experiment: `pm experiment size --format json`."""
    plan = question.plan
    control, treatment = (None, None) if plan.each is None else group_sizes(plan.each, question.ratio)
    return document("experiment-size", SIZE, plan, control=control, treatment=treatment, **question.asked)


def size_page(question: SizeQuestion) -> list[Block]:
    """The answer first, what it rests on, then what could be seen in fewer or more weeks."""
    plan = question.plan
    page: list[Block] = [Heading(_answer(question, plan), 1), Paragraph("\n".join(_basis(question)), "dim")]
    if plan.seen and (question.detect is not None or len(plan.seen) > 1):
        page.append(TableBlock(seen_table(question)))
    if question.detect is not None and plan.each is not None:
        split = "" if question.split is None else f", split: {figure(100 * question.split)}%"
        page.append(Paragraph(f"{_WRITE}: size: {plan.each}{split}"))
    return page


def _answer(question: SizeQuestion, plan: SizePlan) -> str:
    if question.detect is None:
        first = plan.seen[0]
        what = "nothing" if first.difference is None else f"{_sized(question, first.difference)} or more"
        each = f"{question.each_after(first.weeks):,} {question.group}"
        return f"in {counted(first.weeks, 'week')} {what} could be seen, with {each}"
    if plan.each is None:
        return f"no size will do: {_room(question)}"
    text = _groups(question, plan.each)
    if plan.weeks is None:
        return text if question.per_week is None else f"{text}: too few come for that"
    return f"{text}: {counted(plan.weeks, 'week')}"


def _groups(question: SizeQuestion, each: int) -> str:
    """How many each group needs; of unequal ones how many the control group does, and how many the others."""
    if question.ratio == 1:
        return f"{each:,} {question.group}"
    control, treatment = group_sizes(each, question.ratio)
    other = "the other" if question.treatments == 1 else "each other"
    return f"{control:,} in the control group, {treatment:,} in {other}"


def _room(question: SizeQuestion) -> str:
    if isinstance(question.measure, ShareSize):
        way = "rise" if question.measure.is_up else "fall"
        share = f"{figure(100 * question.measure.control)} %"
        return f"a share of {share} cannot {way} by {_sized(question, question.detect)}"
    return "the difference is too small beside the spread"


def _basis(question: SizeQuestion) -> Iterator[str]:
    """What the answer rests on, a line each."""
    measure, detect = question.measure, question.detect
    if isinstance(measure, ShareSize):
        start = f"from {figure(100 * measure.control)} %"
        end = None if detect is None else measure.control + (detect if measure.is_up else -detect)
        to = "" if end is None or not 0 <= end <= 1 else f" to {figure(100 * end, 4)} %"
    else:
        start, to = f"where people differ by {figure(measure.sd)} (sd)", ""
    difference = "" if detect is None else f"a difference of {_sized(question, detect)}, "
    yield f"{difference}{start}{to}"
    power = figure(100 * question.power)
    yield f"of 100 tests {power} see it, and {FALSE_ALARMS} see one where there is none"
    if question.per_week is not None:
        yield f"{figure(question.per_week)} a week{_shares(question)}"
    if question.treatments > 1:
        yield f"{question.treatments} groups with a change share these {FALSE_ALARMS}: each needs more people"
    if question.taken_from:
        yield f"what no option says is taken from {question.taken_from}"


def _shares(question: SizeQuestion) -> str:
    if question.split is None:
        return f", in {question.treatments + 1} equal groups"
    return f", {figure(100 * question.split)} % of them in the control group"


def _sized(question: SizeQuestion, difference: float | None) -> str:
    return rounded(float(f"{difference or 0.0:.1e}") if difference != question.detect else difference or 0.0,
                   is_share=question.is_share)  # fmt: skip


def seen_table(question: SizeQuestion, *, with_answer: bool = False) -> Table:
    """What could be seen after how many weeks; for machines with the answer first, and all that was asked."""
    columns = (
        Column("weeks", "after weeks", "right", "number"),
        Column("each", question.group, "right", "number"),
        Column("difference", "could be seen", "right", "number"),
    )
    plan = question.plan
    rows = [(seen.weeks, question.each_after(seen.weeks), seen.difference) for seen in plan.seen]
    answer = [(plan.weeks, plan.each, question.detect)] if question.detect is not None and with_answer else []
    cells = tuple(_row(question, *row) for row in (*answer, *rows))
    if not with_answer:
        return Table(columns, cells)
    asked = question.asked
    more = tuple(Column(key, key.replace("_", " "), "right", "number") for key in asked)
    given = tuple(Cell("" if value is None else str(value), value) for value in asked.values())
    return Table((*columns, *more), tuple((*row, *given) for row in cells))


def _row(
    question: SizeQuestion, weeks: int | None, each: int | None, difference: float | None
) -> tuple[Cell, ...]:
    seen = "nothing" if difference is None else _sized(question, difference)
    return (number(weeks), number(each), Cell(seen, difference))
