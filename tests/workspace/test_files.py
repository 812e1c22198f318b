from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pmcli.model.diagnostic import PmError, UnreadableWorkspaceError
from pmcli.workspace import files

GLOBS = ("features/**",)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    (folder / "features" / "deep").mkdir(parents=True)
    (folder / "pm.yaml").write_text("pm: 1\nproduct: X\n")
    (folder / "features" / "a.yaml").write_text("title: A\n")
    (folder / "features" / "deep" / "b.yml").write_text("title: B\n")
    (folder / "features" / "c.md").write_text("---\ntitle: C\n---\n")
    (folder / "features" / "notes.txt").write_text("no feature")
    (folder / "features" / ".hidden.yaml").write_text("title: H\n")
    (folder / "features" / ".git").mkdir()
    (folder / "features" / ".git" / "x.yaml").write_text("title: X\n")
    return folder


def git(folder: Path, *arguments: str) -> str:
    settings = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *settings, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_workspace_is_found_upwards(root: Path) -> None:
    assert files.find_workspace(root / "features" / "deep") == root
    assert files.find_workspace(root) == root


def test_no_workspace_is_told(tmp_path: Path) -> None:
    with pytest.raises(PmError, match=r"no pm\.yaml in"):
        files.find_workspace(tmp_path)
    with pytest.raises(PmError, match="no such folder"):
        files.find_workspace(tmp_path / "nowhere")


def test_features_lie_at_any_depth(root: Path) -> None:
    found = files.read(root, GLOBS)
    assert list(found.texts) == ["pm.yaml", "features/a.yaml", "features/c.md", "features/deep/b.yml"]
    assert found.texts["features/a.yaml"] == b"title: A\n"
    assert found.faults == ()


@pytest.mark.parametrize(
    ("glob", "names"),
    [
        ("features", ["features/a.yaml", "features/c.md", "features/deep/b.yml"]),
        ("features/*.yaml", ["features/a.yaml"]),
        ("features/**/*.yml", ["features/deep/b.yml"]),
        ("features/**/b.*", ["features/deep/b.yml"]),
        ("**/a.yaml", ["features/a.yaml"]),
        ("features/?.yaml", ["features/a.yaml"]),
        ("features/a.yaml", ["features/a.yaml"]),
        ("features/[a].yaml", []),
        ("elsewhere/**", []),
        ("*.yaml", []),
    ],
)
def test_globs(root: Path, glob: str, names: list[str]) -> None:
    assert list(files.read(root, [glob]).texts)[1:] == names


def test_globs_may_overlap(root: Path) -> None:
    assert list(files.read(root, ["features/**", "features/a.yaml"]).texts).count("features/a.yaml") == 1


def test_links_that_leave_the_workspace_are_refused(root: Path) -> None:
    outside = root.parent / "secret.yaml"
    outside.write_text("title: Secret\n")
    (root / "features" / "out.yaml").symlink_to(outside)
    (root / "features" / "up.yaml").symlink_to("../../secret.yaml")
    (root / "features" / "folder").symlink_to(root.parent)
    (root / "features" / "passwd.txt").symlink_to("/etc/passwd")
    found = files.read(root, GLOBS)
    assert not any(b"Secret" in text for text in found.texts.values())
    assert {fault.location.path for fault in found.faults} == {
        "features/out.yaml",
        "features/up.yaml",
        "features/folder",
    }
    assert all(fault.code == "PM012" for fault in found.faults)


def test_links_inside_are_followed_but_not_to_folders(root: Path) -> None:
    (root / "features" / "again.yaml").symlink_to("a.yaml")
    (root / "features" / "loop").symlink_to(root / "features")
    found = files.read(root, GLOBS)
    assert found.texts["features/again.yaml"] == b"title: A\n"
    assert [fault.message for fault in found.faults] == [
        "the link leads to a folder; links to folders are not followed"
    ]


def test_what_is_no_ordinary_file_is_told(root: Path) -> None:
    os.mkfifo(root / "features" / "pipe.yaml")
    (root / "features" / "dead.yaml").symlink_to("nowhere.yaml")
    found = files.read(root, GLOBS)
    assert {fault.location.path for fault in found.faults} == {"features/pipe.yaml", "features/dead.yaml"}


def test_a_huge_file_is_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmcli.workspace.disk.MAX_BYTES", 5)
    (root / "pm.yaml").write_text("pm: 1")
    found = files.read(root, GLOBS)
    assert list(found.texts) == ["pm.yaml"]
    assert {fault.code for fault in found.faults} == {"PM004"}
    monkeypatch.setattr("pmcli.workspace.disk.MAX_BYTES", 1)
    with pytest.raises(UnreadableWorkspaceError, match=r"pm\.yaml: the file has"):
        files.read(root, GLOBS)


def test_a_missing_pm_yaml_is_told(tmp_path: Path) -> None:
    with pytest.raises(PmError, match="cannot be read"):
        files.read_workspace_file(tmp_path)


# --- git ---


@pytest.fixture
def repository(root: Path) -> Path:
    git(root.parent, "init", "-q", "-b", "main")
    (root / "features" / ".git" / "x.yaml").unlink()
    (root / "features" / ".git").rmdir()
    (root / "features" / "Größe ü.yaml").write_text("title: Umlaut\n")
    (root / "features" / "link.yaml").symlink_to("a.yaml")
    git(root.parent, "add", "-A")
    git(root.parent, "commit", "-q", "-m", "one")
    (root / "features" / "a.yaml").write_text("title: A, changed\n")
    (root / "features" / "new.yaml").write_text("title: New\n")
    git(root.parent, "add", "-A")
    git(root.parent, "commit", "-q", "-m", "two")
    (root / "features" / "a.yaml").write_text("title: not committed\n")
    return root


def test_a_revision_is_read_without_touching_the_work_tree(repository: Path) -> None:
    before = git(repository, "status", "--porcelain")
    commit = files.resolve_revision(repository, "HEAD~1")
    found = files.read_at(repository, commit, lambda _: GLOBS)
    assert found.texts["features/a.yaml"] == b"title: A\n"
    assert found.texts["features/Größe ü.yaml"] == b"title: Umlaut\n"
    assert "features/new.yaml" not in found.texts
    assert "features/.hidden.yaml" not in found.texts
    assert [fault.location.path for fault in found.faults] == ["features/link.yaml"]
    assert git(repository, "status", "--porcelain") == before
    assert (repository / "features" / "a.yaml").read_text() == "title: not committed\n"


def test_a_revision_reads_as_the_files_did(repository: Path) -> None:
    (repository / "features" / "link.yaml").unlink()
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "three")
    commit = files.resolve_revision(repository, "HEAD")
    assert files.read_at(repository, commit, lambda _: GLOBS) == files.read(repository, GLOBS)


@pytest.mark.parametrize(
    "revision",
    ["-x", "--output=/tmp/x", "nowhere", "HEAD:features/a.yaml", "", "a b", "HEAD\n", "HEAD^{tree}"],
)
def test_what_is_no_revision(repository: Path, revision: str) -> None:
    with pytest.raises(PmError, match="revision"):
        files.resolve_revision(repository, revision)


def test_a_revision_without_a_workspace_is_told(repository: Path) -> None:
    git(repository, "rm", "-q", "--cached", "pm.yaml")
    git(repository, "commit", "-q", "-m", "gone")
    commit = files.resolve_revision(repository, "HEAD")
    with pytest.raises(PmError, match=r"has no pm\.yaml"):
        files.read_at(repository, commit, lambda _: GLOBS)


def test_no_repository_is_told(root: Path) -> None:
    with pytest.raises(PmError, match="the workspace is in no git repository"):
        files.resolve_revision(root, "HEAD")


def test_no_git_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PmError, match="git is not installed"):
        files.resolve_revision(root, "HEAD")


def test_no_edit_of_several_at_once_is_lost(tmp_path: Path) -> None:
    """Each of many processes adds a letter, again where somebody else was first; none is lost."""
    (tmp_path / "a.yaml").write_bytes(b"")
    script = (
        "import sys, pathlib\nfrom pmcli.workspace.files import write_all\nfrom pmcli.model.diagnostic import PmError\n"
        "root = pathlib.Path(sys.argv[1])\n"
        "for _ in range(10):\n"
        "    while True:\n"
        "        now = (root / 'a.yaml').read_bytes()\n"
        "        try:\n            write_all(root, {'a.yaml': now}, {'a.yaml': now + b'x'})\n            break\n"
        "        except PmError:\n            pass\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)]) for _ in range(4)]
    assert [one.wait(60) for one in running] == [0, 0, 0, 0]
    assert (tmp_path / "a.yaml").read_bytes() == b"x" * 40
