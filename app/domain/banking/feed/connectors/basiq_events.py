"""Basiq's webhook events in our words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from app.domain.banking.feed.ports import Hint, HintKind, LinkState, UnreadableEvent
from app.json_values import id_of, member, read_json

ID = re.compile("[A-Za-z0-9_-]{1,100}")
_IN_FILTER = re.compile(r"connection\.id\.eq\('([A-Za-z0-9_-]{1,100})'\)")
_KINDS: dict[str, tuple[HintKind, LinkState | None]] = {
    "transactions.updated": ("transactions", None),
    "connection.created": ("connection", "active"),
    "connection.activated": ("connection", "active"),
    "connection.invalidated": ("connection", "needs_reauth"),
    "connection.deleted": ("connection", "deleted"),
    "consent.expired": ("connection", "needs_reauth"),
    "consent.revoked": ("connection", "needs_reauth"),
    "user.deleted": ("connection", "deleted"),
}


def read(body: bytes, headers: Mapping[str, str]) -> list[Hint]:
    """Read what is new where; the ids are only in a link, which is never followed. Raises UnreadableEvent."""
    try:
        event = read_json(body)
    except ValueError as exc:
        raise UnreadableEvent(f"The event is not JSON: {exc}.") from exc
    event_type = id_of(member(event, "eventTypeId"), 80)
    if event_type is None:
        raise UnreadableEvent("The event names no eventTypeId.")
    # webhook-id is signed too, and stays the same when a message is sent again.
    sent = id_of(headers.get("webhook-id"), 150) or id_of(member(event, "eventId"), 150)
    kind, state = _KINDS.get(event_type, ("ignored", None))
    user, connection = _ids_in(member(event, "links", "eventEntity"))
    if kind != "ignored" and user is None:
        raise UnreadableEvent("The event's link names no user.")
    return [Hint(sent or sha256(body).hexdigest(), event_type, user, connection, None, kind, state)]


def _ids_in(link: Any) -> tuple[str | None, str | None]:
    """Take the user's and the connection's id out of a link's path and filter, wherever it leads."""
    try:
        parts = urlsplit(link if isinstance(link, str) else "")
        query = parse_qs(parts.query).get("filter", [""])[0]
    except ValueError:
        return None, None
    steps = [unquote(step) for step in parts.path.split("/")]
    named = {name: value for name, value in pairwise(steps) if ID.fullmatch(value)}
    filtered = _IN_FILTER.search(query)
    return named.get("users"), filtered[1] if filtered else named.get("connections")
