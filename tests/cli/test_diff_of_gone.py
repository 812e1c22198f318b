"""A workspace that is gone is told as gone; one that is out of sight, moved, or was never there is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pmcli.cli import main
from tests.ci.place import git, place


def test_gone_out_of_sight_moved_and_never_there_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = place(tmp_path, "nothing").clone
    monkeypatch.chdir(clone)
    git(clone, "status", "--short")  # a copied clone: git looks at its files anew
    git(clone, "sparse-checkout", "set", "src")
    assert not (clone / "roadmap").exists()
    assert main(["diff", "HEAD", "-C", "roadmap"]) == 2
    assert "the sparse checkout leaves roadmap/pm.yaml out: it is there" in capsys.readouterr().err
    git(clone, "sparse-checkout", "disable")
    shutil.move(clone / "roadmap", clone / "plans")
    assert main(["diff", "HEAD", "-C", "roadmap"]) == 2
    assert 'was moved from this folder to "plans/"' in capsys.readouterr().err
    shutil.rmtree(clone / "plans")
    assert main(["diff", "HEAD", "-C", "roadmap", "--fail-if", "value-drop>5%"]) == 1
    assert "The workspace is gone" in capsys.readouterr().out
    assert main(["diff", "HEAD", "-C", "nowhere"]) == 2
    assert 'no such folder: "nowhere"' in capsys.readouterr().err
