"""Chunks of futures over a Dask cluster that is there already; the only room of `distributed`."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pmcli import __version__
from pmcli.forecast.options import cluster_address
from pmcli.model.diagnostic import MissingExtraError, PmError

if TYPE_CHECKING:
    from distributed import Client

Part = TypeVar("Part")
_SECONDS = 10.0
"""How long a cluster has to answer, and to have a worker."""


@dataclass(frozen=True, slots=True)
class _Ticket(Generic[Part]):
    """A chunk that the cluster computes."""

    future: Any

    def result(self, timeout: float) -> Part:
        """Its part.

        Raises:
            TimeoutError: it takes longer.
            BrokenExecutor: the cluster computes it no more.
        """
        from distributed import CancelledError
        from distributed.comm import CommClosedError
        from distributed.scheduler import KilledWorker

        try:
            part: Part = self.future.result(timeout)
        except (CancelledError, CommClosedError, KilledWorker) as fault:
            raise BrokenExecutor(str(fault)) from fault
        except ImportError as fault:
            raise _not_ours(str(fault)) from fault
        return part


@contextmanager
def on_cluster(
    job: Callable[[int, int], Part], address: str
) -> Iterator[Callable[[int, int], _Ticket[Part]]]:
    """A function that has a chunk computed by the cluster, which gets the job once.

    On leaving the `with` nothing more is asked of it. Where one of its workers dies, Dask has the chunks
    computed again by another.

    Raises:
        PmError: the extra "dask" is missing, nobody answers, or a worker runs another pm.
    """
    with _connected(cluster_address(address)) as client:
        ours = versions()
        _refuse_others(client, ours)
        # The scheduler keeps the task: so the job outlives every worker that has it.
        sent = client.submit(_itself, job, pure=False)
        futures: list[Any] = []

        def submit(chunk: int, size: int) -> _Ticket[Part]:
            futures.append(client.submit(_part, sent, chunk, size, ours, pure=False, priority=-chunk))
            return _Ticket(futures[-1])

        try:
            yield submit
        finally:
            client.cancel(futures)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    """A client of the scheduler at the address, which tells nothing on stderr."""
    if find_spec("distributed") is None:
        raise MissingExtraError("a cluster", "dask")
    from distributed import Client

    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of versions that differ in other packages than those we ask for
        try:
            client = Client(address, timeout=_SECONDS, set_as_default=False, name="pm")
        except OSError:
            raise PmError(f"no cluster answers at {address}", "is its scheduler running?") from None
        try:
            yield client
        finally:
            client.close(timeout=1)


def _refuse_others(client: Client, ours: dict[str, str]) -> None:
    """See that there are workers, all of which run this pm.

    Raises:
        PmError: there are none, or one does not.
    """
    try:
        client.wait_for_workers(1, timeout=_SECONDS)
        client.run(see, ours)
    except TimeoutError:
        raise PmError("the cluster has no workers", "dask worker ADDRESS starts one") from None
    except PmError:
        raise
    except Exception as fault:
        raise _not_ours(str(fault)) from fault  # of whatever kind: where pm is missing it is a text alone


def _not_ours(why: str) -> PmError:
    return PmError(
        f"a worker of the cluster cannot run pm: {why}", f"install pm {__version__} on every worker"
    )


def versions() -> dict[str, str]:
    """The versions that the bytes of an answer depend on."""
    import numpy as np

    return {"pm": __version__, "numpy": np.__version__}


def see(theirs: dict[str, str]) -> None:
    """See that this process has the versions of the one that asks.

    Raises:
        PmError: it has others.
    """
    for name, mine in versions().items():
        if mine != theirs[name]:
            raise PmError(
                f"a worker of the cluster has {name} {mine}, and here is {theirs[name]}",
                "answers are the same only where versions are",
            )


def _itself(job: Callable[[int, int], Part]) -> Callable[[int, int], Part]:
    return job


def _part(job: Callable[[int, int], Part], chunk: int, size: int, versions: dict[str, str]) -> Part:
    see(versions)
    return job(chunk, size)
