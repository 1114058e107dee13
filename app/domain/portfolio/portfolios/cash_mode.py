"""Whether a portfolio's cash is known."""

from enum import StrEnum


class CashMode(StrEnum):
    """Whether a portfolio's cash is known.

    tracked: deposits and withdrawals are what goes in and out; cash counts in the value.
    implicit: purchases are what goes in; sales and income are what comes out; there is no cash.
    """

    TRACKED = "tracked"
    IMPLICIT = "implicit"
