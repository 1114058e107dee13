"""How to read a table: which column means what, what its words mean, and how its amounts count."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from app.domain.portfolio.drafts.kinds import Kind

Field = Literal[
    "date", "action", "detail", "symbol", "isin", "name", "quantity", "price", "price_currency",
    "currency",
    "amount", "fx_rate", "received", "received_currency", "external_id", "note", "account",
]  # fmt: skip
DateOrder = Literal["dmy", "mdy", "ymd"]
DecimalMark = Literal[",", "."]


class Cost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A column of fees or taxes. currency: the column with its currency, where that may be another."""

    column: str
    currency: str | None = None


class Skip(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rows that are no activities: those whose cell in a column is one of these words."""

    column: str
    words: tuple[str, ...]
    reason: str


class Mapping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to read a table of activities. Columns are named by their headers, without regard to capitals.

    columns: for each field, its possible headers; the first that the file has is taken.
      detail: refines the action ('DIVIDEND' with 'DRIP' is the word 'dividend/drip').
    actions: what the words of the action mean; a word with * at its end is the beginning of a sentence.
    action: what all rows are, where no column says it.
    fees, taxes: the columns with costs; all of them are added up.
    costs: the sign by which a cost is one; under 'any' the sign does not matter.
    trade_amount: 'net' where the amount is what moved, costs included; 'gross' where costs come on top.
    income_amount: 'net' where a dividend's amount is what arrived after tax; 'gross' where it is before.
    signed: a minus in `amount` is money that went out, so that a fee without one came back.
    income_keeps_units: a dividend's quantity and price are facts and no fillers.
    currency: of all rows that do not say theirs.
    date_order, decimal: how the broker writes; None to find it out from the file, or else to ask.
    newest_first: how the rows run where their days do not show it.
    """

    columns: dict[Field, tuple[str, ...]]
    actions: dict[str, Kind] = {}
    action: Kind | None = None
    skip: tuple[Skip, ...] = ()
    fees: tuple[Cost, ...] = ()
    taxes: tuple[Cost, ...] = ()
    costs: Literal["any", "positive", "negative"] = "any"
    trade_amount: Literal["net", "gross"] = "net"
    income_amount: Literal["net", "gross"] = "gross"
    signed: bool = False
    income_keeps_units: bool = False
    currency: str | None = None
    date_order: DateOrder | None = None
    decimal: DecimalMark | None = None
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    newest_first: bool = False
