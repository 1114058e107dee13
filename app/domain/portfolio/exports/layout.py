"""How Tidewatch writes activities to a file: columns, and texts that no spreadsheet takes for formulas."""

from __future__ import annotations

import re

FORMAT, VERSION = "tidewatch-activities", 1
COLUMNS = (
    "date", "type", "symbol", "quantity", "unit_price", "price_currency", "amount", "currency", "fee", "tax",
    "fx_rate",
    "received", "received_currency", "external_id", "note",
)  # fmt: skip
TEXTS = ("symbol", "external_id", "note")
DECIMALS = ("quantity", "unit_price", "amount", "fee", "tax", "fx_rate", "received")

_FORMULA = "=+-@'\t\r\n\uff1d\uff0b\uff0d\uff20"
"""What a formula may begin with, full-width signs included, and the apostrophe that marks a text."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\\]")
_ESCAPED = re.compile(r"\\(?:\\|u([0-9a-f]{4}))")


def escape(text: str) -> str:
    """Write a text for a cell: an apostrophe before what may be a formula, control characters by number."""
    guarded = f"'{text}" if text.lstrip(" ")[:1] and text.lstrip(" ")[0] in _FORMULA else text
    return _CONTROL.sub(lambda found: "\\\\" if found[0] == "\\" else f"\\u{ord(found[0]):04x}", guarded)


def unescape(cell: str) -> str:
    """Read a text back that `escape` wrote."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else "\\", cell)
    rest = text[1:] if text.startswith("'") else ""
    guarded = rest.lstrip(" ")[:1] and rest.lstrip(" ")[0] in _FORMULA
    return rest if guarded else text
