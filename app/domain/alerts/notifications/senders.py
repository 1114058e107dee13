"""Sending a message by its channel: a push, an e-mail, a signed webhook."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime
from typing import NamedTuple

import msgspec
from standardwebhooks.webhooks import Webhook

from app.clock import now, rfc3339
from app.config import Settings
from app.domain.alerts.notifications.events import NotificationCreated
from app.domain.alerts.notifications.tables import Channel
from app.domain.alerts.notifications.views import NotificationView
from app.outbound.errors import BrokenAnswer, ProviderAway, ProviderError
from app.outbound.mail import send_mail
from app.outbound.public import AddressRefused, post, target_of
from app.realtime import publisher, user_room


class Letter(NamedTuple):
    """What is sent. delivery: its id. to: an e-mail address, or a webhook's. secret: a webhook's."""

    channel: str
    delivery: int
    user_id: int
    message: NotificationView
    to: str = ""
    secret: str = ""


class SendingFailed(Exception):
    """A message was not taken. is_final: another try would change nothing."""

    def __init__(self, sentence: str, *, is_final: bool = False, retry_after_s: int | None = None) -> None:
        super().__init__(sentence[:300])
        self.is_final, self.retry_after_s = is_final, retry_after_s


def send(settings: Settings, letter: Letter) -> None:
    """Send a message. Raises SendingFailed."""
    if letter.channel == Channel.IN_APP:
        _push(letter)
    elif letter.channel == Channel.EMAIL:
        _send_mail(settings, letter)
    else:
        _post(settings, letter)


def _push(letter: Letter) -> None:
    message = letter.message
    event = NotificationCreated(
        id=message.id,
        alert=message.alert,
        is_test=message.is_test,
        title=message.title,
        body=message.body,
        data=message.data,
        at=message.at,
    )
    publisher().publish(event, to=user_room(letter.user_id))


def _send_mail(settings: Settings, letter: Letter) -> None:
    if not settings.smtp_url:
        raise SendingFailed("This installation sends no e-mails: SMTP_URL is not set.", is_final=True)
    message = letter.message
    mail = EmailMessage()
    mail["Subject"] = " ".join(message.title.split())
    mail["From"], mail["To"] = settings.smtp_from, letter.to
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = f"<notification-{message.id}@{settings.smtp_from.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{message.body}\n")
    try:
        send_mail(settings.smtp_url, mail)
    except ProviderAway as exc:
        raise SendingFailed(str(exc), retry_after_s=exc.retry_after_s) from exc
    except ProviderError as exc:
        raise SendingFailed(str(exc), is_final=True) from exc


def _post(settings: Settings, letter: Letter) -> None:
    """Sign a message as Standard Webhooks says (standardwebhooks.com) and post it."""
    body, moment, number = _body(letter.message), now(), f"msg_{letter.delivery}"
    headers = {
        "Content-Type": "application/json",
        "webhook-id": number,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(letter.secret).sign(number, moment, body),
    }
    try:
        status = post(target_of(letter.to, settings.private_hosts), body.encode(), headers)
    except AddressRefused as exc:
        raise SendingFailed(str(exc), is_final=True) from exc
    except (ProviderAway, BrokenAnswer) as exc:
        raise SendingFailed(str(exc)) from exc
    if not 200 <= status < 300:
        raise SendingFailed(f"It was answered with HTTP {status}.", is_final=status == 410)


def _body(message: NotificationView) -> str:
    told = {
        "type": "alert.test" if message.is_test else "alert.fired",
        "timestamp": rfc3339(message.at),
        "data": {
            "notification": message.id,
            "alert": message.alert,
            "title": message.title,
            "body": message.body,
            **message.data,
        },
    }
    return msgspec.json.encode(told).decode()
