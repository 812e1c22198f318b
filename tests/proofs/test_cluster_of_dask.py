"""Futures over a cluster of two workers, one of which is killed midway."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pmcli.forecast.draws import Draws
from pmcli.forecast.inputs import Input
from pmcli.forecast.running import Drawn, run
from pmcli.model.diagnostic import PmError
from pmcli.model.estimate import Estimate
from tests.proofs.conftest import TOOLS, missing

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.xdist_group("dask"), pytest.mark.heavy]
INPUTS = tuple(
    Input(f"f{number}", "effort", Estimate(3, 5, 9, "3..5..9"), "effort", "web") for number in range(20)
)


@dataclass(frozen=True, slots=True)
class Deadly:
    """The draws of a chunk; whoever computes the fourth chunk while `trap` is there takes it away and dies."""

    trap: Path

    def __call__(self, chunk: int, size: int) -> bytes:
        if chunk == 3 and self.trap.exists():
            self.trap.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return Draws(0.3).of(INPUTS, chunk, size).tobytes()


def refuses(chunk: int, size: int) -> bytes:
    raise PmError(f"nothing in chunk {chunk}", "try another", exit_code=1)


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a cluster of two workers."""
    with pytest.MonkeyPatch.context() as patch:
        if (TOOLS / "dask").is_dir():
            patch.setattr(sys, "path", [*sys.path, str(TOOLS / "dask")])
        try:
            from distributed import LocalCluster
        except ImportError:
            missing("distributed")
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local:
            yield local.scheduler_address


def test_the_bytes_are_those_of_one_process_though_a_worker_is_killed(cluster: str, tmp_path: Path) -> None:
    alone = run(Deadly(tmp_path / "trap"), 9500)
    (tmp_path / "trap").touch()
    assert run(Deadly(tmp_path / "trap"), 9500, cluster=cluster) == alone
    assert not (tmp_path / "trap").exists()
    assert alone.done == 9500


def test_what_is_stopped_has_the_first_chunks(cluster: str, tmp_path: Path) -> None:
    job = Deadly(tmp_path / "trap")
    stopped = run(job, 9500, cluster=cluster, progress=lambda done: done < 0.3)
    assert stopped == Drawn(run(job, 3000).parts, 3000, is_stopped=True)


def test_errors_are_told_as_anywhere(cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PmError, match="nothing in chunk 0") as fault:
        run(refuses, 3000, cluster=cluster)
    assert (fault.value.hint, fault.value.exit_code) == ("try another", 1)
    monkeypatch.setattr("pmcli.forecast.cluster._SECONDS", 0.5)
    with pytest.raises(PmError, match="no cluster answers at tcp:"):
        run(refuses, 3000, cluster="tcp://127.0.0.1:9")
