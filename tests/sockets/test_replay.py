"""What was missed comes again, once and in order; what is no longer kept is owned up to."""

from __future__ import annotations

from apiflask import APIFlask

from app.realtime import Publisher, user_room
from app.realtime.events import SessionEnded
from app.services import services_of
from tests.sockets.conftest import Listen
from tests.sockets.test_connect import Make, SignIn, post, token_of
from tests.support.launched import eventually
from tests.support.listener import PythonListener, events, hears, settles, transactions
from tests.support.redis_server import RedisServer
from tests.support.served import Replica


def publisher_of(app: APIFlask) -> Publisher:
    found: Publisher = services_of(app).part(Publisher)
    return found


def test_a_client_that_was_away_gets_what_it_missed_in_order(
    app: APIFlask, replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    before = listen(PythonListener, replica.url, token_of(headers))
    post(replica, headers, user=ana.id, transaction_id="seen")
    assert hears(before, "transaction.created")
    last = before.heard[-1][1]["id"]
    before.close()
    for number in range(20):
        post(replica, headers, user=ana.id, transaction_id=f"missed-{number}")
    assert eventually(lambda: publisher_of(app).last_id(user_room(ana.id)) == last + 20)
    back = listen(PythonListener, replica.url, token_of(headers))
    assert back.ask("replay", {"after": last}) == {"ok": True, "replayed": 20, "last_id": last + 20}
    assert settles(lambda: len(transactions(back)), 20) == 20
    assert transactions(back) == [f"missed-{number}" for number in range(20)]
    assert [each["id"] for each in events(back, "transaction.created")] == list(range(last + 1, last + 21))


def test_who_missed_nothing_gets_nothing(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    listener = listen(PythonListener, replica.url, token_of(headers))
    post(replica, headers, user=ana.id)
    assert hears(listener, "transaction.created")
    assert listener.ask("replay", {"after": 1}) == {"ok": True, "replayed": 0, "last_id": 1}
    assert events(listener, "replay.gap") == []


def test_a_topic_is_replayed_to_those_who_may_see_it(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    user = listen(PythonListener, replica.url, token_of(headers))
    admin = listen(PythonListener, replica.url, token_of(sign_in(make_user("admin"))))
    post(replica, headers, user=ana.id)
    assert hears(user, "transaction.created")
    asked = {"after": 0, "topic": "admin.transactions"}
    assert user.ask("replay", asked)["error"]["code"] == "not_found"
    assert admin.ask("replay", asked)["replayed"] == 1
    assert hears(admin, "transactions.accepted")


def test_a_gap_is_announced_before_what_is_left(
    app: APIFlask,
    redis_server: RedisServer,
    replica: Replica,
    listen: Listen,
    make_user: Make,
    sign_in: SignIn,
) -> None:
    """The log keeps 10,000 events; here its older half is gone."""
    ana = make_user()
    for number in range(10):
        event = SessionEnded(session=str(number), reason="only a message")
        publisher_of(app).publish(event, to=user_room(ana.id))
    redis_server.client().xtrim(f"rt:log:{user_room(ana.id)}", minid="6-0", approximate=False)
    listener = listen(PythonListener, replica.url, token_of(sign_in(ana)))
    assert listener.ask("replay", {"after": 2})["replayed"] == 5
    (gap,) = events(listener, "replay.gap")
    assert gap["data"] == {"after": 2, "oldest": 6, "topic": None}
    names = [name for name, _ in listener.heard]
    assert names == ["session.ready", "replay.gap", *["session.ended"] * 5]


def test_a_client_from_a_future_that_redis_lost_is_told_of_the_gap(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    listener = listen(PythonListener, replica.url, token_of(sign_in(make_user())))
    assert listener.ask("replay", {"after": 900}) == {"ok": True, "replayed": 0, "last_id": 0}
    assert hears(listener, "replay.gap")


def replay_all(listener: PythonListener, after: int) -> int:
    """Ask page by page, as the contract has it; return how many events were sent."""
    count = 0
    while (answer := listener.ask("replay", {"after": after}))["ok"]:
        count, after = count + answer["replayed"], answer["last_id"]
        if not answer.get("more"):
            break
    return count


def test_a_long_replay_comes_in_pages_and_does_not_cut_the_client_that_asked(
    app: APIFlask, replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    """3,000 events are six times what may wait for a client before it counts as stalled."""
    ana = make_user()
    kept = services_of(app).redis.pipeline()
    room = user_room(ana.id)
    for number in range(1, 3_001):
        fields = {
            "n": "session.ended",
            "a": "2026-01-01T00:00:00Z",
            "d": '{"session":"s","reason":"r"}',
            "o": 0,
        }
        kept.xadd(f"rt:log:{room}", fields, id=f"{number}-0")
    kept.set(f"rt:seq:{room}", 3_000)
    kept.execute()
    listener = listen(PythonListener, replica.url, token_of(sign_in(ana)))
    first = listener.ask("replay", {"after": 0})
    assert first == {"ok": True, "replayed": 200, "last_id": 200, "more": True}
    assert replay_all(listener, 200) == 2_800
    assert settles(lambda: len(events(listener, "session.ended")), 3_000) == 3_000
    assert listener.ended == []
