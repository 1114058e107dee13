"""Who may follow what, and which names are refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.realtime import EVENTS, Event, Topic, register, room_for, topic_of
from app.realtime.topics import TOPICS
from app.security import Principal

ANA, BOB = Principal(1, "user", "s-1"), Principal(2, "user", "s-2")
DEAF = Principal(1, "user", "s-3", frozenset({"profile:read"}))
OWNERS = {"7": 1}


@pytest.fixture(autouse=True)
def _leave_the_names_as_they_were() -> Iterator[None]:
    topics, events = dict(TOPICS), dict(EVENTS)
    for name in ("portfolio", "market"):
        TOPICS.pop(name, None)
    yield
    for registry, before in ((TOPICS, topics), (EVENTS, events)):
        registry.clear()
        registry.update(before)  # type: ignore[arg-type]


@pytest.fixture
def portfolio() -> Topic:
    return register(
        Topic(
            "portfolio:{id}",
            scopes=("transactions:read",),
            may=lambda caller, key: OWNERS.get(key) == caller.user_id,
        )
    )


def test_a_topic_with_a_key_asks_whose_it_is(portfolio: Topic) -> None:
    assert [room_for("portfolio:7", who) for who in (ANA, BOB)] == ["portfolio:7", None]
    assert topic_of("portfolio:7") == "portfolio:7"


def test_the_owner_is_not_asked_about_where_the_token_lacks_the_scope() -> None:
    asked: list[str] = []
    register(Topic("wallet:{id}", scopes=("transactions:read",), may=lambda _, key: not asked.append(key)))
    assert (room_for("wallet:7", DEAF), asked) == (None, [])


def test_a_topic_without_a_check_is_for_everyone_who_is_signed_in() -> None:
    register(Topic("market:{symbol}"))
    assert [room_for("market:BTC-EUR", who) for who in (ANA, BOB, DEAF)] == ["market:BTC-EUR"] * 3


@pytest.mark.parametrize(
    "topic",
    ["portfolio", "portfolio:", "portfolio:8", "portfolio:7:1", "nowhere:7", f"portfolio:{'7' * 200}",
     "portfolio:7\0", "bank:1", "user:1", "session:s-1", "", ":", 7, ["bank"]],
)  # fmt: skip
def test_what_is_no_topic_has_no_room(portfolio: Topic, topic: object) -> None:
    assert room_for(topic, ANA) is None


@pytest.mark.parametrize("name", [None, "user"])
def test_ones_own_room_is_told_under_a_name_without_the_number(name: str | None) -> None:
    assert (room_for(name, ANA), topic_of("user:1"), topic_of("bank:1")) == ("user:1", "user", "bank")
    assert room_for(name, DEAF) is None


@pytest.mark.parametrize("pattern", ["bank", "bank:{id}", "user", "session:{id}"])
def test_a_name_that_is_taken_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="already"):
        register(Topic(pattern))


def test_a_second_class_of_an_events_name_is_refused() -> None:
    with pytest.raises(TypeError, match=r"'session\.ended' already"):
        type("Other", (Event,), {"name": "session.ended", "__annotations__": {}})
    assert EVENTS["session.ended"].__name__ == "SessionEnded"


def test_an_event_may_not_have_the_name_of_anothers_bursts() -> None:
    type("One", (Event,), {"name": "toy.made", "plural": "toys.made"})
    with pytest.raises(TypeError, match=r"'toys\.made' already"):
        type("Two", (Event,), {"name": "toys.made"})
