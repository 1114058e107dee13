"""Questions about a portfolio, and the answers' form; the engine's own classes say what is in them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from blueprints.kit import Day
from blueprints.portfolio.schemas.portfolios import Symbol


class PerformanceQuery(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="to")
    cost: Literal["fifo", "average"] = "fifo"
    fees: Literal["excluded", "included"] = "excluded"
    benchmark: Symbol | None = None


class ExplainQuery(PerformanceQuery):
    symbol: Symbol | None = None


class FigureOut(BaseModel):
    """value: money as a decimal string, a rate as a number; None where `status` is not ok."""

    value: str | float | None
    method: str
    currency: str | None
    quality: list[dict[str, Any]]
    status: Literal["ok", "no_solution", "no_unique_solution", "missing_fx", "missing_price"]


Figures = Annotated[dict[str, FigureOut], Field(description="By name: value, twr, xirr, max_drawdown …")]


class HoldingOut(BaseModel):
    """quantity: held at the end. contribution: its part of the portfolio's total gain."""

    symbol: str
    attributes: dict[str, str | None]
    quantity: str
    average_price: FigureOut
    average_cost: FigureOut
    contribution: FigureOut
    figures: Figures
    drawdown: dict[str, Any] | None
    roots: list[float]


class PointOut(BaseModel):
    """A day's close; twr, benchmark: since the period began."""

    on: date
    value: str | None
    twr: float | None
    benchmark: float | None


class PerformanceOut(BaseModel):
    """A portfolio in a period; docs/returns.md says how each figure is made."""

    model_config = ConfigDict(populate_by_name=True)
    start: date | None = Field(alias="from")
    end: date = Field(alias="to")
    currency: str
    cost_method: str
    figures: Figures
    holdings: list[HoldingOut]
    cash: list[dict[str, Any]]
    rest: FigureOut
    allocation: dict[str, Any]
    drawdown: dict[str, Any] | None
    roots: list[float]
    series: list[PointOut]
    quality: list[dict[str, Any]]


class ExplanationOut(BaseModel):
    """places: of the activities behind the figure, in the order in which they happened."""

    figure: str
    symbol: str | None
    formula: str
    lines: list[dict[str, Any]]
    places: list[int]
    prices: list[dict[str, Any]]
    rates: list[dict[str, Any]]
