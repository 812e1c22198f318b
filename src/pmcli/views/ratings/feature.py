"""What people say of one feature, side by side: `pm ratings ID`, and `pm triage --as` once it is answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pmcli.model.figure import anded, short_input, taken_for
from pmcli.model.rating import Rater
from pmcli.ranking.talks import Talk
from pmcli.views.ratings.words import APART, DISAGREE, apart, judged, settled_as
from pmcli.writers.blocks import Block, Bullets, Heading, Paragraph, TableBlock
from pmcli.writers.table import NOTHING, Cell, Column, Table

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.ranking.result import Ranking

_BESIDE = 5
"""So many people have room in a row."""
_JUDGED = 4
"""The columns beside those of people."""


def feature_ratings(feature: str, talks: Sequence[Talk], backlog: Backlog, ranking: Ranking) -> list[Block]:
    """Everybody's numbers for one feature side by side, the spread first, and why."""
    record = backlog.features[feature]
    blocks: list[Block] = [Heading(f"{feature}: {record.title}", 1)]
    if not talks:
        return [*blocks, Paragraph(f"nobody has rated it{_where_closed(feature, backlog)}")]
    place = f"rank {talks[0].rank:,} of {len(ranking.items):,}" if talks[0].rank else "not ranked"
    if first := _to_talk_about(talks):
        blocks.append(Paragraph(f"{place}; talk about {anded(first)} first", "warn"))
    else:
        blocks.append(Paragraph(f"{place}; no two people disagree ({DISAGREE})"))
    blocks.append(_beside_one_another(talks))
    because = tuple(_because(backlog.raters, feature))
    return [*blocks, *((Heading("Why"), Bullets(because)) if because else ())]


def _to_talk_about(talks: Sequence[Talk]) -> list[str]:
    """What nobody said or people disagree on, and what they see differently than the feature's own file."""
    found = []
    for talk in talks:
        rated, name = talk.rated, short_input(talk.rated.input)
        if talk.counts and rated.stray is not None:
            distance = f"{apart(rated)}, " if rated.is_disputed else ""
            found.append(f"{name} ({distance}{taken_for(rated.input, rated.stray)})")
        elif talk.counts and rated.is_disputed:
            found.append(f"{name} ({apart(rated)})")
        elif talk.is_doubted:
            found.append(f"{name} ({settled_as(talk)})")
    return found


def others_said(talks: Sequence[Talk], name: str) -> list[Block]:
    """What others say beside what one person has said of a feature, and where they disagree.

    Of what that person has left open nothing is told but how much there is.
    """
    answered = [talk for talk in talks if name in talk.rated.raters]
    if not {rater for talk in answered for rater in talk.rated.raters} - {name}:
        blocks: list[Block] = [Paragraph("nobody else has rated it yet", "dim")]
    else:
        apart_on = [
            f"{short_input(talk.rated.input)} ({apart(talk.rated)})" for talk in answered
            if talk.rated.is_disputed
        ]  # fmt: skip
        told = f"you disagree on {anded(apart_on)}: talk about it" if apart_on else "you do not disagree"
        blocks = [
            _beside_one_another(answered),
            Paragraph(told, "warn" if apart_on else "plain"),
        ]
    if hidden := [short_input(talk.rated.input) for talk in talks if name not in talk.rated.raters]:
        blocks.append(Paragraph(f"others rated {anded(hidden)} too: shown once you have", "dim"))
    return blocks


def _beside_one_another(talks: Sequence[Talk]) -> TableBlock:
    """The table of everybody's numbers; of many people in bands where they have no room in a row."""
    table = side_by_side(talks)
    return TableBlock(table, is_banded=len(table.columns) - _JUDGED > _BESIDE)


def side_by_side(talks: Sequence[Talk]) -> Table:
    """A row an input, a column a person; the spread and how far they are apart before what counts."""
    people = sorted(dict.fromkeys(name for talk in talks for name in talk.rated.raters), key=str.casefold)
    columns = (
        Column("input", "input", kind="id"),
        *(Column(name, name, "right", kind="id") for name in people),
        Column("spread", "spread", "right", kind="id", priority=3),
        Column("apart", APART, "right", kind="id", priority=1),
        Column("together", "counts meanwhile", "right", least=9),
    )  # fmt: skip
    return Table(columns, tuple(_beside(talk, people) for talk in talks))


def _beside(talk: Talk, people: Sequence[str]) -> tuple[Cell, ...]:
    texts = {one.rater: one.text for one in talk.rated.said}
    return (
        Cell(short_input(talk.rated.input), talk.rated.input),
        *(Cell(texts[name]) if name in texts else Cell(NOTHING, "", tone="dim") for name in people),
        *judged(talk),
    )  # fmt: skip


def _because(raters: Sequence[Rater], feature: str) -> Iterator[str]:
    """What people gave as their reasons, with the day."""
    for rater in sorted(raters, key=lambda rater: rater.name.casefold()):
        opinion = rater.opinions.get(feature)
        if opinion is not None and opinion.because:
            yield f"{rater.name}{f', {rater.on}' if rater.on else ''}: {opinion.because}"


def _where_closed(feature: str, backlog: Backlog) -> str:
    return "" if backlog.is_open(feature) else f": it is {backlog.status(feature)}"
