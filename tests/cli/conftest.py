"""`pm` run as people run it: in this process, in another, and in a pseudo-terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from pmcli.cli import main
from tests import elsewhere, forked

ROOT = Path(__file__).parents[2]
NORTHWIND = ROOT / "examples" / "northwind"
HEAD = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\n"
FEATURES = """
- id: base
  title: Base
  effort: 2
- id: sso
  title: Single sign-on
  effort: 5
  owner: amelie
  depends_on: [base]
  rice: {reach: 1000, impact: high, confidence: 80%}
- id: dark
  title: Dark mode
  effort: 1
- id: old
  title: Old thing
  status: shipped
  shipped: 2026-01-31
- id: no
  title: Not this
  decisions: [{verdict: decline, because: Nobody asked, by: jonas, on: 2026-02-01, until: 2027-12-31}]
"""
VARIABLES = (
    "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "PM_DEBUG", "_PM_COMPLETE", "PAGER", "LESS", "PM_PAGER",
    "PM_NO_PAGER", "PM_WIDTH", "PM_COLOR", "PM_QUIET", "PM_VERBOSE",
)  # fmt: skip
NOBODY = {"XDG_CONFIG_HOME": os.devnull, "PM_PAGER": ""}
"""What a person may have at home is not there, and nothing waits for keys in a pager."""
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Run:
    """What a run left behind."""

    code: int
    out: str
    err: str


Pm = Callable[..., Run]
Make = Callable[..., Path]


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in NOBODY.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def pm(capsys: pytest.CaptureFixture[str]) -> Pm:
    """Runs `pm` in this process, in a folder."""

    def run(*arguments: str, at: Path | None = None) -> Run:
        before = Path.cwd()
        capsys.readouterr()
        os.chdir(at or before)
        try:
            code = main(arguments)
        finally:
            os.chdir(before)
        told = capsys.readouterr()
        return Run(code, told.out, told.err)

    return run


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Writes a workspace: features as one list, pm.yaml, and more files."""

    def write(features: str = FEATURES, head: str = HEAD, **more: str) -> Path:
        root = tmp_path / "shop"
        (root / "features").mkdir(parents=True, exist_ok=True)
        (root / "pm.yaml").write_text(head)
        if features:
            (root / "features" / "all.yaml").write_text(features)
        for name, text in more.items():
            (root / "features" / f"{name}.yaml").write_text(text)
        return root

    return write


def environment(**more: str) -> dict[str, str]:
    """The environment of another process: none of the variables that change how things look."""
    kept = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    return {**kept, **NOBODY, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8", **more}


def outside(
    *arguments: str, at: Path, variables: Mapping[str, str] | None = None, fresh: bool = False
) -> subprocess.CompletedProcess[str]:
    """`pm` in another process, its output piped; in a new interpreter where that is asked for."""
    given = environment(**(variables or {}))
    if not fresh:
        return elsewhere.run(arguments, at=at, variables=given)
    return subprocess.run(
        [sys.executable, "-m", "pmcli", *arguments], cwd=at, env=given,
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip


def in_terminal(
    *arguments: str, at: Path, columns: int = 80, rows: int = 50, variables: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """`pm` in a pseudo-terminal of this size: the exit code, and what stands on the screen."""
    import fcntl
    import struct
    import termios

    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    given = environment(**{"TERM": "xterm-256color", **(variables or {})})
    channel = elsewhere.begin(arguments, at=at, variables=given, streams=(child, child, child))
    os.close(child)
    pieces = []
    try:
        while piece := os.read(parent, 65536):
            pieces.append(piece)
    except OSError:  # the terminal is gone with the process
        pass
    os.close(parent)
    return forked.ended(channel), b"".join(pieces).decode().replace("\r\n", "\n")
