"""Backlogs drawn at random, after what real ones look like: plain arrays, or a workspace of files.

    python -m benchmarks.generate FOLDER --features 200 --teams 6 --periods 6 --seed 1 --per-file 1

Effort is lognormal (median 4 person-weeks, sigma 0.9; no more than 70 % of a team's smallest quarter), value
lognormal (sigma 1.2) with 12 % enablers worth nothing by themselves, epics have 4 to 15 features. 30 % of the
epics are chains; elsewhere 34 % of the features depend on one or two others, three times out of four in their
epic: some 0.5 dependencies a feature. 70, 22 and 8 % of the features need one, two and three teams. Capacity
is 60 % of all effort, unevenly spread. 5 % are pinned, due, not before or expiring, so that a plan exists.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass, field
from pathlib import Path

YEAR = 2027
MONTH_ENDS = ("03-31", "06-30", "09-30", "12-31")


@dataclass(frozen=True, slots=True)
class Instance:
    """A backlog as arrays: features are positions, arcs (dependent, prerequisite), periods from 0.

    `efforts[i]` maps teams to person-weeks, `costs[i]` is their sum, `capacity[team][period]` person-weeks.
    `pins`, `deadlines`, `not_before` and `expires` map features to periods; `witness` is a plan that keeps
    them all (None: not in the horizon).
    """

    values: list[float]
    costs: list[float]
    arcs: list[tuple[int, int]]
    efforts: list[dict[int, float]]
    capacity: list[list[float]]
    witness: list[int | None]
    pins: dict[int, int] = field(default_factory=dict)
    deadlines: dict[int, int] = field(default_factory=dict)
    not_before: dict[int, int] = field(default_factory=dict)
    expires: dict[int, int] = field(default_factory=dict)


def generate(features: int, teams: int = 6, periods: int = 6, seed: int = 0, bound: float = 0.05) -> Instance:
    """The instance of a seed; `bound` is the share of features whose period is restricted."""
    draw = random.Random(f"{features} {teams} {periods} {seed}")
    values = [0.0 if draw.random() < 0.12 else round(draw.lognormvariate(2, 1.2), 2) for _ in range(features)]
    arcs = _dependencies(features, draw)
    efforts = [_effort(teams, draw) for _ in range(features)]
    capacity = _capacity(efforts, teams, periods, draw)
    efforts = [
        {team: min(need, max(0.1, round(0.7 * min(capacity[team]), 1))) for team, need in effort.items()}
        for effort in efforts
    ]
    witness = _witness(features, arcs, efforts, capacity, draw)
    costs = [sum(effort.values()) for effort in efforts]
    instance = Instance(values, costs, arcs, efforts, capacity, witness)
    _restrict(instance, bound, draw)
    return instance


def arcs_only(kind: str, features: int, seed: int = 0) -> list[tuple[int, int]]:
    """Dependencies of another shape: "none", "dense" (0.3 of all pairs) or "bipartite" (up to 3 each)."""
    draw = random.Random(f"{kind} {features} {seed}")
    if kind == "none":
        return []
    if kind == "dense":
        pairs = [(tail, head) for tail in range(features) for head in range(tail) if draw.random() < 0.3]
    elif kind == "bipartite":
        half = features // 2
        pairs = [(half + i, draw.randrange(half)) for i in range(half) for _ in range(draw.randint(1, 3))]
    else:
        raise ValueError(kind)
    names = draw.sample(range(features), features)
    return sorted({(names[tail], names[head]) for tail, head in pairs})


def _dependencies(features: int, draw: random.Random) -> list[tuple[int, int]]:
    """Arcs within epics and across; ids are drawn afterwards, so that their order says nothing."""
    pairs: set[tuple[int, int]] = set()
    start = 0
    while start < features:
        end = min(features, start + draw.randint(4, 15))
        if draw.random() < 0.3:
            pairs |= {(node, node - 1) for node in range(start + 1, end)}
        else:
            for node in range(start, end):
                pairs |= _few(node, start, draw)
        start = end
    names = draw.sample(range(features), features)
    return sorted({(names[tail], names[head]) for tail, head in pairs})


def _few(node: int, start: int, draw: random.Random) -> set[tuple[int, int]]:
    """One or two dependencies of a feature outside chains, or none."""
    if draw.random() >= 0.34:
        return set()
    lows = [start if draw.random() < 0.75 else 0 for _ in range(draw.choice((1, 1, 2)))]
    return {(node, draw.randrange(low, node)) for low in lows if low < node}


def _effort(teams: int, draw: random.Random) -> dict[int, float]:
    """Person-weeks by team, in tenths."""
    total = draw.lognormvariate(1.3863, 0.9)
    number = min(teams, draw.choices((1, 2, 3), (70, 22, 8))[0])
    shares = {team: draw.uniform(0.5, 1.5) for team in draw.sample(range(teams), number)}
    whole = sum(shares.values())
    return {team: max(0.1, round(total * share / whole, 1)) for team, share in sorted(shares.items())}


def _capacity(
    efforts: list[dict[int, float]], teams: int, periods: int, draw: random.Random
) -> list[list[float]]:
    """60 % of all effort; teams differ by a lognormal factor (sigma 0.2), quarters by up to 15 %."""
    weights = [draw.lognormvariate(0, 0.2) for _ in range(teams)]
    mean = 0.6 * sum(sum(effort.values()) for effort in efforts) / sum(weights) / periods
    return [
        [round(mean * weight * draw.uniform(0.85, 1.15), 1) for _ in range(periods)] for weight in weights
    ]


def _witness(
    features: int,
    arcs: list[tuple[int, int]],
    efforts: list[dict[int, float]],
    capacity: list[list[float]],
    draw: random.Random,
) -> list[int | None]:
    """A plan: features in a random order that keeps the arcs, each in the first period with room."""
    needs: dict[int, list[int]] = {}
    for tail, head in arcs:
        needs.setdefault(tail, []).append(head)
    left = [list(row) for row in capacity]
    periods = len(capacity[0])
    placed: dict[int, int | None] = {}
    for start in draw.sample(range(features), features):
        for node in _with_needs(start, needs, placed):
            before = [placed[need] for need in needs.get(node, ())]
            first = periods if None in before else max((one for one in before if one is not None), default=0)
            fits = (
                t for t in range(first, periods) if all(left[k][t] >= e for k, e in efforts[node].items())
            )
            placed[node] = period = next(fits, None)
            if period is not None:
                for team, effort in efforts[node].items():
                    left[team][period] -= effort
    return [placed[node] for node in range(features)]


def _with_needs(start: int, needs: dict[int, list[int]], placed: dict[int, int | None]) -> list[int]:
    """`start` and what it still waits for, prerequisites first."""
    order: list[int] = []
    stack = [(start, False)]
    while stack:
        node, ready = stack.pop()
        if ready and node not in order:
            order.append(node)
        elif not ready and node not in placed:
            stack.append((node, True))
            stack += [(need, False) for need in needs.get(node, ())]
    return order


def _restrict(instance: Instance, bound: float, draw: random.Random) -> None:
    """Pin, date or delay a share of the features, as the witness allows."""
    last = len(instance.capacity[0]) - 1
    for node, period in enumerate(instance.witness):
        if period is not None and draw.random() < bound:
            kind = draw.choice((instance.pins, instance.deadlines, instance.not_before, instance.expires))
            later = kind is instance.deadlines or kind is instance.expires
            kind[node] = min(last, period + draw.randint(0, 1)) if later else period


def name(node: int) -> str:
    """The id of a position: ids sort as positions do."""
    return f"f-{node:06d}"


def period_name(period: int) -> str:
    """The quarter that is so many after the first."""
    return f"{YEAR + period // 4}-Q{period % 4 + 1}"


def period_end(period: int) -> str:
    """The last day of that quarter."""
    return f"{YEAR + period // 4}-{MONTH_ENDS[period % 4]}"


def write_workspace(instance: Instance, folder: Path, per_file: int = 1) -> None:
    """Write `pm.yaml` and `features/*.yaml`, so many features to a file, scored by cd3."""
    (folder / "features").mkdir(parents=True, exist_ok=True)
    (folder / "pm.yaml").write_text(_settings(instance), encoding="utf-8")
    needs: dict[int, list[int]] = {}
    for tail, head in instance.arcs:
        needs.setdefault(tail, []).append(head)
    texts = [_feature(instance, node, needs.get(node, [])) for node in range(len(instance.values))]
    for start in range(0, len(texts), per_file):
        path = folder / "features" / f"{name(start)}.yaml"
        path.write_text("---\n".join(texts[start : start + per_file]), encoding="utf-8")


def _settings(instance: Instance) -> str:
    lines = ["pm: 1", "product: Generated", "effort_unit: person-weeks", "teams:"]
    for team, row in enumerate(instance.capacity):
        cells = ", ".join(f"{period_name(period)}: {one}" for period, one in enumerate(row))
        lines.append(f"  team{team}: {{capacity: {{default: {row[-1]}, {cells}}}}}")
    periods = len(instance.capacity[0])
    lines += ["calendar:", f"  start: {period_name(0)}", f"  periods: {periods}", "  discount: 3%"]
    lines += [f"  value_horizon: {max(12, periods)}", "scoring: {model: cd3}"]
    return "\n".join(lines) + "\n"


def _feature(instance: Instance, node: int, needs: list[int]) -> str:
    effort = ", ".join(f"team{team}: {need}" for team, need in instance.efforts[node].items())
    expiring = node in instance.expires
    profile = ", profile: fixed-date" if expiring else ""
    lines = [f"id: {name(node)}", f"title: Feature {node}", f"effort: {{{effort}}}"]
    lines.append(f"cd3: {{cost_of_delay: {instance.values[node]}{profile}}}")
    if needs:
        lines.append(f"depends_on: [{', '.join(name(need) for need in needs)}]")
    if expiring:
        lines.append(f"target: {period_name(instance.expires[node])}")
    if node in instance.deadlines:
        lines.append(f"deadline: {period_end(instance.deadlines[node])}")
    if node in instance.not_before:
        lines.append(f"not_before: {period_name(instance.not_before[node])}")
    if node in instance.pins:
        ruling = f"verdict: pin, period: {period_name(instance.pins[node])}"
        lines.append(f"decisions: [{{{ruling}, because: promised, by: generator, on: {YEAR}-01-01}}]")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write one workspace."""
    parser = argparse.ArgumentParser(description="Write a random workspace.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--features", type=int, default=200)
    parser.add_argument("--teams", type=int, default=6)
    parser.add_argument("--periods", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--per-file", type=int, default=1)
    asked = parser.parse_args()
    instance = generate(asked.features, asked.teams, asked.periods, asked.seed)
    write_workspace(instance, asked.folder, asked.per_file)


if __name__ == "__main__":
    main()
