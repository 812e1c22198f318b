"""A ranking as a table, and below it what a reader should know about the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from pmcli.figure import figure, listed
from pmcli.formats.documents import select
from pmcli.formats.ranking_columns import Row, columns_for
from pmcli.formats.table import Table
from pmcli.words import sentences, words

if TYPE_CHECKING:
    from pmcli.backlog import Backlog
    from pmcli.ranking import Certified, LeftOut, Ranking

UNSCORED = 10
"""So many features that are not ranked are told with their reason."""
_SAME = 1e-9
Shown = Callable[[str], bool]


def ranking_table(
    ranking: Ranking,
    backlog: Backlog,
    *,
    columns: Sequence[str] | None = None,
    top: int | None = None,
    shown: Shown | None = None,
) -> Table:
    """The ranking in these columns (the usual ones with None); `shown` and `top` only hide rows.

    The notes tell what is hidden, what is not ranked and why, how it is scored, and how good the order is.

    Raises:
        PmError: there is no such column.
    """
    picked = columns_for(backlog, columns)
    best = max((item.adjusted or 0.0 for item in ranking.items), default=0.0)
    matching = select(ranking.items, shown)
    rows = [Row(item, backlog.features[item.id], backlog, best) for item in matching[:top]]
    return Table(
        tuple(column.column for column in picked),
        tuple(tuple(column.cell(row) for column in picked) for row in rows),
        f"{backlog.workspace.product}: what to do first",
        tuple(_notes(ranking, backlog, len(rows), len(matching), shown)),
    )


def _notes(
    ranking: Ranking, backlog: Backlog, rows: int, matching: int, shown: Shown | None
) -> Iterator[str]:
    if not ranking.items:
        yield "nothing to rank yet" if backlog.features else "no features yet"
    elif not matching:
        yield f"none of the {_count(len(ranking.items))} ranked match"
    if matching > rows:
        yield f"and {matching - rows:,} more" + (_of_all(ranking, matching) if shown else "")
    elif shown and matching:
        yield f"{_count(rows)} shown" + _of_all(ranking, matching)
    yield from not_ranked("not scored", select(ranking.unscored, shown))
    yield from not_ranked("left out", ranking.left_out or ())
    if ranking.items:
        yield from _method(ranking)
    yield from ranking.notes


def _of_all(ranking: Ranking, matching: int) -> str:
    return f" ({matching:,} of {len(ranking.items):,} match)" if matching < len(ranking.items) else ""


def not_ranked(word: str, features: Sequence[LeftOut], command: str = "pm rank") -> Iterator[str]:
    """A line that names the first of these features, each with its reason; none where there are none."""
    if features:
        told = [f"{one.id} ({words(one.reason)})" for one in features[:UNSCORED]]
        more = len(features) - len(told)
        rest = f", and {more:,} more: {command} --format json has them all" if more else ""
        yield f"{word}: {', '.join(told)}{rest}"


def _method(ranking: Ranking) -> Iterator[str]:
    """How the scores come about, and how good the order is."""
    model = ranking.model
    yield f"{model.name}: {model.formula}"
    if ranking.chosen:
        yield ranking.chosen
    if ranking.order == "score":
        yield "ordered by the method's own score: a feature may stand before one it waits for"
    elif ranking.certificate is not None:
        yield _certified(ranking.certificate)
    elif ranking.bent_by:
        yield f"ordered around what is decided: {listed(sentences(ranking.bent_by))}"
        if any(one.kind == "bent-first" for one in ranking.bent_by):
            yield "what is decided first counts as done in the order of the rest, not in its adjusted scores"


def _certified(certificate: Certified) -> str:
    """What the certificate says: how much of the delay cost another order could save at most."""
    if certificate.gap <= _SAME or certificate.cost <= 0:
        return "this order is optimal: no other that keeps the dependencies has a lower delay cost"
    saved = 100 * certificate.gap / (1 + certificate.gap)
    told = "0.001" if saved < 0.001 else figure(saved, 2)
    return f"no order that keeps the dependencies can cut the delay cost by more than {told} %"


def _count(number: int) -> str:
    return f"{number:,} feature" + ("" if number == 1 else "s")
