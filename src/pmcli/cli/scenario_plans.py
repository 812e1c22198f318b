"""The plans of scenarios, one after the other, all made afresh and searched alike."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial

from pmcli.cli import streams
from pmcli.cli.asked_scenarios import AskedScenarios, NamedScenario
from pmcli.cli.exits import error_text
from pmcli.cli.output import Output
from pmcli.editing.scenario import changed
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
    `failed` are the scenarios that bring errors, which are told, where the others are answered without them.
    """

    def __init__(
        self, output: Output, model: str | None, search: Effort, *, optimal: bool, limit: float | None
    ) -> None:  # fmt: skip
        self.output, self.model, self.search, self.optimal, self.limit = output, model, search, optimal, limit
        self.stopped: str | None = None
        self.failed: list[str] = []

    def all(self, opened: OpenWorkspace, asked: AskedScenarios) -> list[Planned]:
        """The base, then the scenarios; fewer of them where Ctrl-C ends it.

        Raises:
            PmError: the files of one that is named cannot be, or have errors.
        """
        progress = self.output.progress(hint="Ctrl-C shows what is planned by then")
        tasks = [NamedScenario(BASE, Scenario()), *asked.tasks]
        planned: list[Planned] = []
        try:
            for number, task in enumerate(tasks):
                told = partial(_of_all, progress, number, len(tasks))
                told(0.0)
                try:
                    there = changed(opened, task.name, task.scenario) if planned else opened
                    one = self._planned(task, there, len(tasks), told)
                except PmError as fault:
                    if not planned or not asked.is_all:
                        raise
                    self._tell(task.name, fault)
                    continue
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

    def _tell(self, name: str, fault: PmError) -> None:
        """Tells why a scenario is not answered."""
        self.failed.append(name)
        color = streams.has_color(self.output.color, sys.stderr, os.environ)
        streams.tell(error_text(PmError(fault.message), color=color))

    def _planned(
        self, task: NamedScenario, opened: OpenWorkspace, count: int, progress: Callable[[float], bool]
    ) -> Planned:
        """A backlog and its plan, by the same model as the others."""
        backlog, left_out = self._backlog(task.name, opened)
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
