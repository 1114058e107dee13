"""One entry of a CAMT statement: a booking, or a batch of several."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from app.domain.banking.ledger.bank_transaction import BankTransaction, Direction
from app.domain.banking.statements.csv_rows import minor_of
from app.domain.banking.statements.running_balance import Standing
from app.domain.banking.statements.shapes import MAX_ID, Row
from app.money import is_currency
from app.tabular.dates import When, read_moment
from app.tabular.encoding import shown, tidy

_UNSAID = frozenset({"", "NOTPROVIDED", "NONREF"})
_MAX_TEXT = 2_000
_UNMOVED = {
    "INFO": "This entry only informs; no money moved.",
    "FUTR": "This entry is only announced; no money has moved yet.",
}


def entry_rows(entry: Element, number: int, account: str | None, zone: str) -> Iterator[Row]:
    """Yield the rows of one entry: one for each detail of a batch whose amounts add up, else one."""
    try:
        rows = list(_transactions(entry, account, zone))
    except ValueError as error:
        yield Row(number, None, str(error))
        return
    for row in rows:
        yield Row(number, row, None)


def _transactions(entry: Element, account: str | None, zone: str) -> Iterator[BankTransaction]:
    status = _text(entry, "Sts") or _text(entry, "Sts/Cd")
    if status in _UNMOVED:
        raise ValueError(_UNMOVED[status])
    when = _when(entry, zone)
    amount = _signed(entry, "Amt", _side(entry))
    details = entry.findall("NtryDtls/TxDtls")
    parts = _parts(details, entry, amount) if len(details) > 1 else None
    for detail, (minor, currency) in zip(details, parts, strict=True) if parts else []:
        yield _transaction(entry, detail, minor, currency, when, account, status)
    if not parts:
        only = details[0] if len(details) == 1 else None
        yield _transaction(entry, only, *amount, when, account, status)


def _transaction(  # noqa: PLR0913, PLR0917 - an entry's facts, which its details share
    entry: Element,
    detail: Element | None,
    minor: int,
    currency: str,
    when: When,
    account: str | None,
    status: str,
) -> BankTransaction:
    part = entry if detail is None else detail
    direction: Direction = "out" if minor < 0 else "in"
    reversal = _text(entry, "RvslInd") in {"true", "1"}
    payer = (direction == "in") != reversal
    description = _texts(entry) if detail is None else _description(entry, part)
    said = _text(entry, "AddtlNtryInf")[:500]
    more = {
        "counterparty_iban": "" if detail is None else _other_account(detail, payer=payer),
        "posting_text": "" if said in description else said,
    }
    return BankTransaction(
        external_id=_bank_id(entry, detail),
        amount=abs(minor),
        currency=currency,
        direction=direction,
        booked=status != "PDNG",
        occurred_at=when.at,
        booked_on=when.on,
        has_time=when.has_time,
        description=description,
        counterparty=_counterparty(part, payer=payer),
        account=account,
        details=_details(entry, part, currency, reversal)
        | {name: fact for name, fact in more.items() if fact},
    )


def _side(element: Element, fallback: str = "") -> str:
    side = _text(element, "CdtDbtInd") or fallback
    if side not in {"CRDT", "DBIT"}:
        raise ValueError("This entry does not say whether it is a credit or a debit.")
    return side


def _signed(element: Element, path: str, side: str) -> tuple[int, str]:
    """Return signed minor units and the currency.

    A reversal's sign is the entry's own: ISO 20022 says of RvslInd that with CRDT the original operation
    was a debit, so that CRDT is money that comes back.
    """
    found = element.find(path)
    currency = "" if found is None else (found.get("Ccy") or "")
    if found is None or not is_currency(currency):
        raise ValueError(f"This entry has no amount in a known currency ({shown(currency)}).")
    minor = minor_of((found.text or "").strip(), currency)
    if minor < 0:
        raise ValueError(f"{shown(found.text or '')} beside {side} has two signs: enter it by hand.")
    return (-minor if side == "DBIT" else minor), currency


def _parts(details: list[Element], entry: Element, amount: tuple[int, str]) -> list[tuple[int, str]] | None:
    """Return the details' amounts where they are all there and add up to the entry, else None."""
    parts: list[tuple[int, str]] = []
    for detail in details:
        path = "Amt" if detail.find("Amt") is not None else "AmtDtls/TxAmt/Amt"
        try:
            parts.append(_signed(detail, path, _side(detail, _side(entry))))
        except ValueError:
            return None
    minors, currencies = [minor for minor, _ in parts], {currency for _, currency in parts}
    return parts if (sum(minors), currencies) == (amount[0], {amount[1]}) else None


def _when(entry: Element, zone: str) -> When:
    for path in ("BookgDt/DtTm", "BookgDt/Dt", "ValDt/DtTm", "ValDt/Dt"):
        if text := _text(entry, path):
            if path.endswith("/Dt"):
                text = date.fromisoformat(text[:10]).isoformat() if _is_day(text) else text
            return read_moment(text, "ymd", zone)
    raise ValueError("This entry has no date.")


def _is_day(text: str) -> bool:
    """Tell whether a text begins with an ISO day; XML lets a zone stand behind it, as in 2026-01-31+02:00."""
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _bank_id(entry: Element, detail: Element | None) -> str | None:
    found = (_text(detail, "Refs/AcctSvcrRef") if detail is not None else "") or _text(entry, "AcctSvcrRef")
    return found if found not in _UNSAID and len(found) <= MAX_ID else None


def _texts(entry: Element) -> str:
    """Describe an entry that stands for all its details: by its own words and by those of each."""
    details = entry.findall("NtryDtls/TxDtls")
    named = [" ".join(filter(None, (_party(detail, entry), _remitted(detail)))) for detail in details]
    words = dict.fromkeys(filter(None, (_text(entry, "AddtlNtryInf"), *named)))
    return "; ".join(words)[:_MAX_TEXT] or _remitted(entry)


def _party(detail: Element, entry: Element) -> str:
    came = (_text(detail, "CdtDbtInd") or _text(entry, "CdtDbtInd")) == "CRDT"
    return _counterparty(detail, payer=came) or ""


def _description(entry: Element, part: Element) -> str:
    lines = [tidy(line.text or "") for line in part.findall("RmtInf/Ustrd")]
    text = " ".join(filter(None, lines)) or _text(part, "AddtlTxInf") or _text(entry, "AddtlNtryInf")
    return (text or _remitted(part))[:_MAX_TEXT]


def _remitted(part: Element) -> str:
    lines = [tidy(line.text or "") for line in part.findall("RmtInf/Ustrd")]
    text = " ".join(filter(None, lines)) or _text(part, "AddtlTxInf")
    return text or _text(part, "RmtInf/Strd/CdtrRefInf/Ref") or _text(part, "RmtInf/Strd/AddtlRmtInf")


def _counterparty(part: Element, *, payer: bool) -> str | None:
    who = "Dbtr" if payer else "Cdtr"
    names = (f"RltdPties/{who}/Nm", f"RltdPties/{who}/Pty/Nm", f"RltdPties/Ultmt{who}/Nm")
    return next(filter(None, (_text(part, path) for path in names)), None)


def _details(entry: Element, part: Element, currency: str, reversal: bool) -> dict[str, str | bool]:
    details: dict[str, str | bool] = {}
    for path in ("Refs/EndToEndId", "Refs/TxId", "NtryRef", "AcctSvcrRef"):
        if (reference := _text(part, path) or _text(entry, path)) not in _UNSAID:
            details["reference"] = reference
            break
    for path in ("AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt"):
        found = part.find(path)
        if found is not None and _is_other_money(found, currency):
            details["original_amount"] = (found.text or "").strip()
            details["original_currency"] = found.get("Ccy") or ""
            break
    if reversal:
        details["reversal"] = True
    return details


def read_balance(element: Element) -> tuple[str, Standing] | None:
    """Read a balance with its kind (OPBD, CLBD); None where it is none that can be read."""
    try:
        minor, currency = _signed(element, "Amt", _side(element))
    except ValueError:
        return None
    return _text(element, "Tp/CdOrPrtry/Cd"), Standing(minor, currency, _day_of(element))


def _day_of(balance: Element) -> date | None:
    text = _text(balance, "Dt/Dt") or _text(balance, "Dt/DtTm")
    return date.fromisoformat(text[:10]) if _is_day(text) else None


def _other_account(part: Element, *, payer: bool) -> str:
    who = "Dbtr" if payer else "Cdtr"
    paths = (f"RltdPties/{who}Acct/Id/IBAN", f"RltdPties/{who}Acct/Id/Othr/Id")
    return next(filter(None, (_text(part, path) for path in paths)), "")[:64]


def _is_other_money(found: Element, currency: str) -> bool:
    other = found.get("Ccy") or ""
    if other == currency or not is_currency(other):
        return False
    try:
        minor_of((found.text or "").strip(), other)
    except ValueError:
        return False
    return True


def _text(element: Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else tidy((found.text or "")[:_MAX_TEXT])
