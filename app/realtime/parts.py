"""What pushing needs in one process."""

from __future__ import annotations

from collections.abc import Iterable

from app.extensions import socketio
from app.realtime.buckets import Shares
from app.realtime.gate import Gate
from app.realtime.publisher import Publisher
from app.realtime.stream import Follower
from app.services import Services


def make_parts(services: Services, *, serves: bool) -> Iterable[Publisher | Follower | Shares | Gate]:
    """Make the publisher, what follows it, the users' shares and, where sockets are served, their gate."""
    publisher = Publisher(services.redis)
    yield publisher
    yield Follower(services.redis, publisher)
    yield Shares(services.settings)
    if serves:
        yield Gate(socketio.server)
