"""The one write of the rates that everybody has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import NamedTuple

from sqlalchemy import select

from app.db import insert_into
from app.domain.fx.changes import tell_rates_changed
from app.domain.fx.currencies import EURO
from app.domain.fx.ecb import EuroRate
from app.domain.fx.history import shipped_rates
from app.domain.fx.tables import ExchangeRate, RateSource
from app.extensions import db


class RatesChange(NamedTuple):
    """What became of some rates. received: how many there were; stored: how many of them were news."""

    received: int
    stored: int


INVERSE_DECIMALS = 28


def by_the_euro(on: date, from_currency: str, to_currency: str, rate: Decimal) -> EuroRate:
    """Bring a rate from or to the euro to what one euro is worth; turned round, rounded half to even."""
    if from_currency == EURO:
        return EuroRate(on, to_currency, rate)
    with localcontext(prec=60, rounding=ROUND_HALF_EVEN):
        turned = (1 / rate).quantize(Decimal(1).scaleb(-INVERSE_DECIMALS)).normalize()
    return EuroRate(on, from_currency, turned)


def store_rates(rates: Sequence[EuroRate], source: RateSource, *, keep_admins: bool = False) -> RatesChange:
    """Store the rates that differ from what is known for their day; of two for one day, the last.

    keep_admins: leave alone what the administrator said, as a refresh by itself does.
    """
    known = _known(rates)
    news: dict[tuple[str, date], dict[str, object]] = {}
    for (currency, on), rate in {(each.currency, each.on): each.rate for each in rates}.items():
        told, by = known.get((currency, on), (None, None))
        if told != rate and not (keep_admins and by == RateSource.ADMIN):
            news[currency, on] = {"currency": currency, "on": on, "rate": rate, "source": source}
    if news:
        _upsert([news[key] for key in sorted(news)])  # or two writers block another
        tell_rates_changed(None, min(on for _, on in news))
    return RatesChange(len(rates), len(news))


Known = dict[tuple[str, date], tuple[Decimal, str]]
"""Rates and who said them, by currency and day."""


def _known(rates: Sequence[EuroRate]) -> Known:
    """Return what is known of the currencies and days: what is stored beats what is shipped."""
    if not rates:
        return {}
    days, currencies = [each.on for each in rates], sorted({each.currency for each in rates})
    first, last = min(days), max(days)
    shipped: Known = {
        (currency, on): (rate, RateSource.ECB)
        for currency in currencies
        for on, rate in shipped_rates(currency, first, last)
    }
    e = ExchangeRate
    rows = db.session.execute(
        select(e.currency, e.on, e.rate, e.source).where(
            e.currency.in_(currencies), e.on.between(first, last)
        )
    )
    return shipped | {(currency, on): (rate, source) for currency, on, rate, source in rows}


def _upsert(rows: Sequence[dict[str, object]]) -> None:
    statement = insert_into(ExchangeRate)
    news = {name: statement.excluded[name] for name in ("rate", "source")}
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["currency", "on"], set_=news), list(rows)
    )
