"""OFX 1 (SGML) and 2 (XML) as a stream of tags, in time linear to the file: values need no closing tag."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from app.domain.banking.adapters.statements.text import tidy

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9._]{0,40})\s{0,20}(/?)>([^<]*)")
_MAX_VALUE = 2_000
_COMMENT = re.compile(r"<!--(?:[^-]|-(?!->))*-->")


class Tag(NamedTuple):
    """A tag and the text behind it. at: where it stands."""

    name: str
    closes: bool
    value: str
    at: int


def tags(text: str) -> Iterator[Tag]:
    """Yield each tag; entities in values are resolved, and CDATA is the text that it holds."""
    if "<!--" in text:
        text = _COMMENT.sub("", text)
    if "<![CDATA[" in text:
        text = _without_cdata(text)
    for found in _TAG.finditer(text):
        value = found[4][:_MAX_VALUE]
        yield Tag(
            found[2].upper(),
            bool(found[1] or found[3]),
            "" if found[1] or found[3] else tidy(html.unescape(value)),
            found.start(),
        )


def _without_cdata(text: str) -> str:
    """Write <![CDATA[...]]> as plain text; one that has no end is left as it is."""
    pieces = text.split("<![CDATA[")
    for number, piece in enumerate(pieces[1:], 1):
        inside, end, rest = piece.partition("]]>")
        pieces[number] = html.escape(inside) + rest if end else ""
    return "".join(pieces)
