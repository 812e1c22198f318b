"""`pm explain ID`: how a score and a place come about, term by term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pmcli.cli.command import Command
from pmcli.cli.common import Desk
from pmcli.cli.find import find_feature
from pmcli.cli.options import Feature, Model
from pmcli.cli.placing import Placing, fields
from pmcli.words import sentences

if TYPE_CHECKING:
    from pmcli import Backlog, Ranking


def run(desk: Desk, feature: Feature, model: Model = None) -> None:
    """Explain one feature."""
    backlog, left_out = desk.open_backlog()
    found = find_feature(backlog, feature, left_out)
    from pmcli import rank

    ranking = rank(backlog, model, left_out=left_out)
    item = next((item for item in ranking.items if item.id == found.id), None)
    if item is None:
        _explain_unranked(desk, found.id, ranking, backlog)
        return
    from pmcli.formats.explanation import Explanation

    explanation = Explanation(item, ranking, backlog)
    placing = Placing.of(found.id, backlog, model, left_out)
    if desk.format == "json":
        desk.document(explanation.document(**fields(placing)))
        return
    from pmcli.formats.page import Bullets, Heading

    page = explanation.page()
    if placing is not None:
        page += [
            Heading(f"In the roadmap: {placing.period or 'not placed'}"),
            Bullets(sentences(placing.reasons)),
        ]
    desk.page(page)


def _explain_unranked(desk: Desk, feature: str, ranking: Ranking, backlog: Backlog) -> None:
    from pmcli.cli.unranked import Unranked

    unranked = Unranked.of(feature, ranking, backlog)
    if desk.format == "json":
        desk.document(unranked.document())
    else:
        desk.page(unranked.page())


COMMAND = Command(
    name="explain",
    group="Decide",
    title="how the score and the place of a feature come about",
    examples=(
        ("pm explain guest-checkout", "term by term, and its neighbours"),
        ("pm explain guest-checkout --model wsjf", "by another model"),
        ("pm explain guest-checkout --format json", "with every digit"),
    ),
    about="The printed numbers add up to the printed results, and these are the numbers of pm rank. What "
    "others wait for inherits of their value, so much that both come to the same adjusted score; what they "
    "hand on, they owe.",
    formats=("text", "json", "markdown"),
    run=run,
)
