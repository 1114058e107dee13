"""Events about portfolios' values."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from app.db import on_commit
from app.domain.banking.ledger.watchers import tell_watchers
from app.domain.portfolio.portfolios.topics import portfolio_room
from app.realtime import Event, publisher

if TYPE_CHECKING:
    from app.domain.portfolio.portfolios.tables import Portfolio
    from app.domain.portfolio.returns.report import Performance
    from app.domain.portfolio.valuations.snapshot import Snapshot


class HoldingValue(Struct, frozen=True):
    """A holding's value in the portfolio's currency; None where a price or a rate is missing."""

    symbol: str
    quantity: str
    value: str | None
    gain: str | None


class PortfolioValued(Event):
    """A portfolio was valued anew: something happened in it, or a price moved while somebody watched.

    value, total_gain: in the portfolio's currency; None where a price or a rate is missing.
    live: 'close' after a change of activities or closes, 'tick' after a price moved.
    """

    name = "portfolio.valued"
    audience = "topic portfolio:{id}"
    portfolio: int
    on: date
    currency: str
    value: str | None
    total_gain: str | None
    live: Literal["close", "tick"]
    holdings: list[HoldingValue]


def announce_valuation(portfolio: Portfolio, found: Performance) -> None:
    """Push a portfolio's value once the transaction has committed, and tell who watches what a user has."""
    owner = portfolio.user_id
    event = PortfolioValued(
        portfolio=portfolio.id,
        on=found.end,
        currency=found.currency,
        value=_text(found.figures.value.value),
        total_gain=_text(found.figures.total_gain.value),
        live="close",
        holdings=[
            HoldingValue(
                each.symbol,
                format(each.quantity, "f"),
                _text(each.figures.value.value),
                _text(each.figures.unrealised_gain.value),
            )
            for each in found.holdings
            if each.quantity
        ],
    )
    room = portfolio_room(portfolio.id)
    on_commit(lambda: publisher().publish(event, to=room))
    on_commit(lambda: tell_watchers([owner]))


def announce_live(found: Snapshot) -> None:
    """Push a portfolio's value by the latest prices, at once: nothing is stored."""
    event = PortfolioValued(
        portfolio=found.portfolio,
        on=found.on,
        currency=found.currency,
        value=_text(found.value),
        total_gain=_text(found.total_gain),
        live="tick",
        holdings=[
            HoldingValue(each.symbol, format(each.quantity, "f"), _text(each.value), _text(each.gain))
            for each in found.holdings
        ],
    )
    publisher().publish(event, to=portfolio_room(found.portfolio))


def _text(value: object) -> str | None:
    return None if value is None else format(value, "f")
