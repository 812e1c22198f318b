from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pmcli.forecast import cluster
from pmcli.forecast.draws import Draws
from pmcli.forecast.inputs import Input
from pmcli.forecast.running import Drawn, run
from pmcli.model.diagnostic import PmError
from pmcli.model.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Drawing:
    """The bytes of the draws of a chunk; a chunk may raise, or end its process where that is not this one."""

    inputs: tuple[Input, ...]
    fails: int = -1
    dies: int = -1
    here: int = 0

    def __call__(self, chunk: int, size: int) -> bytes:
        if chunk == self.fails:
            raise PmError("no such number", "try another", exit_code=1)
        if chunk == self.dies and os.getpid() != self.here:
            os._exit(9)
        return Draws(0.3).of(self.inputs, chunk, size).tobytes()


INPUTS = tuple(
    Input(f"f{number}", "effort", Estimate(3, 5, 9, "3..5..9"), "effort", "web") for number in range(3)
)
JOB = Drawing(INPUTS)


def parts(futures: int) -> list[bytes]:
    return list(run(JOB, futures).parts)


def until(share: float) -> Callable[[float], bool]:
    return lambda done: done < share


def test_all_futures_are_drawn_in_order_and_the_last_chunk_may_be_smaller() -> None:
    heard: list[float] = []

    def hear(done: float) -> bool:
        heard.append(done)
        return True

    drawn = run(JOB, 2500, progress=hear)
    assert [len(part) for part in drawn.parts] == [24_000, 24_000, 12_000]
    assert (drawn.done, drawn.is_stopped, drawn.is_lost) == (2500, False, False)
    assert heard == [0.0, 0.4, 0.8]
    merged = run(JOB, 2500, merge=lambda left, right: left + right)
    assert merged.parts == (b"".join(drawn.parts),)


def test_what_is_stopped_is_an_answer_of_fewer_futures() -> None:
    assert run(JOB, 9000, progress=until(0.3)) == Drawn(run(JOB, 3000).parts, 3000, is_stopped=True)

    def interrupted(chunk: int, size: int) -> bytes:
        if chunk == 2:
            raise KeyboardInterrupt
        return JOB(chunk, size)

    assert run(interrupted, 9000) == Drawn(run(JOB, 2000).parts, 2000, is_stopped=True)
    with pytest.raises(KeyboardInterrupt):
        run(JOB, 9000, progress=until(0.0))


@pytest.mark.skipif(sys.platform == "win32", reason="spawns where there is no home for the trap")
def test_processes_draw_the_same_and_what_one_leaves_undone_is_done_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "multiprocessing.py").write_text("raise SystemExit('a workspace runs no code')")
    monkeypatch.chdir(tmp_path)
    told: list[str] = []
    drawn = run(Drawing(INPUTS, dies=3, here=os.getpid()), 4100, workers=2, tell=told.append)
    assert told == ["a process died; the rest is drawn in this one"]
    assert drawn == Drawn(run(JOB, 4100).parts, 4100, is_lost=True)


def test_errors_of_ours_arrive_as_themselves() -> None:
    with pytest.raises(PmError, match="no such number") as fault:
        run(Drawing(INPUTS, fails=1), 3000)
    assert (fault.value.hint, fault.value.exit_code) == ("try another", 1)


def test_a_cluster_needs_the_extra_and_the_same_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with pytest.raises(PmError, match='a cluster needs the extra "dask"'):
        run(JOB, 100, cluster="tcp://127.0.0.1:9")
    with pytest.raises(PmError, match="is no address of a cluster"):
        run(JOB, 100, cluster="inproc://127.0.0.1:9")
    ours = cluster.versions()
    cluster.see(ours)
    with pytest.raises(PmError, match=f"a worker of the cluster has pm {ours['pm']}, and here is 0.0"):
        cluster.see({**ours, "pm": "0.0"})
