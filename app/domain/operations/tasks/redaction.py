"""What of a task may be kept and shown: its arguments where they are ids, its error without secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

MAX_MESSAGE_LETTERS = 300
MAX_SHOWN_LETTERS = 200
HIDDEN = "…"
_WORD = re.compile(r"[A-Za-z0-9_.:@/-]{1,40}", re.ASCII)
_SECRETS = (
    re.compile(r"(?<=://)[^\s/@]+@"),  # name and password in an address
    re.compile(r"(?i)\b((?:[\w-]*(?:password|passwd|secret|token|api[_-]?key|authorization|signature))[\"']?\s*[=:]\s*)"
               r"(?:bearer\s+|basic\s+)?[\"']?[^\s\"'&,;]+"),
    re.compile(r"(?i)\b(bearer|basic)\s+\S+"),
    re.compile(r"[A-Za-z0-9_+/=-]{32,}"),  # keys, tokens, hashes
)  # fmt: skip


def kept_arguments(args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[Any] | None:
    """Return a task's arguments where each is an id or a short plain word, or a list of such; else None.

    Deny by default: what could be a secret, or somebody's text, is not written down.
    """
    if kwargs or not all(_is_plain(each) for each in args):
        return None
    return [list(each) if isinstance(each, list | tuple) else each for each in args]


def _is_plain(value: Any) -> bool:
    if value is None or isinstance(value, bool | int):
        return True
    if isinstance(value, str):
        return _WORD.fullmatch(value) is not None and _hide(value) == value
    return isinstance(value, list | tuple) and len(value) <= 100 and all(_is_plain(each) for each in value)


def shown_arguments(args: Sequence[Any] | None) -> str:
    """Write arguments for people; None are ones that were not kept."""
    return HIDDEN if args is None else ", ".join(map(_word_of, args))[:MAX_SHOWN_LETTERS]


def _word_of(value: Any) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)


def masked(message: str) -> str:
    """Return the first line of an error's message without what could be a secret in it."""
    first = next((line.strip() for line in message.splitlines() if line.strip()), "")
    return _hide(first)[:MAX_MESSAGE_LETTERS]


def _hide(text: str) -> str:
    address, named, scheme, key = _SECRETS
    text = address.sub(f"{HIDDEN}@", text)
    text = named.sub(rf"\g<1>{HIDDEN}", text)
    text = scheme.sub(rf"\g<1> {HIDDEN}", text)
    return key.sub(HIDDEN, text)
