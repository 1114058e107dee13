"""Every way in which a table's columns could tell amounts, and what each makes of the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import permutations
from typing import Any, Literal, NamedTuple

from app.domain.banking.statements.value_words import IN, OUT, bare_flag, outgoing
from app.tabular.amounts import Amount, Marks, read_amount
from app.tabular.table import Column, Table

Sign = Literal["as_is", "negate", "bare_out"]
DebitSign = Literal["any", "positive", "negative"]
CreditSign = Literal["positive", "negative"]
SCALE = 10_000
"""Amounts are compared in ten-thousandths: no currency has more decimals than four."""
MAX_FLAG_LENGTH = 30
MAX_WHOLE_LENGTH = 8
MAX_COLUMNS_TRIED = 6
"""Of each kind; a statement has two or three, and pairs of them are tried."""
MONEY_FIELDS = (
    "amount", "debit", "credit", "direction", "out_words", "in_words", "sign", "debit_sign", "credit_sign",
    "fee", "decimal", "thousands",
)  # fmt: skip
_NO_MOVEMENT = frozenset({"balance", "balance_before", "fee", "rate", "foreign_amount"})
_NO_MONEY = frozenset(
    {"reference", "external_id", "account", "own_account", "other_account", "number", "date"}
)


class Flag(NamedTuple):
    """A column of words that say which way money went."""

    at: int
    out_words: frozenset[str]
    in_words: frozenset[str]
    known: bool


class Base(NamedTuple):
    """Where amounts stand: one column, or one for each way. tier: 0 is what the header says most clearly."""

    tier: int
    amount: int | None = None
    debit: int | None = None
    credit: int | None = None


class Reading(NamedTuple):
    """One way to read the money of a table."""

    base: Base
    marks: Marks
    sign: Sign = "as_is"
    debit_sign: DebitSign = "any"
    credit_sign: CreditSign = "positive"
    flag: Flag | None = None
    fee: int | None = None

    def columns(self) -> list[int]:
        places = (self.base.amount, self.base.debit, self.base.credit)
        return [at for at in places if at is not None]

    def sets(self, table: Table) -> dict[str, Any]:
        """Return the mapping's fields of this reading."""

        def key(at: int | None) -> int | str | None:
            return None if at is None else table.key(at)

        flag = self.flag
        own = flag is not None and not (flag.out_words <= OUT and flag.in_words <= IN)
        return {
            "amount": key(self.base.amount), "debit": key(self.base.debit), "credit": key(self.base.credit),
            "direction": key(flag.at) if flag else None,
            "out_words": sorted(flag.out_words) if flag and own else [],
            "in_words": sorted(flag.in_words) if flag and own else [],
            "sign": self.sign, "debit_sign": self.debit_sign, "credit_sign": self.credit_sign,
            "fee": key(self.fee), "decimal": self.marks.decimal, "thousands": self.marks.thousands,
        }  # fmt: skip


class Sheet:
    """The amounts of a table's rows, read once for each column and marks."""

    def __init__(self, table: Table, negatives: Mapping[int, bool]) -> None:
        self.table, self.negatives = table, negatives
        self._read: dict[tuple[int, Marks], list[Amount | None]] = {}
        self._flags: dict[int, list[str]] = {}

    def amounts(self, at: int, marks: Marks) -> list[Amount | None]:
        if (at, marks) not in self._read:
            known = {cell: _read(cell, marks) for cell in self.table.columns[at].distinct}
            self._read[at, marks] = [known.get(cell) for cell in self.table.cells(at)]
        return self._read[at, marks]

    def values(self, at: int, marks: Marks) -> list[int | None]:
        return [None if amount is None else scaled(amount.plain) for amount in self.amounts(at, marks)]

    def flags(self, at: int) -> list[str]:
        if at not in self._flags:
            self._flags[at] = [bare_flag(cell) for cell in self.table.cells(at)]
        return self._flags[at]

    def movements(self, reading: Reading) -> list[int | None]:
        """Return what each row moves under a reading; None where it cannot be read."""
        base, marks = reading.base, reading.marks
        found = self._sides(reading) if base.amount is None else self._single(base.amount, reading)
        if reading.fee is None:
            return found
        fees = self.values(reading.fee, marks)
        return [None if each is None else each - abs(fee or 0) for each, fee in zip(found, fees, strict=True)]

    def _single(self, at: int, reading: Reading) -> list[int | None]:
        amounts = self.amounts(at, reading.marks)
        if reading.flag is None:
            return [None if each is None else signed(each, reading.sign) for each in amounts]
        flag, strict = reading.flag, reading.debit_sign == "positive"
        return [
            None if each is None else directed(scaled(each.plain), word, flag=flag, strict=strict)
            for each, word in zip(amounts, self.flags(flag.at), strict=True)
        ]

    def _sides(self, reading: Reading) -> list[int | None]:
        empty: list[int | None] = [None] * len(self.table.body)
        base, marks = reading.base, reading.marks
        out = empty if base.debit is None else self.values(base.debit, marks)
        came = empty if base.credit is None else self.values(base.credit, marks)
        if reading.credit_sign == "negative":
            came = [None if each is None else -each for each in came]
        return [sided(debit, credit, reading.debit_sign) for debit, credit in zip(out, came, strict=True)]


def _read(cell: str, marks: Marks) -> Amount | None:
    try:
        return read_amount(cell, *marks)
    except ValueError:
        return None


def scaled(plain: str) -> int | None:
    """Return plain decimal text in ten-thousandths; None where it has more decimals than that."""
    whole, _, places = plain.partition(".")
    places = places.rstrip("0")
    return int(whole + places.ljust(4, "0")) if len(places) <= 4 else None


def signed(amount: Amount, sign: Sign) -> int | None:
    value = scaled(amount.plain)
    if value is None or sign == "as_is":
        return value
    return -value if sign == "negate" or not amount.marked else value


def directed(value: int | None, word: str, *, flag: Flag, strict: bool) -> int | None:
    if value is None or word not in flag.out_words | flag.in_words:
        return None
    size = value if strict else abs(value)
    return -size if word in flag.out_words else size


def sided(debit: int | None, credit: int | None, debit_sign: DebitSign) -> int | None:
    if debit and credit:
        return None
    if debit:
        return {"any": -abs(debit), "positive": -debit, "negative": debit}[debit_sign]
    return credit if credit is not None else debit


class Candidates:
    """The readings of a table that its headers and cells allow, the likeliest first.

    balances_at: the rows that tell a balance or a total, which may fill both of two columns, or none.
    """

    def __init__(
        self, table: Table, sheet: Sheet, told: Mapping[str, int | None], *, balances_at: AbstractSet[int]
    ) -> None:
        self.table, self.sheet, self.told, self._balances_at = table, sheet, told, balances_at

    @cached_property
    def numeric(self) -> list[Column]:
        return [column for column in self.table.columns if _is_money(column)]

    def of(self, *roles: str) -> list[int]:
        return [column.at for column in self.numeric if column.roles & set(roles)]

    @cached_property
    def plain(self) -> list[int]:
        """Amounts by their header, with no other word about them."""
        barred = _NO_MOVEMENT | {"debit", "credit"}
        return [
            column.at for column in self.numeric if "amount" in column.roles and not column.roles & barred
        ]

    @cached_property
    def unnamed(self) -> list[int]:
        """Columns that hold amounts, of which the header says nothing."""
        barred = _NO_MOVEMENT | _NO_MONEY | {"amount", "debit", "credit"}
        return [
            column.at for column in self.numeric if column.kind == "amount" and not column.roles & barred
        ][:MAX_COLUMNS_TRIED]

    @cached_property
    def whole(self) -> list[int]:
        """Columns of whole numbers without a name: amounts perhaps, ids as well."""
        return [
            column.at
            for column in self.table.columns
            if column.kind == "number"
            and not column.roles
            and max(map(len, column.distinct)) <= MAX_WHOLE_LENGTH
        ][:MAX_COLUMNS_TRIED]

    @cached_property
    def balances(self) -> list[int]:
        return self.of("balance", "balance_before")[:MAX_COLUMNS_TRIED]

    def side(self, role: str) -> list[int]:
        """Columns that the header calls debit or credit; they may be empty in a whole file."""
        return [
            column.at
            for column in self.table.columns
            if role in column.roles
            and (_is_money(column) or (column.kind == "empty" and not column.roles & _NO_MONEY))
        ][:MAX_COLUMNS_TRIED]

    def bases(self) -> list[Base]:
        """List where the amounts may stand, the clearest first."""
        if any(self.told.get(field) is not None for field in ("amount", "debit", "credit")):
            return [Base(0, *(self.told.get(field) for field in ("amount", "debit", "credit")))]
        return list(self._bases())

    def _bases(self) -> Iterator[Base]:
        debits, credits = self.side("debit"), self.side("credit")
        for debit in debits:
            for credit in credits:
                if debit != credit and self._apart(debit, credit) and self._any([debit, credit]):
                    yield Base(0, None, debit, credit)
        yield from (Base(1, amount) for amount in self.plain)
        yield from (Base(2, None, debit, None) for debit in debits if self._any([debit]))
        yield from (Base(2, None, None, credit) for credit in credits if self._any([credit]))
        yield from self._pairs([*debits, *credits, *self.plain, *self.unnamed, *self.whole])
        yield from (Base(4, amount) for amount in self.unnamed)
        yield from (Base(5, amount) for amount in self.of("foreign_amount"))
        # In one's own books a debit came in, and what is owed on a card grows by debits: a balance tells.
        for debit in debits:
            yield from (Base(6, None, credit, debit) for credit in credits if self._apart(debit, credit))

    def _pairs(self, places: list[int]) -> Iterator[Base]:
        """Two columns of which each row fills one are the two ways; which is which is open, or half known."""
        debits, credits = set(self.side("debit")), set(self.side("credit"))
        for debit, credit in permutations(dict.fromkeys(places), 2):
            if debit in credits or credit in debits or (debit in debits and credit in credits):
                continue
            if self._apart(debit, credit) and self._any([debit]) and self._any([credit]):
                yield Base(3, None, debit, credit)

    def _any(self, places: list[int]) -> bool:
        return any(self.table.columns[at].filled for at in places)

    def _apart(self, one: int, other: int) -> bool:
        """Tell whether nine of ten rows fill exactly one of two columns; zeros fill nothing."""
        filled = [
            bool(first) != bool(second)
            for row, (first, second) in enumerate(zip(self._filled(one), self._filled(other), strict=True))
            if row not in self._balances_at
        ]
        return sum(filled) * 10 >= 9 * len(filled)

    def _filled(self, at: int) -> list[bool]:
        return [any(digit in "123456789" for digit in cell) for cell in self.table.cells(at)]

    @cached_property
    def flags(self) -> list[Flag]:
        """List the columns of direction words that are known, then those with two words that are not."""
        barred = {
            "state",
            "currency",
            "foreign_currency",
            "category",
            "account",
            "own_account",
            "description",
            "name",
        }
        found: list[tuple[int, Flag]] = []
        for column in self.table.columns:
            if column.kind in {"text", "code", "currency"} and not column.roles & barred:
                found += _flags_of(column, rows=len(self.table.body))
        return [flag for _, flag in sorted(found, key=lambda each: each[0])]


def _is_money(column: Column) -> bool:
    money = {"amount", "debit", "credit", "balance", "balance_before", "fee", "foreign_amount"}
    return column.kind == "amount" or (column.kind == "number" and bool(column.roles & money))


def _flags_of(column: Column, *, rows: int) -> Iterator[tuple[int, Flag]]:
    words = {bare_flag(cell) for cell in column.distinct[:12]} - {""}
    if (
        len(column.distinct) > 12
        or column.filled * 10 < rows * 8
        or max(map(len, words), default=99) > MAX_FLAG_LENGTH
    ):
        return
    named = "direction" in column.roles
    out = outgoing(words)
    if out is not None and (named or len(words) == 2 or min(map(len, words)) >= 4):
        yield (0 if named else 1), Flag(column.at, out, frozenset(words) - out, True)
    elif out is None and len(words) == 2:
        for word in sorted(words):
            yield (2 if named else 3), Flag(column.at, frozenset({word}), frozenset(words - {word}), False)
    elif out is None and (named or "type" in column.roles):
        yield from _partly(column, words, named=named)


def _partly(column: Column, words: set[str], *, named: bool) -> Iterator[tuple[int, Flag]]:
    """Of several words some may be known on both sides: the rows of the others are told as problems."""
    known = {word for word in words if outgoing({word}) is not None}
    out = outgoing(known)
    if out and known - out:
        yield (1 if named else 2), Flag(column.at, out, frozenset(known - out), True)
