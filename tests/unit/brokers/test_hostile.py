"""Brokers' files that were made to do harm, or were spoiled on their way."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.portfolio.drafts.errors import UnreadableBrokerFile
from app.domain.portfolio.drafts.shapes import MAX_BYTES, MAX_ROWS
from app.tabular.errors import UnreadableFile
from tests.support.brokers import activities, problems, read
from tests.unit.brokers.test_detection import HEADERS
from tests.unit.brokers.test_interactive_brokers import flex, trade
from tests.unit.brokers.test_portfolio_programs import GHOSTFOLIO

GOOD = "16-09-2021,MSFT,YAHOO,USD,298.58,5,buy,19.00,note\n"
MEGABYTE = 2**20


def test_a_million_rows_are_refused_in_little_memory() -> None:
    content = GHOSTFOLIO.encode() + b"1-1-21,A,B,C,1,1,d,0,\n" * 1_000_000
    tracemalloc.start()
    try:
        with pytest.raises(
            UnreadableBrokerFile, match=f"more than {MAX_ROWS:,} rows. Export shorter periods"
        ):
            read(content)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 250 * MEGABYTE


def test_a_file_beyond_the_limit_is_refused_unread() -> None:
    with pytest.raises(UnreadableBrokerFile, match=r"^This file is larger than 32 MiB"):
        read(b"x" * (MAX_BYTES + 1))


def test_a_json_file_beyond_its_limit_is_refused_unread() -> None:
    with pytest.raises(UnreadableBrokerFile, match=r"^This file is larger than 16 MiB"):
        read(b'{"activities": [' + b" " * 17 * MEGABYTE + b"]}")


def test_more_flex_entries_than_allowed_are_refused() -> None:
    with pytest.raises(UnreadableBrokerFile, match="more than 100,000 rows"):
        read(flex("<Trades>" + "<Trade />" * (MAX_ROWS + 1) + "</Trades>"))


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"activities": [NaN]}',
        '{"activities": [1e999999]}',
        '{"activities": [',
        '{"a": 1, "a": 2}',
    ],
)
def test_json_that_is_none_or_too_deep_is_refused(content: str) -> None:
    with pytest.raises(UnreadableBrokerFile):
        read(content)


def test_billions_of_laughs_are_refused_before_the_first() -> None:
    bomb = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(10))
    with pytest.raises(UnreadableBrokerFile, match=r"^This file declares XML entities"):
        read(f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{bomb}]>{flex(trade(symbol="&a10;"))}')


def test_line_breaks_within_quotes_are_part_of_their_cell() -> None:
    content = f'{GHOSTFOLIO}16-09-2021,MSFT,YAHOO,USD,298.58,5,buy,19.00,"first\nsecond"\n{GOOD}'
    file = read(content)
    assert [(each.line, each.activity.note) for each in file.rows if each.activity] == [
        (2, "first second"),
        (4, "note"),
    ]


def test_a_quote_that_is_never_closed_costs_its_line_alone() -> None:
    content = f'{GHOSTFOLIO}16-09-2021,"MSFT,YAHOO,USD,298.58,5,buy,19.00,\n{GOOD}'
    assert problems(content) == {2: "A quotation mark on this line is never closed."}
    assert len(activities(content)) == 1


def test_a_line_with_more_cells_than_the_header_is_a_problem() -> None:
    content = f"{GHOSTFOLIO}16-09-2021,MSFT,YAHOO,USD,298,58,5,buy,19,00,note\n{GOOD}"
    assert problems(content)[2].startswith("This line has more cells than the header has columns")


def test_a_line_that_was_cut_off_is_a_problem() -> None:
    assert problems(f"{GHOSTFOLIO}{GOOD}16-09-2021,MSFT,YAHOO,US")[3].startswith(
        "This row does not say what it is"
    )


@pytest.mark.parametrize(
    "cell", ["9" * 40, "NaN", "inf", "5%", "1,2,3", "=5", "0x1F", "five", "\u0665", "1e400"]
)
def test_a_quantity_that_is_none_is_a_problem_that_names_its_column(cell: str) -> None:
    content = f'{GHOSTFOLIO}16-09-2021,MSFT,YAHOO,USD,298.58,"{cell}",buy,19.00,\n{GOOD}'
    assert problems(content)[2].startswith("Quantity: ")
    assert len(activities(content)) == 1


def test_the_wrong_encoding_costs_no_row() -> None:
    content = f"{GHOSTFOLIO}{GOOD}".replace("note", "Münze €").encode("cp1252")
    file = read(content)
    assert file.rows[0].activity is not None
    assert file.rows[0].activity.note == "Münze €"


def test_an_id_that_is_too_long_is_none_and_not_another() -> None:
    header = "Datum,Tijd,Valutadatum,Product,ISIN,Omschrijving,FX,Mutatie,,Saldo,,Order Id\n"
    line = f'15-12-2022,16:55,15-12-2022,VICI,US92,"Koop 1 @ 33,9 EUR",,EUR,"-33,90",EUR,"1,00",{"o" * 101}\n'
    (row,) = read(header + line).rows
    assert row.activity is not None
    assert row.activity.external_id is None


def test_texts_are_cut_to_what_is_stored() -> None:
    content = GHOSTFOLIO + GOOD.replace("note", "n" * 5000).replace("MSFT", "M" * 500)
    (row,) = read(content).rows
    assert row.activity is not None
    assert (len(row.activity.note or ""), len(row.activity.symbol or "")) == (500, 64)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(HEADERS), st.binary(max_size=300))
def test_whatever_stands_below_a_header_ends_in_rows_or_in_a_refusal(
    header: tuple[str, str], rest: bytes
) -> None:
    with suppress(UnreadableFile):
        file = read(header[0].encode() + rest)
        assert all(
            sum(each is not None for each in (row.activity, row.problem, row.skipped)) == 1
            for row in file.rows
        )


CELLS = st.sampled_from(
    ["", "2024-01-02", "01/02/2024", "buy", "sell", "Dividend", "split", "Stock Split", "USD", "EUR", "5", "-5", "0", "1.234",
     "1,5", "ACME", "US0378331005", "trade", "Koop 1 @ 33,9 USD", "L1", "nonsense", "12-03-2024", "Kauf", "Convert", "Cancel Buy",
     "Converted 1 BTC to 2 XRP", "TradeCancel", "Market buy", "Currency conversion", "Reverse Split"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(HEADERS), st.data())
def test_rows_of_plausible_cells_never_break_a_reader(header: tuple[str, str], data: st.DataObject) -> None:
    """Every line of the file comes back at least once, so that nothing is lost without a word."""
    if header[0].startswith(("{", "<")):
        return
    delimiter = ";" if ";" in header[0] else ","
    width = header[0].rstrip().split("\n")[-1].count(delimiter) + 1
    lines = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6))
    prefix = header[0] if header[0].endswith("\n") else f"{header[0]}\n"
    content = prefix + "".join(delimiter.join(f'"{cell}"' for cell in line) + "\n" for line in lines)
    with suppress(UnreadableFile):
        file = read(content, date_order="mdy", decimal=".", currency="EUR")
        seen = {row.line for row in file.rows} | {line for row in file.rows for line in row.joined}
        first = prefix.count("\n") + 1
        filled = {first + at for at, line in enumerate(lines) if any(line)}
        assert file.preset == "ibkr_statement" or filled <= seen
