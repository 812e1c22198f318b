"""How long `pm history` takes over many commits, against git listing them.

    python -m benchmarks.history [--commits 500] [--features 200]

A backlog of benchmarks.generate is committed with `git fast-import`, and then so many commits change one to
three features each. The reference is `git log --raw` over the same commits, in the same run.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.generate import generate, name, write_workspace


def repository(folder: Path, commits: int, features: int) -> None:
    """A repository with so many commits below `folder`."""
    write_workspace(generate(features, seed=1), folder)
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml"))
    texts = {path: (folder / path).read_text(encoding="utf-8") for path in paths}
    draw = random.Random(1)
    lines: list[bytes] = []

    def commit(number: int, changed: list[str]) -> None:
        words = f"change {number}".encode()
        who = f"committer Ada <ada@example.org> {1_700_000_000 + 3600 * number} +0000".encode()
        lines.extend([b"commit refs/heads/main", who, b"data %d" % len(words), words])
        for path in changed:
            data = texts[path].encode()
            lines.extend([b"M 100644 inline " + path.encode(), b"data %d" % len(data), data])
        lines.append(b"")

    commit(0, paths)
    for number in range(1, commits):
        chosen = [path for path in draw.sample(paths, draw.randint(1, 3)) if path != "pm.yaml"] or [paths[0]]
        for path in chosen:
            value = f"cost_of_delay: {round(draw.lognormvariate(2, 1.2), 2)}"
            texts[path] = re.sub(r"cost_of_delay: [\d.]+", value, texts[path])
        commit(number, chosen)
    git = ["git", "-C", str(folder)]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    subprocess.run([*git, "fast-import", "--quiet"], input=b"\n".join(lines) + b"\n", check=True)


def timed(command: list[str], folder: Path) -> float:
    """Wall seconds of a command in a folder; it must succeed."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commits", type=int, default=500)
    parser.add_argument("--features", type=int, default=200)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        repository(Path(folder), asked.commits, asked.features)
        reference = timed(["git", "log", "--raw"], Path(folder))
        pm = [sys.executable, "-m", "pmcli", "history", name(3)]
        seconds = timed([*pm, "--format", "json"], Path(folder))
    print("| commits | features | git log --raw (s) | pm history (s) | a commit (ms) | ratio |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    each, ratio = 1000 * seconds / asked.commits, seconds / reference
    print(
        f"| {asked.commits} | {asked.features} | {reference:.3f} | {seconds:.2f} | {each:.1f} | {ratio:.0f} |"
    )


if __name__ == "__main__":
    main()
