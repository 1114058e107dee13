"""JSON as JavaScript writes it: Apideck signs JSON.stringify of the body with its keys sorted.

The sorter of its guide (developers.apideck.com/guides/webhook-signature-verification) returns arrays
untouched, so that objects inside them keep their order; and a JavaScript object lists keys that are array
indexes first, in numeric order, whatever order they came in.
"""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from typing import Any

_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
_LARGEST_INDEX = 2**32 - 2
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def canonical(value: Any) -> str:
    """Write a JSON value as the guide's sorter and JSON.stringify do."""
    return stringify(_sort_keys(value))


def stringify(value: Any) -> str:
    """JSON.stringify, for what json.loads returns, and Decimals for numbers."""
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(stringify, value)) + "]"
    return "{" + ",".join(f"{_text(key)}:{stringify(value[key])}" for key in _own_order(value)) + "}"


def _sort_keys(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: _sort_keys(value[key]) for key in sorted(value, key=_utf16)}


def _own_order(value: dict[str, Any]) -> list[str]:
    """Array indexes first, ascending; the others as they were added."""
    indexes = [key for key in value if _INDEX.fullmatch(key) and int(key) <= _LARGEST_INDEX]
    ordered = set(indexes)
    return sorted(indexes, key=int) + [key for key in value if key not in ordered]


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


def _text(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _number(value: float | Decimal) -> str:
    """Number::toString of ECMA-262: every number is a double, the shortest digits that name it."""
    try:
        double = float(value)
    except OverflowError:
        return "null"
    if not math.isfinite(double):
        return "null"
    sign = "-" if double < 0 else ""
    mantissa, _, exponent = f"{Decimal(repr(abs(double))):e}".partition("e")
    digits = mantissa.replace(".", "").rstrip("0")
    return sign + (_positional(digits, int(exponent) + 1) if digits else "0")


def _positional(digits: str, point: int) -> str:
    """digits: without zeros at the end. point: how many of them stand before the decimal point."""
    if len(digits) <= point <= 21:
        return digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    exponent = point - 1
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{rest}e{'+' if exponent > 0 else '-'}{abs(exponent)}"
