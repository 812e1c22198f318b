"""The one page for a leadership meeting: to be sent as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pmcli.model.figure import hundredths, listed
from pmcli.model.likelihood import judged
from pmcli.model.strategy import Outcome
from pmcli.planning import Placement, mix
from pmcli.planning.customers import PromiseAtRisk
from pmcli.sharing import AudienceView
from pmcli.views.backlog import for_audience, missing
from pmcli.views.declined import NO_REASON
from pmcli.views.feature_odds import LIKELY, likely_keys
from pmcli.views.likelihood import ODDS, expected, likelihood_cell, odds_item
from pmcli.views.review.bets import Bets, besides_text, bets
from pmcli.views.review.broken import broken
from pmcli.views.review.changed import CHANGED, changed, changed_document
from pmcli.views.review.customers import customers, customers_section, how
from pmcli.views.review.dates import SEE_BELOW, MissedWish, Promise, missed_wishes, promises
from pmcli.views.review.headline import Headline, ShippedFeature, headline, shipped
from pmcli.views.review.status import (
    REFUSED,
    Left,
    Need,
    first_period,
    needed,
    not_doing,
    overruling,
    starts_later,
    worth_text,
)
from pmcli.views.review.update import update_document, update_page
from pmcli.views.roadmap.export import goals_block, trimmed
from pmcli.views.roadmap.labels import whole_percent
from pmcli.views.roadmap.loads import bottleneck_text
from pmcli.views.roadmap.tradeoffs import TITLE as TRADEOFFS
from pmcli.views.roadmap.tradeoffs import TRADEOFF, given_up, tradeoffs_section
from pmcli.views.view import Subject, View
from pmcli.writers import documents
from pmcli.writers.blocks import Block, Bullets, Heading, Paragraph, TableBlock
from pmcli.writers.documents import Blank, Document, Shape, item
from pmcli.writers.table import NOTHING, Cell, Column, Table

NEEDED, THEMES, WISHES, NEWEST = 8, 8, 10, 3
"""Decisions asked for, themes named, missed wishes and shipped features listed, at most."""
_REFUSED = "What we are not doing"


def page(view: AudienceView, _: Subject = None) -> list[Block]:
    """The review; parts with nothing to say are left out. For a customer or a segment it is their update."""
    if view.update is not None:
        return update_page(view, view.update)
    blocks: list[Block] = [Heading(f"{view.backlog.workspace.product}: where we stand", 1)]
    if (line := headline(view)) is not None:
        blocks.append(Paragraph(line.text, "strong"))
    if told := expected(view, list(view.placements)):
        blocks.append(Paragraph(f"{told}."))
    if view.backlog.workspace.strategy.vision:
        blocks.append(Paragraph(view.backlog.workspace.strategy.vision))
    for title, section in _sections(view):
        if section:
            blocks += [Heading(title), *section]
    if not view.roadmap.placements:
        blocks.append(Paragraph(_nothing(view)))
    return [*blocks, *missing(view)]


def _nothing(view: AudienceView) -> str:
    """The reason why nothing is planned, in a sentence."""
    if not view.backlog.features:
        return "There are no features yet."
    if not view.backlog.workspace.teams:
        return "Nothing is planned yet: pm.yaml names no teams with a capacity."
    return "Nothing is in the plan yet."


def _sections(view: AudienceView) -> Iterator[tuple[str, Sequence[Block]]]:
    step = view.backlog.workspace.calendar.step
    yield "What shipped", _shipped(view)
    yield "Outcomes", goals_block(view)
    if view.since is not None:
        yield f"What changed since {view.since.name}", changed(view, view.since)
    leads = (f"First {step} planned", f"Second {step} planned") if starts_later(view) else (
        f"This {step}", f"Next {step}",
    )  # fmt: skip
    for lead, bet in zip(leads, bets(view), strict=False):
        yield _bets_title(lead, bet), _bets(view, bet)
    refused = not_doing(view)
    yield ("The top three we are not doing" if len(refused) == REFUSED else _REFUSED), _not_doing(refused)
    yield "Dates we have promised", _promises(view)
    yield "Customers", customers_section(view)
    yield "Target dates that are missed", _missed_wishes(view)
    yield "The bottleneck", _bottleneck(view)
    yield "Decisions that overrule the order", _bullets(overruling(view))
    yield "Where the effort goes", _effort(view)
    yield TRADEOFFS, tradeoffs_section(given_up(view), view.backlog)
    needs = needed(view)
    decisions = [need for need in needs if need.kind != "question"]
    yield f"Decisions needed {first_period(view)}", _needed(decisions)
    yield "Questions that are open", _needed([need for need in needs if need.kind == "question"])


def _bullets(lines: Iterable[str]) -> list[Block]:
    texts = tuple(lines)
    return [Bullets(texts)] if texts else []


def _table(columns: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]]) -> list[Block]:
    """The rows, without columns in which nothing stands; one row as a line, nothing where there are none."""
    filled = tuple(rows)
    if len(filled) == 1:
        return [Bullets((_line(columns, filled[0]),))]
    return [TableBlock(trimmed(Table(columns, filled)))] if filled else []


def _line(columns: tuple[Column, ...], row: tuple[Cell, ...]) -> str:
    """A row as a line: "Gift cards. Target date: 2026-Q4; how late: not in the plan"."""
    told = (
        f"{column.title[:1].lower()}{column.title[1:]}: {cell.text.rstrip('.')}"
        for column, cell in zip(columns[1:], row[1:], strict=True) if cell.text not in ("", NOTHING)
    )  # fmt: skip
    said = "; ".join(told)
    return f"{row[0].text.rstrip('.')}. {said[:1].upper()}{said[1:]}" if said else row[0].text


def _cell(text: str | None) -> Cell:
    return Cell(text or NOTHING)


def _shipped(view: AudienceView) -> list[Block]:
    columns = (
        Column("what", "What"), Column("shipped", "Since"), Column("aim", "Aimed at"),
        Column("reached", "Reached"), Column("took", "It took"), Column("learned", "Learned"),
    )  # fmt: skip
    every = shipped(view)
    rows = (
        (
            Cell(row.what), _cell(str(row.shipped) if row.shipped else None), _cell(row.aim),
            _cell(row.reached), _cell(row.took), _cell(row.learned),
        )
        for row in every[-NEWEST:]
    )  # fmt: skip
    older = len(every) - NEWEST
    return [*_table(columns, rows), *([Paragraph(f"And {older:,} more.")] if older > 0 else [])]


def _bets_title(lead: str, bet: Bets) -> str:
    is_part = len(bet.placements) < bet.whole
    part = f", the {len(bet.placements)} most valuable of {bet.whole:,}" if is_part else ""
    return f"{lead}, {bet.period}: our bets{part}"


def _bets(view: AudienceView, bet: Bets) -> list[Block]:
    columns = (
        Column("bet", "Bet"), Column("outcomes", "For"), Column("confidence", "Confidence"),
        Column("in_time", "In time"), Column("owner", "Owner"),
    )  # fmt: skip
    outcomes = view.backlog.workspace.strategy.outcomes
    rows = []
    for placement in bet.placements:
        feature = view.backlog.features[placement.id]
        serves = ", ".join(outcomes[name].title for name in outcomes if feature.outcomes.get(name))
        confidence = view.confidence.get(placement.id) if view.sees("confidence") else None
        rows.append((
            Cell(feature.title), _cell(serves), _cell(confidence), likelihood_cell(view, feature.id),
            _cell(feature.owner),
        ))  # fmt: skip
    besides = besides_text(view, bet)
    return [*_table(columns, rows), *([Paragraph(besides)] if besides else [])]


def _not_doing(refusals: list[Left]) -> list[Block]:
    columns = (
        Column("what", "What"), Column("because", "Why not"), Column("takes", "It would take"),
        Column("worth", "It would be worth"), Column("until", "Looked at again"),
    )  # fmt: skip
    rows = (
        (
            Cell(refusal.what),
            Cell(refusal.because or NO_REASON),
            _cell(refusal.takes),
            _cell(worth_text(refusal.worth)),
            _cell(refusal.until),
        )
        for refusal in refusals
    )  # fmt: skip
    return _table(columns, rows)


def _promises(view: AudienceView) -> list[Block]:
    columns = (
        Column("what", "What"), Column("day", "By"), Column("because", "Because"),
        Column("stands", "How it stands"), Column("odds", "Odds"),
    )  # fmt: skip
    rows = (
        (
            Cell(promise.what), Cell(str(promise.day)), _cell(promise.because), Cell(promise.stands),
            _cell(None if promise.odds is None else judged(promise.odds)),
        )
        for promise in promises(view)
    )  # fmt: skip
    told = {promise.id for promise in promises(view) if promise.stands != SEE_BELOW}
    lost = (
        f"cannot be kept: {one.because}" for one in broken(view)
        if one.because is not None and one.id not in told
    )  # fmt: skip
    return [*_table(columns, rows), *_bullets(lost)]


def _missed_wishes(view: AudienceView) -> list[Block]:
    columns = (
        Column("what", "What"), Column("wished", "Target date"), Column("planned", "Now in"),
        Column("late", "How late"),
    )  # fmt: skip
    missed = missed_wishes(view)
    rows = (
        (
            Cell(wish.what), Cell(str(wish.wished)), _cell(str(wish.planned) if wish.planned else None),
            Cell(wish.told),
        )
        for wish in missed[:WISHES]
    )  # fmt: skip
    more = len(missed) - WISHES
    return [*_table(columns, rows), *([Paragraph(f"and {more:,} more")] if more > 0 else [])]


def _bottleneck(view: AudienceView) -> list[Block]:
    return [Paragraph(bottleneck_text(view.bottleneck))] if view.bottleneck is not None else []


def efforts(view: AudienceView) -> dict[str, float]:
    """The effort placed, by feature."""
    return {
        placement.id: sum(work.effort for work in placement.work)
        for placement in view.roadmap.placements
        if placement.work
    }


def _effort(view: AudienceView) -> list[Block]:
    spent = efforts(view)
    if not spent or not view.sees("effort"):
        return []
    blocks: list[Block] = []
    if view.backlog.workspace.strategy.outcomes and view.sees("outcomes"):
        columns = (
            Column("outcome", "Outcome"), Column("share", "Effort", "right"),
            Column("weight", "Weight", "right"), Column("drift", "Difference", "right"),
        )  # fmt: skip
        blocks += _table(columns, map(_mixed, mix.by_outcome(view.backlog, spent)))
    themes = mix.by_theme(view.backlog, spent) if view.sees("theme") else ()
    if len(themes) > 1:
        shares = listed([f"{theme.title} {whole_percent(theme.share)}" for theme in themes], THEMES)
        blocks.append(Paragraph(f"By theme: {shares}."))
    return blocks


def _mixed(part: mix.Slice) -> tuple[Cell, ...]:
    drift = part.drift
    points = NOTHING if drift is None else _points(round(100 * drift))
    weight = whole_percent(part.weight) if part.weight else NOTHING
    share = whole_percent(part.share)
    return Cell(part.title), Cell(share, part.share), Cell(weight, part.weight), Cell(points, drift)


def _points(number: int) -> str:
    return f"{number:+d} point{'' if abs(number) == 1 else 's'}".replace("-", "−") if number else "0 points"


def _needed(needs: list[Need]) -> list[Block]:
    lines = [str(need) for need in needs]
    more = len(lines) - NEEDED
    rest = [f"and {more:,} more, in the briefs of the features"] if more > 0 else []
    return _bullets(lines[:NEEDED] + rest)


_DATE = Shape(Promise, "what day because stands slackDays=slack odds?", odds=float)
_OUTCOME = Shape(Outcome, "id title metric baseline current target by", id=str)
_BET = Shape(
    Placement, "id title period confidence inTime? likelyBy?", title=str, confidence=str | None, **LIKELY
)
_EFFORT = Shape(mix.Slice, "outcome=name title share weight", outcome=Blank)
_BOTTLENECK = Shape(object, "team used gain tied", team=str, used=float, gain=float, tied=list[str])
_WISH = Shape(MissedWish, "what wished planned lateDays=late", wished=str)
_CUSTOMER = Shape(
    PromiseAtRisk, "account title arr renewal what=feature_title risk period stands", stands=str
)
_BESIDES = Shape(Placement, "id title period type", title=str, type=str)
REVIEW = for_audience(
    "outcomes since bets notDoing promises bottleneck overruling effort decisionsNeeded headline shipped "
    "besides missedTargets customers tradeoffs? odds?",
    outcomes=[_OUTCOME], since=(CHANGED, None), bets=[_BET],
    not_doing=list[Left], bottleneck=(_BOTTLENECK, None),
    promises=[_DATE], odds=ODDS,
    overruling=list[str], effort=[_EFFORT], decisions_needed=list[str],
    headline=(Shape(Headline, "onTrack text"), None), shipped=list[ShippedFeature], besides=[_BESIDES],
    missed_targets=[_WISH], customers=[_CUSTOMER], tradeoffs=([TRADEOFF], None),
)  # fmt: skip


def document(view: AudienceView, _: Subject = None) -> Document:
    """The review as a JSON document; for a customer or a segment it is their update."""
    if view.update is not None:
        return update_document(view, view.update)
    outcomes = view.backlog.workspace.strategy.outcomes
    return documents.document(
        "review", REVIEW, view,
        outcomes=[item(_OUTCOME, outcome, id=name) for name, outcome in outcomes.items()],
        since=None if view.since is None else changed_document(view, view.since),
        bets=[
            item(
                _BET, bet, title=view.title(bet.id), confidence=view.confidence.get(bet.id),
                **likely_keys(view.odds.items.get(bet.id) if view.odds is not None else None),
            )
            for period in bets(view) for bet in period.placements
        ],
        not_doing=not_doing(view), promises=list(map(_date, promises(view))), overruling=overruling(view),
        effort=mix.by_outcome(view.backlog, efforts(view)) if view.sees("effort", "outcomes") else (),
        decisions_needed=[str(need) for need in needed(view)], headline=headline(view), shipped=shipped(view),
        besides=[
            item(_BESIDES, row, title=view.title(row.id), type=view.backlog.features[row.id].type)
            for period in bets(view) for row in period.besides
        ],
        missed_targets=[item(_WISH, wish, wished=str(wish.wished)) for wish in missed_wishes(view)],
        customers=[item(_CUSTOMER, row, stands=how(row, view)) for row in customers(view)],
        tradeoffs=given_up(view) or None, odds=odds_item(view.odds, view.placements),
    )  # fmt: skip


def _date(promise: Promise) -> Document:
    return item(_DATE, promise, odds=hundredths(promise.odds))


VIEW = View(
    "review", "the one page for a leadership meeting", page, document,
    changes_in=("markdown", "html", "json", "slack"),
    odds_in=("markdown", "html", "json", "slack"),
    is_for_chat=True,
)  # fmt: skip
