"""What was learned, as a JSON document."""

from __future__ import annotations

from pmcli.learning.bets import EvidenceRate
from pmcli.learning.calibration import Past
from pmcli.learning.deliveries import Aside
from pmcli.learning.due import DueResult
from pmcli.learning.outcomes import OutcomeResult
from pmcli.model.figure import MeasuredRange, hundredths
from pmcli.ranking.result import LeftOut
from pmcli.review.at_start import EditedEstimate, StartEstimate
from pmcli.review.given_up import GivenUpWork
from pmcli.review.say_do import PromisedFeature, PromisedPeriod, SayDo
from pmcli.views.learning.hindsight import RATE, ends, rate_item
from pmcli.views.learning.report import EXAMPLE, LearningReport, WrittenLesson, meant
from pmcli.writers.documents import Document, Shape, document, item

_EXAMPLE = Shape(object, "from to", **{"from": list[float], "to": list[float]})
_EFFORT = Shape(
    Past,
    "team n=shares inside deliveries unfinished shift=posterior.shift spread=posterior.spread "
    "degrees=posterior.degrees missing example",
    example=_EXAMPLE,
)  # fmt: skip
_OUTCOME = Shape(
    OutcomeResult,
    "id title metric target before after afterLow? afterHigh? share on how howWritten=is_how_written "
    "verdict verdictWritten=is_verdict_written byNumbers notYetDue=due test held",
    title=str, after_low=float, after_high=float, test=float | None, held=bool | None,
)  # fmt: skip
_EVIDENCE = Shape(EvidenceRate, "kind n=count hit=hits low high")
_DUE = Shape(DueResult, "id since metrics")
_CHANGED = Shape(
    EditedEstimate, "id=feature team before after commit",
    before=list[float], after=list[float], commit=str | None,
)  # fmt: skip
_UNKNOWN = Shape(StartEstimate, "id=feature why")
_GIVEN_UP = Shape(GivenUpWork, "id=feature title how commit", commit=str | None)
_PROMISE = Shape(PromisedFeature, "id outcome shipped until by open=is_open")
_PERIOD = Shape(
    PromisedPeriod, "period promised kept slipped dropped promises unplanned",
    promised=int, kept=int, slipped=int, dropped=int, promises=[_PROMISE],
)  # fmt: skip
_SAY_DO = Shape(
    SayDo, "promised kept slipped dropped meanSlip step periods unknown",
    kept=int, slipped=int, dropped=int, periods=[_PERIOD],
)  # fmt: skip
LEARNING = Shape(
    LearningReport,
    "today=backlog.today team estimates effort outcomes confidence brier=lessons.brier "
    "baseRate=lessons.base_rate evidence due next "
    "learned=written changedAfterStart notKnownAtStart givenUp sayDo aside unrecorded leftOut?",
    effort=[_EFFORT], outcomes=[_OUTCOME], confidence=[RATE], evidence=[_EVIDENCE], due=[_DUE],
    next=(_DUE, None), aside=[Shape(Aside, "id=feature team why")], left_out=list[LeftOut],
    changed_after_start=[_CHANGED], not_known_at_start=[_UNKNOWN], given_up=[_GIVEN_UP],
    say_do=(_SAY_DO, None), learned=[Shape(WrittenLesson, "id=feature on learned")],
)  # fmt: skip


def learning_document(report: LearningReport, top: int | None = None) -> Document:
    """What was learned: `pm learn --format json`; `top` hides outcomes only."""
    lessons = report.lessons
    return document(
        "learning", LEARNING, report,
        effort=[item(_EFFORT, past, example=_example(past)) for past in report.pasts],
        outcomes=[_outcome(outcome, report) for outcome in lessons.outcomes[:top]],
        confidence=[rate_item(rate) for rate in lessons.rates],
        evidence=[
            item(_EVIDENCE, rate, low=hundredths(rate.low), high=hundredths(rate.high))
            for rate in lessons.evidence
        ],
        due=[item(_DUE, look) for look in lessons.due],
        next=item(_DUE, lessons.coming[0]) if lessons.coming else None,
        changed_after_start=[_changed(edit) for edit in report.changed],
        not_known_at_start=[item(_UNKNOWN, start) for start in report.unknown],
        given_up=[
            item(_GIVEN_UP, row, commit=None if row.commit is None else row.commit.id)
            for row in report.given_up
        ],
        say_do=None if report.promises is None or report.promises.why_not else _say_do(report.promises),
    )  # fmt: skip


def _example(past: Past) -> Document:
    return {"from": ends(EXAMPLE), "to": ends(meant(past))}


def _outcome(outcome: OutcomeResult, report: LearningReport) -> Document:
    after = outcome.after
    ends = (after.low, after.high) if isinstance(after, MeasuredRange) else (None, None)
    return item(
        _OUTCOME, outcome, title=report.backlog.features[outcome.id].title, after_low=ends[0],
        after_high=ends[1], test=outcome.tested, held=outcome.has_held,
    )  # fmt: skip


def _changed(edit: EditedEstimate) -> Document:
    before, after = (None if part is None else ends(part) for part in (edit.before, edit.after))
    commit = None if edit.commit is None else edit.commit.id
    return item(_CHANGED, edit, before=before, after=after, commit=commit)


def _say_do(said: SayDo) -> Document:
    return item(
        _SAY_DO, said, kept=said.count("kept"), slipped=said.count("slipped"),
        dropped=said.count("dropped"), periods=[_period(period) for period in said.periods],
    )  # fmt: skip


def _period(period: PromisedPeriod) -> Document:
    return item(
        _PERIOD, period, promised=len(period.promises), kept=period.count("kept"),
        slipped=period.count("slipped"), dropped=period.count("dropped"),
        promises=[item(_PROMISE, promise) for promise in period.promises],
    )  # fmt: skip
