"""The brakes on guessing: what strangers cannot do to an owner, and how far guessing goes."""

import pytest

from app.domain.auth.sign_in.lockout import QUEUE_TICKETS_PER_H, QUEUE_WAIT_S, WIDE_FACTOR

HOME, NEW, ELSEWHERE = "198.51.100.1", "198.51.100.77", "203.0.113.9"


def attempt(client, name, password="a wrong guess", *, ip=HOME, **body):
    return client.post(
        "/api/auth/login",
        json={"username": name, "password": password, **body},
        environ_base={"REMOTE_ADDR": ip},
    )


def attack(client, name, addresses=WIDE_FACTOR, each=2):
    """Fail from many addresses, as often as each may (`lockout_failures=2`)."""
    for number in range(addresses):
        for _ in range(each):
            attempt(client, name, ip=f"203.0.113.{number}")


def wait(redis_server):
    """Let the seconds pass that an address in the queue has to wait."""
    client = redis_server.client()
    for key in client.scan_iter("queue:wait:*"):
        client.delete(key)


pytestmark = pytest.mark.settings(lockout_failures=2)


def test_the_owner_at_a_new_address_waits_seconds_while_strangers_attack(client, make_user, redis_server):
    user = make_user()
    attack(client, user.username)
    answer = attempt(client, user.username, user.password, ip=NEW)
    assert (answer.status_code, answer.json["code"]) == (429, "locked_out")
    assert 0 < int(answer.headers["Retry-After"]) <= QUEUE_WAIT_S
    wait(redis_server)
    assert attempt(client, user.username, user.password, ip=NEW).status_code == 200
    assert attempt(client, user.username, user.password, ip=NEW).status_code == 200  # known by now


def test_strangers_in_the_queue_do_not_stand_before_the_owner(client, make_user, redis_server):
    user = make_user()
    attack(client, user.username)
    attempt(client, user.username, user.password, ip=NEW)
    for number in range(100, 130):
        attempt(client, user.username, ip=f"203.0.113.{number}")
    wait(redis_server)
    for number in range(100, 130):
        attempt(client, user.username, ip=f"203.0.113.{number}")
    assert attempt(client, user.username, user.password, ip=NEW).status_code == 200


def test_coming_back_too_early_does_not_cost_the_place_in_the_queue(client, make_user, redis_server):
    user = make_user()
    attack(client, user.username)
    for _ in range(5):
        assert attempt(client, user.username, user.password, ip=NEW).status_code == 429
    wait(redis_server)
    assert attempt(client, user.username, user.password, ip=NEW).status_code == 200


def test_an_address_in_the_queue_gets_one_try_for_each_wait_and_few_in_an_hour(
    client, make_user, redis_server
):
    user, answers = make_user(), []
    attack(client, user.username)
    for _ in range(QUEUE_TICKETS_PER_H + 2):
        answers += [attempt(client, user.username, ip=NEW) for _ in range(3)]
        wait(redis_server)
    tried = [answer.status_code for answer in answers].count(401)
    assert tried <= QUEUE_TICKETS_PER_H
    assert int(answers[-1].headers["Retry-After"]) > QUEUE_WAIT_S


def test_a_code_that_is_still_to_come_does_not_cost_the_place_in_the_queue(
    client, make_user, sign_in, redis_server, two_factors
):
    user, code = two_factors()
    attack(client, user.username)
    attempt(client, user.username, user.password, ip=NEW)
    wait(redis_server)
    assert attempt(client, user.username, user.password, ip=NEW).json["code"] == "otp_required"
    assert attempt(client, user.username, user.password, ip=NEW, otp=code()).status_code == 200


def test_a_known_device_is_let_in_where_its_address_is_locked(client, make_user):
    user = make_user()
    device = attempt(client, user.username, user.password).json["device"]
    for number in range(2 * WIDE_FACTOR):
        attempt(client, f"name{number}")  # as if all came through one proxy that is not trusted
    attack(client, user.username)
    for _ in range(3):
        attempt(client, user.username)
    assert attempt(client, user.username, user.password).status_code == 429
    assert attempt(client, user.username, user.password, device=device).status_code == 200
    assert attempt(client, user.email, user.password, device=device).status_code == 200


def test_a_known_device_has_a_counter_of_its_own(client, make_user):
    user = make_user()
    device = attempt(client, user.username, user.password).json["device"]
    for _ in range(2):
        assert attempt(client, user.username, device=device, ip=ELSEWHERE).status_code == 401
    assert attempt(client, user.username, user.password, device=device, ip=NEW).status_code == 429
    assert attempt(client, user.username, user.password, ip=NEW).status_code == 200


def test_a_device_of_another_account_or_no_device_at_all_counts_for_nothing(client, make_user):
    user, other = make_user(), make_user()
    theirs = attempt(client, other.username, other.password).json
    for device in (theirs["device"], theirs["access_token"], theirs["refresh_token"], "nonsense"):
        attack(client, user.username, addresses=1)
        answer = attempt(client, user.username, user.password, ip="203.0.113.0", device=device)
        assert answer.json["code"] == "locked_out"


def test_a_device_token_opens_nothing(client, make_user):
    user = make_user()
    headers = {"Authorization": f"Bearer {attempt(client, user.username, user.password).json['device']}"}
    assert client.get("/api/auth/profile", headers=headers).json["code"] == "token_invalid"
    assert client.post("/api/auth/refresh", headers=headers).json["code"] == "token_invalid"


def test_an_address_that_attacks_many_names_does_not_keep_out_who_is_known_there(client, make_user):
    user = make_user()
    assert attempt(client, user.username, user.password).status_code == 200
    for number in range(2 * WIDE_FACTOR + 1):
        attempt(client, f"name{number}")
    assert attempt(client, user.username, user.password).status_code == 200


def test_a_lock_survives_a_redis_that_lost_its_data(client, make_user, redis_server):
    user = make_user()
    for _ in range(2):
        attempt(client, user.username, ip=ELSEWHERE)
    redis_server.client().flushall()
    assert attempt(client, user.username, user.password, ip=ELSEWHERE).json["code"] == "locked_out"
    assert attempt(client, user.username, user.password, ip=NEW).status_code == 200


def test_an_attack_is_still_known_after_redis_lost_its_data(client, make_user, redis_server):
    user = make_user()
    attack(client, user.username)
    redis_server.client().flushall()
    assert attempt(client, user.username, ip=NEW).json["code"] == "locked_out"


def test_known_addresses_survive_a_redis_that_lost_its_data(client, make_user, redis_server):
    user = make_user()
    attempt(client, user.username, user.password)
    redis_server.client().flushall()
    attack(client, user.username)
    assert attempt(client, user.username, user.password).status_code == 200


def test_failures_before_a_success_are_not_recalled(client, make_user, redis_server):
    user = make_user()
    attempt(client, user.username)
    attempt(client, user.username, user.password)
    redis_server.client().flushall()
    attempt(client, user.username)
    assert attempt(client, user.username, user.password).status_code == 200
