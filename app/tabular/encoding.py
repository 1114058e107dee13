"""From a file's bytes to clean text."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple, get_args

from app.tabular.errors import UnreadableFile
from app.tabular.letters import Encoding, likeliest

_LOOKED_AT = 1_000_000
_MANY_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_JAPANESE = re.compile("[\u3005\u3040-\u30ff\u4e00-\u9fff\uff01-\uff5e]{2,}")
_USUAL_JAPANESE = re.compile(rb"(?:[\x81-\x97][\x40\x5b-\x60\x7b-\x7e\x80-\xfc]){2}")
"""Kana and kanji; letters of one byte stand beside those of A to Z, not two and two like these."""
_NO_JAPANESE = re.compile("[\u0080-\u2000\ue000-\uf8ff]")
# What programs write into a header whatever they write after it; other names are there for a reason.
_THOUGHTLESS: frozenset[Encoding] = frozenset({"cp1252"})
_TRUST = 40


class Text(NamedTuple):
    """A file's text; `doubts` are sentences about letters that may be others than the bank's."""

    text: str
    doubts: tuple[str, ...]


def read_text(content: bytes, declared: str = "") -> Text:
    """Read a whole file as text, for the formats that need it at once.

    declared: the name of the encoding that the file gives, if any; what its bytes say weighs more.
    """
    encoding, told = judge_encoding(content, declared)
    text = content.decode(encoding, "replace").removeprefix("\ufeff")
    doubts = [*told]
    if "\ufffd" in text:
        doubts.append(
            "Some bytes of this file are no letters in its encoding; a \ufffd stands for each of them."
        )
    return Text(text, tuple(doubts))


def judge_encoding(content: bytes, declared: str) -> tuple[Encoding, tuple[str, ...]]:
    """Tell how a file is encoded that says so itself, and in sentences which letters are in doubt."""
    encoding, rival = _judge(content, declared)
    return encoding, (_two_ways(content, encoding, rival),) if rival else ()


def guess_encoding(content: bytes) -> Encoding:
    """Tell how a text file is encoded: by its mark, by being UTF-8, else by which letters make words."""
    return _judge(content, "")[0]


def rival_encoding(content: bytes) -> Encoding | None:
    """Return the encoding that is nearly as likely as the guessed one and reads other letters, if any."""
    return _judge(content, "")[1]


def _judge(content: bytes, declared: str) -> tuple[Encoding, Encoding | None]:
    if wide := _wide(content):
        return wide, None
    if content.isascii() or content.startswith(codecs.BOM_UTF8) or _is_utf8(content):
        return "utf-8-sig", None
    if _is_japanese(content[:_LOOKED_AT]):
        return "cp932", None
    named = _known(declared)
    trust = 6 if named in _THOUGHTLESS else _TRUST
    return likeliest(content, declared=named, trust=trust)


def _wide(content: bytes) -> Encoding | None:
    """UTF-16 by its mark, or by its zeros: every other byte of a Western text is one."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = content[:4096]
    first, second = head[::2].count(0), head[1::2].count(0)
    few, many = len(head) / 100, len(head) / 8
    if second > many and first <= few:
        return "utf-16-le"
    return "utf-16-be" if first > many and second <= few else None


def _is_utf8(content: bytes) -> bool:
    """Tell whether it is UTF-8, but for a few broken letters; by blocks, as a copy would be wasted."""
    decoder, view = codecs.getincrementaldecoder("utf-8")(), memoryview(content)
    try:
        for start in range(0, len(content), _LOOKED_AT):
            decoder.decode(view[start : start + _LOOKED_AT])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _is_nearly_utf8(content[:_LOOKED_AT])
    return True


def _is_nearly_utf8(head: bytes) -> bool:
    rest, whole = _MANY_BYTES.subn(b"", head)
    broken = sum(1 for _ in re.finditer(rb"[\x80-\xff]+", rest))
    return whole > 5 * broken


def _is_japanese(head: bytes) -> bool:
    """Tell whether it is Shift-JIS, whose letters have two bytes, but for those of half a width."""
    if not _USUAL_JAPANESE.search(head):
        return False
    text = codecs.getincrementaldecoder("cp932")("replace").decode(head)
    if "\ufffd" in text or _NO_JAPANESE.search(text):
        return False
    wide = sum("\u3000" < letter < "\uff61" for letter in text)
    return 2 * sum(map(len, _JAPANESE.findall(text))) >= wide


def _known(name: str) -> Encoding | None:
    """Find one of ours by the name that a file gives; Latin 1 is read as cp1252, which holds it."""
    name = f"cp{name}" if name.isdigit() else name
    try:
        found = codecs.lookup(name).name.replace("iso8859", "iso-8859") if name else ""
    except LookupError:
        return None
    found = {"iso-8859-1": "cp1252", "shift_jis": "cp932"}.get(found, found)
    return next((known for known in get_args(Encoding) if known == found), None)


def _two_ways(content: bytes, encoding: Encoding, rival: Encoding) -> str:
    for found in re.finditer(rb"[A-Za-z\x80-\xff]{0,30}[\x80-\xff][A-Za-z\x80-\xff]{0,30}", content):
        ways = [found[0].decode(each, "replace") for each in (encoding, rival)]
        if ways[0] != ways[1]:
            taken, other = map(shown, ways)
            return f"Some letters of this file can be read in two ways: {taken}, as is done, or {other}."
    return "Some letters of this file can be read in two ways."


def checked_encoding(name: str) -> Encoding:
    """Refuse an encoding outside the list: some of Python's codecs unpack archives or take for ever."""
    for known in get_args(Encoding):
        if name == known:
            return known  # type: ignore[no-any-return]
    raise UnreadableFile(f"The encoding {name[:40]!r} is not one of those that can be read.")


def tidy(text: str) -> str:
    """Put a text on one line with single blanks, without invisible characters. A formula stays a text."""
    text = " ".join(text.split())
    return text if text.isprintable() else "".join(filter(str.isprintable, text))


def shown(text: str) -> str:
    """Quote what stands in a file within a sentence, shortened."""
    text = tidy(text[:200])
    return f"'{text[:40]}...'" if len(text) > 40 else f"'{text}'"
