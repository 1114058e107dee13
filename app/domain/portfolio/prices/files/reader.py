"""Any file of prices to the history of one symbol."""

from __future__ import annotations

from app.domain.portfolio.prices.errors import UnreadablePrices
from app.domain.portfolio.prices.files.coingecko import read_coingecko
from app.domain.portfolio.prices.files.history import PriceHistory
from app.domain.portfolio.prices.files.table import read_table
from app.domain.portfolio.prices.files.yahoo import read_yahoo
from app.json_values import member, read_json


def read_history(content: bytes) -> PriceHistory:
    """Read a chart of Yahoo's or CoinGecko's (JSON), or a table with Date and Close (CSV).

    Raises UnreadablePrices, which says what is wrong with it.
    """
    head = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    found = _read_json(head) if head.startswith((b"{", b"[")) else read_table(content)
    if not found.closes:
        raise UnreadablePrices("There is no price in this file.")
    return found


def _read_json(content: bytes) -> PriceHistory:
    try:
        document = read_json(content)
    except ValueError as exc:
        raise UnreadablePrices("This file begins like JSON and is none; download it again.") from exc
    if (chart := member(document, "chart")) is not None:
        return read_yahoo(chart)
    if (prices := member(document, "prices")) is not None:
        return read_coingecko(prices)
    raise UnreadablePrices("This JSON is neither Yahoo's chart nor CoinGecko's.")
