"""Just enough of protobuf to read what helm posts."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

Object = dict[str, Any]


def secret_of_protobuf(raw: bytes) -> Object:
    """Read a Secret as helm posts its releases: the one kind that it sends as protobuf."""
    (envelope,) = fields_of(raw[4:])[2]  # after "k8s\0": runtime.Unknown, whose field 2 is the object
    secret = fields_of(envelope)
    about = fields_of(secret[1][0])

    def pairs(entries: list[bytes]) -> Iterator[tuple[str, bytes]]:
        for entry in map(fields_of, entries):
            yield entry[1][0].decode(), entry.get(2, [b""])[0]

    return {
        "kind": "Secret",
        "type": secret.get(3, [b""])[0].decode(),
        "data": {key: base64.b64encode(value).decode() for key, value in pairs(secret.get(2, []))},
        "metadata": {
            "name": about[1][0].decode(),
            "labels": {key: value.decode() for key, value in pairs(about.get(11, []))},
        },
    }


def fields_of(message: bytes) -> dict[int, list[Any]]:
    """Split a protobuf message into its fields, by their numbers."""
    found: dict[int, list[Any]] = {}
    at = 0

    def number() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(message):
        tag = number()
        value: Any = number()
        if tag & 7 == 2:
            value, at = message[at : at + value], at + value
        found.setdefault(tag >> 3, []).append(value)
    return found
