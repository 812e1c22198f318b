from __future__ import annotations

import pytest

from pmcli.cli.futures import forecast_options
from pmcli.forecast.options import ForecastOptions
from pmcli.model.diagnostic import PmError
from pmcli.model.forecast import ForecastSettings

SETTINGS = ForecastSettings.model_validate({"shared_error": "20%", "futures": "500", "calibrate": "never"})


def test_what_no_option_says_is_as_pm_yaml_has_it() -> None:
    assert forecast_options(ForecastSettings()) == ForecastOptions()
    assert forecast_options(SETTINGS) == ForecastOptions(500, 0.2, "never")
    asked = forecast_options(
        SETTINGS, futures="10k", shared_error="40%", calibrated=True, cluster="tls://[::1]:8786"
    )
    assert asked == ForecastOptions(10_000, 0.4, "always", cluster="tls://[::1]:8786")
    assert forecast_options(ForecastSettings(), raw=True, workers=2) == ForecastOptions(
        calibrate="never", workers=2
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"futures": "99"}, '--futures: found "99", expected 100 to 100,000 futures'),
        ({"futures": "many"}, '--futures: found "many", expected a whole number'),
        ({"shared_error": "30"}, '--shared-error: found "30", expected a share from 0 to 1 (0% to 100%)'),
        ({"calibrated": True, "raw": True}, "--calibrated and --raw exclude each other"),
        ({"workers": 2, "cluster": "tcp://host:1"}, "--workers and --cluster exclude each other"),
        *(
            ({"cluster": address}, f'"{address}" is no address of a cluster')
            for address in ("host:8786", "http://host:80", "inproc://1", "tcp://host", "tcp://a b:1", "")
        ),
    ],
)
def test_an_option_that_is_wrong_is_told(options: dict[str, str], message: str) -> None:
    with pytest.raises(PmError) as fault:
        forecast_options(ForecastSettings(), **options)  # type: ignore[arg-type]
    assert fault.value.message == message
    assert fault.value.hint or "--futures" in message
