"""What each extra weighs, and whether having them slows what does not use them.

python -m benchmarks.extras    (needs uv; environments are made in a temporary folder)
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NORTHWIND = ROOT / "examples" / "northwind"
IMPORTED = {
    "forecast": "numpy", "dask": "distributed", "optimize": "highspy", "xlsx": "xlsxwriter, openpyxl",
    "plot": "matplotlib.figure", "lsp": "pygls", "mcp": "mcp",
}  # fmt: skip
RUNS = 7


def _seconds(*words: str | Path) -> float:
    """The least CPU seconds of some runs, after one that compiles what it imports."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PM_CACHE"] = "0"
    taken = []
    for _ in range(RUNS + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(words, env=environment, cwd=NORTHWIND, stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken[1:])


def _environment(folder: Path, extras: str) -> Path:
    """A Python with pm and some extras."""
    python = folder / "bin" / "python"
    subprocess.run(["uv", "venv", "-q", "--python", sys.executable, folder], check=True)
    wanted = f"{ROOT}[{extras}]" if extras else str(ROOT)
    subprocess.run(
        ["uv", "pip", "install", "-q", "--python", python, "-c", ROOT / "constraints.txt", wanted], check=True
    )
    return python


def _size(folder: Path) -> tuple[float, int]:
    """The megabytes and the packages of an environment."""
    files = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return sum(path.stat().st_size for path in files) / 1e6, len(list(folder.rglob("*.dist-info")))


def main() -> None:
    """Print the table."""
    if shutil.which("uv") is None:
        sys.exit("uv is missing: pip install uv")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [name for name in project["optional-dependencies"] if name in IMPORTED]
    print("| extra | MB more | packages more | import, s CPU | `pm --version`, s | `pm rank`, s |")
    print("|" + " --- |" * 6)
    with tempfile.TemporaryDirectory() as name:
        least, few = 0.0, 0
        for at, asked in enumerate(["", *extras, ",".join(extras)]):
            folder = Path(name) / str(at)
            python = _environment(folder, asked)
            size, count = _size(folder)
            least, few = (least, few) if asked else (size, count)
            taken = _seconds(python, "-c", f"import {IMPORTED[asked]}") if asked in IMPORTED else None
            words = [(folder / "bin" / "pm", "--version"), (folder / "bin" / "pm", "rank")]
            plain, ranked = (_seconds(*command) for command in words)
            print(
                f"| {'all' if ',' in asked else asked or 'none'} | {size - least if asked else size:.1f} "
                f"| {count - few if asked else count} | {'' if taken is None else f'{taken:.2f}'} "
                f"| {plain:.3f} | {ranked:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
