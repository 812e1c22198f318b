"""The list of decisions, as a table and as a JSON document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pmcli.model.decision import Decision
from pmcli.model.fields.facts import joined
from pmcli.planning.decisions import STATES, DecisionStatus, State
from pmcli.ranking.result import LeftOut
from pmcli.views.roadmap.labels import cost_text
from pmcli.writers.documents import Document, Shape, document, item
from pmcli.writers.table import NOTHING, Cell, Column, Table, Tone

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.planning import DecisionCost, Roadmap

TOLD: dict[State, str] = {
    "changed": "inputs changed", "in-force": "in force", "expired": "expired", "replaced": "replaced",
    "shipped": "shipped",
}  # fmt: skip
_TONES: dict[State, Tone] = {"changed": "warn", "in-force": "good"}
_NONE = 'nobody has decided anything: pm decide ID pin 2027-Q1 --because "…"'


def ruled(decision: Decision) -> str:
    """A decision's verdict in a few words."""
    return {
        "pin": f"pinned to {decision.period}", "before": f"before {decision.feature}", "first": "first",
        "park": "parked", "decline": "declined",
    }[decision.verdict]  # fmt: skip


def decisions_table(
    shown: Sequence[DecisionStatus], hidden: Sequence[DecisionStatus], backlog: Backlog,
    roadmap: Roadmap | None, *, asked: bool = False,
) -> Table:  # fmt: skip
    """The decisions shown, and notes on all of them; `asked` says that certain states were asked for."""
    columns = (
        Column("feature", "feature", kind="id"),
        Column("decision", "decision", least=10),
        Column("state", "state", least=8),
        Column("because", "because", least=20, priority=1),
        Column("by", "by", least=6, priority=2),
        Column("on", "on", kind="id", priority=4),
        Column("until", "until", kind="id", priority=3),
        Column("cost", "costs", "right", "number", priority=5),
    )
    costs = _costs(roadmap)
    rows = tuple(_row(status, costs, roadmap) for status in shown)
    return Table(
        columns, rows, f"{backlog.workspace.product}: decisions",
        tuple(_notes(shown, hidden, costs, asked=asked)),
    )  # fmt: skip


def _costs(roadmap: Roadmap | None) -> dict[str, DecisionCost]:
    return {decision.feature: decision for decision in roadmap.decisions} if roadmap is not None else {}


def _row(
    status: DecisionStatus, costs: Mapping[str, DecisionCost], roadmap: Roadmap | None
) -> tuple[Cell, ...]:
    decision = status.decision
    return (
        Cell(status.feature), Cell(ruled(decision)),
        Cell(TOLD[status.state], tone=_TONES.get(status.state, "dim")),
        Cell(decision.because or ""), Cell(decision.by or ""), Cell(str(decision.on or "")),
        Cell(str(decision.until or "")), _cost(costs.get(status.feature) if status.acts else None, roadmap),
    )  # fmt: skip


def _cost(cost: DecisionCost | None, roadmap: Roadmap | None) -> Cell:
    """The cost of a decision, in per cent of the plan's value."""
    if cost is None or cost.cost is None or roadmap is None or not roadmap.objective.value:
        return Cell(NOTHING, tone="dim")
    return Cell(cost_text(cost, roadmap.objective), cost.cost)


def _notes(
    shown: Sequence[DecisionStatus],
    hidden: Sequence[DecisionStatus],
    costs: Mapping[str, DecisionCost],
    *,
    asked: bool,
) -> Iterator[str]:
    every = [*shown, *hidden]
    if not every:
        yield _NONE
        return
    count = Counter(status.state for status in (shown if asked else every))
    acting = count["changed"] + count["in-force"]
    counts = [*([f"{acting:,} in force"] if acting or not asked else [])]
    if count["changed"]:
        counts[0] += f", {count['changed']:,} of them made on inputs that have changed"
    counts += [f"{count[state]:,} {TOLD[state]}" for state in STATES[2:] if count[state]]
    more = f" ({len(hidden):,} not shown: --all)" if hidden and not asked else ""
    yield ("; ".join(counts) or f"none of {len(every):,} decisions") + more
    if count["changed"]:
        yield "pm history ID shows what has changed; pm decide ID decides again"
    blind = sum(status.acts and not status.decision.inputs for status in shown)
    if blind:
        yield (
            f"{blind:,} in force {'does' if blind == 1 else 'do'} not say on which inputs "
            f"{'it was' if blind == 1 else 'they were'} made; pm decide writes that down"
        )
    if any(cost.cost is not None for cost in costs.values()):
        yield "costs: of the plan's value, against a plan without the decision"
        if left := sum(cost.cost is None for cost in costs.values()):
            yield f"{left:,} not weighed"


DECISION_FIELDS = Shape(Decision, "verdict period before=feature because by on until inputs")
_STATUS = Shape(
    DecisionStatus, f"feature title {DECISION_FIELDS.within('decision')} state inputsNow=now cost path line",
    title=str, cost=float | None, path=str, line=int,
)  # fmt: skip
DECISIONS = Shape(object, "items leftOut?", items=[_STATUS], left_out=list[LeftOut])


def decisions_document(
    shown: Sequence[DecisionStatus],
    backlog: Backlog,
    roadmap: Roadmap | None,
    left_out: Sequence[LeftOut] | None,
) -> Document:
    """The decisions as JSON: `pm decisions --format json`."""
    costs = _costs(roadmap)
    items = [_item(status, backlog, costs) for status in shown]
    return document("decisions", DECISIONS, None, items=items, left_out=left_out)


def _item(status: DecisionStatus, backlog: Backlog, costs: Mapping[str, DecisionCost]) -> Document:
    feature = status.feature
    place = backlog.locate(feature, ("decisions", status.number))
    cost = costs[feature].cost if status.acts and feature in costs else None
    title = backlog.features[feature].title
    return item(_STATUS, status, title=title, cost=cost, path=place.path, line=place.line)


def authored(decision: Decision) -> str:
    """By whom a decision was made, on which day, and until when."""
    return joined(
        decision.by,
        f"on {decision.on}" if decision.on else None,
        f"until {decision.until}" if decision.until else None,
    )
