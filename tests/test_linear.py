"""Twice the input takes about twice the work, whatever there is much of: calls are counted, not seconds.

What is told is the growth from two to four times the size over that from one to two: 2 where the work grows
with the input, 4 where it grows with its square. `benchmarks/scaling.py` times the same kinds at larger sizes.
"""

from __future__ import annotations

import cProfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pmcli.checks import references
from pmcli.editing.autofix import mend
from pmcli.editing.format_keys import ordered
from pmcli.editing.rename import remove, rename
from pmcli.model.diagnostic import PmError
from pmcli.ranking import rank
from pmcli.workspace.opening import OpenWorkspace, open_workspace
from tests import large
from tests.conftest import loaded

SIZE = 9
WORST = 2.5
SMALL = 0.2  # of all calls: what grows by less says nothing yet


def _checked(files: large.Files) -> None:
    """All that `pm check` and `pm rank` work out."""
    texts = dict(files)
    found = loaded(texts, texts.pop("pm.yaml"))
    try:
        rank(found.backlog)
    except PmError:
        return


def _calls(work: Callable[[], None]) -> int:
    """The calls of functions, those written in C among them."""
    profile = cProfile.Profile(builtins=True)
    profile.enable()
    try:
        work()
    finally:
        profile.disable()
    return sum(int(entry.callcount) for entry in profile.getstats())


def _growth(work: Callable[[int], None], size: int = SIZE) -> float:
    """How much more the second doubling takes than the first; 2 where neither takes much."""
    work(size)  # what is made once is made now
    one, two, four = (_calls(lambda times=times: work(times * size)) for times in (1, 2, 4))  # type: ignore[misc]
    return (four - two) / max(two - one, SMALL * one)


@pytest.mark.unmeasured
@pytest.mark.parametrize("kind", large.KINDS)
def test_checking_and_ranking_grow_with_the_input(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        references, "HINTED", 3
    )  # of a hundred names a nearest one is looked for, then of none
    assert _growth(lambda size: _checked(large.KINDS[kind](size))) < WORST


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "kind", ["in_one_block", "in_one_line", "in_json_lines", "in_line_each", "in_documents", "unsorted", "nested_unsorted"]
)  # fmt: skip
def test_putting_keys_in_order_grows_with_the_input(kind: str, tmp_path: Path) -> None:
    def formatted(size: int) -> None:
        assert ordered(_opened(tmp_path / str(size), large.KINDS[kind](size))).rewritten.after

    assert _growth(formatted) < WORST


@pytest.mark.unmeasured
def test_mending_grows_with_the_findings(tmp_path: Path) -> None:
    def mended(size: int) -> None:
        files = large.needs_in_chain(size)
        assert mend(replace(_opened(tmp_path / str(size), files), advice=True)).after

    assert _growth(mended, 20) < WORST


def _opened(folder: Path, files: large.Files) -> OpenWorkspace:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return open_workspace(folder)


@pytest.mark.unmeasured
@pytest.mark.parametrize("kind", ["in_one_block", "in_one_line"])
def test_taking_out_many_grows_with_them(kind: str, tmp_path: Path) -> None:
    def removed(size: int) -> None:
        opened = _opened(tmp_path / str(size), large.KINDS[kind](size))
        assert remove(opened, tuple(map(large.name, range(1, size)))).after

    assert _growth(removed, 6) < WORST


@pytest.mark.unmeasured
def test_giving_another_id_grows_with_the_references(tmp_path: Path) -> None:
    def renamed(size: int) -> None:
        files = large.conflicts_of_one(size)
        for number in range(size):
            files |= large.workspace([large.one(number, depends_on=[large.name(size)])])
        assert rename(_opened(tmp_path / str(size), files), large.name(size), "other")[0].after

    assert _growth(renamed, 5) < WORST
