"""Which currency the rows of a table are in: a column, a header, or what stands above says it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, pairwise

from app.domain.banking.statements.header_words import Role, bare, named_currency
from app.money import is_currency
from app.tabular.amounts import currency_of, may_be
from app.tabular.lines import records
from app.tabular.table import Column, Table

_NAMED_IN: tuple[Role, ...] = ("amount", "debit", "credit", "balance")
_MONEY: frozenset[str] = frozenset({*_NAMED_IN, "foreign_amount", "fee"})
_LABEL = r"(?i:currency|moneda|moeda|valuta|w[aä]e?hrung|devise|divisa|waluta|m[eě]na)"
_LABELLED = re.compile(rf"{_LABEL}[\s:;,\"=]{{1,9}}([A-Z]{{3}})\b")
_BESIDE = re.compile(r"[0-9][.,][0-9]{2} ?(€|£|zł|Kč|[A-Z]{3}(?![A-Z]))")
_MAX_ABOVE, _MAX_CODES, _MAX_LINE = 60, 40, 2_000
_SIGN = re.compile(r"(?<![A-Za-z])[$¥]|(?i:\b(?:kr|rs)\b\.?|\bfr\.)")
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,5}")
_PLAIN_WORDS = frozenset({"amount", "currency", "in", "of", "the", "betrag", "wahrung", "kwota", "waluta"})
_NO_LONGER_MONEY = frozenset(
    """
    ATS BEF BGN CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PTE ROL SIT SKK TRL
    BTC XBT ETH USDT USDC DAI BNB SOL XRP ADA LTC DOGE
    """.split()  # noqa: SIM905 - as a list it is read by nobody
)


def find_currency(table: Table, amounts: Sequence[int] = ()) -> Column | None:
    """Return the column of the rows' currencies; of several the one that belongs to these amounts.

    A code that no amount can be stated in is told row by row: it is no reason to take another currency.
    """
    named = [column for column in table.columns if _is_named(column) and _is_full(column, table)]
    nameless = [
        column
        for column in table.columns
        if not column.roles and _holds_codes(column) and _is_full(column, table)
    ]
    if len(named) > 1 and amounts:
        return _belonging(table, named, amounts[0])
    return next(iter(named or nameless), None)


def _is_named(column: Column) -> bool:
    return "currency" in column.roles and _holds_codes(column)


def _holds_codes(column: Column) -> bool:
    """Tell whether a column's cells are codes of money; of a header that says so, some may be unknown."""
    if column.kind not in {"currency", "text", "code"} or len(column.distinct) > _MAX_CODES:
        return False
    cells = [cell.upper() for cell in column.distinct]
    known = [cell in _NO_LONGER_MONEY or currency_of(cell) is not None for cell in cells]
    if "currency" not in column.roles:
        return all(known)
    others = [cell for cell, is_known in zip(cells, known, strict=True) if not is_known]
    return all(map(_CODE.fullmatch, others)) and (any(known) or " " not in bare(column.name))


def _is_full(column: Column, table: Table) -> bool:
    full = column.filled * 10 >= len(table.body) * 9 and column.filled > 0
    return full and "foreign_currency" not in column.roles


def _belonging(table: Table, named: list[Column], amount: int) -> Column | None:
    """'Billing Amount' is in 'Billing Currency', whatever 'Transaction Currency' says; else what is next."""
    mine = _words(table.columns[amount])
    if own := [column for column in named if _words(column) & mine]:
        return own[0]
    others: set[str] = set()
    for column in table.columns:
        if column.roles & _MONEY and column.at != amount:
            others |= _words(column)
    free = [column for column in named if not _words(column) & others]
    return min(free, key=lambda column: (abs(column.at - amount - 1), column.at), default=None)


def _words(column: Column) -> set[str]:
    return set(bare(column.name).split()) - _PLAIN_WORDS


def header_currency(table: Table, amounts: Iterable[int]) -> str | None:
    """Return the currency that the header names for the amounts, or for the balance beside them."""
    places = list(amounts)
    balances = [column for column in table.columns if column.roles & set(_NAMED_IN)]
    for columns in ([table.columns[at] for at in places], balances):
        found = {
            code
            for column in columns
            if "foreign_amount" not in column.roles and (code := named_currency(column.name))
        }
        if len(found) == 1:
            return found.pop()
    return None


def open_sign(table: Table, amounts: Iterable[int], cells: Mapping[int, Iterable[str]]) -> tuple[str, ...]:
    """Return what the sign beside the amounts, or in their headers, may stand for; nothing where it is plain.

    cells: some of the amounts, by column.
    """
    for at in amounts:
        signs = re.findall(r"(?<![A-Za-z])[$¥]", table.columns[at].name)
        signs += [found[0] for cell in cells.get(at, ()) if (found := _SIGN.search(cell))]
        if codes := next(filter(None, map(may_be, signs)), ()):
            return codes
    return ()


def preamble_currency(table: Table) -> str | None:
    """Return the currency that is named above the header: by a label, below one, or beside a balance."""
    above = _above(table)
    for cells in above:
        if (found := _LABELLED.search(" ; ".join(cells)[:_MAX_LINE])) and is_currency(found[1]):
            return found[1]
    for labels, values in pairwise(above):
        for label, value in zip(labels, values, strict=False):
            if re.fullmatch(rf"\W*{_LABEL}\W*", label) and is_currency(value.strip()):
                return value.strip()
    beside = {currency_of(code) for cells in above for code in _BESIDE.findall(" ; ".join(cells)[:_MAX_LINE])}
    return beside.pop() if len(beside) == 1 else None


def _above(table: Table) -> list[list[str]]:
    line = table.header.line if table.header else 0
    rows = islice(records(table.content, table.encoding, table.delimiter), _MAX_ABOVE)
    return [row.cells for row in rows if row.line < line]
