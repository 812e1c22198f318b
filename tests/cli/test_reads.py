"""What a command costs: its workspace is looked for once, a file read once, a text parsed once."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pmcli.workspace import disk, files, git
from pmcli.yaml.read import reader
from tests.cli.conftest import NORTHWIND, Pm
from tests.cli.repo import commit

PROVEN = 3
"""An edit reads the old text to find its way, and the proof of it the old and the new one."""
FOUND = 1
"""What is read to be validated is not kept: who edits reads the text once more to find the place."""
COMPARED = 2
"""Before a file is written it is read again, twice: whoever changed it meanwhile is not overwritten."""
ONCE = (
    "rank", "rank -o out.csv", "ready", "roadmap", "explain a", "models", "demand", "decisions", "show a", "list",
    "graph", "view --no-open", "check", "check features", "check --format sarif=a.sarif --format junit=a.xml",
    "check --format github", "check --fix", "check --add-ignores why", "diff HEAD", "diff --format github HEAD",
    "history a", "history a --rev HEAD", "rank --rev HEAD", "rank --rev HEAD -o out.md", "export roadmap",
    "export roadmap -o MAP.md", "export review --since HEAD", "set a owner=zoe", "set a owner=zoe --dry-run",
    "rename a c", "rm b", "fmt", "fmt features", "new Idea", "decide a park --because Later --yes", "import list.csv --yes",
)  # fmt: skip


@dataclass
class Costs:
    """How often what was done: texts parsed and files read by path, workspaces looked for, runs of git."""

    parsed: Counter[str] = field(default_factory=Counter)
    texts: Counter[tuple[str, str]] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    found: int = 0
    git: int = 0


def counted(monkeypatch: pytest.MonkeyPatch, at: object, name: str, count: Callable[..., None]) -> None:
    """Have every call of a function counted."""
    function = getattr(at, name)

    def counting(*given: object, **named: object) -> object:
        count(*given)
        return function(*given, **named)

    monkeypatch.setattr(at, name, counting)


@pytest.fixture
def costs(monkeypatch: pytest.MonkeyPatch) -> Costs:
    costs = Costs()

    def parse(source: str, _: str, path: str) -> None:
        costs.parsed[path] += 1
        costs.texts[path, source] += 1

    def read(_: str, path: str) -> None:
        costs.read[path] += 1

    def find(*_: object) -> None:
        costs.found += 1

    def run(*_: object) -> None:
        costs.git += 1

    counted(monkeypatch, reader, "_read", parse)
    counted(monkeypatch, disk, "read_file", read)
    counted(monkeypatch, files, "find_workspace", find)
    counted(monkeypatch, git, "_run", run)
    return costs


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A workspace of pm.yaml and two files, committed."""
    root = tmp_path / "shop"
    (root / "features").mkdir(parents=True)
    (root / "pm.yaml").write_text(
        "pm: 1\nproduct: Shop\nteams: {web: {capacity: 9}}\ncalendar: {start: 2026-Q4}\n"
    )
    (root / "features" / "a.yaml").write_text(
        "title: A\neffort: 1\nrice: {reach: 5, impact: 1, confidence: 1}\n"
    )
    (root / "features" / "b.yaml").write_text("title: B\neffort: 1\n")
    (root / "list.csv").write_text("Key,Title\nK-1,Another\n")
    commit(root)
    return root


@pytest.fixture
def northwind(tmp_path: Path) -> Path:
    """The large example, committed."""
    root = tmp_path / "northwind"
    shutil.copytree(NORTHWIND, root)
    commit(root)
    return root


@pytest.mark.parametrize("words", ONCE)
def test_a_command_looks_for_its_workspace_once(pm: Pm, shop: Path, costs: Costs, words: str) -> None:
    run = pm(*words.split(), at=shop)
    assert run.code == 0, run.err
    assert costs.found == 1
    assert costs.read["pm.yaml"] <= 1
    assert max(count for (path, _), count in costs.texts.items() if path == "pm.yaml") == 1


@pytest.mark.parametrize("words", ["rank", "check", "list", "set no-such-feature owner=zoe"])
def test_what_only_looks_reads_and_parses_every_file_once(
    pm: Pm, northwind: Path, costs: Costs, words: str
) -> None:
    pm(*words.split(), at=northwind)
    assert costs.read.keys() == costs.parsed.keys()
    assert len(costs.read) > 30
    assert set(costs.read.values()) == set(costs.parsed.values()) == {1}
    assert costs.git == 0


def test_setting_a_field_of_a_small_backlog(pm: Pm, shop: Path, costs: Costs) -> None:
    assert pm("set", "a", "owner=zoe", at=shop).code == 0
    assert costs.read == {"pm.yaml": 1, "features/a.yaml": 1 + COMPARED, "features/b.yaml": 1}
    assert costs.parsed == {"pm.yaml": 1, "features/a.yaml": 2 + FOUND + PROVEN, "features/b.yaml": 1}


def test_setting_a_field_parses_only_the_file_edited_again(pm: Pm, northwind: Path, costs: Costs) -> None:
    assert pm("set", "guest-checkout", "owner=zoe", at=northwind).code == 0
    again = {path: count for path, count in costs.parsed.items() if count > 1}
    assert [(Path(path).stem, count) for path, count in again.items()] == [
        ("guest-checkout", 2 + FOUND + PROVEN)
    ]
    assert sum(costs.read.values()) <= len(costs.read) + COMPARED


def test_renaming_parses_only_the_files_edited_again(pm: Pm, northwind: Path, costs: Costs) -> None:
    run = pm("rename", "guest-checkout", "checkout-for-guests", at=northwind)
    assert run.code == 0
    edited = {"abandoned-cart", "local-methods", "one-tap-reorder"}
    again = {Path(path).stem: count for path, count in costs.parsed.items() if count > 1 + FOUND}
    assert again == {**dict.fromkeys(edited, 2 + FOUND + PROVEN), "plan": 2 + PROVEN}
    assert max(costs.read.values()) <= 1 + COMPARED


def test_a_difference_parses_every_text_once(pm: Pm, northwind: Path, costs: Costs) -> None:
    path = next((northwind / "features").rglob("guest-checkout.yaml"))
    path.write_text(path.read_text() + "x-note: changed\n")
    assert pm("diff", "HEAD", at=northwind).code == 0
    assert set(costs.texts.values()) == {1}
    assert costs.parsed[path.relative_to(northwind).as_posix()] == 2
    assert sum(costs.parsed.values()) == len(costs.parsed) + 1
    assert set(costs.read.values()) == {1}
    assert costs.git <= 7
