"""Searches made before: the same is not searched for twice, in one run or, where a store is kept, the next.

A roadmap, what its decisions cost, who its bottleneck is and the next export of the same backlog all ask for
the same plans; so does whoever looks at one feature after another.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from hashlib import blake2b
from typing import Any

from pmcli.model.store import Store
from pmcli.planning.solved import SolvedPlan, packed, unpacked
from pmcli.sequencing.engine.problem import PlanningProblem

SEARCHED: dict[bytes, SolvedPlan] = {}
"""The last searches of this process, by what was asked; the one asked for last is the last."""
MOST = 8
_SAME_BYTES = 2
"""The last format of marshal in which what is equal is written alike, however it came about."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched for: the kind of search, the whole problem, and what else decides what is found."""

    kind: str
    problem: PlanningProblem
    others: tuple[Any, ...]

    def key(self) -> bytes:
        """The hash of all of it."""
        problem = [getattr(self.problem, each.name) for each in fields(self.problem)]
        said = marshal.dumps((self.kind.encode(), problem, self.others), _SAME_BYTES)
        return blake2b(said, digest_size=32).digest()


def once(
    store: Store | None, asked: Asked, search: Callable[[], SolvedPlan],
    is_kept: Callable[[SolvedPlan], bool] = lambda found: found.stopped is None,
) -> SolvedPlan:  # fmt: skip
    """What the search finds, which is made where nobody has made it; kept is what nothing stopped."""
    key = asked.key()
    found = SEARCHED.pop(key, None) or _read(store, key, asked.problem)
    if found is None:
        found = search()
        if not is_kept(found):
            return found
        if store is not None:
            store.keep(key, packed(asked.problem, found))
    SEARCHED[key] = found
    for oldest in _oldest():
        del SEARCHED[oldest]
    return found


def _read(store: Store | None, key: bytes, problem: PlanningProblem) -> SolvedPlan | None:
    data = None if store is None else store.find(key)
    return None if data is None else unpacked(problem, data)


def _oldest() -> Iterable[bytes]:
    return list(SEARCHED)[: max(0, len(SEARCHED) - MOST)]
