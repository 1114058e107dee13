"""The simulated Basiq behaves as its documents say: tokens, pages, pending rows, signed webhooks."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from standardwebhooks import Webhook, WebhookVerificationError

from simulators import BasiqSimulator, Broken, Receiver

KEY = "a2V5"
SECRET = "whsec_" + base64.b64encode(b"twenty-four bytes or more of it").decode().rstrip("=")
OTHER = "whsec_" + base64.b64encode(b"another secret of many bytes").decode()


@pytest.fixture
def basiq() -> Iterator[BasiqSimulator]:
    with BasiqSimulator(api_key=KEY, secret=SECRET) as simulator:
        yield simulator


def token(basiq: BasiqSimulator, **changes: str) -> requests.Response:
    headers = {"Authorization": f"Basic {KEY}", "basiq-version": "3.0", **changes}
    return requests.post(f"{basiq.url}/token", headers=headers, data={"scope": "SERVER_ACCESS"}, timeout=5)


def bearer(basiq: BasiqSimulator) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(basiq).json()['access_token']}"}


def address(basiq: BasiqSimulator, query: str = "") -> str:
    return f"{basiq.url}/users/{basiq.user_id}/transactions{query}"


def get(basiq: BasiqSimulator, query: str = "") -> Any:
    answer = requests.get(address(basiq, query), headers=bearer(basiq), timeout=5)
    assert answer.status_code == 200, answer.text
    return answer.json()


def read_pages(basiq: BasiqSimulator, query: str = "", most: int = 20) -> list[list[str]]:
    """Follow links.next; the ids of each page."""
    headers, url, pages = bearer(basiq), address(basiq, query), []
    while url and len(pages) < most:
        page = requests.get(url, headers=headers, timeout=5).json()
        pages.append([row["id"] for row in page["data"]])
        url = page["links"].get("next")
    return pages


# --- tokens ---------------------------------------------------------------------------------------


def test_without_a_token_nothing_is_told(basiq: BasiqSimulator) -> None:
    answer = requests.get(address(basiq), timeout=5)
    assert answer.status_code == 401
    assert answer.json()["data"][0]["code"] == "unauthorized-access"


@pytest.mark.parametrize(
    ("changes", "status"), [({"Authorization": "Basic b3RoZXI="}, 401), ({"basiq-version": "2.1"}, 400)]
)
def test_a_token_needs_the_key_and_the_version(
    basiq: BasiqSimulator, changes: dict[str, str], status: int
) -> None:
    assert token(basiq, **changes).status_code == status


def test_a_token_says_how_long_it_lives_and_is_refused_once_it_is_over(basiq: BasiqSimulator) -> None:
    given = token(basiq).json()
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 3600)
    basiq.expire_tokens()
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    assert requests.get(address(basiq), headers=headers, timeout=5).status_code == 401


# --- transactions ---------------------------------------------------------------------------------


def test_amounts_are_text_and_a_pending_row_has_no_post_date(basiq: BasiqSimulator) -> None:
    basiq.add_transaction(amount="-124.69", status="pending")
    (row,) = get(basiq)["data"]
    assert (row["amount"], row["direction"], row["postDate"]) == ("-124.69", "debit", None)


def test_a_posted_row_may_have_an_empty_transaction_date_but_always_a_post_date(
    basiq: BasiqSimulator,
) -> None:
    for _ in range(20):
        basiq.add_transaction(status="posted")
    rows = get(basiq)["data"]
    assert {bool(row["transactionDate"]) for row in rows} == {True, False}
    assert all(row["postDate"] for row in rows)


def test_some_rows_are_enriched_with_a_merchant_and_its_category_code(basiq: BasiqSimulator) -> None:
    for _ in range(40):
        basiq.add_transaction()
    enriched = [row["enrich"] for row in get(basiq)["data"] if row["enrich"]]
    assert 0 < len(enriched) < 40
    assert all(told["merchant"]["businessName"] and told["category"]["mcc"]["code"] for told in enriched)


def test_pages_follow_one_another_newest_first_until_there_is_no_next(basiq: BasiqSimulator) -> None:
    made = [basiq.add_transaction()["id"] for _ in range(5)]
    assert read_pages(basiq, "?limit=2") == [made[4:2:-1], made[2:0:-1], made[:1]]


def test_a_row_that_comes_between_two_pages_moves_none_of_the_others(basiq: BasiqSimulator) -> None:
    made = [basiq.add_transaction()["id"] for _ in range(4)]
    first = get(basiq, "?limit=2")
    basiq.add_transaction()
    second = requests.get(first["links"]["next"], headers=bearer(basiq), timeout=5).json()
    assert [row["id"] for row in second["data"]] == made[1::-1]


@pytest.mark.parametrize(
    "query", ["?limit=501", "?limit=0", "?limit=x", "?next=x", "?filter=user.name.eq('a')"]
)
def test_what_basiq_refuses_is_refused(basiq: BasiqSimulator, query: str) -> None:
    answer = requests.get(address(basiq, query), headers=bearer(basiq), timeout=5)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("transaction.status.eq('pending')", ["p"]),
        ("transaction.postDate.gteq('2026-02-02')", ["c", "b"]),
        ("transaction.postDate.gt('2026-02-02')", ["c"]),
        ("transaction.postDate.lteq('2026-02-02'),transaction.status.eq('posted')", ["b", "a"]),
        ("transaction.postDate.bt('2026-02-01','2026-02-02')", ["b", "a"]),
        ("connection.id.eq('somebody-elses')", []),
    ],
)
def test_filters_leave_what_was_asked_for(basiq: BasiqSimulator, asked: str, found: list[str]) -> None:
    for day, id in enumerate("abc", 1):
        basiq.add_transaction(id=id, status="posted", postDate=f"2026-02-0{day}T09:00:00Z")
    basiq.add_transaction(id="p", status="pending")
    assert [row["id"] for row in get(basiq, f"?filter={asked}")["data"]] == found


def test_a_refresh_gives_every_pending_row_a_new_id_and_leaves_posted_ones(basiq: BasiqSimulator) -> None:
    posted = basiq.add_transaction(status="posted")["id"]
    old = {basiq.add_transaction(status="pending")["id"] for _ in range(3)}
    new = {row["id"] for row in basiq.refresh_pending()}
    assert len(new) == 3
    assert not new & old
    assert {row["id"] for row in get(basiq)["data"]} == new | {posted}


def test_a_pending_row_books_under_another_id(basiq: BasiqSimulator) -> None:
    held = basiq.add_transaction(status="pending", amount="-9.90")
    booked = basiq.post_pending(held["id"], description="CAFE SETTLED")
    assert booked["id"] != held["id"]
    (row,) = get(basiq)["data"]
    assert (row["id"], row["status"], row["amount"]) == (booked["id"], "posted", "-9.90")
    assert row["description"] == "CAFE SETTLED"
    with pytest.raises(KeyError):
        basiq.post_pending(held["id"])


# --- what goes wrong at a provider ------------------------------------------------------------------


def test_failures_come_as_ordered_and_then_are_over(basiq: BasiqSimulator) -> None:
    headers = bearer(basiq)
    basiq.fail_next(429)
    basiq.fail_next(500, times=2)
    answers = [requests.get(address(basiq), headers=headers, timeout=5) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [429, 500, 500, 200]
    assert answers[0].headers["Retry-After"] == "1"


def test_a_failure_can_be_kept_for_one_path(basiq: BasiqSimulator) -> None:
    basiq.fail_next(503, on="/transactions")
    headers = bearer(basiq)
    assert requests.get(address(basiq), headers=headers, timeout=5).status_code == 503


def test_half_a_page_is_no_json(basiq: BasiqSimulator) -> None:
    basiq.add_transaction()
    basiq.fail_next(200, body=Broken.HALF, on="/transactions")
    with pytest.raises(requests.JSONDecodeError):
        get(basiq)


def test_a_cut_connection_ends_before_the_promised_length(basiq: BasiqSimulator) -> None:
    basiq.fail_next(200, body=Broken.CUT, on="/transactions")
    headers = bearer(basiq)
    with pytest.raises(requests.RequestException):
        requests.get(address(basiq), headers=headers, timeout=5)


def test_an_endless_cursor_never_ends_nor_repeats_itself(basiq: BasiqSimulator) -> None:
    basiq.add_transaction()
    basiq.endless_cursor = True
    assert len(read_pages(basiq, most=12)) == 12
    assert get(basiq)["links"]["next"] != get(basiq)["links"]["next"]


def test_a_page_can_come_twice(basiq: BasiqSimulator) -> None:
    made = [basiq.add_transaction()["id"] for _ in range(3)]
    basiq.page_twice, basiq.page_size = True, 2
    assert read_pages(basiq) == [made[:0:-1], made[:0:-1], made[:1], made[:1]]


def test_the_next_link_can_lead_to_a_foreign_host(basiq: BasiqSimulator) -> None:
    for _ in range(2):
        basiq.add_transaction()
    basiq.page_size, basiq.foreign_next = 1, "http://evil.example"
    assert get(basiq)["links"]["next"].startswith("http://evil.example/users/")


def test_a_stopped_api_answers_nobody_not_even_on_an_open_connection(basiq: BasiqSimulator) -> None:
    with requests.Session() as session:
        assert session.get(address(basiq), timeout=5).status_code == 401
        url = address(basiq)
        basiq.stop()
        with pytest.raises(requests.RequestException):
            session.get(url, timeout=5)


# --- webhooks -------------------------------------------------------------------------------------


def test_the_signature_is_what_standard_webhooks_accepts(basiq: BasiqSimulator) -> None:
    with Receiver() as receiver:
        assert basiq.notify(receiver.url).status == 202
        (call,) = receiver.received
    Webhook(SECRET).verify(call.body, call.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(OTHER).verify(call.body, call.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(call.body + b" ", call.headers)


def test_during_a_rotation_both_secrets_sign(basiq: BasiqSimulator) -> None:
    basiq.previous_secret = OTHER
    body, headers = basiq.message("http://127.0.0.1/").sign(1)
    for secret in (SECRET, OTHER):
        Webhook(secret).verify(body, headers)


def test_a_webhook_carries_links_only_and_its_event_can_be_asked_for(basiq: BasiqSimulator) -> None:
    basiq.add_transaction()
    body = json.loads(basiq.message("http://127.0.0.1/").sign(1).body)
    assert set(body) == {"eventTypeId", "eventId", "links"}
    assert body["links"]["eventEntity"].endswith(f"?filter=connection.id.eq('{basiq.connection_id}')")
    event = requests.get(body["links"]["event"], headers=bearer(basiq), timeout=5).json()
    assert (event["eventType"], event["userId"]) == ("transactions.updated", basiq.user_id)
    assert event["data"]["count"] == "1"
    assert body["eventId"] != event["id"]


def test_the_link_of_a_webhook_leads_to_the_connection_s_transactions(basiq: BasiqSimulator) -> None:
    made = basiq.add_transaction()["id"]
    entity = json.loads(basiq.message("http://127.0.0.1/").sign(1).body)["links"]["eventEntity"]
    found = requests.get(entity, headers=bearer(basiq), timeout=5).json()["data"]
    assert [row["id"] for row in found] == [made]


def test_each_attempt_is_the_same_message_with_a_time_of_its_own(basiq: BasiqSimulator) -> None:
    message = basiq.message("http://127.0.0.1/")
    first, second = message.sign(1), message.sign(2)
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


def test_a_webhook_is_subscribed_once_and_its_secret_is_told_once(basiq: BasiqSimulator) -> None:
    asked = {
        "name": "t",
        "description": "",
        "url": "https://a.example/h",
        "subscribedEvents": ["transactions.updated"],
    }
    url, headers = f"{basiq.url}/notifications/webhooks", bearer(basiq)
    made = requests.post(url, headers=headers, json=asked, timeout=5)
    assert (made.status_code, made.json()["secret"], made.json()["status"]) == (201, SECRET, "active")
    assert requests.post(url, headers=headers, json=asked, timeout=5).status_code == 409
    (listed,) = requests.get(url, headers=headers, timeout=5).json()["data"]
    assert "secret" not in listed


@pytest.mark.parametrize("path", ["connections", "accounts"])
def test_what_is_linked_is_listed(basiq: BasiqSimulator, path: str) -> None:
    url = f"{basiq.url}/users/{basiq.user_id}/{path}"
    (one,) = requests.get(url, headers=bearer(basiq), timeout=5).json()["data"]
    assert one["id"] in {basiq.connection_id, basiq.bank.account_id}


def test_the_same_seed_lives_the_same_life_under_new_ids() -> None:
    one, other = (BasiqSimulator(api_key=KEY, secret=SECRET, seed=7) for _ in range(2))
    first, second = ([bank.add_transaction() for _ in range(9)] for bank in (one, other))
    said = [[(row["amount"], row["description"], row["status"]) for row in rows] for rows in (first, second)]
    assert said[0] == said[1]
    assert not {row["id"] for row in first} & {row["id"] for row in second}
