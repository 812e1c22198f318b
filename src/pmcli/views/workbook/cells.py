"""A row of the ranking as arithmetic: its inputs, and the formulas that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import fsum, isclose

from pmcli.model.fields import Field
from pmcli.ranking import RankedFeature
from pmcli.scoring.cd3 import WEEKS
from pmcli.scoring.model import Term
from pmcli.sharing import AudienceView
from pmcli.views.workbook.formulas import (
    NEVER,
    SAME,
    formula_of,
    guarded,
    key,
    key_formula,
    place_formula,
    steps,
)
from pmcli.writers.xlsx.sheet import Assumed, Content, Given, Live

_MANY = 4
"""Where more than one row in so many begins a step of its own, no formula can say the order."""


@dataclass(frozen=True)
class RankingLayout:
    """The ranking as laid out on the sheet: `is_live` says that places follow from formulas."""

    view: AudienceView

    @cached_property
    def items(self) -> tuple[RankedFeature, ...]:
        """The ranked features, best first."""
        return self.view.ranking.items

    @cached_property
    def is_summed(self) -> bool:
        """Whether scores are arithmetic that this reader may follow."""
        return not self.view.ranking.model.is_category and any(item.details for item in self.items)

    @cached_property
    def inputs(self) -> dict[str, list[Term]]:
        """The inputs by name, with the term of each row that has it; the effort has its own column."""
        by_name: dict[str, list[Term]] = {}
        pairs = [(item.details.value_terms, item.details.cost_terms) for item in self.items if item.details]
        for part in (0, 1):
            for both in pairs if self.is_summed else []:
                for term in both[part]:
                    by_name.setdefault(term.name, []).append(term)
        by_name.pop("effort", None)
        return by_name

    @cached_property
    def uses_effort(self) -> bool:
        """Whether any score follows from the effort."""
        scored = [item.details for item in self.items if item.details]
        names = {term.name for details in scored for term in (*details.value_terms, *details.cost_terms)}
        return self.is_summed and (
            "effort" in names or any("duration" in details.assumed for details in scored)
        )

    @cached_property
    def divisor(self) -> str | None:
        """The column that the method divides by: none, the effort where all have one, or a cost."""
        sums = {item.details.cost_sum for item in self.items if item.details}
        if sums == {"1"}:
            return None
        same = all(item.cost == item.effort for item in self.items)
        return "effort" if sums == {"effort"} and same and self.view.sees("effort") else "cost"

    @cached_property
    def has_flows(self) -> bool:
        """Whether adjusted scores say more than scores."""
        return any(
            item.inherits or item.owes or item.adjusted is None or item.score is None
            or not isclose(item.score, item.adjusted, rel_tol=SAME)
            for item in self.items
        )  # fmt: skip

    @cached_property
    def steps(self) -> list[int]:
        """The step of each row, counted from 1."""
        return steps([key(item.adjusted) for item in self.items])

    @cached_property
    def is_live(self) -> bool:
        """Whether the places can follow: all ranked features are here, and the order is one of scores."""
        whole = [item.rank for item in self.items] == list(range(1, len(self.items) + 1))
        return self.is_summed and whole and self.steps[-1] <= max(2, len(self.items) // _MANY)


@dataclass(frozen=True)
class Row:
    """A row while it is written: where its columns are, and its place in the sheet, counted from 1."""

    plan: RankingLayout
    item: RankedFeature
    number: int
    columns: Mapping[str, str]

    def cell(self, column: str) -> str:
        """The cell of this row in a column."""
        return f"{self.columns[column]}{self.number}"

    @cached_property
    def cells(self) -> dict[str, str]:
        """The cells of the inputs, by name."""
        inputs = {name: self.cell(key_of(name)) for name in self.plan.inputs}
        return {**inputs, "effort": self.cell("effort")} if self.has_effort else inputs

    @property
    def has_effort(self) -> bool:
        """Whether the column of efforts has what the method calls the effort."""
        term = self.terms.get("effort")
        return "effort" in self.columns and (term is None or term.number == self.item.effort)

    @cached_property
    def terms(self) -> dict[str, Term]:
        """The numbers of the method, by name."""
        details = self.item.details
        return {term.name: term for term in (*details.value_terms, *details.cost_terms)} if details else {}

    def sum_of(self, text: str, number: float) -> str | None:
        """A formula for a sum of the method, None where the number must stand as it is."""
        if not self.plan.is_summed or any(name not in self.cells for name in self.terms):
            return None
        formula = formula_of(text, tuple(self.terms.values()), number)
        return guarded(formula, self.cells) if formula is not None and formula.names else None


def key_of(name: str) -> str:
    """The key of an input's column: a criterion may be called like a column of ours."""
    return f"input {name}"


def input_of(name: str) -> Callable[[Row], Content]:
    """The cells of an input; a duration that follows from the effort is a formula."""

    def fill(row: Row) -> Content:
        term = row.terms.get(name)
        if term is None:
            return None
        details = row.item.details
        unit = row.plan.view.backlog.workspace.effort_unit
        is_assumed = details is not None and name == "duration" and name in details.assumed
        if is_assumed and unit in WEEKS and row.has_effort:
            weeks, units = WEEKS[unit]
            effort_cell = row.cell("effort")
            return Live(f'IF(COUNT({effort_cell})=1,{effort_cell}*{weeks}/{units},"")', term.number)
        return Given(term.number)

    return fill


def effort(row: Row) -> Content:
    """The effort: an input where scores follow from it."""
    estimate = row.item.effort
    return Given(estimate) if estimate is not None and row.plan.uses_effort else estimate


def value(row: Row) -> Content:
    """The value that the method gives, as a formula over the inputs where they come to it."""
    item = row.item
    if item.details is None or item.details.value is None:
        return item.value
    formula = row.sum_of(item.details.value_sum, item.value)
    return item.value if formula is None else Live(formula, item.value)


def cost(row: Row) -> Content:
    """The cost that the method divides by; marked where it is assumed."""
    item = row.item
    if item.details is None:
        return item.cost
    if item.details.cost != item.cost:
        return Assumed(item.cost)
    formula = row.sum_of(item.details.cost_sum, item.cost)
    return item.cost if formula is None else Live(formula, item.cost)


def score(row: Row) -> Content:
    """The method's own score."""
    item = row.item
    if item.score is None or item.details is None or not row.plan.is_summed:
        return item.score
    if item.details.score_sum:
        formula = row.sum_of(item.details.score_sum, item.score)
        return item.score if formula is None else Live(formula, item.score)
    value_cell, divisor = row.cell("value"), row.plan.divisor
    if divisor is None:
        return Live(f'IF(ISNUMBER({value_cell}),{value_cell},"")', item.score)
    return Live(f'IFERROR({value_cell}/{row.cell(divisor)},"")', item.score)


def inherits(row: Row) -> Content:
    """The value that comes from features that wait for it; None for 0."""
    return fsum((*(share.value for share in row.item.inherits), max(_unseen(row.item), 0.0))) or None


def owes(row: Row) -> Content:
    """The value that goes to features that it waits for; None for 0."""
    return fsum((*(share.value for share in row.item.owes), max(-_unseen(row.item), 0.0))) or None


def _unseen(item: RankedFeature) -> float:
    """The value that flows from (or, below 0, to) features that are not shown."""
    if item.adjusted is None or item.cost <= 0 or item.details is None:
        return 0.0
    shown = fsum(
        (item.value, *(share.value for share in item.inherits), *(-share.value for share in item.owes))
    )
    whole = item.adjusted * item.cost
    sizes = (abs(item.value), abs(whole), *(share.value for share in (*item.inherits, *item.owes)))
    return whole - shown if abs(whole - shown) > SAME * max(sizes) else 0.0


def adjusted(row: Row) -> Content:
    """The adjusted score; a number where no cost divides it."""
    item = row.item
    if item.adjusted is None or item.cost <= 0 or not row.plan.is_summed:
        return item.adjusted
    value_cell, inherits_cell, owes_cell = (row.cell(name) for name in ("value", "inherits", "owes"))
    divisor = f"/{row.cell(row.plan.divisor)}" if row.plan.divisor else ""
    return Live(f'IFERROR(({value_cell}+{inherits_cell}-{owes_cell}){divisor},"")', item.adjusted)


def sort_key(row: Row) -> Content:
    """The key that the place follows from."""
    if row.item.adjusted is None:
        return NEVER
    cell = row.cell("adjusted" if row.plan.has_flows else "score")
    return Live(key_formula(cell), key(row.item.adjusted))


def place(row: Row) -> Content:
    """The place, which follows from the keys of all rows."""
    plan, columns = row.plan, row.columns
    if not plan.is_live:
        return row.item.rank
    formula = place_formula(
        row.number, len(plan.items) + 1, columns["key"], columns["was"], columns.get("step")
    )
    return Live(formula, row.item.rank)


def step(row: Row) -> Content:
    """The step of the row, counted from 1."""
    return row.plan.steps[row.number - 2]


def sources(row: Row) -> str | None:
    """Where the numbers come from."""
    notes = (f"{term.name.replace('_', ' ')}: {term.note}" for term in row.terms.values() if term.note)
    return "; ".join(notes) or None


def texts(field: Field) -> Callable[[Row], Content]:
    """The cells of a field of features."""

    def fill(row: Row) -> Content:
        view = row.plan.view
        return "\n".join(field.tell(view, view.backlog.features[row.item.id])) or None

    return fill


def when(row: Row) -> str | None:
    """The period in which it is delivered."""
    period = row.plan.view.period(row.item.id)
    return str(period) if period is not None else None
