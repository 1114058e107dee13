"""The flush: each good row is stored once, each bad one leaves one dead letter, and nothing waits after."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask

from app.domain.banking.intake.new_transaction import NewTransaction, Queued, queue_row
from app.domain.banking.intake.queue import INDEX, NEW, OTHER, SAME, STREAM
from app.domain.banking.intake.tables import DeadLetter
from app.domain.banking.ledger.tables import Transaction
from app.extensions import db
from app.services import services_of
from tests.support.accounts import Account
from tests.support.money import count_stored, flush, intake_of, letters, queued, stored

Make = Callable[..., Account]
RECEIVED = "2026-03-10T08:00:00.000Z"


def waiting(user: int, transaction_id: str = "t-1", **fields: Any) -> Queued:
    """A row as the intake queues it."""
    said = {"amount": 1_050, "status": "SUCCESS", **fields}
    new = NewTransaction(transaction_id=transaction_id, user=user, **said)
    return queue_row(new, caller=1, default_currency="EUR", received_at=RECEIVED)


def broken(user: int, /, **changes: Any) -> Queued:
    """A row called 'bad' as no intake of ours queues it."""
    good = waiting(user, "bad")
    payload = json.dumps({**json.loads(good.payload), **changes}).encode()
    return Queued(user, "bad", payload, good.content_hash, RECEIVED)


def put(app: APIFlask, *rows: Queued) -> str:
    """Write one entry straight into the stream, as append.lua does, past the index and every check."""
    payload = b"[" + b",".join(row.payload for row in rows) + b"]"
    return put_raw(app, payload, "".join(row.content_hash for row in rows))


def put_raw(app: APIFlask, payload: bytes, hashes: str) -> str:
    fields: dict[Any, Any] = {"r": payload, "h": hashes}
    return str(services_of(app).redis.xadd(STREAM, fields))


def left(app: APIFlask) -> tuple[int, int, int]:
    """What remains: entries in the stream, rows in the index, entries held by a consumer."""
    redis = services_of(app).redis
    return redis.xlen(STREAM), redis.hlen(INDEX), redis.xpending(STREAM, "flush")["pending"]


def test_a_row_that_cannot_be_read_costs_only_itself(app: APIFlask, make_user: Make) -> None:
    ana = make_user().id
    nonsense = Queued(ana, "x", b'{"amount": "much"}', "0" * 32, RECEIVED)
    put(app, waiting(ana, "a"), nonsense, waiting(ana, "b"))
    assert flush(app) == (2, 0, 1)
    assert (stored(app), letters(app), left(app)) == (["a", "b"], [(None, "undecodable")], (0, 0, 0))


def test_an_entry_that_is_no_list_becomes_one_dead_letter(app: APIFlask, make_user: Make) -> None:
    ana = make_user().id
    payloads = [b"", b"nonsense", b"\xff\xfe", b"{}", b"[1, 2", b"7", b"\x00", b'["\\ud800']
    put(app, waiting(ana, "a"))
    for payload in payloads:
        put_raw(app, payload, "0" * 32)
    put(app, waiting(ana, "b"))
    flush(app)
    expected = ["a", "b"], [(None, "undecodable")] * len(payloads), (0, 0, 0)
    assert (stored(app), letters(app), left(app)) == expected


def test_an_entry_of_other_fields_becomes_one_dead_letter(app: APIFlask, make_user: Make) -> None:
    services_of(app).redis.xadd(STREAM, {"x": "y"})
    put(app, waiting(make_user().id, "a"))
    flush(app)
    assert (stored(app), letters(app), left(app)) == (["a"], [(None, "undecodable")], (0, 0, 0))


def test_what_could_not_be_read_is_kept_as_text_for_the_admin(app: APIFlask) -> None:
    put_raw(app, b'[{"amount": "\xc8\x98\x00\xff"}]', "0" * 32)
    flush(app)
    with app.app_context():
        (payload,) = db.session.scalars(db.select(DeadLetter.payload))
    assert payload == '[{"amount": "Ș\ufffd\ufffd"}]'


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": -1}, {"amount": 2**63}, {"amount": 10**30}, {"user": 2**63}, {"description": "a\0b"},
        {"transaction_id": "a\0b"}, {"transaction_id": "x" * 101}, {"currency": "EURO"}, {"currency": "XXX"},
        {"occurred_at": "soon"}, {"occurred_at": "2026-02-30T00:00:00.000Z"},
    ],
    ids=lambda changes: json.dumps(changes)[:40],
)  # fmt: skip
def test_a_row_that_the_database_cannot_hold_costs_only_itself(
    app: APIFlask, make_user: Make, changes: dict[str, Any]
) -> None:
    ana = make_user().id
    put(app, waiting(ana, "a"), broken(ana, **changes), waiting(ana, "b"))
    put(app, waiting(ana, "c"))
    flush(app)
    assert (stored(app), letters(app), left(app)) == (["a", "b", "c"], [(None, "undecodable")], (0, 0, 0))


def test_a_row_that_the_database_itself_refuses_costs_only_itself(app: APIFlask, make_user: Make) -> None:
    """Here by a constraint that the app knows nothing of."""
    ana = make_user().id
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(db.text("CREATE UNIQUE INDEX only_here ON transactions (merchant)"))
    try:
        put(
            app,
            *(waiting(ana, name, merchant=merchant) for name, merchant in zip("abcd", "xyxz", strict=True)),
        )
        assert flush(app) == (3, 0, 1)
    finally:
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(db.text("DROP INDEX only_here"))
    assert (stored(app), letters(app), left(app)) == (["a", "b", "d"], [("c", "refused")], (0, 0, 0))


def test_one_refused_row_of_a_thousand_costs_only_itself(app: APIFlask, make_user: Make) -> None:
    ana = make_user().id
    good = [waiting(ana, f"t-{number:03}") for number in range(999)]
    put(app, *good[:700], broken(ana, amount=-1), *good[700:])
    assert flush(app) == (999, 0, 1)
    assert (count_stored(app), letters(app), left(app)) == (999, [(None, "undecodable")], (0, 0, 0))


def test_a_row_of_nobody_costs_only_itself(app: APIFlask, make_user: Make) -> None:
    ana = make_user().id
    put(app, waiting(ana, "a"), waiting(ana + 1, "orphan"), waiting(ana, "b"))
    assert flush(app) == (2, 0, 1)
    assert (stored(app), letters(app), left(app)) == (["a", "b"], [("orphan", "unknown_user")], (0, 0, 0))


def test_of_two_contents_under_one_id_the_first_is_stored(app: APIFlask, make_user: Make) -> None:
    ana = make_user().id
    put(app, waiting(ana, amount=1), waiting(ana, amount=2))
    put(app, waiting(ana, amount=3))
    assert flush(app) == (1, 0, 2)
    with app.app_context():
        assert list(db.session.scalars(db.select(Transaction.amount))) == [1]
    assert letters(app) == [("t-1", "conflict")] * 2


def test_every_kind_of_bad_row_gets_its_own_reason(app: APIFlask, make_user: Make) -> None:
    ana = make_user().id
    nonsense = Queued(ana, "x", b"null", "0" * 32, RECEIVED)
    put(app, waiting(ana, "a"), nonsense, waiting(ana + 1, "orphan"), broken(ana, amount=-1))
    put_raw(app, b"nonsense", "")
    put(app, waiting(ana, "a", amount=2), waiting(ana, "b"), waiting(ana, "a"))
    flush(app)
    assert sorted(letters(app), key=str) == [
        ("a", "conflict"), ("orphan", "unknown_user"), *[(None, "undecodable")] * 3,
    ]  # fmt: skip
    assert (stored(app), left(app)) == (["a", "b"], (0, 0, 0))


def test_flushing_again_changes_nothing(app: APIFlask, make_user: Make) -> None:
    ana = make_user().id
    put(app, waiting(ana, "a"), broken(ana, amount=-1), waiting(ana + 1, "orphan"))
    first = flush(app)
    before = stored(app), letters(app)
    assert (first, flush(app), flush(app)) == ((1, 0, 2), (0, 0, 0), (0, 0, 0))
    assert (stored(app), letters(app)) == before


def test_flushing_an_empty_queue_does_nothing(app: APIFlask) -> None:
    assert (flush(app), stored(app), letters(app), left(app)) == ((0, 0, 0), [], [], (0, 0, 0))


def test_a_row_sent_again_is_known_while_it_waits_and_free_to_come_again_after(
    app: APIFlask, make_user: Make
) -> None:
    ana = make_user().id
    queue = intake_of(app).queue
    verdicts = [queue.append([row]).verdicts for row in (waiting(ana), waiting(ana), waiting(ana, amount=2))]
    assert (verdicts, flush(app)) == ([[NEW], [SAME], [OTHER]], (1, 0, 0))
    assert (queue.append([waiting(ana)]).verdicts, flush(app)) == ([NEW], (0, 1, 0))
    assert (stored(app), letters(app), left(app)) == (["t-1"], [], (0, 0, 0))


def test_a_row_that_is_in_the_stream_twice_is_stored_once(app: APIFlask, make_user: Make) -> None:
    ana = make_user().id
    put(app, waiting(ana), waiting(ana))
    put(app, waiting(ana))
    assert flush(app) == (1, 2, 0)
    assert (stored(app), letters(app)) == (["t-1"], [])


def test_the_same_row_received_at_another_moment_is_the_same_row(app: APIFlask, make_user: Make) -> None:
    ana = make_user().id
    for moment in (RECEIVED, "2026-03-11T09:30:00.000Z"):
        new = NewTransaction(transaction_id="t-1", user=ana, amount=1, status="SUCCESS")
        put(app, queue_row(new, caller=1, default_currency="EUR", received_at=moment))
        flush(app)
    with app.app_context():
        (kept,) = db.session.scalars(db.select(Transaction))
        assert kept.occurred_at.isoformat() == "2026-03-10T08:00:00+00:00"
    assert letters(app) == []


def test_a_bad_row_that_was_indexed_leaves_the_index_with_its_entry(app: APIFlask, make_user: Make) -> None:
    ana = make_user().id
    queue = intake_of(app).queue
    older = broken(ana, state="a state that a later version dropped")
    queue.append([waiting(ana, "a"), older, waiting(ana, "b")])
    flush(app)
    assert (len(letters(app)), queued(app), queue.depth_of(ana)) == (1, 0, 0)


def test_a_dead_row_is_no_longer_found_in_the_queue(app: APIFlask, make_user: Make) -> None:
    nobody = make_user().id + 1
    queue = intake_of(app).queue
    queue.append([waiting(nobody)])
    flush(app)
    assert (queue.find(nobody, "t-1"), list(queue.find_any("t-1")), queue.depth_of(nobody)) == (None, [], 0)


def test_what_comes_while_others_are_flushed_waits_for_the_next_flush(app: APIFlask, make_user: Make) -> None:
    ana = make_user().id
    queue = intake_of(app).queue
    queue.append([waiting(ana, "a")])
    taken = queue.take("first", rows=100)
    queue.append([waiting(ana, "b")])
    queue.settle(taken, [[f"{ana}:a"]])
    assert (queued(app), queue.depth_of(ana), flush(app), stored(app)) == (1, 1, (1, 0, 0), ["b"])


def test_an_entry_settled_twice_frees_its_rows_once(app: APIFlask, make_user: Make) -> None:
    ana = make_user().id
    queue = intake_of(app).queue
    queue.append([waiting(ana)])
    taken = queue.take("slow", rows=100)
    queue.settle(taken, [[f"{ana}:t-1"]])
    queue.append([waiting(ana)])  # the same id again, in an entry of its own
    assert (queue.settle(taken, [[f"{ana}:t-1"]]), queued(app), queue.depth_of(ana)) == (0, 1, 1)


TEXTS = [
    '"', '"a", "b"', "a,b", "a\nb", "a\r\nb", "a\rb", "\\.", "a\n\\.\nb", "\\N", "NULL", "\\", "\t", " a ",
    "'; --", "ș 日本 🙂", "\u2028", "%s", ":user", "x" * 200,
]  # fmt: skip


def test_a_text_of_any_signs_comes_back_as_it_was_sent(app: APIFlask, make_user: Make) -> None:
    ana = make_user().id
    put(
        app,
        *(waiting(ana, f"t-{place}", merchant=text, description=text) for place, text in enumerate(TEXTS)),
    )
    flush(app)
    with app.app_context():
        kept = db.session.execute(
            db.select(Transaction.merchant, Transaction.description).order_by(Transaction.id)
        )
        assert [tuple(row) for row in kept] == [(text, text) for text in TEXTS]


def test_more_rows_than_one_transaction_takes_are_all_stored(app: APIFlask, make_user: Make) -> None:
    ana = make_user().id
    rows = [waiting(ana, f"t-{number:05}") for number in range(5_003)]  # SQLite takes 5,000 at once
    assert intake_of(app).queue.append(rows).depth == 5_003
    assert (flush(app), left(app)) == ((5_003, 0, 0), (0, 0, 0))
