"""Exports: outputs are made for their readers, put into files, and files that are stale are told.

`outputs` says which there are; `formats` writes one.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pmcli.forecast import require
from pmcli.forecast.odds import Odds
from pmcli.model.addressee import Addressee
from pmcli.model.audience import Reader
from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.naming import meant
from pmcli.model.workspace import SUBJECTS
from pmcli.planning import Objective, Roadmap, plan, with_costs
from pmcli.ranking import LeftOut, rank
from pmcli.sharing import AudienceView, Since, ids_for, share
from pmcli.sharing.bottleneck import Bottleneck, find_bottleneck
from pmcli.views import formats
from pmcli.views.export_names import spread
from pmcli.views.outputs import (
    VIEWS,
    ExportOutput,
    configured,
    find_format,
    find_reader_for,
    find_view,
    marker,
)
from pmcli.workspace.opening import OpenWorkspace
from pmcli.writers import marks

if TYPE_CHECKING:
    from pmcli.review.at_start import StartEstimate

__all__ = [
    "ExportCache", "ExportOutput", "ExportedFile", "configured", "drafts", "find_format", "find_reader_for",
    "find_view", "marker", "spread", "write",
]  # fmt: skip

Depth = Literal["ranked", "planned", "weighed"]
"""What an output shows: no period, the plan, or the plan with what decisions cost."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file before and after: `before` is None where there is none yet."""

    to: str
    path: Path
    before: bytes | None
    after: bytes

    @property
    def is_stale(self) -> bool:
        """Whether writing it would change anything; a workbook packed another way is the same."""
        if self.before is None or not self.after.startswith(b"PK"):
            return self.before != self.after
        from pmcli.views.workbook import same

        return not same(self.before, self.after)


class ExportCache:
    """Makes outputs of one backlog; what several of them need is worked out once."""

    def __init__(
        self, backlog: Backlog, left_out: tuple[LeftOut, ...] | None = None, model: str | None = None,
        where: tuple[str, ...] = (), compare: Callable[[str, bool], Since] | None = None,
        progress: Callable[[float], bool] | None = None,
        started: Callable[[], Mapping[str, StartEstimate]] | None = None,
    ) -> None:  # fmt: skip
        """A cache for a backlog; `compare` gives what changed since a revision, and whether also the odds.

        `started` gives the estimates in force when work began.
        """
        self.backlog = backlog
        self.left_out = left_out
        self.model = model
        self.where = where
        self.progress = progress
        self._compared = functools.cache(compare) if compare else None
        self._started = functools.cache(started) if started else None
        self._views = functools.cache(
            self._view
        )  # a brief of every feature is a thousand outputs for one reader

    @cached_property
    def roadmap(self) -> Roadmap:
        """The plan.

        Raises:
            KeyboardInterrupt: somebody stopped the search: half a plan is not for others.
        """
        roadmap = plan(self.backlog, self.model, left_out=self.left_out, progress=self.progress)
        if roadmap.stopped is not None:
            raise KeyboardInterrupt
        return roadmap

    @cached_property
    def _weighed(self) -> Roadmap:
        """The plan with what decisions cost: for what shows that."""
        return with_costs(self.backlog, self.roadmap)

    @cached_property
    def _ranked(self) -> Roadmap:
        """The ranking alone, as a plan with nothing in it: for what shows no period."""
        ranking = rank(self.backlog, self.model, left_out=self.left_out)
        return Roadmap(ranking.model, (), (), (), (), ranking.unscored, Objective(), ranking)

    @cached_property
    def _odds(self) -> Odds | None:
        """The odds of the plan; None where nothing is placed.

        Raises:
            PmError: the extra "forecast" is missing.
            KeyboardInterrupt: somebody stopped it: odds of some futures are not for others.
        """
        from pmcli.forecast.plan_odds import odds_of

        require()
        if not self.roadmap.placements:
            return None
        odds = odds_of(self.backlog, self.roadmap, progress=self.progress)
        if odds.is_stopped:
            raise KeyboardInterrupt
        return odds

    @cached_property
    def _bottleneck(self) -> Bottleneck | None:
        return find_bottleneck(self.backlog, self.roadmap)

    def view_for(self, output: ExportOutput) -> AudienceView:
        """The view of the reader of an output.

        Raises:
            PmError: the view is made of what they may not see, or a condition is none.
        """
        if output.since is not None and output.format not in output.view.changes_in:
            views = ", ".join(
                f"{view.name} as {' or '.join(view.changes_in)}" for view in VIEWS if view.changes_in
            )
            raise PmError(
                f"{output.view.name} as {output.format} tells no changes", f"--since goes with {views}"
            )
        if output.odds and output.format not in output.view.odds_in:
            raise PmError(
                f"{output.view.name} as {output.format} tells no odds", f"--odds goes with {_telling_odds()}"
            )
        hidden = output.view.hidden_from(output.reader) if output.addressee is None else None
        if hidden is not None:
            raise PmError(
                f'"{output.view.name}" cannot be exported for {output.reader.name}, who may not see {hidden}',
                _instead(output),
            )
        shows_period = output.view.has_periods or output.format in ("html", "xlsx")
        tells_odds = output.odds and output.reader.sees("odds")
        is_planned = shows_period or tells_odds or not output.reader.is_full
        is_weighed = (shows_period and output.reader.sees("decisions", "value")) and (
            output.view.name in ("roadmap", "review") or output.format in ("html", "xlsx")
        )
        depth: Depth = "weighed" if is_weighed else "planned" if is_planned else "ranked"
        is_review = output.view.name == "review" and output.addressee is None
        if output.tradeoffs and not (is_review and output.reader.is_full and output.addressee is None):
            raise PmError(
                f"{output.view.name} for {output.reader.name} tells no tradeoffs",
                "tradeoffs go with a review for the team",
            )
        if output.tradeoffs and self.where:
            raise PmError("tradeoffs are of the whole plan", "leave out --where, or --tradeoffs")
        view = self._views(
            output.reader, output.since, depth, is_review, tells_odds, output.addressee, output.at_start
        )  # fmt: skip
        return replace(view, tells_tradeoffs=True) if output.tradeoffs else view

    def _view(  # the parameters are the key of a cache
        self, reader: Reader, since: str | None, depth: Depth, is_review: bool, tells_odds: bool,  # noqa: FBT001
        addressee: Addressee | None, at_start: bool,  # noqa: FBT001
    ) -> AudienceView:  # fmt: skip
        """The view of a reader; planning takes a while, and some outputs show nothing of the plan."""
        roadmap = self._ranked if depth == "ranked" else self.roadmap if depth == "planned" else self._weighed
        return share(
            self.backlog, roadmap, reader, where=self.where,
            since=self._since(since, tells_odds), left_out=self.left_out,
            bottleneck=self._bottleneck if is_review else None, odds=self._odds if tells_odds else None,
            addressee=addressee, start=self._started() if at_start and self._started is not None else None,
        )  # fmt: skip

    def _since(self, name: str | None, tells_odds: bool) -> Since | None:  # noqa: FBT001
        return self._compared(name, tells_odds) if name is not None and self._compared is not None else None

    def about(self, output: ExportOutput) -> ExportOutput:
        """The output with the feature that it is about as its reader knows that, who may see no ids."""
        name = output.subject
        if name is None or output.reader.is_full or SUBJECTS[output.view.name].key == "problem":
            return output
        known = ids_for(self.backlog, self._ranked.ranking, output.reader, self.where)
        return replace(output, subject=known.get(meant(name, known), name))

    def written(self, output: ExportOutput) -> bytes:
        """The bytes of an output; between markers without its mark and its own title."""
        write_view = formats.whole if output.between is None else formats.part
        return write_view(output.view, output.format, self.view_for(output), output.subject)


def _instead(output: ExportOutput) -> str:
    """What a reader gets instead of a view that is not for them."""
    if output.view.name == "review" and output.reader.is_public:
        return "pm export review --for ACCOUNT or SEGMENT tells one of them what they asked for"
    return "pm export backlog shows every audience what it may see"


def _telling_odds() -> str:
    return ", ".join(f"{view.name} as {' or '.join(view.odds_in)}" for view in VIEWS if view.odds_in)


# --- files ---


def drafts(
    cache: ExportCache, outputs: tuple[ExportOutput, ...], opened: OpenWorkspace, base: Path, *, force: bool
) -> Iterator[ExportedFile]:
    """The files as they would be written; paths in `outputs` are relative to `base`, inside the workspace.

    Several outputs between markers of one file are one draft.

    Raises:
        PmError: a file may not be written, was not written by pm (without `force`), or lacks the markers.
    """  # fmt: skip
    by_path: dict[Path, ExportedFile] = {}
    taken: set[tuple[Path, str | None]] = set()
    for output in outputs:
        to = output.to or ""
        path = opened.output_file(str(base / to), called=to)
        before = by_path[path].before if path in by_path else _read(path)
        now = by_path[path].after if path in by_path else before
        if (
            (path, output.between) in taken
            or (path, None) in taken
            or (path in by_path and not output.between)
        ):
            raise PmError(f'two exports go into "{to}"', "give each a file, or markers of its own")
        taken.add((path, output.between))
        after = _placed(cache, output, now, force=force)
        by_path[path] = ExportedFile(to, path, before, after)
    yield from by_path.values()


def _placed(cache: ExportCache, output: ExportOutput, now: bytes | None, *, force: bool) -> bytes:
    data = cache.written(output)
    if output.between is not None:
        return marks.between(now, output.to or "", output.between, data)
    if not force:
        instead = "write it elsewhere; --between NAME puts it between markers"
        marks.refuse_foreign(now, output.to or "", output.format, data, instead)
    return data


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise PmError(f'cannot read "{path.name}": {(fault.strerror or "it failed").lower()}') from None


def write(draft: ExportedFile, opened: OpenWorkspace) -> None:
    """Write a draft whole or not at all; folders on its way are made.

    Raises:
        PmError: it cannot be written.
    """
    try:
        draft.path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise PmError(f'cannot write "{draft.to}": {(fault.strerror or "it failed").lower()}') from None
    opened.write_output(str(draft.path), draft.after, called=draft.to)
