"""`pm show ID`: everything known of one feature."""

from __future__ import annotations

from pmcli.cli.command import Command
from pmcli.cli.common import Desk
from pmcli.cli.find import find_feature
from pmcli.cli.options import Feature, Model
from pmcli.cli.placing import Placing, fields
from pmcli.cli.planned import NoPlan


def run(desk: Desk, feature: Feature, model: Model = None, no_plan: NoPlan = False) -> None:  # noqa: FBT002
    """Show one feature."""
    backlog, left_out = desk.open_backlog()
    found = find_feature(backlog, feature, left_out)
    from pmcli import rank

    ranking = rank(backlog, model, left_out=left_out)
    placing = None if no_plan else Placing.of(found.id, backlog, model, left_out)
    if desk.format == "json":
        from pmcli.formats.feature_document import document

        desk.document(document(found, backlog, ranking, **fields(placing)))
        return
    from pmcli.formats.feature_page import feature_page

    desk.page(feature_page(found, backlog, ranking, placing.told() if placing else None))


COMMAND = Command(
    name="show",
    group="Look",
    title="everything known of one feature, as a page to read",
    examples=(
        ("pm show guest-checkout", "in the terminal"),
        ("pm show guest-checkout --format markdown", "for an issue or a wiki"),
        ("pm show guest-checkout --rev HEAD~10", "as it was ten commits ago"),
        ("pm show guest-checkout --no-plan", "quicker in a large backlog: without its place in the roadmap"),
    ),
    formats=("text", "markdown", "json"),
    run=run,
)
