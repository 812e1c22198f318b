"""The text of a new feature's file: the fields that the scoring model needs, with comments that teach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from pydantic_core import PydanticCustomError

from pmcli.editing.assignment import Assignment, AssignmentReader
from pmcli.model.backlog import Backlog
from pmcli.model.canonical import record_at
from pmcli.model.diagnostic import PmError
from pmcli.model.feature import STATUSES, Feature
from pmcli.model.record import Record
from pmcli.model.schema import field_texts
from pmcli.model.short_ids import new_id
from pmcli.model.values import read_id
from pmcli.model.workspace import Workspace
from pmcli.scoring.model import Model
from pmcli.workspace.files import Glob, would_read
from pmcli.yaml.edit import append, compose, put_value
from pmcli.yaml.read import read

_COLUMN = 24
_WHOLE = ("weighted", "opportunity")
"""Fields in which no key may be left empty: they are filled in as a whole."""
_ANSWERS = "like | must-be | neutral | live-with | dislike"
_HINTS = {
    "ice.impact": "1 to 10: how much it would change",
    "ice.confidence": "1 to 10: how sure we are of that",
    "ice.ease": "1 to 10: how easy it is",
    "kano.functional": f"how one feels if it is there: {_ANSWERS}",
    "kano.dysfunctional": "how one feels if it is not: the same answers",
    "rice.reach": "people or events a period: 3000, or a range 2000..3000..5000",
    "rice.confidence": "high 100% | medium 80% | low 50%, a share such as 65%, auto (from the evidence), "
    "or measured (from results too)",
    "wsjf.job_size": "how big the job is; left out, the effort counts",
    "cd3.cost_of_delay": "money lost a week while it is not there: 8k, or 5k..8k..12k",
    "cd3.duration": "weeks; left out, the effort in weeks counts",
}
"""Where an example says more than the documentation of the field."""


def free_id(name: str | None, title: str, backlog: Backlog) -> str:
    """The id named, else the one that the title makes, where it is free.

    Raises:
        PmError: it is no id, is taken, or the title makes none; or not all ids are known.
    """
    if backlog.is_part_closed:
        raise PmError(
            "some features cannot be read, so nobody knows which ids are taken",
            "pm check tells which, and why",
            exit_code=1,
        )  # fmt: skip
    taken = {**dict.fromkeys(backlog.broken, ""), **{one.id: one.title for one in backlog.features.values()}}
    feature = name or new_id(title, taken)
    if feature is None:
        raise PmError("the title makes no id", "name one: --id ID, of letters a to z, digits and dashes")
    try:
        read_id(feature)
    except PydanticCustomError as wrong:
        context = wrong.context or {}
        raise PmError(f"--id: {context['message']}", context["hint"]) from None
    for other in (*backlog.features, *backlog.broken):
        if other.casefold() == feature.casefold():
            where = backlog.locate(other)
            message = f'there is a feature "{other}" already: {where.path}:{where.line}'
            raise PmError(message, f"pm show {other}; or name another id: --id ID", exit_code=1)
    return feature


def place_of(feature: str, globs: Sequence[str]) -> str:
    """The path of a new feature's file: where the workspace's features live.

    Raises:
        PmError: pm.yaml names single files only.
    """
    folders = ["features", *(Glob.of(glob).folder for glob in globs)]
    for folder in folders:
        for suffix in (".yaml", ".yml", ".md"):
            path = f"{folder}/{feature}{suffix}" if folder else f"{feature}{suffix}"
            if would_read(globs, path):
                return path
    listed = ", ".join(globs)
    raise PmError(
        f"pm.yaml reads features from {listed} only", f"add a folder there: features: [{listed}, features/**]"
    )


def filled(text: bytes, path: str, words: Sequence[str], workspace: Workspace) -> bytes:
    """The text of a new file (Markdown: as its front matter) with some fields set, as `pm set` takes them.

    Raises:
        PmError: one of them is none, or its value is none of its kind.
    """
    assignments = []
    for word in words:
        assignment = Assignment.parse(word)
        if assignment is None or assignment.operator == "-=":
            raise PmError(f'--set: "{word}" sets nothing', "write field=value, such as effort=3..5")
        assignments.append(assignment)
    known: Any = read(text, path).documents[0].data
    if path.endswith(".md"):
        text = b"---\n" + text + b"---\n"
    for edit in AssignmentReader(workspace).edits(assignments, known):
        if edit is None:
            continue
        if edit.value is not None:
            text = put_value(text, path, 0, edit.keys, edit.value)
        for item in edit.added:
            text = append(text, path, 0, edit.keys, item)
    return text


def draft(title: str, backlog: Backlog, model: Model) -> bytes:
    """The text of a new file, with what the model needs still empty."""
    inputs = dict(_inputs(backlog, model))
    effort = inputs.pop("effort", [])
    blocks = [
        [*_head(title, backlog)],
        [*effort, _line("depends_on:", "[…], the ids of features that must be there first")],
        [f"# {_plain(model.title)}: {_plain(model.formula)}", *chain.from_iterable(inputs.values())],
        [*_rest(backlog)],
    ]
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks).encode()


def bare(title: str) -> bytes:
    """The text of a new file that says nothing but the title."""
    return f"{_title(title)}\n".encode()


def _head(title: str, backlog: Backlog) -> Iterator[str]:
    yield _title(title)
    yield _line("status: candidate", " | ".join(STATUSES))
    yield _line("owner:", "who answers for it")
    yield _line("problem:", "the pain, in the words of those who have it")
    if backlog.workspace.problems:
        yield _line("solves:", f"[…] of {_some(backlog.workspace.problems)}")
    if backlog.workspace.strategy.outcomes:
        first = next(iter(backlog.workspace.strategy.outcomes))
        known = _some(backlog.workspace.strategy.outcomes)
        yield _line("outcomes:", f"{{{first}: high}}, or none | low | medium; of {known}")


def _title(title: str) -> str:
    return compose({"title": title.strip()}).decode().rstrip("\n")


def _rest(backlog: Backlog) -> Iterator[str]:
    if backlog.workspace.accounts:
        account = next(iter(backlog.workspace.accounts))
        yield _line("requests:", "who asks for it, such as")
        yield f"#  - {{account: {account}, date: {backlog.today}, need: important, says: …}}"
    yield _line("evidence:", "what is known, such as")
    yield f"#  - {{kind: interview, date: {backlog.today}, count: 6, says: …}}"


def _inputs(backlog: Backlog, model: Model) -> Iterator[tuple[str, list[str]]]:
    """The fields that the model reads, in the order of a file, each with its lines."""
    groups: dict[str, list[str]] = {}
    for name in _wanted(backlog, model):
        first, _, inner = name.partition(".")
        groups.setdefault(first, []).extend([inner] if inner else [])
    order = [*Feature.model_fields, *backlog.workspace.fields]
    for first in sorted(groups, key=order.index):
        if not groups[first]:
            yield first, [_line(f"{first}:", _hint(backlog, first))]
            continue
        if first in _WHOLE:
            yield (
                first,
                [
                    _line(
                        f"{first}:",
                        f"{{{', '.join(f'{key}: …' for key in groups[first])}}}, {_range(backlog, first)}",
                    )
                ],
            )
            continue
        inside = (_line(f"  {inner}:", _hint(backlog, f"{first}.{inner}")) for inner in groups[first])
        yield first, [f"{first}:", *inside]


def _range(backlog: Backlog, name: str) -> str:
    return (
        "0 to 10 each" if name == "opportunity" else f"0 to {backlog.workspace.scoring.weighted.scale:g} each"
    )


def _wanted(backlog: Backlog, model: Model) -> Iterator[str]:
    """The fields to fill in, such as "rice.reach"; not what is worked out, nor what is optional."""
    if model.name == "kano":
        yield from ("kano.functional", "kano.dysfunctional")
        return
    criteria = backlog.workspace.scoring.weighted.criteria
    for name in model.inputs:
        first, _, inner = name.partition(".")
        if first == "weighted" and inner:
            continue
        if name in ("solves", "weighted", "cd3.profile") or first == "demand":
            continue
        if first in Feature.model_fields or first in backlog.workspace.fields:
            yield name
        elif name in criteria and name != "dependencies":
            yield f"weighted.{name}"  # a derived criterion, which a person may rate all the same
    if any(name.startswith("weighted.") for name in model.inputs):
        skipped = {"dependencies", *(("feasibility",) if model.has_quadrants else ())}
        yield from (f"weighted.{name}" for name in criteria if name not in skipped)


def _hint(backlog: Backlog, name: str) -> str:
    workspace = backlog.workspace
    if name == "effort":
        sizes = f", a size {' | '.join(workspace.sizes)}" if workspace.sizes else ""
        teams = list(workspace.teams)
        by_team = f", by team {{{teams[0]}: 3..5, {teams[1]}: 2}}" if len(teams) > 1 else ""
        return f"{workspace.effort_unit}: 5, a range 3..5..9{sizes}{by_team}"
    if name in _HINTS:
        return _HINTS[name]
    first, _, inner = name.partition(".")
    if name in workspace.fields:
        kind = workspace.fields[name]
        return " | ".join(kind) if isinstance(kind, tuple) else f"a {kind}"
    record: type[Record] | None = record_at(Feature, (first,)) if inner else Feature
    text = field_texts(record).get(inner or first, "") if record is not None else ""
    return text[:1].lower() + text[1:].split("\n")[0].rstrip(".")


def _some(names: object) -> str:
    listed = [str(name) for name in names][:6] if isinstance(names, dict) else []
    return ", ".join(listed) + (", …" if isinstance(names, dict) and len(names) > 6 else "")


def _line(text: str, comment: str) -> str:
    return f"{text:{_COLUMN}}# {_plain(comment)}".rstrip()


def _plain(text: str) -> str:
    return " ".join(text.split())
