"""A row of the table: a sentence of the contract, a tiny workspace, a question, and what has to come out."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import shlex
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from pmcli import api
from pmcli.cli import main
from tests.cli.repo import commit

Files = tuple[tuple[str, str], ...]
CALENDAR = "calendar: {start: 2026-Q4, periods: 4}\n"
HEAD = f"pm: 1\nproduct: Shop\n{CALENDAR}"
ONE_TEAM = f"{HEAD}teams: {{web: {{capacity: 10}}}}\n"
ABSENT = object()
"""What stands where nothing does."""
_WRITING = ("accept", "decide", "export", "fmt", "import", "init", "new", "rename", "rm", "set", "schema")


@dataclass(frozen=True)
class Row:
    """A sentence by its number, asked of the workspace in its last version."""

    number: str
    words: str
    versions: tuple[Files, ...]
    question: str
    expected: tuple[tuple[str, Any], ...]

    def __repr__(self) -> str:
        return f"{self.number} {self.words}"


def row(
    number: str, words: str, versions: Files | tuple[Files, ...], question: str, /, **expected: Any
) -> Row:
    """A row; `expected` are places in the answer (`__` stands for a dot) and what stands there."""
    is_one = not versions or isinstance(versions[0][0], str)
    given = cast("tuple[Files, ...]", (versions,) if is_one else versions)
    places = tuple((key.replace("__", "."), value) for key, value in expected.items())
    return Row(number, words, given, question, places)


def shop(features: str = "", head: str = HEAD, **more: str) -> Files:
    """A workspace: features as one list, pm.yaml, and other files (`a__b` is a folder and a YAML file)."""
    files = {"pm.yaml": head, **({"features/all.yaml": features} if features else {})}
    return tuple(
        {**files, **{f"{name.replace('__', '/')}.yaml": text for name, text in more.items()}}.items()
    )


def having(files: Files, *more: tuple[str, str]) -> Files:
    """A workspace with other files, or other texts of its files."""
    return tuple({**dict(files), **dict(more)}.items())


@dataclass(frozen=True)
class Answer:
    """What a command line left behind: its exit code, what it wrote, and the files."""

    code: int
    out: str
    err: str
    root: Path
    is_loaded: bool = False

    @functools.cached_property
    def document(self) -> Any:
        return api.load(self.root).backlog if self.is_loaded else json.loads(self.out)

    def at(self, place: str) -> Any:
        """What stands at a place: `code`, `out`, `err`, `file:PATH`, else in the document."""
        if place.startswith("file:"):
            path = self.root / place.removeprefix("file:")
            return path.read_text(encoding="utf-8") if path.exists() else ABSENT
        if place in ("code", "out", "err"):
            return getattr(self, place)
        assert self.out or self.is_loaded, self.err
        return _within(self.document, place.split("."))


def _within(value: Any, steps: list[str]) -> Any:
    """What a path of keys leads to; in a list a number, the value of an id (or team), or `*` for all."""
    for number, step in enumerate(steps):
        if value is None or value is ABSENT:
            return ABSENT
        if step == "*":
            return [_within(one, steps[number + 1 :]) for one in value]
        if step == "n":
            value = len(value)
        elif isinstance(value, Mapping):
            value = value.get(step.replace("~", "."), ABSENT)
        elif not isinstance(value, (list, tuple)):
            value = getattr(value, step)
        elif step.isdigit():
            value = value[int(step)] if int(step) < len(value) else ABSENT
        else:
            keys = ("id", "team", "feature", "code", "field")
            value = next((one for one in value if step in [one.get(key) for key in keys]), ABSENT)
    return value


def has(*texts: str) -> Callable[[Any], bool]:
    """Whether all of these are in what is found: parts of a text, members of a list."""
    return lambda found: all(text in found for text in texts)


def lacks(*texts: str) -> Callable[[Any], bool]:
    """Whether none of these is in what is found."""
    return lambda found: not any(text in found for text in texts)


def prove(one: Row) -> None:
    """Fails where something else comes out than the row says."""
    answer = ask(one.versions, one.question)
    expected = {"code": 0, **dict(one.expected)}
    for place, value in expected.items():
        found = answer.at(place)
        if callable(value):
            assert value(found), (place, found, answer.err)
        else:
            assert found == _close(value), (place, found, answer.err)


def _close(value: Any) -> Any:
    """The value, its numbers equal to what differs from them in the twelfth digit only."""
    if isinstance(value, float):
        return pytest.approx(value, rel=6e-12, abs=1e-12)
    if isinstance(value, Mapping):
        return _Parts({key: _close(one) for key, one in value.items()})
    if isinstance(value, (list, tuple)):
        return _Parts([_close(one) for one in value])
    return value


class _Parts:
    """A list or map whose parts are compared one by one: `approx` knows no nested ones."""

    def __init__(self, parts: Any) -> None:
        self.parts = parts

    def __eq__(self, other: object) -> bool:
        if isinstance(self.parts, dict):
            return (
                isinstance(other, dict)
                and other.keys() == self.parts.keys()
                and all(other[key] == part for key, part in self.parts.items())
            )
        return (
            isinstance(other, list)
            and len(other) == len(self.parts)
            and all(there == part for there, part in zip(other, self.parts, strict=True))
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self.parts)


def ask(versions: tuple[Files, ...], question: str) -> Answer:
    """The answer to the last of some command lines, between semicolons, in the workspace as it is last.

    "api" asks no command: the backlog is loaded as by a program.
    """
    lines = [line.strip() for line in question.split(";")]
    if " -o " in question or any(line.split()[0] in _WRITING for line in lines):
        return _asked(_folder.__wrapped__(versions), lines)
    return _once(versions, question)


@functools.cache
def _once(versions: tuple[Files, ...], question: str) -> Answer:
    return _asked(_folder(versions), [line.strip() for line in question.split(";")])


_BENCH = tempfile.TemporaryDirectory(prefix="contract")


@functools.cache
def _folder(versions: tuple[Files, ...]) -> Path:
    """A folder with the workspace; with several versions a repository, each a commit tagged v1, v2, …"""
    root = Path(tempfile.mkdtemp(dir=_BENCH.name)) / "shop"
    root.mkdir()
    for number, files in enumerate(versions, 1):
        if number > 1:
            for old in [one for one in root.rglob("*.*") if one.is_file() and ".git" not in one.parts]:
                old.unlink()
        for path, text in files:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8", newline="")
        if len(versions) > 1:
            commit(root)
            _tag(root, f"v{number}")
    return root


def _tag(root: Path, name: str) -> None:
    head = (root / ".git" / "refs" / "heads" / "main").read_text(encoding="utf-8")
    (root / ".git" / "refs" / "tags" / name).write_text(head, encoding="utf-8")


def _asked(root: Path, lines: Iterable[str]) -> Answer:
    """What the last line left behind; a line may begin with `in:FOLDER`, where it is asked."""
    answer = Answer(0, "", "", root)
    for line in lines:
        if line == "api":
            answer = Answer(0, "", "", root, is_loaded=True)
            continue
        words = _words(line)
        there = root / words.pop(0).removeprefix("in:") if line.startswith("in:") else root
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in "12")
        before = Path.cwd()
        os.chdir(there)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = main(words)
        finally:
            os.chdir(before)
        answer = Answer(code, _written(out), _written(err), root)
    return answer


def _written(stream: io.TextIOWrapper) -> str:
    return cast("io.BytesIO", stream.buffer).getvalue().decode()


def _words(line: str) -> list[str]:
    """The words of a command line; `'…'` holds blanks together."""
    return shlex.split(line)
