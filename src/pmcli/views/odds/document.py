"""The odds of a plan, as a JSON document."""

from __future__ import annotations

from pmcli.forecast.odds import (
    Blocker,
    DayTotal,
    DeliveryRecord,
    FeatureOdds,
    Odds,
    PeriodOdds,
    PromiseOdds,
    Total,
)
from pmcli.model.period import Period
from pmcli.ranking.result import LeftOut
from pmcli.views.odds import words
from pmcli.views.odds.outlook import OddsOutlook
from pmcli.writers.documents import Document, Shape, document, item

_BY = Shape(PeriodOdds, "period odds")
_ITEM = Shape(
    FeatureOdds, "id title period inTime by likelyBy blockedBy onDay? then? slipped?",
    title=str, by=[_BY], blocked_by=[Shape(Blocker, "team feature share")], then=float | None, slipped=bool,
)  # fmt: skip
_PROMISE = Shape(
    PromiseOdds, "id kind date odds period byPeriod likelyBy ifFirst missed=is_missed",
    by_period=float | None, period=Period | None, likely_by=Period | None, if_first=float | None,
)  # fmt: skip
_DAY = Shape(DayTotal, "when expected atLeast median", when=str)
ODDS = Shape(
    Odds,
    "policy futures sharedError calibrated=is_calibrated periods items promises totals expected allInTime "
    "median atLeast twiceAsWide ifOther byDay? assumedEfforts assumedCapacities medianEffort past since? "
    "stopped=is_stopped notes leftOut?",
    items=[_ITEM], promises=[_PROMISE], totals=[Shape(Total, "period planned atLeast median")],
    past=(Shape(DeliveryRecord, "deliveries inside of"), None), by_day=_DAY, since=str, notes=list[str],
    left_out=list[LeftOut],
)  # fmt: skip


def odds_document(outlook: OddsOutlook, *, top: int | None = None) -> Document:
    """The odds of a plan: `pm odds --format json`, in the order of the plan. `top` hides items only."""
    told = outlook.odds
    shown = [each for each in told.items if outlook.has(each.id)]
    return document(
        "odds", ODDS, told,
        items=[_item(each, outlook) for each in shown[:top]],
        promises=[_promise(each) for each in told.promises if outlook.has(each.id)],
        expected=round(told.expected, 2), all_in_time=round(told.all_in_time, 2),
        twice_as_wide=_two(told.twice_as_wide), if_other=_two(told.if_other),
        by_day=None if told.on_day is None else item(
            _DAY, told.on_day, when=str(told.on_day.when), expected=round(told.on_day.expected, 2)
        ),
        since=None if outlook.then is None else outlook.then.name,
        notes=[*filter(None, [words.as_of(outlook)]), *words.notes(outlook)],
        left_out=outlook.roadmap.left_out,
    )  # fmt: skip


def _item(odds: FeatureOdds, outlook: OddsOutlook) -> Document:
    return item(
        _ITEM, odds, title=outlook.backlog.features[odds.id].title, in_time=round(odds.in_time, 2),
        by=[{"period": str(each.period), "odds": round(each.odds, 2)} for each in odds.by],
        blocked_by=[
            {"team": each.team, "feature": each.feature, "share": round(each.share, 2)}
            for each in odds.blocked_by
        ],
        on_day=_two(odds.on_day), then=_two(outlook.before(odds.id)),
        slipped=outlook.is_slipped(odds.id) if outlook.then is not None else None,
    )  # fmt: skip


def _promise(odds: PromiseOdds) -> Document:
    return item(
        _PROMISE, odds, odds=round(odds.odds, 2), by_period=_two(odds.by_period),
        if_first=_two(odds.if_first),
    )  # fmt: skip


def _two(number: float | None) -> float | None:
    return None if number is None else round(number, 2)
