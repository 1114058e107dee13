"""Sending an e-mail through the operator's server."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from app.outbound.errors import BrokenAnswer, ProviderAway

TIMEOUT_S = 15.0


def send_mail(smtp_url: str, message: EmailMessage) -> None:
    """Send one message.

    smtp_url: smtp://name:password@host:587, with STARTTLS where the server offers it, or smtps://host:465.
    A password is sent over TLS alone. Raises ProviderAway where it may be tried again, BrokenAnswer where the
    server refuses this message or the sender.
    """
    try:
        with _connection(smtp_url) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as exc:
        codes = [code for code, _ in exc.recipients.values()]
        raise _failure(max(codes, default=0)) from exc
    except smtplib.SMTPResponseException as exc:
        raise _failure(exc.smtp_code) from exc
    except smtplib.SMTPNotSupportedError as exc:
        raise BrokenAnswer("The mail server does not offer what this message needs.") from exc
    except (smtplib.SMTPException, OSError) as exc:
        raise ProviderAway("The mail server does not answer.") from exc


def _connection(smtp_url: str) -> smtplib.SMTP:
    parts = urlsplit(smtp_url)
    host, secure = parts.hostname or "", parts.scheme == "smtps"
    tls = ssl.create_default_context()
    server: smtplib.SMTP
    if secure:
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_S, context=tls)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_S)
    try:
        server.ehlo()
        if not secure and server.has_extn("starttls"):
            server.starttls(context=tls)
            server.ehlo()
            secure = True
        if parts.username:
            if not secure:
                raise BrokenAnswer("The mail server offers no TLS; a password is not sent without.")
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _failure(code: int) -> ProviderAway | BrokenAnswer:
    """Tell by a reply's code: 4xx is a trouble that passes, 5xx one that stays (RFC 5321, 4.2.1)."""
    if 400 <= code < 500:
        return ProviderAway(f"The mail server asks us to wait (SMTP {code}).")
    return BrokenAnswer(f"The mail server refuses this message (SMTP {code}).")
