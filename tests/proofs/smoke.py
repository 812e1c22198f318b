"""What `pm` answers to some twenty commands, under any Python that it is installed for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
NORTHWIND = ROOT / "examples" / "northwind"

WRONG = "rnak"
CORE = (
    "--version", "--help", "rank", "rank --format json", "rank --model wsjf", "rank --help",
    "roadmap", "roadmap --view teams --width 120", "roadmap --format json", "check", "check --format sarif",
    "explain wallets", "show wallets", "why-not multi-currency", "graph --format mermaid", "list --format csv",
    "demand", "ready", "plot value-effort", "export roadmap", "export review --format html",
    "schema feature", "set wallets effort=3 --dry-run", "import ideas.csv --dry-run", WRONG,
)  # fmt: skip
"""Answered by what every installation has."""
EXTRAS = (
    "sure --format json", "odds", "roadmap --optimal --format json --time-limit 20", "export backlog -o backlog.xlsx",
    "import ideas.xlsx --dry-run", "plot value-effort -o quadrants.svg",
)  # fmt: skip
"""What needs the extras forecast, optimize, xlsx and plot; of the files they write only the names are compared."""


class Answer(NamedTuple):
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


class Answers:
    """What this Python's `pm` says to a command, asked once, to hold what others say against it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Answer] = {}

    def differing(
        self, python: Path, commands: Sequence[str], *options: str
    ) -> dict[str, tuple[Answer, Answer]]:
        """The commands to which another Python's `pm` says anything else, with what is said here and there.

        `options` are Python's own. A command that fails here is told too, but for the one that should.
        """
        lacking = [command for command in commands if command not in self._known]
        self._known |= _answers(Path(sys.executable), self._folder, lacking)
        there = _answers(python, self._folder, commands, *options)
        return {
            command: (here, answer)
            for command, answer in there.items()
            if (here := self._known[command]) != answer or (here.code != 0) != (command == WRONG)
        }


def _answers(python: Path, folder: Path, commands: Sequence[str], *options: str) -> dict[str, Answer]:
    """What `python -m pmcli` says to each command in a workspace that is made in the folder."""
    folder = Path(mkdtemp(dir=folder))
    shutil.copytree(NORTHWIND, folder / "northwind")
    (folder / "northwind" / "ideas.csv").write_text(
        "Title,Owner,Reach\nDark mode,amelie,1200\n", encoding="utf-8"
    )
    shutil.copy(
        ROOT / "tests/data/exports/sheet-xlsx-title-row4/plan.xlsx", folder / "northwind" / "ideas.xlsx"
    )
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
    told = {"HOME": str(folder), "PM_CACHE": "0", "NO_COLOR": "1", "COLUMNS": "100", "PYTHONUTF8": "1"}

    def ask(command: str) -> Answer:
        ran = subprocess.run(
            [python, *options, "-m", "pmcli", *command.split()], cwd=folder / "northwind", env=kept | told,
            capture_output=True, text=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        return Answer(ran.returncode, ran.stdout, ran.stderr)

    with ThreadPoolExecutor(2) as two:
        return dict(zip(commands, two.map(ask, commands), strict=True))
