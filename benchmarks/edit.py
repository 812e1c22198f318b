"""How long `pm set` takes on one of many features, against `pm show` of it and against only reading them.

    python -m benchmarks.edit [--sizes 1000 10000] [--runs 7]

Prints a table in Markdown as benchmarks.speed does: commands are interleaved, and the ratio is of the bests.
Every run of `pm set` writes another value, so that it has something to write.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.generate import name
from benchmarks.speed import COLD, timed, workspace


@dataclass
class Case:
    """A command to run (`{n}` is the number of the run), and its timings."""

    name: str
    words: list[str]
    seconds: list[float] = field(default_factory=list)
    memory: float = 0.0

    def run(self, pm: str, folder: Path, number: int) -> None:
        """Run it once."""
        took, memory = timed([pm, "-C", str(folder), *(word.format(n=number) for word in self.words)])
        self.seconds.append(took)
        self.memory = max(self.memory, memory)


def cases(size: int, where: str) -> list[Case]:
    """What is run in a workspace; the first two are what the others are held against."""
    one = name(size // 2)
    return [
        Case(f"pm show, {where}", ["show", one]),
        Case(f"pm list, {where}", ["list"]),
        Case(f"pm show --no-plan, {where}", ["show", one, "--no-plan"]),
        Case(f"pm set, {where}", ["set", one, "owner=run-{n}"]),
        Case(f"pm set --dry-run, {where}", ["set", one, "owner=x-{n}", "--dry-run"]),
        Case(f"pm fmt --check, {where}", ["fmt", "--check"]),
    ]


def as_list(folder: Path) -> None:
    """Make one list of a workspace's only feature file, which has a document for each feature."""
    [file] = (folder / "features").glob("*.yaml")
    documents = file.read_text(encoding="utf-8").split("---\n")
    items = ("- " + one.strip("\n").replace("\n", "\n  ") + "\n" for one in documents)
    file.write_text("".join(items), encoding="utf-8")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    options.add_argument("--runs", type=int, default=7)
    chosen = options.parse_args()
    os.environ.update(COLD)
    pm = str(Path(sys.executable).with_name("pm"))
    print("| what | best s | median s | against show | against list | peak MB |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for size in chosen.sizes:
            for files in (size, 1):
                target = workspace(Path(folder), size, files)
                if files == 1:
                    as_list(target)
                timed([pm, "-C", str(target), "fmt"])
                where = f"{size:,} in {f'{files:,} files' if files > 1 else 'one list'}"
                measured = cases(size, where)
                for number in range(chosen.runs):
                    for case in measured:
                        case.run(pm, target, number)
                show(measured)


def show(measured: list[Case]) -> None:
    """The rows of a table."""
    shown, listed = (min(case.seconds) for case in measured[:2])
    for case in measured:
        best, middle = min(case.seconds), statistics.median(case.seconds)
        print(f"| {case.name} | {best:.3f} | {middle:.3f} | {best / shown:.2f} | {best / listed:.2f} "
              f"| {case.memory:.0f} |")  # fmt: skip


if __name__ == "__main__":
    main()
