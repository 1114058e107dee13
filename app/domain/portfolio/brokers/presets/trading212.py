"""Trading 212, CSV: the columns of all years, found by their names."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from app.domain.fx.units import unit_of
from app.domain.portfolio.brokers.presets.preset import TablePreset, warn_of_income
from app.domain.portfolio.drafts.currencies import read_currency
from app.domain.portfolio.drafts.draft import ZERO, Draft, Item, OtherCost
from app.domain.portfolio.drafts.kinds import Kind
from app.domain.portfolio.drafts.mapping import Cost, Mapping
from app.domain.portfolio.drafts.numbers import NOTHING, Numbers
from app.domain.portfolio.drafts.shapes import BrokerRow
from app.domain.portfolio.drafts.sheet import Line
from app.domain.portfolio.drafts.splits import ratio_of
from app.money import exponent, is_currency
from app.texts import fold

_SHARES, _TOTAL = ("no. of shares",), ("total",)
_RATE, _CONVERSION = "exchange rate", "currency conversion"
_OPEN, _CLOSE = "stock split open", "stock split close"
_NUMBERS = Numbers(".")
_ONE_ROW = (
    "Of this split, only one of the two rows is in the file. Choose a period that holds both, "
    "or enter the split by hand."
)


def _cost(name: str) -> Cost:
    return Cost(column=name, currency=f"currency ({name})")


def _bring_home(row: Line, draft: Draft) -> None:
    """Bring costs in the price's currency into the account's, by the row's own rate (price per account).

    Costs of a share that is priced in pence are in pounds.
    """
    text = row.get(_RATE)
    rate = _NUMBERS.read(text) if text.casefold() not in NOTHING else None
    if rate is None or rate.value <= 0 or draft.currency is None or draft.kind not in {Kind.BUY, Kind.SELL}:
        return
    kept: list[OtherCost] = []
    priced = unit_of(draft.price_currency or "")
    for cost in draft.other_costs:
        stated = unit_of(cost.currency)
        if stated.currency != priced.currency:
            kept.append(cost)
            continue
        amount = cost.amount * priced.per_currency / stated.per_currency
        value = _at_rate(amount, rate.value, draft.currency)
        if cost.kind is Kind.TAX:
            draft.tax += value
        else:
            draft.fee += value
    draft.other_costs = tuple(kept)


def _at_rate(value: Decimal, rate: Decimal, currency: str) -> Decimal:
    """Convert a cost, to the cent: that is what the total holds."""
    places = exponent(currency) if is_currency(currency) else 2
    return (value / rate).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _finish(items: list[Item]) -> list[Item]:
    """A split is two rows: the old units go, the new ones come."""
    closed: dict[str, int] = {}
    opened: dict[str, int] = {}
    for at, item in enumerate(items):
        if isinstance(item, Draft) and item.kind is Kind.SPLIT and item.isin:
            side, others = (closed, opened) if item.note == _CLOSE else (opened, closed)
            side[item.isin] = at
            if item.isin in others:
                _join(items, closed.pop(item.isin), opened.pop(item.isin))
    for at, item in enumerate(items):
        if isinstance(item, Draft) and at in {*closed.values(), *opened.values()}:
            items[at] = item.problem(_ONE_ROW)
    return items


def _join(items: list[Item], old_at: int, new_at: int) -> None:
    old, new = items[old_at], items[new_at]
    if isinstance(old, BrokerRow) or isinstance(new, BrokerRow):
        return
    if not old.quantity or not new.quantity:
        items[new_at] = new.problem("This split does not say its units.")
        items[old_at] = old.problem("This split does not say its units.")
        return
    new.quantity, new.note = ratio_of(old.quantity, new.quantity), None
    new.joined.append(old.line)
    items[old_at] = old.skipped(f"It is the other half of the split in line {new.line}.")


def _adjust(row: Line, draft: Draft) -> None:
    warn_of_income(row, draft)
    if draft.kind is Kind.SPLIT:
        draft.note = fold(row.get("action"))
        draft.price = draft.price_currency = draft.amount = None
        draft.isin = draft.isin or draft.symbol
    elif draft.kind is Kind.FX_CONVERSION:
        given = _NUMBERS.read(row.get(f"{_CONVERSION} from amount"))
        if given is None:
            raise ValueError("This conversion does not say what was given away. Enter it by hand.")
        draft.amount = given.value
        draft.currency = read_currency(row.get(f"currency ({_CONVERSION} from amount)"))
        draft.fee, draft.other_costs = ZERO, ()  # what arrived is after the fee
    else:
        _bring_home(row, draft)


ACTIONS = {
    "market buy": Kind.BUY, "limit buy": Kind.BUY, "stop buy": Kind.BUY, "stop limit buy": Kind.BUY,
    "market sell": Kind.SELL, "limit sell": Kind.SELL, "stop sell": Kind.SELL, "stop limit sell": Kind.SELL,
    "dividend": Kind.DIVIDEND, "dividend (*": Kind.DIVIDEND, "dividend (interest)": Kind.INTEREST,
    "interest on cash": Kind.INTEREST, "lending interest": Kind.INTEREST,
    "deposit": Kind.DEPOSIT, "withdrawal": Kind.WITHDRAWAL,
    "result adjustment": Kind.INTEREST, "spending cashback": Kind.INTEREST,
    "card debit": Kind.WITHDRAWAL, "spending": Kind.WITHDRAWAL, "new card cost": Kind.FEE,
    "card credit": Kind.DEPOSIT, "currency conversion": Kind.FX_CONVERSION,
    "adr fee": Kind.FEE,
    _OPEN: Kind.SPLIT, _CLOSE: Kind.SPLIT,
    "transfer out": Kind.TRANSFER_OUT, "transfer in": Kind.TRANSFER_IN,
}  # fmt: skip

# The total is what moved in the account's currency, with all costs inside; a dividend's is after tax.
TRADING212 = TablePreset(
    name="trading212",
    label="Trading 212",
    signatures=((("action",), ("time", "time (utc)"), _SHARES, ("price / share",), _TOTAL),),
    mapping=Mapping(
        columns={
            "date": ("time", "time (utc)"), "action": ("action",), "isin": ("isin",), "symbol": ("ticker",),
            "name": ("name",), "quantity": _SHARES, "price": ("price / share",), "amount": _TOTAL,
            "price_currency": ("currency (price / share)",),
            "currency": ("currency (total)", "currency (result)"),
            "received": (f"{_CONVERSION} to amount",),
            "received_currency": (f"currency ({_CONVERSION} to amount)",),
            "external_id": ("id",), "note": ("notes",),
        },
        actions=ACTIONS,
        fees=(
            _cost("currency conversion fee"), _cost("transaction fee"), _cost("finra fee"),
            _cost("deposit fee"),
            _cost("ptm levy"),
        ),
        taxes=(
            _cost("withholding tax"), _cost("stamp duty reserve tax"), _cost("stamp duty"),
            _cost("french transaction tax"),
        ),
        income_amount="net",
        income_keeps_units=True,
        date_order="ymd",
        decimal=".",
    ),
    adjust=_adjust,
    finish=_finish,
)  # fmt: skip
