"""A ranking as a table: its columns, and what a reader should know about the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pmcli.model.efforts import NO_TEAM
from pmcli.model.feature import Feature
from pmcli.model.figure import HARDLY, counted, figure, listed, percent
from pmcli.model.words import sentences, words
from pmcli.views.columns import ColumnOf, chosen, filled, joined, text
from pmcli.writers.documents import select
from pmcli.writers.table import Cell, Column, Rest, Table, number

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.ranking import Certified, LeftOut, RankedFeature, Ranking

UNITS = {"person-weeks": "pw", "person-months": "pm", "person-days": "pd", "points": "points"}
"""Effort units as they stand in a title."""
UNSCORED = 10
"""Most features that are named with the reason why they are not ranked."""
_SAME = 1e-9
_LISTS_OF_IDS = ("waits_for", "unlocks")
Shown = Callable[[str], bool]


# --- columns ---


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A ranked feature with all that its cells are made from; `top` is the highest adjusted score of all.

    `full` asks for the amounts in its reasons.
    """

    item: RankedFeature
    feature: Feature
    backlog: Backlog
    top: float
    full: bool = False

    def share(self, value: float | None) -> float | None:
        """How long the bar of an adjusted score is."""
        return None if value is None else max(0.0, value / self.top) if self.top > 0 else 0.0


def _rank(row: RankedRow) -> Cell:
    return Cell(str(row.item.rank), row.item.rank, tone="dim")


def _adjusted(row: RankedRow) -> Cell:
    return number(row.item.adjusted, share=row.share(row.item.adjusted), tone="strong")


def _teams(row: RankedRow) -> Cell:
    return joined(team for team in row.backlog.effort(row.feature) if team != NO_TEAM)


def _unlocks(row: RankedRow) -> Cell:
    names = ", ".join(row.item.unlocks)
    return Cell(f"{len(row.item.unlocks)}: {names}", names) if names else Cell("")


def _inherits(row: RankedRow) -> Cell:
    return joined(f"{figure(share.value)} from {share.feature}" for share in row.item.inherits)


def _owes(row: RankedRow) -> Cell:
    return joined(f"{figure(share.value)} to {share.feature}" for share in row.item.owes)


def _why(row: RankedRow) -> Cell:
    reasons = row.item.reasons
    return Cell("; ".join(sentences(reasons, full=row.full)) if reasons else "")


def _words(
    key: str,
    cell: Callable[[RankedRow], Cell] | None = None,
    *,
    title: str | None = None,
    priority: int = 8,
    least: int = 12,
    usual: bool = False,
) -> ColumnOf[RankedRow]:
    """A column of text: what `cell` makes of a row, or the feature's field of that name."""
    column = Column(key, title or key.replace("_", " "), priority=priority, least=least)
    return ColumnOf(column, cell or (lambda row: text(getattr(row.feature, key))), usual)


def _number(
    key: str, read: Callable[[RankedFeature], float | None], *, priority: int = 8, usual: bool = False
) -> ColumnOf[RankedRow]:
    column = Column(key, key.replace("_", " "), "right", "number", priority)
    return ColumnOf(column, lambda row: number(read(row.item)), usual)


COLUMNS: tuple[ColumnOf[RankedRow], ...] = (
    ColumnOf(Column("rank", "#", "right", "number"), _rank, usual=True),
    ColumnOf(Column("id", "id", kind="id", priority=6), lambda row: Cell(row.item.id), usual=True),
    _words("title", priority=0, least=20, usual=True),
    ColumnOf(Column("adjusted", "adjusted", kind="bar", priority=5), _adjusted, usual=True),
    _number("score", lambda item: item.score, priority=1, usual=True),
    _number("effort", lambda item: item.effort, priority=2, usual=True),
    _words("team", _teams, priority=3, least=8, usual=True),
    _words("waits_for", lambda row: joined(row.item.waits_for), priority=7, usual=True),
    _words("unlocks", _unlocks, priority=8, usual=True),
    _words("why", _why, priority=4, least=22, usual=True),
    _number("score_rank", lambda item: item.score_rank),
    _number("value", lambda item: item.value),
    _number("cost", lambda item: item.cost),
    _words("inherits", _inherits, title="borrowed", priority=9, least=18),
    _words("owes", _owes, title="lent", priority=9, least=18),
    _words("status", lambda row: Cell(row.backlog.status(row.item.id))),
    _words("deadline", lambda row: text(row.feature.deadline and row.feature.deadline.date)),
    *map(_words, ("owner", "theme", "type", "product", "release", "parent", "horizon", "moscow")),
    *map(_words, ("target", "not_before")),
    _words("tags", lambda row: joined(row.feature.tags), priority=9),
    *(_words(key, priority=9, least=24) for key in ("problem", "request", "solution")),
)


def columns_for(backlog: Backlog, names: Sequence[str] | None) -> list[ColumnOf[RankedRow]]:
    """The columns of these names, or the usual ones; a workspace's own fields are columns too.

    Raises:
        PmError: there is no such column.
    """
    title = f"effort ({UNITS[backlog.workspace.effort_unit]})"
    more = (*map(_custom, backlog.workspace.fields), *map(_extra, backlog.extra_keys))
    picked = chosen(names, (*more, *COLUMNS))
    named = Counter(known.name for known in picked)
    return [
        replace(known, column=replace(known.column, title=title)) if known.name == "effort" else known
        for known in (_kept(known, named[known.name]) for known in dict.fromkeys(picked))
    ]


def _kept(known: ColumnOf[RankedRow], times: int) -> ColumnOf[RankedRow]:
    """A column that was asked for, or added to the usual ones that it is of, stays longer than these."""
    is_usual = known.usual and times == 1
    return known if is_usual else replace(known, column=replace(known.column, priority=1))


def _custom(name: str) -> ColumnOf[RankedRow]:
    return _words(name, lambda row: _own_field(row.feature.custom.get(name)))


def _extra(name: str) -> ColumnOf[RankedRow]:
    # Only few backlogs have such keys, and the registry of fields is many modules.
    from pmcli.model.fields import FilterRow
    from pmcli.model.fields.filters import extra

    field = extra(name)
    return _words(name, lambda row: joined(field.read(FilterRow(row.feature, row.backlog))))


def _own_field(value: object) -> Cell:
    if isinstance(value, float):
        return Cell(figure(value), value)
    return Cell("yes" if value else "no") if isinstance(value, bool) else text(value)


# --- the table ---


def ranking_table(
    ranking: Ranking,
    backlog: Backlog,
    *,
    columns: Sequence[str] | None = None,
    top: int | None = None,
    shown: Shown | None = None,
    verbose: bool = False,
    hints: bool = True,
) -> Table:
    """The ranking in these columns (the usual ones with None); `shown` and `top` only hide rows.

    The notes tell what is hidden, what is not ranked and why, how it is scored, and how good the order is;
    `verbose` adds the amounts to the reasons, and how decisions act on the scores; `hints` names commands.

    Raises:
        PmError: there is no such column.
    """
    picked = columns_for(backlog, columns)
    best = max((item.adjusted or 0.0 for item in ranking.items), default=0.0)
    matching = select(ranking.items, shown)
    rows = [RankedRow(item, backlog.features[item.id], backlog, best, verbose) for item in matching[:top]]
    title = f"{backlog.workspace.product}: what to do first"
    notes = tuple(_notes(ranking, backlog, len(rows), len(matching), shown, verbose=verbose, hints=hints))
    table = filled(picked, rows)
    return replace(table, columns=tuple(_with_whole_ids(table)), title=title, notes=notes)


def _with_whole_ids(table: Table) -> Iterator[Column]:
    """The columns; those that list ids are wide enough for the longest, or not there."""
    for at, column in enumerate(table.columns):
        if column.key in _LISTS_OF_IDS:
            longest = max((len(word) for row in table.rows for word in row[at].text.split()), default=0)
            column = replace(column, least=longest)
        yield column


def _notes(
    ranking: Ranking, backlog: Backlog, rows: int, matching: int, shown: Shown | None, *, verbose: bool,
    hints: bool,
) -> Iterator[str | Rest]:  # fmt: skip
    if not ranking.items:
        yield "nothing to rank yet" if backlog.features else "no features yet"
    elif not matching:
        yield f"none of the {counted(len(ranking.items), 'feature')} ranked match"
    if matching > rows:
        yield Rest(matching - rows, _of_all(ranking, matching) if shown else "")
    elif shown and matching:
        of_all = _of_all(ranking, matching)
        yield f"{counted(rows, 'feature')} shown" + (f" ({of_all})" if of_all else "")
    unscored = select(ranking.unscored, shown)
    besides = [*_besides(ranking, backlog, hints=hints)] if ranking.items and not shown else []
    word = f"{besides[0]}; {len(unscored):,} not scored" if besides else "not scored"
    yield from not_ranked(word, unscored) if unscored else besides
    yield from not_ranked("left out", ranking.left_out or ())
    if ranking.items:
        yield from _method(ranking, verbose=verbose)
    yield from ranking.notes


def _besides(ranking: Ranking, backlog: Backlog, *, hints: bool) -> Iterator[str]:
    """How many features are ranked, and how many more are not, of which kind; nothing where all are."""
    closed = sum(not backlog.is_open(name) for name in backlog.features)
    containers = len(backlog.features) - closed - len(ranking.unscored) - len(ranking.items)
    others = (
        *([counted(containers, "parent")] if containers > 0 else []),
        *([f"{closed:,} shipped, parked or declined"] if closed else []),
    )
    if others:
        yield f"{len(ranking.items):,} ranked; {', '.join(others)}{' (pm list)' if hints else ''}"


def _of_all(ranking: Ranking, matching: int) -> str:
    return f"{matching:,} of {len(ranking.items):,} match" if matching < len(ranking.items) else ""


def not_ranked(word: str, features: Sequence[LeftOut], command: str = "pm rank") -> Iterator[str]:
    """A line that names the first of these features, each with its reason; none where there are none."""
    if features:
        causes = [f"{feature.id} ({words(feature.reason)})" for feature in features[:UNSCORED]]
        more = len(features) - len(causes)
        rest = f", and {more:,} more: {command} --format json has them all" if more else ""
        yield f"{word}: {', '.join(causes)}{rest}"


def _method(ranking: Ranking, *, verbose: bool) -> Iterator[str]:
    """How the scores come about, and how good the order is."""
    model = ranking.model
    yield f"{model.name}: {model.formula}{_ordered(ranking)}"
    if ranking.chosen:
        yield ranking.chosen
    if ranking.order == "score":
        yield "ordered by the method's own score: a feature may stand before one it waits for"
    elif ranking.certificate is not None:
        yield _certified(ranking.certificate)
    elif ranking.bent_by:
        yield f"decisions come before scores: {listed(sentences(ranking.bent_by))}"
        if verbose and any(reason.kind == "bent-first" for reason in ranking.bent_by):
            yield "what is decided first counts as done in the order of the rest, not in its adjusted scores"


def _ordered(ranking: Ranking) -> str:
    """By what the rows are ordered, where that is not the method's own score."""
    is_lifted = any(item.inherits or item.owes for item in ranking.items)
    if ranking.order == "score" or not is_lifted:
        return ""
    return "; ordered by adjusted, the score with what waits for it"


def _certified(certificate: Certified) -> str:
    """The certificate in words: how much of the cost of delay another order could save at most."""
    if certificate.gap <= _SAME or certificate.cost <= 0:
        return "no other order that keeps the dependencies is better"
    saved = certificate.gap / (1 + certificate.gap)
    most = "at most " if saved >= HARDLY else ""
    return f"{most}{percent(saved)} from the best order that keeps the dependencies"
