"""Webhooks of users over HTTP: where messages may be posted to, and the secret that is shown once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from cryptography.fernet import Fernet

from app.config import Settings
from app.db import transaction
from app.domain.alerts.channels.service import secret_of
from app.domain.alerts.channels.tables import Webhook
from app.extensions import db
from app.outbound.public import AddressRefused, target_of
from tests.http.test_alerts import PAYMENT
from tests.http.test_write_only import token
from tests.support.alerts import alert
from tests.support.person import Person


def webhook(person: Person, url: str = "https://hooks.example.com/a", **fields: Any) -> Any:
    return person.ask("POST", "/api/webhooks", body={"name": "Home", "url": url, **fields})


def test_a_secret_is_shown_once_and_sealed_where_it_is_kept(app: APIFlask, ana: Person) -> None:
    made = webhook(ana)
    assert (made.status_code, made.json["secret"][:6]) == (201, "whsec_")
    shown = {name: made.json[name] for name in ("id", "name", "url", "created_at")}
    assert ana.get("/api/webhooks") == {"items": [shown]}
    with app.app_context(), transaction():
        assert made.json["secret"][6:] not in db.session.get_one(Webhook, shown["id"]).secret
    assert webhook(ana).json["secret"] != made.json["secret"]


OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.mark.settings(encryption_keys=OLD)
def test_after_rotate_keys_a_secret_is_sealed_with_the_new_key_alone(
    ana: Person, settings: Settings, make_app: Callable[..., APIFlask]
) -> None:
    made = webhook(ana).json
    both = make_app(dataclasses.replace(settings, encryption_keys=f"{NEW},{OLD}"))
    done = both.test_cli_runner().invoke(args=["rotate-keys"])
    assert "1 webhook anew" in done.output
    only_new = dataclasses.replace(
        settings, encryption_keys=NEW, secret_key="another secret of a fine length, too"
    )
    with both.app_context(), transaction():
        assert secret_of(only_new, db.session.get_one(Webhook, made["id"])) == made["secret"]


PRIVATE = (
    "https://127.0.0.1/", "https://localhost/", "https://10.0.0.8/x", "https://192.168.1.1:8443/", "https://172.16.0.1/",
    "https://169.254.169.254/latest/meta-data", "https://[::1]/", "https://[fe80::1]/", "https://[fd00::1]/",
    "https://[::ffff:127.0.0.1]/", "https://[2002:7f00:1::]/", "https://0.0.0.0/", "https://100.64.0.1/", "https://224.0.0.1/",
    "https://[::127.0.0.1]/", "https://[::ffff:0:127.0.0.1]/", "https://[64:ff9b:1::7f00:1]/", "https://[fec0::1]/",
    "https://[64:ff9b::a00:1]/", "https://printer.local/", "https://db.internal/", "https://a.localhost/", "https://localhost./",
)  # fmt: skip
NONE = (
    "http://hooks.example.com/", "ftp://hooks.example.com/", "https://", "https://a b.example.com/", "javascript:alert(1)",
    "https://user:pass@hooks.example.com/", "https://user@hooks.example.com/", "https://hooks.example.com:99999/",
    "//hooks.example.com/", "https://hooks.example.com/\u00e9", "https://[::1", "hooks.example.com",
)  # fmt: skip


@pytest.mark.parametrize("url", [*PRIVATE, *NONE])
def test_no_address_but_a_public_one_by_https_is_taken(url: str) -> None:
    with pytest.raises(AddressRefused):
        target_of(url)


def test_a_refused_address_is_a_problem_that_names_the_field(ana: Person) -> None:
    for url in (PRIVATE[0], NONE[0], "x" * 2001):
        answer = webhook(ana, url)
        assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
        assert [each["pointer"] for each in answer.json["errors"]] == ["/url"]
    assert ana.get("/api/webhooks")["items"] == []


def test_the_operator_may_allow_hosts_of_their_own_network() -> None:
    allowed = ["home.lan", "127.0.0.1"]
    assert target_of("http://home.lan:8123/hook?a=1", allowed)[:4] == ("http", "home.lan", 8123, "/hook?a=1")
    assert target_of("https://127.0.0.1/", allowed).is_private
    for url in ("http://other.lan/", "https://127.0.0.2/", "http://home.lan.example.com/"):
        with pytest.raises(AddressRefused):
            target_of(url, allowed)


def test_ten_webhooks_are_as_many_as_one_can_have(ana: Person) -> None:
    for _ in range(10):
        assert webhook(ana).status_code == 201
    assert webhook(ana).json["code"] == "too_many_webhooks"


def test_a_removed_webhook_is_gone_from_the_alerts_that_named_it(ana: Person) -> None:
    number = webhook(ana).json["id"]
    made = alert(ana, PAYMENT, webhooks=[number])
    assert made["webhooks"] == [number]
    assert ana.ask("DELETE", f"/api/webhooks/{number}").status_code == 204
    assert ana.get(f"/api/alerts/{made['id']}")["webhooks"] == []


def test_somebody_elses_webhook_can_be_neither_named_nor_removed(
    ana: Person, someone: Callable[..., Person]
) -> None:
    number, bob = webhook(ana).json["id"], someone()
    answer = bob.ask("POST", "/api/alerts", body={"name": "Mine", "condition": PAYMENT, "webhooks": [number]})
    assert answer.json["errors"][0]["pointer"] == "/webhooks/0"
    assert bob.ask("DELETE", f"/api/webhooks/{number}").status_code == 404
    assert (bob.get("/api/webhooks")["items"], len(ana.get("/api/webhooks")["items"])) == ([], 1)


def test_no_token_of_a_program_adds_or_removes_webhooks(ana: Person) -> None:
    every = token(ana, "alerts:read", "alerts:write")
    body = {"name": "Home", "url": "https://hooks.example.com/"}
    assert ana.client.post("/api/webhooks", headers=every, json=body).status_code == 403
    assert ana.client.delete("/api/webhooks/1", headers=every).status_code == 403
