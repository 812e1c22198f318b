"""How ready launches are, as a JSON document."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.model.figure import hundredths
from pmcli.model.launch import Evaluation
from pmcli.model.period import Period
from pmcli.planning.launches import LaunchMeasure, LaunchPoint, Obstacle, Readiness, Rolling, RolloutStage
from pmcli.ranking.result import LeftOut
from pmcli.views.launch import words
from pmcli.views.launch.page import LaunchOutlook, notes
from pmcli.writers.documents import Document, Shape, document, item

_EVALUATION = Shape(Evaluation, "what need found on met=is_met", need=str, found=float | None)
_OBSTACLE = Shape(Obstacle, "kind names period until text", period=Period | None, text=str)
_STAGE = Shape(RolloutStage, "to on until metric current holds")
_ROLLING = Shape(Rolling, "now next held=is_held", now=(_STAGE, None), next=_STAGE)
_ITEM = Shape(
    Readiness,
    "id title date days ready=is_ready open missing kinds settled checklist=points evaluation=evaluations "
    "metrics measures rollout rolling built=is_built period odds inTheWay=obstacles",
    open=list[str], missing=list[str], metrics=int,
    checklist=[Shape(LaunchPoint, "name state lists by on link because")],
    evaluation=[_EVALUATION],
    measures=[Shape(LaunchMeasure, "metric baseline target review")],
    rollout=[_STAGE], rolling=(_ROLLING, None),
    in_the_way=[_OBSTACLE],
)  # fmt: skip
LAUNCH = Shape(
    LaunchOutlook, "product today within items notes leftOut?",
    items=[_ITEM], notes=list[str], left_out=list[LeftOut],
)  # fmt: skip


def launch_document(
    outlook: LaunchOutlook, top: int | None, left_out: Sequence[LeftOut] | None
) -> Document:  # fmt: skip
    """How ready launches are: `pm launch --format json`; `top` hides items only."""
    items = [_item(launch) for launch in outlook.launches[:top]]
    return document("launch", LAUNCH, outlook, items=items, notes=[*notes(outlook)], left_out=left_out)


def _item(launch: Readiness) -> Document:
    return item(
        _ITEM, launch, open=launch.named("open"), missing=launch.named("missing"),
        evaluation=[
            item(_EVALUATION, each, need=str(each.need), found=each.found)
            for each in launch.evaluations
        ],
        metrics=sum(measure.is_complete for measure in launch.measures),
        odds=hundredths(launch.odds),
        in_the_way=[
            item(_OBSTACLE, each, text=words.sentence(each, launch)) for each in launch.obstacles
        ],
    )  # fmt: skip
