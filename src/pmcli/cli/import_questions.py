"""What `pm import` asks before it shows all: what becomes of duplicates, what pm.yaml gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final

import typer

from pmcli.cli import complete
from pmcli.cli.options import choice
from pmcli.cli.output import Output
from pmcli.cli.streams import ask, is_somebody_there
from pmcli.importing import ImportOptions, Prepared, twice
from pmcli.importing.extending import Kind
from pmcli.importing.twice import Twice, Verdict
from pmcli.model.diagnostic import PmError
from pmcli.views import import_duplicates, import_names

DUPLICATES: Final[Mapping[str, twice.Duplicates]] = {"link": "link", "keep": "keep", "ask": "ask"}
Duplicates = Annotated[
    str | None,
    typer.Option("--duplicates", metavar="|".join(DUPLICATES), autocompletion=complete.words(DUPLICATES),
                 help="What becomes of items that are features here already, by title or key: link makes "
                 "each one feature with two sources, keep brings both; else it is asked."),
]  # fmt: skip


def _added(kind: Kind, help_: str) -> Any:
    """The option that says whether names of a kind come into pm.yaml."""
    return typer.Option(f"--new-{kind}/--no-new-{kind}", show_default=False, help=help_)


NewTeams = Annotated[
    bool | None,
    _added("teams", "Add teams that pm.yaml lacks, with a usual capacity; else they are kept as x-team."),
]
NewAccounts = Annotated[
    bool | None,
    _added(
        "accounts",
        "Add accounts that pm.yaml lacks and that ask for something, as is usual; else they are kept as "
        "x-requests.",
    ),
]
NewSizes = Annotated[
    bool | None,
    _added(
        "sizes",
        "Add the usual ranges of S, M, L, XL where pm.yaml has none; else such efforts are left out.",
    ),
]
_MANY: Final = 12
"""More single items than these are gone through only where somebody wants to."""
_WORDS: Final[dict[Verdict, str]] = {
    "link": "(l)ink: one feature with two sources", "merge": "(m)erge: decline it, its voices move",
    "keep": "(k)eep both",
}  # fmt: skip


def with_options(
    options: ImportOptions, duplicates: str | None, new: Mapping[Kind, bool | None]
) -> ImportOptions:  # fmt: skip
    """The options, with what the command line says of duplicates, and of the names that pm.yaml gets."""
    word = choice(duplicates, tuple(DUPLICATES), "--duplicates") if duplicates is not None else ""
    said = DUPLICATES.get(word, "")
    if said == "ask" and not is_somebody_there():
        raise PmError(
            "--duplicates ask: there is nobody to ask", "--duplicates link or keep says it for all of them"
        )
    taken = {kind for kind, is_wanted in new.items() if is_wanted}
    left = {kind for kind, is_wanted in new.items() if is_wanted is False}
    return replace(options, duplicates=said, adds=(options.adds | taken) - left)


def answered(
    output: Output, prepared: Prepared, options: ImportOptions, new: Mapping[Kind, bool | None]
) -> ImportOptions:  # fmt: skip
    """The options, with what somebody says of duplicates and of names on which the command line is silent."""
    adds = set(options.adds)
    workspace = prepared.rewritten.loaded.backlog.workspace
    for names in prepared.new_names:
        if new[names.kind] is None:
            is_wanted = _answer(f"{import_names.question(names, workspace)} [Y/n] ", "yn") == "y"
            adds = adds | {names.kind} if is_wanted else adds - {names.kind}
    return replace(options, adds=frozenset(adds), verdicts=_verdicts(output, prepared, options))


def _verdicts(output: Output, prepared: Prepared, options: ImportOptions) -> dict[str, Verdict]:
    """The verdicts on the items that may be features that are here, by their keys."""
    if options.duplicates in ("link", "keep"):
        return {}
    sure = [pair for pair in prepared.twice if pair.is_undecided]
    single = [pair for pair in prepared.twice if pair.is_here and not pair.verdict and not pair.is_sure]
    verdicts: dict[str, Verdict] = {}
    if options.duplicates == "ask" or len(sure) == 1:
        single = [*sure, *single]
    elif sure:
        _list(output, sure)
        prompt = "(l)ink: one feature with two sources each, (k)eep both, (o)ne by one? [L/k/o] "
        letter = _answer(prompt, "lko")
        if letter == "o":
            single = [*sure, *single]
        else:
            verdicts |= {pair.key: "link" if letter == "l" else "keep" for pair in sure}
    if len(single) > _MANY:
        prompt = f"{len(single):,} items may be features that are here: go through them one by one? [y/N] "
        single = single if _answer(prompt, "ny") == "y" else []
    for pair in single:
        verdicts[pair.key] = _verdict(output, pair)
    return verdicts


def _list(output: Output, pairs: list[Twice]) -> None:
    lines = [import_duplicates.shown(pair) for pair in pairs[: import_duplicates.MOST]]
    more = (
        [f"  and {len(pairs) - import_duplicates.MOST:,} more"] if len(pairs) > import_duplicates.MOST else []
    )
    output.write("\n".join([import_duplicates.summary(pairs), *lines, *more]) + "\n")


def _verdict(output: Output, pair: Twice) -> Verdict:
    """The verdict on one item; where that is not sure, Enter keeps both."""
    output.write(f"{import_duplicates.shown(pair).strip()}\n")
    usual = pair.choices[0] if pair.is_sure else "keep"
    letters = "/".join(word[0].upper() if word == usual else word[0] for word in pair.choices)
    words = ", ".join(_WORDS[word] for word in pair.choices)
    first = "".join(dict.fromkeys((usual[0], *(word[0] for word in pair.choices))))
    letter = _answer(f"{words}? [{letters}] ", first)
    return next(word for word in pair.choices if word[0] == letter)


def _answer(prompt: str, letters: str) -> str:
    """One of the letters, the first of them where nothing is answered.

    Raises:
        PmError: nobody answers any more.
    """
    while True:
        answer = ask(prompt)
        if answer is None:
            raise PmError("nothing is written: the questions were not answered", "--yes asks none")
        if not answer:
            return letters[0]
        if answer[0].casefold() in letters:
            return answer[0].casefold()
