"""Kraken, ledgers as CSV: each trade is two rows or more with one reference."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from app.domain.portfolio.brokers.presets.preset import TablePreset
from app.domain.portfolio.drafts.currencies import FIAT_OF_EXCHANGES
from app.domain.portfolio.drafts.dates import read_day
from app.domain.portfolio.drafts.draft import ZERO, Basis, Draft, Item
from app.domain.portfolio.drafts.kinds import Kind
from app.domain.portfolio.drafts.mapping import Mapping
from app.domain.portfolio.drafts.shapes import MAX_EXTERNAL_ID, BrokerRow
from app.domain.portfolio.drafts.sheet import Line, Sheet
from app.domain.portfolio.drafts.table_reader import Context, checked_symbol
from app.tabular.encoding import shown, tidy
from app.texts import fold

_LONG_NAMES = {
    "XXBT": "BTC", "XBT": "BTC", "XETH": "ETH", "XETC": "ETC", "XLTC": "LTC", "XMLN": "MLN", "XREP": "REP",
    "XXDG": "DOGE", "XDG": "DOGE", "XXLM": "XLM", "XXMR": "XMR", "XXRP": "XRP", "XZEC": "ZEC", "ETH2": "ETH",
}  # fmt: skip
_FUND = re.compile(r"(?P<asset>.+?)(?:[0-9]{2})?\.(?:S|M|P|F|B|T|HOLD)")
"""Staked, rewarded or held balances: DOT28.S is DOT bonded for 28 days."""
_TRADES = frozenset({"trade", "spend", "receive", "conversion", "sale"})
_REWARDS = frozenset({"staking", "earn", "reward", "airdrop", "dividend"})
_INSIDE = frozenset(
    {
        "allocation", "deallocation", "autoallocation", "autodeallocation", "migration", "spottostaking",
        "stakingtospot", "spotfromstaking", "stakingfromspot", "spotfromfutures", "spottofutures",
        "futurestospot",
    }
)  # fmt: skip
_MOVED = "Moved within Kraken, between spot and earning."
_HALF = "The other half of this trade is not in the file. Choose a longer period, or enter it by hand."
_MANY = "This trade has more than two assets, so what was paid for what cannot be told. Enter it by hand."
_NO_WORTH = (
    "{given} was exchanged for {received}, and the file does not say what they were worth in money. "
    "Export the ledgers with their values, or enter a sale and a purchase by hand."
)


@dataclass(slots=True)
class _Entry:
    """One row of the ledgers. worth: in US dollars, where the file has it."""

    line: int
    on: date
    type: str
    subtype: str
    asset: str
    amount: Decimal
    fee: Decimal
    txid: str
    refid: str
    worth: Decimal | None

    @property
    def is_money(self) -> bool:
        return self.asset in FIAT_OF_EXCHANGES

    @property
    def total(self) -> Decimal:
        """What the balance changed by."""
        return self.amount - self.fee


class _Money(NamedTuple):
    """What a coin was traded for, costs as in an activity's amount."""

    amount: Decimal
    currency: str
    fee: Decimal


def plain_asset(text: str) -> str:
    """Return the usual ticker of an asset: XXBT is BTC, ZUSD is USD, DOT28.S is DOT."""
    name = text.strip().upper()
    if found := _FUND.fullmatch(name):
        name = found["asset"]
    if len(name) == 4 and name.startswith("Z") and name[1:] in FIAT_OF_EXCHANGES:
        name = name[1:]
    return checked_symbol(_LONG_NAMES.get(name, name))


def _read(sheet: Sheet, _mapping: Mapping, context: Context) -> list[Item]:
    """Join the rows of each trade, and read the others one by one; the file's order is kept."""
    items: dict[int, Item] = {}
    trades: dict[str, list[_Entry]] = defaultdict(list)
    for row in sheet.rows:
        try:
            entry = _entry(row, context)
            if entry is None:
                items[row.line] = BrokerRow(row.line, skipped="Not settled: it has no id yet.")
            elif entry.type in _TRADES:
                trades[entry.refid].append(entry)
            else:
                items[row.line] = _single(entry)
        except ValueError as error:
            items[row.line] = BrokerRow(row.line, problem=str(error))
    found = list(items.items())
    for entries in trades.values():
        found.extend((item.line, item) for item in _trade(entries))
    return [item for _, item in sorted(found, key=lambda each: each[0])]


def _entry(row: Line, context: Context) -> _Entry | None:
    if not row.get("txid"):
        return None
    amount = context.numbers.read(row.get("amount"))
    fee, worth = context.numbers.read(row.get("fee")), context.numbers.read(row.get("amountusd"))
    if amount is None:
        raise ValueError("This row has no amount.")
    return _Entry(
        line=row.line,
        on=read_day(row.get("time"), context.order),
        type=fold(row.get("type")),
        subtype=fold(row.get("subtype")),
        asset=plain_asset(row.get("asset")),
        amount=amount.value,
        fee=fee.value if fee else ZERO,
        txid=row.get("txid"),
        refid=row.get("refid"),
        worth=abs(worth.value) if worth and worth.value else None,
    )


def _draft(entry: _Entry, kind: Kind) -> Draft:
    return Draft(
        line=entry.line,
        kind=kind,
        on=entry.on,
        basis=Basis(signed=True),
        external_id=entry.txid[:MAX_EXTERNAL_ID],
    )


def _single(entry: _Entry) -> Item:
    if entry.subtype in _INSIDE:
        return BrokerRow(entry.line, skipped=_MOVED)
    if entry.type in {"deposit", "withdrawal", "transfer", "creditcard", "invite bonus", "adjustment"}:
        return _moved(entry)
    if entry.type in _REWARDS:
        return _reward(entry)
    if entry.type in {"rollover", "margin", "settled"} and entry.is_money:
        return _margin(entry)
    raise ValueError(
        f"Rows of the type {shown(tidy(entry.type))} are not read. Enter by hand what they changed."
    )


def _margin(entry: _Entry) -> Draft:
    """What a position on margin cost or lost is a fee; what it gained is income with its fee."""
    gained = entry.amount > 0
    draft = _draft(entry, Kind.INTEREST if gained else Kind.FEE)
    draft.currency, draft.amount = entry.asset, entry.amount if gained else entry.total
    draft.fee = entry.fee if gained else ZERO
    return draft


def _moved(entry: _Entry) -> Item:
    """Money is deposited or withdrawn, coins are transferred; a failed one comes back with the other sign."""
    if entry.is_money:
        draft = _draft(entry, Kind.CASH)
        draft.currency, draft.amount, draft.fee = entry.asset, entry.amount, entry.fee
        return draft
    draft = _draft(entry, Kind.MOVE)
    draft.currency = "USD" if entry.worth else None
    draft.symbol, draft.quantity = entry.asset, entry.total
    return _priced(draft, entry)


def _priced(draft: Draft, entry: _Entry) -> Draft:
    """Coins need a currency for their worth; where the ledgers give none, the portfolio's stands in."""
    if entry.worth and draft.quantity:
        draft.amount = entry.worth
    return draft


def _reward(entry: _Entry) -> Item:
    if entry.is_money:
        draft = _draft(entry, Kind.INTEREST)
        draft.currency, draft.amount = entry.asset, entry.total
        return draft
    draft = _draft(entry, Kind.REWARD if entry.total > 0 else Kind.MOVE)
    draft.currency = "USD" if entry.worth else None
    draft.symbol, draft.quantity = entry.asset, entry.total
    return _priced(draft, entry)


def _trade(entries: Sequence[_Entry]) -> list[Item]:
    """Join the rows of one reference: money for a coin or for money, or coin for coin by their worth."""
    legs, first = _legs(entries), entries[0]
    given = [leg for leg in legs if leg.total < 0]
    received = [leg for leg in legs if leg.total > 0]
    others = [entry.line for entry in entries if entry.line != first.line]
    joined = [BrokerRow(line, skipped=f"It is part of the trade in line {first.line}.") for line in others]
    if len(legs) < 2 or not given or not received:
        return [BrokerRow(entry.line, problem=_HALF) for entry in entries]
    if len(given) != 1 or len(received) != 1:
        return [BrokerRow(entry.line, problem=_MANY) for entry in entries]
    try:
        drafts = _joined(first, given[0], received[0])
    except ValueError as error:
        return [BrokerRow(first.line, problem=str(error)), *joined]
    drafts[0].joined += others
    return [*drafts, *joined]


def _legs(entries: Sequence[_Entry]) -> list[_Entry]:
    """Add up the rows of each asset: large trades are filled in parts."""
    legs: dict[str, _Entry] = {}
    for entry in entries:
        leg = legs.get(entry.asset)
        if leg is None:
            legs[entry.asset] = _Entry(**{name: getattr(entry, name) for name in _Entry.__slots__})
            continue
        leg.amount += entry.amount
        leg.fee += entry.fee
        leg.worth = leg.worth + entry.worth if leg.worth and entry.worth else None
    return list(legs.values())


def _joined(first: _Entry, given: _Entry, received: _Entry) -> list[Draft]:
    if given.is_money and received.is_money:
        return [_exchange(first, given, received)]
    if given.is_money:
        return [_half(first, Kind.BUY, received, _Money(-given.total, given.asset, given.fee))]
    if received.is_money:
        return [_half(first, Kind.SELL, given, _Money(received.total, received.asset, received.fee))]
    worth = given.worth or received.worth
    if worth is None:
        raise ValueError(_NO_WORTH.format(given=given.asset, received=received.asset))
    return [
        _half(first, Kind.SELL, given, _Money(worth, "USD", ZERO)),
        _half(first, Kind.BUY, received, _Money(worth, "USD", ZERO)),
    ]


def _half(first: _Entry, kind: Kind, coin: _Entry, money: _Money) -> Draft:
    """A fee that was taken in coins is in the number of coins."""
    draft = _draft(first, kind)
    draft.external_id = first.refid[:MAX_EXTERNAL_ID]
    draft.symbol, draft.quantity = coin.asset, abs(coin.total)
    draft.amount, draft.currency, draft.fee = money
    return draft


def _exchange(first: _Entry, given: _Entry, received: _Entry) -> Draft:
    draft = _draft(first, Kind.FX_CONVERSION)
    draft.external_id = first.refid[:MAX_EXTERNAL_ID]
    draft.amount, draft.currency = -given.total, given.asset
    draft.received, draft.received_currency = received.total, received.asset
    return draft


KRAKEN = TablePreset(
    name="kraken",
    label="Kraken (ledgers)",
    signatures=(
        (("txid",), ("refid",), ("time",), ("type",), ("aclass",), ("asset",), ("amount",), ("fee",)),
    ),
    mapping=Mapping(
        columns={
            "date": ("time",),
            "amount": ("amount",),
            "symbol": ("asset",),
            "action": ("type",),
            "currency": ("asset",),
        },
        date_order="ymd",
        decimal=".",
    ),
    read=_read,
    numbers=("fee", "balance"),
)
