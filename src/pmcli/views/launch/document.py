"""How ready launches are, as a JSON document."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.model.figure import hundredths
from pmcli.model.launch import Evaluation
from pmcli.model.period import Period
from pmcli.planning.launches import LaunchMeasure, LaunchPoint, Obstacle, Readiness, RolloutStage
from pmcli.ranking.result import LeftOut
from pmcli.views.launch import words
from pmcli.writers.documents import Document, Shape, document, item

_EVALUATION = Shape(Evaluation, "what need found on met=is_met", need=str, found=float | None)
_OBSTACLE = Shape(Obstacle, "kind names period until text", period=Period | None, text=str)
_ITEM = Shape(
    Readiness,
    "id title date days ready=is_ready open missing kinds points checklist=points evaluation=evaluations "
    "metrics measures rollout built=is_built period odds inTheWay=obstacles",
    open=list[str], missing=list[str], metrics=int,
    points=str, checklist=[Shape(LaunchPoint, "name state lists by on link because")],
    evaluation=[_EVALUATION],
    measures=[Shape(LaunchMeasure, "metric baseline target review")],
    rollout=[Shape(RolloutStage, "to on until metric current holds")],
    in_the_way=[_OBSTACLE],
)  # fmt: skip
LAUNCH = Shape(
    object, "product within items notes leftOut?",
    product=str, within=int, items=[_ITEM], notes=list[str], left_out=list[LeftOut],
)  # fmt: skip


def launch_document(
    product: str, within: int, launches: Sequence[Readiness], notes: Sequence[str],
    left_out: Sequence[LeftOut] | None,
) -> Document:  # fmt: skip
    """How ready launches are: `pm launch --format json`. `within` are the days of the gate."""
    return document(
        "launch", LAUNCH, None, product=product, within=within, items=[*map(_item, launches)],
        notes=[*notes], left_out=left_out,
    )  # fmt: skip


def _item(launch: Readiness) -> Document:
    return item(
        _ITEM, launch, open=launch.named("open"), missing=launch.named("missing"),
        points=f"{launch.settled} of {len(launch.points)}",
        evaluation=[
            item(_EVALUATION, each, need=str(each.need), found=None if each.found is None else float(each.found))
            for each in launch.evaluations
        ],
        metrics=sum(measure.is_complete for measure in launch.measures),
        odds=hundredths(launch.odds),
        in_the_way=[
            item(_OBSTACLE, each, text=words.sentence(each, launch)) for each in launch.obstacles
        ],
    )  # fmt: skip
