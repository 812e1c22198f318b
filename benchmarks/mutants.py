"""Whether the tests of two revisions kill the same mutants: a rebuilt house must not let more pass.

    python -m benchmarks.mutants BEFORE AFTER [--count 60] [--seed 20261130]

BEFORE and AFTER are folders with a checkout each. A mutant changes one operator or number in a line that
stands once in the source of both; which lines is drawn by the seed. First both test suites run once with
coverage's contexts, which tell the tests that reach each line (kept in `.mutants` in each checkout); then,
for each mutant, those tests alone run until one fails. Said is which mutants survive, and whether one that
was killed before survives now. It takes half an hour on two quiet cores.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

SECONDS = 300
MOST = 250
"""So many tests of a line are run at most: those of the files with the fewest of them first."""
FLIPS: Mapping[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"), ast.NotIn: ("not in", "in"), ast.And: ("and", "or"), ast.Or: ("or", "and"),
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "+"), ast.Div: ("/", "*"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Mutant:
    """A change within a line: at a column of the stripped line, one text for another."""

    line: str
    column: int
    old: str
    new: str

    def __str__(self) -> str:
        return (
            f"{self.line[: self.column]}[{self.old} -> {self.new}]{self.line[self.column + len(self.old) :]}"
        )


@dataclass(frozen=True, slots=True)
class Checkout:
    """A checkout, and where each line that stands once in its source is: (path, number)."""

    folder: Path
    places: Mapping[str, tuple[str, int]]

    @classmethod
    def of(cls, folder: Path) -> Checkout:
        """The checkout in a folder."""
        counts: Counter[str] = Counter()
        places = {}
        for path in sorted((folder / "src").rglob("*.py")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                counts[line.strip()] += 1
                places[line.strip()] = (path.relative_to(folder).as_posix(), number)
        return cls(folder, {line: place for line, place in places.items() if counts[line] == 1})


def mutants(checkout: Checkout) -> Iterator[Mutant]:
    """Every mutant of the lines that stand once."""
    for path in sorted((checkout.folder / "src").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        for node in ast.walk(ast.parse(text)):
            for number, column, old, new in _changes(node, lines):
                line = lines[number - 1]
                at = column - (len(line) - len(line.lstrip()))
                if line.strip() in checkout.places and line.isascii() and len(line.strip()) > 24:
                    yield Mutant(line.strip(), at, old, new)


def _changes(node: ast.AST, lines: list[str]) -> Iterator[tuple[int, int, str, str]]:
    """(line, column, old, new) of what can be changed at a node."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield from _between(node.left, node.ops[0], node.comparators[0], lines)
    elif isinstance(node, ast.BoolOp):
        yield from _between(node.values[0], node.op, node.values[1], lines)
    elif isinstance(node, ast.BinOp):
        yield from _between(node.left, node.op, node.right, lines)
    elif isinstance(node, ast.Constant) and type(node.value) is int and node.end_col_offset is not None:
        old = lines[node.lineno - 1][node.col_offset : node.end_col_offset]
        if old == str(node.value):
            yield node.lineno, node.col_offset, old, str(node.value + 1)


def _between(
    left: ast.expr, operator: ast.AST, right: ast.expr, lines: list[str]
) -> Iterator[tuple[int, int, str, str]]:
    flip = FLIPS.get(type(operator))
    if flip is None or left.end_lineno != right.lineno or left.end_col_offset is None:
        return
    gap = lines[right.lineno - 1][left.end_col_offset : right.col_offset]
    if gap.strip(" ()") == flip[0]:
        yield right.lineno, left.end_col_offset + gap.index(flip[0]), *flip


def reaching(folder: Path) -> sqlite3.Connection:
    """Which tests reach which line: coverage's data, made where it is not there."""
    data = folder / ".mutants" / "coverage"
    if not data.exists():
        data.parent.mkdir(exist_ok=True)
        command = [
            sys.executable, "-m", "pytest", "-q", "-n", "1", "-p", "no:cacheprovider", "--cov",
            "--cov-context=test", "--cov-report=", "-m", "not unmeasured",
        ]  # fmt: skip
        subprocess.run(
            command, cwd=folder, env=_environment(folder, data), check=False, stdout=subprocess.DEVNULL
        )
    return sqlite3.connect(data)


def _environment(folder: Path, data: Path | None = None) -> dict[str, str]:
    more = {"COVERAGE_FILE": str(data)} if data else {}
    return {
        **os.environ,
        "PYTHONPATH": str(folder / "src"),
        "PM_CI": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }


def tests_of(data: sqlite3.Connection, path: str, number: int) -> list[str]:
    """The tests that run a line: at most so many, those of files with few of them first."""
    rows = data.execute(
        "select distinct context.context from arc join file on file.id = arc.file_id "
        "join context on context.id = arc.context_id "
        "where file.path like ? and (arc.tono = ? or arc.fromno = ?)",
        (f"%/{path}", number, number),
    )
    tests = sorted({str(row[0]).split("|")[0] for row in rows if row[0]})
    counts = Counter(test.split("::")[0] for test in tests)
    return sorted(tests, key=lambda test: (counts[test.split("::")[0]], test))[:MOST]


def verdicts(checkout: Checkout, drawn: list[Mutant], place: Path) -> dict[Mutant, str]:
    """For each mutant, tried in a copy of the checkout, "killed", "survived" or "not reached"."""
    data = reaching(checkout.folder)
    copy = place / checkout.folder.name
    subprocess.run(["cp", "-a", str(checkout.folder), str(copy)], check=True)
    return {mutant: _verdict(checkout, mutant, data, copy) for mutant in drawn}


def _verdict(checkout: Checkout, mutant: Mutant, data: sqlite3.Connection, copy: Path) -> str:
    path, number = checkout.places[mutant.line]
    tests = tests_of(data, path, number)
    if not tests:
        return "not reached"
    file = copy / path
    text = file.read_text(encoding="utf-8")
    lines = text.split("\n")
    line = lines[number - 1]
    at = len(line) - len(line.lstrip()) + mutant.column
    lines[number - 1] = line[:at] + mutant.new + line[at + len(mutant.old) :]
    file.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command, cwd=copy, env=_environment(copy), check=False, timeout=SECONDS, capture_output=True
        )
        killed = done.returncode != 0
    except subprocess.TimeoutExpired:
        killed = True
    finally:
        file.write_text(text, encoding="utf-8")
    return "killed" if killed else "survived"


def main() -> int:
    """Compare two checkouts; 1 where a mutant survives that was killed before."""
    import tempfile

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=20261130)
    given = parser.parse_args()
    before, after = Checkout.of(given.before.resolve()), Checkout.of(given.after.resolve())
    known = set(mutants(after))
    common = sorted({mutant for mutant in mutants(before) if mutant in known})
    drawn = sorted(random.Random(given.seed).sample(common, min(given.count, len(common))))
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        places = [Path(name) / side for side in ("before", "after")]
        for place in places:
            place.mkdir()
        was, now = pool.map(verdicts, (before, after), (drawn, drawn), places)
    for mutant in drawn:
        print(f"{was[mutant]:>11} {now[mutant]:>11}  {mutant}")
    lost = [mutant for mutant in drawn if was[mutant] == "killed" and now[mutant] != "killed"]
    for when, found in (("before", was), ("now", now)):
        print(f"{when}: {dict(Counter(found.values()))} of {len(drawn)}; {len(common):,} could be drawn")
    print(f"{len(lost)} that were killed before survive now")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
