"""OFX 1 (SGML) and 2 (XML) as a stream of tags, in time linear to the file: values need no closing tag."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from operator import methodcaller
from typing import NamedTuple

from app.tabular.encoding import tidy

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9._]{0,40})\s{0,20}(/?)>([^<]*)")
_PARTS = methodcaller("group", 1, 2, 3, 4)
_MAX_VALUE = 2_000


class Tag(NamedTuple):
    """A tag and the text behind it."""

    name: str
    closes: bool
    value: str


def tags(text: str) -> Iterator[Tag]:
    """Yield each tag; entities in values are resolved, and CDATA is the text that it holds."""
    if "<![CDATA[" in text:
        text = _without_cdata(text)
    for opening, name, empty, value in map(_PARTS, _TAG.finditer(text)):
        if opening or empty or not value or value.isspace():
            yield Tag(name.upper(), bool(opening or empty), "")
            continue
        plain = value[:_MAX_VALUE]
        yield Tag(name.upper(), False, tidy(html.unescape(plain) if "&" in plain else plain))


def _without_cdata(text: str) -> str:
    """Write <![CDATA[...]]> as plain text; one that has no end is left as it is."""
    pieces = text.split("<![CDATA[")
    for number, piece in enumerate(pieces[1:], 1):
        inside, end, rest = piece.partition("]]>")
        pieces[number] = html.escape(inside) + rest if end else ""
    return "".join(pieces)
