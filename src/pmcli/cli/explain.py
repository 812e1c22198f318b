"""`pm explain ID [ID]`: how a score and a place come about, term by term; of two why one is above."""

from __future__ import annotations

from typing import Annotated

import typer

from pmcli import Backlog, Ranking, rank
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.find import find_standing
from pmcli.cli.likelihood import odds_if, require_if
from pmcli.cli.options import PAGES, Model, Odds, PageFormat
from pmcli.cli.output import Output
from pmcli.cli.placement import Placing, fields
from pmcli.learning.hindsight import Hindsight
from pmcli.model.diagnostic import PmError
from pmcli.model.fields.facts import experiment_in_full
from pmcli.views.learning.hindsight import hindsight_item, hindsight_section
from pmcli.views.ranking.explanation import Explanation
from pmcli.views.ranking.unranked import Unranked
from pmcli.views.ranking.why_unranked import why_unranked
from pmcli.writers.blocks import Block, Bullets, Heading

Features = Annotated[
    list[str],
    typer.Argument(metavar="ID [ID]", help="A feature; two are compared.", autocompletion=complete.features),
]


def run(
    context: typer.Context, features: Features, model: Model = None, odds: Odds = False,  # noqa: FBT002 - typer's way
    format_: PageFormat = None,
) -> None:  # fmt: skip
    """Explain one feature, or why one of two stands above the other."""
    output = Output.of(context, format_, PAGES)
    if len(features) > 2:
        raise PmError(
            f"one feature is explained, or two are compared: found {len(features)}", "name one or two"
        )
    if odds and len(features) > 1:
        raise PmError("--odds are of one feature", "leave them out, or name one")
    require_if(odds)
    backlog, left_out = output.open_backlog()
    names = [find_standing(output, backlog, name, left_out).id for name in features]
    ranking = rank(backlog, model, left_out=left_out)
    if len(names) == 2:
        _compare(output, names, ranking, backlog)
    else:
        placing = Placing.of(
            names[0], backlog, model, left_out, lambda roadmap: odds_if(odds, backlog, roadmap, output)
        )  # fmt: skip
        _explain(output, names[0], ranking, backlog, placing)


def _explain(
    output: Output, feature: str, ranking: Ranking, backlog: Backlog, placing: Placing | None
) -> None:
    item = next((item for item in ranking.items if item.id == feature), None)
    if item is None:
        _explain_unranked(output, feature, ranking, backlog, placing)
        return
    explanation = Explanation(item, ranking, backlog, is_full=output.verbose)
    past = _past(output, feature, backlog)
    if output.format == "json":
        output.document(explanation.document(**fields(placing), past=hindsight_item(past)))
        return
    page = [*explanation.page(), *_tested(backlog, feature), *hindsight_section(past)]
    if placing is not None:
        page += _placed(placing)
    output.page(page)


def _past(output: Output, feature: str, backlog: Backlog) -> Hindsight | None:
    """What was learned that bears on a feature; None where nothing has shipped with results."""
    if not any(other.results for other in backlog.features.values()):
        return None
    from pmcli.review.hindsight import hindsight_of

    return hindsight_of(output.open(), backlog, feature)


def _tested(backlog: Backlog, feature: str) -> list[Block]:
    """The experiments of a feature, and what they say."""
    tests = tuple(map(experiment_in_full, backlog.features[feature].experiments))
    return [Heading("Experiments"), Bullets(tests)] if tests else []


def _placed(placing: Placing) -> list[Block]:
    """Where the roadmap has a feature, why, and how likely where that was asked for."""
    told = (*placing.sentences(), *placing.odds_sentences())
    return [Heading(f"In the roadmap: {placing.period or 'not in the plan'}"), Bullets(told)]


def _explain_unranked(
    output: Output, feature: str, ranking: Ranking, backlog: Backlog, placing: Placing | None
) -> None:
    unranked = Unranked.of(feature, ranking, backlog)
    past = _past(output, feature, backlog)
    if output.format == "json":
        output.document(unranked.document(**fields(placing), past=hindsight_item(past)))
    else:
        placed = _placed(placing) if placing is not None else ()
        output.page([*unranked.page(), *_tested(backlog, feature), *hindsight_section(past), *placed])


def _compare(output: Output, names: list[str], ranking: Ranking, backlog: Backlog) -> None:
    """Tells why one of two features stands above the other.

    Raises:
        PmError: they are one, or one of them is not ranked.
    """
    first, second = names
    if first == second:
        raise PmError(f'"{first}" is named twice', f"pm explain {first} explains it alone")
    items = {item.id: item for item in ranking.items}
    for name in names:
        if name not in items:
            why = why_unranked(name, ranking, backlog)
            raise PmError(f'"{name}" is not ranked: {why}', f"pm explain {name}", exit_code=1)
    from pmcli.ranking.comparison import PairComparison
    from pmcli.views.ranking.comparison import ComparisonPage

    comparison = PairComparison.of(items[first], items[second], ranking, backlog)
    view = ComparisonPage(comparison, (first, second), ranking, backlog)
    if output.format == "json":
        output.document(view.document())
    else:
        output.page(view.page())


COMMAND = Command(
    examples=(
        ("pm explain guest-checkout", "term by term, and its neighbours"),
        ("pm explain wallets guest-checkout", "why one stands above the other, and what would swap them"),
        ("pm explain guest-checkout --model wsjf", "by another model"),
        ("pm explain sso --odds", "with how likely it is in time, and what is in the way"),
        ("pm explain guest-checkout --format json", "with every digit"),
    ),
    about="The numbers are those of pm rank, rounded to three digits; with -v every sum "
    "can be recomputed. What others wait for borrows of their "
    "value, so much that both come to the same adjusted score: what one borrows, the other lends.\n"
    "Of two features it tells why one stands above the other, and for each input of both the least change "
    "that would swap them, found by ranking again. Where a dependency or a decision forces the order, no "
    "number would.",
    run=run,
)
