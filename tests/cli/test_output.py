"""-o FILE: whole or not at all, and only where it may be."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from pmcli.model.diagnostic import PmError
from pmcli.workspace.files import write_output
from tests.cli.conftest import HEAD, NORTHWIND, Make, Pm


def test_the_ending_chooses_the_format(pm: Pm, make: Make) -> None:
    root = make()
    assert pm("rank", "-o", "rank.json", at=root).out == ""
    assert json.loads((root / "rank.json").read_text())["kind"] == "ranking"
    pm("rank", "-o", "rank.csv", at=root)
    assert (root / "rank.csv").read_bytes().startswith(b"rank,id,")
    pm("rank", "-o", "RANK.md", at=root)
    assert "| sso |" in (root / "RANK.md").read_text()
    pm("rank", "-o", "rank.md", "--format", "plain", at=root)
    assert (root / "rank.md").read_text().startswith("rank\tid\t")


def test_a_file_of_a_kind_that_a_command_does_not_write_is_refused(pm: Pm, make: Make) -> None:
    root = make()
    run = pm("rank", "-o", "rank.svg", at=root)
    assert (run.code, (root / "rank.svg").exists()) == (2, False)
    assert 'cannot write "rank.svg": svg is no format of this command' in run.err
    assert pm("rank", "-o", "rank.svg", "--format", "csv", at=root).code == 0


@pytest.mark.unmeasured
@pytest.mark.filterwarnings("ignore:.*extension is not supported.*:UserWarning")  # data bars
def test_a_workbook_opens_with_what_was_asked_for(pm: Pm, tmp_path: Path) -> None:
    """`pm rank` and `pm roadmap` write what `pm export` does, and only sheets of that view come along."""
    northwind = Path(shutil.copytree(NORTHWIND, tmp_path / "northwind"))
    for view, first in (("rank", "Ranking"), ("roadmap", "Roadmap"), ("backlog", "Features")):
        assert pm("export", view, "-o", f"{view}-exported.xlsx", at=northwind).code == 0
        book = openpyxl.load_workbook(northwind / f"{view}-exported.xlsx")
        assert (book.sheetnames[0], book.active.title if book.active else "") == (first, first)
        _refers_only_to_itself(book)
        if view != "backlog":
            assert pm(view, "-o", f"{view}.xlsx", at=northwind).code == 0
            exported = northwind / f"{view}-exported.xlsx"
            assert (northwind / f"{view}.xlsx").read_bytes() == exported.read_bytes()
    assert openpyxl.load_workbook(northwind / "rank.xlsx").sheetnames == ["Ranking", "Not scored", "About"]


def _refers_only_to_itself(book: openpyxl.Workbook) -> None:
    formulas = [
        str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
        if cell.data_type == "f"
    ]  # fmt: skip
    named = {name for formula in formulas for name in re.findall(r"([A-Z][a-z]+)!", formula)}
    assert formulas
    assert named <= {*book.sheetnames}


def test_what_a_workbook_does_not_take_is_refused(pm: Pm, make: Make) -> None:
    root = make()
    for words in (("rank", "--top", "2"), ("rank", "--columns", "id"), ("roadmap", "--view", "teams")):
        run = pm(*words, "-o", "x.xlsx", at=root)
        assert run.code == 2
        assert "does not go with a workbook" in run.err


def test_a_dash_is_the_standard_output(pm: Pm, make: Make) -> None:
    assert "sso" in pm("rank", "-o", "-", at=make()).out


def test_a_path_is_meant_from_where_the_folder_option_leads(pm: Pm, make: Make) -> None:
    root = make()
    (root / "out").mkdir()
    assert pm("rank", "-C", "..", "-o", "rank.txt", at=root / "out").code == 0
    assert pm("rank", "-o", "rank.txt", at=root / "out").code == 0
    assert pm("export", "rank", "-C", "..", "-o", "RANK.md", at=root / "out").code == 0
    assert all((root / path).exists() for path in ("rank.txt", "out/rank.txt", "RANK.md"))


def test_a_file_keeps_its_mode_and_no_draft_stays(pm: Pm, make: Make) -> None:
    root = make()
    pm("rank", "--top", "1", "-o", "rank.txt", at=root)
    (root / "rank.txt").chmod(0o640)
    assert pm("rank", "-o", "rank.txt", at=root).code == 0
    assert (root / "rank.txt").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in root.iterdir()) == ["features", "pm.yaml", "rank.txt"]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("../rank.txt", "is outside the workspace"),
        ("/rank.txt", "is outside the workspace"),
        (".git/config", "is in a hidden folder"),
        ("pm.yaml", "pm.yaml is not written over"),
        ("plan.yaml", "plan.yaml is not written over"),
        ("PLAN.yaml", "plan.yaml is not written over"),
        ("ratings/amelie.yaml", "is where ratings are kept"),
        ("ratings/deep/notes.txt", "is where ratings are kept"),
        ("features/all.yaml", "is where features are read from"),
        ("features/new.md", "is where features are read from"),
        ("features/deep/NEW.YML", "is where features are read from"),
        ("features", "is a folder"),
        ("missing/rank.txt", 'cannot write "missing/rank.txt": no such file'),
        ("link.txt", "is outside the workspace"),
        ("inner.txt", "is where features are read from"),
        ("hard.yaml", "pm.yaml is not written over"),
    ],
)
def test_what_may_not_be_written(pm: Pm, make: Make, tmp_path: Path, target: str, message: str) -> None:
    root = make()
    (tmp_path / "victim").write_text("mine")
    (root / "link.txt").symlink_to(tmp_path / "victim")
    (root / "inner.txt").symlink_to(root / "features" / "all.yaml")
    os.link(root / "pm.yaml", root / "hard.yaml")
    (root / ".git").mkdir()
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    run = pm("rank", "-o", target, at=root)
    assert (run.code, run.out) == (2, "")
    assert message in run.err
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
    assert (tmp_path / "victim").read_text() == "mine"


def test_files_beside_the_features_may_be_written(make: Make) -> None:
    root = make()
    write_output(root, str(root / "features" / "rank.txt"), b"x", ("features/**",))
    write_output(root, str(root / "README.md"), "é".encode(), ("features/**", "more/*.yaml"))
    assert (root / "README.md").read_bytes() == "é".encode()
    with pytest.raises(PmError):
        write_output(root, str(root / "more" / "a.yaml"), b"x", ("more/*.yaml",))


def test_nothing_is_left_when_writing_fails(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make()

    def fail(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(PmError, match="no space left"):
        write_output(root, str(root / "a.txt"), b"x", ("features/**",))
    assert not [path for path in root.iterdir() if path.name.startswith(".")]


def test_every_workspace_glob_counts(pm: Pm, make: Make) -> None:
    root = make(head=HEAD + "features: [features, docs/*.md]\n")
    (root / "docs").mkdir()
    assert pm("rank", "-o", "docs/a.md", at=root).code == 2
    assert pm("rank", "-o", "docs/a.txt", at=root).code == 0
