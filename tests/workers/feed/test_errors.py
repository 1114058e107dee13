"""An inbox's errors stay until somebody has seen to them."""

from __future__ import annotations

from typing import Any

from app.db import transaction
from app.domain.banking.feed.connections import dismiss_errors
from tests.support.feed import Feed, coffee


def shown_errors(inbox: Feed) -> tuple[Any, ...]:
    told = inbox.heard("connection.updated")[-1]
    return told["errors"], told["health"], told["last_error"]


def test_a_later_good_event_does_not_hide_an_inboxs_error(inbox: Feed) -> None:
    inbox.send(coffee("bad", amount="much"))
    inbox.work()
    inbox.send(coffee("good"))
    inbox.work()
    assert shown_errors(inbox) == (1, "failing", "bad: 'much' is not an exact amount of EUR.")


def test_an_event_is_not_blamed_for_another_that_came_with_it(inbox: Feed) -> None:
    inbox.send(coffee("good"))
    inbox.send(coffee("bad", amount="much"))
    inbox.send(coffee("fine"))
    inbox.work()
    assert inbox.states == ["done", "dead", "done"]
    assert sorted(row.transaction_id for row in inbox.rows) == ["fine", "good"]


def test_an_error_ends_when_its_owner_dismisses_it(inbox: Feed) -> None:
    inbox.send(coffee("bad", amount="much"))
    inbox.work()
    with inbox.app.app_context(), transaction():
        assert dismiss_errors(inbox.user_id, inbox.id) == 1
    assert inbox.states == ["ignored"]
    assert shown_errors(inbox) == (0, "good", None)


def test_an_event_that_fails_again_when_it_is_replayed_stays_an_error(inbox: Feed) -> None:
    inbox.send(coffee("bad", amount="much"))
    inbox.work()
    inbox.replay()
    assert shown_errors(inbox)[0] == 1
