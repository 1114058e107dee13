"""Topics: whom events are for. Domains register theirs; what is not registered is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.security import Principal, Role

SESSION = "session:"
"""Begins the name of a session's room, which the server alone enters sockets into."""
MAX_TOPIC_LETTERS = 100


@dataclass(frozen=True)
class Topic:
    """Something that sockets and streams may follow, and who may.

    pattern: its name, `bank`, or one for each of many things, `portfolio:{id}`.
    scopes, role: what a token needs, as on HTTP. may: asked last, with what stands for the braces: whether
    a portfolio is the caller's, say.
    is_personal: each follower hears their own; the room's name ends with their id.
    is_watched: replicas note which of its things are followed, so that nothing is computed for nobody.
    """

    pattern: str
    scopes: tuple[str, ...] = ()
    role: Role | None = None
    may: Callable[[Principal, str], bool] | None = None
    is_personal: bool = False
    is_watched: bool = False

    @property
    def name(self) -> str:
        return self.pattern.partition(":")[0]

    @property
    def has_key(self) -> bool:
        return ":" in self.pattern

    def allows(self, caller: Principal, key: str) -> bool:
        """Tell whether somebody may follow it; the dear question comes last."""
        if self.role not in {None, caller.role} or not all(caller.may(scope) for scope in self.scopes):
            return False
        return self.may is None or self.may(caller, key)


TOPICS: dict[str, Topic] = {}
"""Every topic, by its name."""


def register(topic: Topic) -> Topic:
    """Make a topic known. Raises ValueError where the name is taken: two would share a sequence."""
    if topic.name in TOPICS or f"{topic.name}:" == SESSION:
        raise ValueError(f"There is a topic {topic.name!r} already.")
    if topic.is_personal and topic.has_key:
        raise ValueError("A topic is personal or has a key, not both.")
    TOPICS[topic.name] = topic
    return topic


OWN = register(Topic("user", scopes=("transactions:read",), is_personal=True))
"""What is one's own; a socket enters it by connecting."""


def user_room(user_id: int) -> str:
    return room_of(OWN, user_id)


def session_room(session_id: str) -> str:
    return f"{SESSION}{session_id}"


def room_of(topic: Topic, key: int | str) -> str:
    """Return the room of one user of a personal topic, or of one thing of a topic with a key."""
    return f"{topic.name}:{key}"


def topic_of(room: str) -> str:
    """Return the topic that a room's events are told under: of a personal one, nobody's id."""
    name = room.partition(":")[0]
    found = TOPICS.get(name)
    return name if found and found.is_personal else room


def may_follow(caller: Principal) -> bool:
    """Tell whether someone may hear of transactions and bank connections: as on HTTP, by the scope."""
    return OWN.allows(caller, "")


def room_for(topic: object, caller: Principal) -> str | None:
    """Return the room behind a topic, or None where it does not exist or the caller may not see it.

    topic: None is one's own, which is entered by connecting.
    """
    text = OWN.name if topic is None else topic
    if not isinstance(text, str) or len(text) > MAX_TOPIC_LETTERS or "\0" in text:
        return None
    name, colon, key = text.partition(":")
    found = TOPICS.get(name)
    if found is None or bool(colon) != found.has_key or (found.has_key and not key):
        return None
    if not found.allows(caller, key):
        return None
    return room_of(found, caller.user_id) if found.is_personal else text
