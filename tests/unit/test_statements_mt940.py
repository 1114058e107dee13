"""MT940 as banks really write it."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.banking.ledger.bank_transaction import BankTransaction
from tests.support.statements import mt940, problems, read, signed, transactions


def one(*lines: str) -> BankTransaction:
    return transactions(mt940("\r\n".join(lines)))[0]


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("12,34", 1234),
        ("12,", 1200),
        ("12", 1200),
        ("000000011371.65", 1137165),
        ("12.5", 1250),
        ("1.234,56", 123456),
        ("1,234.56", 123456),
        ("1.234.567", 123456700),
    ],
)
def test_an_amount_is_read_to_its_last_digit(written: str, minor: int) -> None:
    assert signed([one(f":61:2601160115C{written}NMSCX")]) == [minor]


@pytest.mark.parametrize("written", ["1.500", "1,500", "1,2,3", "12,345", "12.34.5", "12;34", "12,34-5"])
def test_an_amount_that_may_be_another_is_refused(written: str) -> None:
    found = problems(mt940(f":61:2601160115C{written}NMSCX", ":61:2601160115C1,00NMSCX"))
    assert [line for line, _ in found] == [5]


@pytest.mark.parametrize(
    "line",
    [
        ":61:2601160115D20,50NTRFX//B",
        "  :61:2601160115D20,50NTRFX//B",
        "\t:61:260116 0115 D 20,50 NTRFX//B",
        ":61:260116    D20,50NTRFX//B",
        ":61:2601160115DR20,50NTRFX//B",
        ":61:2601160115D\r\n20,50NTRFX//B",
        ":61:2601160115d20,50ntrfx//B",
        ":61:2601160115D20,50//B",
        f":61:2601160115D20,50NTRF{'X' * 34}//B",
    ],
)
def test_a_line_is_read_in_every_dialect(line: str) -> None:
    found = one(line)
    assert (signed([found]), found.details["reference"]) == ([-2050], "B")


def test_an_indented_file_is_known_and_read_whole() -> None:
    content = (
        mt940(":61:2601160115D20,50NTRFX", ":86:Kaffee").replace(":", "  :", 1).replace("\r\n:", "\r\n  :")
    )
    assert [row.description for row in transactions(content)] == ["Kaffee"]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2512310102", date(2026, 1, 2)),
        ("2601011231", date(2025, 12, 31)),
        ("2402280229", date(2024, 2, 29)),
        ("260115", date(2026, 1, 15)),
    ],
)
def test_a_day_of_booking_is_in_the_year_nearest_to_the_value_day(line: str, day: date) -> None:
    assert one(f":61:{line}D1,00NTRFX").occurred_at.date() == day


@pytest.mark.parametrize(("mark", "minor"), [("RD", 2050), ("RC", -2050)])
def test_a_reversal_says_that_it_is_one(mark: str, minor: int) -> None:
    found = one(f":61:2601160115{mark}20,50NTRFX")
    assert (signed([found]), found.details["reversal"]) == ([minor], True)


def test_what_is_only_expected_has_moved_no_money() -> None:
    assert problems(mt940(":61:2601160115ED20,50NTRFX")) == [
        (5, "This entry is only expected; no money has moved yet.")
    ]


def test_an_account_in_the_reference_is_the_other_partys() -> None:
    found = one(
        ":61:2001010101D65,00NOVBNL47ASNB9999999999",
        "hr g janssen",
        ":86:NL47ASNB9999999999 hr g janssen",
        "",
        "Ring",
    )
    assert found.details["counterparty_iban"] == "NL47ASNB9999999999"
    assert (found.counterparty, found.details.get("reference")) == ("hr g janssen", None)
    assert found.description == "NL47ASNB9999999999 hr g janssen Ring"


@pytest.mark.parametrize("mark", ["?", "<", "~", "^"])
def test_subfields_are_parted_whatever_stands_between_them(mark: str) -> None:
    text = ":86:166?00GUTSCHRIFT?109310?20EREF+E1?21SVWZ+Rechnung 17?22vom 3. Mai?30BANKDEFF?31DE001?32ANNA?33MEIER"
    found = one(":61:2601160115C1,00NTRFNONREF", text.replace("?", mark))
    assert (found.description, found.counterparty) == ("Rechnung 17 vom 3. Mai", "ANNA MEIER")
    assert found.details["counterparty_iban"] == "DE001"
    assert (found.details["reference"], found.details["posting_text"]) == ("E1", "GUTSCHRIFT")


def test_a_purpose_that_fills_its_subfields_is_joined_without_blanks() -> None:
    first, second = "SVWZ+Mitgliedsbeitrag Turnv", "erein fuer Mai"
    assert len(first) == 27
    found = one(":61:2601160115D1,00NTRFX", f":86:105?20{first}?21{second}?60und?61Juni?99mehr")
    assert found.description == "Mitgliedsbeitrag Turnverein fuer Mai und Juni mehr"


def test_words_between_slashes_are_told_apart() -> None:
    text = ":86:/TRTP/SEPA OVERBOEKING/IBAN/NL20INGB0001234567/BIC/INGBNL2A/NAME/J. JANSEN/REMI/Huur mei/EREF/E-17"
    found = one(":61:2601160115D1,00NTRFNONREF", text)
    assert (found.description, found.counterparty) == ("Huur mei", "J. JANSEN")
    assert (found.details["counterparty_iban"], found.details["reference"]) == ("NL20INGB0001234567", "E-17")
    assert found.details["posting_text"] == "SEPA OVERBOEKING"


def test_the_other_party_of_ing_is_told_apart() -> None:
    text = ":86:/EREF/E1//CNTP/NL32INGB0000012345/INGBNL2A/ING BANK NV/AMSTERDAM///REMI/USTD//Spaar plan//"
    found = one(":61:2601160115D1,00NTRFX", text)
    assert (found.description, found.counterparty) == ("Spaar plan", "ING BANK NV")


@pytest.mark.parametrize("text", ["KAUF/BAR 12/03", "What? 20 euro", "a/b/c", "100% ok"])
def test_a_plain_text_stays_as_it_is(text: str) -> None:
    assert one(":61:2601160115D1,00NTRFX", f":86:{text}").description == text


def test_entries_that_explain_the_balances_are_not_remarked_on() -> None:
    content = mt940(":61:2601160115D20,50NTRFX", ":61:2601160115RD0,50NTRFX", closing="980,00")
    assert signed(transactions(content)) == [-2050, 50]


def test_entries_that_do_not_explain_the_balances_are_told() -> None:
    (found,) = problems(mt940(":61:2601160115D20,50NTRFX", closing="900,00"))
    assert found == (
        6,
        "The balance goes from 1000.00 to 900.00 RON, but -79.50 RON of that is in no entry that was read: "
        "one is missing, or was misread.",
    )


def test_balance_lines_are_never_movements() -> None:
    content = mt940(":61:2601160115D20,50NTRFX", closing="979,50")
    more = content.replace("-\r\n", ":64:C260131RON979,50\r\n:65:C260201RON979,50\r\n:86:Saldo\r\n-\r\n")
    assert len(list(read(more).rows)) == 1


@pytest.mark.parametrize(
    "lines",
    [
        [":61:2601160115D20,50NTRFX", ":86:a", ":62F:C260131USD90,00"],
        [":34F:USDD0,", ":13D:2601161200+0100", ":61:2601160115D20,50NTRFX", ":90D:1USD20,50"],
        [":34F:USD0,", ":61:2601160115D20,50NTRFX"],
        [":61:2601160115D20,50NTRFX", ":64:C260131USD90,00"],
        [":60F:C260101USD100,00", ":61:2601160115D20,50NTRFX"],
    ],
)
def test_a_message_without_its_opening_balance_names_its_currency_elsewhere(lines: list[str]) -> None:
    message = "\n".join([":20:A", ":25:GB00TEST1", ":28C:1", *lines, "-", ""])
    content = mt940(":61:2601160115D1,00NTRFX", currency="EUR") + message
    assert [row.currency for row in transactions(content)] == ["EUR", "USD"]
    assert read(message).currency == "USD"


def test_a_message_that_names_no_currency_has_that_of_nobody_else() -> None:
    message = ":20:A\n:25:GB00TEST1\n:28C:1\n:61:2601160115D20,50NTRFX\n-\n"
    content = mt940(":61:2601160115D1,00NTRFX", currency="EUR") + message
    assert [row.currency for row in transactions(content)] == ["EUR", "RON"]
