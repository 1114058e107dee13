"""Who is locked hears nothing more, on whichever replica they listen; unlocked, their programs come back."""

from __future__ import annotations

import pytest
import requests
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.db import transaction
from app.domain.auth.people import access
from app.domain.auth.people.actor import TERMINAL
from app.services import services_of
from tests.sockets.conftest import Listen
from tests.sockets.test_connect import Make, SignIn, refusal, token_of
from tests.sockets.test_rights import api_token
from tests.support.launched import eventually
from tests.support.listener import PythonListener, events
from tests.support.served import Replica


@pytest.mark.parametrize("act", ["lock", "change_role", "end_sessions"])
def test_sockets_of_sessions_close_on_every_replica(
    replicas: tuple[Replica, Replica],
    listen: Listen,
    client: FlaskClient,
    make_user: Make,
    sign_in: SignIn,
    act: str,
) -> None:
    admin, bob, other = sign_in(make_user("admin")), make_user(), make_user()
    here, there = (listen(PythonListener, each.url, token_of(sign_in(bob))) for each in replicas)
    stays = listen(PythonListener, replicas[0].url, token_of(sign_in(other)))
    url = f"{replicas[0].url}/api/admin/users/{bob.id}"
    if act == "change_role":
        answer = requests.patch(url, json={"role": "service"}, headers=admin, timeout=60)
    else:
        answer = requests.post(f"{url}/{act.replace('_', '-')}", headers=admin, timeout=60)
    assert answer.status_code == 200, answer.text
    assert eventually(lambda: here.ended and there.ended)
    reasons = {"lock": "account_locked", "change_role": "role_changed", "end_sessions": "sessions_ended"}
    for listener in (here, there):
        assert {each["data"]["reason"] for each in events(listener, "session.ended")} == {reasons[act]}
    assert stays.ask("ping")
    assert stays.ended == []


def test_programs_of_who_is_locked_are_cut_off_and_come_back_once_unlocked(
    app: APIFlask, replica: Replica, listen: Listen, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    bob = make_user()
    token = api_token(client, sign_in(bob), "transactions:read")
    program = listen(PythonListener, replica.url, token)
    with app.app_context(), transaction():
        access.lock(bob.id, TERMINAL)
    assert eventually(lambda: program.ended)
    assert refusal(replica.url, {"token": token})["data"]["code"] == "token_invalid"  # type: ignore[index]
    with app.app_context(), transaction():
        access.unlock(bob.id, TERMINAL, services_of(app).settings)
    assert listen(PythonListener, replica.url, token).ask("ping")
