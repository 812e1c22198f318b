"""`python -m tests.fuzz --minutes 60`: fuzz pm by hand, and tell what broke, how much was tried, what was reached."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_TAIL = 2000
KINDS = ("files", "commands", "imports", "repositories")


@dataclass
class Figures:
    """What a number of processes did."""

    cases: int = 0
    runs: int = 0
    seconds: float = 0
    cpu: float = 0
    edges: list[tuple[str, int, int, int]] = field(default_factory=list)
    """Of each kind: edges reached by the cases it began with, and in the end; cases that reached new ones."""
    codes: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    died: list[str] = field(default_factory=list)

    def add(self, kind: str, folder: Path) -> None:
        """Add those of a process that is over."""
        log = (folder / "log").read_text(encoding="utf-8", errors="replace")
        told: dict[str, Any] = {}
        if (folder / "figures.json").exists():
            told = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
        self.cases += told.get("cases", 0)
        self.runs += told.get("runs", 0)
        self.seconds += told.get("seconds", 0)
        self.cpu += told.get("cpu", 0)
        self.codes.update(told.get("codes", {}))
        self.broken.update(told.get("broken", {}))
        if edges := [int(number) for number in re.findall(r"\bcov: (\d+)", log)]:
            begun = re.search(r"\bINITED\s+cov: (\d+)", log)
            new = len(re.findall(r"^#\d+\s+NEW\b", log, re.MULTILINE))
            self.edges.append((kind, int(begun[1]) if begun else edges[0], edges[-1], new))
        if not told.get("cases"):
            self.died.append(f"{kind}: no case was tried\n{log[-_TAIL:]}")
        elif "Traceback" in log[-_TAIL:] or "SUMMARY" in log[-_TAIL:]:
            self.died.append(f"{kind} ended early\n{log[-_TAIL:]}")

    def told(self) -> str:
        """All of it, in lines."""
        lines = [
            f"{self.seconds / 60:.1f} minutes in all ({self.cpu / 60:.1f} of CPU)",
            f"{self.cases:,} cases, {self.runs:,} runs of pm, {self.runs / max(self.seconds, 1):.1f} a second",
            "exit codes: " + ", ".join(f"{code}: {count:,}" for code, count in sorted(self.codes.items())),
            *(
                f"{kind}: {first:,} edges at the start, {last:,} at the end; {new:,} cases led to new ones"
                for kind, first, last, new in self.edges
            ),
            f"{len(self.broken)} laws broken",
            *(f"  {count:,} x {signature}" for signature, count in self.broken.most_common()),
            *self.died,
        ]
        return "\n".join(lines) + "\n"


def _main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="how long each worker tries cases")
    parser.add_argument("--seed", default="0", help="the same seed draws the same cases")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only these; may be repeated")
    parser.add_argument("--workers", type=int, default=1, help="how many processes at a time")
    parser.add_argument(
        "--crashes", type=Path, default=Path(__file__).parent / "crashes", help="where what breaks is kept"
    )
    parser.add_argument(
        "--unguided", action="store_true", help="do not look at coverage, also where atheris is installed"
    )
    parser.add_argument("--most", type=int, default=0, help="how many cases of a kind at most")
    parser.add_argument(
        "--look-at", action="append", metavar="PACKAGE", help="whose coverage leads; else all of pmcli"
    )
    given = parser.parse_args()
    is_guided = not given.unguided and importlib.util.find_spec("atheris") is not None
    given.crashes.mkdir(parents=True, exist_ok=True)
    figures = Figures()
    with ThreadPoolExecutor(given.workers) as pool:
        list(pool.map(lambda number: _worker(number, given, is_guided, figures), range(given.workers)))
    sys.stdout.write(figures.told())
    return 1 if figures.broken or figures.died else 0


def _worker(number: int, given: argparse.Namespace, is_guided: bool, figures: Figures) -> None:
    """A process that goes through the kinds, each worker beginning with another."""
    kinds = given.kind or KINDS
    kinds = [*kinds[number % len(kinds) :], *kinds[: number % len(kinds)]]
    memory = Path("/dev/shm")  # noqa: S108 - files that live for milliseconds
    with tempfile.TemporaryDirectory(prefix="pm-fuzz-", dir=memory if memory.is_dir() else None) as folder:
        line = [
            sys.executable, "-m", "tests.fuzz.campaign", *kinds, "--seed", f"{given.seed}.{number}",
            "--seconds", str(60 * given.minutes), "--folder", folder, "--crashes", str(given.crashes.resolve()),
            "--most", str(given.most),
            *(f"--guided={package}" for package in (given.look_at or ["pmcli"]) if is_guided),
        ]  # fmt: skip
        path = os.pathsep.join((str(ROOT / "src"), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])))
        done = subprocess.run(
            line, cwd=ROOT, env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0"}, check=False
        )
        if done.returncode:
            figures.died.append(f"worker {number} ended with {done.returncode}")
        for kind in kinds:
            if (Path(folder) / kind).exists():
                figures.add(kind, Path(folder) / kind)


if __name__ == "__main__":
    raise SystemExit(_main())
