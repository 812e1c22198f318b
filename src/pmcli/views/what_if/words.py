"""What a scenario gives up and gains, in words: features by their titles, accounts with their money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pmcli.model.backlog import Backlog
from pmcli.model.figure import HARDLY, anded, change_in_percent, listed
from pmcli.model.words import words
from pmcli.planning import PeriodMove
from pmcli.review.what_if import GivenUp, ScenarioOutcome
from pmcli.views.customers import amount, moved

NAMED = 5
"""Features that are named in a sentence, at most; the others are counted."""
_CUSTOMERS = 3
_WHOLE = 0.01
"""The share from which whole per cent say enough."""
NOTHING, NOTHING_ELSE = "moves nothing", "moves nothing else"
SAME = "another plan of the same worth: what else stands elsewhere need not follow from the change"


def told(outcome: ScenarioOutcome, before: Backlog) -> str:
    """What a scenario loses, gains and breaks, in one sentence.

    Of a plan that is worth the same only that is told which follows from the change: what waits for a feature
    dropped, and promises broken.
    """
    parts = _of_same_worth if outcome.equal and outcome.moves else _parts
    return "; ".join(parts(outcome, before)) or (NOTHING_ELSE if outcome.moves else NOTHING)


def _of_same_worth(outcome: ScenarioOutcome, before: Backlog) -> Iterator[str]:
    dropped, lost = _dropped(outcome), _lost_besides(outcome)
    waiting = _waiting(lost, dropped)
    if waiting:
        yield _loses([row for row in lost if row.id in waiting], before, waiting)
    yield from (_broken(name, before) for name in outcome.promises.broken)
    if any(move.id not in waiting | dropped for move in outcome.moves):
        yield SAME


def _parts(outcome: ScenarioOutcome, before: Backlog) -> Iterator[str]:
    broken, dropped, lost = outcome.promises.broken, _dropped(outcome), _lost_besides(outcome)
    if lost:
        yield _loses(lost, before, _waiting(lost, dropped))
    if outcome.gains:
        after = outcome.planned.backlog
        yield f"gains {listed([after.features[name].title for name in outcome.gains], NAMED)}"
    if not lost and not outcome.gains and outcome.moves:
        yield from _moved(move for move in outcome.moves if move.id not in dropped)
    yield from (_broken(name, before) for name in broken)
    moves = [move for move in outcome.customers if move.feature not in broken]
    yield from (moved(move, before.workspace.currency) for move in moves[:_CUSTOMERS])
    if len(moves) > _CUSTOMERS:
        yield f"and {len(moves) - _CUSTOMERS:,} more customers are concerned"


def _dropped(outcome: ScenarioOutcome) -> set[str]:
    """What the scenario itself drops, of all that its plan lacks."""
    return {row.id for row in outcome.gives_up if not outcome.planned.backlog.is_open(row.id)}


def _lost_besides(outcome: ScenarioOutcome) -> list[GivenUp]:
    """What its plan lacks besides that, and besides the promises that it breaks."""
    gone = {*outcome.promises.broken, *_dropped(outcome)}
    return [row for row in outcome.gives_up if row.id not in gone]


def _loses(lost: Sequence[GivenUp], before: Backlog, waiting: set[str]) -> str:
    return f"loses {listed([_lost(row, before, waiting) for row in lost], NAMED)}"


def _waiting(lost: Sequence[GivenUp], dropped: set[str]) -> set[str]:
    """What is lost because it waits, directly or through others, for what is dropped."""
    gone, before = set(dropped), -1
    while len(gone) > before:
        before = len(gone)
        gone |= {
            row.id for row in lost
            if row.reason is not None and row.reason.is_waiting and not gone.isdisjoint(row.reason.features)
        }  # fmt: skip
    return gone - dropped


def _lost(row: GivenUp, before: Backlog, waiting: set[str]) -> str:
    title = before.features[row.id].title
    return f"{title} ({words(row.reason)})" if row.id in waiting and row.reason is not None else title


def _moved(moves: Iterable[PeriodMove]) -> Iterator[str]:
    """How many features come later, and how many sooner, where none comes or goes."""
    later = sooner = 0
    for move in moves:
        if move.before is not None and move.after is not None:
            later += move.after > move.before
            sooner += move.after < move.before
    parts = [*([f"{later:,} later"] if later else []), *([f"{sooner:,} sooner"] if sooner else [])]
    if parts:
        yield f"the same features, {anded(parts)}"


def _broken(name: str, backlog: Backlog) -> str:
    """A promise that is not kept: to whom, with their money and renewal; else of what, and why it is one."""
    feature = backlog.features[name]
    accounts = backlog.workspace.accounts
    blocked = dict.fromkeys(
        request.account for request in feature.requests
        if request.need == "blocker" and request.account in accounts
        and accounts[request.account].status != "churned"
    )  # fmt: skip
    if blocked:
        who = anded([account(one, backlog) for one in blocked])
        return f"breaks the promise to {who}: {feature.title}"
    if feature.deadline is not None:
        because = f", {feature.deadline.because}" if feature.deadline.because else ""
        return f"breaks the deadline of {feature.title} ({feature.deadline.date}{because})"
    return f"breaks the promise of {feature.title}"


def account(name: str, backlog: Backlog) -> str:
    """An account with its money and its renewal: "Fabrikam (240,000 EUR a year, renewal 2027-03-31)"."""
    record = backlog.workspace.accounts[name]
    money = [f"{amount(record.arr, backlog.workspace.currency)} a year"] if record.arr else []
    due = [f"renewal {record.renewal}"] if record.renewal else []
    inside = ", ".join([*money, *due])
    return f"{record.title or name} ({inside})" if inside else record.title or name


def given_up(row: GivenUp, backlog: Backlog) -> str:
    """A feature given up: its title, whether it was promised, who asks for it, why it is in no period."""
    asked = [f"asked for by {anded([account(one, backlog) for one in row.accounts])}"] if row.accounts else []
    parts = [
        *(["promised"] if row.is_promised else []), *asked,
        *([words(row.reason)] if row.reason is not None else []),
    ]  # fmt: skip
    title = backlog.features[row.id].title
    return f"{title}: {'; '.join(parts)}" if parts else title


def worth(outcome: ScenarioOutcome) -> tuple[str, str]:
    """The value beside a base of 100, and the difference; "≈ 0" within what the searches leave open."""
    if outcome.share is None:
        return "–", ""
    if outcome.equal:
        return "≈ 100", "≈ 0 %"
    change = abs(outcome.share - 1)
    sign = "+" if outcome.share > 1 else "\N{MINUS SIGN}"
    if change < HARDLY:
        return "100", "" if change == 0 else "≈ 0 %"
    whole = f"{sign}{100 * change:.0f} %"
    return f"{100 * outcome.share:.0f}", whole if change >= _WHOLE else change_in_percent(1, outcome.share)
