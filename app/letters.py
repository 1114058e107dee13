"""One spelling for every way of writing the same letters: in Python, in SQLite and in PostgreSQL alike.

'ȘTEFAN', 'ŞTEFAN', 'Stefan' and a 'Ş' of two code points are 'stefan'; 'Łódź' is 'lodz', 'Straße' 'strasse'.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, Engine, Text, event
from sqlalchemy.ext.compiler import compiles

# Marks that stand over and under letters. Those of other scripts are letters to their readers, and stay.
_MARKS = r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
# Letters that Unicode takes for letters of their own. PostgreSQL's `lower` knows only the letters of the
# database's locale, hence the capitals.
_PLAIN = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "\u0131": "i", "ŋ": "n", "\u03c2": "\u03c3",
    "Ł": "l", "Ø": "o", "Đ": "d", "Ð": "d", "Ħ": "h", "Ŧ": "t", "Ŋ": "n",
    "Æ": "æ", "Œ": "œ", "Þ": "þ", "ẞ": "ß",
}  # fmt: skip
_PAIRS = {"æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"}

_MARK = re.compile(_MARKS)
_TABLE = str.maketrans({**{one: _PAIRS.get(other, other) for one, other in _PLAIN.items()}, **_PAIRS})


def fold_letters(text: str) -> str:
    """Take case, accents and the width of letters off a text."""
    if text.isascii():
        return text.lower()
    return _MARK.sub("", unicodedata.normalize("NFKD", text)).lower().translate(_TABLE)


class folded(ColumnElement[str]):
    """A text as `fold_letters` writes it, inside a statement; NULL stays NULL."""

    inherit_cache = False
    type = Text()

    def __init__(self, text: Any) -> None:
        self.text = text


@compiles(folded, "sqlite")
def _in_sqlite(element: folded, compiler: Any, **kwargs: Any) -> str:
    return f"tidewatch_fold({compiler.process(element.text, **kwargs)})"


@compiles(folded, "postgresql")
def _in_postgresql(element: folded, compiler: Any, **kwargs: Any) -> str:
    """Write it in PostgreSQL's own functions; most bank texts are ASCII, and only become lower case."""
    text = compiler.process(element.text, **kwargs)
    plain = f"lower(regexp_replace(normalize({text}, NFKD), '{_MARKS}', '', 'g'))"
    plain = f"translate({plain}, '{''.join(_PLAIN)}', '{''.join(_PLAIN.values())}')"
    for one, two in _PAIRS.items():
        plain = f"replace({plain}, '{one}', '{two}')"
    return f"CASE WHEN octet_length({text}) = length({text}) THEN lower({text}) ELSE {plain} END"


@event.listens_for(Engine, "connect")
def _teach_sqlite(connection: Any, _: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.create_function("tidewatch_fold", 1, _fold_value, deterministic=True)


def _fold_value(text: object) -> str | None:
    return None if text is None else fold_letters(str(text))
