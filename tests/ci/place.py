"""A stand-in for the machine that runs CI: a clone as CI systems check it out, and what lies around it.

Only what lies beyond the machine is stood in for: `gh` and `curl` by a program that keeps the comments in a
file and writes down its calls, and the installation from a package index by pm from this checkout.
"""

from __future__ import annotations

import atexit
import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pmcli.cli import main
from tests import elsewhere, forked

ROOT = Path(__file__).resolve().parent.parent.parent
BASH = shutil.which("bash") or "bash"
JQ = shutil.which("jq")


# As pip and venv would: a folder with a python and a pm in it. What is asked for is written down.
PYTHON = f"""#!/bin/sh
case "$*" in
  "-I -m venv "*) mkdir -p "$4/bin" && cp "$0" "$4/bin/python" && cp "$(dirname "$0")/pm" "$4/bin/pm" ;;
  "-I -m pip "*) echo "$*" >> "$FAKE_STATE/pip" ;;
  *version_info*) exit "${{FAKE_OLD_PYTHON:-0}}" ;;
  *) exec '{sys.executable}' "$@" ;;
esac
"""

# As GitHub's API would, as far as the action asks it.
GH = f"""#!{sys.executable} -IS
import json, os, pathlib, subprocess, sys
state = pathlib.Path(os.environ["FAKE_STATE"])
asked = sys.argv[1:]
with (state / "gh").open("a") as log:
    log.write(json.dumps(asked) + chr(10))
kept = state / "comments.json"
comments = json.loads(kept.read_text()) if kept.exists() else []
fields = dict(one.split("=", 1) for flag, one in zip(asked, asked[1:]) if flag in ("-f", "-F"))
writes = not any("nodes" in one for one in asked)
if os.environ.get("FAKE_READ_ONLY") and writes:
    sys.exit("gh: Resource not accessible by integration (HTTP 403)")
body = pathlib.Path(fields["body"][1:]).read_text() if writes else ""
if writes and len(body) > 65536:
    sys.exit("gh: body is too long (HTTP 422)")
if not writes:
    answer = {{"data": {{"repository": {{"pullRequest": {{"comments": {{"nodes": comments}}}}}}}}}}
    program = asked[asked.index("--jq") + 1]
    if {JQ!r}:
        done = subprocess.run([{JQ!r}, "-r", program], input=json.dumps(answer), text=True, capture_output=True)
        sys.stdout.write(done.stdout)
        sys.exit(done.stderr or done.returncode)
    for one in comments:
        if one["viewerDidAuthor"] and one["body"].startswith(os.environ["MARKER"] + chr(10)):
            print(one["id"])
elif "id" in fields:
    next(one for one in comments if one["id"] == fields["id"])["body"] = body
else:
    comments.append({{"id": f"IC_{{len(comments)}}", "body": body, "viewerDidAuthor": True}})
kept.write_text(json.dumps(comments))
"""

# As GitLab's API would, as far as the job asks it.
CURL = f"""#!{sys.executable} -IS
import json, os, pathlib, sys, urllib.parse
state = pathlib.Path(os.environ["FAKE_STATE"])
asked = sys.argv[1:]
header = sys.stdin.readline()
with (state / "curl").open("a") as log:
    log.write(json.dumps(asked) + chr(10))
kept = state / "notes.json"
notes = json.loads(kept.read_text()) if kept.exists() else []
if header != "PRIVATE-TOKEN: secret" + chr(10):
    sys.exit("curl: (22) The requested URL returned error: 401")
url = urllib.parse.urlsplit(asked[-1])
method = asked[asked.index("--request") + 1] if "--request" in asked else "GET"
body = next((pathlib.Path(one[5:]).read_text() for one in asked if one.startswith("body@")), "")
if url.path.endswith("/user"):
    print(json.dumps({{"id": 7}}))
elif method == "GET":
    page = int(urllib.parse.parse_qs(url.query)["page"][0])
    print(json.dumps(notes[2 * page - 2 : 2 * page]))  # pages of two, so that there are several
elif method == "PUT":
    next(one for one in notes if one["id"] == int(url.path.rsplit("/", 1)[1]))["body"] = body
else:
    notes.append({{"id": len(notes) + 1, "author": {{"id": 7}}, "body": body}})
kept.write_text(json.dumps(notes))
"""

SHOP = {
    "pm.yaml": """\
pm: 1
product: Shop
scoring: {model: rice}
teams: {web: {capacity: 12}, payments: {capacity: 6}}
calendar: {start: 2026-Q4, periods: 3}
exports:
  - {view: roadmap, format: markdown, to: ROADMAP.md}
""",
    "features/guest-checkout.yaml": """\
title: Guest checkout
effort: {web: 4..6..9, payments: 2}
rice: {reach: 9000, impact: high, confidence: 50%}
""",
    "features/wallets.yaml": """\
title: Wallets
effort: {web: 3..4..6}
depends_on: [guest-checkout]
rice: {reach: 5000, impact: medium, confidence: 50%}
""",
    "features/dark-mode.yaml": """\
title: Dark mode
effort: {web: 2..3..4}
rice: {reach: 3000, impact: low, confidence: 50%}
""",
}
BROKEN = "title: Broken\nstauts: planned\n"
DEARER = ("effort: {web: 4..6..9", "effort: {web: 8..10..12")


def pm() -> str:
    """The program: a fork of a process that has imported pm, as a job that calls it does not prove how it starts."""
    words = (sys.executable, "-IS", forked.__file__, "run", elsewhere.server())
    return f"""#!/bin/sh\nexec {shlex.join(words)} "$@"\n"""


@dataclass
class Place:
    """A clone of a repository as a CI system checks it out, and what is around it."""

    folder: Path
    env: dict[str, str]
    base: str
    head: str

    @property
    def clone(self) -> Path:
        return self.folder / "clone"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def bash(self, script: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run it as GitHub runs `shell: bash`."""
        return subprocess.run(
            [BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.clone, env={**self.env, **(env or {})}, text=True, encoding="utf-8", capture_output=True,
        )  # fmt: skip

    def calls(self, tool: str) -> list[list[str]]:
        log = self.state / tool
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def comments(self, kept: str = "comments.json") -> list[dict[str, Any]]:
        path = self.state / kept
        comments: list[dict[str, Any]] = json.loads(path.read_text()) if path.exists() else []
        return comments


def git(folder: Path, *arguments: str) -> str:
    env = {**os.environ, **GIT}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=env, text=True, encoding="utf-8", capture_output=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "amelie", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": "2026-11-02T09:00:00Z",
    "GIT_COMMITTER_NAME": "amelie", "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_COMMITTER_DATE": "2026-11-02T09:00:00Z",
}  # fmt: skip


def commit(folder: Path, message: str) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def executable(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    path.chmod(0o755)


def change(workspace: Path, what: str) -> None:
    """What the pull request changes."""
    if what == "dearer":
        path = workspace / "features" / "guest-checkout.yaml"
        text = path.read_text(encoding="utf-8")
        assert DEARER[0] in text
        path.write_text(text.replace(*DEARER), encoding="utf-8")
    elif what == "broken":
        (workspace / "features" / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    elif what == "no folder":
        shutil.rmtree(workspace)
    elif what == "no settings":
        (workspace / "pm.yaml").unlink()
    else:
        (workspace.parent / "NOTES.txt").write_text("nothing of the plan\n", encoding="utf-8")


@cache
def exported() -> str:
    """The roadmap of the shop, as it is committed beside it."""
    with TemporaryDirectory() as name:
        for path, text in SHOP.items():
            (Path(name) / path).parent.mkdir(exist_ok=True)
            (Path(name) / path).write_text(text, encoding="utf-8", newline="\n")
        assert main(["export", "-C", name]) == 0
        return (Path(name) / "ROADMAP.md").read_text(encoding="utf-8")


def place(folder: Path, what: str = "dearer", *, depth: int | None = None, merged: bool = True) -> Place:
    """A pull request on a repository with the shop in `roadmap/`, checked out as `actions/checkout` does.

    `main` goes on after the branch; what is checked out is the merge of both, or the head of the branch.
    """
    made, base, head = _made(what, depth, merged)
    shutil.copytree(made, folder, dirs_exist_ok=True)
    config = folder / "clone" / ".git" / "config"
    config.write_text(config.read_text().replace(made.as_uri(), folder.as_uri()))
    return Place(folder, around(folder), base, head)


@cache
def _made(what: str, depth: int | None, merged: bool) -> tuple[Path, str, str]:
    """A folder with `origin` and `clone`, to be copied; the commit to compare with, and the head of the branch."""
    holder = TemporaryDirectory()
    atexit.register(holder.cleanup)
    folder = Path(holder.name)
    origin = folder / "origin"
    origin.mkdir()
    git(origin, "init", "-q", "-b", "main")
    commit(origin, "Begin")
    for path, text in {**SHOP, "ROADMAP.md": exported()}.items():
        (origin / "roadmap" / path).parent.mkdir(parents=True, exist_ok=True)
        (origin / "roadmap" / path).write_text(text, encoding="utf-8", newline="\n")
    commit(origin, "Keep the roadmap here")
    git(origin, "checkout", "-q", "-b", "change")
    change(origin / "roadmap", what)
    head = commit(origin, "Change it")
    git(origin, "checkout", "-q", "main")
    (origin / "README").write_text("main went on\n", encoding="utf-8")
    tip = commit(origin, "Go on")
    git(origin, "checkout", "-q", "--detach")
    git(origin, "merge", "-q", "--no-ff", "-m", "Merge", "change")
    git(origin, "update-ref", "refs/pull/1/merge", "HEAD")
    git(origin, "checkout", "-q", "main")
    ref = "refs/pull/1/merge" if merged else "refs/heads/change"
    clone = folder / "clone"
    clone.mkdir()
    git(clone, "init", "-q")
    git(clone, "remote", "add", "origin", origin.as_uri())
    git(
        clone,
        "fetch",
        "-q",
        "--no-tags",
        *([f"--depth={depth}"] if depth else []),
        "origin",
        f"+{ref}:refs/remotes/pull",
    )
    git(clone, "checkout", "-q", "--detach", "refs/remotes/pull")
    return folder, tip if merged else git(origin, "merge-base", "main", "change"), head


def around(folder: Path) -> dict[str, str]:
    """The variables of a job, and the programs it finds."""
    tools, state = folder / "tools", folder / "state"
    state.mkdir()
    for name, text in {"pm": pm(), "python3": PYTHON, "python": PYTHON, "gh": GH, "curl": CURL}.items():
        executable(tools / name, text)
    (folder / "tmp").mkdir()
    return {
        **GIT, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder), "LC_ALL": "C.UTF-8",
        "FAKE_STATE": str(state), "RUNNER_TEMP": str(folder / "tmp"), "TERM": "dumb", "CI": "true",
    }  # fmt: skip
