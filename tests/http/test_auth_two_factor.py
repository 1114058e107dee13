"""The second factor: set up, sign in with it, lose it, turn it off."""

import base64
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app import clock
from app.db import transaction
from app.domain.auth.two_factor.errors import InvalidOtp
from app.domain.auth.two_factor.service import check_second_factor
from app.domain.auth.two_factor.tables import RecoveryCode
from app.domain.auth.users.lookup import get_user
from app.domain.auth.users.tables import User
from app.extensions import db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def post(client, path, headers, **body):
    return client.post(f"/api/auth/2fa/{path}", headers=headers, json=body)


def login(client, user, **body):
    return client.post("/api/auth/login", json={"username": user.username, "password": user.password, **body})


def code(secret):
    """The code of the moment that the frozen clock shows."""
    return pyotp.TOTP(secret).at(clock.now())


@pytest.fixture
def protected(client, make_user, sign_in):
    """A user with two factors, a header, the secret, and the recovery codes; a minute later."""
    clock.freeze(NOON)
    user = make_user()
    headers = sign_in(user)
    secret = post(client, "setup", headers, password=user.password).json["secret"]
    codes = post(client, "confirm", headers, otp=code(secret)).json["recovery_codes"]
    clock.freeze(NOON + timedelta(minutes=1))
    return user, headers, secret, codes


def test_setup_gives_a_secret_a_link_and_a_picture(client, make_user, sign_in):
    user = make_user()
    answer = post(client, "setup", sign_in(user), password=user.password)
    assert answer.status_code == 200
    parsed = pyotp.parse_uri(answer.json["otpauth_uri"])
    assert (parsed.secret, parsed.name, parsed.issuer) == (answer.json["secret"], user.username, "Tidewatch")
    assert answer.json["qr_svg"].startswith("<svg")


def test_setup_asks_for_the_password(client, make_user, sign_in):
    answer = post(client, "setup", sign_in(make_user()), password="a wrong guess")
    assert (answer.status_code, answer.json["code"]) == (422, "wrong_password")


def test_a_setup_that_was_not_confirmed_changes_nothing(client, make_user, sign_in):
    user = make_user()
    post(client, "setup", sign_in(user), password=user.password)
    assert login(client, user).status_code == 200


def test_a_wrong_first_code_does_not_turn_it_on(client, make_user, sign_in):
    user = make_user()
    headers = sign_in(user)
    post(client, "setup", headers, password=user.password)
    answer = post(client, "confirm", headers, otp="not it")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_otp")
    assert login(client, user).status_code == 200


def test_confirming_without_a_setup_answers_409(client, make_user, sign_in):
    assert post(client, "confirm", sign_in(make_user()), otp="123456").status_code == 409


def test_setting_up_what_is_on_answers_409(client, protected):
    user, headers, _, _ = protected
    assert post(client, "setup", headers, password=user.password).status_code == 409


def test_the_profile_says_that_it_is_on(client, protected):
    assert client.get("/api/auth/profile", headers=protected[1]).json["two_factor_enabled"] is True


def test_the_password_alone_is_asked_for_a_code(client, protected):
    answer = login(client, protected[0])
    assert (answer.status_code, answer.json["code"]) == (401, "otp_required")


@pytest.mark.settings(lockout_failures=3)
def test_being_asked_for_a_code_is_no_failure(client, protected):
    user, _, secret, _ = protected
    for _ in range(5):
        login(client, user)
    assert login(client, user, otp=code(secret)).status_code == 200


def test_password_and_code_sign_in(client, protected):
    user, _, secret, _ = protected
    assert login(client, user, otp=code(secret)).status_code == 200


def test_a_code_may_be_typed_with_a_space(client, protected):
    user, _, secret, _ = protected
    given = code(secret)
    assert login(client, user, otp=f"{given[:3]} {given[3:]}").status_code == 200


def test_a_wrong_password_is_not_told_that_a_code_is_missing(client, protected):
    answer = client.post(
        "/api/auth/login", json={"username": protected[0].username, "password": "a wrong guess"}
    )
    assert answer.json["code"] == "invalid_credentials"


def test_a_code_works_once(client, protected):
    user, _, secret, _ = protected
    otp = code(secret)
    assert login(client, user, otp=otp).status_code == 200
    assert login(client, user, otp=otp).json["code"] == "invalid_otp"


def test_the_code_that_confirmed_does_not_sign_in(client, protected):
    user, _, secret, _ = protected
    clock.freeze(NOON)
    assert login(client, user, otp=code(secret)).json["code"] == "invalid_otp"


def both_at_once(app, user, otp):
    codes = []
    askers = [
        threading.Thread(target=lambda: codes.append(login(app.test_client(), user, otp=otp).status_code))
        for _ in range(6)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    return sorted(codes)


def test_a_code_that_another_sign_in_used_meanwhile_does_not_work(app, settings, protected):
    account, _, secret, _ = protected
    other, codes = app.test_client(), []
    # In a thread, so that it has a database session of its own.
    sign_in = threading.Thread(
        target=lambda: codes.append(login(other, account, otp=code(secret)).status_code)
    )
    with app.app_context():
        user = get_user(account.id)
        assert user.totp_last_step is not None  # read before the other sign-in, and not again
        sign_in.start()
        sign_in.join()
        assert codes == [200]
        with pytest.raises(InvalidOtp):
            check_second_factor(user, code(secret), settings)


def test_of_many_sign_ins_with_one_code_one_succeeds(app, protected):
    user, _, secret, _ = protected
    assert both_at_once(app, user, code(secret)) == [200] + [401] * 5


def test_of_many_sign_ins_with_one_recovery_code_one_succeeds(app, protected):
    assert both_at_once(app, protected[0], protected[3][0]) == [200] + [401] * 5


@pytest.mark.settings(lockout_failures=3)
def test_wrong_codes_lock_like_wrong_passwords(client, protected):
    user, _, secret, _ = protected
    answers = [login(client, user, otp="wrong-code").json["code"] for _ in range(4)]
    assert answers == ["invalid_otp"] * 3 + ["locked_out"]
    assert login(client, user, otp=code(secret)).json["code"] == "locked_out"


def test_each_recovery_code_stands_in_once(client, protected):
    user, _, _, codes = protected
    assert len(set(codes)) == 10
    assert login(client, user, otp=codes[0]).status_code == 200
    assert login(client, user, otp=codes[0]).json["code"] == "invalid_otp"
    assert login(client, user, otp=codes[1].upper().replace("-", "")).status_code == 200


def test_another_users_recovery_code_is_of_no_use(client, protected, make_user, sign_in):
    other = make_user()
    headers = sign_in(other)
    secret = post(client, "setup", headers, password=other.password).json["secret"]
    theirs = post(client, "confirm", headers, otp=code(secret)).json["recovery_codes"]
    assert login(client, protected[0], otp=theirs[0]).json["code"] == "invalid_otp"


def test_secret_and_recovery_codes_are_not_stored_readably(app, protected):
    _, _, secret, codes = protected
    with app.app_context():
        stored = str(db.session.execute(sa.select(User.__table__)).all())
        stored += str(db.session.execute(sa.select(RecoveryCode.__table__)).all())
    assert secret not in stored
    assert not [found for found in codes if found in stored or found.replace("-", "") in stored]


def test_turning_it_off_takes_password_and_code(client, protected):
    user, headers, secret, _ = protected
    wrong = post(client, "disable", headers, password="a wrong guess", otp=code(secret))
    assert wrong.json["code"] == "wrong_password"
    assert post(client, "disable", headers, password=user.password, otp="000000x").status_code == 422
    assert post(client, "disable", headers, password=user.password, otp=code(secret)).status_code == 204
    assert login(client, user).status_code == 200


def test_after_turning_it_off_the_recovery_codes_are_gone(app, client, protected):
    user, headers, secret, _ = protected
    post(client, "disable", headers, password=user.password, otp=code(secret))
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(RecoveryCode)) == 0


OTHER_SECRET_KEY = "another secret key, made for the test"
OLD_KEY, NEW_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_after_the_secret_key_changed_a_recovery_code_still_signs_in(make_app, settings, protected):
    user, _, secret, codes = protected
    client = make_app(replace(settings, secret_key=OTHER_SECRET_KEY)).test_client()
    assert login(client, user, otp=code(secret)).json["code"] == "invalid_otp"
    assert login(client, user, otp=codes[0]).status_code == 200


@pytest.mark.settings(encryption_keys=OLD_KEY)
def test_with_a_key_of_its_own_the_app_outlives_the_secret_key(make_app, settings, protected):
    user, _, secret, _ = protected
    client = make_app(replace(settings, secret_key=OTHER_SECRET_KEY)).test_client()
    assert login(client, user, otp=code(secret)).status_code == 200


@pytest.mark.settings(encryption_keys=OLD_KEY)
def test_after_rotate_keys_the_app_needs_the_new_key_alone(make_app, settings, protected):
    user, _, secret, _ = protected
    both = make_app(replace(settings, encryption_keys=f"{NEW_KEY},{OLD_KEY}"))
    assert "1 authenticator," in both.test_cli_runner().invoke(args=["rotate-keys"]).output
    client = make_app(replace(settings, encryption_keys=NEW_KEY, secret_key=OTHER_SECRET_KEY)).test_client()
    assert login(client, user, otp=code(secret)).status_code == 200


def test_a_secret_that_the_first_version_sealed_is_still_read(app, client, settings, protected):
    user, _, secret, _ = protected
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tidewatch totp")
    key = base64.urlsafe_b64encode(kdf.derive(settings.secret_key.encode()))
    with app.app_context(), transaction():
        get_user(user.id).totp_secret = Fernet(key).encrypt(secret.encode()).decode()
    assert login(client, user, otp=code(secret)).status_code == 200
