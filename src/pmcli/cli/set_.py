"""`pm set`: fields given other values, in the files, every other byte kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated

import typer

from pmcli import Backlog, rank
from pmcli.cli import complete
from pmcli.cli.command import Command
from pmcli.cli.find import find_features
from pmcli.cli.judged import judged_lines
from pmcli.cli.options import Where
from pmcli.cli.output import Output
from pmcli.cli.saving import EDITING, DryRun, save
from pmcli.cli.settled import settled_lines
from pmcli.editing.assignment import (
    Assignment,
    AssignmentReader,
    Edit,
    Tick,
    edited,
    found_at,
    missing,
    state_of,
)
from pmcli.editing.change_set import FileChange, origin_of, rewritten
from pmcli.model.diagnostic import PmError
from pmcli.model.feature import Feature
from pmcli.ranking.where import Filter
from pmcli.workspace.opening import OpenWorkspace
from pmcli.workspace.validation_faults import dotted
from pmcli.writers.escaping import visible
from pmcli.yaml.edit import inline
from pmcli.yaml.read import Value, is_null

Words = Annotated[
    list[str],
    typer.Argument(metavar="ID... FIELD=VALUE...", help="Features, and what to set; +=, -= for lists.",
                   autocompletion=complete.assignments),
]  # fmt: skip
By = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="Who ticks the point of a launch: it is written with the day."),
]  # fmt: skip
Because = Annotated[
    str | None,
    typer.Option("--because", metavar="TEXT", help="Why a point of a launch is not needed, or still open."),
]  # fmt: skip
_MOST = 10
_WIDEST = 60


def run(
    context: typer.Context, words: Words, where: Where = None, by: By = None, because: Because = None,
    dry_run: DryRun = False,  # noqa: FBT002 - typer's way
) -> None:  # fmt: skip
    """Set fields of features."""
    output = Output.of(context)
    ids, assignments = _parted(words)
    opened = output.open()
    backlog = opened.loaded.backlog
    _refuse_split(words)
    if not assignments:
        raise _nothing_to_set(ids, backlog)
    tick = _tick(output, assignments, by, because)
    features = _meant(output, opened, ids, where)
    reader = AssignmentReader(backlog.workspace, tick)
    edits = {name: reader.edits(assignments, opened.data(name)) for name in features}
    _refuse_missing(assignments, edits, opened)
    changes = [change for name in features for edit in edits[name] for change in _changes(name, edit)]
    if not changes:
        output.write(f"Nothing to change: {_why_nothing(features)}\n")
        return
    pending = rewritten(opened, changes)
    said = "\n".join([*_lines(edits, assignments, opened), *settled_lines(pending), *judged_lines(pending)])
    save(output, pending, dry_run=dry_run, said=said)


def _parted(words: Sequence[str]) -> tuple[list[str], list[Assignment]]:
    """The ids among some words, and the assignments."""
    ids, assignments = [], []
    for word in words:
        assignment = Assignment.parse(word)
        if assignment is not None:
            assignments.append(assignment)
        else:
            ids.append(word)
    return ids, assignments


def _tick(
    output: Output, assignments: Sequence[Assignment], by: str | None, because: str | None
) -> Tick:  # fmt: skip
    """Who ticks the points of launches, when and why.

    Raises:
        PmError: somebody is named, or a reason, and no point is ticked.
    """
    for option, text in (("--by", by), ("--because", because)):
        if text is None:
            continue
        if not text.strip():
            raise PmError(f"{option} says nothing", "leave it out, or say it")
        if not any(map(state_of, assignments)):
            hint = "such as launch.checklist.docs=done; a decision is made with pm decide"
            raise PmError(f"{option} goes with a point of a launch that is done, open or na", hint)
    return Tick(output.day() or date.today(), (by or "").strip() or None, (because or "").strip() or None)


def _refuse_split(words: Sequence[str]) -> None:
    """Refuses a list or a map that the shell has split into words.

    Raises:
        PmError: there is one.
    """
    for at, word in enumerate(words):
        opening = word.partition("=")[2][:1]
        closing = {"{": "}", "[": "]"}.get(opening)
        rest = words[at + 1 :]
        if (
            closing
            and closing not in word
            and (ends := [n for n, part in enumerate(rest) if closing in part])
        ):
            whole = " ".join((word, *rest[: ends[0] + 1]))
            raise PmError(
                "the shell has split the brackets into words", f"put all of it in quotes: '{whole}'"
            )


def _nothing_to_set(ids: Sequence[str], backlog: Backlog) -> PmError:
    """The error where no word is an assignment: often the "=" is missing."""
    for at, name in enumerate(ids):
        if name not in backlog.features and name in (*Feature.model_fields, *backlog.workspace.fields):
            value = ids[at + 1] if at + 1 < len(ids) else "…"
            return PmError("nothing to set", f"write {name}={value}, without spaces around the =")
    return PmError("nothing to set", "write field=value, such as effort=3..5 or tags+=mobile")


def _meant(
    output: Output, opened: OpenWorkspace, ids: Sequence[str], where: Sequence[str] | None
) -> list[str]:
    """The features that are meant: those named, of them or of all those that meet the conditions.

    Raises:
        PmError: one is not there, none is named, or the conditions cannot be answered.
    """
    backlog = opened.loaded.backlog
    if not ids and not where:
        raise PmError("which feature?", "name one or more, or say --where status=idea")
    for name in ids:
        if name in backlog.broken:
            origin_of(backlog, name)
        if "," in name:  # which no id has
            apart = " ".join(filter(None, re.split(r"[,\s]+", name)))
            raise PmError(f'there is no feature "{name}"', f"several are named with spaces between: {apart}")
    named = find_features(output, backlog, ids) or tuple(backlog.features)
    if not where:
        return list(named)
    if opened.loaded.errors:
        output.tell(opened.loaded.errors, opened.loaded)
        raise PmError(
            "the backlog has errors, so nobody knows which features are meant",
            "mend them, or name the features", exit_code=1,
        )  # fmt: skip
    conditions = Filter.parse(where, backlog)
    shown = conditions.shown(rank(backlog) if conditions.is_ranked else None)
    return [name for name in named if shown is None or shown(name)]


def _refuse_missing(
    assignments: Sequence[Assignment], edits: dict[str, list[Edit | None]], opened: OpenWorkspace
) -> None:  # fmt: skip
    """Refuses to take from lists what is in none of them: it is misspelt.

    Raises:
        PmError: it is in none.
    """
    for at, assignment in enumerate(assignments):
        if (
            assignment.operator != "-=" or assignment in assignments[:at]
        ):  # said twice, it is gone by the first
            continue
        if edits and not any(made[at] for made in edits.values()):
            raise missing(assignment, [opened.data(name) for name in edits])


def _changes(feature: str, edit: Edit | None) -> Iterator[FileChange]:
    if edit is None:
        return
    if edit.value is not None:
        yield FileChange(feature, "put", edit.keys, edit.value)
    elif not edit.added and not edit.removed:
        yield FileChange(feature, "drop", edit.keys)
    for item in edit.added:
        yield FileChange(feature, "append", edit.keys, item)
    for at in reversed(edit.removed):
        yield FileChange(feature, "drop", (*edit.keys, at))


# --- what was done, in words ---


def _why_nothing(features: Sequence[str]) -> str:
    if not features:
        return "no feature meets the conditions"
    if len(features) == 1:
        return f"{features[0]} says so already"
    return f"all {len(features):,} features say so already"


def _lines(
    edits: dict[str, list[Edit | None]], assignments: Sequence[Assignment], opened: OpenWorkspace
) -> Iterator[str]:  # fmt: skip
    """A line of what was done to each feature; one line where they are many."""
    changed = {name: made for name, made in edits.items() if any(made)}
    same = len(edits) - len(changed)
    if len(changed) > _MOST:
        names = ", ".join(dict.fromkeys(assignment.name for assignment in assignments))
        yield f"Set {names} of {len(changed):,} features"
    else:
        for name, made in changed.items():
            yield f"{name}: {', '.join(_texts(made, opened.data(name)))}"
    if same:
        yield f"{same:,} more {'says' if same == 1 else 'say'} so already"


def _texts(edits: Sequence[Edit | None], data: Mapping[str, Value]) -> Iterator[str]:
    """Each edit in words, made to what the ones before have left."""
    now = data
    for edit in edits:
        if edit is not None:
            yield _text(edit, now)
            now = edited(now, edit)


def _text(edit: Edit, data: Mapping[str, Value]) -> str:
    name, old = dotted(edit.keys), found_at(data, edit.keys)
    if edit.value is not None:
        return f"{name} {_short(old)} -> {_short(edit.value)}"
    if edit.added:
        return f"{name} + {', '.join(map(_short, edit.added))}"
    if edit.removed and isinstance(old, list):
        return f"{name} - {', '.join(_short(_name(old[at])) for at in edit.removed if at < len(old))}"
    return f"{name} {_short(old)} -> nothing"


def _name(item: Value) -> Value:
    """An item of a list by its id, where it has one."""
    return item.get("id", item) if isinstance(item, dict) else item


def _short(value: Value | None) -> str:
    """A value in a few words of one line."""
    if value is None or is_null(value):
        return "nothing"
    text = visible(value if isinstance(value, str) else inline(value))
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 3]}..."


COMMAND = Command(
    examples=(
        ("pm set sso effort=3..5..9", "a value, written as in a file"),
        ("pm set sso rice.confidence=80% effort.web=M", "several at once, and inside of a field"),
        ("pm set sso depends_on+=audit tags-=mobile", "one more in a list, one less"),
        ("pm set sso owner=", "take a field out"),
        ("pm set sso audit status=planned", "several features"),
        ("pm set sso launch.checklist.docs=done --by noor", "a point of its launch, with who and the day"),
        ("pm set --where 'owner=jonas' owner=priya", "all that meet a condition"),
        ("pm set sso effort=5 --dry-run", "the patch, nothing written"),
    ),
    about="Only the lines that change are touched: comments, order, quotes and blank lines stay. All or "
    "nothing: where a value is wrong, or an error would come into the backlog, nothing is written. Errors of "
    "judgement, such as more conversions than people, are written and said.\n"
    "Lists and maps are written in brackets, in quotes for the shell: 'effort={web: 3, payments: M}', "
    "'requests+={account: acme, need: blocker}'. Items are counted from 1: 'decisions[1].until=2027-03-31'; "
    "experiments, metrics, results, requests and what is waited for go by their names too: "
    "experiments.guest-50.status=done.",
    shared=EDITING,
    run=run,
)
