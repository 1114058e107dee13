"""Amounts with decimal commas that nobody quoted, in a file that commas part: '-12,50' is two cells there."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from app.tabular.encoding import shown
from app.tabular.errors import UnreadableFile
from app.tabular.table import Column, Table

_WHOLE = re.compile(r"[+-]?[0-9]{1,3}(?:[.' ]?[0-9]{3})*")
_HUNDREDTHS = re.compile(r"[0-9]{2}")
_AMOUNT = re.compile(r"[+-]?[0-9.,' ]{1,20}[.,][0-9]{2}")


def refuse_cut_amounts(table: Table) -> None:
    """Raise UnreadableFile where two columns may be one amount; a header would have too few names for them.

    Where another column has amounts with their decimals, these are no parts of any.
    """
    if table.header is not None or table.delimiter != ",":
        return
    if any(_match(column, _AMOUNT, any) for column in table.columns):
        return
    for whole, part in pairwise(table.columns):
        if _match(whole, _WHOLE, all) and _match(part, _HUNDREDTHS, all):
            cut = f"{shown(whole.distinct[0])} beside {shown(part.distinct[0])}"
            raise UnreadableFile(
                f"This file has no header, and {cut} may be one amount that its comma cut in two: export it "
                "with semicolons between its columns."
            )


def _match(column: Column, form: re.Pattern[str], of: Callable[[list[bool]], bool]) -> bool:
    cells = [bool(form.fullmatch(cell)) for cell in column.distinct]
    return bool(cells) and of(cells)
