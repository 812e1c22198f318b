"""Scenarios side by side as a JSON document."""

from __future__ import annotations

from collections.abc import Sequence

from pmcli.planning import PeriodMove
from pmcli.ranking.result import LeftOut
from pmcli.review.what_if import Fullest, GivenUp, Promises, ScenarioOutcome
from pmcli.views.diff.document import CUSTOMER
from pmcli.views.what_if import words
from pmcli.views.what_if.changes import changes
from pmcli.views.what_if.odds import ODDS, odds_of_scenario
from pmcli.writers.documents import Document, Shape, document, item

_GIVEN_UP = Shape(GivenUp, "id accounts promised=is_promised text", text=str)
_SCENARIO = Shape(
    ScenarioOutcome,
    "name=planned.name title=planned.scenario.title changes value bound share equal placed promises "
    "promisesAtRisk=promises.at_risk fullest forced moves givesUp gains customers text odds?",
    changes=list[str],
    promises=Shape(Promises, "kept broken"), fullest=(Shape(Fullest, "team share"), None),
    moves=[Shape(PeriodMove, "id before after")], gives_up=[_GIVEN_UP],
    customers=[CUSTOMER], text=str, odds=ODDS,
)  # fmt: skip
WHAT_IF = Shape(
    object, "model scenarios saved stopped notes leftOut?",
    model=str, scenarios=[_SCENARIO], saved=str | None, stopped=str | None, notes=list[str],
    left_out=list[LeftOut],
)  # fmt: skip


def what_if_document(
    outcomes: Sequence[ScenarioOutcome], *, saved: str | None = None, stopped: str | None = None,
    notes: Sequence[str] = (), left_out: Sequence[LeftOut] | None = None,
) -> Document:  # fmt: skip
    """The base and every scenario: `pm what-if --format json`; `stopped` says that some are not planned."""
    backlog = outcomes[0].planned.backlog
    scenarios = [
        item(
            _SCENARIO, one, changes=[*changes(one.planned, backlog)],
            gives_up=[item(_GIVEN_UP, row, text=words.given_up(row, backlog)) for row in one.gives_up],
            text=words.told(one, backlog) if number else "", odds=odds_of_scenario(one),
        )
        for number, one in enumerate(outcomes)
    ]  # fmt: skip
    model = outcomes[0].planned.roadmap.model.name
    return document(
        "what-if", WHAT_IF, None, model=model, scenarios=scenarios, saved=saved, stopped=stopped,
        notes=list(notes), left_out=left_out,
    )  # fmt: skip
