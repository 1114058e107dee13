"""Texts in cells of a CSV file: no spreadsheet takes them for formulas, and the way back is exact."""

from __future__ import annotations

import re

GUARD = "'"
BEGINS_FORMULA = re.compile("'* *[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""How a cell begins that a spreadsheet would compute: past blanks, in signs of full width, guarded before."""


def guarded(text: str) -> str:
    """Return a text as no spreadsheet takes it for a formula; `unguarded` is the way back."""
    return f"{GUARD}{text}" if BEGINS_FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Take away the mark with which a text is kept from being computed: "'=1" is the text '=1'."""
    return text[1:] if text.startswith(GUARD) and BEGINS_FORMULA.match(text) else text
