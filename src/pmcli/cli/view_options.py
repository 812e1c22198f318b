"""The page that `pm view` was asked for: of which backlog, to whom, and where it begins."""

from __future__ import annotations

from dataclasses import dataclass

from pmcli import Backlog
from pmcli.cli.likelihood import odds_if
from pmcli.cli.output import Output
from pmcli.cli.streams import Progress
from pmcli.planning import plan, with_costs
from pmcli.ranking import LeftOut
from pmcli.sharing import AudienceView, find_reader, share
from pmcli.views.page import explore


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """The options of `pm view`."""

    output: Output
    start: str
    audience: str | None
    model: str | None
    where: tuple[str, ...]
    since: str | None
    odds: bool = False

    def view(
        self, backlog: Backlog, left_out: tuple[LeftOut, ...] | None, progress: Progress | None = None
    ) -> AudienceView:
        """The view of the reader's audience.

        Raises:
            PmError: there is no such audience, condition or revision.
        """
        from pmcli.sharing import comparison

        reader = find_reader(backlog.workspace, self.audience)
        roadmap = plan(backlog, self.model, left_out=left_out, progress=progress)
        if reader.sees("decisions", "value"):
            roadmap = with_costs(backlog, roadmap)
        tells_odds = self.odds and reader.sees("odds")
        odds = odds_if(tells_odds, backlog, roadmap, self.output)
        since = comparison.since(
            self.output.open(), self.since, model=self.model, progress=progress, tells_odds=tells_odds
        ) if self.since else None  # fmt: skip
        return share(backlog, roadmap, reader, where=self.where, since=since, left_out=left_out, odds=odds)

    def page(self, view: AudienceView, version: str | None = None) -> str:
        """The page; with a version it asks whether it is stale."""
        return explore(view, self.start, version)
