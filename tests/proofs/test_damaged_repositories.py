"""Every object of a repository damaged in every way, and every command that reads commits: no untrue answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pmcli.cli import main
from tests.cli.repo import commit, git
from tests.workspace.faulty import copied, feature, small

pytestmark = pytest.mark.heavy
LINES = (
    "diff v1 --fail-if value-drop>5%", "diff HEAD~1..HEAD", "diff v1...HEAD --format json", "history a", "history",
    "history d --format json", "rank --rev v1", "rank --rev HEAD --format json", "check --rev v1", "learn",
    "week --since v1", "export roadmap --since v1", "explain a", "check --fix --diff",
)  # fmt: skip
TOLD = (
    '"unread": ["',
    "cannot read",
    "cannot be read",
    "nobody can tell",
    "is not known",
    "not told",
    "no-history",
)
WAYS: tuple[bytes | None, ...] = (None, b"", b"junk", b"\x78\x01")


def _answers(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> list[tuple[int, str, str]]:
    monkeypatch.chdir(root)
    answers = []
    for line in LINES:
        capsys.readouterr()
        try:
            code = main(line.split())
        except SystemExit as stop:
            code = int(stop.code or 0)
        read = capsys.readouterr()
        answers.append((code, read.out, read.err))
    return answers


def _workspace(folder: Path) -> Path:
    """The small repository, with an outcome, an agreed plan, something begun and something shipped."""
    root = small(folder)
    with (root / "pm.yaml").open("a") as file:
        file.write("strategy: {outcomes: {speed: {title: Speed, current: 3, target: 9}}}\n")
    (root / "plan.yaml").write_text(
        "agreed: {on: 2026-10-04, by: ada, because: All}\nperiods: {2026-Q4: [a, b]}\n"
    )
    (root / "features" / "b.yaml").write_text(feature("B", more="status: in-progress\nstarted: 2026-10-05\n"))
    commit(root.parent, "four")
    done = "status: shipped\nstarted: 2026-10-05\nshipped: 2026-11-01\nresults: [{effort: {web: 3}, verdict: hit}]\n"
    (root / "features" / "b.yaml").write_text(feature("B", more=done))
    commit(root.parent, "five")
    return root


def test_no_damage_makes_an_untrue_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each answer is that of the whole repository, or says what cannot be read."""
    root = _workspace(tmp_path / "whole")
    whole = _answers(root, capsys, monkeypatch)
    assert {code for code, _, _ in whole} <= {0, 1}
    objects = git(root, "rev-list", "--objects", "--all", "--no-object-names").split()
    untrue = []
    for name in objects:
        for left in WAYS:
            copy = copied(root, tmp_path / "copy")
            held = tmp_path / "copy" / ".git" / "objects" / name[:2] / name[2:]
            held.unlink()
            if left is not None:
                held.write_bytes(left)
            for line, good, answer in zip(LINES, whole, _answers(copy, capsys, monkeypatch), strict=True):
                code, out, err = answer
                says_so = any(words in " ".join((out + err).split()) for words in TOLD)
                is_refused = code == 2 and not out and says_so
                is_answered = answer[:2] == good[:2] or (code in (0, 1) and says_so)
                if "Traceback" in err or not (is_refused or is_answered):
                    untrue.append((git(root, "cat-file", "-t", name), name[:8], left, line, answer))
            shutil.rmtree(tmp_path / "copy")
    assert not untrue, (len(untrue), untrue[:5])
