"""`pm roadmap`: what when, within teams, dates and dependencies."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import Annotated, Literal

import typer

from pmcli.cli import complete, streams
from pmcli.cli.command import Command
from pmcli.cli.exits import INTERRUPTED, error_text
from pmcli.cli.likelihood import odds_if, require_if
from pmcli.cli.options import SHEETS, WHERE, Columns, Model, Odds, Where, choice, formats
from pmcli.cli.output import START, Output
from pmcli.cli.tables import column_names, narrowed, refuse_columns, refuse_with_workbook
from pmcli.model.diagnostic import PmError
from pmcli.model.words import words
from pmcli.planning import Roadmap, Stance, plan, with_costs
from pmcli.planning.tradeoffs import tradeoffs as traded
from pmcli.ranking.where import Filter
from pmcli.sharing import AudienceView, share
from pmcli.views.roadmap.document import ROADMAP, roadmap_document
from pmcli.views.roadmap.fitting import fitting
from pmcli.views.roadmap.loads import teams_table
from pmcli.views.roadmap.parts import RoadmapOptions
from pmcli.views.roadmap.table import roadmap_table, usual_columns
from pmcli.views.roadmap.tradeoffs import tradeoffs_blocks, tradeoffs_document
from pmcli.views.roadmap.views import VIEWS as ROADMAP_VIEWS
from pmcli.views.roadmap.views import RoadmapView

VIEWS = ("quarters", "now-next-later", "timeline", "teams")
_LONGEST = 1e6
GROUPS = ("outcome", "theme", "owner")
GROUPED = ("quarters", "timeline")
EFFORTS = ("fast", "normal", "thorough")
SEARCHES: dict[str, Literal["fast", "normal", "thorough"]] = {
    "fast": "fast", "normal": "normal", "thorough": "thorough",
}  # fmt: skip

View = Annotated[
    str,
    typer.Option("--view", metavar="|".join(VIEWS), autocompletion=complete.words(VIEWS), show_default=False,
                 help="quarters: by period; or without dates, as bars, by team."),
]  # fmt: skip
Group = Annotated[
    str | None,
    typer.Option("--by", metavar="|".join(GROUPS), autocompletion=complete.words(GROUPS),
                 help="Grouped; of quarters and timeline."),
]  # fmt: skip
Effort = Annotated[
    str,
    typer.Option("--effort", metavar="|".join(EFFORTS), autocompletion=complete.words(EFFORTS),
                 show_default=False, help="How long a better plan is searched for."),
]  # fmt: skip
Optimal = Annotated[bool, typer.Option("--optimal", help="Prove how good it is; needs the extra optimize.")]
Limit = Annotated[
    float | None,
    typer.Option("--time-limit", metavar="SECONDS", help="For --optimal: so long at most."),
]
Improve = Annotated[bool, typer.Option("--improve", help="The better plan that is proposed.")]
Afresh = Annotated[bool, typer.Option("--afresh", help="A new plan, as if nothing were agreed.")]
CarryOver = Annotated[bool, typer.Option("--carry-over", help="Work may run over the end of a period.")]
Tradeoffs = Annotated[
    bool, typer.Option("--tradeoffs", help="What it gives up: by customer, segment, outcome.")
]
FORMATS = (*SHEETS, "slack")
Format = Annotated[str | None, formats(FORMATS)]
All = Annotated[bool, typer.Option("--all", help="All reasons, work by team, what is not planned.")]


def run(
    context: typer.Context, view: View = VIEWS[0], by: Group = None, model: Model = None, where: Where = None,
    columns: Columns = None, effort: Effort = "normal", optimal: Optimal = False,  # noqa: FBT002 - typer's way
    time_limit: Limit = None, carry_over: CarryOver = False, improve: Improve = False,  # noqa: FBT002
    afresh: Afresh = False, odds: Odds = False, tradeoffs: Tradeoffs = False,  # noqa: FBT002
    all_: All = False,  # noqa: FBT002
    format_: Format = None,
) -> int:  # fmt: skip
    """Plan the roadmap."""
    stance = stance_of(improve=improve, afresh=afresh)
    output = Output.of(context, format_, FORMATS)
    view = choice(view, VIEWS, "--view")
    if by is not None:
        by = choice(by, GROUPS, "--by")
        if view not in GROUPED:
            raise PmError(f"--by groups no {view}", f"use it with --view {' or '.join(GROUPED)}")
    effort = choice(effort, EFFORTS, "--effort")
    refuse_columns(columns, output.format)
    if tradeoffs and output.format not in ("table", "json", "markdown", "slack"):
        raise PmError(f"--tradeoffs is not for {output.format}", "use it with table, markdown, slack or json")
    if output.format == "xlsx":
        refuse_with_workbook({"--columns": columns, "--by": by, f"--view {view}": view != VIEWS[0]})
    require_if(odds)
    backlog, left_out = output.open_backlog()
    conditions = Filter.parse(where or (), backlog)
    progress = output.progress()
    roadmap = plan(
        backlog, model, effort=SEARCHES[effort], carry_over=True if carry_over else None, optimal=optimal,
        time_limit=seconds(time_limit, optimal=optimal), left_out=left_out, progress=progress,
        stance=stance,
    )  # fmt: skip
    roadmap = with_costs(
        backlog, roadmap, effort=SEARCHES[effort], optimal=optimal, time_limit=time_limit
    )  # fmt: skip
    progress.end()
    likely = odds_if(odds, backlog, roadmap, output)
    options = RoadmapOptions(conditions.shown(roadmap.ranking), by, output.verbose, all_)
    if output.format == "xlsx":
        output.write_bytes(
            _workbook(share(backlog, roadmap, where=tuple(where or ()), left_out=left_out, odds=likely))
        )
    else:
        _write(output, share(backlog, roadmap, odds=likely), options, view, columns, tradeoffs=tradeoffs)
    if not output.partial and roadmap.conflicts:
        _conflicts(output, roadmap)
    is_stopped = roadmap.stopped == "interrupted" or (likely is not None and likely.is_stopped)
    return INTERRUPTED if is_stopped else 0


def stance_of(*, improve: bool, afresh: bool) -> Stance:
    """Which plan is asked for: the agreed one where neither is said.

    Raises:
        PmError: both are.
    """
    if improve and afresh:
        raise PmError("--improve and --afresh exclude each other", "--improve moves what is worth moving")
    return "improved" if improve else "afresh" if afresh else "agreed"


def seconds(limit: float | None, *, optimal: bool) -> float | None:
    """The time limit of a proof.

    Raises:
        PmError: it is no time, or there is nothing to limit.
    """
    if limit is not None and not optimal:
        raise PmError("--time-limit goes with --optimal", "--effort fast shortens the usual search")
    if limit is not None and not 0 < limit < _LONGEST:
        raise PmError(f"--time-limit: found {limit:g}, expected seconds above 0")
    return limit


def _workbook(view: AudienceView) -> bytes:
    """The roadmap as `pm export roadmap` writes it into a workbook."""
    from pmcli.views.roadmap import export
    from pmcli.views.workbook import workbook

    return workbook(view, export.VIEW.sheets)


def _write(
    output: Output, view: AudienceView, options: RoadmapOptions, name: str, columns: str | None, *,
    tradeoffs: bool,
) -> None:  # fmt: skip
    backlog = view.backlog
    given_up = traded(backlog, view.roadmap) if tradeoffs else ()
    below = tradeoffs_blocks(given_up, backlog) if tradeoffs else []
    if output.format == "json":
        document = roadmap_document(
            view.roadmap, backlog, shown=options.shown, odds=view.odds,
            tradeoffs=tradeoffs_document(given_up) if tradeoffs else None,
        )  # fmt: skip
        output.document(narrowed(document, columns, ROADMAP, "placements", "unplaced"))
    elif output.format in ("markdown", "slack"):
        output.page([*_kind(name).page(view, options), *below], everything=options.all)
    elif output.format == "table":
        draw = partial(output.drawn, everything=options.all)
        output.write(fitting(_kind(name), view, options, draw) + (f"\n{draw(below)}" if below else ""))
        if not backlog.features:
            output.notice(f"{START}\n")
    elif name == "teams":
        output.table(teams_table(view))
    else:
        output.table(roadmap_table(view, options, column_names(columns, backlog, usual_columns(view))))
        output.start_hint(backlog)


def _kind(name: str) -> RoadmapView:
    return next(kind for kind in ROADMAP_VIEWS if kind.name == name)


def _conflicts(output: Output, roadmap: Roadmap) -> None:
    """Ends the run with exit code 1, after the conflicts are told.

    Raises:
        PmError: always.
    """
    on_page = output.format == "table" and output.path is None and streams.is_terminal(sys.stdout)
    for conflict in () if on_page else roadmap.conflicts:
        streams.tell(
            error_text(
                PmError(words(conflict.reason), conflict.hint),
                color=streams.has_color(output.color, sys.stderr, os.environ),
            )
        )
    count = len(roadmap.conflicts)
    raise PmError(f"the plan has {count:,} conflict{'' if count == 1 else 's'}", exit_code=1)


COMMAND = Command(
    examples=(
        ("pm roadmap", "by quarter, on two screens: titles, teams, promises; reasons where they fit"),
        ("pm roadmap --all", "every feature with its reason, work by team, what decisions cost"),
        ("pm roadmap --view now-next-later", "without dates; works without efforts and teams"),
        ("pm roadmap --view timeline --by outcome", "as bars, grouped by what they are for"),
        ("pm roadmap --view teams", "who is full, and what one more week would be worth"),
        ("pm roadmap --improve", "the better plan that the last line proposes"),
        ("pm roadmap --tradeoffs", "what the order gives up: by customer, segment, outcome"),
        ("pm roadmap --optimal --time-limit 10", "proven, as far as ten seconds allow"),
        ("pm roadmap --format markdown -o ROADMAP.md", "for the repository"),
    ),
    about="Most value soonest, and every date, dependency and team kept; what plan.yaml has agreed "
    "moves for a reason only. Conflicts are told, and end in exit "
    "code 1.\n" + WHERE,
    run=run,
)
