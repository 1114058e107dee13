"""How to read a CSV file: by what its running balance, its header and its cells prove; the rest is asked."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any

import msgspec

from app.domain.banking.statements.account_column import find_account
from app.domain.banking.statements.currencies import (
    find_currency,
    header_currency,
    open_sign,
    preamble_currency,
)
from app.domain.banking.statements.date_columns import DateColumns
from app.domain.banking.statements.header_words import VOCABULARY, bare
from app.domain.banking.statements.money_columns import MONEY_FIELDS, Candidates, Reading, Sheet
from app.domain.banking.statements.money_decision import Evidence, MoneyDecision, Verdict
from app.domain.banking.statements.questions import (
    Question,
    account_question,
    asked,
    currency_question,
    date_question,
    day_question,
    money_question,
    state_question,
)
from app.domain.banking.statements.running_balance import Mode
from app.domain.banking.statements.shapes import Column as Key
from app.domain.banking.statements.shapes import CsvMapping, CsvSuggestion
from app.domain.banking.statements.text_columns import (
    find_descriptions,
    find_id,
    find_parties,
    find_reference,
    find_state,
    with_role,
)
from app.domain.banking.statements.value_words import is_balance_text, names_balance, state_of
from app.money import is_currency
from app.tabular.amounts import Marks, Thousands, fitting_marks
from app.tabular.cut_amounts import refuse_cut_amounts
from app.tabular.day_order import DateOrder, row_orders
from app.tabular.encoding import tidy
from app.tabular.errors import UnreadableFile
from app.tabular.scan import Scan, scan
from app.tabular.table import SHOWN_CELL, Column, Table, read_table
from app.texts import fold

_SAMPLES = 10
_REVOLUT = {"type", "started_date", "booking_date", "description", "amount", "fee", "currency"}


def suggest_mapping(
    content: bytes, *, default_currency: str, zone: str, told: Mapping[str, Any] = MappingProxyType({})
) -> CsvSuggestion:
    """Tell how to read a CSV file, and what to ask where its readings differ.

    told: fields of the mapping that a person has said; they are taken as they are.
    Raises UnreadableFile where it has no columns at all, or commas within its amounts part them, too.
    """
    table = read_table(content, VOCABULARY, told)
    refuse_cut_amounts(table)
    return _Study(table, told, default_currency, zone).suggestion()


class _Study:
    """What is found out about one table."""

    def __init__(self, table: Table, told: Mapping[str, Any], default_currency: str, zone: str) -> None:
        self.table, self.told = table, told
        self.default_currency, self.zone = default_currency, zone
        self.places = {name: self._place(value) for name, value in told.items() if _is_column(name)}
        self.currency = self._told_column("currency", find_currency(table))
        found = find_account(table)
        self.account = self._told_column("account", found.column if found else None)
        self.whose_account = bool(found and not found.is_sure and "account" not in told)
        self.state, self.unknown_states = self._found_state()
        self.counted_states: list[str] = []
        self.scan: Scan = scan(table, currency=self.currency.at if self.currency else None)
        self.dates = DateColumns(table, self.scan, told, self._told_column)

    def _found_state(self) -> tuple[Column | None, list[str]]:
        state, unknown = find_state(self.table)
        if "state" in self.told:
            state = self._told_column("state", None)
        if "void_words" in self.told or state is None:
            unknown = []
        return state, unknown

    def _place(self, key: Key | None) -> int | None:
        if key is None:
            return None
        if isinstance(key, int):
            found = key if 0 <= key < len(self.table.columns) else None
        else:
            folded = [fold(column.name) for column in self.table.columns]
            found = folded.index(fold(key)) if fold(key) in folded else None
        if found is None:
            raise UnreadableFile(
                f"There is no column {key if isinstance(key, str) else key + 1!r} in this file."
            )
        return found

    def _told_column(self, field: str, guessed: Column | None) -> Column | None:
        if field not in self.places:
            return guessed
        at = self.places[field]
        return None if at is None else self.table.columns[at]

    # Money

    @cached_property
    def file_currency(self) -> str:
        told = self.told.get("fixed_currency")
        if told and is_currency(str(told).upper()):
            return str(told).upper()
        places = [column.at for column in with_role(self.table, "amount", "debit", "credit")]
        return header_currency(self.table, places) or self.above or self.default_currency

    @cached_property
    def above(self) -> str | None:
        return preamble_currency(self.table)

    def _marks(self) -> list[Marks]:
        said: list[Any] = [self.told.get("decimal"), self.told.get("thousands")]
        fitting = fitting_marks(self._samples()) or [Marks(".", ",")]
        told = [
            marks
            for marks in fitting
            if said[0] in {None, marks.decimal} and said[1] in {None, marks.thousands}
        ]
        if told or said == [None, None]:
            return told or fitting
        thousands: Thousands = said[1] or ""
        return [Marks(said[0] or ("," if thousands == "." else "."), thousands)]

    def _samples(self) -> list[tuple[str, str]]:
        samples: list[tuple[str, str]] = []
        for column in self.table.columns:
            barred = column.roles & {
                "rate",
                "fee",
                "number",
                "reference",
                "external_id",
                "account",
                "category",
            }
            if column.at not in self.scan.shapes or (
                barred and not column.roles & {"amount", "debit", "credit"}
            ):
                continue
            if column.kind == "amount" or column.roles & {"amount", "debit", "credit", "balance"}:
                samples += self.scan.shapes[column.at]
        return [(cell, self._currency_of(code)) for cell, code in samples]

    def _currency_of(self, code: str) -> str:
        return code.upper() if code and is_currency(code.upper()) else self.file_currency

    def _fees(self) -> tuple[list[int | None], list[int | None]]:
        """Return the fee columns that the words allow, and those that a balance may prove; None is no fee."""
        if "fee" in self.places:
            return [self.places["fee"]], [self.places["fee"]]
        fees = [column.at for column in with_role(self.table, "fee", kinds=("amount", "number"))]
        paid = [
            at for at in fees if any(_is_more_than_zero(cell) for cell, _ in self.scan.shapes.get(at, []))
        ]
        if not paid:
            return [None], [None]
        known = frozenset().union(*(column.roles for column in self.table.columns)) >= _REVOLUT
        return ([paid[0]] if known else [None, paid[0]]), [None, paid[0]]

    def _modes(self) -> list[Mode]:
        rows = row_orders(self.dates.cells, self.dates.possible_orders)
        before = bool(with_role(self.table, "balance_before")) and not with_role(self.table, "balance")
        if before:
            return [Mode(order, False) for order in sorted(rows)]
        modes = [Mode(order, True) for order in sorted(rows)]
        return modes if len(rows) > 1 else [*modes, Mode(modes[0].order, False)]

    def _groups(self) -> list[Hashable]:
        columns = [column.at for column in (self.currency, self.account) if column is not None]
        cells = [self.table.cells(at) for at in columns]
        return list(zip(*cells, strict=True)) if cells else [None] * len(self.table.body)

    def _counts(self, counted: Sequence[str]) -> list[bool]:
        """Tell for each row whether it is a booked movement. counted: words of the state column that are."""
        states = self.table.cells(self.state.at) if self.state else [""] * len(self.table.body)
        return [
            not self._is_balance(at) and (state in counted or (state_of(state) or "void") == "booked")
            for at, state in enumerate(states)
        ]

    @cached_property
    def _balance_rows(self) -> set[int]:
        found: set[int] = set()
        for column in self.table.columns:
            if column.kind not in {"text", "code", "date"}:
                continue
            weak = "name" not in column.roles or "description" in column.roles
            for row, cell in enumerate(self.table.cells(column.at)):
                if cell and (is_balance_text if weak else names_balance)(cell):
                    found.add(row)
        return found

    def _is_balance(self, row: int) -> bool:
        return row in self._balance_rows

    def verdict(self) -> Verdict:
        """Decide how the money is read, and which unknown states count, by what adds up best."""
        table = self.table
        sheet = Sheet(table, {at: self.scan.negative(at) for at in self.scan.shapes})
        places = {name: at for name, at in self.places.items() if name in (*MONEY_FIELDS, "balance")}
        marks, (said, tried) = self._marks(), self._fees()
        verdicts: list[tuple[Verdict, list[str]]] = []
        for counted in self._ways_of_states():
            evidence = Evidence(self._modes(), self._groups(), self._counts(counted), self.scan.rows)
            decision = MoneyDecision(
                Candidates(table, sheet, places, balances_at=self._balance_rows),
                sheet,
                evidence,
                marks=marks,
                fees=(said, tried),
                told=self.told,
            )
            verdicts.append((decision.verdict(), list(counted)))
        best, self.counted_states = max(verdicts, key=lambda each: each[0].chain.fits if each[0].chain else 0)
        fits = [verdict.chain.fits if verdict.chain else 0 for verdict, _ in verdicts]
        if len(fits) > 1 and fits[0] != fits[1]:
            self.unknown_states = []
        return best

    def _ways_of_states(self) -> list[list[str]]:
        unknown = self.unknown_states
        usual = [cell for cell in self.state.distinct if state_of(cell) is None] if self.state else []
        rest = [cell for cell in usual if cell not in unknown]
        return [[*rest, *unknown], rest] if unknown else [rest]

    # The whole

    def suggestion(self) -> CsvSuggestion:
        verdict = self.verdict() if self.table.body else Verdict([], None, None)
        orders = self.dates.orders(verdict)
        mapping = self._mapping(verdict, orders)
        questions = self._questions(verdict, orders)
        samples = [[tidy(cell)[:SHOWN_CELL] for cell in row.cells] for row in self.table.body[:_SAMPLES]]
        missing = self._missing(mapping)
        return CsvSuggestion(
            mapping=mapping,
            columns=self.table.names(),
            samples=samples,
            missing=missing,
            needs=[] if missing else asked(self.table, mapping, questions, self.default_currency, self.zone),
        )

    def _missing(self, mapping: CsvMapping) -> list[str]:
        amounts = (mapping.amount, mapping.debit, mapping.credit)
        has_amount = any(each is not None for each in amounts)
        found = (("date", mapping.date is not None), ("amount", has_amount))
        return [what for what, known in found if not known]

    def _questions(self, verdict: Verdict, orders: list[DateOrder]) -> list[Question]:
        questions: list[Question] = []
        if self.account is not None and self.whose_account:
            questions.append(account_question(self.table, self.account))
        questions += self._currency_questions(verdict)  # first, for the other one shows amounts
        if len(verdict.readings) > 1:
            questions.append(money_question(self.table, verdict.readings, self._currencies))
        if len(rivals := self.dates.rivals(orders)) > 1:
            questions.append(day_question(self.table, rivals))
        elif self.dates.date is not None and len(orders) > 1:
            questions.append(date_question(self.table.names()[self.dates.date.at], orders))
        if self.state is not None and self.unknown_states:
            questions.append(state_question(self.table, self.state, self.unknown_states))
        return questions

    def _currency_questions(self, verdict: Verdict) -> list[Question]:
        """Ask what '$' is to somebody who has no dollars: it is no amount of their own currency."""
        if not verdict.readings or "fixed_currency" in self.told:
            return []
        known, places = self._currencies(verdict.readings[0]), verdict.readings[0].columns()
        shapes = {at: [cell for cell, _ in self.scan.shapes.get(at, [])] for at in places}
        codes = open_sign(self.table, places, shapes)
        taken = known["fixed_currency"] or self.default_currency
        if known["currency"] is not None or not codes or taken in codes:
            return []
        return [currency_question(self.table, places[0], codes)]

    def _mapping(self, verdict: Verdict, orders: list[DateOrder]) -> CsvMapping:
        table = self.table
        found: dict[str, Any] = {
            "encoding": table.encoding, "delimiter": table.delimiter,
            "header_row": table.header.line if table.header else None,
            "date_format": orders[0] if orders else "dmy",
            "date": self._key(self.dates.date), "date_else": self._key(self.dates.fallback),
        }  # fmt: skip
        likeliest = verdict.readings[0] if verdict.readings else None
        found |= likeliest.sets(table) if likeliest else {}
        found |= self._currencies(likeliest) | self._texts(found, verdict)
        known = {name: value for name, value in self.told.items() if name in CsvMapping.__struct_fields__}
        return msgspec.convert(found | known, CsvMapping)

    def _currencies(self, reading: Reading | None) -> dict[str, Any]:
        """Return the mapping's fields of the currency that goes with a reading's columns."""
        amounts = reading.columns() if reading else []
        named = header_currency(self.table, amounts)
        column = self._told_column("currency", find_currency(self.table, amounts))
        if named and column is not None and "currency" not in self.places:
            codes = {cell.upper() for cell in column.distinct}
            column = column if codes == {named} else None
        fixed = named or self.above
        return {"currency": self._key(column), "fixed_currency": None if column is not None else fixed}

    def _texts(self, found: dict[str, Any], verdict: Verdict) -> dict[str, Any]:
        table = self.table
        payee, payer = find_parties(table)
        balance = verdict.balance
        if balance is None:
            balance = next(
                (column.at for column in with_role(table, "balance", kinds=("amount", "number"))), None
            )
        taken = {column.at for column in table.columns if table.key(column.at) in found.values()}
        taken |= {column.at for column in (self.state, self.account, self.currency) if column is not None}
        descriptions = find_descriptions(table, taken)
        taken |= {column.at for column in descriptions}
        category = next(
            (column for column in with_role(table, "category", kinds=("text",)) if column.at not in taken),
            None,
        )
        return {
            "description": [table.key(column.at) for column in descriptions],
            "merchant": self._key(payee), "payer": self._key(payer), "account": self._key(self.account),
            "external_id": self._key(find_id(table)), "reference": self._key(find_reference(table, taken)),
            "category": self._key(category), "state": self._key(self.state),
            "void_words": [bare(cell) for cell in self._void_words()],
            "balance": None if balance is None else table.key(balance),
        }  # fmt: skip

    def _void_words(self) -> list[str]:
        """Words of the state column that the balance shows to move nothing."""
        if self.state is None or self.unknown_states:
            return []
        unknown = [cell for cell in self.state.distinct if state_of(cell) is None]
        return [cell for cell in unknown if cell not in self.counted_states]

    def _key(self, column: Column | None) -> Key | None:
        return None if column is None else self.table.key(column.at)


def _is_column(field: str) -> bool:
    return field in {
        "date", "date_else", "amount", "debit", "credit", "direction", "fee", "state", "currency", "account",
        "balance",
    }  # fmt: skip


def _is_more_than_zero(cell: str) -> bool:
    return any(digit in cell for digit in "123456789")
