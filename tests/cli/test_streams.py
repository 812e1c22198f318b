"""The one way out, and the one way in: streams that are closed, full, gone, slow, or no streams at all."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import rich

from pmcli.cli import main, streams
from pmcli.cli.app import COMMANDS
from pmcli.model.diagnostic import PmError
from tests.cli.conftest import Make, Pm, outside
from tests.conftest import for_each

FULL = Path("/dev/full")
ANSWERS = (
    "", "--help", "-h", "--all", "help", "help rank", "rank --help", "rank -h", "--version", "-V", "-C . --version",
    "rank", "rank --format json", "rank --format csv", "ready", "roadmap", "roadmap --format json", "why-not --help",
    "explain sso", "models", "models rice", "demand", "decide sso park --because x --dry-run", "decisions", "sure",
    "what-if --help", "ratings", "show sso", "list --format markdown", "graph", "graph --format mermaid", "plot mix",
    "view -o -", "new X --dry-run", "set sso effort=9 --dry-run", "rename sso s --dry-run", "rm old --dry-run",
    "check", "check --format json", "check --format sarif", "check --fix --diff", "rule", "rule PM501", "schema",
    "launch", "experiment", "learn", "week --help", "export rank", "export roadmap --format html",
    "export backlog --format json", "export rank --format csv", "init --help",
    "import ideas.csv --dry-run", "completion bash", "completion zsh", "completion fish", "completion powershell",
    "triage --help", "accept --help", "history --help", "diff --help", "odds --help", "worth --help", "fmt --diff",
)  # fmt: skip
SILENT = {"fmt --diff", "check --fix --diff"}
"""Where nothing is to be said, nothing can go wrong."""


@contextlib.contextmanager
def writing_to(descriptor: int, **how: object) -> Iterator[None]:
    """The standard output is this descriptor, as Python opens it."""
    before, sys.stdout = sys.stdout, open(descriptor, "w", encoding="utf-8", **how)  # type: ignore[call-overload]  # noqa: SIM115
    try:
        yield
    finally:
        out, sys.stdout = sys.stdout, before
        out.close()


@pytest.fixture
def shop(make: Make) -> Path:
    root = make()
    (root / "ideas.csv").write_text("title\nOne more\n")
    return root


def fault(pm: Pm, words: str, at: Path) -> tuple[int, str]:
    run = pm(*words.split(), at=at)
    return run.code, run.err


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
@for_each("words", ANSWERS)
def test_a_full_output_is_an_error(pm: Pm, shop: Path, words: str) -> None:
    with writing_to(os.open(FULL, os.O_WRONLY)):
        code, told = fault(pm, words, shop)
    if words not in SILENT:
        assert code == 2
        assert told.endswith("error: cannot write the answer: no space left on device\n")
    assert "Traceback" not in told


@for_each("words", ANSWERS)
def test_a_closed_output_is_an_error(pm: Pm, shop: Path, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    code, told = fault(pm, words, shop)
    if words not in SILENT:
        assert code == 2
        assert told.endswith("error: cannot write the answer: the stream is closed\n")


def test_every_command_is_in_the_table() -> None:
    asked = {word for words in ANSWERS for word in words.split()}
    assert {entry.name for entry in COMMANDS} - asked == {"mcp"}, "what stays has a proof of its own"


@for_each("words", ANSWERS[::5])
def test_a_reader_that_goes_away_is_no_error(pm: Pm, shop: Path, words: str) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    with writing_to(writes):
        code, told = fault(pm, words, shop)
    assert (code, "error" in told) == (0, False)


def test_what_completes_goes_the_same_way(pm: Pm, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"_PM_COMPLETE": "complete_bash", "COMP_WORDS": "pm ra", "COMP_CWORD": "1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setitem(sys.modules, "rich", rich)  # which is taken away
    assert pm(at=shop).out == "rank\nratings\n"
    monkeypatch.setattr(sys, "stdout", None)
    assert fault(pm, "", shop) == (2, "error: cannot write the answer: the stream is closed\n")


@pytest.mark.parametrize("words", ["rank --format json", "rank", "export backlog --format xlsx", "--help"])
def test_an_output_that_would_block_is_waited_for(shop: Path, words: str) -> None:
    reads, writes = os.pipe()
    os.set_blocking(writes, False)
    os.write(writes, b"x" * (1 << 20))  # it is filled to the brim
    pieces: list[bytes] = []

    def read() -> None:
        while piece := os.read(reads, 1000):
            pieces.append(piece)

    reader = threading.Timer(0.05, read)
    with writing_to(writes):
        reader.start()
        assert main(["-C", str(shop), *words.split()]) == 0
    reader.join()
    os.close(reads)
    expected = outside(*words.split(), at=shop).stdout if "xlsx" not in words else None
    got = b"".join(pieces).lstrip(b"x")
    assert got[:2] == b"PK" if expected is None else got.decode() == expected


def test_what_is_done_is_said_to_be_done(pm: Pm, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = "error: it is done, but that cannot be told: the stream is closed\n"
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", None)
        assert fault(pm, "set sso effort=9", shop) == (2, done)
        assert fault(pm, "rm dark", shop) == (2, done)
        assert fault(pm, "init other --yes", shop.parent) == (2, done)
    assert pm("check", at=shop.parent / "other").code == 0
    assert "9" in pm("show", "sso", at=shop).out
    assert pm("show", "dark", at=shop).code == 2


def test_what_came_in_stays_where_that_cannot_be_told(
    pm: Pm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ideas.csv").write_text("title\nOne more\n")

    def until_it_is_in(text: str | bytes) -> None:
        if "1 feature imported" in str(text):
            raise streams.UnwritableError("no space left on device")

    monkeypatch.setattr(streams, "answer", until_it_is_in)
    assert pm("init", "shop", "--from", "ideas.csv", "--yes", at=tmp_path).code == 2
    monkeypatch.undo()
    assert (tmp_path / "shop" / "pm.yaml").exists()
    assert pm("check", at=tmp_path / "shop").code == 0


@for_each("words", ["rank", "check", "list --format json", "set sso effort=8", "export rank"])
@for_each("path, is_kept", [("features/all.yaml", False), ("features/all.yaml", True), ("pm.yaml", False)])
def test_the_answer_is_not_written_into_what_is_read(
    pm: Pm, make: Make, words: str, path: str, is_kept: bool
) -> None:
    root = make()
    before = (root / path).read_bytes() if is_kept else b""
    how = os.O_APPEND if is_kept else os.O_TRUNC
    with writing_to(os.open(root / path, os.O_WRONLY | how)):
        code, told = fault(pm, words, root)
    assert code == 2
    assert told.startswith(f"error: the answer would be written into {path}, which is read\nhint:  ")
    assert ("git restore" in told) is not is_kept
    assert (root / path).read_bytes() == before


def test_a_file_beside_what_is_read_is_an_output_as_any_other(pm: Pm, make: Make) -> None:
    root = make(more="")
    for name in ("features/notes.txt", "out.txt"):
        with writing_to(os.open(root / name, os.O_WRONLY | os.O_CREAT)):
            assert pm("rank", at=root).code == 0
        assert "Single sign-on" in (root / name).read_text()


@for_each("words", ["rank", "check", "rnak", "--help", "set sso effort=8", "list --where nonsense=1"])
def test_messages_that_nobody_can_read_change_nothing(
    pm: Pm, shop: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = pm(*words.split(), at=shop).code
    monkeypatch.setattr(sys, "stderr", None)
    assert pm(*words.split(), at=shop).code == code
    monkeypatch.setattr(sys, "stdout", None)
    assert pm(*words.split(), at=shop).code == 2


# --- in ---


def reading(data: bytes | None) -> io.TextIOWrapper:
    """A standard input with these bytes; with None one that is closed."""
    stream = io.TextIOWrapper(io.BytesIO(data or b""))
    if data is None:
        stream.close()
    return stream


@for_each("words", ["import - --dry-run", "check - --stdin-filename features/all.yaml"])
def test_no_input_is_an_error(pm: Pm, shop: Path, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in (None, reading(None)):
        monkeypatch.setattr(sys, "stdin", stream)
        told = "error: there is no standard input to read\nhint:  name a file instead of -\n"
        assert fault(pm, words, shop) == (2, told)
    folder = os.open(shop, os.O_RDONLY)
    with contextlib.suppress(OSError), io.FileIO(folder, closefd=False) as raw:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(raw)))
    os.close(folder)


def test_a_slow_input_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    reads, writes = os.pipe()
    os.set_blocking(reads, False)
    parts = [b"a", b"b" * 100_000, b"c"]

    def write() -> None:
        for part in parts:
            os.write(writes, part)
        os.close(writes)

    threading.Timer(0.05, write).start()
    with open(reads, encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert streams.given() == b"".join(parts)


def test_an_input_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST_GIVEN", 1024 * 1024)
    monkeypatch.setattr(sys, "stdin", reading(b"x" * (1 << 20)))
    assert len(streams.given()) == 1 << 20
    with Path("/dev/zero").open() as endless:
        monkeypatch.setattr(sys, "stdin", endless)
        with pytest.raises(PmError, match="the standard input has more than 1 MB"):
            streams.given()


def test_an_answer_in_no_encoding_is_an_answer_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "is_somebody_there", lambda: True)
    monkeypatch.setattr(sys, "stdin", reading(b"caf\xe9  x\n"))
    assert streams.ask("? ") == "caf\ufffd x"
    assert streams.ask("? ") is None


def test_progress_on_a_terminal_that_goes_away_stops_no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def isatty(self) -> bool:
            return True

        def write(self, text: str) -> int:
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(sys, "stderr", Gone())
    monkeypatch.setenv("TERM", "xterm")
    progress = streams.Progress()
    progress.next = 0.0
    assert progress(0.1)
    assert not progress.is_watched
    assert progress(0.2)
    progress.end()
    assert streams.Progress.shown is None
