"""An answer's way out: safe headers, 304 to a client that has it already, compression where that pays."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from flask_compress import Compress

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MIN_COMPRESSED_BYTES = 1_000
"""A shorter answer fits one packet anyway."""
JSON = "application/json"
_compress = Compress()

SAFE_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "microphone=(), midi=(), payment=(), serial=(), usb=()",
    ),
    # What is no page may load nothing and be framed by nobody; a page brings a policy of its own.
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
)
NOT_KEPT = (("Cache-Control", "no-store"),)
HTTPS_ONLY = (("Strict-Transport-Security", "max-age=31536000"),)


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
    is_read = request.method in {"GET", "HEAD"}
    if not is_read and (response.content_length or 0) < MIN_COMPRESSED_BYTES:
        return response
    if response.mimetype != JSON or response.is_streamed or response.status_code != 200:
        return response
    if is_read:
        body = response.get_data()
        # Weak: the same list, whichever way it is compressed.
        response.set_etag(blake2b(body, digest_size=12).hexdigest(), weak=True)
        response.make_conditional(request)
    if (response.content_length or 0) < MIN_COMPRESSED_BYTES:
        return response
    return _compress.after_request(response)


def hardened(app: WSGIApplication) -> WSGIApplication:
    """Say on every answer what browsers may not do with it; what the API says is not to be kept.

    On the list that leaves: Flask's headers search all of it for each that is set.
    """

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            said = {name.lower() for name, _ in headers}
            safe = [pair for pair in _safe_headers(environ) if pair[0].lower() not in said]
            return start_response(status, headers + safe, *more)

        return app(environ, start)

    return call


def _safe_headers(environ: WSGIEnvironment) -> tuple[tuple[str, str], ...]:
    found: tuple[tuple[str, str], ...] = SAFE_HEADERS
    if environ["wsgi.url_scheme"] == "https":  # by a proxy's word, which counts where TRUSTED_PROXIES says so
        found += HTTPS_ONLY
    if environ.get("PATH_INFO", "").startswith(("/api/", "/finance/api/", "/socket.io")):
        found += NOT_KEPT
    return found
