"""Which preset fits a file, by the names of its columns."""

from __future__ import annotations

import pytest

from app.domain.portfolio.brokers.detection import detect, preset_labels
from app.domain.portfolio.brokers.sketch import sketch_table
from app.domain.portfolio.drafts.errors import UnreadableBrokerFile
from tests.support.brokers import activities, read
from tests.unit.brokers.test_crypto_exchanges import COINBASE, KRAKEN
from tests.unit.brokers.test_crypto_exchanges import REVOLUT as REVOLUT_CRYPTO
from tests.unit.brokers.test_degiro import DUTCH
from tests.unit.brokers.test_interactive_brokers import CASH, HISTORY, SECTIONS, TRADES, flex
from tests.unit.brokers.test_portfolio_programs import GHOSTFOLIO, PP_DE, PP_EN, WEALTHFOLIO
from tests.unit.brokers.test_stock_brokers import FIDELITY, FIDELITY_ALL, REVOLUT, SCHWAB, T212, T212_NEW

HEADERS = [
    (GHOSTFOLIO, "ghostfolio_csv"), ('{"activities": [{"unitPrice": 1}]}', "ghostfolio_json"),
    (PP_DE, "portfolio_performance"), (PP_EN, "portfolio_performance"), (WEALTHFOLIO, "wealthfolio"),
    (TRADES, "ibkr_flex"), (CASH, "ibkr_flex"), (flex(), "ibkr_flex_xml"), (HISTORY, "ibkr_statement"),
    (SECTIONS, "ibkr_statement"), (T212, "trading212"), (T212_NEW, "trading212"), (DUTCH, "degiro"),
    (SCHWAB, "schwab"), (FIDELITY, "fidelity"), (FIDELITY_ALL, "fidelity"), (COINBASE, "coinbase"),
    (KRAKEN, "kraken"), (REVOLUT, "revolut_stocks"), (REVOLUT_CRYPTO, "revolut_crypto"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "preset"), HEADERS)
def test_a_file_is_known_by_its_columns(header: str, preset: str) -> None:
    assert detect(header.encode()) == preset


def test_every_preset_is_found_by_some_file() -> None:
    assert set(preset_labels()) - {"tidewatch_csv", "tidewatch_json"} == {preset for _, preset in HEADERS}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_columns_may_stand_in_any_order_delimiter_and_encoding(encoding: str, delimiter: str) -> None:
    names = [
        "Wertpapiername",
        "Stück",
        "Notiz",
        "Wert",
        "Typ",
        "Buchungswährung",
        "Gebühren",
        "Steuern",
        "Datum",
    ]
    cells = ["Münchener Rück", "2", "", "-100,50", "Kauf", "EUR", "0,50", "", "2024-01-03T09:30"]
    content = "\r\n".join(delimiter.join(each) for each in (names, cells)).encode(encoding)
    (found,) = activities(content)
    assert (found["symbol"], str(found["amount"]), str(found["fee"])) == ("Münchener Rück", "100.50", "0.50")


def test_a_header_may_come_after_lines_of_title() -> None:
    title = "My account\n\nPeriod, 2024\n"
    assert detect((title + SCHWAB).encode()) == "schwab"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty"),
        (b"\xef\xbb\xbf \r\n", "This file is empty"),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"PK\x03\x04....", "This is an Excel workbook or a ZIP"),
        (b"\xd0\xcf\x11\xe0....", "This is an old Excel workbook"),
        (b"\x1f\x8b....", "This is a compressed file"),
        (b"hello there", "The columns of this file are no known broker's"),
        (b"Date,Amount\n2024-01-01,5\n", "The columns of this file are no known broker's"),
        (b'{"hello": 1}', "The fields of this file are no broker's that is known"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This file is not text"),
    ],
)
def test_what_is_no_brokers_file_is_refused_with_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableBrokerFile, match=f"^{sentence}"):
        detect(content)


def test_a_zip_is_told_from_a_workbook_by_its_name() -> None:
    with pytest.raises(UnreadableBrokerFile, match=r"^This is a ZIP"):
        detect(b"PK\x03\x04....", filename="export.ZIP")


def test_a_chosen_preset_must_fit() -> None:
    with pytest.raises(UnreadableBrokerFile, match=r"^This is no file of Coinbase"):
        read(KRAKEN, preset="coinbase")
    with pytest.raises(UnreadableBrokerFile, match=r"^There is no preset 'nobody'"):
        read(KRAKEN, preset="nobody")


def test_a_header_alone_has_no_rows() -> None:
    with pytest.raises(UnreadableBrokerFile, match=r"^This file has a header, but no rows below it"):
        read(KRAKEN)


def test_an_unknown_table_shows_its_columns_and_first_rows() -> None:
    content = "Trade day;Paper;Pieces\n03.02.2024;ACME;5\n04.02.2024;ACME;6\n"
    sketch = sketch_table(content.encode())
    assert (sketch.delimiter, sketch.names) == (";", ["Trade day", "Paper", "Pieces"])
    assert sketch.samples == [["03.02.2024", "ACME", "5"], ["04.02.2024", "ACME", "6"]]
