"""What files state of their accounts' balances: at the end of which day, with which sign."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.banking.statements.day_balances import Step, closings_of
from tests.support.statements import bt_csv, camt053, entry, mt940, ofx, read, stmttrn, suggested

Told = tuple[str, int, bool]


def stated(content: str, **options: object) -> list[Told]:
    """Day, minor units and whether the day was over, of all that a file states, in order."""
    statement = read(content, **options)
    assert [row.problem for row in statement.rows if row.problem] == []
    return sorted((each.on.isoformat(), each.balance, each.is_closing) for each in statement.balances)


def csv(*lines: str, header: str = "Date,Description,Amount,Balance") -> list[Told]:
    content = "\n".join([header, *lines, ""])
    return stated(content, format="csv", mapping=suggested(content).mapping)


def bal(kind: str, amount: str, on: str, side: str = "CRDT", currency: str = "EUR") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='{currency}'>{amount}</Amt>"
        f"<CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{on}</Dt></Dt></Bal>"
    )


# The entries of `entry` are booked on 15 January.


@pytest.mark.parametrize("opened_on", ["2026-01-15", "2026-01-20"])
def test_camt_an_opening_balance_dated_as_the_entries_is_of_the_day_before_them(opened_on: str) -> None:
    balances = bal("OPBD", "100.00", opened_on) + bal("CLBD", "90.00", "2026-01-15")
    assert stated(camt053(entry("10.00"), balances=balances)) == [
        ("2026-01-14", 10_000, True), ("2026-01-15", 9_000, True),
    ]  # fmt: skip


def test_camt_an_opening_balance_dated_as_the_last_closing_one_keeps_its_day() -> None:
    balances = bal("PRCD", "100.00", "2025-12-31") + bal("CLBD", "90.00", "2026-01-31")
    assert stated(camt053(entry("10.00"), balances=balances)) == [
        ("2025-12-31", 10_000, True), ("2026-01-31", 9_000, True),
    ]  # fmt: skip


def test_camt_what_is_owed_is_below_zero_and_what_is_available_is_no_balance() -> None:
    balances = bal("CLAV", "500.00", "2026-01-31") + bal("CLBD", "90.00", "2026-01-31", "DBIT")
    assert stated(camt053(entry("10.00"), balances=balances)) == [("2026-01-31", -9_000, True)]


def test_camt_without_entries_the_closing_balance_says_it_all() -> None:
    balances = bal("OPBD", "100.00", "2026-01-01") + bal("CLBD", "100.00", "2026-01-31")
    assert stated(camt053(balances=balances)) == [("2026-01-31", 10_000, True)]


@pytest.mark.parametrize("wrong", [bal("CLBD", "x", "2026-01-31"), bal("CLBD", "1.00", "nonsense")])
def test_camt_a_balance_that_cannot_be_read_states_nothing(wrong: str) -> None:
    assert stated(camt053(entry("10.00"), balances=wrong)) == []


def test_camt_each_statement_of_a_file_has_its_own_account() -> None:
    one = camt053(entry("10.00"), balances=bal("CLBD", "90.00", "2026-01-31"))
    second = (
        one[one.index("<Stmt>") : one.index("</BkToCstmrStmt>")].replace("DE02", "DE99").replace("90.", "5.")
    )
    statement = read(one.replace("</BkToCstmrStmt>", f"{second}</BkToCstmrStmt>"))
    list(statement.rows)
    assert [(each.account, each.balance) for each in statement.balances] == [
        ("DE02120300000000202051", 9_000), ("DE99120300000000202051", 500),
    ]  # fmt: skip


ENTRY = ":61:2601150115D10,00NTRFNONREF\r\n:86:LIDL"


def test_mt940_states_the_balances_around_its_entries() -> None:
    # 60F is dated 1 January, before the entry of the 15th.
    assert stated(mt940(ENTRY, closing="990,00")) == [
        ("2026-01-01", 100_000, True),
        ("2026-01-31", 99_000, True),
    ]


def test_mt940_a_debit_balance_is_owed() -> None:
    content = mt940(ENTRY, closing="990,00").replace("60F:C", "60F:D").replace("62F:C", "62F:D")
    content = content.replace("990,00", "1010,00")
    assert stated(content) == [("2026-01-01", -100_000, True), ("2026-01-31", -101_000, True)]


def test_mt940_balances_between_pages_are_of_no_days_end() -> None:
    content = mt940(ENTRY, closing="990,00").replace("60F", "60M").replace("62F", "62M")
    assert stated(content) == []


def test_mt940_a_balance_of_a_day_that_does_not_exist_states_nothing() -> None:
    assert stated(mt940(ENTRY, closing="990,00").replace("C260131", "C260231")) == [
        ("2026-01-01", 100_000, True)
    ]


def ledger(amount: str, as_of: str = "20260131120000", more: str = "") -> str:
    return f"<LEDGERBAL><BALAMT>{amount}<DTASOF>{as_of}</LEDGERBAL>{more}"


@pytest.mark.parametrize("amount", ["990.00", "-12.34"])
def test_ofx_states_its_ledger_balance_of_a_day_that_may_go_on(amount: str) -> None:
    available = "<AVAILBAL><BALAMT>5000.00<DTASOF>20260131</AVAILBAL>"
    content = ofx(stmttrn("-10.00")).replace("</STMTRS>", f"{ledger(amount, more=available)}</STMTRS>")
    assert stated(content) == [("2026-01-31", round(float(amount) * 100), False)]


@pytest.mark.parametrize(("amount", "as_of"), [("much", "20260131"), ("1.00", "soon")])
def test_ofx_a_balance_that_cannot_be_read_states_nothing(amount: str, as_of: str) -> None:
    content = ofx(stmttrn("-10.00")).replace("</STMTRS>", f"{ledger(amount, as_of)}</STMTRS>")
    assert stated(content) == []


NEWEST_LAST = (
    "2026-01-05,Coffee,-10.00,90.00", "2026-01-05,Rent,-50.00,40.00", "2026-01-07,Salary,100.00,140.00",
    "2026-01-09,Shop,-1.00,139.00",
)  # fmt: skip
CLOSINGS = [("2026-01-05", 4_000, True), ("2026-01-07", 14_000, True), ("2026-01-09", 13_900, False)]


@pytest.mark.parametrize("lines", [NEWEST_LAST, NEWEST_LAST[::-1]], ids=["oldest first", "newest first"])
def test_a_csv_files_running_balance_states_what_each_day_ended_with(lines: tuple[str, ...]) -> None:
    """The last day may go on after the file was made."""
    assert csv(*lines) == CLOSINGS


def test_a_balance_that_does_not_add_up_states_nothing() -> None:
    lines = ("2026-01-05,Coffee,-10.00,90.00", "2026-01-06,Rent,-50.00,1.00", "2026-01-07,Salary,100.00,7.00")
    content = "\n".join(["Date,Description,Amount,Balance", *lines, ""])
    mapping = suggested(content, balance="Balance").mapping
    assert stated(content, format="csv", mapping=mapping) == []


def test_days_that_go_to_and_fro_have_no_end() -> None:
    assert csv(
        "2026-01-05,Coffee,-10.00,90.00", "2026-01-07,Rent,-50.00,40.00", "2026-01-06,Salary,100.00,140.00",
        "2026-01-09,Shop,-1.00,139.00",
    ) == []  # fmt: skip


def test_one_row_alone_proves_nothing() -> None:
    assert csv("2026-01-05,Coffee,-10.00,90.00") == []


def test_a_bank_of_romania_states_its_balance_in_the_last_column() -> None:
    content = bt_csv(
        "2026-01-07,2026-01-07,Salariu,R3,,100.00,140.00", "2026-01-05,2026-01-05,Chirie,R2,-50.00,,40.00",
        "2026-01-05,2026-01-05,Cafea,R1,-10.00,,90.00",
    )  # fmt: skip
    assert stated(content) == [("2026-01-05", 4_000, True), ("2026-01-07", 14_000, False)]


def steps(*rows: tuple[int, int, int | None]) -> list[Step]:
    """Rows of days of January: what each moved, and the balance beside it."""
    return [Step(date(2026, 1, day), moved, balance) for day, moved, balance in rows]


def test_a_card_that_writes_what_is_owed_above_zero_owes_it() -> None:
    """10.00 are spent, then 20.00, then 5.00 are paid back: 110.00, 130.00, 125.00 are owed."""
    found = closings_of(steps((5, -1_000, 11_000), (6, -2_000, 13_000), (7, 500, 12_500)))
    assert list(found.values()) == [-11_000, -13_000, -12_500]


def test_a_balance_before_each_row_is_the_days_end_with_its_last_row() -> None:
    found = closings_of(steps((5, -1_000, 10_000), (6, -2_000, 9_000), (7, 500, 7_000)))
    assert list(found.values()) == [9_000, 7_000, 7_500]


def test_a_row_without_a_balance_moves_it() -> None:
    found = closings_of(steps((5, -1_000, 9_000), (5, -100, None), (6, -2_000, 6_900), (7, 500, 7_400)))
    assert list(found.values()) == [8_900, 6_900, 7_400]
