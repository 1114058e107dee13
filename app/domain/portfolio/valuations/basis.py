"""What kept books rest on besides dated facts: the code, the settings, what securities are quoted in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec
import numpy as np

from app.domain import fx, portfolio
from app.domain.fx.history import newest_shipped_day
from app.domain.portfolio.returns.market import Market, PriceHistory, Settings


def basis_of(settings: Settings, market: Market, symbols: Iterable[str]) -> str:
    """Return a digest that is another as soon as anything of it is. symbols: those of the books."""
    histories = [(each, _quoted(market.prices[each])) for each in sorted(symbols) if each in market.prices]
    told = [_engine(), newest_shipped_day(), settings, histories]
    return hashlib.blake2b(msgspec.json.encode(told), digest_size=32).hexdigest()


def _quoted(history: PriceHistory) -> tuple[object, ...]:
    return history.currency, history.restated, history.percent_of_par, history.splits


@cache
def _engine() -> str:
    """Return a digest of the code that figures are made by: after an update nothing that is kept holds."""
    found = hashlib.blake2b(np.__version__.encode(), digest_size=32)
    folders = [Path(str(each.__file__)).parent for each in (portfolio, fx)]
    for path in sorted(each for folder in folders for each in folder.rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()
