"""What is asked of futures, by the options that all commands with futures have, and by pm.yaml."""

from __future__ import annotations

from pmcli.cli import streams
from pmcli.cli.options import read
from pmcli.forecast import require
from pmcli.forecast.options import ForecastOptions, cluster_address
from pmcli.model.diagnostic import PmError
from pmcli.model.forecast import ForecastSettings, read_futures
from pmcli.model.quantities import read_ratio


def forecast_options(
    settings: ForecastSettings,
    *,
    futures: str | None = None,
    shared_error: str | None = None,
    calibrated: bool = False,
    raw: bool = False,
    workers: int | None = None,
    cluster: str | None = None,
) -> ForecastOptions:
    """The forecast that is asked for: by the options, else by pm.yaml.

    Raises:
        PmError: an option is wrong, two exclude each other, or the extra "forecast" is missing.
    """
    if calibrated and raw:
        raise PmError("--calibrated and --raw exclude each other", "--raw takes ranges as they are written")
    if workers is not None and cluster is not None:
        raise PmError("--workers and --cluster exclude each other", "a cluster has workers of its own")
    options = ForecastOptions(
        settings.futures if futures is None else read(read_futures, futures, "--futures"),
        settings.shared_error if shared_error is None else read(read_ratio, shared_error, "--shared-error"),
        "always" if calibrated else "never" if raw else settings.calibrate,
        settings.told_apart,
        settings.likely,
        workers or 1,
        None if cluster is None else cluster_address(cluster),
        lambda text: streams.tell(f"{text}\n"),
    )
    require()
    return options


def share(text: str | None, option: str) -> float | None:
    """The share that an option names, such as 60% or 0.6; None without one.

    Raises:
        PmError: it is none.
    """
    return None if text is None else read(read_ratio, text, option)
