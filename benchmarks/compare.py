"""Whether two revisions of `pm` answer alike: every command of docs/commands.md, byte for byte.

    python -m benchmarks.compare BEFORE [AFTER] [--only rank,set] [--on northwind] [--cache FOLDER] [--show 5]

BEFORE and AFTER are folders with a checkout of the project (AFTER is this one where it is not named). The
command lines come from docs/commands.md of BEFORE: its examples with the ids of each workspace, the options
they share before and after the command, every `--format` to the standard output and into a file, in colours,
narrow, with a filter that matches nothing, and imports of every sample. They run on five workspaces
(northwind, minimal, broken, `roadmap/`, one generated with 300 features), each a git repository with three
commits. Compared are standard output, standard error, the files written and the exit code.

Each command line runs in a process forked from one that has imported everything, so that some thousand take
minutes. What BEFORE answers can be kept in a folder, by commit and day.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import pkgutil
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 120
SHARED = ("-C", "--rev", "--today", "--partial", "-o", "--width", "--color")
COMMIT = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "Ada"), ("EMAIL", "ada@example.org"), ("DATE", "2026-10-01T09:00:00Z"))
}
ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "EDITOR": "true", "VISUAL": "true",
    "BROWSER": "true", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "SOURCE_DATE_EPOCH": "1790000000",
    "SHELL": "/bin/bash", "TERM": "xterm",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Job:
    """A command line in a fresh copy of a workspace, and what is typed into it."""

    workspace: str
    words: tuple[str, ...]
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a job: the exit code, both streams, and every file that is new, changed or gone."""

    code: int
    out: str
    err: str
    files: dict[str, str]


# --- which command lines ---


def examples(page: str) -> Iterator[tuple[str, str]]:
    """(command, example line) of every section of docs/commands.md."""
    for section in re.split(r"^## pm ", page, flags=re.MULTILINE)[1:]:
        command = section.split("\n", 1)[0].strip()
        for line in re.findall(r"^  (pm .*)$", section.split("Usage:")[0], flags=re.MULTILINE):
            yield command, re.split(r"\s{2,}| \| ", line)[0]


def formats(page: str) -> dict[str, tuple[str, ...]]:
    """The formats of every command."""
    found = {}
    for section in re.split(r"^## pm ", page, flags=re.MULTILINE)[1:]:
        match = re.search(r"^  --format ((?:[\w-]+\|)+[\w-]+)", section, flags=re.MULTILINE)
        found[section.split("\n", 1)[0].strip()] = tuple(match[1].split("|")) if match else ()
    return found


BASES = """
rank
rank --line
rank --by score
rank --top 2
rank --model wsjf
rank --model moscow
ready
demand
demand --by feature
decisions
decisions --all
roadmap
roadmap -v
roadmap --view now-next-later
roadmap --view timeline
roadmap --view teams
roadmap --by outcome
roadmap --view timeline --by theme
roadmap --carry-over
roadmap --model wsjf
why-not ID0
why-not ID1
why-not ID2
why-not nobody
explain ID0
explain ID1
explain ID2
explain ID3
show ID0
show ID1
show ID2
show ID3
show ID4 --no-plan
models
models rice
models nothing
list
graph
graph ID1
plot value-effort
plot scores
plot capacity
plot mix
check
check --fail-on warning
rule PM104
rule --all
diff HEAD~2..HEAD
diff HEAD~1
diff HEAD..HEAD~2
diff
history
history ID0
history ID1
export roadmap
export rank
export graph
export review
export brief ID0
export brief
export declined
export backlog
export review --since HEAD~2
export
export roadmap --audience customers
export review --audience leadership
export backlog --audience team
export --check
schema
schema feature
schema workspace
completion bash
decide ID0 first --because test --by ada
decide ID1 pin 2027-Q1 --because test --by ada
decide ID2 park --because test --by ada --dry-run
decide ID3 decline --because test --by ada
set ID0 owner=zoe
set ID1 effort=3..5..9
set ID2 tags+=x
set ID3 title=
set ID4 owner=zoe --dry-run
set ID0 nonsense=1
rename ID0 zzz-new
rename ID1 ID2
rm ID0
rm ID5
fmt
fmt --check
new 'A new idea'
new 'Another one' -s owner=zoe -s effort=3
new 'Bare' --bare --id bare
triage
view --no-open
view graph --no-open
init
""".strip().splitlines()
WITHOUT_WORKSPACE = [
    "",
    "--help",
    "--version",
    "help rank",
    "rnak",
    "rank --nonsense",
    "rank --top",
    "-C nowhere rank",
    "rank",
    "init --yes",
    "init --bare",
    "check",
    "import nowhere.csv",
]


def jobs(page: str, workspaces: dict[str, list[str]], samples: list[str], only: set[str]) -> list[Job]:
    """Every job, each once."""
    found: dict[Job, None] = {}
    for workspace, ids in workspaces.items():
        found |= dict.fromkeys(_from_examples(page, workspace, workspaces["northwind"], ids))
        found |= dict.fromkeys(_from_bases(page, workspace, ids))
    found |= dict.fromkeys(Job("empty", tuple(shlex.split(line))) for line in WITHOUT_WORKSPACE)
    for sample in samples:
        for more in ((), ("--yes",), ("--dry-run",), ("--format", "json")):
            found[Job("samples", ("import", sample, *more))] = None
        found[Job("samples", ("init", "--from", sample, "--yes"))] = None
    return [job for job in found if not only or only & set(job.words)]


def _from_examples(page: str, workspace: str, northwind: list[str], ids: list[str]) -> Iterator[Job]:
    """The examples of the docs, options before and after the command."""
    for command, line in examples(page):
        words = tuple(_with_ids(shlex.split(line)[1:], northwind, ids))
        if "--serve" not in words and words:
            quiet = ("--no-open",) if command == "view" and "--no-open" not in words else ()
            for variant in _shared_first((*words, *quiet)):
                yield Job(workspace, variant, _typed(command))


def _from_bases(page: str, workspace: str, ids: list[str]) -> Iterator[Job]:
    """Every command in every format, and what may go wrong with it."""
    kinds = formats(page)
    for line in BASES:
        command, *rest = _numbered(shlex.split(line), ids)
        variants = _variants((command, *rest), kinds.get(command, ()))
        for variant in variants if workspace != "generated" else list(variants)[:1]:
            yield Job(workspace, variant, _typed(command))
    for command in kinds:
        yield Job(workspace, (command, "--help"))
        yield Job(workspace, (command, "--nonsense"))
    for word in ("--partial", "--rev HEAD~1", "--today 2027-02-01", "--rev nothing"):
        for command in ("rank", "roadmap", "check", f"show {ids[0]}", "list", f"explain {ids[0]}"):
            yield Job(workspace, (*word.split(), *command.split()))
            yield Job(workspace, (*command.split(), *word.split()))


def _numbered(words: list[str], ids: list[str]) -> Iterator[str]:
    """The words, with the third id of the workspace for ID2."""
    for word in words:
        yield ids[int(word[2]) % len(ids)] if re.fullmatch(r"ID\d", word) else word


def _with_ids(words: list[str], northwind: list[str], ids: list[str]) -> Iterator[str]:
    for word in words:
        yield ids[northwind.index(word) % len(ids)] if word in northwind else word


def _typed(command: str) -> str:
    return "3\nhigh\n80%\n\n?\ns\nq\n" if command == "triage" else ""


def _shared_first(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The line as it is, and with what it shares with others before the command."""
    yield words
    for at, word in enumerate(words):
        if word in SHARED:
            to = at + 1 if word == "--partial" else at + 2
            yield (*words[at:to], *words[:at], *words[to:])


def _variants(words: tuple[str, ...], kinds: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield words
    for kind in kinds:
        yield (*words, "--format", kind)
        yield ("-o", f"answer.{kind}", *words, "--format", kind)
    yield (*words, "--width", "60", "--color", "always")
    yield ("--width", "120", "--color", "always", *words)
    yield (*words, "--where", "theme=nothing-at-all")


# --- the workspaces ---


def prepare(folder: Path, project: Path) -> tuple[dict[str, list[str]], list[str]]:
    """The five workspaces as repositories below `folder`; their ids, and the samples for imports."""
    sys.path.insert(0, str(ROOT))
    from benchmarks.generate import generate, write_workspace

    for name in ("northwind", "minimal", "broken"):
        shutil.copytree(project / "examples" / name, folder / name)
    shutil.copytree(project / "roadmap", folder / "roadmap")
    write_workspace(generate(300, seed=7), folder / "generated")
    shutil.copytree(project / "tests" / "data" / "importers", folder / "samples" / "samples")
    (folder / "samples" / "pm.yaml").write_text("pm: 1\nproduct: Samples\ncalendar: {start: 2026-Q4}\n")
    (folder / "empty").mkdir()
    ids = {}
    for name in ("northwind", "minimal", "broken", "roadmap", "generated"):
        ids[name] = sorted(_ids(folder / name))
        _commits(folder / name)
    samples = sorted(f"samples/{path.name}" for path in (folder / "samples" / "samples").iterdir())
    return ids, samples


def _ids(workspace: Path) -> Iterator[str]:
    for path in sorted((workspace / "features").rglob("*")):
        if path.is_file():
            named = re.findall(
                r"^(?:- )?id: ([\w.-]+)$", path.read_text(errors="replace"), flags=re.MULTILINE
            )
            yield from named or [path.stem]


def _commits(workspace: Path) -> None:
    """Three commits: without the last feature files, with them, with other values."""
    files = sorted(path for path in (workspace / "features").rglob("*.yaml"))
    last = {path: path.read_bytes() for path in files[-2:]}
    for path in last:
        path.unlink()
    _git(workspace, "init", "-q", "-b", "main")
    _commit(workspace, "The first")
    for path, data in last.items():
        path.write_bytes(data)
    _commit(workspace, "Two more")
    for path in files[:3]:
        text = path.read_text(errors="replace")
        text = re.sub(r"(cost_of_delay: )(\d+)(?=[,}])", r"\g<1>1\2", text, count=1)
        path.write_text(re.sub(r"confidence: \d+%", "confidence: 35%", text, count=1))
    _commit(workspace, "Other values")
    for path in files[3:4]:
        path.write_text(path.read_text(errors="replace") + "# not committed\n")


def _commit(folder: Path, message: str) -> None:
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "--allow-empty", "-m", message)


def _git(folder: Path, *words: str) -> None:
    env = {**os.environ, **COMMIT, **ENVIRONMENT}
    subprocess.run(["git", *words], cwd=folder, env=env, check=True, capture_output=True)


# --- running them, in a process of its own for each project ---


def serve(templates: Path, place: Path) -> None:
    """Answer jobs, one a line, with everything imported once."""
    import pmcli

    for module in pkgutil.walk_packages(pmcli.__path__, "pmcli."):
        if "__main__" not in module.name:
            importlib.import_module(module.name)
    for name in ("networkx", "numpy", "highspy", "rich.console", "rich.table", "openpyxl", "xlsxwriter"):
        importlib.import_module(name)
    for line in sys.stdin:
        job = json.loads(line)
        answer = _answer(Job(job["workspace"], tuple(job["words"]), job["typed"]), templates, place)
        print(json.dumps(asdict(answer)))
        sys.stdout.flush()


def _answer(job: Job, templates: Path, place: Path) -> Answer:
    work = place / "work"
    shutil.copytree(templates / job.workspace, work, symlinks=True)
    streams = [place / name for name in ("in", "out", "err")]
    streams[0].write_text(job.typed)
    (place / "tmp").mkdir()
    if not (child := os.fork()):
        _child(job.words, work, streams, place)
    _, status = os.waitpid(child, 0)
    out, err = (
        _anywhere(path.read_text(encoding="utf-8", errors="backslashreplace"), place) for path in streams[1:]
    )
    files = _changed(templates / job.workspace, work) | _changed(place / "none", place / "tmp")
    for folder in (work, place / "tmp"):
        shutil.rmtree(folder)
    code = os.waitstatus_to_exitcode(status)
    return Answer(
        code, out, err, {_anywhere(path, place): _anywhere(text, place) for path, text in files.items()}
    )


def _anywhere(text: str, place: Path) -> str:
    """The text without the folder, and the folder for pm view's page, whose name is drawn at random."""
    return re.sub(r"\bpm-\w{8}(?=/)", "pm-", text.replace(str(place), "PLACE"))


def _child(words: tuple[str, ...], work: Path, streams: list[Path], place: Path) -> None:
    code = 99
    try:
        os.chdir(work)
        for number, path in enumerate(streams):
            os.dup2(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC * (number > 0)), number)
        os.environ.update(ENVIRONMENT, TMPDIR=str(place / "tmp"), HOME=str(place / "tmp"))
        tempfile.tempdir = None
        sys.stdin, sys.stdout, sys.stderr = (
            open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - they live as long as the child
            for number, mode in enumerate("rww")
        )
        signal.alarm(SECONDS)
        from pmcli.cli import main

        code = main(list(words))
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException as fault:
        sys.stderr.write(f"raised {fault!r}\n")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code or 0)


def _changed(before: Path, after: Path) -> dict[str, str]:
    """What is new or other in a folder, as text or as a digest; "gone" for what is gone."""
    was, now = _texts(before), _texts(after)
    found = dict.fromkeys(was.keys() - now.keys(), "gone")
    for name in sorted(now):
        if was.get(name) != now[name]:
            data = now[name]
            zipped = name.endswith((".xlsx", ".png"))
            found[name] = (
                hashlib.sha256(data).hexdigest() if zipped else data.decode(errors="backslashreplace")
            )
    return found


def _texts(folder: Path) -> dict[str, bytes]:
    paths = (
        path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts
    )
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def answers(project: Path, templates: Path, asked: list[Job], side: str, base: Path) -> list[Answer]:
    """What a checkout answers to every job."""
    place = base / side
    place.mkdir()
    command = [sys.executable, __file__, "--serve", str(templates), str(place)]
    env = {**os.environ, "PYTHONPATH": str(project / "src"), "PYTHONHASHSEED": "0"}
    server = subprocess.run(
        command, input="".join(json.dumps(asdict(job)) + "\n" for job in asked), env=env, text=True,
        stdout=subprocess.PIPE, check=True, cwd=project,
    )  # fmt: skip
    return [Answer(**json.loads(line)) for line in server.stdout.splitlines()]


def _kept(path: Path | None, project: Path, templates: Path, asked: list[Job], base: Path) -> list[Answer]:
    """What BEFORE answers, read from where it is kept."""
    if path is None:
        return answers(project, templates, asked, "a", base)
    revision = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=project, capture_output=True, text=True, check=True
    ).stdout
    today = subprocess.run(["date", "+%F"], capture_output=True, text=True, check=True).stdout
    text = json.dumps([asdict(job) for job in asked])
    key = hashlib.sha256(f"{revision} {today} {text}".encode()).hexdigest()[:16]
    if not (file := path / f"{key}.json").exists():
        path.mkdir(parents=True, exist_ok=True)
        found = answers(project, templates, asked, "a", base)
        file.write_text(json.dumps([asdict(one) for one in found]))
        return found
    return [Answer(**one) for one in json.loads(file.read_text())]


def main() -> int:
    """Compare two checkouts; 1 where an answer differs."""
    if sys.argv[1:2] == ["--serve"]:
        serve(Path(sys.argv[2]), Path(sys.argv[3]))
        return 0
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path, nargs="?", default=ROOT)
    parser.add_argument("--only", default="", help="command lines with one of these words")
    parser.add_argument("--on", default="", help="only these workspaces")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--show", type=int, default=5)
    given = parser.parse_args()
    before, after = given.before.resolve(), given.after.resolve()
    shm = Path("/dev/shm")  # noqa: S108 - a folder in memory, where there is one; only its own new folder is used
    with tempfile.TemporaryDirectory(dir=shm if shm.is_dir() else None) as name:
        base = Path(name)
        (base / "t").mkdir()
        ids, samples = prepare(base / "t", before)
        page = (before / "docs" / "commands.md").read_text(encoding="utf-8")
        asked = jobs(page, ids, samples, {word for word in given.only.split(",") if word})
        asked = [job for job in asked if not given.on or job.workspace in given.on.split(",")]
        with ThreadPoolExecutor(2) as pool:
            old = pool.submit(_kept, given.cache, before, base / "t", asked, base)
            new = pool.submit(answers, after, base / "t", asked, "b", base)
            pairs = list(zip(asked, old.result(), new.result(), strict=True))
    return report(pairs, given.show)


def report(pairs: list[tuple[Job, Answer, Answer]], most: int) -> int:
    """Say how many answers are alike, and show some that are not."""
    other = [(job, old, new) for job, old, new in pairs if old != new]
    for job, old, new in other[:most]:
        print(f"--- {job.workspace}: pm {shlex.join(job.words)}")
        for part in ("code", "out", "err"):
            if getattr(old, part) != getattr(new, part):
                _differs(part, str(getattr(old, part)), str(getattr(new, part)))
        for path in sorted(old.files.keys() | new.files.keys()):
            if old.files.get(path) != new.files.get(path):
                _differs(path, old.files.get(path, "not there"), new.files.get(path, "not there"))
    for job, _, _ in other[most:]:
        print(f"differs: {job.workspace}: pm {shlex.join(job.words)}")
    codes = Counter((job.workspace, old.code) for job, old, _ in pairs)
    print(
        "; ".join(
            f"{workspace}: {count:,} end in {code}" for (workspace, code), count in sorted(codes.items())
        )
    )
    print(f"{len(pairs):,} command lines, {len(other):,} answers differ")
    return 1 if other else 0


def _differs(what: str, old: str, new: str) -> None:
    import difflib

    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), "before", "after", lineterm="", n=1)
    print(f"{what}:", *list(lines)[2:30], sep="\n  ")


if __name__ == "__main__":
    sys.exit(main())
