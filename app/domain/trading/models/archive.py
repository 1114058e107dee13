"""Arrays of numbers and a description as bytes: npz and JSON, hence no code in them."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import Invalid
from app.json_values import JsonObject

MAX_ARCHIVE_BYTES = 32 * 1024 * 1024
MAX_UNPACKED_BYTES = 128 * 1024 * 1024
DESCRIPTION = "description"

Arrays = dict[str, NDArray[np.float64]]

BROKEN = (
    ValueError, LookupError, TypeError, AttributeError, EOFError, OSError, MemoryError, RuntimeError,
    zlib.error, zipfile.BadZipFile,
)  # fmt: skip
"""What zipfile, numpy, json and a reader's own code raise of bytes that are not what they should be."""


class UnreadableArchive(Invalid):
    """This is nothing that this version has written and can read."""

    code, title = "unreadable_archive", "Unreadable model"


def pack(arrays: Mapping[str, NDArray[Any]], description: Mapping[str, Any]) -> bytes:
    """Write arrays by name beside a description; the same ones give the same bytes."""
    told = np.frombuffer(json.dumps(description, sort_keys=True).encode(), np.uint8)
    written = io.BytesIO()
    np.savez_compressed(written, allow_pickle=False, **{**arrays, DESCRIPTION: told})
    return written.getvalue()


def unpack(content: bytes) -> tuple[Arrays, JsonObject]:
    """Read arrays and their description; NaN is a number, infinity is not.

    Raises UnreadableArchive for anything else, before it is unpacked where it would be too large.
    """
    try:
        _require_size(content)
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        description = json.loads(arrays.pop(DESCRIPTION).tobytes())
    except BROKEN as exc:
        raise UnreadableArchive from exc
    for name, values in arrays.items():
        if values.dtype.kind != "f" or np.isinf(values).any():
            raise UnreadableArchive(f"{name} holds something that is no number.")
    if not isinstance(description, dict):
        raise UnreadableArchive
    return arrays, description


def _require_size(content: bytes) -> None:
    if len(content) > MAX_ARCHIVE_BYTES:
        raise UnreadableArchive("It is larger than anything that is written here.")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise UnreadableArchive("It unpacks to more than anything that is written here.")
