"""Plans kept for the next run of `pm`: what it says is the same with them and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pmcli.cli import main
from pmcli.planning.searches import SEARCHED
from pmcli.workspace import cache_folder, stored
from pmcli.workspace.code import state_of_code
from pmcli.workspace.stored import Stored

ASKED = (("show", "b"), ("explain", "c"), ("roadmap",), ("roadmap", "--afresh", "--format", "json"))
FILES = {
    "pm.yaml": "pm: 1\nproduct: X\ncalendar: {start: 2026-Q4, periods: 3}\nteams: {web: {capacity: 5}}\nscoring: {model: cd3}\n",
    "features/all.yaml": (
        "- {id: a, title: A, effort: 3, cd3: {cost_of_delay: 4}}\n"
        "- {id: b, title: B, effort: 2, cd3: {cost_of_delay: 9}, depends_on: [a]}\n"
        "- {id: c, title: C, effort: 4, cd3: {cost_of_delay: 7}, decisions: [{verdict: pin, period: 2027-Q1}]}\n"
    ),
    "plan.yaml": "periods: {2027-Q1: [a], 2027-Q2: [b]}\n",
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("PM_CACHE", raising=False)
    cache_folder.allow()
    known = dict(SEARCHED)
    yield tmp_path
    cache_folder.allow(yes=False)
    SEARCHED.clear()
    SEARCHED.update(known)


def kept(home: Path) -> list[Path]:
    return sorted((home / "cache/pm").glob("plan-*"))


def said(root: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[int, object]]:
    """What commands say that are each a process of their own."""
    answers: list[tuple[int, object]] = []
    for words in ASKED:
        SEARCHED.clear()
        answers.append((main(["-C", str(root), *words]), capsys.readouterr()))
    return answers


def test_commands_say_the_same_and_search_for_nothing_twice(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = home / "work"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    monkeypatch.setenv("PM_CACHE", "0")
    without = said(root, capsys)
    assert [code for code, _ in without] == [0] * len(ASKED)
    assert not (home / "cache").exists()
    monkeypatch.delenv("PM_CACHE")
    assert said(root, capsys) == without
    there = {path: path.read_bytes() for path in kept(home)}
    assert there
    assert said(root, capsys) == without
    assert {path: path.read_bytes() for path in kept(home)} == there
    for path in there:
        path.write_bytes(b"damaged")
    assert said(root, capsys) == without
    assert {path: path.read_bytes() for path in kept(home)} == there


def test_what_other_code_found_is_not_found(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Stored(home / "work")
    store.keep(b"key", b"data")
    assert (Stored(home / "work").find(b"key"), store.find(b"other")) == (b"data", None)
    assert Stored(home / "a copy").find(b"key") == b"data"
    monkeypatch.setattr(stored, "_ROOMS", ("planning",))
    assert Stored(home / "work").find(b"key") is None


def test_the_code_that_decides_is_known_by_its_modules() -> None:
    assert state_of_code(("planning",)) == state_of_code(("planning",))
    assert b"'planning/solving.py'" in (state_of_code(("model", "planning")) or b"")
    assert b"solving.py" not in (state_of_code(("model", "yaml/read")) or b"solving.py")


def test_without_a_cache_nothing_is_kept(home: Path) -> None:
    cache_folder.allow(yes=False)
    store = Stored(home / "work")
    store.keep(b"key", b"data")
    assert store.find(b"key") is None
    assert not (home / "cache").exists()
