"""The screens of `pm worth`: bets first, then estimates, then what the order hangs on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pmcli.forecast.worth.betting import Study, Wager
from pmcli.forecast.worth.finding import InputWorth, WorthFindings
from pmcli.model.figure import counted, significant
from pmcli.ranking import RankedFeature
from pmcli.views.worth import words
from pmcli.views.worth.tables import bets_table, estimates_table, feature_table, flips_table
from pmcli.views.worth.verdict import on_bets, on_estimates, verdict
from pmcli.writers.blocks import Block, Heading, Paragraph, TableBlock
from pmcli.writers.table import Rest, Table

Row = TypeVar("Row", InputWorth, Wager)
SHOWN = 5
"""The number of bets, and of estimates, where nobody asks for more."""
_ENDS = (
    "low, high: its place at the ends of the range; up at, down at: the number at which it passes that one, "
    "or falls behind it"
)
_MEANING = "the most of the team's work that the answer may cost, if it is had before the order is decided"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the screen: for which product, with tests of which power, and at most so many rows."""

    product: str
    power: float
    top: int | None = None


def worth_page(
    findings: WorthFindings, estimates: Sequence[InputWorth], bets: Sequence[Wager], asked: Asked
) -> list[Block]:
    """All that is worth finding out, or the first of it."""
    page: list[Block] = [Heading(f"{asked.product}: what is worth finding out", 1)]
    power, top = asked.power, asked.top
    if bets:
        shown = first(bets, findings, top)
        page.append(TableBlock(bets_table(shown, findings, power, _on_bets(findings, bets, asked))))
    if estimates:
        ranges = first(estimates, findings, top)
        page.append(TableBlock(estimates_table(ranges, findings, _on_estimates(findings, estimates, top))))
    if not bets and not estimates and (findings.bets or findings.findings):
        page.append(Paragraph("no bet and no range among these"))
    page += [Paragraph(text) for text in (verdict(findings), on_bets(findings)) if text]
    if findings.findings or findings.bets:
        page.append(Paragraph(_meaning(findings), "dim"))
    return page


def _worthy(rows: Sequence[InputWorth | Wager], findings: WorthFindings) -> int:
    """How many are worth more than a little."""
    least, _ = words.little(findings.unit)
    return sum((row.sure or 0.0) >= least for row in rows)


def first(rows: Sequence[Row], findings: WorthFindings, top: int | None) -> Sequence[Row]:
    """The rows that are shown: so many, else the first few worth more than a little, one at least."""
    return rows[:top] if top is not None else rows[: max(1, min(SHOWN, _worthy(rows, findings)))]


def _on_bets(findings: WorthFindings, bets: Sequence[Wager], asked: Asked) -> tuple[str | Rest, ...]:
    shown = first(bets, findings, asked.top)
    notes = [*_studies(shown, findings, asked), *_left_out(bets, shown, findings, "bet", "--bets shows all")]
    return tuple(notes)


def _studies(bets: Sequence[Wager], findings: WorthFindings, asked: Asked) -> list[str]:
    """The research that asks whether these bets work."""
    return [text for bet in bets for text in words.studies(bet, findings.unit, asked.power)]


def _on_estimates(
    findings: WorthFindings, rows: Sequence[InputWorth], top: int | None
) -> tuple[str | Rest, ...]:
    shown, worthy = first(rows, findings, top), _worthy(rows, findings)
    notes = [
        *_left_out(
            rows,
            shown,
            findings,
            "range",
            f"--top {worthy} shows {'it' if worthy == len(shown) + 1 else 'them'}",
            ": leave them alone",
        )
    ]
    if findings.tangled:
        notes.append(f"left out, for they make value and cost alike: {', '.join(findings.tangled)}")
    return tuple(notes)


def _left_out(
    rows: Sequence[Row], shown: Sequence[Row], findings: WorthFindings, noun: str, hint: str, advice: str = ""
) -> Iterator[str | Rest]:
    """How many rows are not shown, and how many are worth hardly the asking."""
    _, name = words.little(findings.unit)
    worthy = _worthy(rows, findings)
    if len(shown) < worthy:
        yield Rest(worthy - len(shown), hint=hint)
    if little := len(rows) - worthy:
        are = "is" if little == 1 else "are"
        yield f"{little:,} of {counted(len(rows), noun)} {are} worth less than {name}{advice}"


def all_bets(findings: WorthFindings, bets: Sequence[Wager], asked: Asked) -> Table:
    """Every bet, or the first so many."""
    shown = bets[: asked.top]
    notes = [*_studies(shown, findings, asked)]
    if not bets:
        notes.append(on_bets(findings) or "no bet among these")
    title = f"{asked.product}: what hangs on whether it works"
    return replace(bets_table(shown, findings, asked.power, tuple(notes)), title=title)


def all_flips(findings: WorthFindings, estimates: Sequence[InputWorth], asked: Asked) -> Table:
    """Every flip of the first estimates."""
    shown = first(estimates, findings, asked.top)
    table = flips_table(shown, findings, asked.product)
    notes: list[str | Rest] = [*table.notes] if table.rows else []
    if len(shown) < len(estimates):
        notes.append(
            f"of the {counted(len(shown), 'range')} worth most, of {len(estimates):,}: --top N shows more"
        )
    if not estimates:
        notes.append(on_estimates(findings) if not findings.findings else "no range among these")
        notes.append("pm worth ID shows where a number without a range flips")
    return replace(table, notes=tuple(notes))


def _meaning(findings: WorthFindings) -> str:
    """What worth is, on how many futures that of all ranges rests, and what is not in it."""
    text = f"worth: {_MEANING}"
    if findings.futures:
        text += f"\nall ranges together: the mean of {findings.futures:,} futures"
    if findings.plain >= len(findings.findings) or not findings.plain:  # the verdict says it
        return text
    taken = "is taken" if findings.plain == 1 else "are taken"
    plain = f"{counted(findings.plain, 'number')} without a range {taken} as exact"
    return f"{text}\nnot in this: {plain}"


def study_page(
    study: str, title: str, findings: WorthFindings, bets: Sequence[Wager], asked: Asked
) -> list[Block]:
    """Research that is not ranked itself: of which bets it asks whether they work, and what that is worth."""
    notes = tuple(
        text
        for bet in bets
        for text in words.studies(replace(bet, studies=_only(bet, study)), findings.unit, asked.power)
    )
    return [
        Heading(f"{asked.product}: what {study} is worth finding out", 1),
        Paragraph(f"{title}: research, which has no place of its own"),
        TableBlock(bets_table(bets, findings, asked.power, notes)),
        Paragraph(f"worth: {_MEANING}", "dim"),
    ]


def _only(bet: Wager, study: str) -> tuple[Study, ...]:
    return tuple(each for each in bet.studies if each.id == study)


def feature_page(
    findings: WorthFindings,
    item: RankedFeature,
    rows: Sequence[InputWorth],
    bets: Sequence[Wager],
    asked: Asked,
) -> list[Block]:
    """One feature: whether it is a bet, its numbers, and where they flip it."""
    place = item.rank
    page: list[Block] = [
        Heading(f"{asked.product}: what is worth finding out about {item.id}", 1),
        Paragraph(f"place {place:,} of {findings.size:,}"),
    ]
    if bets:
        told = _studies(bets, findings, asked)
        page.append(TableBlock(bets_table(bets, findings, asked.power, tuple(told))))
    if rows:
        page.append(TableBlock(feature_table(_tornado(rows), findings, place, (_ENDS,))))
    if not any(row.unknown is not None for row in rows) and not bets:
        page.append(Paragraph("none of its numbers has a range, so none has a worth"))
    return page


def _tornado(rows: Sequence[InputWorth]) -> list[InputWorth]:
    """The numbers by how many places they move their feature, the most first; those without range last."""

    def key(row: InputWorth) -> tuple[int, float]:
        places = row.places
        return (
            (1, 0.0)
            if places is None
            else (-max(abs(places[0] - places[1]), 0) - 1, -significant(row.sure or 0.0))
        )

    return sorted(rows, key=key)
