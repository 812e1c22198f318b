"""`pm why-not ID`: what keeps a feature out of the roadmap, and the least that would get it in."""

from __future__ import annotations

import typer

from pmcli.cli.command import Command
from pmcli.cli.common import Desk
from pmcli.cli.find import find_feature
from pmcli.cli.options import PAGES, Feature, Model, PageFormat
from pmcli.formats.why_not import why_not_page
from pmcli.roadmap.why_not import WhyNot, why_not


def run(context: typer.Context, feature: Feature, model: Model = None, format_: PageFormat = None) -> None:
    """Say what keeps one feature out."""
    desk = Desk.of(context, format_, PAGES)
    backlog, left_out = desk.open_backlog()
    found = find_feature(backlog, feature, left_out)
    answer = why_not(backlog, found.id, model)
    if desk.format == "json":
        desk.document(document(answer))
    else:
        desk.page(why_not_page(answer, backlog))


def document(answer: WhyNot) -> dict[str, object]:
    """The answer for machines."""
    return {
        "schemaVersion": 1,
        "kind": "why-not",
        "id": answer.id,
        "period": None if answer.period is None else str(answer.period),
        "reasons": list(answer.reasons),
        "changes": [
            {
                "kind": change.kind,
                "text": change.text,
                "period": None if change.period is None else str(change.period),
                "cost": change.cost,
            }
            for change in answer.changes
        ],
    }


COMMAND = Command(
    examples=(
        ("pm why-not loyalty", "the reasons, and the least change of each kind"),
        ("pm why-not loyalty --format json", "for machines"),
    ),
    about="Every change is enough by itself: people where the least is missing, the factor on its value from "
    "which the engine places it, or the features whose place it would take, with what that costs the plan. "
    "Of a feature that is placed it says what keeps it from landing earlier.",
    run=run,
)
