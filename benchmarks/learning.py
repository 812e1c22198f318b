"""How honest calibrated ranges are, and how long it takes to read estimates at the start from git.

    python -m benchmarks.learning [--histories 2000] [--commits 500] [--features 200]

The coverage is of made histories: standardised errors of a team drawn from a normal distribution, the range that
the past makes of the next estimate, and the share of the true errors that lie in it, which is known exactly. The
survivors are 60 features that take what was estimated in the mean, half of them not finished yet.

For the time a backlog of benchmarks.generate is committed with `git fast-import`; so many commits change one to
three features each, and every third feature has shipped. Features stand in files of their own, or all in one.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import tempfile
import time
from collections.abc import Mapping
from datetime import date
from math import exp
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


def coverage(shift: float, spread: float, deliveries: int, histories: int) -> float:
    """The share of what comes next that lies in the range which the past makes of an estimate."""
    draw = random.Random(1)
    shares = []
    for _ in range(histories if deliveries else 1):
        low, high = posterior([draw.gauss(shift, spread) for _ in range(deliveries)]).ends
        shares.append(NORMAL.cdf((high - shift) / spread) - NORMAL.cdf((low - shift) / spread))
    return fmean(shares)


def survivors(histories: int) -> tuple[float, float, int]:
    """The mean ratio of took over estimated by the finished alone, and with the rest; how many finish.

    The true ratios are lognormal around 1 (sd 0.75 of the logarithm); work has gone on for 0 to 2 estimates.
    """
    draw = random.Random(1)
    alone, together, finished = [], [], 0
    for _ in range(histories):
        pairs = [(draw.gauss(0, 0.75), draw.uniform(0, 2)) for _ in range(60)]
        done = [error for error, since in pairs if exp(error) <= since]
        begun = [NORMAL_LOG(since) for error, since in pairs if exp(error) > since > 0]
        finished += len(done)
        alone.append(exp(posterior(done).shift))
        together.append(exp(posterior(done, begun).shift))
    return fmean(alone), fmean(together), round(finished / histories)


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


if __name__ == "__main__":
    main()
