"""From a row's description to its fields."""

from __future__ import annotations

import re

from app.domain.banking.bt import card, orders
from app.domain.banking.bt.fields import BtFields, Channel
from app.domain.banking.bt.operations import (
    MERCHANT,
    MERCHANT_MARK,
    Operation,
    after_name,
    find_operation,
    has_btpay_mark,
)
from app.domain.banking.bt.orders import Party
from app.domain.banking.bt.shop import Shop, split_shop
from app.domain.banking.bt.text import fold, tidy
from app.domain.banking.ledger.bank_transaction import Direction

_IN_BTPAY: dict[str, Channel] = {
    "internal_transfer": "btpay_transfer",
    "unknown": "btpay_transfer",
    "exchange": "btpay_fx",
}
_CARD_CHANNELS = {"card_pos", "card_hold", "cash_withdrawal", "cash_deposit", "refund"}
_ORDER_CHANNELS = {"transfer_in", "transfer_out", "instant_in", "instant_out"}
_AFTER_NAME = re.compile(r";|(?<![a-z])ref *:")


def parse_bt(
    description: str,
    *,
    holder: str | None = None,
    account_currency: str | None = None,
    direction: Direction | None = None,
) -> BtFields:
    """Read a row of Banca Transilvania; a text that is none gives empty fields, never an error.

    holder: the account holder's name, by which the direction of a P2P row is known.
    account_currency: the currency of an amount that the row states without one. direction: as the row's
    sign has it, where the caller knows; it outweighs what the names say.
    """
    text = tidy(description)
    folded = fold(text)
    return _read(text, folded, find_operation(folded), holder, account_currency, direction)


def parse_if_bt(
    description: str, *, holder: str | None = None, direction: Direction | None = None
) -> BtFields | None:
    """Read a row that is worded as only Banca Transilvania words its rows; None for any other."""
    text = tidy(description)
    folded = fold(text)
    operation = find_operation(folded)
    is_bt = operation.own or has_btpay_mark(folded)
    return _read(text, folded, operation, holder, None, direction) if is_bt else None


def _read(  # noqa: PLR0913, PLR0917 - what is known of a row
    text: str,
    folded: str,
    operation: Operation,
    holder: str | None,
    account_currency: str | None,
    direction: Direction | None,
) -> BtFields:
    bought = card.purchase(text, folded) if operation.channel in _CARD_CHANNELS else card.Purchase()
    party = _party(text, folded, operation, holder, direction)
    said = card.facts(folded, account_currency)
    shop = _shop(text, folded, operation, bought)
    return BtFields(
        operation=operation.code,
        channel=_channel(folded, operation, bought.kind),
        direction=direction or party.direction or operation.direction,
        counterparty=party.counterparty,
        counterparty_iban=party.counterparty_iban,
        merchant=shop.merchant,
        city=shop.city,
        country=bought.country,
        card_ending=bought.card_ending or party.card_ending,
        purchased_on=bought.purchased_on,
        original_amount=said.original.amount,
        original_currency=said.original.currency,
        fee=said.fee.amount,
        fee_currency=said.fee.currency,
        exchange_rate=said.exchange_rate,
        rrn=said.rrn,
        tid=bought.tid,
        mid=bought.mid,
        reference=said.reference,
        message=party.message,
    )


def _channel(folded: str, operation: Operation, kind: str | None) -> Channel:
    if operation.channel == "card_pos" and kind == "epos":
        return "card_online"
    if operation.code in _IN_BTPAY and has_btpay_mark(folded):
        return _IN_BTPAY[operation.code]
    return operation.channel


def _party(
    text: str, folded: str, operation: Operation, holder: str | None, direction: Direction | None
) -> Party:
    if operation.channel == "btpay_p2p":
        return orders.p2p(text, folded, holder=holder, direction=direction)
    if operation.channel in _ORDER_CHANNELS:
        return orders.order(text[after_name(folded, operation) :], operation)
    if operation.code == "fee_transfer":
        return orders.fee_for(text, folded)
    if operation.code == "exchange":
        return orders.exchanged_with(folded)
    return Party(direction=orders.within(folded)) if operation.code == "internal_transfer" else Party()


def _shop(text: str, folded: str, operation: Operation, bought: card.Purchase) -> Shop:
    """Return the shop; a cash machine's town stays, its branch is nobody's merchant."""
    if operation.channel in ("cash_withdrawal", "cash_deposit"):
        return Shop(None, bought.shop.city)
    mark = MERCHANT_MARK.match(folded) if operation is MERCHANT else None
    if mark is None:
        return bought.shop
    end = _AFTER_NAME.search(folded, mark.end())
    return split_shop(text[mark.end() : end.start() if end else len(text)], None)
