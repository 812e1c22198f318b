"""What reaches a pipe, a terminal, a narrow one, a dumb one, and a stream that knows only ASCII."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping

import pytest

from pmcli.cli import streams
from pmcli.cli.detail import MOST_ROWS
from pmcli.writers.json import in_ascii
from tests.cli.conftest import ESCAPE, HEAD, NORTHWIND, Make, environment, in_terminal, outside


@pytest.fixture(scope="module")
def plain() -> str:
    """What a new interpreter writes into a pipe."""
    return outside("rank", at=NORTHWIND, fresh=True).stdout


@pytest.mark.parametrize(
    "variables",
    [
        {"COLUMNS": "20"}, {"TERM": "dumb"}, {"TERM": "xterm-256color"}, {"NO_COLOR": "1"}, {"GITHUB_ACTIONS": "true"},
        {"COLUMNS": "20", "LINES": "5", "TERM": "unknown"},
    ],
)  # fmt: skip
def test_a_pipe_gets_every_column_whatever_the_variables_say(
    plain: str, variables: Mapping[str, str]
) -> None:
    done = outside("rank", at=NORTHWIND, variables=variables)
    assert (done.returncode, done.stdout, done.stderr) == (0, plain, "")
    assert not ESCAPE.search(plain)
    head = next(line for line in plain.splitlines() if line.strip().startswith("#"))
    assert all(
        name in head for name in ("id", "title", "adjusted", "score", "effort", "team", "waits for", "why")
    )
    assert "…" not in plain


def test_force_color_in_a_pipe(plain: str) -> None:
    colored = outside("rank", at=NORTHWIND, variables={"FORCE_COLOR": "1"}).stdout
    assert ESCAPE.sub("", colored) == plain != colored
    assert outside("rank", at=NORTHWIND, variables={"FORCE_COLOR": "1", "NO_COLOR": "1"}).stdout == plain
    assert outside("rank", "--color", "never", at=NORTHWIND, variables={"FORCE_COLOR": "1"}).stdout == plain


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_a_terminal_is_never_overrun_and_ids_never_break(columns: int) -> None:
    code, shown = in_terminal("rank", at=NORTHWIND, columns=columns)
    assert code == 0
    assert "\x1b[" in shown
    lines = ESCAPE.sub("", shown).splitlines()
    assert max(map(len, lines)) <= columns
    told = [
        name
        for name in ("guest-checkout", "one-page-checkout", "tokenised-cards")
        if any(name in line for line in lines)
    ]
    assert len(told) == (3 if columns >= 80 else 0), "whole, or not there"
    assert not any("one-page-" in line and "one-page-checkout" not in line for line in lines)


def test_columns_does_not_count_in_a_terminal() -> None:
    _, shown = in_terminal("rank", at=NORTHWIND, columns=100, variables={"COLUMNS": "40"})
    assert 80 < max(map(len, ESCAPE.sub("", shown).splitlines())) <= 100


def test_a_dumb_terminal_gets_ascii_without_colours() -> None:
    code, shown = in_terminal("rank", at=NORTHWIND, variables={"TERM": "dumb"})
    assert code == 0
    assert shown.isascii()
    assert "\x1b" not in shown


def test_color_in_a_terminal() -> None:
    assert "\x1b" not in in_terminal("rank", "--color", "never", at=NORTHWIND)[1]
    assert "\x1b" not in in_terminal("rank", at=NORTHWIND, variables={"NO_COLOR": "1"})[1]
    assert "\x1b[1m" in in_terminal("rank", "--help", at=NORTHWIND)[1]


def test_ascii_streams_get_what_they_can_show(make: Make) -> None:
    root = make("- id: a\n  title: Größe 😀\n")
    for words in (["rank"], ["list"], ["show", "a"], ["graph"], ["list", "--format", "csv"], ["models"]):
        done = outside(*words, at=root, variables={"PYTHONIOENCODING": "ascii"})
        assert (done.returncode, done.stderr) == (0, ""), words
        assert done.stdout.isascii()
    document = outside(
        "list", "--format", "json", at=root, variables={"PYTHONIOENCODING": "ascii"}, fresh=True
    ).stdout
    assert json.loads(document)["items"][0]["title"] == "Größe 😀"
    assert json.loads(in_ascii('"é😀"')) == "é😀"


def test_a_closed_pipe_is_silent(make: Make) -> None:
    root = make("".join(f"- {{id: f{n}, title: A rather long title for a feature}}\n" for n in range(3000)))
    for words in (["list"], ["list", "--format", "json"], ["graph"]):
        process = subprocess.Popen(
            [sys.executable, "-m", "pmcli", *words], cwd=root, env=environment(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
        assert process.wait(timeout=60) == 0


def test_ctrl_c_ends_with_130_without_a_traceback(make: Make) -> None:
    root = make("".join(f"- {{id: f{n}, title: T, effort: 1}}\n" for n in range(40000)))
    process = subprocess.Popen(
        [sys.executable, "-m", "pmcli", "rank"], cwd=root, env=environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background ignores it
    )  # fmt: skip
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "")


def test_standard_output_that_is_closed_or_missing() -> None:
    gone = io.StringIO()
    gone.close()
    assert streams.width_of(None) is None
    assert not streams.is_terminal(gone)


class _Terminal(io.StringIO):
    """A terminal that does not know its size."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_without_a_size_is_taken_for_a_usual_one() -> None:
    assert streams.width_of(_Terminal()) == streams.USUAL


def test_progress_is_one_line_that_is_wiped_before_anything_else_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = _Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(streams, "PATIENCE", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    progress = streams.Progress("planning [red]")
    assert progress(0.25)
    shown = screen.getvalue()
    assert re.search("planning \\[red\\] .* 25 % Ctrl-C keeps the best so far", ESCAPE.sub("", shown))
    streams.tell("a message")
    rest = screen.getvalue().removeprefix(shown)
    assert rest.endswith("a message")
    assert "\x1b[2K" in rest, "the line is erased"
    assert "\x1b[?25h" in rest, "the cursor is back"
    progress.end()
    streams.wipe()
    assert screen.getvalue() == shown + rest


@pytest.mark.parametrize(("term", "patience"), [("xterm", 60.0), ("dumb", 0.0)])
def test_no_progress_where_it_is_soon_done_or_could_not_be_wiped(
    monkeypatch: pytest.MonkeyPatch, term: str, patience: float
) -> None:
    monkeypatch.setattr(sys, "stderr", screen := _Terminal())
    monkeypatch.setattr(streams, "PATIENCE", patience)
    monkeypatch.setenv("TERM", term)
    assert streams.Progress()(0.5)
    assert screen.getvalue() == ""


def test_a_terminal_shows_the_first_rows_and_a_pipe_all(make: Make) -> None:
    score = "effort: 1, rice: {reach: 1, impact: 1, confidence: 1}"
    root = make("".join(f"- {{id: f{n}, title: Title, {score}}}\n" for n in range(MOST_ROWS + 30)))
    quiet = {"NO_COLOR": "1"}
    for words in (["rank"], ["list"], ["ready"], ["rank", "--top", str(MOST_ROWS + 10)]):
        _, shown = in_terminal(*words, at=root, variables=quiet)
        assert shown.count("Title") == MOST_ROWS
        assert shown.count(" more") == 1
        assert "and 30 more: --all shows them" in shown
    for text in (
        in_terminal("rank", "--all", at=root, variables=quiet)[1], outside("rank", "--width", "80", at=root).stdout,
    ):  # fmt: skip
        assert text.count("Title") == MOST_ROWS + 30
        assert " more" not in text


def test_a_terminal_shows_the_first_rows_of_tables_in_pages(make: Make) -> None:
    asked = "effort: 1, requests: [{account: Acme}], rice: {reach: 1, impact: 1, confidence: 1}"
    features = "".join(f"- {{id: f{n}, title: Title, {asked}}}\n" for n in range(MOST_ROWS + 30))
    root = make(features, f"{HEAD}accounts: {{Acme: {{}}}}\n")
    words = ("demand", "--account", "Acme")
    _, shown = in_terminal(*words, at=root, variables={"NO_COLOR": "1"})
    assert shown.count("Title") == MOST_ROWS
    assert shown.count("and 30 more: -o FILE has them") == 1
    assert outside(*words, "-o", "asks.txt", at=root).returncode == 0
    for text in (outside(*words, "--width", "80", at=root).stdout, (root / "asks.txt").read_text()):
        assert text.count("Title") == MOST_ROWS + 30
        assert "more:" not in text


def test_messages_are_lost_where_nobody_can_read_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(stream: object, text: str) -> None:
        raise OSError

    monkeypatch.setattr(streams, "_send", fail)
    streams.tell("x")


@pytest.mark.parametrize(
    ("choice", "variables", "colored"),
    [
        ("auto", {}, True), ("auto", {"TERM": "dumb"}, False), ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": ""}, True), ("never", {"FORCE_COLOR": "1"}, False), ("always", {"NO_COLOR": "1"}, True),
        ("auto", {"TERM": "dumb", "FORCE_COLOR": "1"}, True), ("auto", {"TERM": "dumb", "FORCE_COLOR": "0"}, False),
        ("auto", {"TERM": "dumb", "CLICOLOR_FORCE": "1"}, True),
    ],
)  # fmt: skip
def test_who_decides_on_colour(choice: str, variables: dict[str, str], colored: bool) -> None:
    assert streams.has_color(choice, _Terminal(), variables) is colored


def test_an_encoding_that_nobody_knows() -> None:
    class Odd(io.StringIO):
        encoding = "no-such-encoding"

    assert not streams.has_unicode(Odd(), {})
    assert streams.has_unicode(io.StringIO(), os.environ)
