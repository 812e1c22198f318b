"""What holds of every run of `pm`, whatever it is given, and what holds of some.

`run` holds a command line against the laws of lines, and raises `Broken` at the first that does not hold.
`properties.py` has laws with runs of their own.
"""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import pairwise
from typing import Any

import jsonschema

from pmcli.views.contract import DOCUMENTS, document_schema
from tests.fuzz.case import Line
from tests.fuzz.sandbox import Ran, Sandbox

CODES = (0, 1, 2, 130)
WRITING = frozenset(
    ("new", "set", "rename", "rm", "fmt", "accept", "decide", "triage", "import", "init", "export", "view")
)
"""Commands that write, other than into a file that an option names."""
_INTO_FILES = frozenset(("-o", "--output", "--report", "--save", "--fix", "--add-ignores", "--install", "-i"))
_LOOKING = frozenset(("--dry-run", "--check", "--diff", "--help", "-h"))
_COLORS = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b\x07]*(?:\x1b\\|\x07)")
_STEERING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
"""What no terminal, editor or browser should get from a title: an opinion apart from pm's own list."""
_FRAME = re.compile(r'File "[^"]*/src/pmcli/([^"]+)", line \d+, in (\S+)')


class Broken(AssertionError):  # noqa: N818 - a law is broken
    """A law that does not hold: its name, and where; `detail` is for people."""

    def __init__(self, law: str, where: str, detail: str = "") -> None:
        super().__init__(f"{law}: {where}\n{detail[-3000:]}")
        self.signature = f"{law}: {where}"


def run(sandbox: Sandbox, line: Line, given: str = "") -> Ran:
    """A run that keeps the laws of lines.

    Raises:
        Broken: one does not hold.
    """
    before = sandbox.tree()
    ran = sandbox.pm(*line, given=given)
    command = _command(line)
    _ended(ran, command)
    _wrote(ran, command, before, sandbox.tree())
    _said(ran, command)
    if ran.out and "json" in _formats(line) and ran.code in (0, 1):
        _document(ran, command, sandbox)
    if _only_reads(line):
        for law in ("not the same twice", "not the same from the cache"):
            again = sandbox.pm(*line, given=given, is_cached=True)
            if (again.code, again.out, again.err) != (ran.code, ran.out, ran.err):
                raise Broken(law, command, f"{line}\n{ran}\n{again}")
    return ran


def _command(line: Line) -> str:
    from pmcli.cli.app import BY_NAME

    return next((word for word in line if word in BY_NAME), "pm")


def _formats(line: Line) -> set[str]:
    """The formats that a line asks for on the standard output."""
    if any(word.split("=")[0] in ("-o", "--output") or word.startswith("-o") for word in line):
        return set()
    behind = {after for word, after in pairwise(line) if word == "--format"}
    return behind | {word.removeprefix("--format=") for word in line if word.startswith("--format=")}


def _only_reads(line: Line) -> bool:
    options = {word.split("=")[0] for word in line}
    if _INTO_FILES & options or any(
        re.match("-[oi].", word) or "=" in word for word in line if word[0:2] != "--" and word[:1] == "-"
    ):
        return False
    if any("=" in form for form in _formats(line)):
        return False
    return not WRITING & {*line} or bool(_LOOKING & options)


def where(told: str, otherwise: str) -> str:
    """The innermost function of pm in a traceback, as "file:function"."""
    frames = _FRAME.findall(told)
    return ":".join(frames[-1]) if frames else otherwise


# --- the laws of lines ---


def _ended(ran: Ran, command: str) -> None:
    if ran.code not in CODES:
        kind = re.search(r"a fault in pm itself: (\w+)", ran.err)
        name = kind[1] if kind else f"exit code {ran.code}"
        raise Broken(name, where(ran.err, command), f"{ran.line}\n{ran.err}")
    if ran.code == 2 and ran.out and command != "import":  # which shows what would come in, and asks nobody
        raise Broken("words on stdout with exit code 2", command, f"{ran.line}\n{ran.out[:500]!r}\n{ran.err}")
    if ran.code == 2 and not ran.err.strip():
        raise Broken("exit code 2 without a word", command, str(ran.line))


def _wrote(ran: Ran, command: str, before: dict[str, bytes], after: dict[str, bytes]) -> None:
    if ran.outside:
        raise Broken("writes elsewhere", command, f"{ran.line}\n{ran.outside}")
    changed = [path for path in {**before, **after} if before.get(path) != after.get(path)]
    changed = [path for path in changed if not path.startswith("home/")]
    if not changed:
        return
    if ran.code == 2:
        raise Broken("refuses, and writes", command, f"{ran.line}\n{changed}\n{ran.err}")
    if _only_reads(ran.line):
        raise Broken("reads, and writes", command, f"{ran.line}\n{changed}")
    if command != "init" and (
        astray := [path for path in changed if not path.startswith("shop/") or path.startswith("shop/.git/")]
    ):
        raise Broken("writes elsewhere", command, f"{ran.line}\n{astray}")


def _said(ran: Ran, command: str) -> None:
    """What steers stands in nothing that is written; colours only where they are asked for."""
    if {"xlsx", "png"} & _formats(ran.line) or command == "completion":
        return
    try:
        out = ran.out.decode()
    except UnicodeDecodeError as fault:
        raise Broken("no UTF-8", command, f"{ran.line}\n{fault}") from None
    for text in (out, ran.err):
        if "always" in ran.line or "--color=always" in ran.line:
            text = _COLORS.sub("", text)
        if found := _STEERING.search(text):
            around = text[max(0, found.start() - 200) : found.end() + 200]
            raise Broken(f"a raw {found[0]!a}", command, f"{ran.line}\n{around!r}")


def _document(ran: Ran, command: str, sandbox: Sandbox) -> None:
    """JSON is one document, and what is published of it holds."""
    try:
        document = json.loads(ran.out, parse_constant=_no_number)
    except ValueError as fault:
        raise Broken("no JSON", command, f"{ran.line}\n{fault}\n{ran.out[:500]!r}") from None
    if not isinstance(document, dict) or document.get("kind") not in DOCUMENTS:
        raise Broken("no document", command, f"{ran.line}\n{ran.out[:500]!r}")
    kind = document["kind"]
    for wrong in _validator(kind).iter_errors(document):
        path = re.sub(r"\d+", "N", wrong.json_path)
        raise Broken("not as its schema", f"{kind} {path}", f"{ran.line}\n{wrong.message[:1500]}")
    if kind == "diagnostics":
        for diagnostic in document["diagnostics"]:
            _stands(diagnostic, sandbox, ran)


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number of JSON")


@cache
def _validator(kind: str) -> Any:
    return jsonschema.Draft202012Validator(document_schema(kind))


def _stands(diagnostic: dict[str, Any], sandbox: Sandbox, ran: Ran) -> None:
    """A finding stands in its file, on a line and in columns that there are."""
    path = sandbox.root / diagnostic["path"]
    if (
        "--rev" in ran.line
        or "-" in ran.line
        or not path.is_file()
        or not path.resolve().is_relative_to(sandbox.root)
    ):
        return
    text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
    lines = re.split("\r\n|\r|\n", text)
    start = diagnostic["line"], diagnostic["column"]
    end = diagnostic["endLine"], diagnostic["endColumn"]
    room = [len(line) + 2 for line in lines]
    is_in = all(1 <= line <= len(lines) and 1 <= column <= room[line - 1] for line, column in (start, end))
    if not is_in or start > end:
        raise Broken(
            "a place out of its file", diagnostic["code"], f"{ran.line}\n{diagnostic}\n{len(lines)} lines"
        )
