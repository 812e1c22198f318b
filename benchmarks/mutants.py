"""Whether the tests of two revisions kill the same mutants: a rebuilt house must not let more pass.

    python -m benchmarks.mutants BEFORE AFTER [--count 60] [--seed 20261130]

BEFORE and AFTER are folders with a checkout each. A mutant changes one operator or number in a line that
stands once in the source of both; which lines is drawn by the seed. First both test suites run once, with a
call before each of these lines that writes down which test reached it; then, for each mutant, those tests
alone run until one fails. Said is which mutants survive, and whether one that was killed before survives now.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

SECONDS = 120
MOST = 120
"""So many tests of a line are run at most: those of the files with the fewest of them first."""
REACH = """
import os
_seen = set()
def hit(number):
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rsplit(" ", 1)[0]
    if test and (number, test) not in _seen:
        _seen.add((number, test))
        with open(os.environ["PM_REACH"], "a") as file:
            file.write(f"{number}\\t{test}\\n")
"""
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


def reaching(checkout: Checkout, drawn: list[Mutant], copy: Path) -> dict[Mutant, list[str]]:
    """The tests that reach each mutant's line: the whole suite runs once, in the copy, and is told."""
    (copy / "src" / "pm_reach.py").write_text(REACH, encoding="utf-8")
    texts: dict[Path, str] = {}
    for number, mutant in sorted(
        enumerate(drawn), key=lambda pair: checkout.places[pair[1].line], reverse=True
    ):
        path, line = checkout.places[mutant.line]
        texts.setdefault(copy / path, (copy / path).read_text(encoding="utf-8"))
        _insert(copy / path, line, f"__import__('pm_reach').hit({number})")
    told = copy.parent / "reach"
    told.touch()
    command = [sys.executable, "-m", "pytest", "-q", "-n", "1", "-p", "no:cacheprovider"]
    subprocess.run(command, cwd=copy, env=_environment(copy, told), check=False, stdout=subprocess.DEVNULL)
    for file, text in texts.items():
        file.write_text(text, encoding="utf-8")
    tests: dict[Mutant, set[str]] = {mutant: set() for mutant in drawn}
    for row in told.read_text(encoding="utf-8").splitlines():
        number_text, _, test = row.partition("\t")
        tests[drawn[int(number_text)]].add(test)
    return {mutant: _few(reached) for mutant, reached in tests.items()}


def _few(tests: set[str]) -> list[str]:
    counts = Counter(test.split("::")[0] for test in tests)
    return sorted(tests, key=lambda test: (counts[test.split("::")[0]], test))[:MOST]


def _insert(path: Path, number: int, call: str) -> None:
    """Put a call before the statement of a line; for a line of an `elif`, before its `if`."""
    lines = path.read_text(encoding="utf-8").split("\n")
    statements = [
        node for node in ast.walk(ast.parse("\n".join(lines)))
        if isinstance(node, ast.stmt) and node.lineno <= number <= (node.end_lineno or 0)
    ]  # fmt: skip
    starts = sorted({(node.lineno, node.col_offset) for node in statements if not _is_late(node, lines)})
    line, indent = starts[-1] if starts else (number, 0)
    lines.insert(line - 1, " " * indent + call)
    path.write_text("\n".join(lines), encoding="utf-8")


def _is_late(node: ast.stmt, lines: list[str]) -> bool:
    """Whether nothing can stand before a statement: it is an elif, has decorators, or shares its line."""
    before = lines[node.lineno - 1][: node.col_offset]
    is_elif = lines[node.lineno - 1].lstrip().startswith("elif")
    return is_elif or bool(before.strip()) or bool(getattr(node, "decorator_list", ()))


def _environment(folder: Path, told: Path | None = None) -> dict[str, str]:
    more = {"PM_REACH": str(told)} if told else {}
    return {
        **os.environ, "PYTHONPATH": str(folder / "src"), "PM_CI": "1", "PYTHONDONTWRITEBYTECODE": "1", **more,
    }  # fmt: skip


def verdicts(checkout: Checkout, drawn: list[Mutant], place: Path) -> dict[Mutant, str]:
    """For each mutant, tried in a copy of the checkout, "killed", "survived" or "not reached"."""
    copy = place / "checkout"
    ignored = shutil.ignore_patterns(".git", ".venv", ".tools", "__pycache__", ".mypy_cache", ".mutants")
    shutil.copytree(checkout.folder, copy, symlinks=True, ignore=ignored)
    reached = reaching(checkout, drawn, copy)
    return {mutant: _verdict(checkout, mutant, reached[mutant], copy) for mutant in drawn}


def _verdict(checkout: Checkout, mutant: Mutant, tests: list[str], copy: Path) -> str:
    if not tests:
        return "not reached"
    path, number = checkout.places[mutant.line]
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
            command, cwd=copy, env=_environment(copy, copy.parent / "reach"), check=False, timeout=SECONDS,
            capture_output=True,
        )  # fmt: skip
        killed = done.returncode != 0
    except subprocess.TimeoutExpired:
        killed = True
    finally:
        file.write_text(text, encoding="utf-8")
    return "killed" if killed else "survived"


def main() -> int:
    """Compare two checkouts; 1 where a mutant survives that was killed before."""
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
