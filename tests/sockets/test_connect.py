"""Who may connect, what he may hear, and when he is shown out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
import socketio
from flask.testing import FlaskClient

from tests.sockets.conftest import Listen
from tests.support.accounts import Account, Headers
from tests.support.launched import eventually
from tests.support.listener import PythonListener, events, hears, transactions
from tests.support.money import row
from tests.support.served import Replica

Make = Callable[..., Account]
SignIn = Callable[..., Headers]
TRANSPORTS = ["websocket", "polling"]


def token_of(headers: Headers) -> str:
    return headers["Authorization"].removeprefix("Bearer ")


def post(replica: Replica, headers: Headers, **fields: object) -> int:
    url = f"{replica.url}/api/add-transaction"
    return requests.post(url, json=row(**fields), headers=headers, timeout=10).status_code  # type: ignore[arg-type]


def refusal(url: str, auth: object) -> object:
    """Return what the server says to a client that it does not let in."""
    client = socketio.Client(reconnection=False)
    said: list[object] = []
    client.on("connect_error", said.append)
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(url, auth=auth, transports=["websocket"], wait_timeout=10)
    return said[0]


def test_who_has_no_good_token_is_refused_with_the_reason(
    replica: Replica, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    headers = sign_in(make_user())
    assert client.post("/api/auth/logout", headers=headers).status_code == 204
    codes = {}
    for name, auth in {
        "nothing": None,
        "no token": {},
        "no text": {"token": 7},
        "forged": {"token": "a.b.c"},
        "signed out": {"token": token_of(headers)},
    }.items():
        said = refusal(replica.url, auth)
        assert isinstance(said, dict)
        assert said["message"] == "unauthorized"
        codes[name] = said["data"]["code"]
    assert codes == {
        "nothing": "token_missing",
        "no token": "token_missing",
        "no text": "token_missing",
        "forged": "token_invalid",
        "signed out": "token_revoked",
    }


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_one_hears_of_ones_own_transactions_and_of_nobody_elses(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn, transport: str
) -> None:
    ana, bob = make_user(), make_user()
    ana_headers, bob_headers = sign_in(ana), sign_in(bob)
    to_ana = listen(PythonListener, replica.url, token_of(ana_headers), transport)
    to_bob = listen(PythonListener, replica.url, token_of(bob_headers), transport)
    assert post(replica, ana_headers, user=ana.id, transaction_id="of-ana") == 200
    assert post(replica, bob_headers, user=bob.id, transaction_id="of-bob") == 200
    assert hears(to_ana, "transaction.created")
    assert hears(to_bob, "transaction.created")
    assert (transactions(to_ana), transactions(to_bob)) == (["of-ana"], ["of-bob"])


def test_an_event_says_all_that_the_list_says(
    replica: Replica, listen: Listen, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    listener = listen(PythonListener, replica.url, token_of(headers))
    post(replica, headers, user=ana.id, merchant="Café Ștefan", description="ală bală")
    assert hears(listener, "transaction.created")
    (envelope,) = events(listener, "transaction.created")
    assert set(envelope) == {"id", "at", "topic", "data"}
    assert envelope["topic"] == "user"
    assert envelope["data"] == client.get("/api/transactions/t-1", headers=headers).json


def test_topics_are_for_those_who_may_see_them(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    user = listen(PythonListener, replica.url, token_of(sign_in(make_user())))
    admin = listen(PythonListener, replica.url, token_of(sign_in(make_user("admin"))))
    assert user.ask("subscribe", {"topic": "bank"}) == {"ok": True, "topic": "bank", "last_id": 0}
    assert admin.ask("subscribe", {"topic": "admin.transactions"})["ok"]
    for topic in ("admin.transactions", "admin.ingest", "user:1", "nowhere", None, 7, ["bank"]):
        said = user.ask("subscribe", {"topic": topic})
        assert (said["ok"], said["error"]["code"]) == (False, "not_found"), topic


@pytest.mark.parametrize("body", [None, "text", 7, [], {}, {"after": -1}, {"after": "1"}, {"after": 1.5}])
def test_nonsense_is_refused_and_harms_nobody(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn, body: object
) -> None:
    listener = listen(PythonListener, replica.url, token_of(sign_in(make_user())))
    for name in ("subscribe", "unsubscribe", "replay"):
        assert listener.ask(name, body)["ok"] is False
    assert listener.ask("ping")["last_id"] == 0


def test_an_admin_hears_of_everyones_transactions(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    admin = listen(PythonListener, replica.url, token_of(sign_in(make_user("admin"))))
    admin.ask("subscribe", {"topic": "admin.transactions"})
    post(replica, headers, user=ana.id)
    assert hears(admin, "transactions.accepted")
    assert transactions(admin) == ["t-1"]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_signing_out_closes_the_sockets_on_every_replica_and_says_why(
    replicas: tuple[Replica, Replica], listen: Listen, make_user: Make, sign_in: SignIn, transport: str
) -> None:
    ana = make_user()
    headers, other_device = sign_in(ana), sign_in(ana)
    there = [listen(PythonListener, each.url, token_of(headers), transport) for each in replicas]
    stays = listen(PythonListener, replicas[1].url, token_of(other_device), transport)
    requests.post(f"{replicas[0].url}/api/auth/logout", headers=headers, timeout=10)
    assert eventually(lambda: all(listener.ended for listener in there))
    assert [listener.heard[-1][0] for listener in there] == ["session.ended", "session.ended"]
    assert stays.ask("ping")["last_id"] == 1
    assert stays.ended == []
