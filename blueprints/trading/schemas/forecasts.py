"""Answers of the routes of predictions, signals and model cards."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.domain.trading.forecasts.scoreboard import ScoreRow
from app.domain.trading.forecasts.views import CardView, ChoiceView, ContestantView, PredictionView
from app.domain.trading.signals.views import BacktestView, EquityPoint, SignalsView, SignalView
from blueprints.kit import model_of

PredictionOut = model_of("PredictionOut", PredictionView)
ContestantOut = model_of("ContestantOut", ContestantView)
ChoiceOut = model_of("ChoiceOut", ChoiceView, contestants=list[ContestantOut])  # type: ignore[valid-type]
ModelCardOut = model_of("ModelCardOut", CardView, choices=list[ChoiceOut])  # type: ignore[valid-type]
ScoreOut = model_of("ScoreOut", ScoreRow)
SignalOut = model_of("SignalOut", SignalView)
EquityPointOut = model_of("EquityPointOut", EquityPoint)
BacktestOut = model_of("BacktestOut", BacktestView, curve=list[EquityPointOut])  # type: ignore[valid-type]
SignalsOut = model_of(
    "SignalsOut",
    SignalsView,
    signals=list[SignalOut],  # type: ignore[valid-type]
    backtest=list[BacktestOut],  # type: ignore[valid-type]
)
HOURS = {"4h": 4, "1D": 24}


class SignalQuery(BaseModel):
    timeframe: Literal["4h", "1D"] = "1D"

    @property
    def horizon_h(self) -> int:
        return HOURS[self.timeframe]


class ScoreboardQuery(BaseModel):
    """symbol: of one instrument alone."""

    symbol: Annotated[str, Field(max_length=32)] | None = None
