"""Files of prices: Yahoo's and CoinGecko's charts, tables; what is not certain is refused."""

from __future__ import annotations

import json
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.domain.portfolio.prices.errors import UnreadablePrices
from app.domain.portfolio.prices.files.reader import read_history
from app.domain.portfolio.prices.files.table import MAX_DAYS
from app.domain.portfolio.prices.split import Split


def at(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp())  # type: ignore[arg-type, misc]


def chart(moments: list[int], closes: list[Any], *, currency: str = "USD", **more: Any) -> bytes:
    meta = {"currency": currency, "symbol": "X", "exchangeTimezoneName": more.pop("zone", "America/New_York")}
    quote = {"close": closes, "open": closes}
    found = {"meta": meta, "timestamp": moments, "indicators": {"quote": [quote]}, **more}
    return json.dumps({"chart": {"result": [found], "error": None}}).encode()


def read(text: str | bytes) -> list[tuple[str, str]]:
    content = text.encode() if isinstance(text, str) else text
    return [(str(each.on), str(each.price)) for each in read_history(content).closes]


def test_a_chart_of_yahoo_s_gives_days_of_the_exchange_closes_currency_and_splits() -> None:
    split = {"date": at(2024, 6, 10, 13, 30), "numerator": 10, "denominator": 1, "splitRatio": "10:1"}
    moments = [at(2024, 6, 7, 13, 30), at(2024, 6, 10, 13, 30), at(2024, 6, 11, 13, 30)]
    found = read_history(
        chart(moments, [120.88800048828125, None, 121.79000091552734], events={"splits": {"1": split}})
    )
    assert read(chart(moments, [120.88800048828125, None, 121.79000091552734])) == [
        ("2024-06-07", "120.888"), ("2024-06-11", "121.79"),
    ]  # fmt: skip
    assert (found.currency, found.restated) == ("USD", True)
    assert found.splits == [Split(date(2024, 6, 10), Decimal(10))]


def test_a_day_is_the_exchange_s_and_not_utc_s() -> None:
    """Tokyo opens at nine, which is midnight in UTC; Sydney opens while it is the day before."""
    assert read(chart([at(2024, 1, 4, 0, 0)], [33288.2890625], zone="Asia/Tokyo")) == [
        ("2024-01-04", "33288.29")
    ]
    assert read(chart([at(2024, 1, 3, 23, 0)], [7], zone="Australia/Sydney")) == [("2024-01-04", "7")]


def test_dividends_taken_out_of_closes_are_not_read() -> None:
    adjusted = {"indicators": {"quote": [{"close": [100]}], "adjclose": [{"adjclose": [90]}]}}
    found = json.loads(chart([at(2024, 1, 3, 15, 0)], [100]))
    found["chart"]["result"][0] |= adjusted
    assert read(json.dumps(found)) == [("2024-01-03", "100")]


def test_a_chart_of_coingecko_s_gives_how_each_day_ended() -> None:
    """A point at midnight, or seconds after it, is the end of the day before; of many the last one counts."""
    daily = [[at(2024, 1, 2) * 1000, 44168.123456789012], [at(2024, 1, 3) * 1000 + 4_000, 44957]]
    assert read(json.dumps({"prices": daily})) == [("2024-01-01", "44168.1234568"), ("2024-01-02", "44957")]
    hourly = [[at(2024, 1, 2, hour) * 1000, 100 + hour] for hour in range(24)]
    assert read(json.dumps({"prices": hourly, "market_caps": []})) == [
        ("2024-01-01", "100"),
        ("2024-01-02", "123"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Date,Open,High,Low,Close,Volume\n2024-01-02,1,2,0.5,1.234,9\n2024-01-03,1,2,1,1.30,9\n", "1.234"),
        ("Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-02,1,2,0.5,1.25,1.1,9\n2024-01-03,,,,null,,\n", "1.25"),
        ("Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen\n2024-01-02,1,2,1,1.5,7\n", "1.5"),
        ("\ufeffDatum;Schlusskurs\n02.01.2024;1,25\n31.01.2024;1234,5\n", "1.25"),
        ("Date\tPrice\n2024-01-02\t12\n", "12"),
        ("Date,Close\r\n2024-01-02,3\r\n2024-01-02,4\r\n", "4"),
    ],
)  # fmt: skip
def test_a_table_is_read_by_its_days_and_closes(text: str, expected: str) -> None:
    assert read(text)[0] == ("2024-01-02", expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Exceeded the daily hits limit", "Date"),
        ("Date,Open,High\n2024-01-02,1,2\n", "Close"),
        ("Date,Close,Close\n2024-01-02,1,2\n", "one column"),
        ("Date;Close\n2024-01-02;1,234\n2024-01-03;2,345\n", "thousands or decimals"),
        ("Date;Close\n2024-01-02;1.234\n2024-01-03;2.345\n", "thousands or decimals"),
        ("Date;Close\n2024-01-02;1,5\n2024-01-03;2.5\n", "decimal point"),
        ("Date,Close\n01/02/2024,1\n02/03/2024,1\n", "several ways"),
        ("Date,Close\n2024-01-02,1\n2024-13-02,1\n", "not a date"),
        ("Date,Close\n2024-01-02,-1\n", "not a price"),
        ("Date,Close\n2024-01-02,1e9\n", "not a price"),
        ("Date,Close\n2024-01-02\n", "Line 2"),
        ("Date,Close\n", "no price"),
        ("", "Date"),
        ("{", "JSON"),
        ("[]", "neither"),
        ('{"prices": 1}', "list"),
        ('{"prices": [[1, "2"]]}', "pairs"),
        ('{"prices": [[1, true]]}', "pairs"),
        ('{"prices": [[1e30, 2]]}', "pairs"),
        ('{"prices": [[99999999999999999999, 2]]}', "moment"),
        ('{"prices": []}', "no price"),
        ('{"chart": {"result": null, "error": {"description": "No data found"}}}', "No data found"),
        ('{"chart": {"result": []}}', "no result"),
        ('{"chart": {"result": [{}, {}]}}', "several symbols"),
        ('{"chart": {"result": [{"meta": {"exchangeTimezoneName": "../x"}}]}}', "time zone"),
        (chart([at(2024, 1, 2)], [1, 2]).decode(), "each moment"),
        (chart([at(2024, 1, 2)], ["1"]).decode(), "no number"),
        (chart([at(2024, 1, 2)], [1], events={"splits": {"1": {"date": 1, "numerator": 0, "denominator": 1}}}).decode(),
         "ratio"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_with_certainty_is_refused_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(UnreadablePrices, match=said):
        read(text)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("x,y", "The first line"),
        ("Date,Close", "Line 2: It has too few cells."),
        ("Date,Close\n1,2", "Line 3: "),
    ],
)
def test_of_a_table_that_is_none_no_more_is_read_than_it_takes_to_see_that(head: str, said: str) -> None:
    content = f"{head}\n{'1' + chr(10)}".encode() + b"1\n" * 200_000
    tracemalloc.start()
    try:
        with pytest.raises(UnreadablePrices, match=said):
            read_history(content)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 10_000_000


def test_of_a_table_with_too_many_rows_the_rest_is_not_read() -> None:
    rows = b"2020-01-01,1\n" * (MAX_DAYS + 1)
    with pytest.raises(UnreadablePrices, match="more than 25,000 rows"):
        read_history(b"Date,Close\n" + rows + b"no price\n")
