"""Sheets that are lists: the features, what is not done, what is not scored, the outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pmcli.model.feature import Feature
from pmcli.model.fields import Field
from pmcli.model.strategy import Outcome
from pmcli.model.words import words
from pmcli.sharing import AudienceView
from pmcli.views.declined import NO_REASON, DeclinedFeature, refusals
from pmcli.views.feature.visible_fields import fields_to_edit
from pmcli.writers.xlsx.sheet import Content, Given, Kind, Live, Look, Sheet, SheetColumn, letters

_TITLES = {"rank": "# in pm", "score": "score in pm"}
_LOOKS: Mapping[str, Look] = {"rank": "count", "odds": "share"}
_ABOUT = {
    **dict.fromkeys(_TITLES, "as it was when this file was written"),
    "effort_by_team": "the estimates as they are written",
    "odds": "how likely it is there in its period",
}


def content(view: AudienceView, feature: Feature, field: Field) -> Content:
    """The cell of a feature's field: its number, or its texts, a line each."""
    if field.number is not None and (exact := field.number(view, feature)) is not None:
        return exact
    return "\n".join(field.tell(view, feature)) or None


def look_of(field: Field) -> Look:
    """The look of the cells of a field."""
    if field.key in _LOOKS:
        return _LOOKS[field.key]
    return "number" if field.number else "text"


def features(view: AudienceView) -> Sheet | None:
    """The sheet of features, with every field that the reader may see; None where there is no feature."""
    rows = view.in_order()
    if not rows:
        return None
    fields = fields_to_edit(view)
    columns: list[SheetColumn] = []
    cells: list[list[Content]] = []
    for field in fields:
        texts = [content(view, row, field) for row in rows]
        title = _TITLES.get(field.key, field.title)
        about = _ABOUT.get(field.key, "")
        columns.append(SheetColumn(title, about, look_of(field), field.width, bar=field.key == "score"))
        cells.append(texts)
    kept = 1 + next(at for at, column in enumerate(columns) if column.title in ("title", "id"))
    return Sheet("Features", tuple(columns), tuple(zip(*cells, strict=True)), kept, lines=3)


def refused(view: AudienceView) -> Sheet | None:
    """The sheet of what is not done, and why; None where the reader may not see it or there is nothing."""
    rows = refusals(view) if view.sees("declined") else []
    if not rows:
        return None
    with_ids = view.sees("id") and any(row.id for row in rows)
    with_authors = any(row.by for row in rows)
    columns = (
        *([SheetColumn("id")] if with_ids else []), SheetColumn("what", width=40), SheetColumn("status"),
        SheetColumn("why", width=56), *([SheetColumn("by", "who decided")] if with_authors else []),
        SheetColumn("looked at again", "when it will be decided anew"),
    )  # fmt: skip
    cells = tuple(tuple(_refusal(row, with_ids, with_authors)) for row in rows)
    return Sheet("Not doing", columns, cells, 2 if with_ids else 1)


def _refusal(feature: DeclinedFeature, with_ids: bool, with_authors: bool) -> Iterator[Content]:  # noqa: FBT001 - columns
    if with_ids:
        yield feature.id
    yield from (feature.what, feature.status, feature.because or NO_REASON)
    if with_authors:
        yield feature.by
    yield feature.until


def unscored(view: AudienceView) -> Sheet | None:
    """The sheet of features without a score, each with the reason; None where there are none."""
    rows = view.ranking.unscored if view.sees("score", "id") else ()
    if not rows:
        return None
    cells = tuple((row.id, view.title(row.id), words(row.reason)) for row in rows)
    return Sheet(
        "Not scored",
        (SheetColumn("id"), SheetColumn("title", width=40), SheetColumn("why", width=60)),
        cells,
        2,
    )


def outcomes(view: AudienceView) -> Sheet | None:
    """The sheet of outcomes, the weightiest first, with the way made; None where they may not be seen."""
    by_name = view.backlog.workspace.strategy.outcomes if view.sees("outcomes") else {}
    if not by_name:
        return None
    columns = [
        SheetColumn("outcome", width=36), SheetColumn("metric"), SheetColumn("baseline", "", "number"),
        SheetColumn("now", "", "number"), SheetColumn("target", "", "number"), SheetColumn("by"),
        SheetColumn("way made", "(now - baseline) / (target - baseline)", "share", bar=True),
        SheetColumn("weight", "how much it counts against the others", "number"), SheetColumn("owner"),
        SheetColumn("features", "planned features that serve it", width=56),
    ]  # fmt: skip
    order = sorted(by_name.items(), key=lambda pair: -pair[1].weight)
    rows = [_outcome(view, name, outcome, at) for at, (name, outcome) in enumerate(order, 2)]
    used = [at for at in range(len(columns)) if at < _FIXED or any(row[at] is not None for row in rows)]
    return Sheet(
        "Outcomes", tuple(columns[at] for at in used),
        tuple(tuple(row[at] for at in used) for row in rows), lines=12,
    )  # fmt: skip


_FIXED = 7
"""Columns of the outcomes that are always there: a formula reads them."""


def _outcome(view: AudienceView, name: str, outcome: Outcome, row: int) -> list[Content]:
    served = [feature for feature in view.placements if view.backlog.features[feature].outcomes.get(name)]
    baseline, now, target = (f"{letters(at)}{row}" for at in (2, 3, 4))
    formula = (
        f'IF(COUNT({baseline},{now},{target})=3,IFERROR(({now}-{baseline})/({target}-{baseline}),""),"")'
    )
    return [
        outcome.title, outcome.metric,
        _given(outcome.baseline), _given(outcome.current), _given(outcome.target),
        str(outcome.by) if outcome.by else None, Live(formula, _way_made(outcome)),
        outcome.weight, outcome.owner,
        "\n".join(view.title(feature) for feature in served) or None,
    ]  # fmt: skip


def _given(number: float | None) -> Content:
    return None if number is None else Given(number)


def _way_made(outcome: Outcome) -> float | None:
    if (
        outcome.baseline is None
        or outcome.current is None
        or outcome.target is None
        or outcome.target == outcome.baseline
    ):
        return None
    return (outcome.current - outcome.baseline) / (outcome.target - outcome.baseline)


OUTCOMES = Kind("Outcomes", "what success is measured by", outcomes)
FEATURES = Kind("Features", "the features, and what there is to say of each", features)
REFUSED = Kind("Not doing", "what is not done, and why", refused)
UNSCORED = Kind("Not scored", "what the method cannot score, and why", unscored)
