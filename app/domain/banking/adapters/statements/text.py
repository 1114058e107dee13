"""From a file's bytes to clean text."""

from __future__ import annotations

import codecs
from typing import get_args

from app.domain.banking.adapters.statements.errors import UnreadableStatement
from app.domain.banking.adapters.statements.shapes import Encoding

# Bytes that are letters of Western languages in cp1252, and of Central European ones in cp1250; the letters
# that both spell alike (a, o and u with dots, sharp s, e with acute, a and i with circumflex) say nothing.
_WEST = bytes.fromhex("c0c8cad1d9dbe0e8eaecf1f2f9fb")
_EAST = bytes.fromhex("8c9ca3a5aaafb3b9babfc3d0d2d5d8dedee3e6eaf0f2f5f8fe")
_LOOKED_AT = 1_000_000


def guess_encoding(content: bytes) -> Encoding:
    """Tell how a text file is encoded: by its mark, by being UTF-8, else by which letters make words."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if _is_utf8(content):
        return "utf-8-sig"
    head = content[:_LOOKED_AT]
    west, east = (sum(head.count(byte) for byte in letters) for letters in (_WEST, _EAST))
    return "cp1252" if west > east else "cp1250"


def _is_utf8(content: bytes) -> bool:
    """Decode block by block: a whole copy of a large file would be wasted."""
    if content.isascii():
        return True
    decoder, view = codecs.getincrementaldecoder("utf-8")(), memoryview(content)
    try:
        for start in range(0, len(content), _LOOKED_AT):
            decoder.decode(view[start : start + _LOOKED_AT])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def checked_encoding(name: str) -> Encoding:
    """Refuse an encoding outside the list: some of Python's codecs unpack archives or take for ever."""
    for known in get_args(Encoding):
        if name == known:
            return known  # type: ignore[no-any-return]
    raise UnreadableStatement(f"The encoding {name[:40]!r} is not one of those that can be read.")


def decode(content: bytes) -> str:
    """Read the whole file as text, for the formats that need it at once."""
    return content.decode(guess_encoding(content), "replace").removeprefix("\ufeff")


def tidy(text: str) -> str:
    """Put a text on one line with single blanks, without invisible characters. A formula stays a text."""
    text = " ".join(text.split())
    return text if text.isprintable() else "".join(filter(str.isprintable, text))


def shown(text: str) -> str:
    """Quote what stands in a file within a sentence, shortened."""
    text = tidy(text[:200])
    return f"'{text[:40]}...'" if len(text) > 40 else f"'{text}'"
