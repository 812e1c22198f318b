"""What of git's state is noted: all by which a revision could name another commit, or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pmcli.workspace import reads
from pmcli.workspace.reads_of_git import note_git, note_revision
from tests.cli.repo import commit, git


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> reads.Reads:
    monkeypatch.setattr(reads, "_reads", found := reads.Reads())
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "settings"))
    (tmp_path / "settings").write_text("[include]\n\tpath = more\n")
    (tmp_path / "repository/shop/.git").mkdir(parents=True)
    (tmp_path / "repository/shop/HEAD").write_text("A file that has nothing to do with git")
    commit(tmp_path / "repository", "first")
    return found


CHANGES: tuple[Callable[[Path], object], ...] = (
    lambda root: git(root, "tag", "v1"),
    lambda root: git(root, "update-ref", "CHERRY_PICK_HEAD", "HEAD"),
    lambda root: git(root, "config", "core.abbrev", "9"),
    lambda root: (root.parent / "more").write_text("[safe]\n\tdirectory = *\n"),
)


@pytest.mark.parametrize("change", CHANGES)
def test_the_repository_is_found_that_git_finds(
    noted: reads.Reads, tmp_path: Path, change: Callable[[Path], object]
) -> None:
    """A folder inside of it that only looks like one is none."""
    note_git(tmp_path / "repository/shop")
    facts = [(what, path, state) for (what, path), state in noted.facts.items()]
    assert reads.hold(facts)
    assert not noted.gap
    change(tmp_path / "repository")
    assert not reads.hold(facts)


def test_the_owner_of_a_repository_counts(noted: reads.Reads, tmp_path: Path) -> None:
    """Git trusts none of somebody else's."""
    note_git(tmp_path / "repository/shop")
    assert noted.facts[reads.OWNER, str(tmp_path / "repository")] == tmp_path.stat().st_uid


@pytest.mark.parametrize("name", ["main@{1}", "@{5.minutes.ago}", "worktrees/a/HEAD", "main-worktree/HEAD"])
def test_what_a_name_once_was_is_asked_again(noted: reads.Reads, name: str) -> None:
    note_revision("v1")
    assert not noted.gap
    note_revision(name)
    assert noted.gap


@pytest.mark.parametrize(("path", "is_noted"), [
    ("a.pyc.yaml", True), ("x.pyc.d/a.yaml", True), ("a.2", True), ("x.pyc", False), ("x.pyc.140234", False),
])  # fmt: skip
def test_only_modules_are_pythons_own(noted: reads.Reads, path: str, is_noted: bool) -> None:
    reads._hear("open", (path, "r", 0))
    assert bool(noted.facts) is is_noted
