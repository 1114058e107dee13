"""What asks a signed-in user for password or code again, and how far guessing with a session in hand goes."""

import threading
import time
from datetime import timedelta

import jwt
import pytest

from app import clock
from app.clock import now
from app.domain.auth.two_factor.codes import FREE_OTP_FAILURES, MAX_OTP_PAUSE_S, otp_pause_s
from tests.support.accounts import PASSWORD, bearer

NEW = "another fine long secret"
TOKEN = {"name": "laptop", "scopes": ["profile:read"]}


def post(client, path, headers, *, ip="127.0.0.1", **body):
    return client.post(f"/api/auth/{path}", headers=headers, json=body, environ_base={"REMOTE_ADDR": ip})


def login(client, user, **body):
    return client.post("/api/auth/login", json={"username": user.username, "password": user.password, **body})


def change(client, headers, current=PASSWORD, new=NEW, **more):
    return post(client, "password", headers, current_password=current, new_password=new, **more)


@pytest.fixture
def stale(client):
    """Sign in, and swap the tokens once: a header that is good but not fresh."""

    def sign_in(user, **body):
        pair = login(client, user, **body).json
        renewed = client.post("/api/auth/refresh", headers=bearer(pair["refresh_token"]))
        return bearer(renewed.json["access_token"])

    return sign_in


WRONG = [
    ("password", {"current_password": "a wrong guess", "new_password": NEW}),
    ("2fa/setup", {"password": "a wrong guess"}),
    ("tokens", {**TOKEN, "current_password": "a wrong guess"}),
]


@pytest.mark.settings(lockout_failures=3)
@pytest.mark.parametrize(("path", "body"), WRONG)
def test_wrong_passwords_within_a_session_lock_the_account(client, make_user, sign_in, path, body):
    user = make_user()
    headers = sign_in(user)
    assert [post(client, path, headers, **body).json["code"] for _ in range(3)] == ["wrong_password"] * 3
    refused = change(client, headers)
    assert (refused.status_code, refused.json["code"]) == (429, "locked_out")
    assert int(refused.headers["Retry-After"]) > 0
    assert login(client, user).json["code"] == "locked_out"


@pytest.mark.settings(lockout_failures=3)
def test_guessing_within_a_session_from_many_addresses_is_stopped_as_well(client, make_user, sign_in):
    headers, (path, body) = sign_in(make_user()), WRONG[0]
    codes = [post(client, path, headers, ip=f"203.0.113.{number}", **body).status_code for number in range(5)]
    assert codes == [422, 422, 422, 429, 429]


@pytest.mark.settings(lockout_failures=3)
def test_guesses_within_a_session_at_the_same_moment_do_not_outrun_the_lock(app, make_user, sign_in):
    headers, codes = sign_in(make_user()), []

    def guess():
        codes.append(change(app.test_client(), headers, "a wrong guess").status_code)

    guessers = [threading.Thread(target=guess) for _ in range(8)]
    for guesser in guessers:
        guesser.start()
    for guesser in guessers:
        guesser.join()
    assert sorted(codes) == [422] * 3 + [429] * 5


@pytest.mark.settings(lockout_failures=3)
def test_strangers_failures_do_not_stop_who_is_signed_in(client, make_user, sign_in):
    user = make_user()
    headers = sign_in(user)
    for _ in range(5):
        login(client, user, password="a wrong guess")
    assert change(client, headers).status_code == 204


@pytest.mark.settings(lockout_failures=3)
def test_a_right_password_within_a_session_forgets_the_failures(client, make_user, sign_in):
    headers = sign_in(make_user())
    for number in range(3):
        change(client, headers, "a wrong guess")
        change(client, headers, "a wrong guess")
        assert post(client, "tokens", headers, **TOKEN, current_password=PASSWORD).status_code == 201, number


@pytest.mark.settings(lockout_failures=3)
def test_wrong_codes_to_turn_two_factors_off_lock_the_account(client, two_factors, sign_in):
    user, code = two_factors()
    headers = sign_in(user, otp=code())
    wrong = {"password": user.password, "otp": "wrong-code"}
    codes = [post(client, "2fa/disable", headers, **wrong).json["code"] for _ in range(4)]
    assert codes == ["invalid_otp"] * 3 + ["locked_out"]
    assert post(client, "2fa/disable", headers, password=user.password, otp=code()).status_code == 429


@pytest.mark.settings(lockout_failures=3)
def test_wrong_first_codes_lock_the_account(client, make_user, sign_in):
    user = make_user()
    headers = sign_in(user)
    post(client, "2fa/setup", headers, password=user.password)
    codes = [post(client, "2fa/confirm", headers, otp="000000").json["code"] for _ in range(4)]
    assert codes == ["invalid_otp"] * 3 + ["locked_out"]


@pytest.mark.settings(lockout_failures=3)
def test_a_lock_within_a_session_survives_a_redis_that_lost_its_data(
    client, make_user, sign_in, redis_server
):
    headers = sign_in(make_user())
    for _ in range(3):
        change(client, headers, "a wrong guess")
    redis_server.client().flushall()
    assert change(client, headers).json["code"] == "locked_out"


@pytest.mark.settings(lockout_failures=2)
def test_a_refusal_within_a_session_is_in_the_security_log(client, make_user, sign_in):
    headers = sign_in(make_user())
    for _ in range(3):
        change(client, headers, "a wrong guess")
    kept = client.get("/api/auth/security-events?outcome=failure", headers=headers).json["items"]
    assert [(entry["event"], entry["detail"]) for entry in kept] == [
        ("password_change", "locked_out"), ("lockout", "wrong_password"),
        ("password_change", "wrong_password"), ("password_change", "wrong_password"),
    ]  # fmt: skip


# --- codes: a counter that time does not set back -------------------------------------------------


def later(seconds):
    clock.freeze(now() + timedelta(seconds=seconds))


def guess_codes(client, user, times, redis_server):
    answers = []
    for _ in range(times):
        redis_server.client().flushall()  # as if days lay between: the lock-out in Redis has ended
        answers.append(login(client, user, otp="000000").json["code"])
    return answers


@pytest.mark.settings(lockout_failures=1000)
def test_wrong_codes_in_a_row_pause_codes_whatever_time_lies_between(client, two_factors, redis_server):
    user, code = two_factors()
    assert guess_codes(client, user, FREE_OTP_FAILURES, redis_server) == ["invalid_otp"] * FREE_OTP_FAILURES
    paused = login(client, user, otp=code())
    assert (paused.status_code, paused.json["code"]) == (429, "otp_paused")
    assert 0 < int(paused.headers["Retry-After"]) <= 60


@pytest.mark.settings(lockout_failures=1000)
def test_each_wrong_code_after_a_pause_doubles_the_next(client, two_factors, redis_server):
    user, code = two_factors()
    guess_codes(client, user, FREE_OTP_FAILURES, redis_server)
    later(61)
    assert guess_codes(client, user, 2, redis_server) == ["invalid_otp", "otp_paused"]
    later(61)
    assert login(client, user, otp=code()).json["code"] == "otp_paused"
    later(60)
    assert login(client, user, otp=code()).status_code == 200


@pytest.mark.settings(lockout_failures=1000)
def test_a_right_code_sets_the_counter_back(client, two_factors, redis_server):
    user, code = two_factors()
    for _ in range(2):
        guess_codes(client, user, FREE_OTP_FAILURES - 1, redis_server)
        assert login(client, user, otp=code()).status_code == 200


@pytest.mark.settings(lockout_failures=1000)
def test_codes_guessed_within_a_session_count_in_the_same_row(client, two_factors, sign_in):
    user, code = two_factors()
    headers = sign_in(user, otp=code())
    for _ in range(FREE_OTP_FAILURES):
        post(client, "2fa/disable", headers, password=user.password, otp="000000")
    answer = change(client, headers, otp=code())
    assert (answer.status_code, answer.json["code"]) == (429, "otp_paused")


@pytest.mark.settings(lockout_failures=1000)
def test_a_recovery_code_is_never_paused(client, make_user, sign_in, redis_server):
    import pyotp

    user = make_user()
    headers = sign_in(user)
    secret = post(client, "2fa/setup", headers, password=user.password).json["secret"]
    codes = post(client, "2fa/confirm", headers, otp=pyotp.TOTP(secret).now()).json["recovery_codes"]
    guess_codes(client, user, FREE_OTP_FAILURES + 1, redis_server)
    assert login(client, user, otp=codes[0]).status_code == 200
    assert login(client, user, otp="000000").json["code"] == "invalid_otp"  # and the row begins anew


def test_a_stranger_without_the_password_does_not_pause_codes(client, two_factors):
    user, code = two_factors()
    for number in range(FREE_OTP_FAILURES + 5):
        client.post(
            "/api/auth/login",
            json={"username": user.username, "password": "a wrong guess", "otp": "000000"},
            environ_base={"REMOTE_ADDR": f"203.0.113.{number}"},
        )
    assert login(client, user, otp=code()).status_code == 200


def test_the_pause_grows_to_a_day():
    assert [otp_pause_s(failures) for failures in (0, 9, 10, 11, 15)] == [0, 0, 60, 120, 1920]
    assert otp_pause_s(1_000_000) == MAX_OTP_PAUSE_S


# --- what a password change ends, and what it asks for --------------------------------------------


def profile(client, token):
    return client.get("/api/auth/profile", headers=bearer(token)).status_code


@pytest.mark.parametrize(
    ("said", "status"), [({}, 401), ({"end_api_tokens": True}, 401), ({"end_api_tokens": False}, 200)]
)
def test_a_password_change_ends_the_api_tokens_unless_told_otherwise(
    client, make_user, sign_in, said, status
):
    headers = sign_in(make_user())
    token = post(client, "tokens", headers, **TOKEN).json["token"]
    assert change(client, headers, **said).status_code == 204
    assert profile(client, token) == status


def test_a_password_change_leaves_other_peoples_api_tokens_alone(client, make_user, sign_in):
    token = post(client, "tokens", sign_in(make_user()), **TOKEN).json["token"]
    change(client, sign_in(make_user()))
    assert profile(client, token) == 200


def test_with_two_factors_a_password_change_asks_for_a_code(client, two_factors, sign_in):
    user, code = two_factors()
    headers = sign_in(user, otp=code())
    missing = change(client, headers)
    assert (missing.status_code, missing.json["code"]) == (422, "otp_required")
    assert missing.json["errors"][0]["pointer"] == "/otp"
    assert change(client, headers, otp="000000").json["code"] == "invalid_otp"
    assert change(client, headers, otp=code()).status_code == 204


def test_a_weak_password_does_not_use_the_code_up(client, two_factors, sign_in):
    user, code = two_factors()
    headers, otp = sign_in(user, otp=code()), code()
    assert change(client, headers, new="password123", otp=otp).json["code"] == "weak_password"
    assert change(client, headers, otp=otp).status_code == 204


# --- an API token needs a sign-in of just now, or a proof -----------------------------------------


def test_an_api_token_needs_a_fresh_sign_in(client, make_user, stale):
    answer = post(client, "tokens", stale(make_user()), **TOKEN)
    assert (answer.status_code, answer.json["code"]) == (403, "fresh_sign_in_needed")
    assert "current_password" in answer.json["detail"]


def test_a_sign_in_is_fresh_for_a_quarter_of_an_hour_however_long_its_token_lasts(
    app, client, make_user, sign_in
):
    token = sign_in(make_user())["Authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, options={"verify_signature": False})
    for age_s, status in ((14 * 60, 201), (15 * 60 + 1, 403)):
        old = claims | {"iat": int(time.time()) - age_s, "exp": int(time.time()) + 3600}
        signed = jwt.encode(old, app.config["JWT_SECRET_KEY"], "HS256")
        assert post(client, "tokens", bearer(signed), **TOKEN).status_code == status


def test_the_password_stands_in_for_a_fresh_sign_in(client, make_user, stale):
    headers = stale(make_user())
    wrong = post(client, "tokens", headers, **TOKEN, current_password="a wrong guess")
    assert (wrong.status_code, wrong.json["errors"][0]["pointer"]) == (422, "/current_password")
    assert post(client, "tokens", headers, **TOKEN, current_password=PASSWORD).status_code == 201


def test_with_two_factors_the_password_needs_a_code_beside_it(client, two_factors, stale):
    user, code = two_factors()
    headers, body = stale(user, otp=code()), {**TOKEN, "current_password": PASSWORD}
    assert post(client, "tokens", headers, **body).json["code"] == "otp_required"
    assert post(client, "tokens", headers, **body, otp="000000").json["code"] == "invalid_otp"
    assert post(client, "tokens", headers, **body, otp=code()).status_code == 201


def test_what_is_refused_makes_no_token(client, make_user, stale):
    headers = stale(make_user())
    post(client, "tokens", headers, **TOKEN)
    post(client, "tokens", headers, **TOKEN, current_password="a wrong guess")
    assert client.get("/api/auth/tokens", headers=headers).json["items"] == []
