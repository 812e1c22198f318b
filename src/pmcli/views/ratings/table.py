"""What several people rated, where to talk first at the top: `pm ratings`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pmcli.model.figure import anded, counted, listed, short_input, taken_for
from pmcli.model.rated import Rated
from pmcli.ranking.talks import Talk
from pmcli.views.ratings.words import APART, DISAGREE, judged, settled_as
from pmcli.views.worth.words import amount
from pmcli.writers.table import Cell, Column, Table, number

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog

_NOBODY = "nobody has rated anything: pm triage --as NAME asks one person, blind to the others"
_SAID = 6
"""So many people are named with what they say in a row."""
_FIRST = 3
"""So many inputs are named in a note."""


def ratings_table(
    talks: Sequence[Talk], backlog: Backlog, *, top: int | None = None, everything: bool = False
) -> Table:
    """What counts, where to talk first at the top; with `everything` also what the features' files settle."""
    shown = [talk for talk in talks if talk.counts or everything]
    has_worth = any(talk.worth is not None for talk in shown)
    columns = (
        Column("id", "id", kind="id"), Column("input", "input", least=10),
        Column("said", "who said what", least=16), Column("spread", "spread", "right", kind="id", priority=4),
        Column("apart", APART, "right", kind="id", priority=1),
        Column("together", "counts meanwhile", "right", least=12),
        Column("rank", "rank", "right", "number", priority=3),
        *((Column("worth", "worth settling", "right", "number", priority=2),) if has_worth else ()),
        Column("title", "title", priority=5, least=16),
    )  # fmt: skip
    rows = tuple(_row(talk, backlog, has_worth=has_worth) for talk in shown[:top])
    notes = tuple(_notes(talks, shown[:top], backlog, has_worth=has_worth, everything=everything))
    return Table(columns, rows, f"{backlog.workspace.product}: what people rated, where to talk first", notes)


def _row(talk: Talk, backlog: Backlog, *, has_worth: bool) -> tuple[Cell, ...]:
    rated = talk.rated
    return (
        Cell(talk.feature), Cell(short_input(rated.input), rated.input), Cell(_said(rated)),
        *judged(talk), number(talk.rank), *((_worth(talk, backlog),) if has_worth else ()),
        Cell(backlog.features[talk.feature].title),
    )  # fmt: skip


def _worth(talk: Talk, backlog: Backlog) -> Cell:
    """The most work that settling it may cost; beside a mean beyond all that would say nothing."""
    if talk.worth is None:
        return number(None)
    if talk.rated.is_beyond:
        return Cell("talk first", talk.worth, tone="warn")
    return Cell(amount(talk.worth, backlog.workspace.effort_unit), talk.worth)


def _said(rated: Rated) -> str:
    return listed([f"{one.rater} {one.text}" for one in rated.said], _SAID)


def _notes(
    talks: Sequence[Talk], shown: Sequence[Talk], backlog: Backlog, *, has_worth: bool, everything: bool
) -> Iterator[str]:
    if not any(rater.opinions for rater in backlog.raters):
        yield _NOBODY
        return
    counting = [talk for talk in talks if talk.counts]
    settled = [talk for talk in talks if not talk.counts]
    people = counted(len(backlog.raters), "person", "people")
    if counting:
        yield f"{people} rated {_of_features(counting)}, not agreed yet"
    else:
        yield _all_settled(people, settled)
    yield from _strays(counting)
    disputed = sum(talk.rated.is_disputed for talk in counting)
    alone = sum(len(talk.rated.said) == 1 for talk in counting)
    if disputed:
        yield f"they disagree on {disputed:,} of them ({DISAGREE}): talk first, whatever is in the middle"
    elif counting:
        yield f"they disagree on none ({DISAGREE})"
    if alone:
        yield f"{alone:,} rated by one person alone: pm triage --as NAME asks another, blind to the others"
    if counting:
        order = "what settling it is worth" if has_worth else "how far people are apart, then by rank"
        yield f"in the order of {order}; pm set ID INPUT=VALUE settles: from then on that counts"
    yield from _settled_since(settled, everything=everything)
    if more := (len(talks) if everything else len(counting)) - len(shown):
        yield f"and {more:,} more"


def _of_features(talks: Sequence[Talk]) -> str:
    features = counted(len({talk.feature for talk in talks}), "feature")
    return f"{counted(len(talks), 'number')} of {features}"


def _all_settled(people: str, settled: Sequence[Talk]) -> str:
    if not settled:
        return f"{people} rated nothing of what is shown and open"
    return f"{people} rated {_of_features(settled)}, and nothing is left to settle"


def _strays(talks: Sequence[Talk]) -> Iterator[str]:
    """Means that nobody said: those between people who disagree, and those beyond all of them."""
    strays = [
        f"{short_input(rated.input)} of {talk.feature} is {taken_for(rated.input, rated.stray)}"
        for talk in talks if (rated := talk.rated).stray is not None
    ]  # fmt: skip
    if strays:
        yield f"{anded(strays[:_FIRST], max(0, len(strays) - _FIRST))}: talk first, or settle it"


def _settled_since(settled: Sequence[Talk], *, everything: bool) -> Iterator[str]:
    """How many numbers the files have settled, and which of them people see differently."""
    how, numbers = "" if everything else ": --all", counted(len(settled), "number")
    doubted = [
        f"{short_input(talk.rated.input)} of {talk.feature} ({settled_as(talk)})"
        for talk in settled if talk.is_doubted
    ]  # fmt: skip
    if doubted:
        which = anded(doubted[:_FIRST], max(0, len(doubted) - _FIRST))
        yield f"of {numbers} settled since people see {len(doubted):,} differently: {which}{how}"
    elif settled and not everything:
        yield f"{numbers} settled since{how}"
