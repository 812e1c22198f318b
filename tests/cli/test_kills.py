"""Every command that writes, killed wherever it may be: the next one finds all of its change, or nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pmcli.workspace import files
from tests.cli.conftest import Pm
from tests.workspace.kills import left_by_kills, plant, texts

HEAD = "pm: 1\nproduct: Shop\ncalendar: {start: 2026-Q4}\nteams: {web: {capacity: 9}}\nexports:\n  - {view: backlog, to: out.csv}\n"
BACKLOG = {
    "pm.yaml": HEAD,
    "features/a.yaml": "effort: 1\ntitle: A\nrice: {reach: 5, impact: 1, confidence: 1}\n",
    "features/b.yaml": "title: B\neffort: 2\ndepends_on: [a]\nrice: {reach: 5, impact: 1, confidence: 1}\n",
    "features/c.yaml": "effort: 1\ntitle: C\nowner: x\n",
    "list.csv": "Name,Owner\nFirst,amy\nSecond,zoe\n",
}
WRITING = (
    ("set", "a", "owner=amy"), ("set", "--where", "status=candidate", "owner=amy"), ("fmt",), ("check", "--fix"),
    ("check", "--add-ignores", "known"), ("accept", "--because", "good", "--by", "amy", "--yes"), ("new", "Another"),
    ("rename", "a", "z"), ("rm", "b"), ("import", "list.csv", "--yes"), ("decide", "a", "park", "--because", "later", "--by", "amy", "--yes"),
    ("export",), ("rank", "--format", "csv", "-o", "rank.csv"), ("check", "--format", "sarif=out.sarif"),
    ("export", "roadmap", "-o", "map.svg"), ("import", "list.csv", "--yes", "--report", "report.txt"),
)  # fmt: skip
NEW = (("init", "--yes"), ("init", "--from", "../list.csv", "--yes"), ("init", "--bare", "--yes"))
"""Those that begin a workspace."""
SEVERAL: dict[tuple[str, ...], str] = {
    ("import", "list.csv", "--yes", "--report", "report.txt"): "report.txt"
}
"""What is written by itself, before."""


def backlog(folder: Path) -> Path:
    for path, text in BACKLOG.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_killed_command_is_finished_or_undone(
    pm: Pm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    root = backlog(tmp_path / "work")
    if "--fix" in words:
        (root / "features" / "a.yaml").write_text(BACKLOG["features/a.yaml"] + "status: Candidate\n")
        (root / "features" / "c.yaml").write_text(BACKLOG["features/c.yaml"] + "status: Candidate\n")
    before = texts(root)
    states = left_by_kills(monkeypatch, root, lambda: pm(*words, at=root))
    after = texts(root)
    assert after != before
    by_itself = {path: data for path, data in after.items() if path == SEVERAL.get(words)}
    ends = []
    for state in states:
        folder = plant(tmp_path / "killed", state)
        files.find_workspace(folder, lambda _: None)
        ends.append(texts(folder))
        assert ends[-1] in (before, {**before, **by_itself}, after)
        assert not (folder / ".pm").exists()
    assert before in ends
    assert after in ends


def test_the_next_command_answers_with_one_sentence(
    pm: Pm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = backlog(tmp_path / "work")
    was = json.loads(pm("list", "--format", "json", at=root).out)
    states = left_by_kills(monkeypatch, root, lambda: pm("rename", "a", "z", at=root))
    begun = [state for state in states if ".pm/journal" in state]
    for words in (
        ("list", "--format", "json"),
        ("list", "--format", "json", "--quiet"),
        ("set", "c", "owner=y"),
    ):
        run = pm(*words, at=plant(tmp_path / "killed", begun[-2]))
        assert run.code == 0, run.err
        assert run.err.startswith(
            "an earlier run of pm was stopped while it changed 3 files (features/a.yaml, features/b.yaml, features/z.yaml)"
            ": that is finished now\n"
        )
    folder = plant(tmp_path / "killed", begun[-2])
    now = json.loads(pm("list", "--format", "json", at=folder).out)
    assert len(now["items"]) == len(was["items"])
    assert pm("rename", "z", "a", at=folder).code == 0
    assert texts(folder) == texts(backlog(tmp_path / "again"))


@pytest.mark.parametrize("words", NEW, ids=" ".join)
def test_init_killed_and_run_again_makes_all(
    pm: Pm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    (tmp_path / "list.csv").write_text(BACKLOG["list.csv"])
    root = tmp_path / "work"
    root.mkdir()
    states = left_by_kills(monkeypatch, root, lambda: pm(*words, at=root))
    after = texts(root)
    assert len(after) > 1 or "--bare" in words
    (tmp_path / "killed").mkdir()
    for state in states:
        folder = plant(tmp_path / "killed" / "work", state)
        (tmp_path / "killed" / "list.csv").write_text(BACKLOG["list.csv"])
        own = {path for path in texts(folder) if not path.startswith(".pm")}
        is_over = own == set(after) and ".pm/journal" not in state
        run = pm(*words, at=folder)
        assert run.code == (2 if is_over else 0), run.err
        assert texts(folder) == after
        run = pm("check", at=plant(tmp_path / "killed" / "work", state))
        assert texts(folder) in ({}, after)
        assert run.code in (0, 2)


def test_a_session_writes_each_answer_whole(pm: Pm, tmp_path: Path) -> None:
    """`new --edit` writes before the editor opens, and then only takes an empty file away."""
    root = backlog(tmp_path / "work")
    os.environ["EDITOR"] = "true"
    try:
        assert pm("new", "Another", "--edit", at=root).code == 0
    finally:
        del os.environ["EDITOR"]
    assert not (root / ".pm").exists()


# --- pm check answers whatever the files are ---


def broken(root: Path, name: str) -> None:
    """Make pm.yaml what it should not be."""
    file = root / "pm.yaml"
    file.unlink()
    match name:
        case "out":
            file.symlink_to("/etc/hosts")
        case "nowhere":
            file.symlink_to("nothing")
        case "itself":
            file.symlink_to("pm.yaml")
        case "folder":
            file.mkdir()
        case "pipe":
            os.mkfifo(file)
        case "journal":
            file.write_text(HEAD)
            (root / ".pm").mkdir()
            (root / ".pm" / "journal").write_text("{")
        case "large":
            file.write_text("pm: 1\n")
            os.truncate(file, 73_000_000)
        case _:
            file.write_text(f"pm: 1\nproduct: X\nteams: {{web: {{capacity: 9}}}}\ncalendar: {{{name}}}\n")


@pytest.mark.parametrize(
    ("name", "code", "path", "words"),
    [
        ("out", "PM012", "pm.yaml", "leaves the workspace"), ("nowhere", "PM012", "pm.yaml", "leads to no file"),
        ("itself", "PM012", "pm.yaml", "too many levels"), ("folder", "PM012", "pm.yaml", "this is a folder"),
        ("pipe", "PM012", "pm.yaml", "no ordinary file"), ("journal", "PM012", ".pm/journal", "damaged"),
        ("large", "PM004", "pm.yaml", "73 MB"), ("start: 2026-Q4, periods: 1000000", "PM102", "pm.yaml", "at most 240"),
        ("start: 9999-Q4", "PM102", "pm.yaml", "beyond the calendar"), ("start: 9997-Q4, periods: 9", "PM102", "pm.yaml", ""),
        ("start: 2026-Q4, value_horizon: 20000", "PM102", "pm.yaml", "at most 10,000"),
    ],
)  # fmt: skip
def test_check_always_answers_with_a_document(
    pm: Pm, tmp_path: Path, name: str, code: str, path: str, words: str
) -> None:
    root = backlog(tmp_path / "work")
    broken(root, name)
    run = pm("check", "--format", "json", at=root)
    assert run.code == 1, run.err
    errors = [fault for fault in json.loads(run.out)["diagnostics"] if fault["severity"] == "error"]
    errors = [error for error in errors if (error["code"], error["path"]) == (code, path)]
    assert words in errors[0]["message"]
    assert errors[0]["hint"] or "beyond" in errors[0]["message"]
    for kind in ("text", "concise", "sarif", "junit", "github", "gitlab"):
        run = pm("check", "--format", kind, "--format", "json=out.json", at=root)
        assert (run.code, bool(run.out)) == (1, True), run.err
        assert "no features yet" not in run.err
    assert json.loads((root / "out.json").read_text())["diagnostics"]
    assert pm("check", "features/a.yaml", "--format", "json", at=root).code in (0, 1)
    run = pm("rank", at=root)
    assert run.code in (0, 1)
    assert "fault in pm" not in run.err


def test_what_keeps_all_shut_is_told_whatever_was_asked_for(pm: Pm, tmp_path: Path) -> None:
    root = backlog(tmp_path / "work")
    broken(root, "folder")
    for words in (("features/a.yaml",), ("--only-failing",), ("--select", "PM5"), ("--statistics",), (".",)):
        run = pm("check", *words, at=root)
        assert run.code == 1, run.err
        assert "PM012" in run.out


def test_a_file_that_cannot_be_opened_is_a_feature_all_the_same(pm: Pm, tmp_path: Path) -> None:
    root = backlog(tmp_path / "work")
    (root / "features" / "a.yaml").unlink()
    (root / "features" / "a.yaml").symlink_to("a.yaml")
    run = pm("check", "--format", "json", at=root)
    errors = [fault for fault in json.loads(run.out)["diagnostics"] if fault["severity"] == "error"]
    assert [error["code"] for error in errors] == ["PM012"]  # and not that b waits for what there is not
    run = pm("set", "a", "owner=x", at=root)
    assert "cannot be read" in run.err


@pytest.mark.parametrize("words", [("rename", "b", "z"), ("rm", "b")], ids=" ".join)
def test_what_cannot_be_read_may_name_it(pm: Pm, tmp_path: Path, words: tuple[str, ...]) -> None:
    root = backlog(tmp_path / "work")
    (root / "features" / "d.yaml").symlink_to("/etc/hosts")
    before = texts(root)
    run = pm(*words, at=root)
    assert run.code == 1
    assert 'features/d.yaml cannot be read, and may name "b"' in run.err
    assert texts(root) == before
