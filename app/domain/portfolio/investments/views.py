"""What owners say of an investment, and how clients see it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct


class InvestmentDraft(Struct, frozen=True, kw_only=True):
    """What an owner says of an investment; currency: in which it is quoted, GBp and the like included."""

    symbol: str
    currency: str
    name: str | None = None
    quantity: Decimal | None = None
    purchase_price: Decimal | None = None
    purchase_date: date | None = None
    percent_of_par: bool = False
    asset_class: str | None = None
    region: str | None = None
    sector: str | None = None


ABOUT = ("name", "percent_of_par", "asset_class", "region", "sector")
"""The fields that describe it."""


class InvestmentView(Struct, frozen=True, kw_only=True):
    """An investment.

    quantity, purchase_price, purchase_date: what is held now, at average cost without fees.
    """

    id: int
    portfolio: int
    symbol: str
    name: str | None
    quantity: str
    purchase_price: str | None
    purchase_date: date | None
    currency: str
    percent_of_par: bool
    asset_class: str | None
    region: str | None
    sector: str | None
