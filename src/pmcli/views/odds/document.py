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
from pmcli.model.figure import hundredths
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
        expected=hundredths(told.expected), all_in_time=hundredths(told.all_in_time),
        twice_as_wide=hundredths(told.twice_as_wide), if_other=hundredths(told.if_other),
        by_day=None if told.on_day is None else item(
            _DAY, told.on_day, when=str(told.on_day.when), expected=hundredths(told.on_day.expected)
        ),
        since=None if outlook.then is None else outlook.then.name,
        notes=[*filter(None, [words.as_of(outlook)]), *words.notes(outlook)],
        left_out=outlook.roadmap.left_out,
    )  # fmt: skip


def _item(odds: FeatureOdds, outlook: OddsOutlook) -> Document:
    return item(
        _ITEM, odds, title=outlook.backlog.features[odds.id].title, in_time=hundredths(odds.in_time),
        by=[{"period": str(each.period), "odds": hundredths(each.odds)} for each in odds.by],
        blocked_by=[
            {"team": each.team, "feature": each.feature, "share": hundredths(each.share)}
            for each in odds.blocked_by
        ],
        on_day=hundredths(odds.on_day), then=hundredths(outlook.before(odds.id)),
        slipped=outlook.is_slipped(odds.id) if outlook.then is not None else None,
    )  # fmt: skip


def _promise(odds: PromiseOdds) -> Document:
    return item(
        _PROMISE, odds, odds=hundredths(odds.odds), by_period=hundredths(odds.by_period),
        if_first=hundredths(odds.if_first),
    )  # fmt: skip
