"""`pm init`: a workspace in a folder, with examples, or with a backlog from elsewhere."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pmcli.cli import complete, streams
from pmcli.cli.command import Command
from pmcli.cli.import_ import DryRun, Everything, Report, Shown, finish, mapping, reported
from pmcli.cli.options import choice
from pmcli.cli.output import Output
from pmcli.editing.workspace_template import (
    MODELS,
    SIZES,
    USUAL_PLACE,
    Start,
    examples,
    workspace_text,
)
from pmcli.importing import ImportOptions, Recognised, is_read_here, prepare, recognise
from pmcli.importing.starting import start_for
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import counted, listed
from pmcli.model.naming import slug
from pmcli.model.period import FIRST_YEAR, LAST_YEAR, FiscalYear
from pmcli.model.schemas.mark import head_line
from pmcli.model.special_files import FEATURE_SCHEMA
from pmcli.model.team import CAPACITIES, RESERVED_NAMES
from pmcli.workspace import causes, files
from pmcli.workspace.files import SUFFIXES
from pmcli.workspace.loading import feature_globs
from pmcli.workspace.opening import OpenWorkspace
from pmcli.writers.escaping import visible

UNITS = tuple(SIZES)

Folder = Annotated[
    str | None, typer.Argument(metavar="DIR", help="The folder, which may be new; else the one you are in.")
]
Source = Annotated[
    str | None, typer.Option("--from", metavar="FILE", help="Import this right away, as pm import does.")
]
Product = Annotated[str | None, typer.Option("--product", metavar="NAME", help="What the product is called.")]
Scoring = Annotated[
    str | None,
    typer.Option("--model", "-m", metavar="|".join(MODELS), autocompletion=complete.words(MODELS),
                 help="How features are scored; else rice."),
]  # fmt: skip
Unit = Annotated[
    str | None,
    typer.Option("--unit", metavar="|".join(UNITS), autocompletion=complete.words(UNITS),
                 help="What effort is counted in; else person-weeks, or as FILE has it."),
]  # fmt: skip
Bare = Annotated[bool, typer.Option("--bare", help="No example features.")]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar='"COLUMN=FIELD"', help="With --from: what a column means."),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")]
Agents = Annotated[
    bool,
    typer.Option("--agents", help="Write into AGENTS.md how an AI assistant works with it; also later on."),
]


def run(
    context: typer.Context, folder: Folder = None, source: Source = None, product: Product = None,
    model: Scoring = None, unit: Unit = None, bare: Bare = False, columns: Map = None, yes: Yes = False,  # noqa: FBT002 - typer's way
    everything: Everything = False, report: Report = None, dry_run: DryRun = False,  # noqa: FBT002
    agents: Agents = False,  # noqa: FBT002
) -> int:  # fmt: skip
    """Begin."""
    output = Output.of(context).asking()
    root = Path(output.directory) / (folder or "")
    if _introduced(output, root, source, dry_run=dry_run, yes=yes, wanted=agents):
        return 0
    files.recover(root, output.warn, undoes_new=True)
    _check(root)
    if source is None and (everything or report is not None or dry_run):
        raise PmError("--all, --report and --dry-run show an import", "name what comes in: --from FILE")
    if folder is None:
        _check_above(root)
    if model is not None:
        model = choice(model, MODELS, "--model")
    if unit is not None:
        unit = choice(unit, UNITS, "--unit")
    options = ImportOptions(mapping=mapping(columns or [], None))
    known = recognise(source, options, effort_unit=unit or UNITS[0]) if source else None
    asks = streams.is_somebody_there() and not yes
    start, wants_examples = _start(root, product, model, unit, known, options, asks=asks, bare=bare)
    if known is not None and is_read_here(root, (f"{USUAL_PLACE}/**",), source or "", known.source):
        start = replace(start, place=_free_place(root))
    today = output.day() or date.today()
    if not FIRST_YEAR <= today.year <= LAST_YEAR:
        raise PmError(f"--today: {today} is beyond the calendar")
    with_examples = wants_examples and known is None and not _has_features(root)
    begun = _headed(root, _files(start, today, with_examples=with_examples))
    if not dry_run:
        _make_folder(root)
        if source is None:
            _write(root, begun)
    created = [] if dry_run else _created(begun)
    created += _teams_told(start)
    created += _starts_later(today)
    if start.place != USUAL_PLACE:
        created.append(
            f"Features live in {start.place}/ (features in pm.yaml): what comes in lies in {USUAL_PLACE}/"
        )
    where = "" if root.resolve() == Path.cwd() else f" -C {folder or output.directory}"
    tell = output.write if dry_run else output.done
    tell("".join(f"{line}\n" for line in created))
    if source is None:
        tell(visible(_next(where, with_examples=len(begun) > 1), one_line=False))
        _introduced(output, root, None, dry_run=dry_run, yes=yes, wanted=agents)
        return 0
    inner = shlex.quote(source)
    begins = f"pm init {shlex.quote(folder or '.')} --from {inner}"
    command = f"{begins if dry_run else f'pm import {inner}{where}'} --dry-run"
    how = Shown(everything, report, command)
    return _bring_in(output, root, source, options, begun, how, dry_run=dry_run)


def _introduced(
    output: Output, root: Path, source: str | None, *, dry_run: bool, yes: bool, wanted: bool
) -> bool:  # fmt: skip
    """Whether that is `wanted` and there is a workspace already, which AGENTS.md then tells of.

    Raises:
        PmError: something is to be imported as well.
    """
    if not wanted:
        return False
    if source is not None:
        raise PmError("--agents does not go with --from", "pm init --agents, once the backlog is there")
    if not os.path.lexists(root / "pm.yaml"):
        return False
    from pmcli.cli.agents import introduce

    introduce(output, root, dry_run=dry_run, yes=yes)
    return True


def _created(files: Collection[str]) -> list[str]:
    return [f"Created {path}" for path in files] if len(files) < 5 else [f"Created {len(files)} files"]


def _teams_told(start: Start) -> list[str]:
    """A line with the teams that pm.yaml names, for their capacity is anybody's guess."""
    if not start.teams:
        return []
    capacity = f"a capacity of {CAPACITIES[start.unit]} {start.unit} a quarter"
    return [
        f"{counted(len(start.teams), 'team')}: {listed(start.teams, 12)}, with {capacity} each: put yours"
    ]


def _check(root: Path) -> None:
    """Refuses a folder that is a workspace already.

    Raises:
        PmError: it is one, or no folder.
    """
    if os.path.lexists(root / "pm.yaml"):
        name = "this folder" if root.resolve() == Path.cwd() else f'"{root}"'
        raise PmError(f"{name} is a workspace already", "pm import FILE brings a backlog in")
    if os.path.exists(root) and not root.is_dir():
        raise PmError(f'"{root}" is no folder')


def _check_above(root: Path) -> None:
    """Refuses a folder inside of a workspace, where nobody has named it.

    Raises:
        PmError: it is inside of one.
    """
    above = next((parent for parent in root.resolve().parents if (parent / "pm.yaml").is_file()), None)
    if above is not None:
        hint = "pm finds it from here; if you want another one, name its folder: pm init ."
        raise PmError(f'this is inside of the workspace "{os.path.relpath(above)}"', hint)


def _free_place(root: Path) -> str:
    """A folder for features that is not there yet: what is to come in lies where they usually are."""
    return next(name for name in ("backlog", "pm-features", "pm-backlog") if not (root / name).exists())


def _has_features(root: Path) -> bool:
    names = (name for _, _, names in os.walk(root / USUAL_PLACE) for name in names)
    return any(name.endswith(SUFFIXES) for name in names)


def _usual_product(root: Path) -> str:
    """What the folder is called, as a name; where that is no text, what anybody's is."""
    name = root.resolve().name.replace("-", " ").replace("_", " ").strip().capitalize()
    return name if name.isprintable() and name else "My product"


def _start(
    root: Path, product: str | None, model: str | None, unit: str | None, known: Recognised | None,
    options: ImportOptions, *, asks: bool, bare: bool,
) -> tuple[Start, bool]:  # fmt: skip
    """The content of pm.yaml, and whether examples are wanted; asked where it is not given."""
    usual = _usual_product(root)
    start = (
        start_for(known.read(options.mapping, {}), unit)
        if known is not None
        else Start(usual, "rice", unit or UNITS[0])
    )
    if not asks:
        start = replace(start, product=product or usual, model=model or start.model, unit=unit or start.unit)
        return start, not bare
    product = product or _answer(f"What is the product called? [{usual}] ") or usual
    if model is None and known is None:
        model = _one_of("How do you score?", MODELS, start.model)
    if unit is None and known is None:
        unit = _one_of("What do you count effort in?", UNITS, start.unit)
    usual_teams = ", ".join(start.teams) or "no teams yet"
    teams = _teams(_answer(f"Which teams build it? (a, b, …; nothing: {usual_teams}) ")) or start.teams
    if known is None and not bare and not _has_features(root):
        bare = _answer("Three example features to look at? [Y/n] ").casefold() in ("n", "no")
    start = replace(start, product=product, model=model or start.model, unit=unit or start.unit, teams=teams)
    return start, not bare


def _answer(prompt: str, words: tuple[str, ...] = ()) -> str:
    answer = streams.ask(prompt, words)
    if answer is None:
        raise PmError("nothing is written: the questions were not answered", "--yes asks none", exit_code=130)
    return answer


def _one_of(question: str, words: tuple[str, ...], usual: str) -> str:
    for _ in range(3):
        answer = _answer(f"{question} {', '.join(words)} [{usual}] ", words)
        if not answer:
            return usual
        if answer.casefold() in words:
            return answer.casefold()
    return usual


def _teams(answer: str) -> tuple[str, ...]:
    names = (slug(name) for name in re.split(r"[,;]", answer))
    return tuple(dict.fromkeys(name for name in names if name and name not in RESERVED_NAMES))


_CALENDAR = FiscalYear(1, "end")


def _files(start: Start, today: date, *, with_examples: bool) -> dict[str, str]:
    quarter = _CALENDAR.to_plan(today, "quarter")
    known = min(
        today, _CALENDAR.first_day(quarter)
    )  # what is dated after the first day planned does not count
    shown = examples(start, known) if with_examples else {}
    return {"pm.yaml": workspace_text(start, quarter), **shown}


def _headed(root: Path, begun: dict[str, str]) -> dict[str, str]:
    """The files; where schemas stand in the folder already, each with the line by which editors find them."""
    if not os.path.isfile(root / FEATURE_SCHEMA):
        return begun
    return {path: text if path.endswith(".md") else head_line(path) + text for path, text in begun.items()}


def _starts_later(today: date) -> list[str]:
    """A line that says so where the plan does not start with the quarter of today."""
    now, first = _CALENDAR.period_of(today, "quarter"), _CALENDAR.to_plan(today, "quarter")
    if first == now:
        return []
    left = _CALENDAR.days_left(today, "quarter")
    rest = f"{left} day{'' if left == 1 else 's'} left" if left else "no day left"
    return [f"The plan starts with {first}: {now} has {rest} (calendar: start in pm.yaml)"]


def _make_folder(root: Path) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise PmError(f'cannot make "{root}": {causes.reason(fault)}', causes.cure(fault)) from None


def _write(root: Path, begun: dict[str, str]) -> None:
    files.write_all(root, {}, {path: text.encode() for path, text in begun.items()})


def _next(where: str, *, with_examples: bool) -> str:
    if with_examples:
        return f"\npm rank{where} ranks the examples; delete them when you have features of your own\n"
    return f'\npm new "Title"{where} makes a feature, pm import FILE{where} brings some in\n'


def _bring_in(
    output: Output, root: Path, source: str, options: ImportOptions, begun: dict[str, str], how: Shown,
    *, dry_run: bool,
) -> int:  # fmt: skip
    """The exit code of the import, which writes pm.yaml with what comes in, or nothing but a report."""
    settings = begun["pm.yaml"].encode()
    globs = feature_globs(settings)
    unwritten = {} if dry_run else {"pm.yaml": settings}
    opened = OpenWorkspace(
        root, None, date.today(), given=files.read(root, globs, settings), unwritten=unwritten
    )
    prepared = prepare(opened, source, options)
    if how.report is not None:
        files.write_output(root, how.report, reported(prepared), globs)
    code = finish(output, prepared, how, yes=True, dry_run=dry_run)
    if not dry_run and not (root / "pm.yaml").exists():  # nothing came in
        _write(root, begun)
    return code


COMMAND = Command(
    examples=(
        ("pm init", "asks at most five questions"),
        ("pm init --yes", "asks none"),
        ("pm init --from jira.csv", "with the backlog of an export"),
        (
            'pm init roadmap --product "Checkout" --model wsjf --bare --yes',
            "in a new folder, without examples",
        ),
    ),
    about="Writes a pm.yaml that explains itself and, unless a backlog comes in, three example features. "
    "Nothing that is there is ever written over. Inside of a workspace, another one is begun only where DIR "
    "names its folder.",
    shared=("directory", "today"),
    run=run,
)
