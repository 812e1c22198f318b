"""How long every export takes, as ratios against `pm roadmap` (and `pm rank`) timed in the same run.

    python -m benchmarks.export [--folder WORKSPACE] [--size 500] [--runs 3]

Prints a table in Markdown: view, format, the best wall time, the ratio to the reference, and the size of what
was written. Without `--folder` a backlog of `--size` features is drawn.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.speed import COLD, Case, measure, workspace

from pmcli.model.workspace import EXPORTS, SUBJECTS


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folder")
    options.add_argument("--size", type=int, default=500)
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        where = chosen.folder or str(workspace(Path(name), chosen.size, chosen.size))
        show(where, chosen.runs)


def is_of_all(view: str) -> bool:
    """Whether a view needs not be told what it is about."""
    return view not in SUBJECTS or SUBJECTS[view].is_free


def show(where: str, runs: int) -> None:
    """The table."""
    pm = [str(Path(sys.executable).with_name("pm")), "-C", where]
    outputs = [(view, format_) for view, formats in EXPORTS.items() if is_of_all(view) for format_ in formats]
    commands = {"rank": [*pm, "rank"], "roadmap": [*pm, "roadmap"]} | {
        f"{view} {format_}": [*pm, "export", view, "--format", format_] for view, format_ in outputs
    }
    timings = measure(
        (Case(name, command, variables=tuple(COLD.items())) for name, command in commands.items()), runs
    )
    best = {name: min(timing.seconds) for name, timing in timings.items()}
    print(f"`pm rank` {best['rank']:.2f} s, `pm roadmap` {best['roadmap']:.2f} s\n")
    print("| view | format | best s | of `pm roadmap` | kB |\n|---|---|---:|---:|---:|")
    for view, format_ in outputs:
        name = f"{view} {format_}"
        written = subprocess.run(commands[name], capture_output=True, check=True).stdout
        ratio = best[name] / best["roadmap"]
        print(f"| {view} | {format_} | {best[name]:.2f} | {ratio:.2f} | {len(written) / 1000:,.0f} |")


if __name__ == "__main__":
    main()
