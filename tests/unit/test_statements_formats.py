"""MT940, CAMT.053 and OFX statements."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.domain.banking.statements.formats import sniff
from tests.support.statements import (
    OFX_2,
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


@pytest.mark.parametrize(
    ("content", "name"),
    [(mt940(), "mt940"), (camt053(), "camt053"), (ofx(), "ofx"), (ofx(header=OFX_2), "ofx")],
)
def test_each_format_is_known_by_its_first_bytes(content: str, name: str) -> None:
    assert sniff(content.encode(), "download.txt") == name
    assert list(read(content).rows) == []


@pytest.mark.parametrize(("mark", "minor"), [("D", -2050), ("C", 2050), ("RC", -2050), ("RD", 2050)])
def test_a_reversal_in_mt940_goes_the_other_way(mark: str, minor: int) -> None:
    assert signed(transactions(mt940(f":61:2601150115{mark}20,50NTRFNONREF//B1"))) == [minor]


def test_an_mt940_entry_keeps_its_day_text_and_counterparty() -> None:
    found = transactions(
        mt940(
            ":61:2601160115D20,50NTRFNONREF//B1\r\n:86:106?00POS?20EREF+1SVWZ+Kaffee?32CAFE MITTE",
            currency="EUR",
        )
    )[0]
    assert (found.occurred_at.date(), found.description) == (date(2026, 1, 15), "Kaffee")
    assert (found.counterparty, found.currency, found.details["reference"]) == ("CAFE MITTE", "EUR", "B1")


def test_a_bad_mt940_entry_costs_only_itself() -> None:
    content = mt940(":61:26XX150115D20,50NTRF", ":61:2601150115D1,2,3NTRFX", ":61:2601160116D1,00NTRFX")
    rows = list(read(content).rows)
    assert [bool(row.problem) for row in rows] == [True, True, False]
    assert [row.line for row in rows] == [5, 6, 7]


def test_each_mt940_message_has_its_own_account() -> None:
    content = mt940(":61:260115D1,00NTRFX", account="A1") + mt940(
        ":61:260115D1,00NTRFX", account="A2", currency="EUR"
    )
    assert [(row.account, row.currency) for row in transactions(content)] == [("A1", "RON"), ("A2", "EUR")]


def test_the_text_of_an_mt940_file_that_is_a_path_opens_no_file() -> None:
    assert list(read(__file__, format="mt940").rows) == []


@pytest.mark.parametrize("version", ["02", "04", "08", "13"])
def test_camt_is_read_in_every_version(version: str) -> None:
    found = transactions(camt053(entry("12.34"), entry("5.00", "CRDT"), version=version))
    assert signed(found) == [-1234, 500]
    assert found[0].account == "DE02120300000000202051"


def test_a_camt_reversal_has_the_sign_that_it_says() -> None:
    """ISO 20022, RvslInd: with CRDT 'the original operation was a debit entry', so money comes back."""
    found = transactions(camt053(entry("12.34", "CRDT", "<RvslInd>true</RvslInd>")))
    assert (signed(found), found[0].details["reversal"]) == ([1234], True)


def details(amount: str, name: str, more: str = "") -> str:
    return (
        f"<TxDtls><Refs><AcctSvcrRef>{name}</AcctSvcrRef></Refs><Amt Ccy='EUR'>{amount}</Amt>"
        f"<RltdPties><Cdtr><Pty><Nm>{name}</Nm></Pty></Cdtr></RltdPties>"
        f"<RmtInf><Ustrd>for {name}</Ustrd></RmtInf>{more}</TxDtls>"
    )


def test_a_camt_batch_whose_parts_add_up_is_its_parts() -> None:
    inside = f"<NtryDtls>{details('10.00', 'Ann')}{details('2.34', 'Bob')}</NtryDtls>"
    found = transactions(camt053(entry("12.34", inside=inside)))
    assert signed(found) == [-1000, -234]
    assert [(row.counterparty, row.description, row.external_id) for row in found] == [
        ("Ann", "for Ann", "Ann"),
        ("Bob", "for Bob", "Bob"),
    ]


def test_a_camt_batch_whose_parts_do_not_add_up_is_one_row() -> None:
    inside = f"<NtryDtls>{details('10.00', 'Ann')}{details('2.00', 'Bob')}</NtryDtls>"
    assert signed(transactions(camt053(entry("12.34", inside=inside)))) == [-1234]


def test_a_camt_payment_in_other_money_keeps_what_was_paid() -> None:
    other = "<AmtDtls><InstdAmt><Amt Ccy='USD'>13.50</Amt></InstdAmt></AmtDtls>"
    inside = f"<NtryDtls>{details('12.34', 'Ann', other)}</NtryDtls>"
    found = transactions(camt053(entry("12.34", inside=inside)))[0]
    assert (found.details["original_amount"], found.details["original_currency"]) == ("13.50", "USD")


def test_a_pending_camt_entry_is_not_booked_and_an_informing_one_is_none() -> None:
    content = camt053(entry("1.00", status="PDNG"), entry("2.00", status="INFO"))
    rows = list(read(content).rows)
    assert rows[0].transaction is not None
    assert rows[0].transaction.booked is False
    assert (rows[1].line, rows[1].problem) == (2, "This entry only informs; no money moved.")


@pytest.mark.parametrize(
    "bad",
    [
        entry("1.005"),
        entry("1.00", currency="ABC"),
        entry("1.00", "UP"),
        entry("NaN"),
        "<Ntry/>",
        entry("1e3"),
    ],
)
def test_a_bad_camt_entry_costs_only_itself(bad: str) -> None:
    rows = list(read(camt053(bad, entry("2.00"))).rows)
    assert [bool(row.problem) for row in rows] == [True, False]


def test_an_id_of_two_camt_entries_is_told_of_both() -> None:
    ids = [f"<AcctSvcrRef>{name}</AcctSvcrRef>" for name in ("A", "A", "B")]
    found = transactions(camt053(*(entry("1.00", inside=inside) for inside in ids)))
    assert [row.external_id for row in found] == ["A", "A", "B"]


@pytest.mark.parametrize("header", [None, OFX_2])
def test_ofx_is_read_in_both_its_forms(header: str | None) -> None:
    more = "<NAME>A &amp; B</NAME><MEMO><![CDATA[<rent>]]></MEMO><SIC>5411</SIC>"
    content = ofx(stmttrn("-12.34", "77", more=more), **({"header": header} if header else {}))
    found = transactions(content)[0]
    assert (signed([found]), found.external_id, found.mcc) == ([-1234], "77", "5411")
    assert (found.description, found.account, found.currency) == ("A & B <rent>", "12345678", "EUR")


@pytest.mark.parametrize(
    ("posted", "moment", "day", "has_time"),
    [
        ("20260115", datetime(2026, 1, 15, 10, tzinfo=UTC), 15, False),
        ("20260115000000[-5:EST]", datetime(2026, 1, 15, 10, tzinfo=UTC), 15, False),
        ("20260115203000.000[-5:EST]", datetime(2026, 1, 16, 1, 30, tzinfo=UTC), 16, True),
    ],
)
def test_an_ofx_midnight_is_a_day_and_any_other_time_a_moment(
    posted: str, moment: datetime, day: int, has_time: bool
) -> None:
    found = transactions(ofx(stmttrn("-1.00", posted=posted)))[0]
    assert (found.occurred_at, found.booked_on, found.has_time) == (moment, date(2026, 1, day), has_time)


@pytest.mark.parametrize("currency", ["", "ABC"])
def test_an_ofx_account_without_a_real_currency_has_no_transactions(currency: str) -> None:
    assert len(problems(ofx(stmttrn("1.00"), currency=currency))) == 1


def test_a_bad_ofx_transaction_costs_only_itself() -> None:
    bad = [stmttrn("x", "1"), stmttrn("1.00", "2", posted="20261345"), "<STMTTRN><TRNAMT>1"]
    rows = list(read(ofx(*bad, stmttrn("-2.00", "3"))).rows)
    assert [bool(row.problem) for row in rows] == [True, True, True, False]


def test_a_fitid_of_two_ofx_transactions_is_told_of_both() -> None:
    found = transactions(ofx(stmttrn("1.00", "A"), stmttrn("2.00", "A"), stmttrn("3.00", "B")))
    assert [row.external_id for row in found] == ["A", "A", "B"]
