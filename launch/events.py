"""Print docs/events.md from the event classes: `python -m launch.events`."""

from __future__ import annotations

import inspect
import re

import msgspec

from app import bootstrap as _domains  # noqa: F401 - importing the domains declares their events
from app.realtime import EVENTS, Event, Topic
from app.realtime.topics import TOPICS

HEAD = """# Events

Generated from the event classes by `make types`.

One authenticated Socket.IO connection per tab, on the default namespace: `io(url, {auth: {token}})`, with
an access token or a personal API token. A bad token is refused with `connect_error` "unauthorized" and
`{code, detail}`, and so is one socket too many (`too_many_requests`). Scopes hold as on HTTP: without
`transactions:read` nothing of your own room or of `bank` is sent, and the admins' topics need an admin's own
sign-in. The socket ends with `session.ended` when the session or the API token is ended, and when the
token expires: send `renew` with a fresh one of the same session before that.

Every event is `{id, at, topic, data}` under its name; `id` grows by one per topic (`user` is your own room,
and what is said to your socket alone has none). A client that was away sends
`replay {after: id}` (and `topic`, for a topic) and gets what it missed under the same names, then the
acknowledgement `{ok, replayed, last_id}`; with `more: true` in it, ask for the next page after `last_id`
(one page is at most 200 events; large ones end it earlier). The last 10,000 events or 24 hours are kept;
past that, `replay.gap` comes first. Events that two replicas send at the same moment may overtake each
other by some milliseconds: ask for a replay after the newest id up to which you have all of them.

| client sends | acknowledgement |
|---|---|
| `subscribe {topic}` | `{ok, topic, last_id}`, or `{ok: false, error}` where you may not see it |
| `unsubscribe {topic}` | `{ok, topic}` |
| `replay {after, topic?}` | `{ok, replayed, last_id}`, with `more: true` where there is another page |
| `updates.stop` | `{ok, topics}`: no more of `portfolio:{id}`, `market:{symbol}`, `networth` until the next |
| `updates.start` | `{ok, topics}`: those that are followed again |
| `renew {token}` | `{ok}` |
| `ping` | `{at, last_id}` |

What cannot be done is acknowledged with `{ok: false, error: {code, detail}}`. A socket may send 20 messages a
second (60 at once), all sockets of one user 100; what is more is dropped with the error `rate_limited`, and
a client that goes on is cut. A message may have 16 KB. What is no Socket.IO event ends the connection.

Clients without Socket.IO follow the same by Server-Sent Events: `GET /api/stream` is your own room,
`GET /api/stream/{topic}` a topic, each with the token in `Authorization`. `Last-Event-ID` resumes after the
id that was heard last.
"""


def main() -> None:
    print(HEAD)
    print("| topic | who may follow |\n|---|---|")
    for name in sorted(TOPICS):
        print(f"| `{TOPICS[name].pattern}` | {_who(TOPICS[name])} |")
    print()
    for name in sorted(EVENTS):
        print(describe(EVENTS[name]))


def _who(topic: Topic) -> str:
    """Say what a topic needs of its followers."""
    role = f"{topic.role}s who signed in themselves" if topic.role else "everybody, their own"
    if not topic.is_personal and topic.role is None:
        role = "who may see it" if topic.may else "everybody"
    scopes = [f"`{scope}`" for scope in topic.scopes if scope != "account"]
    return f"{role}; {', '.join(scopes)}" if scopes else role


def describe(kind: type[Event]) -> str:
    """Write one event: when it is sent, to whom, and its fields."""
    lines = [f"## {kind.name}", "", f"To: {kind.audience}.", "", inspect.cleandoc(kind.__doc__ or ""), ""]
    fields = [f"| `{field.encode_name}` | {_words(field.type)} |" for field in msgspec.structs.fields(kind)]
    if fields:
        lines += ["| field | type |", "|---|---|", *fields, ""]
    return "\n".join(lines)


def _words(kind: object) -> str:
    text = kind.__name__ if isinstance(kind, type) and not getattr(kind, "__args__", None) else str(kind)
    plain = re.sub(r"\b(typing|builtins)\.", "", text).replace("NoneType", "None")
    return f"`{plain}`".replace("|", "\\|")


if __name__ == "__main__":
    main()
