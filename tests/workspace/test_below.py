"""The search for workspaces below a folder is short, and looks only at what is somebody's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from pmcli.workspace import below
from pmcli.workspace.below import hint_below, workspaces_below


def make(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).mkdir(parents=True)
        (root / path / "pm.yaml").touch()


def names(root: Path) -> list[str]:
    return [Path(path).relative_to(root).as_posix() for path in workspaces_below(root)]


def test_it_goes_three_folders_deep_and_not_into_a_workspace(tmp_path: Path) -> None:
    make(tmp_path, "a", "a/inner", "b/c", "d/e/f", "d/e/g/h")
    assert names(tmp_path) == ["a", "b/c", "d/e/f"]


def test_what_is_hidden_foreign_or_a_link_is_left_out(tmp_path: Path) -> None:
    make(tmp_path, ".git/x", "node_modules/x", "venv/x", "mine")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    (tmp_path / "file").touch()
    assert names(tmp_path) == ["mine"]


def test_it_looks_at_so_many_entries_at_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, *(f"a{number}/b" for number in range(9)))
    assert len(names(tmp_path)) == 9
    monkeypatch.setattr(below, "_MOST_ENTRIES", 12)
    assert len(names(tmp_path)) == 3


def test_what_cannot_be_looked_into_holds_nothing(tmp_path: Path) -> None:
    assert workspaces_below(tmp_path / "nowhere") == []
    assert hint_below(tmp_path) is None


def test_of_many_some_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, *"abcdefg")
    monkeypatch.chdir(tmp_path)
    assert hint_below(Path()) == "there are some below: pm -C a rank; also b, c, d, e and 2 more"
