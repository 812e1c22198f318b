"""`--watch` runs again after every change, through errors, and ends with Ctrl-C."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pmcli.cli import main, watching
from pmcli.cli.output import Output

SETTINGS = (
    "pm: 1\nproduct: Shop\nteams: {web: {capacity: 4}}\ncalendar: {start: 2026-Q4}\nscoring: {model: ice}\n"
)
FEATURE = "title: One\neffort: {web: 1}\nice: {impact: 5, confidence: 5, ease: 5}\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "features").mkdir()
    (tmp_path / "pm.yaml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "features" / "one.yaml").write_text(FEATURE, encoding="utf-8")
    return tmp_path


def acting(monkeypatch: pytest.MonkeyPatch, *acts: object) -> list[float]:
    """In the place of sleep: what a person does meanwhile, and at last Ctrl-C."""
    left, slept = list(acts), []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if not left:
            raise KeyboardInterrupt
        act = left.pop(0)
        if callable(act):
            act()

    monkeypatch.setattr("time.sleep", sleep)
    return slept


def test_it_runs_again_after_a_change_through_errors_until_ctrl_c(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one, settings = shop / "features" / "one.yaml", shop / "pm.yaml"
    slept = acting(
        monkeypatch,
        None,  # nothing happens, and nothing runs
        lambda: one.write_text(f"{FEATURE}stauts: x\n"),
        lambda: os.rename(settings, shop / "away"),
        lambda: os.rename(shop / "away", settings),
        lambda: one.write_text(FEATURE.replace("One", "Two!")),
    )
    assert main(["check", "--watch", "-C", str(shop)]) == 130
    told = capsys.readouterr()
    assert told.out.count("All checks passed") == 2
    assert told.out.count("stauts") == 4  # the line and the message, twice
    assert "error: no pm.yaml in" in told.err
    assert told.err.count("--- changed: ") == 4
    assert f"--- changed: {os.path.join('features', 'one.yaml')}\n" in told.err
    assert "\x1b" not in told.out
    assert slept == [watching.PAUSE] * 6


def test_a_ranking_is_watched_and_an_interrupted_run_ends_it(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    acting(monkeypatch, lambda: (shop / "features" / "two.yaml").write_text(FEATURE.replace("One", "Second")))
    assert main(["rank", "--watch", "-C", str(shop)]) == 130
    assert capsys.readouterr().out.count("Second") == 1
    ended = watching.rounds(lambda: 130, dict, lambda _: pytest.fail("it waits"), Output())
    assert ended == 130


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["rank", "--format", "json"], "--watch is not for json"),
        (["rank", "-o", "x.md"], "--watch writes no file"),
        (["rank", "--rev", "HEAD"], "a revision never changes"),
        (["check", "--format", "sarif"], "--watch is not for sarif"),
        (["check", "--format", "text=x"], "--watch writes no file"),
        (["check", "--fix"], "--watch looks on"),
        (["check", "-"], "--watch looks on"),
    ],
)
def test_what_nobody_looks_at_is_not_watched(
    shop: Path, line: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*line, "--watch", "-C", str(shop)]) == 2
    assert words in capsys.readouterr().err
