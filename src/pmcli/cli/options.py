"""The options that several commands have, each written once, so that they are the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, TypeVar

import typer

from pmcli.cli import complete
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.naming import meant

T = TypeVar("T")
COLORS = ("auto", "always", "never")
ORDERS = ("adjusted", "score")
TABLES = ("table", "plain", "json", "csv", "markdown")
SHEETS = (*TABLES, "xlsx")
PAGES = ("text", "json", "markdown")
WHERE = (
    "--where takes FIELD=VALUE, or one of != < > <= >= and ~ (contains). Fields: {fields}, and yours. "
    "Keys with x- can be asked for too. "
    "Several values between commas: any of them. * stands for anything; in quotes a value may hold a comma: "
    'title~"buy, now". owner= asks for those without. Repeat --where, or join conditions with and: all of '
    "them must hold. It hides rows, and changes no number."
)

_DIGITS = 9
"""The most digits of a whole number on the command line: more is a slip of the hand."""


def whole(option: str) -> Callable[[str | int], int]:
    """A parser of whole numbers above 0 for typer, which may call it again with its own result."""

    def read(given: str | int) -> int:
        text = str(given)
        digits = text.lstrip("0") if text.isascii() and text.isdigit() else ""
        if not digits:
            raise PmError(f'{option}: found "{text}", expected a whole number above 0')
        if len(digits) > _DIGITS:
            raise PmError(f"{option}: expected at most {10**_DIGITS - 1:,}")
        return int(digits)

    return read


def day(text: str | None, option: str, instead: str | None = None) -> date | None:
    """The day that an option names, None without one; `instead` is a hint at what else may be written.

    Raises:
        PmError: it is none.
    """
    if text is None:
        return None
    from pmcli.model.values import read_date

    return read(read_date, text, option, instead)


def read(reader: Callable[[object], T], text: str, option: str, instead: str | None = None) -> T:
    """What the text of an option says; `instead` is a hint at what else may be written.

    Raises:
        PmError: the reader cannot read it.
    """
    from pmcli.model.values import Wrong

    try:
        return reader(text)
    except Wrong as wrong:
        context = wrong.context or {}
        raise PmError(f"{option}: {context['message']}", context["hint"] or instead) from None


def choice(value: str, words: tuple[str, ...], option: str) -> str:
    """The one of the words that is meant: case and dashes do not count.

    Raises:
        PmError: it is none of them.
    """
    word = meant(value, words)
    if word not in words:
        hint = did_you_mean(value, words) or f"write one of {', '.join(words)}"
        raise PmError(f'{option} knows no "{value}"', hint)
    return word


def formats(names: tuple[str, ...]) -> Any:
    """The option that says how the answer is written, the first name where none is given."""
    return typer.Option(
        "--format", metavar="|".join(names), help=f"How it is written; else {names[0]}, or as FILE ends.",
        autocompletion=complete.words(names),
    )  # fmt: skip


def _option(*names: str, metavar: str | None = None, help: str, **more: Any) -> Any:  # noqa: A002 - typer's word
    return typer.Option(*names, metavar=metavar, help=help, **more)


Directory = Annotated[
    str | None,
    _option("-C", "--directory", metavar="DIR", help="Work in this folder, or the workspace above it."),
]
Revision = Annotated[
    str | None,
    _option("--rev", metavar="REV", help="Read a git revision; nothing is checked out.",
            autocompletion=complete.revisions),
]  # fmt: skip
ScenarioName = Annotated[
    str | None,
    _option("--scenario", metavar="NAME", help="As it would be in a scenario of pm.yaml.",
            autocompletion=complete.scenarios),
]  # fmt: skip
Today = Annotated[
    str | None, _option("--today", metavar="DATE|now", help="The day it is; else the first day planned.")
]
Partial = Annotated[bool, _option("--partial", help="Answer without what has errors.")]
OutputPath = Annotated[
    str | None, _option("-o", "--output", metavar="FILE", help="Write into a file of the workspace.")
]
Overwrite = Annotated[bool, _option("--force", help="With -o: also over a file that pm has not written.")]
Width = Annotated[
    int | None,
    _option("--width", metavar="N", parser=whole("--width"),
            help="Cells a line may have; else the terminal's."),
]  # fmt: skip
Color = Annotated[
    str | None,
    _option("--color", metavar="|".join(COLORS), help="Colours; else where there is a terminal.",
            autocompletion=complete.words(COLORS)),
]  # fmt: skip
NoPager = Annotated[
    bool, _option("--no-pager", help="Write it all at once, also where it is longer than the terminal.")
]
Quiet = Annotated[
    bool, _option("-q", "--quiet", help="Only the answer: no notes below it, no hints; errors always.")
]
Verbose = Annotated[
    bool, _option("-v", "--verbose", help="What screens leave out, if anything: every digit, every reason.")
]
READING = ("directory", "revision", "scenario", "today", "partial")
LOOK = ("width", "color", "no_pager", "quiet", "verbose")
"""How things look: options of every command."""
SHARED = (*READING, "path", "overwrite", *LOOK)
"""The options that stand before or after a command; it says which of the first it takes."""

Watch = Annotated[bool, typer.Option("--watch", help="Again whenever a file changes; Ctrl-C ends it.")]
Feature = Annotated[
    str,
    typer.Argument(
        metavar="ID", help="A feature: its id, or a part of id or title.", autocompletion=complete.features
    ),
]
Model = Annotated[
    str | None,
    _option("--model", "-m", metavar="NAME", help="The scoring model; else the one of pm.yaml.",
            autocompletion=complete.models),
]  # fmt: skip
Models = Annotated[
    str | None,
    _option("--models", metavar="A,B,...|all", help="The ranks by several models side by side.",
            autocompletion=complete.several_models),
]  # fmt: skip
By = Annotated[
    str,
    _option("--by", metavar="|".join(ORDERS), autocompletion=complete.words(ORDERS), show_default=False,
            help="adjusted: what others wait for borrows of their value; score: the model's own."),
]  # fmt: skip
Audience = Annotated[
    str | None,
    _option("--audience", metavar="NAME", autocompletion=complete.audiences,
            help="For whom: team (all), leadership, customers, or one of pm.yaml."),
]  # fmt: skip
Since = Annotated[
    str | None,
    _option("--since", metavar="REV|DATE", help="Tell what changed since then, and why.",
            autocompletion=complete.revisions),
]  # fmt: skip
Top = Annotated[
    int | None, _option("--top", "-n", metavar="N", help="Only the first N rows.", parser=whole("--top"))
]
All = Annotated[bool, _option("--all", help="Every row: a terminal shows the first 200.")]
Where = Annotated[
    list[str] | None,
    _option("--where", "-w", metavar="CONDITION", autocompletion=complete.conditions,
            help="Only features that meet it, such as status=planned or effort<5; may be repeated."),
]  # fmt: skip
Columns = Annotated[
    str | None,
    _option("--columns", metavar="A,B,...", help="The columns, in this order; +A adds to the usual ones.",
            autocompletion=complete.columns),
]  # fmt: skip
TableFormat = Annotated[str | None, formats(TABLES)]
SheetFormat = Annotated[str | None, formats(SHEETS)]
PageFormat = Annotated[str | None, formats(PAGES)]

Odds = Annotated[
    bool, _option("--odds", help="Tell how likely each feature is in time; needs the extra forecast.")
]

# --- of commands that draw futures; `cli/futures.py` reads them ---

Futures = Annotated[
    str | None, _option("--futures", metavar="N", help="How many futures are drawn, 100 to 100,000.")
]
SharedError = Annotated[
    str | None,
    _option("--shared-error", metavar="SHARE",
            help="How much of its error a team has in common, such as 30%; 0: each feature errs on its own."),
]  # fmt: skip
Calibrated = Annotated[
    bool,
    _option("--calibrated", help="Ranges as the teams' past says; refused with fewer than 5 deliveries."),
]
Raw = Annotated[bool, _option("--raw", help="Ranges as they are written.")]
Workers = Annotated[
    int | None,
    _option("--workers", metavar="N", parser=whole("--workers"),
            help="Draw in so many processes; the answer is the same."),
]  # fmt: skip
Cluster = Annotated[
    str | None,
    _option("--cluster", metavar="ADDRESS",
            help="Draw on a Dask cluster, tcp://HOST:PORT; the answer is the same; needs the extra dask."),
]  # fmt: skip
