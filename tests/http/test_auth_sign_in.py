"""Signing in, and the brakes on guessing."""

import threading

import flask_jwt_extended as fje
import pytest

from app.domain.auth.sign_in.lockout import WIDE_FACTOR

HOME, ELSEWHERE = "198.51.100.1", "203.0.113.9"


def attempt(client, username, password, *, ip=HOME, **body):
    return client.post(
        "/api/auth/login",
        json={"username": username, "password": password, **body},
        environ_base={"REMOTE_ADDR": ip},
    )


def guess(client, username, times, *, ip=HOME):
    return [attempt(client, username, "a wrong guess", ip=ip).json["code"] for _ in range(times)]


def test_signs_in_by_name_and_answers_with_tokens_and_user(client, make_user):
    user = make_user()
    answer = attempt(client, user.username, user.password)
    assert answer.status_code == 200
    assert answer.json["token"] == answer.json["access_token"]
    assert answer.json["refresh_token"]
    assert (answer.json["token_type"], answer.json["expires_in"]) == ("Bearer", 15 * 60)
    assert answer.json["user"]["id"] == user.id


def test_signs_in_by_address_in_either_field_whatever_the_case(client, make_user):
    user = make_user()
    assert attempt(client, user.email.upper(), user.password).status_code == 200
    by_email = client.post("/api/auth/login", json={"email": user.email, "password": user.password})
    assert by_email.status_code == 200


@pytest.mark.parametrize("names", [{}, {"username": "a", "email": "a@example.org"}])
def test_needs_exactly_one_name(client, names):
    assert client.post("/api/auth/login", json={"password": "x", **names}).status_code == 422


def test_a_wrong_password_and_an_unknown_name_answer_alike(client, make_user):
    wrong = attempt(client, make_user().username, "a wrong guess")
    unknown = attempt(client, "nobody", "a wrong guess")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json["code"] == unknown.json["code"] == "invalid_credentials"
    assert wrong.json["detail"] == unknown.json["detail"]


@pytest.mark.parametrize("role", ["user", "admin", "service"])
def test_the_tokens_claims_are_those_of_the_contract(app, client, make_user, role):
    user = make_user(role)
    token = attempt(client, user.username, user.password).json["access_token"]
    with app.app_context():
        claims = fje.decode_token(token)
    assert (claims["sub"], claims["type"], claims["fresh"]) == (str(user.id), role, True)
    assert claims["exp"] - claims["iat"] == 15 * 60
    assert claims["jti"]


@pytest.mark.settings(lockout_failures=3)
def test_a_locked_account_is_refused_even_with_the_right_password(client, make_user):
    user = make_user()
    assert guess(client, user.username, 4) == ["invalid_credentials"] * 3 + ["locked_out"]
    answer = attempt(client, user.username, user.password)
    assert (answer.status_code, answer.json["code"]) == (429, "locked_out")
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60


@pytest.mark.settings(lockout_failures=3)
def test_a_name_that_does_not_exist_is_locked_like_one_that_does(client):
    assert guess(client, "nobody", 4) == ["invalid_credentials"] * 3 + ["locked_out"]


@pytest.mark.settings(lockout_failures=3)
def test_guesses_made_at_the_same_moment_do_not_outrun_the_lock(app, make_user):
    user, codes = make_user(), []
    guessers = [
        threading.Thread(target=lambda: codes.extend(guess(app.test_client(), user.username, 1)))
        for _ in range(12)
    ]
    for guesser in guessers:
        guesser.start()
    for guesser in guessers:
        guesser.join()
    assert codes.count("invalid_credentials") == 3


@pytest.mark.settings(lockout_failures=3)
def test_a_stranger_who_locks_himself_out_does_not_lock_the_owner_out(client, make_user):
    user = make_user()
    # More than the account as a whole allows: what is refused must not count there.
    guess(client, user.username, 3 * WIDE_FACTOR + 5, ip=ELSEWHERE)
    assert attempt(client, user.username, user.password, ip=HOME).status_code == 200


@pytest.mark.settings(lockout_failures=2)
def test_many_strangers_together_are_stopped_at_an_address_not_known(client, make_user):
    user = make_user()
    for number in range(WIDE_FACTOR):
        guess(client, user.username, 2, ip=f"203.0.113.{number}")
    assert guess(client, user.username, 1, ip="203.0.113.200") == ["locked_out"]


@pytest.mark.settings(lockout_failures=2)
def test_many_strangers_together_do_not_keep_the_owner_out_of_a_known_address(client, make_user):
    user = make_user()
    assert attempt(client, user.username, user.password, ip=HOME).status_code == 200
    for number in range(WIDE_FACTOR):
        guess(client, user.username, 2, ip=f"203.0.113.{number}")
    assert attempt(client, user.username, user.password, ip=HOME).status_code == 200
    assert attempt(client, user.email, user.password, ip=HOME).status_code == 200


@pytest.mark.settings(lockout_failures=2)
def test_an_address_that_tries_many_names_is_locked_for_all_of_them(client, make_user):
    user = make_user()
    for number in range(WIDE_FACTOR * 2):
        guess(client, f"name{number}", 1, ip=ELSEWHERE)
    assert attempt(client, user.username, user.password, ip=ELSEWHERE).json["code"] == "locked_out"
    assert attempt(client, user.username, user.password, ip=HOME).status_code == 200


@pytest.mark.settings(lockout_failures=2)
def test_one_customer_of_ipv6_is_one_address(client, make_user):
    user = make_user()
    guess(client, user.username, 1, ip="2001:db8::1")
    assert guess(client, user.username, 2, ip="2001:db8::2") == ["invalid_credentials", "locked_out"]


@pytest.mark.settings(lockout_failures=3)
def test_a_sign_in_that_succeeds_forgets_the_failures(client, make_user):
    user = make_user()
    for _ in range(3):
        guess(client, user.username, 2)
        assert attempt(client, user.username, user.password).status_code == 200


@pytest.mark.settings(lockout_failures=3)
def test_refused_tries_do_not_lengthen_the_lock(client, make_user, redis_server):
    user = make_user()
    guess(client, user.username, 3)
    key = next(redis_server.client().scan_iter("failures:both:*"))
    redis_server.client().expire(key, 5)
    guess(client, user.username, 3)
    assert redis_server.client().ttl(key) <= 5


@pytest.mark.settings(lockout_failures=3)
def test_when_the_lock_ends_the_account_opens(client, make_user, redis_server):
    user = make_user()
    guess(client, user.username, 4)
    for key in redis_server.client().scan_iter("failures:both:*"):
        redis_server.client().delete(key)  # as its time running out would
    assert attempt(client, user.username, user.password).status_code == 200


@pytest.mark.settings(signin_limit="3 per minute")
def test_sign_ins_from_one_address_are_limited(client, make_user):
    user = make_user()
    codes = [attempt(client, user.username, user.password).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]


def test_without_redis_nobody_gets_in_and_nothing_breaks(client, make_user, sign_in, redis_server):
    user = make_user()
    headers = sign_in(user)
    redis_server.kill()
    try:
        answers = [
            attempt(client, user.username, user.password),
            client.get("/api/auth/profile", headers=headers),
        ]
    finally:
        redis_server.start()
    assert [answer.status_code for answer in answers] == [503, 503]
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
