"""Accounts from the terminal: the only way to the first administrator."""

import pytest
import sqlalchemy as sa

from app.domain.auth.users.tables import User
from app.extensions import db

SECRET = "a fine long secret"
NAMES = ["--username", "root-user", "--email", "root@example.org"]


@pytest.fixture
def run(app):
    return lambda *words, given="": app.test_cli_runner().invoke(args=words, input=given)


def login(client):
    return client.post("/api/auth/login", json={"username": "root-user", "password": SECRET})


def test_a_new_installation_has_no_account(app):
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(User)) == 0


def test_create_admin_asks_for_everything_and_hides_the_password(run, client):
    answers = ["root-user", "root@example.org", SECRET, SECRET]
    result = run("create-admin", given="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    assert SECRET not in result.output
    assert login(client).json["user"]["role"] == "admin"


def test_create_admin_refuses_a_password_repeated_wrongly(run, client):
    run("create-admin", *NAMES, given=f"{SECRET}\nsomething else\n")
    assert login(client).status_code == 401


@pytest.mark.parametrize("role", ["user", "admin", "service"])
def test_create_user_takes_the_password_from_standard_input(run, client, role):
    result = run("create-user", *NAMES, "--role", role, "--password-stdin", given=SECRET + "\n")
    assert result.exit_code == 0, result.output
    assert login(client).json["user"]["role"] == role


def test_create_user_exits_with_3_and_a_sentence_when_it_exists(run):
    run("create-user", *NAMES, "--password-stdin", given=SECRET)
    result = run("create-user", *NAMES, "--password-stdin", given=SECRET)
    assert (result.exit_code, result.output.strip()) == (3, "This username is taken.")


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ([*NAMES, "--password-stdin"], "short"),
        ([*NAMES, "--password-stdin"], "password123"),
        ([*NAMES, "--password-stdin"], ""),
        (["--username", "a@b", "--email", "root@example.org", "--password-stdin"], SECRET),
        (["--username", "root-user", "--email", "nobody", "--password-stdin"], SECRET),
    ],
)
def test_what_the_form_would_refuse_exits_with_1_and_a_sentence(run, words, given):
    result = run("create-user", *words, given=given)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert "Traceback" not in result.output


def test_an_account_from_the_terminal_is_in_the_security_log(run, client):
    run("create-admin", *NAMES, "--password-stdin", given=SECRET)
    headers = {"Authorization": f"Bearer {login(client).json['token']}"}
    made = client.get("/api/admin/security-events?event=register", headers=headers).json["items"]
    assert [(entry["username"], entry["user_agent"]) for entry in made] == [("root-user", "command line")]


@pytest.mark.settings(default_currency="RON")
def test_an_account_from_the_terminal_has_the_installations_currency(run, client):
    run("create-admin", *NAMES, "--password-stdin", given=SECRET)
    assert login(client).json["user"]["base_currency"] == "RON"
