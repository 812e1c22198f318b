"""The one page for a leadership meeting: to be sent as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pmcli.model.figure import listed
from pmcli.model.strategy import Outcome
from pmcli.model.words import words
from pmcli.planning import Placement, mix
from pmcli.sharing import AudienceView
from pmcli.views.backlog import for_audience, missing
from pmcli.views.declined import NO_REASON
from pmcli.views.review.changed import CHANGED, changed, changed_document
from pmcli.views.review.status import (
    REFUSED,
    Bets,
    Left,
    Promise,
    bets,
    needed,
    not_doing,
    overruling,
    promises,
    worth_text,
)
from pmcli.views.roadmap.export import goals_block, trimmed
from pmcli.views.roadmap.words import percent, whole_percent
from pmcli.views.view import Subject, View
from pmcli.writers import documents
from pmcli.writers.blocks import Block, Bullets, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Blank, Document, Shape, item
from pmcli.writers.table import NOTHING, Cell, Column, Table

NEEDED, THEMES = 8, 8
"""So many decisions are asked for on one page, and so many themes told."""
_REFUSED = "What we are not doing"


def page(shared: AudienceView, _: Subject = None) -> list[Block]:
    """The review; parts with nothing to say are left out."""
    page: list[Block] = [Heading(f"{shared.backlog.workspace.product}: where we stand", 1)]
    if shared.backlog.workspace.strategy.vision:
        page.append(Paragraph(shared.backlog.workspace.strategy.vision))
    sections = [(title, blocks) for title, blocks in _sections(shared) if blocks]
    for title, blocks in sections:
        page += [Heading(title), *blocks]
    if not shared.roadmap.placements:
        page.append(Paragraph(_nothing(shared)))
    return [*page, *missing(shared)]


def _nothing(shared: AudienceView) -> str:
    """Why there is nothing to tell yet."""
    if not shared.backlog.features:
        return "There are no features yet."
    if not shared.backlog.workspace.teams:
        return "Nothing is planned yet: pm.yaml names no teams with a capacity."
    return "Nothing is in the plan yet."


def _sections(shared: AudienceView) -> Iterator[tuple[str, Sequence[Block]]]:
    yield "Outcomes", goals_block(shared)
    if shared.since is not None:
        yield f"What changed since {shared.since.name}", changed(shared, shared.since)
    for word, one in zip(("This", "Next"), bets(shared), strict=False):
        yield _bets_title(word, shared.backlog.workspace.calendar.step, one), _bets(shared, one)
    refused = not_doing(shared)
    yield ("The top three we are not doing" if len(refused) == REFUSED else _REFUSED), _not_doing(refused)
    yield "Dates we have promised", _promises(shared)
    yield "The bottleneck", _bottleneck(shared)
    yield "Decisions that overrule the order", _bullets(overruling(shared))
    yield "Where the effort goes", _effort(shared)
    yield "Decisions needed today", _needed(shared)


def _bullets(lines: Iterable[str]) -> list[Block]:
    bullets = tuple(lines)
    return [Bullets(bullets)] if bullets else []


def _table(columns: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]]) -> list[Block]:
    """The rows, without columns in which nothing stands; nothing where there are none."""
    table = tuple(rows)
    return [TableBlock(trimmed(Table(columns, table)))] if table else []


def _cell(text: str | None) -> Cell:
    return Cell(text or NOTHING)


def _bets_title(word: str, step: str, one: Bets) -> str:
    part = len(one.placements) < one.whole
    some = f", the {len(one.placements)} most valuable of {one.whole:,}" if part else ""
    return f"{word} {step}, {one.period}: our bets{some}"


def _bets(shared: AudienceView, found: Bets) -> list[Block]:
    columns = (
        Column("bet", "Bet"), Column("outcomes", "For"), Column("confidence", "Confidence"),
        Column("owner", "Owner"),
    )  # fmt: skip
    outcomes = shared.backlog.workspace.strategy.outcomes
    rows = []
    for placement in found.placements:
        feature = shared.backlog.features[placement.id]
        serves = ", ".join(outcomes[name].title for name in outcomes if feature.outcomes.get(name))
        confidence = shared.confidence.get(placement.id) if shared.sees("confidence") else None
        rows.append((Cell(feature.title), _cell(serves), _cell(confidence), _cell(feature.owner)))
    return _table(columns, rows)


def _not_doing(found: list[Left]) -> list[Block]:
    columns = (
        Column("what", "What"), Column("because", "Why not"), Column("takes", "It would take"),
        Column("worth", "It would be worth"), Column("until", "Looked at again"),
    )  # fmt: skip
    rows = (
        (
            Cell(one.what),
            Cell(one.because or NO_REASON),
            _cell(one.takes),
            _cell(worth_text(one.worth)),
            _cell(one.until),
        )
        for one in found
    )  # fmt: skip
    return _table(columns, rows)


def _promises(shared: AudienceView) -> list[Block]:
    columns = (
        Column("what", "What"), Column("day", "By"), Column("because", "Because"),
        Column("stands", "How it stands"),
    )  # fmt: skip
    rows = (
        (Cell(promise.what), Cell(str(promise.day)), _cell(promise.because), Cell(promise.stands))
        for promise in promises(shared)
    )
    lost = (f"cannot be kept: {words(conflict.reason)}" for conflict in shared.roadmap.conflicts)
    return [*_table(columns, rows), *_bullets(lost)]


def _bottleneck(shared: AudienceView) -> list[Block]:
    found = shared.bottleneck
    if found is None:
        return []
    bottleneck = f"The team {found.team} holds the plan up most: {percent(found.used)} of its time is taken."
    if found.gain > 0:
        worth = f"One more person there would let the plan deliver about {percent(found.gain)} more."
    else:
        worth = "One more person there alone would not change what the plan delivers."
    return [Paragraph(f"{bottleneck} {worth}")]


def efforts(shared: AudienceView) -> dict[str, float]:
    """The effort placed, by feature."""
    return {
        placement.id: sum(work.effort for work in placement.work)
        for placement in shared.roadmap.placements
        if placement.work
    }


def _effort(shared: AudienceView) -> list[Block]:
    spent = efforts(shared)
    if not spent or not shared.sees("effort"):
        return []
    effort: list[Block] = []
    if shared.backlog.workspace.strategy.outcomes and shared.sees("outcomes"):
        columns = (
            Column("outcome", "Outcome"), Column("share", "Effort", "right"),
            Column("weight", "Weight", "right"), Column("drift", "Difference", "right"),
        )  # fmt: skip
        effort += _table(columns, map(_mixed, mix.by_outcome(shared.backlog, spent)))
    themes = mix.by_theme(shared.backlog, spent) if shared.sees("theme") else ()
    if len(themes) > 1:
        told = listed([f"{theme.title} {whole_percent(theme.share)}" for theme in themes], THEMES)
        effort.append(Paragraph(f"By theme: {told}."))
    return effort


def _mixed(one: mix.Slice) -> tuple[Cell, ...]:
    drift = one.drift
    points = NOTHING if drift is None else _points(round(100 * drift))
    weight = whole_percent(one.weight) if one.weight else NOTHING
    share = whole_percent(one.share)
    return Cell(one.title), Cell(share, one.share), Cell(weight, one.weight), Cell(points, drift)


def _points(number: int) -> str:
    return f"{number:+d} point{'' if abs(number) == 1 else 's'}".replace("-", "−") if number else "0 points"


def _needed(shared: AudienceView) -> list[Block]:
    lines = needed(shared)
    more = len(lines) - NEEDED
    some = lines[:NEEDED] + ([f"and {more:,} more, in the briefs of the features"] if more > 0 else [])
    return _bullets(some)


_OUTCOME = Shape(Outcome, "id title metric baseline current target by", id=str)
_BET = Shape(Placement, "id title period confidence", title=str, confidence=str | None)
_EFFORT = Shape(mix.Slice, "outcome=name title share weight", outcome=Blank)
_BOTTLENECK = Shape(object, "team used gain", team=str, used=float, gain=float)
REVIEW = for_audience("outcomes since bets notDoing promises bottleneck overruling effort decisionsNeeded",
    outcomes=[_OUTCOME], since=(CHANGED, None), bets=[_BET],
    not_doing=list[Left], bottleneck=(_BOTTLENECK, None),
    promises=[Shape(Promise, "what day because stands slackDays=slack")],
    overruling=list[str], effort=[_EFFORT], decisions_needed=list[str],
)  # fmt: skip


def document(shared: AudienceView, _: Subject = None) -> Document:
    """The same for machines."""
    outcomes = shared.backlog.workspace.strategy.outcomes
    return documents.document(
        "review", REVIEW, shared,
        outcomes=[item(_OUTCOME, outcome, id=name) for name, outcome in outcomes.items()],
        since=None if shared.since is None else changed_document(shared, shared.since),
        bets=[
            item(_BET, bet, title=shared.title(bet.id), confidence=shared.confidence.get(bet.id))
            for some in bets(shared) for bet in some.placements
        ],
        not_doing=not_doing(shared), promises=promises(shared), overruling=overruling(shared),
        effort=mix.by_outcome(shared.backlog, efforts(shared)) if shared.sees("effort", "outcomes") else (),
        decisions_needed=needed(shared),
    )  # fmt: skip


VIEW = View(
    "review", "the one page for a leadership meeting", page, document,
    changes_in=("markdown", "html", "json"),
)  # fmt: skip
