"""Every kind of JSON document with its shapes, and their JSON Schemas: what `schema/output/` publishes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from inspect import getdoc
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pmcli.model.period import Period
from pmcli.model.reason import Reason
from pmcli.model.schema import DIALECT
from pmcli.planning.why_not import WhyNot
from pmcli.views import backlog, declined, rules
from pmcli.views.agreement import ACCEPTED
from pmcli.views.case_study import export as case_study
from pmcli.views.decisions.effect import DECISION
from pmcli.views.decisions.table import DECISIONS
from pmcli.views.demand.document import ACCOUNT, DEMAND
from pmcli.views.diff.document import DIFF
from pmcli.views.experiment import export as experiment
from pmcli.views.experiment.document import EXPERIMENT
from pmcli.views.experiment.size import SIZE
from pmcli.views.feature import brief
from pmcli.views.feature.document import FEATURE, FEATURES
from pmcli.views.graph import drawing, export
from pmcli.views.history import HISTORY
from pmcli.views.launch.document import LAUNCH
from pmcli.views.learning.document import LEARNING
from pmcli.views.odds.document import ODDS
from pmcli.views.plots import page
from pmcli.views.promises import PROMISES
from pmcli.views.ranking.comparison import COMPARISON
from pmcli.views.ranking.document import RANKING
from pmcli.views.ranking.explanation import EXPLANATION
from pmcli.views.ranking.models import MODELS
from pmcli.views.ranking.side_by_side import SIDE_BY_SIDE
from pmcli.views.ranking.unranked import UNRANKED
from pmcli.views.ratings.document import RATINGS
from pmcli.views.research import export as research
from pmcli.views.review import export as review
from pmcli.views.review.update import UPDATE
from pmcli.views.roadmap import export as roadmap
from pmcli.views.sureness.document import SURENESS
from pmcli.views.week.document import WEEK
from pmcli.views.what_if.document import WHAT_IF
from pmcli.views.worth.document import WORTH
from pmcli.writers.documents import (
    SCHEMA_VERSION,
    Blank,
    Shape,
    element,
    is_list,
    is_mapping,
    narrowed,
    shape_of,
    whole,
    without_none,
)
from pmcli.writers.reports.document import DIAGNOSTICS, STATISTICS

DOCUMENTS: Mapping[str, tuple[Shape, ...]] = {
    "accept": (ACCEPTED,),
    "account": (ACCOUNT, narrowed(ACCOUNT, "asks")),
    "backlog": (backlog.BACKLOG,),
    "brief": (brief.BRIEF,),
    "case-study": (case_study.CASE_STUDY,),
    "comparison": (COMPARISON,),
    "decision": (DECISION,),
    "decisions": (DECISIONS, narrowed(DECISIONS, "items")),
    "declined": (declined.DECLINED, declined.WITHOUT_IDS),
    "demand": (DEMAND, narrowed(DEMAND, "accounts", "features")),
    "diagnostics": (DIAGNOSTICS,),
    "diff": (DIFF,),
    "experiment": (EXPERIMENT, narrowed(EXPERIMENT, "items"), experiment.READ_OUT),
    "experiment-size": (SIZE,),
    "explanation": (EXPLANATION, UNRANKED),
    "feature": (FEATURE,),
    "features": (FEATURES, narrowed(FEATURES, "items")),
    "graph": (drawing.GRAPH, export.GRAPH),
    "history": (HISTORY,),
    "learning": (LEARNING, *(narrowed(LEARNING, name) for name in ("effort", "outcomes", "confidence"))),
    "launch": (LAUNCH, narrowed(LAUNCH, "items")),
    "model-comparison": (SIDE_BY_SIDE,),
    "models": (MODELS,),
    "odds": (ODDS, narrowed(ODDS, "items")),
    "plot": (page.PLOT, page.FIELDS),
    "promises": (PROMISES,),
    "ranking": (RANKING, backlog.BACKLOG, narrowed(RANKING, "items")),
    "ratings": (RATINGS, narrowed(RATINGS, "items")),
    "ready": (RANKING, narrowed(RANKING, "items")),
    "research": (research.RESEARCH,),
    "review": (review.REVIEW,),
    "roadmap": (roadmap.ROADMAP, roadmap.LANES, narrowed(roadmap.ROADMAP, "placements", "unplaced")),
    "rule": (rules.RULE,),
    "rules": (rules.RULES,),
    "statistics": (STATISTICS,),
    "sureness": (SURENESS, narrowed(SURENESS, "items")),
    "update": (UPDATE,),
    "week": (WEEK, narrowed(WEEK, "days")),
    "what-if": (WHAT_IF,),
    "why-not": (whole(WhyNot),),
    "worth": (WORTH,),
}
"""The shapes by kind; of several the first is the usual one."""


def document_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of the documents of a kind. It lets further keys through, for fields may be added."""
    head = {"schemaVersion": {"const": SCHEMA_VERSION}, "kind": {"const": kind}}
    schemas = [_object(shape, head) for shape in DOCUMENTS[kind]]
    return {"$schema": DIALECT, **(schemas[0] if len(schemas) == 1 else {"anyOf": schemas})}


def _object(shape: Shape, head: Mapping[str, object] | None = None) -> dict[str, Any]:
    keys = {field.key: _value(field.type) for field in shape.fields}
    must = [*(head or ()), *(field.key for field in shape.fields if not field.is_optional)]
    about = {} if shape.source is object else {"description": (getdoc(shape.source) or "").split("\n")[0]}
    return {"type": "object", **about, "properties": {**(head or {}), **keys}, "required": must}


def _value(kind: Any) -> dict[str, Any]:
    """The schema of a type; absent lists are empty, so that a list is never null."""
    kind, is_nullable = without_none(kind)
    value = list(_choices(kind))
    if is_nullable and not is_list(kind):
        value.append(_NULL)
    if len(value) == 1:
        return value[0]
    simple = all(set(schema) == {"type"} for schema in value)
    return {"type": [schema["type"] for schema in value]} if simple else {"anyOf": value}


def _choices(kind: Any) -> Iterator[dict[str, Any]]:
    if (shape := shape_of(kind)) is not None:
        yield _object(shape)
    elif is_list(kind):
        yield {"type": "array", "items": _value(element(kind))}
    elif is_mapping(kind):
        yield {"type": "object", "additionalProperties": _value(element(kind))}
    elif get_origin(kind) is Literal:
        yield {"enum": list(get_args(kind))}
    elif get_origin(kind) in (Union, UnionType):
        for arg in get_args(kind):
            yield from _choices(arg)
    elif kind not in (None, NoneType):
        yield from _PLAIN[kind]


_TEXT, _NULL = {"type": "string"}, {"type": "null"}
_PLAIN: Mapping[Any, tuple[dict[str, Any], ...]] = {
    str: (_TEXT,), Period: (_TEXT,), Reason: (_TEXT,),
    date: ({**_TEXT, "format": "date"},), Blank: (_TEXT, _NULL), Any: ({},),
    bool: ({"type": "boolean"},), int: ({"type": "integer"},), float: ({"type": "number"},),
}  # fmt: skip
