"""The plain load test: 50 users with 50 requests each, 50 at a time and then all 2,500 at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from apiflask import APIFlask

from tests.faults.test_flush_killed import assert_each_stored_once
from tests.support.accounts import Account, Headers
from tests.support.burst import Request, allow_many_files, post_all
from tests.support.money import flush, row
from tests.support.served import Replica

Make = Callable[..., Account]
SignIn = Callable[..., Headers]
USERS, EACH = 50, 50


@pytest.fixture
def _many_files() -> None:
    allow_many_files()


@pytest.mark.usefixtures("_many_files")
def test_none_of_2500_is_refused_and_each_is_stored_once(
    app: APIFlask, replica: Replica, make_user: Make, sign_in: SignIn
) -> None:
    people = [(user, sign_in(user)) for user in (make_user() for _ in range(USERS))]
    for turn, at_once in (("50-at-a-time", 50), ("all-at-once", USERS * EACH)):
        requests: list[Request] = [
            (headers, row(user.id, f"{turn}-{number}")) for number in range(EACH) for user, headers in people
        ]
        assert post_all(replica.port, requests, at_once) == {200: USERS * EACH}
    flush(app)
    assert_each_stored_once(app, people[0][0], 2 * USERS * EACH)
