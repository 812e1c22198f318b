"""Rules about exports: views, formats, features and audiences that are there, files that may be written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

from pmcli.checks.rule import Finding, Rule
from pmcli.model import wildcard
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.diagnostic import PmError, did_you_mean
from pmcli.model.lookup import experiment_names, guess
from pmcli.model.workspace import EXPORTS, SUBJECTS, Export

BY_ENDING: Mapping[str, str] = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".csv": "csv",
    ".json": "json", ".xlsx": "xlsx", ".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid",
    ".dot": "dot", ".gv": "dot",
}  # fmt: skip
"""The format that the ending of a file means."""

ADDRESSED = "review"
"""The view that can be written to an account or a segment."""
MARKER_HINT = "use letters, digits, dots and dashes"


def ending_of(path: str) -> str:
    """How a file ends, "" for a folder."""
    return "" if path.endswith(("/", "\\")) else PurePosixPath(path).suffix.lower()


def marker_of(name: str) -> str | None:
    """The name of a marker, with "pm:" in front; None for what is no name."""
    whole = name if name.startswith("pm:") else f"pm:{name}"
    return whole if re.fullmatch(r"pm:[A-Za-z0-9][\w.:-]*", whole, re.ASCII) else None


def unknown_exports(backlog: Backlog) -> Iterator[Finding]:
    """Exports in pm.yaml that cannot be written, and audiences who would see nothing."""
    for number, export in enumerate(backlog.workspace.exports):
        yield from _export(export, ("exports", number), backlog)
    yield from twice(backlog)
    for name, own in backlog.workspace.audiences.items():
        from pmcli.model.audience import fault_of, own_reader  # only few backlogs have audiences

        fault = fault_of(own_reader(name, own), backlog.workspace)
        if fault is not None:
            named = own.fields or ()
            index = [named.index(fault.field)] if fault.field in named else []
            keys: Keys = ("audiences", name, "fields", *index)
            yield Finding(None, keys, fault.message, fault.hint)


def _export(export: Export, keys: Keys, backlog: Backlog) -> Iterator[Finding]:
    formats = EXPORTS.get(export.view)
    if formats is None:
        hint = did_you_mean(export.view, EXPORTS) or f"pm exports {', '.join(EXPORTS)}"
        yield Finding(None, (*keys, "view"), f'pm exports no "{export.view}"', hint)
        return
    yield from _format(export, keys, formats)
    yield from _addressee(export, keys, backlog)
    yield from _audience(export, keys, backlog)
    yield from _subject(export, keys, backlog)
    if _is_read(export.to, backlog):
        yield Finding(None, (*keys, "to"), f'"{export.to}" is what pm reads', "write it elsewhere")
    if any(part.startswith(".") for part in PurePosixPath(export.to).parts[:-1]):
        yield Finding(None, (*keys, "to"), f'"{export.to}" is in a hidden folder', "write it elsewhere")


def _format(export: Export, keys: Keys, formats: tuple[str, ...]) -> Iterator[Finding]:
    """Faults of the format, or of the ending that says it."""
    ending, named, key = ending_of(export.to), export.format, "format"
    if named is None and ending not in ("", ".txt"):
        named, key = BY_ENDING.get(ending, ending), "to"
    if key == "to" and named == ending:
        hint = f"format: says which: {', '.join(formats)}"
        yield Finding(None, (*keys, key), f'no format ends in "{ending}"', hint)
    elif named is not None and named not in formats:
        hint = did_you_mean(named, formats) or f"write one of {', '.join(formats)}"
        yield Finding(None, (*keys, key), f"{export.view} cannot be written as {named}", hint)
    if export.between is None:
        return
    if marker_of(export.between) is None:
        message = f'"{export.between}" is no name of a marker'
        yield Finding(None, (*keys, "between"), message, MARKER_HINT)
    if named not in (None, "markdown", "mermaid"):
        message = f"{named} cannot stand between markers"
        yield Finding(None, (*keys, key), message, "write markdown or mermaid")


def _audience(export: Export, keys: Keys, backlog: Backlog) -> Iterator[Finding]:
    if export.audience is None or backlog.is_unread(("audiences", export.audience)):
        return
    from pmcli.model.audience import hidden_from, names, reader_of  # only few exports have an audience

    reader = reader_of(backlog.workspace, export.audience)
    if reader is None:
        near = did_you_mean(export.audience, names(backlog.workspace))
        yield Finding(None, (*keys, "audience"), f'there is no audience "{export.audience}"', near)
    elif export.for_ is None and (hidden := hidden_from(reader, export.view)):
        message = f'"{export.view}" cannot be exported for {export.audience}, who may not see {hidden}'
        yield Finding(None, (*keys, "audience"), message, "backlog shows every audience what it may see")


def _addressee(export: Export, keys: Keys, backlog: Backlog) -> Iterator[Finding]:
    """Faults of the account, the segment or the audience that a review is written to."""
    if export.for_ is None:
        return
    if export.view != ADDRESSED:
        yield Finding(None, (*keys, "for"), f"{export.view} is written to nobody", f"only a {ADDRESSED} is")
        return
    from pmcli.model.addressee import find_addressee  # only few exports are addressed

    try:
        kind = find_addressee(backlog.workspace, export.for_).kind
    except PmError as fault:
        yield Finding(None, (*keys, "for"), fault.message, fault.hint)
        return
    if kind == "audience" and export.audience is not None:
        message = f'"{export.for_}" is an audience itself'
        yield Finding(None, (*keys, "audience"), message, "leave out one of the two")


def wrong_subject(export: Export) -> tuple[str, str, str] | None:
    """A key by which an export is not told what it is about, a message and a hint; None where none is."""
    subject = SUBJECTS.get(export.view)
    for key in ("feature", "problem", "experiment"):
        if getattr(export, key) is not None and (subject is None or subject.key != key):
            if subject is None:
                return key, f"{export.view} is about all features", "brief is about one"
            return key, subject.about, f"write {subject.key}: ID"
    return None


def _subject(export: Export, keys: Keys, backlog: Backlog) -> Iterator[Finding]:
    """Faults of what an export is about: named by another key, not there, or not named at all."""
    if (wrong := wrong_subject(export)) is not None:
        key, message, hint = wrong
        yield Finding(None, (*keys, key), message, hint)
    elif (subject := SUBJECTS.get(export.view)) is None:
        return
    elif (name := export.subject) is None:
        if not subject.is_free and not export.to.endswith("/") and "." in export.to:
            named = f"add {subject.key}: ID, or name a folder for one of each"
            yield Finding(None, (*keys, "to"), subject.about, named)
    elif _may_be_there(subject.key, name, backlog):
        return
    elif name not in (known := _known(subject.key, backlog)):
        near = guess(name, backlog.features) if subject.key == "feature" else did_you_mean(name, known)
        yield Finding(None, (*keys, subject.key), f'there is no {subject.key} "{name}"', near)


def _known(key: str, backlog: Backlog) -> Collection[str]:
    """The ids that a key of `exports:` may name."""
    if key == "feature":
        return backlog.features
    return backlog.workspace.problems if key == "problem" else experiment_names(backlog)


def _may_be_there(key: str, name: str, backlog: Backlog) -> bool:
    """Whether a thing may stand in what cannot be read."""
    if key == "problem":
        return backlog.is_unread(("problems", name))
    return backlog.may_have(name) if key == "feature" else backlog.is_part_unread


def _is_read(path: str, backlog: Backlog) -> bool:
    """Whether a file is pm.yaml, or would be read as a feature."""
    globs = backlog.workspace.features
    source = path.lower().endswith((".yaml", ".yml", ".md"))
    return path == "pm.yaml" or (source and any(wildcard.names(glob, path) for glob in globs))


def twice(backlog: Backlog) -> Iterator[Finding]:
    """Exports that write over one another."""
    taken: set[tuple[str, str | None]] = set()
    for number, export in enumerate(backlog.workspace.exports):
        if export.to.endswith("/"):
            continue
        clash = (export.to, export.between) in taken or (export.to, None) in taken
        if clash or (export.between is None and any(to == export.to for to, _ in taken)):
            message = f'two exports go into "{export.to}"'
            yield Finding(None, ("exports", number, "to"), message, "give each a file, or markers of its own")
        taken.add((export.to, export.between))


def idle_reasons(backlog: Backlog) -> Iterator[Finding]:
    """Audiences that ask for reasons, and may not see what reasons speak of."""
    for name, own in backlog.workspace.audiences.items():
        from pmcli.model.audience import IN_REASONS  # only few backlogs have audiences

        named = own.fields or ()
        lacking = sorted(IN_REASONS - {*named})
        if "reasons" in named and lacking:
            keys: Keys = ("audiences", name, "fields", named.index("reasons"))
            message = f'"{name}" gets no reasons: they also speak of {", ".join(lacking)}'
            yield Finding(None, keys, message, "add these fields, or leave out reasons")


RULES = (
    Rule(
        "PM904", "unknown-export", "error",
        "An export that cannot be written goes stale without a word.",
        unknown_exports,
    ),
    Rule(
        "PM905", "withheld-reasons", "warning",
        "Reasons are kept from readers who may not see everything that reasons speak of.",
        idle_reasons,
    ),
)  # fmt: skip
