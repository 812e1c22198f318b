"""Draws of inputs: the same bytes on every machine, and of each input whatever else is drawn.

Source: PCG64, M. O'Neill (2014), https://www.pcg-random.org, whose raw bits NumPy keeps for good
(NEP 19); strata: McKay, Beckman and Conover 1979, "A comparison of three methods for selecting values of
input variables", https://doi.org/10.1080/00401706.1979.10489755.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import log
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from pmcli.forecast.inputs import Input
from pmcli.model.estimate import Z

Floats = NDArray[np.float64]
CHUNK = 1000
"""Futures that are drawn together; what comes of them depends on no other chunk."""
_FINE = 1 << 16
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
        if not inputs:
            return np.empty((0, size))
        scores = normal([found.key for found in inputs], chunk, size)
        self._share(scores, inputs, chunk)
        drawn = _quantiles(inputs, scores)
        if self.is_exact:
            plain = [row for row, found in enumerate(inputs) if found.is_assumed]
            drawn[plain] = np.array([inputs[row].estimate.likely for row in plain])[:, None]
        return drawn

    def _share(self, scores: Floats, inputs: Sequence[Input], chunk: int) -> None:
        """Mix into the scores what the inputs of a team have in common."""
        shares = [self._shared(found) for found in inputs]
        teams = sorted({_common(found) for found, share in zip(inputs, shares, strict=True) if share})
        if not teams:
            return
        common = normal(teams, chunk, scores.shape[1])
        at = {team: number for number, team in enumerate(teams)}
        rows = [number for number, share in enumerate(shares) if share]
        share = np.array([shares[row] for row in rows])[:, None]
        of_team = common[[at[_common(inputs[row])] for row in rows]]
        scores[rows] = np.sqrt(1.0 - share) * scores[rows] + np.sqrt(share) * of_team

    def _shared(self, found: Input) -> float:
        if found.team is None or found.kind == "value":
            return 0.0
        return self.shared_error if found.kind == "effort" else _CAPACITY_SHARED


def _common(found: Input) -> str:
    return f"{found.kind}\n{found.team}"


def normal(keys: Sequence[str], chunk: int, size: int) -> Floats:
    """Standard normal numbers, a row a key, stratified over the chunk."""
    scores: Floats = _table()[_fine(keys, chunk, size)]
    return scores


def uniform(keys: Sequence[str], chunk: int, size: int) -> Floats:
    """Numbers between 0 and 1, a row a key, stratified over the chunk; neither end is reached."""
    return (_fine(keys, chunk, size) + 0.5) / _FINE


def _fine(keys: Sequence[str], chunk: int, size: int) -> NDArray[np.int64]:
    """Whole numbers below 65,536, a row a key: each of `size` strata has one, in an order by chance."""
    words = -(-size // 4)
    raw = np.empty((len(keys), words), np.uint64)
    for row, key in enumerate(keys):
        seed = int.from_bytes(
            blake2b(key.encode("utf-8", "backslashreplace"), digest_size=16).digest(), "big"
        )
        stream = np.random.PCG64(seed)
        if chunk:
            stream.advance(chunk * (CHUNK // 4))
        raw[row] = stream.random_raw(words)
    fine = raw.astype("<u8").view("<u2")[:, :size]
    order = np.argsort(fine, axis=1, kind="stable")
    strata = np.empty((len(keys), size), np.int64)
    np.put_along_axis(strata, order, np.arange(size)[None, :], axis=1)
    within = fine.byteswap()  # its low bits, which say nothing of the stratum
    whole: NDArray[np.int64] = (strata * _FINE + within) // size
    return whole


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
    return drawn
