"""What is longer than the terminal goes through the person's own pager, and through no other."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import ESCAPE, NORTHWIND, Make, in_terminal, outside
from tests.cli.dialogue import Dialogue

HUMAN = {"CI": ""}


def pages(seen: Path) -> str:
    """A pager that keeps what it is given, and the options that less would have."""
    return f"sh -c 'cat > {seen}; echo LESS=$LESS >> {seen}'"


def paged(
    *words: str, tmp_path: Path, rows: int = 10, variables: Mapping[str, str] | None = None
) -> str | None:  # fmt: skip
    """What the pager was given, None where there was none: then the screen has it all."""
    seen = tmp_path / "paged"
    seen.unlink(missing_ok=True)
    given = {**HUMAN, "PM_PAGER": pages(seen), **(variables or {})}
    code, shown = in_terminal(*words, at=NORTHWIND, rows=rows, variables=given)
    assert code == 0, shown
    if seen.exists():
        assert shown == ""
        return seen.read_text()
    assert shown
    return None


def test_long_answers_go_through_it_as_the_terminal_has_them(tmp_path: Path) -> None:
    text = paged("rank", tmp_path=tmp_path)
    assert text is not None
    assert text.endswith("\nLESS=FRX\n")
    assert "\x1b[" in text
    _, plain = in_terminal("rank", at=NORTHWIND)
    assert text.removesuffix("LESS=FRX\n") == plain
    kept = paged("rank", tmp_path=tmp_path, variables={"LESS": "S"})
    assert kept is not None
    assert kept.endswith("\nLESS=S\n")


@pytest.mark.parametrize(
    "words",
    [
        ("rank", "--top", "1", "-q"), ("rank", "--no-pager"), ("--no-pager", "rank"), ("rank", "--format", "json"),
        ("rank", "--format", "csv"), ("list", "--format", "markdown"), ("--help", "--no-pager"),
        ("rank", "--help", "--no-pager"), ("graph", "--format", "mermaid"), ("schema",), ("export", "rank"),
    ],
)  # fmt: skip
def test_short_ones_and_those_for_machines_do_not(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert paged(*words, tmp_path=tmp_path, rows=24 if "--top" in words else 10) is None


@pytest.mark.parametrize(
    "variables",
    [
        {"TERM": "dumb"}, {"TERM": ""}, {"CI": "true"}, {"PM_NO_PAGER": "1"}, {"PM_PAGER": ""}, {"PM_PAGER": "cat"},
        {"PM_PAGER": "", "PAGER": "false"},
    ],
)  # fmt: skip
def test_where_there_is_none(tmp_path: Path, variables: dict[str, str]) -> None:
    assert paged("rank", tmp_path=tmp_path, variables=variables) is None


def test_help_goes_through_it_too(tmp_path: Path) -> None:
    for words in (("--help",), ("help", "--all"), ("rank", "-h"), ()):
        text = paged(*words, tmp_path=tmp_path)
        assert text is not None
        assert ESCAPE.sub("", text).startswith("pm")


def test_an_answer_in_a_file_or_a_pipe_has_none(tmp_path: Path, make: Make) -> None:
    seen = tmp_path / "paged"
    root = make()
    variables = {**HUMAN, "PM_PAGER": pages(seen)}
    assert "Dark mode" in outside("list", at=root, variables=variables).stdout
    assert in_terminal("list", "-o", "list.txt", at=root, rows=3, variables=variables) == (0, "")
    assert "Dark mode" in (root / "list.txt").read_text()
    assert not seen.exists()


@pytest.mark.parametrize(
    ("pager", "fault"),
    [
        ("no-such-pager -x", "is not found: name a program in PATH, or write its whole path"),
        ("~nobody-of-this-name/x", "is not found: name a program in PATH, or write its whole path"),
        ("./mine", "is not found: name a program in PATH, or write its whole path"),
        ("sh -c 'exit 7'", "ended with code 7"),
        ("'unclosed", "cannot be read: no closing quotation"),
    ],
)
def test_one_that_fails_is_told_and_the_answer_is_written(pager: str, fault: str) -> None:
    _, plain = in_terminal("rank", at=NORTHWIND)
    code, shown = in_terminal("rank", at=NORTHWIND, rows=10, variables={**HUMAN, "PM_PAGER": pager})
    assert code == 0
    assert ESCAPE.sub("", shown) == ESCAPE.sub("", plain) + f'the pager "{pager}" {fault}\n'
    _, quiet = in_terminal("rank", "-q", at=NORTHWIND, rows=10, variables={**HUMAN, "PM_PAGER": pager})
    assert "the pager" not in quiet


def test_a_program_that_cannot_run(tmp_path: Path) -> None:
    odd = tmp_path / "odd"
    odd.write_bytes(b"\x00\x01")
    odd.chmod(0o755)
    code, shown = in_terminal("rank", at=NORTHWIND, rows=10, variables={**HUMAN, "PM_PAGER": str(odd)})
    assert code == 0
    assert f'the pager "{odd}" cannot be run: ' in " ".join(shown.split())


def test_nothing_in_the_folder_runs(make: Make, tmp_path: Path) -> None:
    root = make()
    ran = tmp_path / "ran"
    for name in ("less", "mine"):
        (root / name).write_text(f"#!/bin/sh\ntouch {ran}\ncat\n")
        (root / name).chmod(0o755)
    for variables in ({"PM_PAGER": "mine", "PATH": ":.:/nowhere"}, {"PM_PAGER": "./less"}):
        code, shown = in_terminal("list", at=root, rows=3, variables={**HUMAN, **variables})
        assert code == 0
        assert "Dark mode" in shown
    assert not ran.exists()


def test_one_named_by_nobody_that_is_missing_is_no_news(make: Make) -> None:
    with Dialogue(
        "list", at=make(), rows=3, variables={"PATH": "/nowhere", **HUMAN}, without=("PM_PAGER",)
    ) as run:
        assert run.ended() == 0
        assert "Dark mode" in run.screen
        assert "pager" not in run.screen


def test_a_pager_that_is_left_early_is_a_usual_end(make: Make) -> None:
    root = make("".join(f"- {{id: f{n}, title: A rather long title for a feature}}\n" for n in range(3000)))
    code, shown = in_terminal("list", at=root, variables={**HUMAN, "PM_PAGER": "head -n 1"})
    assert (code, ESCAPE.sub("", shown)) == (0, "Shop: all features\n")


def test_the_exit_code_is_that_of_the_command(make: Make, tmp_path: Path) -> None:
    root = make("".join(f"- {{id: f{n}, title: T, effort: nonsense}}\n" for n in range(20)))
    variables = {**HUMAN, "PM_PAGER": pages(tmp_path / "paged")}
    assert in_terminal("check", at=root, rows=10, variables=variables) == (1, "")
    assert "nonsense" in (tmp_path / "paged").read_text()


def test_less_itself_and_its_keys() -> None:
    prompt = {**HUMAN, "LESS": "FRXPs<more>"}
    with Dialogue("rank", at=NORTHWIND, rows=10, variables=prompt, without=("PM_PAGER",)) as run:
        assert "Northwind Checkout: what to do first" in run.until("<more>")
        run.type("\x03", end="")  # it is the pager's
        for _ in range(100):  # less may take what comes right after it for the same
            if run.process.poll() is None:
                time.sleep(0.1)
                run.type("q", end="")
        assert run.ended() == 0
        assert "Traceback" not in run.screen
    with Dialogue("rank", "--top", "1", "-q", at=NORTHWIND, variables=HUMAN, without=("PM_PAGER",)) as run:
        assert run.ended() == 0


def test_questions_are_asked_below_what_they_are_about(make: Make, tmp_path: Path) -> None:
    rows = "title,effort\n" + "".join(f"Thing number {n},3\n" for n in range(40))
    root = make()
    (root / "ideas.csv").write_text(rows)
    seen = tmp_path / "paged"
    variables = {**HUMAN, "PM_PAGER": pages(seen)}
    with Dialogue("import", "ideas.csv", at=root, rows=8, variables=variables) as run:
        run.answer("[y/N]", "n")
        assert run.ended() == 0
        assert "40 items read = 40 new" in run.screen
    assert not seen.exists()
    assert in_terminal("import", "ideas.csv", "--dry-run", at=root, rows=8, variables=variables)[0] == 0
    assert "40 items read = 40 new" in seen.read_text()
