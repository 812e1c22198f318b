"""The screens of `pm worth`: bets first, then estimates, then what the order hangs on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pmcli.forecast.worth.betting import Wager
from pmcli.forecast.worth.finding import Finding, Findings
from pmcli.model.figure import counted
from pmcli.ranking import RankedFeature
from pmcli.views.worth import words
from pmcli.views.worth.tables import bets_table, estimates_table, feature_table
from pmcli.writers.blocks import Block, Heading, Paragraph, TableBlock
from pmcli.writers.table import Rest, Table

Row = TypeVar("Row", Finding, Wager)
SHOWN = 5
"""The number of bets, and of estimates, where nobody asks for more."""
CERTAIN = "nothing here is uncertain: every number is exact"
NO_BET = "no bet: every confidence is 100 %, or the method knows none"
_ENDS = (
    "low, high: its place at the ends of the range; up at, down at: at so many times the number it passes "
    "that one"
)
_MEANING = "the most of the team's work that the answer may cost, if it is had before the order is decided"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the screen: for which product, with tests of which power, and at most so many rows."""

    product: str
    power: float
    top: int | None = None


def worth_page(
    findings: Findings, estimates: Sequence[Finding], bets: Sequence[Wager], asked: Asked
) -> list[Block]:
    """All that is worth finding out, or the first of it."""
    page: list[Block] = [Heading(f"{asked.product}: what is worth finding out", 1)]
    power, top = asked.power, asked.top
    if not findings.findings and not findings.bets:
        return [*page, Paragraph(CERTAIN)]
    if bets:
        page.append(
            TableBlock(bets_table(first(bets, findings, top), findings, power, _on_bets(findings, bets, top)))
        )
    if estimates:
        shown = first(estimates, findings, top)
        page.append(TableBlock(estimates_table(shown, findings, _on_estimates(findings, estimates, top))))
    if verdict := _verdict(findings):
        page.append(Paragraph(verdict))
    page.append(Paragraph(_meaning(findings), "dim"))
    return page


def _worthy(rows: Sequence[Finding | Wager], findings: Findings) -> int:
    """How many are worth more than a little."""
    least, _ = words.little(findings.unit)
    return sum((row.sure or 0.0) >= least for row in rows)


def first(rows: Sequence[Row], findings: Findings, top: int | None) -> Sequence[Row]:
    """The rows that are shown: so many, else the first few worth more than a little, one at least."""
    return rows[:top] if top is not None else rows[: max(1, min(SHOWN, _worthy(rows, findings)))]


def _on_bets(findings: Findings, bets: Sequence[Wager], top: int | None) -> tuple[str | Rest, ...]:
    shown = first(bets, findings, top)
    told = [sentence for bet in shown for sentence in words.studies(bet, findings.unit)]
    return (*told, *_more(len(shown), _worthy(bets, findings), "--bets shows them"))


def _on_estimates(findings: Findings, rows: Sequence[Finding], top: int | None) -> tuple[str | Rest, ...]:
    _, name = words.little(findings.unit)
    worthy, shown = _worthy(rows, findings), len(first(rows, findings, top))
    little = len(rows) - worthy
    notes: list[str | Rest] = [*_more(shown, worthy, f"--top {worthy} shows them")]
    if little:
        are = "is" if little == 1 else "are"
        notes.append(
            f"{little:,} of {counted(len(rows), 'range')} {are} worth less than {name}: leave them alone"
        )
    if findings.tangled:
        notes.append(f"left out, for they make value and cost alike: {', '.join(findings.tangled)}")
    return tuple(notes)


def _more(shown: int, worthy: int, hint: str) -> Iterator[Rest]:
    if shown < worthy:
        yield Rest(worthy - shown, hint=hint)


def _verdict(findings: Findings) -> str:
    """What the order hangs on: on estimates or on bets."""
    if findings.together is None or not findings.findings:
        return ""
    least, _ = words.little(findings.unit)
    whole = f"all ranges together: {words.amount(findings.together, findings.unit)}"
    holding = sum(bet.sure > max(findings.together, least) for bet in findings.bets)
    if holding:
        return f"{whole}. This order is not held up by estimates; it is held up by {counted(holding, 'bet')}."
    if findings.together < least:
        return f"{whole}. This order does not hang on estimates."
    if not findings.bets:
        return f"{whole}."
    return f"{whole}. Estimates hold this order up more than any bet does."


def all_bets(findings: Findings, bets: Sequence[Wager], asked: Asked) -> Table:
    """Every bet, or the first so many."""
    shown = bets[: asked.top]
    told = tuple(sentence for bet in shown for sentence in words.studies(bet, findings.unit))
    title = f"{asked.product}: what hangs on whether it works"
    notes = told or (() if bets else (CERTAIN if not findings.findings else NO_BET,))
    return replace(bets_table(shown, findings, asked.power, notes), title=title)


def _meaning(findings: Findings) -> str:
    """What worth is, and what is not in it."""
    if not findings.plain:
        return f"worth: {_MEANING}"
    taken = "is taken" if findings.plain == 1 else "are taken"
    plain = f"{counted(findings.plain, 'number')} without a range {taken} as exact"
    return f"worth: {_MEANING}\nnot in this: {plain}"


def feature_page(
    findings: Findings, item: RankedFeature, rows: Sequence[Finding], bets: Sequence[Wager], asked: Asked
) -> list[Block]:
    """One feature: whether it is a bet, its numbers, and where they flip it."""
    place = item.rank
    page: list[Block] = [
        Heading(f"{asked.product}: what is worth finding out about {item.id}", 1),
        Paragraph(f"place {place:,} of {findings.size:,}"),
    ]
    if bets:
        told = tuple(sentence for bet in bets for sentence in words.studies(bet, findings.unit))
        page.append(TableBlock(bets_table(bets, findings, asked.power, told)))
    if rows:
        page.append(TableBlock(feature_table(_tornado(rows), findings, place, (_ENDS,))))
    if not any(row.unknown is not None for row in rows) and not bets:
        page.append(Paragraph("none of its numbers has a range, so none has a worth"))
    return page


def _tornado(rows: Sequence[Finding]) -> list[Finding]:
    """The numbers by how many places they move their feature, the most first; those without range last."""

    def key(row: Finding) -> tuple[int, float]:
        places = row.places
        return (1, 0.0) if places is None else (-max(abs(places[0] - places[1]), 0) - 1, -(row.sure or 0.0))

    return sorted(rows, key=key)
