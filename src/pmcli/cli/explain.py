"""`pm explain ID`: how a score and a place come about, term by term."""

from __future__ import annotations

import typer

from pmcli import Backlog, Ranking, rank
from pmcli.cli.command import Command
from pmcli.cli.find import find_feature
from pmcli.cli.options import PAGES, Feature, Model, PageFormat
from pmcli.cli.output import Output
from pmcli.cli.placement import Placing, fields
from pmcli.views.ranking.explanation import Explanation
from pmcli.views.ranking.unranked import Unranked
from pmcli.writers.blocks import Bullets, Heading


def run(context: typer.Context, feature: Feature, model: Model = None, format_: PageFormat = None) -> None:
    """Explain one feature."""
    output = Output.of(context, format_, PAGES)
    backlog, left_out = output.open_backlog()
    record = find_feature(backlog, feature, left_out)
    ranking = rank(backlog, model, left_out=left_out)
    item = next((item for item in ranking.items if item.id == record.id), None)
    if item is None:
        _explain_unranked(output, record.id, ranking, backlog)
        return
    explanation = Explanation(item, ranking, backlog)
    placing = Placing.of(record.id, backlog, model, left_out)
    if output.format == "json":
        output.document(explanation.document(**fields(placing)))
        return
    page = explanation.page()
    if placing is not None:
        page += [
            Heading(f"In the roadmap: {placing.period or 'not placed'}"),
            Bullets(placing.sentences()),
        ]
    output.page(page)


def _explain_unranked(output: Output, feature: str, ranking: Ranking, backlog: Backlog) -> None:
    unranked = Unranked.of(feature, ranking, backlog)
    if output.format == "json":
        output.document(unranked.document())
    else:
        output.page(unranked.page())


COMMAND = Command(
    examples=(
        ("pm explain guest-checkout", "term by term, and its neighbours"),
        ("pm explain guest-checkout --model wsjf", "by another model"),
        ("pm explain guest-checkout --format json", "with every digit"),
    ),
    about="The numbers are those of pm rank, rounded to three digits. What others wait for borrows of their "
    "value, so much that both come to the same adjusted score: what one borrows, the other lends.",
    run=run,
)
