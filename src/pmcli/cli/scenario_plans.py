"""The plans of scenarios, one after the other, all made afresh and searched alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from pmcli.cli.asked_scenarios import NamedScenario
from pmcli.cli.output import Output
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.scenario import BASE, Scenario
from pmcli.planning import Effort, Roadmap, plan
from pmcli.ranking import LeftOut
from pmcli.review.what_if import Planned
from pmcli.workspace.opening import OpenWorkspace


class ScenarioPlanner:
    """Plans one backlog after the other, all searched alike.

    `stopped` says why one of the plans is not promised to be the same everywhere. They share a time limit.
    """

    def __init__(
        self, output: Output, model: str | None, search: Effort, *, optimal: bool, limit: float | None
    ) -> None:  # fmt: skip
        self.output, self.model, self.search, self.optimal, self.limit = output, model, search, optimal, limit
        self.stopped: str | None = None

    def all(self, opened: OpenWorkspace, named: Sequence[NamedScenario]) -> list[Planned]:
        """The base, then the scenarios; fewer of them where Ctrl-C ends it."""
        progress = self.output.progress(hint="Ctrl-C shows what is planned by then")
        tasks = [NamedScenario(BASE, Scenario(), opened), *named]
        planned: list[Planned] = []
        try:
            for number, task in enumerate(tasks):
                one = self._planned(task, len(tasks), partial(_of_all, progress, number, len(tasks)))
                self.stopped = one.roadmap.stopped or self.stopped
                if not planned or one.roadmap.stopped != "interrupted":
                    planned.append(one)
                if one.roadmap.stopped == "interrupted":
                    break
        except KeyboardInterrupt:
            if not planned:
                raise
            self.stopped = "interrupted"
        progress.end()
        return planned

    def _planned(
        self, task: NamedScenario, count: int, progress: Callable[[float], bool]
    ) -> Planned:  # fmt: skip
        """A backlog and its plan, by the same model as the others."""
        backlog, left_out = self._backlog(task.name, task.opened)
        limit = None if self.limit is None else self.limit / count
        roadmap = plan(
            backlog, self.model, effort=self.search, optimal=self.optimal, left_out=left_out,
            time_limit=limit, progress=progress, stance="afresh",
        )  # fmt: skip
        self.model = roadmap.model.name
        kept = self._kept(backlog, left_out)
        return Planned(task.name, task.scenario, backlog, roadmap, kept)

    def _kept(self, backlog: Backlog, left_out: tuple[LeftOut, ...] | None) -> Roadmap | None:
        """The plan that keeps what is agreed as far as it can, None where nothing is."""
        if backlog.agreement is None:
            return None
        return plan(backlog, self.model, left_out=left_out, propose=False)

    def _backlog(self, name: str, opened: OpenWorkspace) -> tuple[Backlog, tuple[LeftOut, ...] | None]:
        """The backlog to plan, and what is left out of it.

        Raises:
            PmError: a scenario brings errors, which are told.
        """
        loaded = opened.loaded
        if self.output.partial:
            return loaded.sound()
        if loaded.errors:
            self.output.tell(loaded.errors, loaded)
            count = f"{len(loaded.errors):,} error{'s' if len(loaded.errors) > 1 else ''}"
            hint = "--partial answers without what has errors"
            raise PmError(f'scenario "{name}" brings {count}: its plan would be untrue', hint, exit_code=1)
        return loaded.backlog, None


def _of_all(progress: Callable[[float], bool], number: int, count: int, done: float) -> bool:
    """Tells the progress of one plan of several as that of all."""
    return progress((number + done) / count)
