"""A workspace opened: its texts, and others of the same folder that share what was read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pmcli.checks import Selection
from pmcli.model.diagnostic import PmError
from pmcli.workspace.files import UnreadableError, commits
from pmcli.workspace.opening import open_workspace
from pmcli.workspace.snapshots import Snapshots
from tests.cli.repo import commit, git

CLOCK = date(2026, 11, 28)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "features").mkdir()
    (tmp_path / "pm.yaml").write_text("pm: 1\nproduct: X\n")
    (tmp_path / "features" / "a.yaml").write_text("title: A\nlinks: {doc: notes.md}\n")
    (tmp_path / "features" / "b.md").write_text("---\ntitle: B\n---\n\nLonger.\n")
    (tmp_path / "notes.md").write_text("here")
    return tmp_path


def test_nothing_is_read_before_it_is_asked_for(root: Path) -> None:
    opened = open_workspace(root / "features", clock=CLOCK)
    assert (opened.root, opened.commit) == (root, None)
    (root / "features" / "a.yaml").write_text("title: Later\n")
    assert opened.texts["features/a.yaml"] == b"title: Later\n"
    (root / "features" / "a.yaml").write_text("title: Too late\n")
    assert opened.loaded.backlog.features["a"].title == "Later"
    assert opened.at(None).loaded.backlog.features["a"].title == "Too late"


def test_a_folder_without_a_workspace_and_a_revision_that_is_none_are_told(root: Path) -> None:
    with pytest.raises(PmError, match="no such folder"):
        open_workspace(root / "nowhere")
    with pytest.raises(PmError, match="in no git repository"):
        open_workspace(root, "HEAD")
    commit(root)
    with pytest.raises(PmError, match="unknown revision"):
        open_workspace(root).at("nowhere")


def test_data_are_what_the_file_says(root: Path) -> None:
    opened = open_workspace(root, clock=CLOCK)
    assert opened.data("a") == {"title": "A", "links": {"doc": "notes.md"}}
    assert opened.data("b") == {"title": "B", "description": "Longer."}
    assert opened.data("c") == {}


def test_other_texts_of_it_share_what_was_read(root: Path) -> None:
    opened = open_workspace(root, clock=CLOCK)
    before = opened.loaded.backlog
    assert opened.replaced(dict(opened.texts)) is opened
    other = opened.replaced({**opened.texts, "features/a.yaml": b"title: Other\n"})
    assert other.loaded.backlog.features["a"].title == "Other"
    assert other.loaded.backlog.features["b"] is before.features["b"]
    assert before.features["a"].title == "A"
    gone = opened.replaced({path: text for path, text in opened.texts.items() if path != "features/a.yaml"})
    assert list(gone.loaded.backlog.features) == ["b"]


def test_a_revision_is_read_as_it_was(root: Path) -> None:
    first = commit(root)
    (root / "features" / "a.yaml").write_text("title: Now\nlinks: {doc: gone.md}\n")
    (root / "notes.md").unlink()
    (root / "pm.yaml").write_text("pm: 1\nproduct: X\nfeatures: [elsewhere]\n")
    then = open_workspace(root, "HEAD", clock=CLOCK, advice=True)
    assert then.commit == first
    assert then.globs == ("features/**",)
    assert then.loaded.diagnostics == ()  # notes.md was there
    assert then.loaded.backlog.features["a"].title == "A"
    now = then.at(None)
    assert (now.globs, now.commit, list(now.texts)) == (("elsewhere",), None, ["pm.yaml"])
    assert now.at("HEAD").loaded.backlog.features["b"] is then.loaded.backlog.features["b"]


@pytest.mark.parametrize("left", [None, b"junk", b""])
def test_a_damaged_file_of_a_revision_is_told(root: Path, left: bytes | None) -> None:
    first = commit(root)
    blob = git(root, "rev-parse", "HEAD:features/a.yaml")
    (root / "features" / "a.yaml").write_text("title: Now\n")
    second = commit(root)
    held = root / ".git" / "objects" / blob[:2] / blob[2:]
    held.unlink()
    if left is not None:
        held.write_bytes(left)
    snapshots = Snapshots(root, commits(root)[::-1])
    where = f"features/a.yaml of revision {first[:10]}"
    with pytest.raises(UnreadableError, match=f"git cannot read {where}: object .*is (missing or )?broken"):
        snapshots.texts(first, lambda _: ["features/**"])
    assert snapshots.texts(second, lambda _: ["features/**"]).texts["features/a.yaml"] == b"title: Now\n"


def test_answers_are_not_written_onto_what_the_files_are_now(root: Path) -> None:
    commit(root)
    (root / "pm.yaml").write_text("pm: 1\nproduct: X\nfeatures: [elsewhere]\n")
    then = open_workspace(root, "HEAD")
    then.write_output(str(root / "features" / "out.yaml"), b"x")  # no longer read
    assert (root / "features" / "out.yaml").read_bytes() == b"x"
    with pytest.raises(PmError):
        then.output_file(str(root / "elsewhere" / "out.yaml"))


def test_other_rules_are_asked_of_the_same_texts(root: Path) -> None:
    opened = open_workspace(root, clock=CLOCK)
    (root / "notes.md").unlink()
    assert opened.loaded.diagnostics == ()
    assert opened.asked(advice=False) is opened
    advised = opened.asked(advice=True)
    assert advised.texts is opened.texts
    assert [fault.message for fault in advised.loaded.diagnostics if "notes.md" in fault.message]
    assert not opened.asked(advice=True, selection=Selection(("PM101",), (), ())).loaded.diagnostics


def test_a_path_is_one_that_is_read(root: Path) -> None:
    opened = open_workspace(root)
    assert opened.has("pm.yaml")
    assert opened.has("features")
    assert opened.has("features/a.yaml")
    assert not opened.has("features/c.yaml")
    assert opened.has("features/c.yaml", new=True)
    assert not opened.has("notes.md", new=True)
