"""A smaller case that breaks the same law at the same place: files, lines and words taken out while it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from time import monotonic
from typing import TypeVar

from tests.fuzz.case import Case
from tests.fuzz.laws import Broken
from tests.fuzz.properties import held
from tests.fuzz.sandbox import Sandbox

T = TypeVar("T")
_SHORT = 2000
"""Characters of a text up to which single ones of it are taken out."""
PATIENCE = 60.0
"""Seconds after which a case is small enough."""


def broken(case: Case, sandbox: Sandbox) -> Broken | None:
    """What a case breaks; None where everything holds."""
    try:
        held(case, sandbox)
    except Broken as fault:
        return fault
    return None


def shrunk(case: Case, signature: str, sandbox: Sandbox, patience: float = PATIENCE) -> Case:
    """The smallest case found that breaks the same."""
    until = monotonic() + patience
    is_smaller = True
    while is_smaller:
        is_smaller = False
        for smaller in _smaller(case):
            if monotonic() > until:
                return case
            fault = broken(smaller, sandbox)
            if fault is not None and fault.signature == signature:
                case, is_smaller = smaller, True
                break
    return case


def _smaller(case: Case) -> Iterator[Case]:
    """Cases with one thing less, the largest things first."""
    yield from _without_whole(case)
    for path, text in case.files.items():
        for lines in _fewer(tuple(text.splitlines(keepends=True))):
            yield replace(case, files={**case.files, path: "".join(lines)})
    for at, commit in enumerate(case.commits):
        for files in _fewer_files(commit.files):
            less = replace(commit, files=files)
            yield replace(case, commits=(*case.commits[:at], less, *case.commits[at + 1 :]))
    for at, line in enumerate(case.lines):
        for words in _fewer(line[1:]):
            yield replace(case, lines=(*case.lines[:at], (line[0], *words), *case.lines[at + 1 :]))
    for path, text in case.files.items():
        if len(text) < _SHORT:
            for part in _fewer(tuple(text)):
                yield replace(case, files={**case.files, path: "".join(part)})


def _without_whole(case: Case) -> Iterator[Case]:
    """Cases without commits, command lines, laws or files."""
    for commits in _fewer(case.commits):
        yield replace(case, commits=commits, harm=case.harm if commits else ())
    for lines in _fewer(case.lines):
        yield replace(case, lines=lines)
    for laws in _fewer(case.laws):
        yield replace(case, laws=laws)
    if case.given:
        yield replace(case, given="")
    if case.harm:
        yield replace(case, harm=())
    for files in _fewer_files(case.files):
        yield replace(case, files=files)


def _fewer_files(files: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for paths in _fewer(tuple(files)):
        yield {path: files[path] for path in paths}


def _fewer(items: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    """The items without a half, without a quarter, and so on, down to one of them."""
    size = len(items)
    while size:
        for at in range(0, len(items), size):
            yield items[:at] + items[at + size :]
        size //= 2
