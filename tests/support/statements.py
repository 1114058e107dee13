"""Statement files made up for tests, in each format that banks hand out."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.banking.ledger.bank_transaction import BankTransaction
from app.domain.banking.statements.reader import read_statement
from app.domain.banking.statements.shapes import CsvSuggestion, Row, Statement
from app.domain.banking.statements.suggestion import suggest_mapping

BT_HEADER = "Data tranzactie,Data valuta,Descriere,Referinta tranzactiei,Debit,Credit,Sold contabil"


def read(content: bytes | str, filename: str = "statement", **options: object) -> Statement:
    """Read a file as a person in Bucharest with an account in lei would."""
    told = {"default_currency": "RON", "zone": "Europe/Bucharest", **options}
    data = content.encode() if isinstance(content, str) else content
    return read_statement(data, filename=filename, **told)  # type: ignore[arg-type]


def suggested(content: bytes | str, **said: object) -> CsvSuggestion:
    """Tell how a CSV file of the same person's would be read; `said` are fields of the mapping."""
    data = content.encode() if isinstance(content, str) else content
    return suggest_mapping(data, default_currency="RON", zone="Europe/Bucharest", told=said)


def transactions(content: bytes | str, **options: object) -> list[BankTransaction]:
    """Return what was read; a row that could not be read fails the test."""
    rows = list(read(content, **options).rows)
    assert [row.problem for row in rows if row.problem] == []
    return [row.transaction for row in rows if row.transaction]


def problems(content: bytes | str, **options: object) -> list[tuple[int, str]]:
    return [(row.line, row.problem) for row in read(content, **options).rows if row.problem]


def signed(rows: Iterable[BankTransaction | Row]) -> list[int]:
    """Return the amounts in minor units, what went out below zero."""
    found = [row.transaction if isinstance(row, Row) else row for row in rows]
    return [-row.amount if row.direction == "out" else row.amount for row in found if row]


def bt_csv(*rows: str, iban: str = "RO49BTRLRONCRT0123456789", header: str = BT_HEADER) -> str:
    head = f"Extras de cont,,,,,,\nNumar cont:,{iban},,,,,\nGasit/e:,{len(rows)} tranzactii,,,,,\n\n"
    return head + "\n".join([header, *rows]) + "\n"


def bt_rows(count: int) -> str:
    """A long statement of the bank's."""
    return bt_csv(
        *(
            f'2026-0{1 + at % 9}-1{at % 10},2026-01-02,"Plata la POS non-BT cu card;POS nr {at} LIDL RO-216",'
            f'REF{at},"-{at % 9000}.{at % 100:02d}",,"1,234.56"'
            for at in range(count)
        )
    )


def mt940(
    *entries: str, account: str = "RO49BTRLRONCRT0123456789", currency: str = "RON", closing: str = ""
) -> str:
    """One message; `closing` is its closing balance, where it is to have one (1000,00 is the opening one)."""
    head = f":20:STARTUMS\r\n:25:{account}\r\n:28C:1/1\r\n:60F:C260101{currency}1000,00\r\n"
    foot = f":62F:C260131{currency}{closing}\r\n" if closing else ""
    return head + "".join(f"{entry}\r\n" for entry in entries) + f"{foot}-\r\n"


def camt053(*entries: str, version: str = "08", currency: str = "EUR", balances: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">'
        "<BkToCstmrStmt><Stmt><Id>1</Id>"
        f"<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>{currency}</Ccy></Acct>"
        f"{balances}{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    )


def entry(
    amount: str, side: str = "DBIT", inside: str = "", currency: str = "EUR", status: str = "BOOK"
) -> str:
    """One entry of a CAMT statement; `inside` comes after the dates."""
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>{status}</Sts>'
        f"<BookgDt><Dt>2026-01-15</Dt></BookgDt><ValDt><Dt>2026-01-16</Dt></ValDt>{inside}</Ntry>"
    )


OFX_1 = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\n\n"
OFX_2 = '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE"?>\n'


def ofx(*entries: str, header: str = OFX_1, currency: str = "EUR") -> str:
    return (
        f"{header}<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>{currency}<BANKACCTFROM><BANKID>1<ACCTID>12345678"
        f"<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>{''.join(entries)}</BANKTRANLIST></STMTRS></STMTTRNRS>"
        "</BANKMSGSRSV1></OFX>"
    )


def stmttrn(amount: str, fitid: str = "1", posted: str = "20260115", more: str = "<NAME>LIDL") -> str:
    return f"<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>{posted}<TRNAMT>{amount}<FITID>{fitid}\n{more}\n</STMTTRN>\n"
