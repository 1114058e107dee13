"""CAMT.053 as banks really write it."""

from __future__ import annotations

import pytest

from tests.support.statements import camt053, entry, problems, read, signed, transactions


def balance(kind: str, amount: str, side: str = "CRDT", currency: str = "EUR") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='{currency}'>{amount}</Amt>"
        f"<CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>2026-01-01</Dt></Dt></Bal>"
    )


def part(text: str, name: str = "", amount: str = "", side: str = "") -> str:
    money = f"<Amt Ccy='EUR'>{amount}</Amt>" if amount else ""
    mark = f"<CdtDbtInd>{side}</CdtDbtInd>" if side else ""
    who = f"<RltdPties><Cdtr><Nm>{name}</Nm></Cdtr></RltdPties>" if name else ""
    return f"<TxDtls>{money}{mark}{who}<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"


def batch(*parts: str, amount: str = "12.34") -> str:
    return camt053(entry(amount, inside=f"<NtryDtls><Btch/>{''.join(parts)}</NtryDtls>"))


def test_what_is_announced_or_informs_is_no_movement_and_a_hold_is_not_booked() -> None:
    content = camt053(*(entry("1.00", status=status) for status in ("FUTR", "INFO", "PDNG", "BOOK")))
    assert [row.booked for row in (each.transaction for each in read(content).rows) if row] == [False, True]
    assert problems(content) == [
        (1, "This entry is only announced; no money has moved yet."),
        (2, "This entry only informs; no money moved."),
    ]


def test_a_status_may_be_a_code_within() -> None:
    content = camt053(entry("1.00", status="<Cd>FUTR</Cd>"))
    assert len(problems(content)) == 1


def test_a_batch_whose_parts_have_no_amounts_keeps_their_texts() -> None:
    (found,) = transactions(batch(part("Rent May", "Ann"), part("Rent June", "Bob")))
    assert (signed([found]), found.description) == ([-1234], "Ann Rent May; Bob Rent June")


def test_a_batch_whose_parts_do_not_add_up_keeps_their_texts() -> None:
    (found,) = transactions(batch(part("one", amount="1.00"), part("two", amount="2.00")))
    assert (signed([found]), found.description) == ([-1234], "one; two")


def test_parts_of_both_sides_add_up_with_their_signs() -> None:
    found = transactions(batch(part("paid", amount="15.00"), part("back", amount="2.66", side="CRDT")))
    assert [(*signed([row]), row.description) for row in found] == [(-1500, "paid"), (266, "back")]


def test_each_part_of_a_batch_may_stand_in_details_of_its_own() -> None:
    inside = (
        f"<NtryDtls>{part('one', amount='10.00')}</NtryDtls><NtryDtls>{part('two', amount='2.34')}</NtryDtls>"
    )
    found = transactions(camt053(entry("12.34", inside=inside)))
    assert [(*signed([row]), row.description) for row in found] == [(-1000, "one"), (-234, "two")]


def test_the_banks_words_are_kept_beside_the_payers() -> None:
    inside = f"<NtryDtls>{part('Rent')}</NtryDtls><AddtlNtryInf>Standing order</AddtlNtryInf>"
    (found,) = transactions(camt053(entry("12.34", inside=inside)))
    assert (found.description, found.details["posting_text"]) == ("Rent", "Standing order")


def test_the_other_partys_account_is_told() -> None:
    both = "".join(
        f"<{who}><Id><IBAN>{iban}</IBAN></Id></{who}>"
        for who, iban in (("DbtrAcct", "D1"), ("CdtrAcct", "C1"))
    )
    inside = f"<NtryDtls><TxDtls><RltdPties>{both}</RltdPties></TxDtls></NtryDtls>"
    found = transactions(camt053(entry("1.00", inside=inside), entry("1.00", "CRDT", inside=inside)))
    assert [row.details["counterparty_iban"] for row in found] == ["C1", "D1"]


@pytest.mark.parametrize("opening", ["OPBD", "PRCD"])
def test_entries_that_explain_the_balances_are_not_remarked_on(opening: str) -> None:
    balances = balance(opening, "5.00", "DBIT") + balance("CLBD", "2.66") + balance("CLAV", "100.00")
    content = camt053(entry("2.34"), entry("10.00", "CRDT"), entry("7.00", status="PDNG"), balances=balances)
    assert problems(content) == []


def test_entries_that_do_not_explain_the_balances_are_told() -> None:
    balances = balance("OPBD", "5.00") + balance("CLBD", "1.00")
    assert problems(camt053(entry("2.34"), balances=balances)) == [
        (
            1,
            "The balance goes from 5.00 to 1.00 EUR, but -1.66 EUR of that is in no entry that was read: "
            "one is missing, or was misread.",
        )
    ]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "cp1252"),
        ("ISO-8859-1", "utf-8"),
        ("ISO-8859-1", "cp1252"),
        ("windows-1252", "cp1252"),
    ],
)
def test_letters_are_read_by_their_bytes_and_not_by_the_declaration_alone(
    declared: str, encoding: str
) -> None:
    inside = f"<NtryDtls>{part('Überweisung Bäckerei Weiß')}</NtryDtls>"
    content = camt053(entry("1.00", inside=inside)).replace("UTF-8", declared).encode(encoding)
    assert transactions(content)[0].description == "Überweisung Bäckerei Weiß"


def test_central_european_letters_are_read_as_declared() -> None:
    inside = f"<NtryDtls>{part('Příjem Žižkov Łódź')}</NtryDtls>"
    content = camt053(entry("1.00", inside=inside)).replace("UTF-8", "windows-1250").encode("cp1250")
    assert transactions(content)[0].description == "Příjem Žižkov Łódź"


@pytest.mark.parametrize(
    ("kind", "root", "part_of_it"),
    [
        ("camt.053", "BkToCstmrStmt", "Stmt"),
        ("camt.052", "BkToCstmrAcctRpt", "Rpt"),
        ("camt.054", "BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    ],
)
def test_each_statement_of_a_file_is_of_its_own_account(kind: str, root: str, part_of_it: str) -> None:
    parts = [
        f"<{part_of_it}><Acct><Id><IBAN>DE0{number}</IBAN></Id></Acct>{entry('1.00')}</{part_of_it}>"
        for number in (1, 2)
    ]
    for namespace in (f' xmlns="urn:iso:std:iso:20022:tech:xsd:{kind}.001.08"', ""):
        content = f"<Document{namespace}><{root}>{''.join(parts)}</{root}></Document>"
        assert [row.account for row in transactions(content)] == ["DE01", "DE02"]


@pytest.mark.parametrize("moment", ["2026-01-15T00:00:00+01:00", "2026-01-15T00:00:00.000Z"])
@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London", "Asia/Tokyo"])
def test_midnight_somewhere_is_a_day_everywhere(moment: str, zone: str) -> None:
    content = camt053(entry("1.00")).replace("<Dt>2026-01-15</Dt>", f"<DtTm>{moment}</DtTm>")
    (found,) = transactions(content, zone=zone)
    assert (str(found.booked_on), found.has_time) == ("2026-01-15", False)


def test_another_moment_is_the_day_where_the_person_is() -> None:
    content = camt053(entry("1.00")).replace("<Dt>2026-01-15</Dt>", "<DtTm>2026-01-15T00:30:00+01:00</DtTm>")
    (found,) = transactions(content, zone="America/New_York")
    assert (str(found.booked_on), found.has_time) == ("2026-01-14", True)
