"""JSON written as JavaScript's JSON.stringify writes it, for signatures that are made over it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from math import isinf
from typing import Any

_HALF = re.compile("[\ud800-\udfff]")
_INDEX = re.compile("0|[1-9][0-9]{0,9}")
_MAX_INDEX = 2**32 - 2


def canonical(text: str) -> str:
    """Rewrite JSON with the keys of objects sorted, as `JSON.stringify(sorted(JSON.parse(text)))` would.

    Arrays stay as they are: the objects in them keep their own order (the sorter of Apideck's guide,
    developers.apideck.com/guides/webhook-signature-verification, returns arrays untouched).
    Raises ValueError where the text is no JSON, or nested too deeply.
    """
    try:
        value = json.loads(text, parse_int=float, parse_float=float, parse_constant=_no_constant)
        return _write(value, sort=True)
    except RecursionError as exc:
        raise ValueError("it is nested too deeply") from exc


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _write(value: Any, *, sort: bool) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, dict):
        pairs = (f"{_text(key)}:{_write(value[key], sort=sort)}" for key in _in_order(value, sort=sort))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_write(each, sort=False) for each in value) + "]"
    return {None: "null", True: "true", False: "false"}[value]


def _text(value: str) -> str:
    """Write a string; half a surrogate pair is escaped (well-formed JSON.stringify, ES2019)."""
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", json.dumps(value, ensure_ascii=False))


def _in_order(keys: Iterable[str], *, sort: bool) -> list[str]:
    """JavaScript lists keys that look like array indices first, by number, whatever order they came in."""
    names = list(keys)
    indices = sorted((name for name in names if _is_index(name)), key=int)
    others = [name for name in names if not _is_index(name)]
    return indices + (sorted(others, key=_utf16) if sort else others)


def _is_index(name: str) -> bool:
    return bool(_INDEX.fullmatch(name)) and int(name) <= _MAX_INDEX


def _utf16(name: str) -> bytes:
    """JavaScript compares strings by UTF-16 units, not by characters."""
    return name.encode("utf-16-be", "surrogatepass")


def number(value: float) -> str:
    """Write a double as JavaScript does (ECMA-262, Number::toString): 10, 1e-7, 1e+21; infinite is null."""
    if isinf(value):
        return "null"
    if value == 0:
        return "0"
    # repr is the shortest text that reads back as this double, as in JavaScript; only its layout differs.
    sign, figures, exponent = Decimal(repr(value)).normalize().as_tuple()
    digits, point = "".join(map(str, figures)), len(figures) + int(exponent)
    return ("-" if sign else "") + _layout(digits, point)


def _layout(digits: str, point: int) -> str:
    """Place the decimal point after `point` digits, or use an exponent where JavaScript does."""
    if len(digits) <= point <= 21:
        return digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}e{point - 1:+d}"
