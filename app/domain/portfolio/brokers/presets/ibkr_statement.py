"""Interactive Brokers, Activity statement and Transaction History as CSV: sections with their own headers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from app.domain.portfolio.brokers.presets.ibkr_rows import (
    NOT_READ,
    CashMovement,
    CorporateAction,
    Trade,
    cash_draft,
    opening_after,
    split_draft,
    trade_draft,
)
from app.domain.portfolio.brokers.presets.preset import Document, DocumentPreset
from app.domain.portfolio.drafts.currencies import read_currency
from app.domain.portfolio.drafts.dates import find_order, read_day
from app.domain.portfolio.drafts.draft import ZERO, Item
from app.domain.portfolio.drafts.errors import UnreadableBrokerFile
from app.domain.portfolio.drafts.numbers import Numbers
from app.domain.portfolio.drafts.shapes import Answers, BrokerRow, Choice, Question
from app.domain.portfolio.drafts.sheet import Header, Line, all_records, first_records
from app.tabular.encoding import tidy
from app.texts import fold

_CASH_SECTIONS = {
    "dividends": "Dividends", "payment in lieu of dividends": "Dividends",
    "withholding tax": "Withholding Tax",
    "interest": "Interest", "broker interest": "Interest", "bond interest received": "Interest",
    "bond interest paid": "Interest", "fees": "Fees", "transaction fees": "Transaction Fees",
    "deposits & withdrawals": "Deposits & Withdrawals", "commission adjustments": "Commission Adjustments",
    "sales tax": "Sales Tax", "871(m) withholding": "Withholding Tax",
}  # fmt: skip
_UNREAD = frozenset({"transfers", "incoming trade transfers", "outgoing trade transfers", "grant activity"})
_READ = frozenset({"trades", "transaction history", "corporate actions", *_CASH_SECTIONS, *_UNREAD})
_NOTHING = frozenset({"", "-", "--"})
_TOTAL = "A total of the rows above."
_DATES = ("date/time", "settle date", "date", "report date")


class SectionRow(NamedTuple):
    """One row of a section. values: by the section's folded header."""

    section: str
    row: Line


class Settings(NamedTuple):
    """What holds for a whole statement."""

    numbers: Numbers
    order: str
    base: str | None


def fits(data: bytes) -> bool:
    """Tell whether a file is made of sections as Interactive Brokers writes them."""
    found = [record.cells for record in first_records(data, ",")[:20] if len(record.cells) > 3]
    headers = [cells for cells in found if fold(cells[1]) == "header"]
    known = _READ | {"statement", "account information", "summary"}
    return any(fold(cells[0].strip("\ufeff")) in known for cells in headers)


def read(data: bytes, answers: Answers) -> Document:
    """Read the sections that hold activities; the others are balances and reports."""
    rows, base, broken = _sections(data)
    if not rows:
        raise UnreadableBrokerFile(
            "This statement holds no trades and no movements of cash. Choose a longer period."
        )
    days = [cell for each in rows for name in _DATES if (cell := each.row.get(name))]
    order = find_order(
        [day for day in days if any(map(str.isdigit, day))], usual="ymd", said=answers.date_order
    )
    base = answers.currency or base
    questions = [order.question] if order.question else []
    if base is None and any(each.section == "transaction history" for each in rows):
        questions.append(_currency_question())
    settings = Settings(Numbers("."), order.order, base)
    items: list[Item] = [] if questions else [*broken, *(_item(each, settings) for each in rows)]
    return Document(sorted(items, key=lambda item: item.line), [], questions, base)


def _sections(data: bytes) -> tuple[list[SectionRow], str | None, list[BrokerRow]]:
    """Return the rows of the sections that are read, the base currency, and the lines that are broken."""
    headers: dict[str, Header] = {}
    rows: list[SectionRow] = []
    broken: list[BrokerRow] = []
    base: str | None = None
    for record in all_records(data, ","):
        if record.problem is not None:
            broken.append(BrokerRow(record.line, problem=record.problem))
        if len(record.cells) < 3:
            continue
        section, mark = fold(record.cells[0].strip("\ufeff")), fold(record.cells[1])
        if mark == "header":
            headers[section] = Header(record.cells[2:])
        elif fold(record.cells[2]) == "base currency" and len(record.cells) > 3:
            base = record.cells[3].strip().upper() or None
        elif section in _READ and section in headers and mark == "data":
            rows.append(SectionRow(section, Line(record.line, record.cells[2:], headers[section])))
    return rows, base, broken


def _item(each: SectionRow, settings: Settings) -> Item:
    row = each.row
    if any(fold(cell).startswith("total") for cell in row.cells[:2]):
        return BrokerRow(row.line, skipped=_TOTAL)
    if each.section in _UNREAD:
        return BrokerRow(row.line, problem=NOT_READ.format(each.section.capitalize()))
    try:
        return _reader(each.section)(each, settings)
    except ValueError as error:
        return BrokerRow(row.line, problem=str(error))


def _reader(section: str) -> Callable[[SectionRow, Settings], Item]:
    return {"trades": _trade, "transaction history": _history, "corporate actions": _action}.get(
        section, _cash
    )


def _trade(each: SectionRow, settings: Settings) -> Item:
    row = each.row
    if (level := fold(row.get("datadiscriminator"))) not in {"order", ""}:
        return BrokerRow(row.line, skipped=f"A part of an order ({level}), which is taken as a whole.")
    commission_in = row.header.currency("comm in")
    asset_class = row.get("asset category")
    codes = {code.strip() for code in row.get("code").split(";")}
    return trade_draft(
        Trade(
            line=row.line,
            on=_day(row, settings),
            side="",
            currency=read_currency(row.get("currency")),
            symbol=_text(row, "symbol"),
            asset_class=_asset_class(asset_class),
            quantity=_number(row, settings, "quantity"),
            price=_number(row, settings, "t. price"),
            multiplier=Decimal(100) if "option" in asset_class.lower() else None,
            money=_number(row, settings, "proceeds"),
            commission=_number(row, settings, "comm/fee", "comm in") or ZERO,
            commission_currency=commission_in,
            is_cancelled="Ca" in codes,
            account=_text(row, "account"),
            time=row.get("date/time"),
        )
    )


def _asset_class(text: str) -> str:
    found = fold(text)
    return "CASH" if found == "forex" else found.split(" ")[0] if found else ""


def _cash(each: SectionRow, settings: Settings) -> Item:
    row = each.row
    return cash_draft(
        CashMovement(
            line=row.line,
            on=_day(row, settings),
            type=_CASH_SECTIONS[each.section],
            currency=read_currency(row.get("currency")),
            amount=_number(row, settings, "amount"),
            symbol=_text(row, "symbol"),
            description=tidy(row.get("description")),
            account=_text(row, "account"),
            time="",
        )
    )


def _history(each: SectionRow, settings: Settings) -> Item:
    """A row of the Transaction History: its amounts are in the base currency, its price is not always."""
    row, word = each.row, fold(each.row.get("transaction type"))
    description = tidy(row.get("description"))
    if word == "adjustment":
        return BrokerRow(row.line, skipped="A revaluation of currencies, which moves no money.")
    if word == "forex trade component":
        raise ValueError(
            "Of an exchange of currencies, this report gives only a remainder. "
            "Use a Flex query or the Activity statement."
        )
    if word in {"buy", "sell"}:
        return _history_trade(row, word, settings, description)
    return cash_draft(
        CashMovement(
            line=row.line,
            on=_day(row, settings),
            type=word,
            currency=settings.base or "",
            amount=_number(row, settings, "net amount"),
            symbol=_text(row, "symbol"),
            description=description,
            account=_text(row, "account"),
        )
    )


def _history_trade(row: Line, word: str, settings: Settings, description: str) -> Item:
    quantity, price = _number(row, settings, "quantity"), _number(row, settings, "price")
    gross = _number(row, settings, "gross amount")
    stated = _text(row, "price currency")
    if stated is None and quantity and price and gross:
        in_base = abs(abs(quantity * price) - abs(gross)) <= abs(gross) / 200
        price = price if in_base else None
    found = trade_draft(
        Trade(
            line=row.line,
            on=_day(row, settings),
            side=word,
            currency=settings.base or "",
            symbol=_text(row, "symbol"),
            name=description or None,
            quantity=quantity,
            price=price,
            net=_number(row, settings, "net amount"),
            commission=_number(row, settings, "commission") or ZERO,
            account=_text(row, "account"),
        )
    )
    if stated and not isinstance(found, BrokerRow):
        found.price_currency = read_currency(stated)
    return found


def _action(each: SectionRow, settings: Settings) -> Item:
    row = each.row
    return split_draft(
        CorporateAction(
            line=row.line,
            on=_action_day(row, settings),
            currency=read_currency(row.get("currency")),
            text=tidy(row.get("description")),
            quantity=_number(row, settings, "quantity"),
        )
    )


def _action_day(row: Line, settings: Settings) -> date:
    if reported := row.get("report date"):
        return read_day(reported, settings.order)
    return opening_after(_day(row, settings), row.get("date/time"))


def _day(row: Line, settings: Settings) -> date:
    return read_day(next((cell for name in _DATES if (cell := row.get(name))), ""), settings.order)


def _text(row: Line, name: str) -> str | None:
    text = tidy(row.get(name))
    return None if text in _NOTHING else text


def _number(row: Line, settings: Settings, *names: str) -> Decimal | None:
    found = settings.numbers.read(next((cell for name in names if (cell := row.get(name))), ""))
    return None if found is None else found.value


def _currency_question() -> Question:
    return Question(
        field="currency",
        text="This report does not say the account's base currency. Which one is it?",
        choices=[Choice(value=code, label=code) for code in ("EUR", "USD", "GBP", "CHF")],
    )


IBKR_STATEMENT = DocumentPreset(
    "ibkr_statement", "Interactive Brokers (Activity statement, Transaction History)", "text", fits, read
)
