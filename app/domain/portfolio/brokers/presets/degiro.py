"""DEGIRO, account statement as CSV: an order is several rows and currencies; headers in many languages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from app.domain.portfolio.brokers.presets.degiro_orders import Entry, join_rows
from app.domain.portfolio.brokers.presets.degiro_words import COLUMNS, Sort, match_trade, sort_of
from app.domain.portfolio.brokers.presets.preset import TablePreset
from app.domain.portfolio.drafts.currencies import read_currency
from app.domain.portfolio.drafts.dates import read_day
from app.domain.portfolio.drafts.draft import Item
from app.domain.portfolio.drafts.mapping import Mapping
from app.domain.portfolio.drafts.shapes import BrokerRow
from app.domain.portfolio.drafts.sheet import Line, Sheet
from app.domain.portfolio.drafts.table_reader import Context
from app.tabular.encoding import shown, tidy

_INSIDE = "Moved between DEGIRO and its bank, or reserved: the money stays yours."


def _read(sheet: Sheet, _mapping: Mapping, context: Context) -> list[Item]:
    """Join the rows of each order and of each exchange of currencies; the file's order is kept."""
    found: list[Item] = []
    entries: list[Entry] = []
    rows, continued = _unwrapped(sheet.rows)
    found += [BrokerRow(line, skipped="It goes on with the line above.") for line in continued]
    for row in rows:
        try:
            entry = _entry(row, context)
        except ValueError as error:
            found.append(BrokerRow(row.line, problem=str(error)))
            continue
        if isinstance(entry, BrokerRow):
            found.append(entry)
        else:
            entries.append(entry)
    for group in _groups(entries).values():
        found += join_rows(group, context)
    return sorted(found, key=lambda item: item.line)


def _get(row: Line, what: str) -> str:
    return next((cell for name in COLUMNS[what] if (cell := row.get(name))), "")


def _unwrapped(rows: Sequence[Line]) -> tuple[list[Line], list[int]]:
    """Join rows that only go on with the one before: long descriptions and order ids are broken in two.

    Returns the whole rows, and the lines that went into others.
    """
    joined: list[Line] = []
    continued: list[int] = []
    for row in rows:
        if not joined or any(_get(row, what) for what in ("date", "product", "isin", "balance")):
            joined.append(row)
            continue
        continued.append(row.line)
        width = max(len(row.cells), len(joined[-1].cells))
        above = joined[-1].cells + [""] * (width - len(joined[-1].cells))
        below = row.cells + [""] * (width - len(row.cells))
        cells = [_glued(first, second) for first, second in zip(above, below, strict=True)]
        joined[-1] = Line(joined[-1].line, cells, row.header)
    return joined, continued


def _glued(first: str, second: str) -> str:
    if not second.strip():
        return first
    return f"{first.strip()}{second.strip()}" if first.rstrip().endswith("-") else f"{first} {second}".strip()


def _entry(row: Line, context: Context) -> Entry | BrokerRow:
    text = tidy(_get(row, "description"))
    sort, trade = sort_of(text), match_trade(text)
    currency, amount = _change(row, context)
    if sort is Sort.INSIDE and trade is None:
        return BrokerRow(row.line, skipped=_INSIDE)
    if amount is None or not currency:
        raise ValueError(f"The row {shown(text)} has no amount. Enter by hand what it changed.")
    day = _get(row, "date")
    return Entry(
        line=row.line,
        on=read_day(day, context.order),
        moment=f"{day} {row.cells[1].strip() if len(row.cells) > 1 else ''}",
        text=text,
        product=tidy(_get(row, "product")),
        isin=_get(row, "isin"),
        currency=read_currency(currency),
        amount=amount,
        order=_get(row, "order"),
        sort=sort,
        trade=trade,
    )


def _change(row: Line, context: Context) -> tuple[str, Decimal | None]:
    """The change's currency stands under its name, the amount beside it; some have them the other way."""
    name = next((name for name in COLUMNS["change"] if row.header.has(name)), "")
    cells = [row.get(name), row.get(f"{name} +1")]
    currency = next((cell for cell in cells if len(cell) == 3 and cell.isalpha()), "")
    amount = next((cell for cell in cells if cell and cell != currency), "")
    number = context.numbers.read(amount)
    return currency, None if number is None else number.value


def _groups(entries: Sequence[Entry]) -> dict[tuple[object, ...], list[Entry]]:
    """Rows of one order and day belong together, other exchanges by their minute, actions by their day."""
    groups: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        key: tuple[object, ...] = (entry.line,)
        if entry.is_action:
            key = ("action", entry.on, entry.trade["action"] if entry.trade else "")
        elif entry.order:
            key = (
                "order",
                entry.order,
                entry.on,
                entry.sort in {Sort.DIVIDEND, Sort.DIVIDEND_TAX} and entry.line,
            )
        elif entry.sort is Sort.EXCHANGE:
            key = ("exchange", entry.moment)
        groups[key].append(entry)
    return groups


DEGIRO = TablePreset(
    name="degiro",
    label="DEGIRO (account statement)",
    signatures=(
        (COLUMNS["date"], COLUMNS["value date"], COLUMNS["product"], COLUMNS["isin"], COLUMNS["description"],
         COLUMNS["change"], COLUMNS["balance"], COLUMNS["order"]),
    ),
    mapping=Mapping(columns={"date": COLUMNS["date"]}, date_order="dmy", newest_first=True),
    read=_read,
    numbers=tuple(
        column for what in ("change", "balance") for name in COLUMNS[what] for column in (name, f"{name} +1")
    ),
)  # fmt: skip
