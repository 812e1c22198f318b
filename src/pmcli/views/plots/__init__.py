"""Pictures of numbers: the same chart for the terminal, for files, and as a table."""

from __future__ import annotations

from pmcli.views.plots import capacity, mix, scores, value_effort
from pmcli.writers.plots.chart import Chart, Plot, Subject

__all__ = ["PLOTS", "Chart", "Plot", "Subject"]

PLOTS: tuple[Plot, ...] = (value_effort.PLOT, scores.PLOT, capacity.PLOT, mix.PLOT)
