"""What an event is: a typed class with a name, a rate and a documented payload."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import msgspec

EVENTS: dict[str, type[Event]] = {}
"""Every event class by name; feeds the OpenAPI document."""


class Event(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The data of one pushed event; `{id, at, topic, data}` is put around it when it is sent.

    burst: how many messages may leave at once; they refill at 20 a second per audience.
    when_fast: beyond that, 'list' gathers events into one message named `plural`, 'latest' keeps
    only the newest.
    """

    name: ClassVar[str]
    audience: ClassVar[str] = "user"
    burst: ClassVar[int] = 1
    when_fast: ClassVar[Literal["list", "latest"]] = "latest"
    plural: ClassVar[str | None] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if getattr(cls, "name", None):
            _register(cls)


def _register(kind: type[Event]) -> None:
    """Refuse a name that another class has: clients tell events by their names alone."""
    taken = {name for known in EVENTS.values() for name in (known.name, known.plural)}
    for name in {kind.name, kind.plural} - {None}:
        if name in taken:
            raise TypeError(f"There is an event {name!r} already; {kind.__name__} needs another name.")
    EVENTS[kind.name] = kind


class SessionEnded(Event):
    """The session was ended, or a socket's token has expired; the socket closes right after.

    To the socket whose token expired (`reason` "token_expired") and to those that may hear of nothing
    else it comes with the id 0, outside the count.
    """

    name = "session.ended"
    burst = 100
    session: str
    reason: str


class ReplayGap(Event):
    """More was missed than is kept: reload by REST. `oldest` is the first id still here, if any."""

    name = "replay.gap"
    audience = "the socket that asked"
    after: int
    oldest: int | None
    topic: str | None


class RateLimited(Event):
    """Messages came too fast and were dropped; comes with the id 0. Going on so ends the connection."""

    name = "rate_limited"
    audience = "the socket that sent too much"
    detail: str


class SessionReady(Event):
    """The socket is joined to its rooms; the envelope's id is the newest in the user's room.

    It is 0 where the token lacks `transactions:read` and hears nothing of that room.
    """

    name = "session.ready"
    audience = "the socket that connected"
    user: int
    replica: str
