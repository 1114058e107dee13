"""Descriptions of Banca Transilvania's rows, card payments to BT Pay, read into fields."""

from app.domain.banking.rules.bt.fields import BtFields, Channel
from app.domain.banking.rules.bt.operations import is_bt_description, is_bt_pay_transaction
from app.domain.banking.rules.bt.parse import parse_bt, parse_if_bt

__all__ = ["BtFields", "Channel", "is_bt_description", "is_bt_pay_transaction", "parse_bt", "parse_if_bt"]
