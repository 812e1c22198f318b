"""What a person may say of a forecast: how many futures, how wrong together, and where they are computed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from pmcli.model.diagnostic import PmError

Calibration = Literal["auto", "never", "always"]
_ADDRESS = re.compile(r"(?:tcp|tls)://(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+):[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class ForecastOptions:
    """A forecast as it is asked for; nothing but `workers` and `cluster` changes what comes out.

    `shared_error` is the share of a team's error that all its efforts have in common. `calibrate` says
    whether ranges are widened and moved as the past says. `told_apart` are the odds from which two ranks
    count as different, `likely` those behind "likely by". `workers` is the number of processes, `cluster`
    the address of the Dask cluster that is asked instead. `tell` hears what a person is to know
    beside the answer.
    """

    futures: int = 4000
    shared_error: float = 0.3
    calibrate: Calibration = "auto"
    told_apart: float = 0.8
    likely: float = 0.85
    workers: int = 1
    cluster: str | None = None
    tell: Callable[[str], None] | None = field(default=None, compare=False)


def cluster_address(text: str) -> str:
    """The address of the scheduler of a Dask cluster.

    Raises:
        PmError: it is none, or of another protocol than tcp and tls.
    """
    if not _ADDRESS.fullmatch(text):
        raise PmError(
            f'"{text}" is no address of a cluster',
            "write tcp://HOST:PORT or tls://HOST:PORT of its scheduler",
        )
    return text
