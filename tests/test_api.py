from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

import pmcli

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = [path.parent for path in sorted(ROOT.glob("examples/*/pm.yaml")) if path.parent.name != "broken"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "features").mkdir()
    (tmp_path / "pm.yaml").write_text("pm: 1\nproduct: X\n")
    (tmp_path / "features" / "a.yaml").write_text(
        "title: A\nrice: {reach: 5, impact: 1, confidence: 1}\neffort: 1\n"
    )
    settings = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "one"]):
        subprocess.run(["git", *settings, *command], cwd=tmp_path, check=True)
    (tmp_path / "features" / "a.yaml").write_text("title: A, changed\nnonsense: 1\n")
    return tmp_path


def test_files_and_revisions(repository: Path) -> None:
    now = pmcli.load(repository)
    assert [error.code for error in now.errors] == ["PM101"]
    before = pmcli.load(repository / "features", revision="HEAD")
    assert before.diagnostics == ()
    assert before.backlog.features["a"].title == "A"
    assert [item.id for item in pmcli.rank(before.backlog).items] == ["a"]


def test_the_clock_counts_where_no_start_is_named(repository: Path) -> None:
    assert pmcli.load(repository, clock=date(2027, 5, 5)).backlog.today == date(2027, 4, 1)
    assert pmcli.load(repository, clock=date(2027, 5, 5), today=date(2027, 1, 9)).backlog.today == date(
        2027, 1, 9
    )


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_are_sound(folder: Path) -> None:
    found = pmcli.load(folder, clock=date(2026, 11, 23))
    assert [
        f"{diagnostic.location.path}:{diagnostic.location.line} {diagnostic.message}"
        for diagnostic in found.diagnostics
    ] == []
    ranking = pmcli.rank(found.backlog)
    assert ranking.items
    assert ranking.certificate is not None
    assert ranking.certificate.gap < 0.01


def test_northwind_is_rankable_by_every_model() -> None:
    backlog = pmcli.load(ROOT / "examples" / "northwind").backlog
    for model in pmcli.models_of(backlog):
        found = pmcli.rank(backlog, model.name)
        assert len(found.items) >= 8, model.name
        told = {item.id for item in found.items} | {left.id for left in found.unscored}
        parents = set(backlog.children())
        assert told | parents >= {name for name in backlog.features if backlog.is_open(name)}


def test_an_unknown_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = pmcli.nothing
