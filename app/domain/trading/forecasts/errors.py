"""What can go wrong with forecasts."""

from app.errors import NotFound


class ForecastNotFound(NotFound):
    """There is no forecast of this instrument yet."""

    code = "forecast_not_found"
