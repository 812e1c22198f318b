"""Rules about exports: views, formats, features and audiences that are there, files that may be written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from pmcli.audience import IN_REASONS, Reader, fault_of, names
from pmcli.backlog import Backlog, Keys
from pmcli.checks.rule import Finding, Rule
from pmcli.diagnostic import did_you_mean
from pmcli.workspace import EXPORTS, Export


def unknown_exports(backlog: Backlog) -> Iterator[Finding]:
    """Exports in pm.yaml that cannot be written, and audiences who would see nothing."""
    for number, one in enumerate(backlog.workspace.exports):
        yield from _export(one, ("exports", number), backlog)
    for name, own in backlog.workspace.audiences.items():
        reader = Reader(name, name, frozenset(own.fields) if own.fields else None, own.where)
        fault = fault_of(reader, backlog.workspace)
        if fault is not None:
            at = own.fields.index(fault.field) if fault.field else None
            keys: Keys = ("audiences", name, "fields", *([] if at is None else [at]))
            yield Finding(None, keys, fault.message, fault.hint)


def _export(one: Export, keys: Keys, backlog: Backlog) -> Iterator[Finding]:
    formats = EXPORTS.get(one.view)
    if formats is None:
        hint = did_you_mean(one.view, EXPORTS) or f"pm exports {', '.join(EXPORTS)}"
        yield Finding(None, (*keys, "view"), f'pm exports no "{one.view}"', hint)
        return
    if one.format is not None and one.format not in formats:
        hint = did_you_mean(one.format, formats) or f"write one of {', '.join(formats)}"
        yield Finding(None, (*keys, "format"), f"{one.view} cannot be written as {one.format}", hint)
    if one.audience is not None and one.audience not in names(backlog.workspace):
        near = did_you_mean(one.audience, names(backlog.workspace))
        yield Finding(None, (*keys, "audience"), f'there is no audience "{one.audience}"', near)
    if one.feature is not None and one.feature not in backlog.features:
        near = did_you_mean(one.feature, backlog.features)
        yield Finding(None, (*keys, "feature"), f'there is no feature "{one.feature}"', near)
    if one.between is not None and not re.fullmatch(r"[A-Za-z0-9][\w.:-]*", one.between, re.ASCII):
        message = f'"{one.between}" is no name of a marker'
        yield Finding(None, (*keys, "between"), message, "use letters, digits, dots and dashes")
    if any(part.startswith(".") for part in PurePosixPath(one.to).parts[:-1]):
        yield Finding(None, (*keys, "to"), f'"{one.to}" is in a hidden folder', "write it elsewhere")


def idle_reasons(backlog: Backlog) -> Iterator[Finding]:
    """Audiences that ask for reasons, and may not see what reasons speak of."""
    for name, own in backlog.workspace.audiences.items():
        lacking = sorted(IN_REASONS - {*own.fields})
        if "reasons" in own.fields and lacking:
            keys: Keys = ("audiences", name, "fields", own.fields.index("reasons"))
            told = f'"{name}" gets no reasons: they also speak of {", ".join(lacking)}'
            yield Finding(None, keys, told, "add these fields, or leave out reasons")


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
