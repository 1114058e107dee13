"""A split of a security."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Split(NamedTuple):
    """From the opening of a day on, one old unit is `ratio` new ones."""

    on: date
    ratio: Decimal
