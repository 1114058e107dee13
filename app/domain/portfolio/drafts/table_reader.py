"""From a table's rows to drafts, by a mapping of its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from app.domain.portfolio.drafts.currencies import read_currency
from app.domain.portfolio.drafts.dates import read_day
from app.domain.portfolio.drafts.draft import ZERO, Basis, Draft, Item, OtherCost
from app.domain.portfolio.drafts.kinds import REINVESTMENTS, SPLITS, TRADES, TRANSFERS, Kind
from app.domain.portfolio.drafts.mapping import Cost, Field, Mapping
from app.domain.portfolio.drafts.numbers import Number, Numbers
from app.domain.portfolio.drafts.shapes import MAX_EXTERNAL_ID, MAX_NAME, MAX_NOTE, MAX_SYMBOL, BrokerRow
from app.domain.portfolio.drafts.sheet import Line, Sheet
from app.tabular.encoding import shown, tidy
from app.texts import fold

MAX_DATE = 40
_OF_SECURITIES = TRADES | SPLITS | {Kind.DIVIDEND, Kind.REWARD, *REINVESTMENTS}
_NOTE_LINE = "This line is a note of the broker, not an activity."
_NOTHING = frozenset({"", "-", "--", "n/a", "no description"})


class Context(NamedTuple):
    """What holds for a whole file: how numbers and dates are read, the currency of rows without one."""

    numbers: Numbers
    order: str
    currency: str | None = None


Adjust = Callable[[Line, Draft], None]
"""What a preset does to a draft beyond its mapping; it may raise ValueError with a sentence."""


class TableReader:
    """Reads the rows of one table by its mapping."""

    def __init__(
        self, sheet: Sheet, mapping: Mapping, context: Context, adjust: Adjust | None = None
    ) -> None:
        self.mapping, self.context, self.adjust = mapping, context, adjust
        self.header = sheet.header
        self.columns: dict[Field, str] = {
            field: name
            for field, names in mapping.columns.items()
            if (name := next((name for name in names if sheet.header.has(name)), None))
        }
        self.basis = Basis(
            mapping.trade_amount, mapping.income_amount, mapping.signed, mapping.income_keeps_units
        )
        self.fees = [cost for cost in mapping.fees if sheet.header.has(cost.column)]
        self.taxes = [cost for cost in mapping.taxes if sheet.header.has(cost.column)]
        self.words, self.beginnings = _words(mapping.actions)

    def items(self, rows: Iterable[Line]) -> list[Item]:
        """Read rows, each for itself."""
        return [self.item(row) for row in rows]

    def item(self, row: Line) -> Item:
        if reason := self._skip_reason(row):
            return BrokerRow(row.line, skipped=reason)
        try:
            kind = self._kind(row)
            if kind is Kind.SKIP:
                return BrokerRow(
                    row.line, skipped=f"{shown(self._action(row))} is no activity of a portfolio."
                )
            return self._draft(row, kind)
        except ValueError as error:
            return BrokerRow(row.line, problem=str(error), account=self.text(row, "account"))

    def cell(self, row: Line, field: Field) -> str:
        return row.get(self.columns[field]) if field in self.columns else ""

    def text(self, row: Line, field: Field) -> str | None:
        """Return a cell's text on one line, None where it says nothing."""
        text = tidy(self.cell(row, field))
        return None if text.casefold() in _NOTHING else text

    def number(self, row: Line, field: Field) -> Number | None:
        return self._read(self.cell(row, field), self.columns[field]) if field in self.columns else None

    def _read(self, cell: str, column: str) -> Number | None:
        try:
            return self.context.numbers.read(cell)
        except ValueError as error:
            raise ValueError(f"{column.capitalize()}: {error}") from None

    def _skip_reason(self, row: Line) -> str | None:
        if row.filled() <= 1 or len(self.cell(row, "date")) > MAX_DATE:
            return _NOTE_LINE
        for skip in self.mapping.skip:
            if row.header.has(skip.column) and _is_one(fold(row.get(skip.column)), skip.words):
                return skip.reason
        return None

    def _action(self, row: Line) -> str:
        return self.cell(row, "action")

    def _kind(self, row: Line) -> Kind:
        if "action" not in self.columns:
            if self.mapping.action is None:
                raise ValueError("Nothing says what this row is. Choose the column with the action.")
            return self.mapping.action
        word, detail = fold(self._action(row)), fold(self.cell(row, "detail"))
        for text in (f"{word}/{detail}", word) if detail else (word,):
            if (kind := self.kind_of(text)) is not None:
                return kind
        if not word:
            raise ValueError("This row does not say what it is: its action is empty. Add it.")
        raise ValueError(
            f"{shown(self._action(row))} is not an action that is read. "
            "Say what the word means, or enter by hand what the row changed."
        )

    def kind_of(self, word: str) -> Kind | None:
        """Return what a folded word means, None where nobody knows."""
        if word in self.words:
            return self.words[word]
        return next((kind for beginning, kind in self.beginnings if word.startswith(beginning)), None)

    def _draft(self, row: Line, kind: Kind) -> Draft:
        amount, price = self.number(row, "amount"), self.number(row, "price")
        currency = self._currency(row, amount)
        draft = Draft(
            line=row.line,
            kind=kind,
            on=read_day(self.cell(row, "date"), self.context.order),
            basis=self.basis,
            currency=currency or (price.currency if price else None) or self.context.currency,
            isin=self.text(row, "isin"),
            name=_cut(self.text(row, "name"), MAX_NAME),
            symbol=self._symbol(row, kind),
            quantity=_value(self.number(row, "quantity")),
            price=_value(price),
            price_currency=self._price_currency(row, price),
            amount=_value(amount),
            fx_rate=_value(self.number(row, "fx_rate")),
            received=_value(self.number(row, "received")),
            external_id=_id(self.text(row, "external_id")),
            note=_cut(self.text(row, "note"), MAX_NOTE),
            account=_cut(self.text(row, "account"), MAX_NAME),
        )
        if received := self.text(row, "received_currency"):
            draft.received_currency = read_currency(received)
        self._costs(row, draft)
        if self.adjust is not None:
            self.adjust(row, draft)
        self._settle_other_costs(draft)
        return draft

    def _currency(self, row: Line, amount: Number | None) -> str | None:
        beside = amount.currency if amount else None
        if text := self.cell(row, "currency"):
            code = read_currency(text)
            if beside and beside != code:
                raise ValueError(f"The amount is in {beside}, but the row says {code}. Correct one of them.")
            return code
        column = self.columns.get("amount")
        in_header = self.header.currency(column) if column else None
        return beside or in_header or self.mapping.currency

    def _price_currency(self, row: Line, price: Number | None) -> str | None:
        if price is None:
            return None
        if text := self.cell(row, "price_currency"):
            return read_currency(text)
        return price.currency

    def _symbol(self, row: Line, kind: Kind) -> str | None:
        """Return the ticker, else the ISIN, else the name of what is a security for sure."""
        text = self.text(row, "symbol") or self.text(row, "isin")
        if text is None and (kind in _OF_SECURITIES or (kind in TRANSFERS and self.cell(row, "quantity"))):
            text = self.text(row, "name")
        return checked_symbol(text) if text else None

    def _costs(self, row: Line, draft: Draft) -> None:
        for cost in self.fees:
            draft.fee += self._cost(row, draft, cost, Kind.FEE)
        for cost in self.taxes:
            draft.tax += self._cost(row, draft, cost, Kind.TAX)

    def _cost(self, row: Line, draft: Draft, cost: Cost, kind: Kind) -> Decimal:
        """Return a cost in the row's currency; one in another currency is kept beside the draft."""
        number = self._read(row.get(cost.column), cost.column)
        if number is None or not number.value:
            return ZERO
        value = {"any": abs(number.value), "negative": -number.value}.get(self.mapping.costs, number.value)
        currency = number.currency or row.header.currency(cost.column)
        if cost.currency and (text := row.get(cost.currency)):
            currency = read_currency(text)
        if currency is None or currency == draft.currency:
            return value
        draft.other_costs += (OtherCost(kind, value, currency),)
        return ZERO

    def _settle_other_costs(self, draft: Draft) -> None:
        """What the amount holds already is told, as its worth in the row's currency is not known."""
        if self.mapping.trade_amount == "net" and draft.amount is not None:
            draft.warnings += [
                f"Costs of {cost.amount} {cost.currency} are inside the amount and not shown apart: "
                f"the file does not say what they are in {draft.currency}."
                for cost in draft.other_costs
            ]
            draft.other_costs = ()


def checked_symbol(text: str) -> str:
    """Return a symbol. Raises ValueError for what can be none."""
    if len(text) > MAX_SYMBOL:
        text = text[:MAX_SYMBOL].strip()
    if "<" in text or ">" in text:
        raise ValueError(f"{shown(text)} is not a symbol. Write the ticker or the ISIN.")
    return text


def _words(actions: dict[str, Kind]) -> tuple[dict[str, Kind], list[tuple[str, Kind]]]:
    words = {fold(word): kind for word, kind in actions.items() if not word.endswith("*")}
    beginnings = [(fold(word[:-1]), kind) for word, kind in actions.items() if word.endswith("*")]
    return words, sorted(beginnings, key=lambda each: -len(each[0]))


def _is_one(cell: str, words: tuple[str, ...]) -> bool:
    return any(
        cell.startswith(fold(word[:-1])) if word.endswith("*") else cell == fold(word) for word in words
    )


def _value(number: Number | None) -> Decimal | None:
    return None if number is None else number.value


def _cut(text: str | None, limit: int) -> str | None:
    return text[:limit].strip() if text else None


def _id(text: str | None) -> str | None:
    return text if text and text != "0" and len(text) <= MAX_EXTERNAL_ID else None
