"""What several people rated, where to talk first, and what they say of one feature: `pm ratings`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING

from pmcli.model.estimate import Estimate
from pmcli.model.figure import anded, counted, figure, listed, short_input
from pmcli.model.rated import Rated
from pmcli.model.rating import Rater, Said
from pmcli.ranking.result import LeftOut
from pmcli.ranking.talks import Talk
from pmcli.views.worth.words import amount
from pmcli.writers.blocks import Block, Bullets, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Blank, Document, Shape, document, item
from pmcli.writers.table import NOTHING, Cell, Column, Table, number

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.ranking.result import Ranking

_NOBODY = "nobody has rated anything: pm triage --as NAME asks one person, blind to the others"
_SAID = 6
"""So many people are named with what they say in a row."""
DISAGREE = "two points of a scale, or a factor of 2"


def apart(rated: Rated) -> str:
    """How far people are apart: "3 points", "×3.3"; "one voice" where there is but one."""
    if len(rated.said) < 2:
        return "one voice"
    if rated.is_scale:
        return f"{figure(rated.apart)} point{'' if rated.apart == 1 else 's'}"
    return "the same" if rated.apart == 1 else f"×{figure(rated.apart)}"


def together(rated: Rated) -> str:
    """What counts meanwhile, never without the spread: "1500..3200..8000", "1.25 (0.5..2)"."""
    if len(rated.said) < 2:
        return rated.said[0].text
    estimate = rated.estimate
    if not estimate.is_exact:
        return f"{rated.shown(estimate.low)}..{rated.shown(estimate.likely)}..{rated.shown(estimate.high)}"
    middle = rated.shown(estimate.likely)
    return middle if rated.low == rated.high else f"{middle} ({rated.spread})"


# --- all features ---


def ratings_table(
    talks: Sequence[Talk], backlog: Backlog, *, top: int | None = None, everything: bool = False
) -> Table:
    """What counts, where to talk first at the top; with `everything` also what the features' files settle."""
    shown = [talk for talk in talks if talk.counts or everything]
    has_worth = any(talk.worth is not None for talk in shown)
    columns = (
        Column("id", "id", kind="id"), Column("input", "input", kind="id"),
        Column("said", "who said what", least=24), Column("spread", "spread", "right", kind="id", priority=3),
        Column("apart", "apart", "right", kind="id"),
        Column("together", "counts meanwhile", "right", kind="id", priority=1),
        Column("rank", "rank", "right", "number", priority=2),
        *((Column("worth", "worth settling", "right", "number", priority=1),) if has_worth else ()),
        Column("title", "title", priority=5, least=20),
    )  # fmt: skip
    rows = tuple(_row(talk, backlog, has_worth=has_worth) for talk in shown[:top])
    notes = tuple(_notes(talks, shown[:top], backlog, has_worth=has_worth, everything=everything))
    return Table(columns, rows, f"{backlog.workspace.product}: what people rated, where to talk first", notes)


def _row(talk: Talk, backlog: Backlog, *, has_worth: bool) -> tuple[Cell, ...]:
    rated = talk.rated
    is_apart = talk.counts and rated.is_disputed
    return (
        Cell(talk.feature), Cell(short_input(rated.input), rated.input), Cell(_said(rated)),
        Cell(rated.spread), Cell(apart(rated), tone="warn" if is_apart else "dim"),
        Cell(together(rated) if talk.counts else _settled(talk), tone="plain" if talk.counts else "dim"),
        number(talk.rank), *((_worth(talk, backlog),) if has_worth else ()),
        Cell(backlog.features[talk.feature].title),
    )  # fmt: skip


def _worth(talk: Talk, backlog: Backlog) -> Cell:
    """The most work that settling it may cost."""
    if talk.worth is None:
        return number(None)
    return Cell(amount(talk.worth, backlog.workspace.effort_unit), talk.worth)


def _said(rated: Rated) -> str:
    return listed([f"{one.rater} {one.text}" for one in rated.said], _SAID)


def _settled(talk: Talk) -> str:
    return "nothing" if talk.own is None else f"settled: {talk.own}"


def _notes(
    talks: Sequence[Talk], shown: Sequence[Talk], backlog: Backlog, *, has_worth: bool, everything: bool
) -> Iterator[str]:
    if not any(rater.opinions for rater in backlog.raters):
        yield _NOBODY
        return
    counting = [talk for talk in talks if talk.counts]
    people = f"{len(backlog.raters):,} {'person' if len(backlog.raters) == 1 else 'people'}"
    features = counted(len({talk.feature for talk in counting}), "feature")
    numbers = counted(len(counting), "number")
    yield f"{people} rated {numbers} of {features}, not agreed yet"
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
    hidden = len(talks) - len(counting)
    if hidden and not everything:
        yield f"{counted(hidden, 'number')} settled since: --all"
    if more := (len(talks) if everything else len(counting)) - len(shown):
        yield f"and {more:,} more"


# --- one feature ---


def feature_ratings(feature: str, talks: Sequence[Talk], backlog: Backlog, ranking: Ranking) -> list[Block]:
    """Everybody's numbers for one feature side by side, the spread first, and why."""
    record = backlog.features[feature]
    blocks: list[Block] = [Heading(f"{feature}: {record.title}", 1)]
    if not talks:
        return [*blocks, Paragraph(f"nobody has rated it{_where_closed(feature, backlog)}")]
    disputed = [
        f"{short_input(talk.rated.input)} ({apart(talk.rated)})" for talk in talks
        if talk.counts and talk.rated.is_disputed
    ]  # fmt: skip
    place = f"rank {talks[0].rank:,} of {len(ranking.items):,}" if talks[0].rank else "not ranked"
    if disputed:
        blocks.append(Paragraph(f"{place}; talk about {anded(disputed)} first", "warn"))
    else:
        blocks.append(Paragraph(f"{place}; no two people disagree ({DISAGREE})"))
    blocks.append(TableBlock(side_by_side(talks)))
    because = tuple(_because(backlog.raters, feature))
    return [*blocks, *((Heading("Why"), Bullets(because)) if because else ())]


def others_said(talks: Sequence[Talk], name: str) -> list[Block]:
    """What others say of a feature beside what one person has just said, and where they disagree."""
    others = {rater for talk in talks for rater in talk.rated.raters} - {name}
    if not others:
        return [Paragraph("nobody else has rated it yet", "dim")]
    apart_on = [
        f"{short_input(talk.rated.input)} ({apart(talk.rated)})" for talk in talks
        if talk.rated.is_disputed and name in talk.rated.raters
    ]  # fmt: skip
    told = f"you disagree on {anded(apart_on)}: talk about it" if apart_on else "you do not disagree"
    return [TableBlock(side_by_side(talks)), Paragraph(told, "warn" if apart_on else "plain")]


def side_by_side(talks: Sequence[Talk]) -> Table:
    """A row an input, a column a person; the spread and how far they are apart before what counts."""
    people = sorted(dict.fromkeys(name for talk in talks for name in talk.rated.raters), key=str.casefold)
    columns = (
        Column("input", "input", kind="id"),
        *(Column(name, name, "right", kind="id", priority=6 if at >= _SAID else 0)
          for at, name in enumerate(people)),
        Column("spread", "spread", "right", kind="id"), Column("apart", "apart", "right", kind="id"),
        Column("together", "counts meanwhile", "right", kind="id"),
    )  # fmt: skip
    return Table(columns, tuple(_beside(talk, people) for talk in talks))


def _beside(talk: Talk, people: Sequence[str]) -> tuple[Cell, ...]:
    texts = {one.rater: one.text for one in talk.rated.said}
    is_apart = talk.counts and talk.rated.is_disputed
    return (
        Cell(short_input(talk.rated.input), talk.rated.input),
        *(Cell(texts[name]) if name in texts else Cell(NOTHING, "", tone="dim") for name in people),
        Cell(talk.rated.spread), Cell(apart(talk.rated), tone="warn" if is_apart else "dim"),
        Cell(together(talk.rated) if talk.counts else _settled(talk), tone="plain" if talk.counts else "dim"),
    )  # fmt: skip


def _because(raters: Sequence[Rater], feature: str) -> Iterator[str]:
    """What people gave as their reasons, with the day."""
    for rater in sorted(raters, key=lambda rater: rater.name.casefold()):
        opinion = rater.opinions.get(feature)
        if opinion is not None and opinion.because:
            yield f"{rater.name}{f', {rater.on}' if rater.on else ''}: {opinion.because}"


def _where_closed(feature: str, backlog: Backlog) -> str:
    return "" if backlog.is_open(feature) else f": it is {backlog.status(feature)}"


# --- for machines ---


_SAYS = Shape(
    Said, "rater text low=estimate.low likely=estimate.likely high=estimate.high because on",
    because=Blank, on=date | None,
)  # fmt: skip
RATED = Shape(
    Rated, "input median low high together=estimate apart measure disagree=is_disputed said",
    median=float, low=float, high=float, apart=float | None, measure=str, is_disputed=bool, disagree=bool,
    together=Shape(Estimate, "low likely high mean", mean=float), said=[_SAYS],
)  # fmt: skip
_TALK = Shape(
    Talk, f"id=feature title rank worth counts own {RATED.within('rated')}", title=str, **RATED.types,
)  # fmt: skip
_RATER = Shape(Rater, "name on path features", features=int)
RATINGS = Shape(
    object, "model raters items leftOut?", model=str, raters=[_RATER], items=[_TALK], left_out=list[LeftOut],
)  # fmt: skip


def ratings_document(
    talks: Sequence[Talk], backlog: Backlog, ranking: Ranking, left_out: Sequence[LeftOut] | None = None
) -> Document:
    """Who rated what: `pm ratings --format json`; also what features settle themselves."""
    raters = [item(_RATER, rater, features=len(rater.opinions)) for rater in backlog.raters]
    items = [
        item(
            _TALK,
            talk,
            title=backlog.features[talk.feature].title,
            **_of_rated(talk.feature, talk.rated, backlog),
        )
        for talk in talks
    ]
    return document(
        "ratings", RATINGS, None, model=ranking.model.name, raters=raters, items=items, left_out=left_out
    )


def rated_items(feature: str, inputs: Iterable[Rated], backlog: Backlog) -> list[Document]:
    """Inputs of a feature as several people rated them, for the documents of others."""
    return [item(RATED, rated, **_of_rated(feature, rated, backlog)) for rated in inputs]


def _of_rated(feature: str, rated: Rated, backlog: Backlog) -> dict[str, object]:
    opinions = {rater.name: rater.opinions.get(feature) for rater in backlog.raters}
    said = []
    for one in rated.said:
        opinion = opinions.get(one.rater)
        because, on = (opinion.because, opinion.on) if opinion is not None else (None, None)
        said.append(item(_SAYS, one, because=because, on=on))
    measure = "points" if rated.is_scale else "ratio"
    return {"apart": rated.apart if isfinite(rated.apart) else None, "measure": measure, "said": said}
