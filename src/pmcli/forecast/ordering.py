"""The order of a ranking in many futures, and how sure it is for all that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pmcli.forecast import arrays
from pmcli.forecast.bands import bands, before_next
from pmcli.forecast.draws import Draws
from pmcli.forecast.inputs import Calibrate, Input
from pmcli.forecast.options import ForecastOptions
from pmcli.forecast.ranks import Ranks, ranks
from pmcli.forecast.running import run
from pmcli.forecast.sums import Sum, UncertainRanking
from pmcli.forecast.sureness import PLACES, FirstOdds, Neighbours, Sure, Sureness, bands_of
from pmcli.model.backlog import Backlog
from pmcli.ranking import Ranking

Progress = Callable[[float], bool]
_FEW = 1000
"""Futures in which it is looked at how many are told apart if plain numbers are exact."""
