"""What a Banca Transilvania row says, as far as it says it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from app.domain.banking.ledger.bank_transaction import Direction

Channel = Literal[
    "btpay_p2p",
    "btpay_transfer",
    "btpay_fx",
    "btpay_merchant",
    "card_pos",
    "card_online",
    "card_hold",
    "transfer_in",
    "transfer_out",
    "instant_in",
    "instant_out",
    "internal_transfer",
    "fx",
    "cash_withdrawal",
    "cash_deposit",
    "fee",
    "loan",
    "interest",
    "fund",
    "direct_debit",
    "refund",
    "other",
]


class BtFields(Struct, frozen=True, kw_only=True):
    """The fields of one row; None where the row does not say.

    operation: stable code of the bank's name for the operation, 'unknown' where it is not known.
    direction: a hint from the operation or the names; the row's own sign knows better.
    counterparty: the other person or company; of a P2P row whose holder is not known, the one who is paid.
    merchant, city: readable names, without store numbers, payment facilitators and legal forms.
    country: ISO 3166-1 alpha-2. card_ending: the last 4 digits. tid, mid: the terminal's and merchant's ids.
    original_amount, fee, exchange_rate: decimal text; the first is in the currency of the purchase.
    message: what a person wrote to go with a payment.
    """

    operation: str = "unknown"
    channel: Channel = "other"
    direction: Direction | None = None
    counterparty: str | None = None
    counterparty_iban: str | None = None
    merchant: str | None = None
    city: str | None = None
    country: str | None = None
    card_ending: str | None = None
    purchased_on: date | None = None
    original_amount: str | None = None
    original_currency: str | None = None
    fee: str | None = None
    fee_currency: str | None = None
    exchange_rate: str | None = None
    rrn: str | None = None
    tid: str | None = None
    mid: str | None = None
    reference: str | None = None
    message: str | None = None
