"""An answer's way out: JSON is compressed where that pays, and a client that has it already hears 304."""

from __future__ import annotations

from hashlib import blake2b

from flask import Flask, Response, request
from flask_compress import Compress

MIN_COMPRESSED_BYTES = 1_000
"""A shorter answer fits one packet anyway."""
JSON = "application/json"
_compress = Compress()


def init_app(app: Flask) -> None:
    """Register before the hooks that write headers: those registered later run first."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_MIMETYPES=[JSON],
        COMPRESS_MIN_SIZE=MIN_COMPRESSED_BYTES,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_STREAMS=False,
    )
    _compress.init_app(app)
    app.after_request(_deliver)


def _deliver(response: Response) -> Response:
    if response.mimetype != JSON or response.is_streamed or response.status_code != 200:
        return response
    if request.method in {"GET", "HEAD"}:
        body = response.get_data()
        # Weak: the same list, whichever way it is compressed.
        response.set_etag(blake2b(body, digest_size=12).hexdigest(), weak=True)
        response.make_conditional(request)
    if (response.content_length or 0) < MIN_COMPRESSED_BYTES:
        return response
    return _compress.after_request(response)
