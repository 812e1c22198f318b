"""`pm` beside other tools that keep work as text: the same backlog, timed in turns in one run.

    python -m benchmarks.beside [--sizes 100 1000 10000] [--runs 3] [--only pm,taskwarrior]

taskwarrior (C++, `task`), Backlog.md (npm `backlog.md`, the `backlog` on the path), TaskJuggler (Debian
package `tj3`) and doorstop (pip); what is not installed is left out and said. Each holds the titles and the
dependencies of the same generated backlog, TaskJuggler its teams and efforts too. Printed are the best CPU
and wall seconds of `--runs` runs, and wall as a multiple of `python -c pass`. What the tools do in that time
differs: the table of benchmarks/README.md says it.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.generate import Instance, generate, write_workspace
from benchmarks.instances import problem_of
from benchmarks.taskjuggler import by_score, project

PM = [sys.executable, "-m", "pmcli"]
LIMIT = 300
"""Seconds after which a run is given up."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that can hold a backlog, and the questions that it is asked, by what they ask."""

    name: str
    program: str
    write: Callable[[Instance, Path], None]
    questions: Mapping[str, list[str]]
    environment: Mapping[str, str] = field(default_factory=dict)
    most: int = 10_000


def needs_of(instance: Instance) -> dict[int, list[int]]:
    """What each feature depends on."""
    needs: dict[int, list[int]] = {}
    for dependent, need in instance.arcs:
        needs.setdefault(dependent, []).append(need)
    return needs


def write_tasks(instance: Instance, folder: Path) -> None:
    """The database of taskwarrior, brought in by its own import."""
    identity = "00000000-0000-4000-8000-{:012d}".format
    needs = needs_of(instance)
    tasks = [
        {
            "uuid": identity(node), "description": f"Feature {node}", "status": "pending",
            "entry": "20261101T000000Z", "depends": [identity(need) for need in needs.get(node, [])],
        }
        for node in range(len(instance.values))
    ]  # fmt: skip
    (folder / "rc").write_text(f"data.location={folder}\nconfirmation=no\nrecurrence=no\n", encoding="utf-8")
    subprocess.run(
        ["task", "import", "-"], input=json.dumps(tasks).encode(), cwd=folder, check=True,
        capture_output=True, env={**os.environ, "TASKRC": str(folder / "rc")},
    )  # fmt: skip


def write_backlog_md(instance: Instance, folder: Path) -> None:
    """A project of Backlog.md: a Markdown file with front matter for each task."""
    tasks = folder / "backlog" / "tasks"
    tasks.mkdir(parents=True)
    settings = (
        'project_name: "generated"\nstatuses: ["To Do", "In Progress", "Done"]\ndefault_status: "To Do"\n'
    )
    settings += "remote_operations: false\ncheck_active_branches: false\ntask_prefix: task\n"
    (folder / "backlog" / "config.yml").write_text(settings, encoding="utf-8")
    needs = needs_of(instance)
    for node in range(len(instance.values)):
        before = ", ".join(f"TASK-{need + 1}" for need in needs.get(node, []))
        text = f"---\nid: TASK-{node + 1}\ntitle: Feature {node}\nstatus: To Do\nassignee: []\n"
        text += f"created_date: '2026-11-01 09:00'\nlabels: []\ndependencies: [{before}]\n---\n"
        (tasks / f"task-{node + 1} - Feature-{node}.md").write_text(text, encoding="utf-8")


def write_doorstop(instance: Instance, folder: Path) -> None:
    """Two documents of doorstop, for links lead to a parent document: needs, and what depends on them."""
    for prefix in ("SYS", "REQ"):
        place = folder / prefix.lower()
        place.mkdir()
        parent = "  parent: SYS\n" if prefix == "REQ" else ""
        head = f"settings:\n  digits: 6\n  itemformat: yaml\n{parent}  prefix: {prefix}\n  sep: ''\n"
        (place / ".doorstop.yml").write_text(head, encoding="utf-8")
    needs = needs_of(instance)
    for node in range(len(instance.values)):
        prefix = "REQ" if node in needs else "SYS"
        links = "".join(f"- SYS{need + 1:06d}\n" for need in needs.get(node, []) if need not in needs)
        text = f"active: true\nderived: true\nheader: ''\nlevel: 1.{node + 1}\n"
        text += f"links:{' []' if not links else ''}\n{links}normative: true\nref: ''\nreviewed: null\n"
        text += f"text: |\n  Feature {node}\n"
        (folder / prefix.lower() / f"{prefix}{node + 1:06d}.yml").write_text(text, encoding="utf-8")


def write_taskjuggler(instance: Instance, folder: Path) -> None:
    """A project of TaskJuggler, its priorities the scores."""
    ranked = by_score(problem_of(instance))
    (folder / "pm.tjp").write_text(project(instance, ranked), encoding="utf-8")


def tools(path: Path) -> list[Tool]:
    """All tools; `path` is a folder for caches that starts empty."""
    kept, none = {"XDG_CACHE_HOME": str(path)}, {"PM_CACHE": "0"}
    listing, scheduling = ["backlog", "task", "list", "--plain"], ["tj3", "--silent", "pm.tjp"]
    reading = {"rank": [*PM, "rank"], "check": [*PM, "check"], "list": [*PM, "list"]}
    plan = {"roadmap": [*PM, "roadmap"]}
    return [
        Tool("pm, no cache", sys.executable, write_workspace, {**reading, **plan}, none),
        Tool("pm, asked again", sys.executable, write_workspace, reading, kept),
        Tool("taskwarrior", "task", write_tasks, {"list": ["task", "rc.gc=off", "list"]}),
        Tool("Backlog.md", "backlog", write_backlog_md, {"task list": listing}),
        Tool("doorstop", "doorstop", write_doorstop, {"check": ["doorstop"]}, most=1_000),
        Tool("TaskJuggler", "tj3", write_taskjuggler, {"schedule": scheduling}, most=1_000),
    ]  # fmt: skip


def timed(command: list[str], folder: Path, environment: Mapping[str, str]) -> tuple[float, float] | None:
    """CPU and wall seconds of one run; None where it took longer than `LIMIT`."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    try:
        done = subprocess.run(
            command, cwd=folder, env={**os.environ, **environment}, timeout=LIMIT,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in (0, 1), (command, done.stderr.decode(errors="replace")[-2000:])
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.perf_counter() - start


def measured(chosen: list[Tool], size: int, runs: int, root: Path) -> dict[str, tuple[float, float] | None]:
    """The best CPU and wall seconds of every question, asked in turns; the first round only warms up."""
    instance = generate(size, seed=1)
    asked: dict[str, tuple[list[str], Path, Mapping[str, str]]] = {
        "python -c pass": ([sys.executable, "-c", "pass"], root, {})
    }
    for tool in chosen:
        if size > tool.most:
            continue
        folder = root / f"{tool.name} {size}".replace(" ", "-")
        folder.mkdir()
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
        tool.write(instance, folder)
        environment = {
            **tool.environment,
            **({"TASKRC": str(folder / "rc")} if tool.program == "task" else {}),
        }
        for question, command in tool.questions.items():
            asked[f"{tool.name}: {question}"] = (command, folder, environment)
    found: dict[str, list[tuple[float, float] | None]] = {title: [] for title in asked}
    for number in range(runs + 1):
        for title, one in asked.items():
            run = timed(*one) if None not in found[title] else None
            if number or run is None:
                found[title].append(run)
    return {title: _best(rows) for title, rows in found.items()}


def _best(rows: list[tuple[float, float] | None]) -> tuple[float, float] | None:
    known = [row for row in rows if row is not None]
    if len(known) < len(rows) or not known:
        return None
    return min(cpu for cpu, _ in known), min(wall for _, wall in known)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="pm beside other tools.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        (root / "cache").mkdir()
        wanted = [
            tool for tool in tools(root / "cache")
            if not given.only or any(tool.name.startswith(word) for word in given.only.split(","))
        ]  # fmt: skip
        for tool in wanted:
            if shutil.which(tool.program) is None:
                print(f"{tool.name} is not installed", file=sys.stderr)
        wanted = [tool for tool in wanted if shutil.which(tool.program)]
        print("| items | question | CPU s | wall s | × python -c pass |\n|" + " --- |" * 5)
        for size in given.sizes:
            rows = measured(wanted, size, given.runs, root)
            base = rows["python -c pass"] or (1.0, 1.0)
            for title, row in rows.items():
                told = (
                    "over 300 |  | "
                    if row is None
                    else f"{row[0]:.3f} | {row[1]:.3f} | {row[1] / base[1]:.1f}"
                )
                print(f"| {size:,} | {title} | {told} |", flush=True)


if __name__ == "__main__":
    main()
