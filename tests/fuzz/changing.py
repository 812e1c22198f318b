"""Cases near other cases: what a fuzzer that looks at coverage tries next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.fuzz.case import Case
from tests.fuzz.kinds import KINDS, commands
from tests.fuzz.kinds.files import ids
from tests.fuzz.kinds.texts import mutated, value

_MOST_LINES = 4


def changed(case: Case, chance: Random) -> Case:
    """The case with one to three things in it changed."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        case = chance.choice(_WAYS)(case, chance)
    return case


def _file(case: Case, chance: Random) -> Case:
    files = dict(case.files)
    path = chance.choice([*files] or ["pm.yaml"])
    files[path] = mutated(files.get(path, ""), chance, chance.choice([*files.values()] or [""]))
    return replace(case, files=files)


def _spliced(case: Case, chance: Random) -> Case:
    """A file, or lines of one, of another case of this kind."""
    other = KINDS[case.kind](chance)
    path = chance.choice([*other.files])
    files = dict(case.files)
    if chance.random() < 0.5 or not files:
        return replace(case, files={**files, path: other.files[path]})
    here = chance.choice([*files])
    return replace(case, files={**files, here: mutated(files[here], chance, other.files[path])})


def _line(case: Case, chance: Random) -> Case:
    """A command line more or less, or another word in one."""
    lines = list(case.lines)
    names = ids(case.files)
    if not lines or chance.random() < 0.5:
        made = (
            commands.line(chance, names)
            if chance.random() < 0.4
            else chance.choice(KINDS[case.kind](chance).lines)
        )
        return replace(case, lines=(*lines[-_MOST_LINES + 1 :], made))
    at = chance.randrange(len(lines))
    words = list(lines[at])
    words[chance.randrange(len(words))] = chance.choice(
        (value(chance).replace("\0", ""), chance.choice(names), *words[:1])
    )
    lines[at] = tuple(words)
    return replace(case, lines=tuple(lines))


def _laws(case: Case, chance: Random) -> Case:
    return replace(case, laws=KINDS[case.kind](chance).laws)


def _past(case: Case, chance: Random) -> Case:
    """One file of one commit is another."""
    if not case.commits:
        return _file(case, chance)
    commits = list(case.commits)
    at = chance.randrange(len(commits))
    files = dict(commits[at].files)
    path = chance.choice([*files] or ["pm.yaml"])
    files[path] = mutated(files.get(path, ""), chance, chance.choice([*files.values()] or [""]))
    commits[at] = replace(commits[at], files=files)
    return replace(case, commits=tuple(commits))


_WAYS: tuple[Callable[[Case, Random], Case], ...] = (
    _file,
    _file,
    _file,
    _file,
    _spliced,
    _line,
    _line,
    _laws,
    _past,
)
