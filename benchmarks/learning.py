"""How honest calibrated ranges are, and how long it takes to read estimates at the start from git.

    python -m benchmarks.learning [--histories 2000] [--commits 500] [--features 200]

The coverage is of made histories: standardised errors of a team drawn from a normal distribution, the range
that the past makes of the next estimate, and the share of the true errors in it, which is known exactly. The
survivors are 60 features that take what was estimated in the mean, of which some are not finished yet.

For the time a backlog of benchmarks.generate is committed with `git fast-import`; so many commits change one
to three features each, and every third feature has shipped. Features stand in files of their own, or in one.
The seconds are those of the CPU, git's included: the workspace is open before.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import tempfile
from collections.abc import Mapping
from datetime import date
from math import exp, log
from pathlib import Path
from statistics import NormalDist, fmean

from benchmarks.generate import generate, write_workspace

from pmcli.learning.posterior import posterior
from pmcli.review.at_start import at_start
from pmcli.workspace.opening import open_workspace

TEAMS = {
    "honest": (0.0, 1.0),
    "late, ranges half as wide as they should be": (0.5, 2.0),
    "over-confident: a little late, ranges two thirds": (0.3, 1.5),
}
"""The mean and the standard deviation of the errors of a team; 0 and 1 are honest."""
DELIVERIES = (0, 5, 10, 20)
NORMAL = NormalDist()
FEATURES, SPREAD = 60, 0.75
FIRST = 1_669_852_800
"""December 2022, in seconds."""


def coverage(shift: float, spread: float, deliveries: int, histories: int) -> float:
    """The share of what comes next that lies in the range which the past makes of an estimate."""
    draw = random.Random(1)
    shares = []
    for _ in range(histories if deliveries else 1):
        low, high = posterior([draw.gauss(shift, spread) for _ in range(deliveries)]).ends
        shares.append(NORMAL.cdf((high - shift) / spread) - NORMAL.cdf((low - shift) / spread))
    return fmean(shares)


def survivors(histories: int) -> tuple[float, float, float]:
    """Taken over estimated by what is finished alone, and with the rest; the share that is finished.

    60 features take what was estimated in the mean (sd 0.75 of the logarithm); work on each has gone on for
    up to twice its estimate.
    """
    draw = random.Random(1)
    alone, together, finished = [], [], 0
    for _ in range(histories):
        pairs = [(draw.gauss(0.0, SPREAD), log(draw.uniform(0.0, 2.0))) for _ in range(FEATURES)]
        done = [error for error, so_far in pairs if error <= so_far]
        begun = [so_far for error, so_far in pairs if error > so_far > 0]
        alone.append(exp(posterior(done).shift))
        together.append(exp(posterior(done, begun).shift))
        finished += len(done)
    return fmean(alone), fmean(together), finished / histories / FEATURES


def repository(folder: Path, commits: int, features: int, *, as_list: bool) -> None:
    """A repository with so many commits, and files in which every third feature has shipped since."""
    write_workspace(generate(features, seed=1), folder)
    paths = sorted((folder / "features").glob("*.yaml"))
    texts = {path.stem: path.read_text(encoding="utf-8") for path in paths}
    files = {"pm.yaml": (folder / "pm.yaml").read_text(encoding="utf-8"), **_files(texts, as_list=as_list)}
    draw = random.Random(1)
    lines: list[bytes] = []
    for number in range(commits):
        lines += [
            b"commit refs/heads/main",
            b"committer Ada <a@example.org> %d +0000" % (FIRST + 126_144 * number),
        ]
        lines += [b"data 1", b"x"]
        for path, text in files.items():
            lines += [b"M 100644 inline " + path.encode(), b"data %d" % len(text.encode()), text.encode()]
        changed = draw.sample(sorted(texts), draw.randint(1, 3))
        for name in changed:
            value = f"cost_of_delay: {round(draw.lognormvariate(2, 1.2), 2)}"
            texts[name] = re.sub(r"cost_of_delay: [\d.]+", value, texts[name])
        files = _files(texts if as_list else {name: texts[name] for name in changed}, as_list=as_list)
    git = ["git", "-C", str(folder)]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    subprocess.run([*git, "fast-import", "--quiet"], input=b"\n".join(lines) + b"\n", check=True)
    subprocess.run([*git, "reset", "-q", "--hard"], check=True)
    shipped = {name: f"{text}status: shipped\nstarted: 2024-0{1 + place % 9}-15\n"
               for place, (name, text) in enumerate([*texts.items()][::3])}  # fmt: skip
    for file in paths if as_list else ():
        file.unlink()
    for path, text in _files(texts | shipped, as_list=as_list).items():
        (folder / path).write_text(text, encoding="utf-8")


def _files(texts: Mapping[str, str], *, as_list: bool) -> dict[str, str]:
    """A file a feature, or one for all of them."""
    if not as_list:
        return {f"features/{name}.yaml": text for name, text in texts.items()}
    return {"features/all.yaml": "---\n".join(f"id: {name}\n{_body(text)}" for name, text in texts.items())}


def _body(text: str) -> str:
    return re.sub(r"^id:.*\n", "", text, flags=re.MULTILINE)


def seconds(folder: Path) -> tuple[float, int]:
    """CPU seconds to read the estimates at the start, the workspace being open; and of how many features."""
    opened = open_workspace(folder, clock=date(2026, 11, 23))
    backlog = opened.unchecked.backlog
    begin = os.times()
    found = at_start(opened, backlog)
    return sum(os.times()[:4]) - sum(begin[:4]), len(found.estimates)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=2000)
    parser.add_argument("--commits", type=int, default=500)
    parser.add_argument("--features", type=int, default=200)
    asked = parser.parse_args()
    print(f"| team | {' | '.join(map(str, DELIVERIES))} |")
    print(f"| --- | {' | '.join(['---:'] * len(DELIVERIES))} |")
    for name, (shift, spread) in TEAMS.items():
        shares = [coverage(shift, spread, count, asked.histories) for count in DELIVERIES]
        print(f"| {name} | {' | '.join(f'{100 * share:.1f}' for share in shares)} |")
    alone, together, finished = survivors(min(asked.histories, 200))
    told = f"by them x {alone:.2f}, with the unfinished x {together:.2f}, in truth x 1"
    print(f"\n{100 * finished:.0f} % finished: {told}")
    print("\n| features | commits | in | that count | seconds |\n| ---: | ---: | --- | ---: | ---: |")
    for as_list in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            repository(Path(folder), asked.commits, asked.features, as_list=as_list)
            took, count = seconds(Path(folder))
        place = "one file" if as_list else "a file each"
        print(f"| {asked.features} | {asked.commits} | {place} | {count} | {took:.2f} |")


if __name__ == "__main__":
    main()
