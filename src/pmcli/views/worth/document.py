"""What is worth finding out, as a JSON document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pmcli.forecast.worth.betting import Wager
from pmcli.forecast.worth.finding import FlipPoint, InputWorth, WorthFindings
from pmcli.ranking.result import LeftOut
from pmcli.writers.documents import Document, Shape, document, item

_FLIP = Shape(FlipPoint, "with=other at factor to")
_ESTIMATE = Shape(InputWorth, "id input team sure halved flips", flips=[_FLIP])
_BET = Shape(Wager, "id confidence sure test power ifWorks=if_works ifNot=if_not", test=float, power=float)
WORTH = Shape(
    WorthFindings,
    "unit all=together futures estimates bets tangled leftOut?",
    estimates=[_ESTIMATE],
    bets=[_BET],
    tangled=list[str],
    left_out=list[LeftOut],
)


def worth_document(
    findings: WorthFindings,
    estimates: Iterable[InputWorth],
    bets: Iterable[Wager],
    power: float,
    left_out: Sequence[LeftOut] | None = None,
) -> Document:
    """What is worth finding out: `pm worth --format json`; these estimates and bets of it."""
    return document(
        "worth", WORTH, findings, estimates=list(estimates),
        bets=[item(_BET, bet, test=bet.test(power), power=power) for bet in bets],
        left_out=left_out,
    )  # fmt: skip
