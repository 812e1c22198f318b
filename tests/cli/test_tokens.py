"""Nothing reads a sentence back: with a token for each, every command answers the same beside them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

from pmcli.model import words
from pmcli.model.backlog import Keys
from pmcli.model.diagnostic import Diagnostic, Fix, Location, Severity
from pmcli.model.reason import Kind
from tests.cli.conftest import NORTHWIND, Pm
from tests.cli.repo import commit

SMALL = """pm: 1
product: Test
scoring: {model: cd3}
calendar: {start: 2026-Q4, periods: 2, value_horizon: 8}
teams: {web: {capacity: 10}, api: {capacity: 4}}
audiences:
  board: {fields: [id, title, period, declined, depends_on, effort, remaining, capacity, deadline, conflicts_with]}
  some:
    fields: [
      id, title, status, type, effort, remaining, depends_on, conflicts_with, parent, deadline, target,
      not_before, moscow, decisions, period, rank, score, capacity, reasons, declined, changes,
    ]
"""
FULL = """
- {id: a, title: A, effort: 6, cd3: {cost_of_delay: 90}, decisions: [{verdict: first, because: So, by: ada}]}
- {id: b, title: B, effort: {web: 6, api: 4}, cd3: {cost_of_delay: 80}, depends_on: [a]}
- {id: c, title: C, effort: 40, cd3: {cost_of_delay: 70}}
- {id: d, title: D, effort: 1, cd3: {cost_of_delay: 60}, depends_on: [c]}
- {id: e, title: E, cd3: {cost_of_delay: 50}}
- {id: f, title: F, effort: 9, cd3: {cost_of_delay: 5}, deadline: 2026-12-31}
- {id: g, title: G, effort: {web: 9, api: 4}, cd3: {cost_of_delay: 4}, conflicts_with: [f]}
- {id: h, title: H, effort: 1, status: idea}
- {id: i, title: I, effort: 1, cd3: {cost_of_delay: 3}, decisions: [{verdict: pin, period: 2026-Q1, because: So, by: bob}]}
- {id: j, title: J, effort: {api: 4}, cd3: {cost_of_delay: 2}}
- {id: k, title: K, effort: {api: 4}, cd3: {cost_of_delay: 1}}
- {id: l, title: L, effort: 1, status: parked}
"""
FAULTY = (
    FULL
    + """
- {id: m, title: M, effort: 1, depends_on: [nowhere]}
- {id: n, title: N, effort: 1, depends_on: [m, o]}
- {id: o, title: O, effort: 1, depends_on: [n]}
- {id: p, title: P, effort: lots}
"""
)
TOKEN = re.compile(r"⟦\d+⟧")
Told = tuple[int, Any]


def token(text: str) -> str:
    """What stands for a text: it tells nothing of it, and is the same for the same text alone."""
    return f"⟦{int.from_bytes(blake2b(text.encode(), digest_size=8, salt=b'pm').digest())}⟧"


def veiled(table: Mapping[Kind, words.Sentence]) -> dict[Kind, words.Sentence]:
    """For every kind a function that gives a token."""

    def veil(sentence: words.Sentence) -> words.Sentence:
        return lambda reason: token(sentence(reason))

    return {kind: veil(sentence) for kind, sentence in table.items()}


def alike(usual: Any, token: Any) -> bool:
    """Whether two documents are the same but for texts; a text with a token in it may be any."""
    if isinstance(usual, dict) and isinstance(token, dict):
        return usual.keys() == token.keys() and all(alike(usual[key], token[key]) for key in usual)
    if isinstance(usual, list) and isinstance(token, list):
        return len(usual) == len(token) and all(map(alike, usual, token))
    if isinstance(token, str) and TOKEN.search(token):
        return isinstance(usual, str)
    return bool(usual == token)


def commands(ids: list[str], audiences: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """What is asked of a workspace."""
    yield from [
        ("rank",),
        ("roadmap",),
        ("decisions",),
        ("list",),
        ("demand",),
        ("diff", "HEAD~1"),
        ("ready",),
    ]
    for name in ids:
        yield from [("why-not", name), ("explain", name), ("show", name)]
    for name in audiences:
        for view in ("roadmap", "backlog", "review", "rank"):
            yield ("export", view, "--audience", name)


def asked(pm: Pm, at: Path, ids: list[str], audiences: tuple[str, ...]) -> dict[tuple[str, ...], Told]:
    """The exit code and the document of every command."""
    asked = {}
    for command in commands(ids, audiences):
        for partial in ((), ("--partial",)) if command[0] in ("rank", "roadmap", "list") else ((),):
            run = pm(*command, *partial, "--format", "json", at=at)
            asked[(*command, *partial)] = run.code, json.loads(run.out) if run.out else None
    return asked


def workspace(folder: Path, features: str, changed: Callable[[str], str]) -> Path:
    """A repository with two states of a small backlog."""
    (folder / "pm.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "features").mkdir()
    path = folder / "features" / "all.yaml"
    path.write_text(features, encoding="utf-8")
    commit(folder)
    path.write_text(changed(features), encoding="utf-8")
    commit(folder)
    return folder


def small(folder: Path) -> tuple[Path, list[str], tuple[str, ...]]:
    """What pulls at a plan from all sides."""
    at = workspace(folder, FULL, lambda text: text.replace("effort: 6", "effort: 8"))
    return at, list("abcdefghijkl"), ("team", "board", "some")


def faulty(folder: Path) -> tuple[Path, list[str], tuple[str, ...]]:
    """The same with errors."""
    at = workspace(folder, FAULTY, lambda text: text.replace("nowhere", "elsewhere"))
    return at, list("amnp"), ("team",)


def northwind(folder: Path) -> tuple[Path, list[str], tuple[str, ...]]:
    """The example, before and after a change."""
    shutil.copytree(NORTHWIND, folder, dirs_exist_ok=True)
    commit(folder)
    path = folder / "features" / "bnpl.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("payments: XL", "payments: 40"), encoding="utf-8"
    )
    commit(folder)
    return folder, ["sso", "loyalty"], ("team", "leadership", "customers")


@pytest.mark.parametrize("make", [small, faulty, pytest.param(northwind, marks=pytest.mark.unmeasured)])
def test_sentences_may_be_anything(
    pm: Pm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], Any]
) -> None:
    at, ids, audiences = make(tmp_path)
    usual = asked(pm, at, ids, audiences)
    assert make is faulty or any(told[0] == 0 for command, told in usual.items() if command[0] == "export")
    monkeypatch.setattr(words, "SENTENCES", veiled(words.SENTENCES))
    monkeypatch.setattr(words, "AGAIN", veiled(words.AGAIN))
    tokens = asked(pm, at, ids, audiences)
    assert TOKEN.search(repr(tokens))
    for command, (code, document) in usual.items():
        assert tokens[command][0] == code, command
        assert alike(document, tokens[command][1]), command


@pytest.mark.parametrize("make", [small, faulty, pytest.param(northwind, marks=pytest.mark.unmeasured)])
def test_messages_may_be_anything(
    pm: Pm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], Any]
) -> None:
    """A finding is told by rule and place: its message is a token, the same for the same message."""
    at, _, _ = make(tmp_path)
    commands = (("check",), ("check", "--select", "ALL"), ("diff", "HEAD~1"), ("rename", "a", "z", "--dry-run"),
                ("set", "a", "owner=zoe", "--dry-run"), ("fmt", "--dry-run"))  # fmt: skip
    usual = {command: pm(*command, "--format", "json", at=at) for command in commands}
    made = Diagnostic.__init__

    def init(
        self: Diagnostic, code: str, name: str, severity: Severity, message: str, location: Location,
        feature: str | None = None, hint: str | None = None, fix: Fix | None = None, keys: Keys = (),
        gist: str | None = None,
    ) -> None:  # fmt: skip
        gist = None if gist is None else token(gist)
        made(self, code, name, severity, token(message), location, feature, hint, fix, keys, gist)

    assert any(_findings(run.out) for run in usual.values())
    monkeypatch.setattr(Diagnostic, "__init__", init)
    for command in commands:
        run = pm(*command, "--format", "json", at=at)
        assert run.code == usual[command].code, command
        assert _findings(run.out) == _findings(usual[command].out), command


def _findings(out: str) -> list[str]:
    """The rules and places of what was found, in any order: of one place findings stand by their words."""
    waiting, findings = [json.loads(out)] if out else [], []
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, dict) and "code" in piece:
            piece.pop("message")
            findings.append(json.dumps(piece))
        elif isinstance(piece, (dict, list)):
            waiting += piece.values() if isinstance(piece, dict) else piece
    return sorted(findings)
