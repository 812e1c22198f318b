"""The ranking as a sheet: inputs, and the scores and places that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pmcli.model.words import sentences
from pmcli.sharing import AudienceView
from pmcli.views.feature.visible_fields import fields_in_use
from pmcli.views.workbook import cells
from pmcli.views.workbook.cells import RankingLayout, Row
from pmcli.writers.xlsx.sheet import Content, Kind, Sheet, SheetColumn, letters

_TOLD = {"owner", "theme", "outcomes", "confidence", "problem"}
_SURE = ("confidence", "rice.confidence")
_Filled = tuple[str, SheetColumn, Callable[[Row], Content]]


def _columns(plan: RankingLayout) -> Iterator[_Filled]:
    view = plan.view
    live = "follows from the scores" if plan.is_live else "its place in the order of pm"
    yield (
        "place",
        SheetColumn("#", f"place in the order in which to do the features: {live}", "count"),
        cells.place,
    )
    if plan.is_live:
        about = "the place that pm gave when this file was written; it also breaks ties"
        yield "was", SheetColumn("# in pm", about, "count"), lambda row: row.item.rank
    if view.sees("id"):
        yield "id", SheetColumn("id", "its name in the backlog"), lambda row: row.item.id
    yield "title", SheetColumn("title", "what it is", width=34), lambda row: view.title(row.item.id)
    if view.sees("status"):
        yield "status", SheetColumn("status"), lambda row: view.backlog.status(row.item.id)
    if view.sees("period") and view.placements:
        yield "when", SheetColumn("when", "the period in which the roadmap delivers it"), cells.when
    yield from _numbers(plan)
    yield from _words(plan)
    if plan.is_live:
        about = "for the place: the score at 9 significant digits"
        yield "key", SheetColumn("sort key", about, "number", is_hidden=True), cells.sort_key
    if plan.is_live and plan.steps[-1] > 1:
        about = "for the place: what a decision puts before the rest has a lower number"
        yield "step", SheetColumn("step", about, "count", is_hidden=True), cells.step


def _numbers(plan: RankingLayout) -> Iterator[_Filled]:
    view = plan.view
    for name, terms in plan.inputs.items():
        sure = name in _SURE and all(term.number <= 1 for term in terms) and view.ranking.model.name != "ice"
        about = "an input of the method" + (": change it and the score follows" if plan.is_summed else "")
        title = name.replace("_", " ").replace(".", ": ")
        yield (
            cells.key_of(name),
            SheetColumn(title, about, "share" if sure else "number"),
            cells.input_of(name),
        )
    if view.sees("effort") and any(item.effort is not None for item in plan.items):
        unit = view.backlog.workspace.effort_unit
        yield "effort", SheetColumn("effort", f"the mean over all teams, in {unit}", "number"), cells.effort
    if not view.sees("score"):
        return
    if plan.is_summed:
        yield "value", SheetColumn("value", "what the method says it is worth", "number"), cells.value
        if plan.divisor == "cost":
            about = "what the method divides by; in grey where it is assumed: the median of the others"
            yield "cost", SheetColumn("cost", about, "number"), cells.cost
    is_last = not plan.has_flows
    yield "score", SheetColumn("score", "what the method says", "number", bar=is_last), cells.score
    if plan.has_flows:
        yield from _flows(plan)


def _flows(plan: RankingLayout) -> Iterator[_Filled]:
    about = "the score with what it borrows from features that wait for it, less what it lends to those"
    if plan.is_summed:
        yield (
            "inherits",
            SheetColumn("borrowed", "value of features that wait for it", "number"),
            cells.inherits,
        )
        yield "owes", SheetColumn("lent", "value that it lends to what it waits for", "number"), cells.owes
        divided = f" / {plan.divisor}" if plan.divisor else ""
        about += f": (value + borrowed - lent){divided}; the flows themselves are those of pm"
    yield "adjusted", SheetColumn("adjusted score", about, "number", bar=True), cells.adjusted


def _words(plan: RankingLayout) -> Iterator[_Filled]:
    view = plan.view
    if not plan.is_summed:
        for field in fields_in_use(view):
            if field.key in _TOLD:
                yield field.key, SheetColumn(field.title), cells.texts(field)
    if view.sees("depends_on") and any(item.waits_for for item in plan.items):
        about = "open features that have to be there first"
        yield "waits", SheetColumn("waits for", about), lambda row: ", ".join(row.item.waits_for) or None
    if view.sees("reasons") and any(item.reasons for item in plan.items):
        yield "why", SheetColumn("why here"), lambda row: "; ".join(sentences(row.item.reasons)) or None
    if any(term.note for terms in plan.inputs.values() for term in terms):
        about = "how the inputs are written in the backlog"
        yield "sources", SheetColumn("where the numbers come from", about, width=44), cells.sources


def sheet(view: AudienceView) -> Sheet | None:
    """The ranked features, best first; None where the reader sees no ranks or nothing is ranked."""
    if not view.sees("rank") or not view.ranking.items:
        return None
    plan = RankingLayout(view)
    columns = list(_columns(plan))
    names = {key: letters(at) for at, (key, _, _) in enumerate(columns)}
    rows = (Row(plan, item, number, names) for number, item in enumerate(plan.items, 2))
    kept = 1 + next(at for at, (key, _, _) in enumerate(columns) if key == "title")
    return Sheet(
        "Ranking", tuple(column for _, column, _ in columns),
        tuple(tuple(fill(row) for _, _, fill in columns) for row in rows), kept, lines=3,
    )  # fmt: skip


KIND = Kind("Ranking", "what to do first, with the numbers that the order follows from", sheet)
