"""Statement files that were made to do harm, or are no statements at all."""

from __future__ import annotations

import csv
import logging
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.banking.statements.formats import sniff
from app.domain.banking.statements.reader import read_statement
from app.domain.banking.statements.shapes import CsvMapping
from app.domain.banking.statements.suggestion import suggest_mapping
from app.tabular.errors import UnreadableFile
from app.tabular.scan import MAX_ROWS
from tests.support.statements import (
    BT_HEADER,
    bt_csv,
    camt053,
    entry,
    mt940,
    ofx,
    problems,
    read,
    signed,
    stmttrn,
    transactions,
)

GOOD = "2026-01-06,2026-01-06,Y,R,-2.00,,"
BARE = CsvMapping(header_row=None, date=0, amount=1)
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        (b"", "This file is empty"),
        (b" \r\n ", "This file is empty"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"PK\x03\x04aa", "This is an Excel workbook or a ZIP"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This file is not text"),
        (b"<!DOCTYPE html><html>", "This is a web page"),
        (b"<Document xmlns='x'/>", "This XML is not CAMT.053 or OFX"),
        (b"hello there", "This file is none of the kinds"),
    ],
)
def test_what_is_no_statement_is_refused_with_what_to_do(head: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=f"^{sentence}"):
        sniff(head, "statement")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="'xlsx' is not one of the formats"):
        read("a,b", format="xlsx")


def test_a_line_of_fifty_megabytes_costs_only_itself() -> None:
    found = list(read(bt_csv("x" * 50_000_000, GOOD)).rows)
    assert found[0].problem == "This line is longer than 64,000 characters."
    assert signed(found[1:]) == [-200]


def test_ten_thousand_columns_cost_only_their_line() -> None:
    assert problems(bt_csv("," * 10_000 + "x", GOOD)) == [(6, "This line has more than 200 columns.")]


def test_a_cell_of_eleven_thousand_characters_costs_only_its_line() -> None:
    row = f"2026-01-06,2026-01-06,{'y' * 11_000},R,-2.00,,"
    assert problems(bt_csv(row, GOOD)) == [(6, "A cell of this line has more than 10,000 characters.")]


@pytest.mark.parametrize("after", [3, 500])
def test_a_quote_that_is_never_closed_costs_only_its_line(after: int) -> None:
    rows = list(read(bt_csv('2026-01-05,2026-01-05,"open,R,-1.00,,', *[GOOD] * after)).rows)
    assert (rows[0].line, rows[0].problem) == (6, "A quotation mark on this line is never closed.")
    assert signed(rows[1:]) == [-200] * after
    assert [row.line for row in rows[1:]] == list(range(7, 7 + after))


def test_long_lines_within_an_open_quote_are_read_each_for_itself() -> None:
    rows = list(read(bt_csv('"open', "y" * 70_000, "a\0b", GOOD)).rows)
    assert [(row.line, bool(row.problem)) for row in rows] == [(6, True), (7, True), (8, True), (9, False)]


def test_a_desert_of_empty_lines_is_not_crossed() -> None:
    found = problems(bt_csv(GOOD, "\n" * 30_000, GOOD))
    assert [sentence for _, sentence in found] == [
        "20,000 empty lines stand here; nothing after them was read."
    ]


def test_a_million_elements_that_are_no_entries_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="has over 300,000 parts"):
        read(camt053("<a/>" * 400_000, entry("1.00")))


def test_the_csv_modules_limit_is_left_as_it_is() -> None:
    before = csv.field_size_limit()
    list(read(bt_csv('"' + "x" * 60_000 + "\n" + "y" * 60_000 + "\n" + "z" * 60_000)).rows)
    assert csv.field_size_limit() == before


def test_a_nul_character_costs_only_its_line() -> None:
    content = bt_csv(*[GOOD] * 2_000, "2026-01-05,2026-01-05,a\0b,R,-1.00,,", GOOD)
    assert problems(content) == [(2006, "This line holds NUL characters.")]


@pytest.mark.parametrize("formula", ["=HYPERLINK(1)", "+1", "@SUM(A1)", "-2+3"])
def test_a_formula_stays_the_text_that_it_is(formula: str) -> None:
    assert transactions(bt_csv(f"2026-01-05,2026-01-05,{formula},R,-1.00,,"))[0].description == formula


@pytest.mark.parametrize(
    "content",
    [
        camt053(entry("1.00")).replace("<Document", BOMB + "<Document"),
        camt053(entry("1.00")).replace(
            "<Document", '<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><Document'
        ),
        ofx(stmttrn("1.00")).replace("<OFX>", BOMB + "<OFX>"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_file_that_declares_entities_is_refused(content: str, encoding: str) -> None:
    format = "ofx" if "<OFX>" in content else "camt053"
    with pytest.raises(UnreadableFile, match="declares XML entities"):
        read(content.replace('encoding="UTF-8"', "").encode(encoding), format=format)


def test_elements_nested_too_deep_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="nested too deep"):
        read(camt053("<a>" * 100_000))


def test_a_file_that_breaks_off_keeps_the_rows_before_it() -> None:
    content = camt053(entry("1.00"), entry("2.00"), entry("3.00"))
    rows = list(read(content[: content.rindex("<Ntry>") + 9]).rows)
    assert signed(rows[:2]) == [-100, -200]
    assert rows[2].problem == (
        "This file is damaged: it is not whole XML. Download it again. Nothing after this point was read."
    )


def test_a_tag_of_ten_megabytes_does_not_hold_the_reader_up() -> None:
    assert signed(transactions(camt053(f"<!--{'>' * 10_000_000}-->", entry("1.00")))) == [-100]


def test_a_tag_with_two_million_attributes_is_refused_before_it_is_parsed() -> None:
    attributes = " ".join(f'a{number}="1"' for number in range(2_000_000))
    with pytest.raises(UnreadableFile, match="far longer than any"):
        read(camt053(f"<Ntry {attributes}/>"))


def test_attributes_count_as_parts_of_an_entry() -> None:
    attributes = " ".join(f"a{number}='1'" for number in range(100))
    element = f"<a {attributes}/>"
    with pytest.raises(UnreadableFile, match="has over 300,000 parts"):
        read(camt053(element * 4_000))


@pytest.mark.parametrize(
    "content",
    [
        ofx("<STMTTRN>" + "<A>" * 400_000),
        ofx("<A>" * 400_000 + stmttrn("1.00")),
    ],
)
def test_an_ofx_file_of_nothing_but_tags_is_not_read_to_its_end(content: str) -> None:
    assert [sentence for _, sentence in problems(content)] == [
        "A transaction of this file, or what stands between two, has over 300,000 tags. "
        "Nothing after this point was read."
    ]


@pytest.mark.parametrize(
    "content",
    [
        "<STMTTRN>",
        "<STMTTRN><NAME>",
        "<",
        "<A",
        "<!--",
        "<STMTTRN><A><![CDATA[x",
        "&",
    ],
)
def test_ofx_of_beginnings_without_ends_is_read_through_and_holds_nothing(content: str) -> None:
    """A reader that looked for each end from each beginning would take hours over this many."""
    rows = list(read(ofx(content * 200_000)).rows)
    assert not any(row.transaction for row in rows)


@pytest.mark.parametrize(
    "content",
    [
        ofx("<STMTTRN>" * 20_000),
        ofx("<STMTTRN>" + "<A><![CDATA[x" * 10_000 + "</STMTTRN>"),
        ofx("<STMTTRN>" + "<A>" * 9_000 + "</STMTTRN>"),
        mt940(":61:" + "9" * 100_000),
        mt940(":61:2601150115D1,00NTRFX\r\n:86:" + "?20" * 50_000),
    ],
)
def test_markup_made_to_take_time_ends_in_problems(content: str) -> None:
    assert problems(content)


def test_more_rows_than_are_taken_end_in_one_problem() -> None:
    rows = read("2026-01-05,1\n" * (MAX_ROWS + 5), format="csv", mapping=BARE).rows
    last = None
    for count, last in enumerate(rows):  # noqa: B007 - the count of the last one is what is asked
        pass
    assert count == MAX_ROWS
    assert last is not None
    assert (last.problem or "").startswith("This file has more than 500,000 rows")


def test_a_long_file_is_never_held_as_rows() -> None:
    content = b"2026-01-05,1\n" * 100_000
    tracemalloc.start()
    try:
        assert sum(1 for _ in read(content, format="csv", mapping=BARE).rows) == 100_000
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_a_value_that_cannot_be_read_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert problems(mt940(":61:secret-of-mine"))
        assert problems(ofx(stmttrn("secret-of-mine")))
    assert "secret-of-mine" not in caplog.text


PIECES = st.sampled_from(
    [
        *(b"<Ntry>", b"</Ntry>", b"<Amt Ccy='EUR'>1", b":61:", b":86:", b":20:X\n", b"2601150115D1,00N"),
        *(b"<STMTTRN>", b"</STMTTRN>", b"<TRNAMT>1", b"<DTPOSTED>2026", b"\n", b'"', b",", b";"),
        *(b"2026-01-05", b"-1.00", b"\0", b"\xff", b"Date,Amount", BT_HEADER.encode()),
    ]
)


@pytest.mark.parametrize("format", [None, "bt_csv", "csv", "mt940", "camt053", "ofx"])
@settings(max_examples=60, deadline=None)
@given(content=st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=30).map(b"".join)))
def test_no_bytes_raise_anything_but_the_documented_error(format: str | None, content: bytes) -> None:
    with suppress(UnreadableFile):
        suggest_mapping(content, default_currency="EUR", zone="UTC")
    with suppress(UnreadableFile):
        list(read_statement(content, filename="x", format=format, default_currency="EUR", zone="UTC").rows)
