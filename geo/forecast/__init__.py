"""Forecast: where the coming incidents are to be expected, tested on the past and honest about it.

``forecast`` places units and prints its backtest; ``names``, ``get``, ``make`` and ``describe`` tell which models there
are and what they take; the accuracy measures stand on their own.
"""

from __future__ import annotations

from geo.forecast.accuracy import (
    hit_rate,
    prediction_accuracy_index,
    prediction_efficiency_index,
    recapture_rate_index,
)
from geo.forecast.forecast import Forecast, forecast
from geo.forecast.registry import describe, get, make, names
from geo.forecast.request import ForecastRequest
from geo.forecast.trade_off import trade_off

__all__ = [
    "Forecast",
    "ForecastRequest",
    "describe",
    "forecast",
    "get",
    "hit_rate",
    "make",
    "names",
    "prediction_accuracy_index",
    "prediction_efficiency_index",
    "recapture_rate_index",
    "trade_off",
]
