"""What the fuzzer once broke holds; the fuzzer itself finds, tells apart and shrinks what a broken `pm` does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import for_each
from tests.fuzz import sandbox as sandboxes
from tests.fuzz.campaign import HERE
from tests.fuzz.case import Case
from tests.fuzz.changing import changed
from tests.fuzz.kinds import KINDS, strategy
from tests.fuzz.properties import held
from tests.fuzz.sandbox import Sandbox
from tests.fuzz.shrinking import broken, shrunk

_MOST = 200_000
"""Bytes that the corpus may have: it comes with every clone."""
_GOOD = Case(
    "files",
    {"pm.yaml": "pm: 1\nproduct: Shop\n", "features/a.yaml": "title: A\neffort: 3\n", "features/b.yaml": "title: B\n"},
    (("list", "--partial"), ("check", "--format", "json", "--all")),
)  # fmt: skip


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    return Sandbox(tmp_path_factory.mktemp("fuzz"))


@pytest.mark.unmeasured
@pytest.mark.parametrize("path", sorted((HERE / "crashes").glob("*.json")), ids=lambda path: path.stem)
def test_what_once_broke_holds(path: Path, sandbox: Sandbox) -> None:
    held(Case.loads(path.read_bytes()), sandbox)


def test_the_corpus_is_small_and_is_read() -> None:
    paths = sorted((HERE / "corpus").glob("*.json"))
    assert sum(path.stat().st_size for path in paths) < _MOST
    assert {Case.loads(path.read_bytes()).kind for path in paths} == {*KINDS}
    assert all(path.name.startswith(Case.loads(path.read_bytes()).kind) for path in paths)


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_draws_the_same_case_again(kind: str) -> None:
    cases = [KINDS[kind](Random(seed)) for seed in range(4)]
    assert cases == [KINDS[kind](Random(seed)) for seed in range(4)]
    near = [changed(case, Random(1)) for case in cases]
    assert near == [changed(case, Random(1)) for case in cases]
    for case in (*cases, *near):
        assert Case.loads(case.dumps("a law: a place")) == case


@settings(max_examples=5)
@given(st.sampled_from(sorted(KINDS)).flatmap(strategy))
def test_hypothesis_draws_cases_too(case: Case) -> None:
    assert case.files
    assert case.lines


def test_a_good_case_holds(sandbox: Sandbox) -> None:
    held(_GOOD, sandbox)
    assert {path for path in sandbox.tree() if path.endswith(".yaml")} == {
        f"shop/{path}" for path in _GOOD.files
    }


Main = Callable[[Sequence[str]], int]


def _says(text: str, code: int = 0) -> Main:
    def main(_: Sequence[str]) -> int:
        sys.stdout.write(text)
        return code

    return main


def _fails(_: Sequence[str]) -> int:
    sys.stderr.write(
        'File "/x/src/pmcli/ranking/orders.py", line 3, in order\nerror: a fault in pm itself: KeyError\n'
    )
    return 3


def _writes(_: Sequence[str]) -> int:
    Path("features/new.yaml").write_text("title: N\n", encoding="utf-8")
    return 0


def _writes_elsewhere(_: Sequence[str]) -> int:
    Path("../elsewhere").write_text("x", encoding="utf-8")
    return 0


def _loops(_: Sequence[str]) -> int:
    try:
        while True:
            pass
    except sandboxes.TooLong:
        sys.stderr.write("error: a fault in pm itself: TooLong\n")
        return 3


def _counts() -> Main:
    said: list[str] = []

    def main(_: Sequence[str]) -> int:
        said.append("x")
        sys.stdout.write("".join(said))
        return 0

    return main


@for_each(
    "line, signature, main",
    [
        ("list", "KeyError: ranking/orders.py:order", _fails),
        ("list", "TooLong: list", _loops),
        ("list", "exit code 7: list", _says("", 7)),
        ("list", "words on stdout with exit code 2: list", _says("x", 2)),
        ("list", "exit code 2 without a word: list", _says("", 2)),
        ("list", r"a raw '\x1b': list", _says("\x1b[31m")),
        ("list", r"a raw '\u202e': list", _says("\u202e")),
        ("list", "reads, and writes: list", _writes),
        ("new N", "writes elsewhere: new", _writes_elsewhere),
        ("list", "not the same twice: list", _counts()),
        ("check --format json", "no JSON: check", _says("{")),
        ("check --format json", "no JSON: check", _says('{"kind": NaN}')),
        ("check --format json", "no document: check", _says("[]")),
        ("check --format json", "not as its schema: diagnostics $", _says('{"kind": "diagnostics"}')),
    ],
)
def test_what_a_broken_pm_does_is_told(
    line: str, signature: str, main: Main, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandboxes, "main", main)
    monkeypatch.setattr(sandbox, "bound", 0.05)
    fault = broken(Case("files", _GOOD.files, (tuple(line.split()),)), sandbox)
    assert fault is not None
    assert fault.signature == signature


def test_what_broke_is_made_small(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def main(line: Sequence[str]) -> int:
        path = Path("features/b.yaml")
        return 7 if line[0] == "check" and path.exists() and "B" in path.read_text(encoding="utf-8") else 0

    monkeypatch.setattr(sandboxes, "main", main)
    least = shrunk(_GOOD, "exit code 7: check", sandbox)
    assert least == Case("files", {"features/b.yaml": "B"}, (("check",),))
