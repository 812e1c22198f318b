"""An answer that is remembered is the one that would be given, and is not asked for twice."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from pmcli.cli import memory
from pmcli.cli.app import BY_NAME
from pmcli.workspace.cache_folder import Cache
from tests.cli.conftest import environment, in_terminal, outside
from tests.cli.repo import commit, git

SETTLED = 0.12
"""Seconds after which the times of a file tell of its next change."""
PM = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\n"
FEATURE = "title: {}\neffort: 2\nrice: {{reach: 1000, impact: high, confidence: 80%}}\n"
READING = frozenset((
    "check", "completion", "decisions", "demand", "diff", "experiment", "explain", "export", "graph", "history",
    "launch", "learn", "list", "models", "odds", "plot", "rank", "ratings", "ready", "roadmap", "rule", "schema",
    "show", "sure", "week", "what-if", "why-not", "worth",
))  # fmt: skip


@dataclass
class Shop:
    """A workspace, a person with a home, and `pm` as they ask it."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        return self.folder / "shop"

    @property
    def cache(self) -> Path:
        return self.folder / "cache" / "pm"

    def ask(self, *words: str, **more: str) -> tuple[int, str, str]:
        """What `pm` answers to a person with a cache."""
        done = outside(*words, at=self.root, variables={**self.variables, "PM_CACHE": "", **more})
        return done.returncode, done.stdout, done.stderr

    def truth(self, *words: str, **more: str) -> tuple[int, str, str]:
        """What it answers without."""
        return self.ask(*words, **{**more, "PM_CACHE": "0"})

    def answers(self) -> list[Path]:
        return sorted(self.cache.glob("answer-*"))

    def mark(self) -> None:
        """Makes every remembered answer one that no run gives: who is told it was told what is remembered."""
        cache = Cache.opened(str(self.cache))
        assert cache is not None
        for file in self.answers():
            facts, _, code = marshal.loads(file.read_bytes()[32:])  # noqa: S302
            data = marshal.dumps((facts, [(1, b"remembered\n")], code))
            file.write_bytes(cache._seal(file.name, data) + data)

    def is_remembered(self, *words: str, **more: str) -> bool:
        self.mark()
        return self.ask(*words, **more)[1] == "remembered\n"

    def tells_the_truth_after(self, change: Callable[[], object], *questions: tuple[str, ...]) -> None:
        """Whether what is told after a change is true, whatever was remembered before it."""
        self.settle()
        before = {words: self.ask(*words) for words in questions}
        assert len(self.answers()) == sum(code in (0, 1) for code, _, _ in before.values())
        self.mark()
        change()
        for words in questions:
            answer, truth = self.ask(*words), self.truth(*words)
            assert answer == truth or (answer[1] == "remembered\n" and truth == before[words]), words
        for file in self.answers():
            file.unlink()

    def settle(self) -> None:
        time.sleep(SETTLED)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(
        tmp_path, {"XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    )
    (tmp_path / "cache").mkdir()
    for name in ("a", "b", "c"):
        write(shop, f"features/{name}.yaml", FEATURE.format(name.upper()))
    write(shop, "pm.yaml", PM)
    write(shop, "docs/spec.md", "How it is")
    shop.settle()
    return shop


def write(shop: Shop, path: str, text: str) -> None:
    file = shop.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def same_size_and_time(shop: Shop) -> None:
    file = shop.root / "features/a.yaml"
    before = file.stat()
    file.write_text(file.read_text().replace("effort: 2", "effort: 9"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced(shop: Shop) -> None:
    draft = shop.root / "features/.draft"
    draft.write_text(FEATURE.format("New"))
    draft.replace(shop.root / "features/a.yaml")


def linked(shop: Shop) -> None:
    write(shop, "other/x.yaml", FEATURE.format("Linked"))
    (shop.root / "features/a.yaml").unlink()
    (shop.root / "features/a.yaml").symlink_to("../other/x.yaml")


def linked_elsewhere(shop: Shop) -> None:
    link = shop.root / "features/a.yaml"
    write(shop, "other/y.yaml", FEATURE.format("Linked elsewhere"))
    link.unlink()
    link.symlink_to("../other/y.yaml")


def leading_out(shop: Shop) -> None:
    (shop.root / "other").rename(shop.folder / "other")
    (shop.root / "other").symlink_to(shop.folder / "other")


def made_a_folder(shop: Shop) -> None:
    (shop.root / "features/b.yaml").unlink()
    write(shop, "features/b.yaml/inner.yaml", FEATURE.format("Inner"))


def features_linked(shop: Shop) -> None:
    (shop.root / "features").rename(shop.root / "ideas")
    (shop.root / "features").symlink_to("ideas")


LINKS: Sequence[Callable[[Shop], object]] = (
    lambda shop: (shop.root / "docs/spec.md").unlink(),
    lambda shop: (shop.root / "docs/spec.md").symlink_to("../nowhere"),
    lambda shop: write(shop, "nowhere", "now it is there"),
)
"""Edits of what `pm check` asks for and does not read."""
EDITS: Sequence[Callable[[Shop], object]] = (
    same_size_and_time, replaced, linked, linked_elsewhere,
    lambda shop: write(shop, "other/y.yaml", FEATURE.format("The target is another")),
    leading_out,
    lambda shop: write(shop, "features/d.yaml", FEATURE.format("D")),
    lambda shop: write(shop, "features/deep/e.yaml", FEATURE.format("E")),
    lambda shop: write(shop, "features/deep/f.yaml", FEATURE.format("F")),
    lambda shop: (shop.root / "features/d.yaml").unlink(),
    lambda shop: (shop.root / "features/c.yaml").rename(shop.root / "features/g.yaml"),
    made_a_folder,
    lambda shop: write(shop, "pm.yaml", PM.replace("Shop", "Another shop")),
    lambda shop: write(shop, "ratings/ada.yaml", "rater: ada\nfeatures: {g: {rice: {reach: 5}}}\n"),
    lambda shop: write(shop, "features/g.yaml", FEATURE.format("G") + "links: {spec: docs/spec.md}\n"),
    *LINKS, features_linked,
    lambda shop: (shop.root / "pm.yaml").unlink(),
)  # fmt: skip


def test_whatever_changes_the_answer_is_the_one_without_a_cache(shop: Shop) -> None:
    for edit in EDITS:
        shop.tells_the_truth_after(partial(edit, shop), ("check",) if edit in LINKS else ("rank",))


def test_a_change_right_after_or_before_is_seen(shop: Shop) -> None:
    """Times are rough: of files that have just changed nothing is remembered, so the next change is seen."""
    for effort in range(1, 9):
        write(shop, "features/a.yaml", FEATURE.format("A").replace("effort: 2", f"effort: {effort}"))
        assert shop.ask("list", "--format", "csv") == shop.truth("list", "--format", "csv")
    assert not shop.answers()


def test_a_nearer_workspace_is_found(shop: Shop) -> None:
    shop.ask("-C", "features/..", "list")
    shop.ask("-C", "features", "list")
    assert shop.is_remembered("-C", "features", "list")
    write(shop, "features/pm.yaml", PM.replace("Shop", "Inner"))
    assert shop.ask("-C", "features", "list") == shop.truth("-C", "features", "list")


def test_how_a_person_wants_things_counts(shop: Shop) -> None:
    words = ("rank", "--format", "csv")
    shop.ask(*words)
    assert shop.is_remembered(*words)
    assert shop.ask(*words, PM_QUIET="1") == shop.truth(*words, PM_QUIET="1")
    (shop.folder / "config/pm").mkdir(parents=True)
    (shop.folder / "config/pm/config.toml").write_text("colour = 1\n")
    assert shop.ask(*words) == shop.truth(*words)
    assert shop.ask(*words)[0] == 2


def test_the_state_of_git_counts(shop: Shop) -> None:
    commit(shop.root, "first")
    git(shop.root, "tag", "v1")
    write(shop, "features/a.yaml", FEATURE.format("Second"))
    commit(shop.root, "second")
    changes: Sequence[Callable[[], object]] = (
        lambda: commit(shop.root, "third"),
        lambda: git(shop.root, "tag", "-f", "v1", "HEAD"),
        lambda: git(shop.root, "pack-refs", "--all"),
        lambda: git(shop.root, "checkout", "-q", "-b", "other", "HEAD~1"),
        lambda: git(shop.root, "branch", "-f", "main", "HEAD"),
        lambda: (shop.root / ".git").rename(shop.root / "was-git"),
    )
    for change in changes:
        shop.tells_the_truth_after(change, ("rank", "--rev", "main~1"), ("diff", "v1"))


@pytest.mark.parametrize("words", [
    ["rank", "-o", "rank.csv"], ["set", "a", "effort=3"], ["fmt"], ["new", "Idea"], ["check", "--fix"],
    ["rank", "--rev", "nowhere"], ["rnak"], ["export"], ["decide", "a", "park", "--because", "Later", "--yes"],
])  # fmt: skip
def test_what_writes_or_fails_is_not_remembered(shop: Shop, words: list[str]) -> None:
    shop.ask(*words)
    assert not shop.answers()


def test_a_summary_is_written_every_time(shop: Shop) -> None:
    summary = shop.folder / "summary.md"
    for _ in range(2):
        shop.ask("check", "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text().count("\n#") + summary.read_text().startswith("#") == 2
    assert not shop.answers()


def test_every_command_reads_or_writes() -> None:
    assert set(BY_NAME) == READING | memory.WRITING
    assert not READING & memory.WRITING


@pytest.mark.parametrize("code", [0, 1])
def test_an_answer_is_the_same_bytes_and_code_again(shop: Shop, code: int) -> None:
    if code:
        write(shop, "features/a.yaml", "title: A\neffort: none\n")
        shop.settle()
    first, truth = shop.ask("rank"), shop.truth("rank")
    assert first == truth == shop.ask("rank")
    assert first[0] == code
    assert shop.is_remembered("rank")


def test_damaged_answers_are_none(shop: Shop) -> None:
    truth = shop.ask("rank")
    for damage in (lambda data: data[:-9], lambda data: data[:99] + b"x" + data[100:], lambda _: b""):
        for file in shop.answers():
            file.write_bytes(damage(file.read_bytes()))
        assert shop.ask("rank") == truth
        assert shop.is_remembered("rank")


def test_nothing_is_remembered_where_the_cache_is_off_or_in_the_workspace(shop: Shop) -> None:
    shop.truth("rank")
    assert not shop.cache.exists()
    inner = shop.root / "cache"
    shop.ask("rank", XDG_CACHE_HOME=str(inner))
    shop.ask("rank", XDG_CACHE_HOME=str(inner))
    assert not inner.exists()


def test_the_day_and_the_user_are_part_of_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stream:
        encoding = "utf-8"

        def fileno(self) -> int:
            return 99

    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, Stream())
    key = memory.question(["rank"])
    assert key is not None
    assert memory.question(["rank"]) == key
    monkeypatch.setenv("SHLVL", "99")
    assert memory.question(["rank"]) == key
    monkeypatch.setenv("NO_COLOR", "1")
    assert memory.question(["rank"]) != key
    key = memory.question(["rank"])
    with monkeypatch.context() as patch:
        patch.setattr(memory, "_today", lambda: (2030, 1, 1))
        assert memory.question(["rank"]) != key
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    assert memory.question(["rank"]) != key


def test_a_pager_shows_it_again(shop: Shop) -> None:
    for number in range(30):
        write(shop, f"features/more-{number}.yaml", FEATURE.format(f"More {number}"))
    shop.settle()
    variables = {**shop.variables, "PM_CACHE": "", "CI": "", "PM_PAGER": "sed s/^/seen:/"}
    first = in_terminal("rank", "--all", at=shop.root, rows=10, variables=variables)
    assert "seen:" in first[1]
    assert len(shop.answers()) == 1
    assert in_terminal("rank", "--all", at=shop.root, rows=10, variables=variables) == first
    wider = in_terminal("rank", "--all", at=shop.root, rows=10, columns=120, variables=variables)
    assert wider != first


STAYS = """
import atexit, threading, time, sys
from pmcli.cli import main

def late():
    time.sleep(0.2)
    print("thread", flush=True)

sys.argv = ["pm", "rule", "PM501"]
print(main(["rule", "PM501"]), flush=True)
atexit.register(print, "at exit")
threading.Thread(target=late).start()
main()
print("never")
"""


def test_a_process_ends_with_all_that_python_does_and_what_stays_has_no_cache(shop: Shop) -> None:
    given = environment(**shop.variables, PM_CACHE="")
    done = subprocess.run(
        [sys.executable, "-c", STAYS], env=given, cwd=shop.root, capture_output=True, text=True
    )
    pieces = done.stdout.split("0\n", 1)
    assert pieces[0] in pieces[1]
    assert done.stdout.endswith("thread\nat exit\n")
    assert done.returncode == 0
    assert done.stderr == ""


@pytest.mark.parametrize(("changed", "began", "is_racy"), [
    (1_000_000_001, 1_050_000_000, True), (1_000_000_001, 1_200_000_000, False),
    (1_000_000_000, 1_200_000_000, True), (1_000_000_000, 3_000_000_000, True), (1_000_000_000, 4_000_000_000, False),
    (5_000_000_001, 1_000_000_000, True),
])  # fmt: skip
def test_times_without_parts_of_seconds_are_trusted_later(changed: int, began: int, is_racy: bool) -> None:
    assert memory._is_racy((0, changed, 0, 0, 0, 0), began) is is_racy
    assert memory._is_racy(-2, began) is False


def test_what_git_could_not_read_is_asked_again(shop: Shop) -> None:
    commit(shop.root)
    old = git(shop.root, "rev-parse", "HEAD:features/a.yaml")
    write(shop, "features/a.yaml", FEATURE.format("Another"))
    commit(shop.root)
    shop.settle()
    held = shop.root / ".git" / "objects" / old[:2] / old[2:]
    data = held.read_bytes()
    held.chmod(0o644)
    held.write_bytes(b"junk")
    assert "1 of 2 commits cannot be read" in " ".join(shop.ask("history", "a")[1].split())
    held.write_bytes(data)
    assert shop.ask("history", "a") == shop.truth("history", "a")
