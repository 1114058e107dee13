"""From a CSV file's records to transactions, by a mapping of its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from app.domain.banking.ledger.bank_transaction import BankTransaction, direction_of, signed_minor
from app.domain.banking.statements.day_balances import DayBalances
from app.domain.banking.statements.header_words import bare
from app.domain.banking.statements.shapes import MAX_ID, Column, CsvMapping, Row, Statement
from app.domain.banking.statements.value_words import (
    IN,
    OUT,
    bare_flag,
    is_balance_text,
    names_balance,
    state_of,
)
from app.money import is_currency
from app.tabular.amounts import check_places, currency_of, plain_amount, read_amount
from app.tabular.dates import read_moment
from app.tabular.encoding import checked_encoding, shown, tidy
from app.tabular.errors import UnreadableFile
from app.tabular.formulas import unguarded
from app.tabular.lines import records
from app.texts import fold

_HEADER_WITHIN = 60
_NOTHING = frozenset({"", "-", "--", "\u2013", "\u2014"})
"""What stands in the one of two columns that a payment does not fill."""
_MOVED = "This line has more columns than the header, so its cells may have moved."
_BALANCE_LINE = "This line tells a balance or a total, not a movement."


def read_csv(
    content: bytes,
    mapping: CsvMapping,
    *,
    default_currency: str,
    zone: str,
    judge: Callable[[Iterator[Row]], Iterator[Row]] = iter,
) -> Statement:
    """Read a CSV file by its mapping. Raises UnreadableFile where the mapping does not fit the file.

    judge: makes problems of rows that are no movement in this bank's files.
    """
    checked_encoding(mapping.encoding)
    if mapping.delimiter not in {",", ";", "\t", "|"}:
        raise UnreadableFile("The columns must be parted by a comma, a semicolon, a tab or a bar.")
    columns = Columns(content, mapping, default_currency, zone)
    days, rows = DayBalances(), judge(columns.rows(content))
    if columns.balance is not None:
        rows = days.watch(rows)
    return Statement("csv", mapping.fixed_account, mapping.fixed_currency, rows, days.found)


class Columns:
    """A mapping with its columns found in one file."""

    def __init__(self, content: bytes, mapping: CsvMapping, default_currency: str, zone: str) -> None:
        self.mapping, self.zone = mapping, zone
        self.header_line, self._header = _find_header(content, mapping)
        self.currency_code = _fixed_currency(mapping, default_currency)
        self.date = self._required("date", mapping.date)
        self.description = tuple(self._place(column) for column in mapping.description)
        self.amount = self._optional(mapping.amount)
        self.debit, self.credit = self._optional(mapping.debit), self._optional(mapping.credit)
        if self.amount is None and self.debit is None and self.credit is None:
            raise UnreadableFile("Say which column holds the amount, or which hold debit and credit.")
        self.direction = self._optional(mapping.direction)
        self.date_else, self.fee = self._optional(mapping.date_else), self._optional(mapping.fee)
        self.state, self.payer = self._optional(mapping.state), self._optional(mapping.payer)
        self.currency = self._optional(mapping.currency)
        self.account = self._optional(mapping.account)
        self.external_id = self._optional(mapping.external_id)
        self.reference = self._optional(mapping.reference)
        self.merchant = self._optional(mapping.merchant)
        self.category = self._optional(mapping.category)
        self.balance = self._optional(mapping.balance)
        self.width = 1 + max(place for place in self._places() if place is not None)

    def _places(self) -> Iterator[int | None]:
        yield from self.description
        yield from (self.date, self.amount, self.debit, self.credit, self.direction, self.currency)
        yield from (self.date_else, self.fee, self.state, self.payer)
        yield from (
            self.account,
            self.external_id,
            self.reference,
            self.merchant,
            self.category,
            self.balance,
        )

    def _required(self, what: str, column: Column | None) -> int:
        if column is None:
            raise UnreadableFile(f"Say which column holds the {what}.")
        return self._place(column)

    def _optional(self, column: Column | None) -> int | None:
        return None if column is None else self._place(column)

    def _place(self, column: Column) -> int:
        if isinstance(column, int):
            if not 0 <= column < 200 or (self._header and column >= len(self._header)):
                raise UnreadableFile(f"There is no column {column + 1} in this file.")
            return column
        try:
            return self._header.index(fold(column))
        except ValueError:
            raise UnreadableFile(f"There is no column {shown(column)} in this file.") from None

    def rows(self, content: bytes) -> Iterator[Row]:
        """Read the rows below the header, each for itself."""
        full, usual = len(self._header), _usual_width(content, self.mapping, self.header_line)
        for line, cells, problem in records(content, self.mapping.encoding, self.mapping.delimiter):
            if line <= self.header_line:
                continue
            if problem is not None:
                yield Row(line, None, problem)
            elif full and len(cells) > full and (len(cells) != usual or any(cells[full:])):
                yield Row(line, None, _MOVED)
            else:
                yield self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> Row:
        try:
            return Row(line, self.transaction(cells), None)
        except ValueError as error:
            return Row(line, None, str(error))

    def transaction(self, cells: list[str]) -> BankTransaction:
        """Read one row. Raises ValueError with a sentence."""
        if len(cells) < self.width:
            cells = cells + [""] * (self.width - len(cells))
        booked = self._checked(cells)
        at, on, has_time = read_moment(self._dated(cells), self.mapping.date_format, self.zone)
        minor, currency = self._amount(cells)
        merchant = self._other_party(cells, minor)
        return BankTransaction(
            external_id=_bank_id(self._text(cells, self.external_id)),
            amount=abs(minor),
            currency=currency,
            direction=direction_of(minor),
            booked=booked,
            occurred_at=at,
            booked_on=on,
            has_time=has_time,
            description=self._described(cells) or merchant or self._text(cells, self.reference) or "",
            merchant=merchant,
            category=self._text(cells, self.category),
            account=self._text(cells, self.account) or self.mapping.fixed_account,
            details=self._details(cells),
        )

    def _checked(self, cells: list[str]) -> bool:
        """Tell whether a row is booked or a hold. Raises ValueError for what is no movement of money."""
        if self._is_balance(cells):
            raise ValueError(_BALANCE_LINE)
        word = "" if self.state is None else cells[self.state]
        if not word:
            return True
        state = state_of(word)
        if state == "void" or bare(word) in self.mapping.void_words:
            raise ValueError(f"This payment is {shown(word)}: it moved no money.")
        return state != "pending"

    def _is_balance(self, cells: list[str]) -> bool:
        skipped = self.merchant, self.payer, self.direction, self.state, self.currency, self.account
        for place, cell in enumerate(cells):
            if cell and cell[0] not in "-+0123456789" and place not in skipped:
                text = cell.strip()
                if (is_balance_text if place in self.description else names_balance)(text):
                    return True
        return False

    def _dated(self, cells: list[str]) -> str:
        if self.date_else is not None and not cells[self.date].strip():
            return cells[self.date_else]
        return cells[self.date]

    def _described(self, cells: list[str]) -> str:
        """Join the texts, each once: banks repeat the payee within the purpose."""
        kept: list[str] = []
        for place in self.description:
            text = unguarded(tidy(cells[place]))
            if text and not any(fold(text) in fold(other) for other in kept):
                kept = [other for other in kept if fold(other) not in fold(text)] + [text]
        return " ".join(kept)

    def _other_party(self, cells: list[str], minor: int) -> str | None:
        place = self.payer if minor > 0 and self.payer is not None else self.merchant
        return self._text(cells, place) or self._text(cells, self.merchant)

    def _text(self, cells: list[str], place: int | None) -> str | None:
        return None if place is None else unguarded(tidy(cells[place])) or None

    def _details(self, cells: list[str]) -> dict[str, str]:
        details: dict[str, str] = {}
        if reference := self._text(cells, self.reference):
            details["reference"] = reference
        if self.balance is not None and cells[self.balance]:
            try:
                balance, _ = plain_amount(cells[self.balance], self.mapping.decimal, self.mapping.thousands)
            except ValueError:  # the movement is what counts; a balance that is words is left out
                return details
            details["balance"] = balance
        return details

    def _amount(self, cells: list[str]) -> tuple[int, str]:
        """Return the signed minor units and their currency."""
        minor, currency = self._moved(cells)
        if self.fee is None or not cells[self.fee].strip():
            return minor, currency
        fee, paid_in, _ = self._minor(cells, cells[self.fee])
        if fee and paid_in != currency:
            raise ValueError(f"The fee is in {paid_in}, the amount in {currency}.")
        return minor - abs(fee), currency

    def _moved(self, cells: list[str]) -> tuple[int, str]:
        if self.amount is not None and cells[self.amount].strip():
            minor, currency, marked = self._minor(cells, cells[self.amount])
            if self.direction is not None:
                minor = self._directed(minor, cells[self.direction])
            elif self.mapping.sign == "bare_out" and not marked:
                minor = -minor
            return (-minor if self.mapping.sign == "negate" else minor), currency
        return self._sided(cells)

    def _sided(self, cells: list[str]) -> tuple[int, str]:
        out, currency_out = self._side(cells, self.debit)
        came, currency_in = self._side(cells, self.credit)
        if out is None and came is None:
            raise ValueError("This line has no amount.")
        if out and came:
            raise ValueError("This line has both a debit and a credit.")
        if came is None or out:
            return _out(out or 0, self.mapping.debit_sign), currency_out
        # A credit below zero is one that was taken back, unless all are written like that.
        return (-came if self.mapping.credit_sign == "negative" else came), currency_in

    def _side(self, cells: list[str], place: int | None) -> tuple[int | None, str]:
        if place is None or cells[place].strip() in _NOTHING:
            return None, self.currency_code
        return self._minor(cells, cells[place])[:2]

    def _minor(self, cells: list[str], text: str) -> tuple[int, str, bool]:
        amount = read_amount(text, self.mapping.decimal, self.mapping.thousands)
        currency = amount.currency or self.currency_code
        if self.currency is not None and (word := cells[self.currency].strip()):
            if (code := currency_of(word)) is None:
                raise ValueError(f"{shown(word)} is not a currency.")
            if amount.currency and amount.currency != code:
                raise ValueError(f"The amount is in {amount.currency}, but the line says {code}.")
            currency = code
        elif self.currency is not None and not amount.currency and not self.mapping.fixed_currency:
            raise ValueError("This line does not say its currency, as others do.")
        check_places(text, amount, thousands=self.mapping.thousands, currency=currency)
        return minor_of(amount.plain, currency), currency, amount.marked

    def _directed(self, minor: int, word: str) -> int:
        said, mapping = bare_flag(word), self.mapping
        own = mapping.out_words or mapping.in_words
        if said in (mapping.out_words if own else OUT):
            return _out(minor, "any" if mapping.debit_sign == "any" else "positive")
        if said in (mapping.in_words if own else IN):
            return minor if mapping.debit_sign != "any" else abs(minor)
        raise ValueError(f"{shown(word)} does not say whether money came or went.")


def _out(minor: int, debit_sign: str) -> int:
    """Banks write a debit with or without its minus; where they are consistent, the odd one comes back."""
    if debit_sign == "any":
        return -abs(minor)
    return minor if debit_sign == "negative" else -minor


def minor_of(plain: str, currency: str) -> int:
    """Read plain decimal text into signed minor units. Raises ValueError with a sentence."""
    try:
        return signed_minor(plain, currency)
    except ValueError:
        raise ValueError(f"{shown(plain)} is not an amount of {currency}.") from None


def _bank_id(text: str | None) -> str | None:
    return text if text and len(text) <= MAX_ID else None


def _fixed_currency(mapping: CsvMapping, default: str) -> str:
    code = (mapping.fixed_currency or default).upper()
    if not is_currency(code):
        raise UnreadableFile(f"{shown(code)} is not a currency.")
    return code


def _find_header(content: bytes, mapping: CsvMapping) -> tuple[int, list[str]]:
    """Return the header's line and folded cells: the line that was said, else the first that has the names.

    Banks put a preamble of changing length in front, so next month's header may stand elsewhere.
    """
    if mapping.header_row is None:
        return 0, []
    names = {fold(name) for name in _named(mapping)}
    first: tuple[int, list[str]] | None = None
    for line, cells, _ in islice(records(content, mapping.encoding, mapping.delimiter), _HEADER_WITHIN):
        folded = [fold(cell) for cell in cells]
        if line == mapping.header_row:
            first = line, folded
            if names <= set(folded):
                return first
    return _elsewhere(content, mapping, names) or first or _no_header(mapping.header_row)


def _usual_width(content: bytes, mapping: CsvMapping, header_line: int) -> int:
    """Return how many cells the first rows have; some banks end each row, but not the header, with a mark."""
    found = islice(records(content, mapping.encoding, mapping.delimiter), 2 * _HEADER_WITHIN)
    widths = Counter(len(cells) for line, cells, _ in found if line > header_line)
    return widths.most_common(1)[0][0] if widths else 0


def _elsewhere(content: bytes, mapping: CsvMapping, names: set[str]) -> tuple[int, list[str]] | None:
    for line, cells, _ in islice(records(content, mapping.encoding, mapping.delimiter), _HEADER_WITHIN):
        folded = [fold(cell) for cell in cells]
        if names and names <= set(folded):
            return line, folded
    return None


def _no_header(line: int) -> tuple[int, list[str]]:
    raise UnreadableFile(f"There is no header on line {line} of this file.")


def _named(mapping: CsvMapping) -> Iterator[str]:
    single = (
        mapping.date, mapping.amount, mapping.debit, mapping.credit, mapping.direction, mapping.currency,
        mapping.account, mapping.external_id, mapping.reference, mapping.merchant, mapping.category,
        mapping.balance, mapping.date_else, mapping.fee, mapping.state, mapping.payer,
    )  # fmt: skip
    yield from (column for column in (*mapping.description, *single) if isinstance(column, str))
