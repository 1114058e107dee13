"""Services outside that are configured: whether their addresses answer at all."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import requests

from app.config import Settings
from app.domain.operations.installation.findings import Finding, ok, problem

WITHIN_S = 4.0


def check_outside(settings: Settings) -> Iterable[Finding]:
    """Ask every configured service for an answer of any kind, all at once; no key is sent."""
    wanted = addresses(settings)
    if wanted:
        with ThreadPoolExecutor(len(wanted)) as pool:
            yield from pool.map(lambda pair: _check(*pair), wanted.items())


def addresses(settings: Settings) -> dict[str, str]:
    """Return the addresses that this installation asks, by the setting that names each."""
    named = {
        "BASIQ_URL": settings.basiq_url if settings.basiq_api_key else "",
        "APIDECK_URL": settings.apideck_url if settings.apideck_api_key else "",
        "FX_URL": settings.fx_url,
        "BINANCE_URL": settings.binance_url if settings.price_source == "markets" else "",
        "SMTP_URL": settings.smtp_url,
    }
    return {name: url for name, url in named.items() if url}


def _check(name: str, url: str) -> Finding:
    host = urlsplit(url).hostname or url
    try:
        if url.startswith("smtp"):
            port = urlsplit(url).port or (465 if url.startswith("smtps") else 587)
            socket.create_connection((host, port), timeout=WITHIN_S).close()
        else:
            requests.head(url, timeout=WITHIN_S, allow_redirects=False).close()
    except (OSError, requests.RequestException) as exc:
        return problem(
            name, f"{host} does not answer ({type(exc).__name__}).",
            f"See that {name} is right, and that this machine may reach it (firewall, proxy, DNS).",
        )  # fmt: skip
    return ok(name, f"{host} answers.")
