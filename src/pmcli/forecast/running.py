"""Futures chunk by chunk: here, in several processes, or over a cluster; the same parts whichever way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pmcli.forecast.cluster import on_cluster
from pmcli.forecast.draws import chunks
from pmcli.forecast.processes import in_processes
from pmcli.model.diagnostic import PmError

Part = TypeVar("Part")
Part_co = TypeVar("Part_co", covariant=True)
Job = Callable[[int, int], Part]
"""The part of a chunk of futures, by its number and its size, whatever the other chunks.

All that it needs is in it (a frozen dataclass, say), and pickle can send it.
"""
Merge = Callable[[Part, Part], Part]
Progress = Callable[[float], bool]
_PATIENCE = 0.2
"""Seconds between two looks at whether to go on."""


class Ticket(Protocol[Part_co]):
    """A chunk that others compute."""

    def result(self, timeout: float, /) -> Part_co:
        """Its part; TimeoutError where it takes longer, BrokenExecutor where nobody computes it any more."""


Submit = Callable[[int, int], Ticket[Part]]


@dataclass(frozen=True, slots=True)
class Drawn(Generic[Part]):
    """The parts of the first `done` futures, in the order of the chunks: always of whole ones.

    `is_stopped`: not all that was asked for was drawn: somebody stopped it, or the cluster was lost.
    `is_lost`: a process died, and this one computed the rest; or the cluster was lost.
    """

    parts: tuple[Part, ...]
    done: int
    is_stopped: bool = False
    is_lost: bool = False


def run(
    job: Job[Part],
    futures: int,
    *,
    workers: int = 1,
    cluster: str | None = None,
    progress: Progress | None = None,
    merge: Merge[Part] | None = None,
    tell: Callable[[str], None] | None = None,
) -> Drawn[Part]:
    """The parts of so many futures; of fewer where Ctrl-C or `progress` ends it.

    `workers` processes compute them, or the Dask cluster whose scheduler is at the address `cluster`.
    `progress` hears how much is done, 0 to 1, and says whether to go on. `merge` takes parts together as they
    come, in the order of the chunks, so that one is left: it makes a new one, and changes none.
    `tell` hears when a process died or the cluster was lost.

    Raises:
        PmError: the job raised it; or the extra "dask" is missing, nobody answers at the address, a worker
            there runs another pm, or the cluster was lost before anything was drawn.
        KeyboardInterrupt: it was ended before anything was drawn.
    """
    taken = _Taken(chunks(futures), merge, progress)
    workers = min(workers, len(taken.sizes))
    if cluster is not None:
        with on_cluster(job, cluster) as submit:
            taken.take(_spread(submit, taken.sizes, len(taken.sizes)))
        taken.is_stopped |= taken.is_lost
    elif workers > 1:
        with in_processes(job, workers) as submit:
            taken.take(_spread(submit, taken.sizes, 2 * workers))
    if taken.is_lost and tell is not None:
        tell(
            "the cluster was lost" if cluster is not None else "a process died; the rest is drawn in this one"
        )
    taken.take(_here(job, taken.sizes, taken.chunks))
    return taken.drawn()


class _Taken(Generic[Part]):
    """What has been drawn so far, chunk after chunk."""

    def __init__(self, sizes: Sequence[int], merge: Merge[Part] | None, progress: Progress | None) -> None:
        self.sizes, self.merge, self.progress = sizes, merge, progress
        self.is_stopped = self.is_lost = False
        self._parts: tuple[tuple[Part, ...], int] = (), 0

    @property
    def chunks(self) -> int:
        """How many there are."""
        return self._parts[1]

    @property
    def done(self) -> int:
        """How many futures they are."""
        return sum(self.sizes[: self.chunks])

    def take(self, coming: Iterator[Part | None]) -> None:
        """Take the parts that come next, until there are all, or until it is ended; None is a pause."""
        try:
            while self.chunks < len(self.sizes) and self._goes_on():
                part = next(coming)
                if part is not None:
                    self._add(part)
        except KeyboardInterrupt:
            self.is_stopped = True
        except BrokenExecutor:
            self.is_lost = True

    def _add(self, part: Part) -> None:
        parts, many = self._parts
        whole = (self.merge(parts[0], part),) if parts and self.merge is not None else (*parts, part)
        self._parts = whole, many + 1  # at once, whenever somebody presses Ctrl-C

    def _goes_on(self) -> bool:
        if self.progress is not None and not self.is_stopped:
            self.is_stopped = not self.progress(self.done / sum(self.sizes))
        return not self.is_stopped

    def drawn(self) -> Drawn[Part]:
        """All of it.

        Raises:
            PmError, KeyboardInterrupt: there is nothing.
        """
        if not self.chunks and self.is_stopped:
            if self.is_lost:
                raise PmError(
                    "the cluster was lost before it drew anything", "ask again, or without --cluster"
                )
            raise KeyboardInterrupt
        return Drawn(self._parts[0], self.done, self.is_stopped, self.is_lost)


def _here(job: Job[Part], sizes: Sequence[int], first: int) -> Iterator[Part]:
    """The parts from a chunk on, computed in this process."""
    for chunk in range(first, len(sizes)):
        yield job(chunk, sizes[chunk])


def _spread(submit: Submit[Part], sizes: Sequence[int], ahead: int) -> Iterator[Part | None]:
    """The parts that others compute, in the order of chunks, `ahead` at a time; None is a pause."""
    tickets: deque[Ticket[Part]] = deque()
    left = iter(enumerate(sizes))
    while True:
        while len(tickets) < ahead and (following := next(left, None)) is not None:
            tickets.append(submit(*following))
        if not tickets:
            return
        try:
            part = tickets[0].result(_PATIENCE)
        except TimeoutError:
            yield None
            continue
        tickets.popleft()
        yield part
