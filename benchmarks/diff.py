"""How long `pm diff` takes, against the two plans that it must make in any case.

    python -m benchmarks.diff [--features 38 100 200 1000] [--changes 1 5 20 100]

In a backlog of benchmarks.generate so many features get another effort. The reference is `plan` before and
after, in the same process; the ratio is what finding the causes adds. All of it is single runs.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.generate import generate, write_workspace

from pmcli.api import load
from pmcli.model.backlog import Backlog
from pmcli.model.estimate import Estimate
from pmcli.planning import plan
from pmcli.review.changes import compare


def changed(backlog: Backlog, count: int) -> Backlog:
    """The same backlog with other efforts of so many features, drawn with a fixed seed."""
    draw = random.Random(count)
    features = dict(backlog.features)
    for name in draw.sample(sorted(features), min(count, len(features))):
        effort = features[name].effort or {}
        factor = draw.choice((0.5, 1.5, 2.0))
        other = {team: Estimate.exact(one.mean * factor) for team, one in effort.items()}
        features[name] = features[name].model_copy(update={"effort": other})
    return fresh(backlog, features=features)


def fresh(backlog: Backlog, **other: object) -> Backlog:
    """A backlog of which nothing is worked out yet."""
    return replace(backlog, **other)  # type: ignore[arg-type]  # names of its fields


def measured(size: int, counts: list[int]) -> None:
    """A row of the table for every count."""
    with tempfile.TemporaryDirectory() as folder:
        write_workspace(generate(size, seed=1), Path(folder))
        backlog = load(folder).backlog
    for count in counts:
        if count > size:
            continue
        after = changed(backlog, count)
        start = time.perf_counter()
        plan(fresh(backlog))
        plan(fresh(after))
        two_plans = time.perf_counter() - start
        start = time.perf_counter()
        found = compare(fresh(backlog), fresh(after))
        seconds = time.perf_counter() - start
        causes = {cause.because for moved in found.ranks for cause in moved.causes}
        causes |= {cause.because for shifted in found.roadmap for cause in shifted.causes}
        print(
            f"| {size:,} | {count} | {len(found.ranks)} | {len(found.roadmap)} | {len(causes)} "
            f"| {two_plans:.2f} | {seconds:.2f} | {seconds / two_plans:.1f} |"
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--features", type=int, nargs="+", default=[38, 100, 200, 1000])
    parser.add_argument("--changes", type=int, nargs="+", default=[1, 5, 20, 100])
    asked = parser.parse_args()
    print("| features | changed | ranks moved | periods moved | causes | two plans (s) | diff (s) | ratio |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in asked.features:
        measured(size, asked.changes)


if __name__ == "__main__":
    main()
