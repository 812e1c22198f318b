"""Draws of inputs: the same bytes on every machine, and of each input whatever else is drawn.

Source: PCG64, M. O'Neill (2014), https://www.pcg-random.org, whose raw bits NumPy keeps for good
(NEP 19); strata: McKay, Beckman and Conover 1979, "A comparison of three methods for selecting values of
input variables", https://doi.org/10.1080/00401706.1979.10489755.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import inf, log, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pmcli.forecast.inputs import Input
from pmcli.model.estimate import Z

Floats = NDArray[np.float64]
CHUNK = 1000
"""Futures that are drawn together; what comes of them depends on no other chunk."""
_FINE = 1 << 16
_SPREAD = np.uint16(40503)
"""65,536 over the golden ratio, and odd: its multiples say where in its stratum a number is, evenly also at
the ends, where all numbers are large or all are small."""
_ROWS = 256
"""Inputs that are worked on together: their numbers stay in the cache of a processor."""
_CAPACITY_SHARED = 0.5
"""The share of the variance of a team's capacity that all its periods have in common."""


def chunks(futures: int) -> list[int]:
    """The sizes of the chunks of so many futures."""
    whole, rest = divmod(futures, CHUNK)
    return [CHUNK] * whole + ([rest] if rest else [])


@dataclass(frozen=True, slots=True)
class Draws:
    """The draws of inputs; `shared_error` is the share of a team's error that all its efforts have in common.

    Each input is stratified over a chunk, so that 1,000 futures tell as much as 2,000 plain ones do.
    `is_exact` takes numbers that are written without a range at their word.
    """

    shared_error: float = 0.3
    is_exact: bool = False

    def of(self, inputs: Sequence[Input], chunk: int, size: int = CHUNK) -> Floats:
        """The draws of a chunk, a row an input: never below `Input.least`."""
        drawn = np.empty((len(inputs), size))
        common = self._common(inputs, chunk, size)
        for first in range(0, len(inputs), _ROWS):
            some = inputs[first : first + _ROWS]
            scores = normal([found.key for found in some], chunk, size)
            self._share(scores, some, common)
            drawn[first : first + _ROWS] = _quantiles(some, scores)
        if self.is_exact:
            plain = [row for row, found in enumerate(inputs) if found.is_assumed]
            drawn[plain] = np.array([inputs[row].estimate.likely for row in plain])[:, None]
        return drawn

    def _common(self, inputs: Sequence[Input], chunk: int, size: int) -> dict[str, Floats]:
        """What the inputs of a team have in common, by kind and team, as it comes on top of their scores."""
        shares = {_group(found): share for found in inputs if (share := self._shared(found))}
        groups = sorted(shares)
        scores = normal(groups, chunk, size)
        return {name: sqrt(shares[name]) * row for name, row in zip(groups, scores, strict=True)}

    def _share(self, scores: Floats, inputs: Sequence[Input], common: Mapping[str, Floats]) -> None:
        """Mix into the scores what the inputs of a team have in common."""
        for score, found in zip(scores, inputs, strict=True):
            if share := self._shared(found):
                score *= sqrt(1.0 - share)
                score += common[_group(found)]

    def _shared(self, found: Input) -> float:
        if found.team is None or found.kind == "value":
            return 0.0
        return self.shared_error if found.kind == "effort" else _CAPACITY_SHARED


def _group(found: Input) -> str:
    return f"{found.kind}\n{found.team}"


def normal(keys: Sequence[str], chunk: int, size: int) -> Floats:
    """Standard normal numbers, a row a key, stratified over the chunk."""
    scores = np.empty((len(keys), size))
    for first in range(0, len(keys), _ROWS):
        fine = _fine(keys[first : first + _ROWS], chunk, size)
        np.take(_table(), fine, out=scores[first : first + _ROWS], mode="clip")
    return scores


def uniform(keys: Sequence[str], chunk: int, size: int) -> Floats:
    """Numbers between 0 and 1, a row a key, stratified over the chunk; neither end is reached."""
    return (_fine(keys, chunk, size) + 0.5) / _FINE


def _fine(keys: Sequence[str], chunk: int, size: int) -> NDArray[np.uint32]:
    """Whole numbers below 65,536, a row a key: each of `size` strata has one, in an order by chance."""
    words = -(-size // 4)
    raw = np.empty((len(keys), words), np.uint64)
    stream = np.random.PCG64(0)
    for row, key in enumerate(keys):
        stream.state = _seeded(key)
        if chunk:
            stream.advance(chunk * (CHUNK // 4))
        raw[row] = stream.random_raw(words)
    fine = raw.astype("<u8").view("<u2")[:, :size]
    places = np.arange(size, dtype=np.uint32)
    ordered = fine.astype(np.uint32)  # with the place in the low bits, so that ties stay in order
    ordered <<= 16
    ordered |= places
    ordered.sort(axis=1)
    at = (ordered & (_FINE - 1)).astype(np.intp) + (np.arange(len(keys)) * size)[:, None]
    whole = np.empty(fine.shape, np.uint32)
    whole.reshape(-1)[at] = places * _FINE
    whole += fine * _SPREAD
    whole //= size
    return whole


@lru_cache(maxsize=1 << 17)
def _seeded(key: str) -> Any:
    """The state of the stream of a key at its beginning."""
    seed = int.from_bytes(blake2b(key.encode("utf-8", "backslashreplace"), digest_size=16).digest(), "big")
    return np.random.PCG64(seed).state


@lru_cache(maxsize=1)
def _table() -> Floats:
    """The standard normal quantiles of (k + ½) / 65,536."""
    quantile = NormalDist().inv_cdf
    return np.array([quantile((k + 0.5) / _FINE) for k in range(_FINE)])


def _quantiles(inputs: Sequence[Input], scores: Floats) -> Floats:
    """The numbers at these normal scores, by the distribution of each input."""
    estimates = [found.estimate for found in inputs]
    up = np.array([estimate.high - estimate.likely for estimate in estimates])
    down = np.array([estimate.likely - estimate.low for estimate in estimates])
    likely = np.array([estimate.likely for estimate in estimates])
    is_even = up == down
    steep = np.array([0.0 if even else log(u / d) for u, d, even in zip(up, down, is_even, strict=True)]) / Z
    drawn = np.multiply(scores, np.where(is_even, up / Z, steep)[:, None], out=scores)
    bent = np.flatnonzero(~is_even)
    scale = up[bent] / (up[bent] / down[bent] - 1.0)
    drawn[bent] = np.expm1(drawn[bent]) * scale[:, None]
    drawn += likely[:, None]
    np.maximum(drawn, np.array([found.least for found in inputs])[:, None], out=drawn)
    for row, found in enumerate(inputs):
        if found.most < inf:
            np.minimum(drawn[row], found.most, out=drawn[row])
    return drawn
