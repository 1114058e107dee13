"""A user's webhooks: added, listed, removed."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select

from app.config import Settings
from app.domain.alerts.channels.errors import TooManyWebhooks, WebhookNotFound
from app.domain.alerts.channels.tables import Webhook
from app.errors import Invalid
from app.extensions import db
from app.outbound.public import AddressRefused, target_of
from app.sealing import seal, unseal

MAX_WEBHOOKS = 10
SECRET_BYTES = 32
"""Standard Webhooks asks for 24 to 64."""
w = Webhook


class NewWebhook(NamedTuple):
    """secret: shown this once."""

    webhook: Webhook
    secret: str


def list_webhooks(user_id: int) -> list[Webhook]:
    """Return a user's webhooks, oldest first."""
    return list(db.session.scalars(select(w).where(w.user_id == user_id).order_by(w.id)))


def get_webhook(user_id: int, webhook_id: int) -> Webhook:
    """Return one of a user's own webhooks. Raises WebhookNotFound."""
    found = db.session.get(w, webhook_id)
    if found is None or found.user_id != user_id:
        raise WebhookNotFound
    return found


def own_webhooks(user_id: int, ids: Collection[int]) -> list[int]:
    """Return those of some webhooks that are a user's own."""
    statement = select(w.id).where(w.user_id == user_id, w.id.in_(ids))
    return list(db.session.scalars(statement.order_by(w.id)))


def add_webhook(settings: Settings, user_id: int, name: str, url: str) -> NewWebhook:
    """Add a webhook with a secret of its own.

    Raises Invalid where messages cannot be sent to the address, TooManyWebhooks.
    """
    try:
        target_of(url, settings.private_hosts)
    except AddressRefused as exc:
        raise Invalid(errors=[{"pointer": "/url", "message": str(exc)}]) from exc
    if (db.session.scalar(select(func.count()).where(w.user_id == user_id)) or 0) >= MAX_WEBHOOKS:
        raise TooManyWebhooks
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
    made = w(user_id=user_id, name=name, url=url, secret=seal(settings, {"secret": secret}))
    db.session.add(made)
    db.session.flush()
    return NewWebhook(made, secret)


def secret_of(settings: Settings, webhook: Webhook) -> str:
    """Return what a webhook's messages are signed with. Raises SealBroken."""
    return str(unseal(settings, webhook.secret)["secret"])


def delete_webhook(user_id: int, webhook_id: int) -> None:
    """Remove a webhook; alerts that named it no longer send there. Raises WebhookNotFound."""
    db.session.delete(get_webhook(user_id, webhook_id))
    db.session.flush()
