"""`flask users`: what the page does, from a terminal."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from click.testing import Result
from flask.testing import FlaskClient

from tests.support.accounts import Account
from tests.support.admin import USERS, Make, act, events_of, login
from tests.support.person import Person

Run = Callable[..., Result]
COMMANDS = ["list", "show", "create", "role", "lock", "unlock", "end-sessions", "link", "erase"]


@pytest.fixture
def run(app: APIFlask) -> Run:
    return lambda *words, given="": app.test_cli_runner().invoke(args=["users", *words], input=given)


def works(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def test_help_names_every_command_and_each_explains_itself(run: Run) -> None:
    told = works(run("--help"))
    for command in COMMANDS:
        assert command in told
        assert "Usage:" in works(run(command, "--help"))


def test_list_shows_everybody_and_narrows(run: Run, admin: Person, make_user: Make) -> None:
    bob = make_user("service", username="robot")
    act(admin, bob.id, "/lock")
    lines = works(run("list")).splitlines()
    assert [line.split()[1:4] for line in lines[1:]] == [
        ["robot", "service", "locked"],
        ["admin-1", "admin", "open"],
    ]
    for words in (["--search", "ROB"], ["--role", "service"], ["--locked"]):
        assert [line.split()[1] for line in works(run("list", *words)).splitlines()[1:]] == ["robot"]
    assert [line.split()[1] for line in works(run("list", "--not-locked")).splitlines()[1:]] == ["admin-1"]


@pytest.mark.parametrize("by", ["username", "email", "id"])
def test_people_are_named_by_username_address_or_number(run: Run, make_user: Make, by: str) -> None:
    bob = make_user(username="bob")
    shown = works(run("show", str(getattr(bob, by))))
    assert "bob@example.org" in shown
    assert "argon2" not in shown


def test_a_name_that_is_a_number_comes_before_the_number(run: Run, make_user: Make) -> None:
    first = make_user()
    make_user(username=f"{first.id:03}")
    assert f"{first.id:03}@example.org" in works(run("show", f"{first.id:03}"))
    assert first.email in works(run("show", str(first.id)))


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in {"list", "create"}])
def test_nobody_by_that_name_is_a_sentence(run: Run, make_user: Make, command: str) -> None:
    make_user()
    result = run(command, "nobody", *(["user"] if command == "role" else []))
    assert (result.exit_code, result.output.strip()) == (1, "Error: There is no account 'nobody'.")


def test_create_makes_an_account_as_the_older_command_does(run: Run, client: FlaskClient) -> None:
    words = ("create", "--username", "bob", "--email", "bob@example.org", "--password-stdin")
    assert works(run(*words, given="a fine long secret\n")) == "Created user bob.\n"
    assert login(client, Account(0, "bob", "", "a fine long secret", "user")).status_code == 200


def test_roles_locks_and_sessions_from_a_terminal(
    run: Run, client: FlaskClient, admin: Person, make_user: Make
) -> None:
    bob = make_user(username="bob")
    login(client, bob)
    works(run("role", "bob", "service"))
    works(run("lock", "bob"))
    assert login(client, bob).json["code"] == "account_locked"
    works(run("unlock", "bob"))
    login(client, bob)
    assert works(run("end-sessions", "bob")) == "1 ended.\n"
    shown = admin.get(f"{USERS}/{bob.id}")
    assert (shown["role"], shown["locked_at"], shown["sessions"]) == ("service", None, 0)
    acts = ["account_sessions_end", "account_unlock", "account_lock", "account_role"]
    assert [name for name, _ in events_of(admin, bob.id)] == acts
    lines = admin.get("/api/admin/security-events?event=admin_lock")["items"]
    assert [(each["username"], each["user_id"], each["detail"]) for each in lines] == [
        ("command line", None, f"bob (no. {bob.id})")
    ]


@pytest.mark.parametrize(
    "words",
    [("role", "admin-1", "user"), ("lock", "admin-1"), ("erase", "admin-1", "--yes", "--without-export")],
)
def test_the_last_administrator_stays_from_a_terminal_too(
    run: Run, admin: Person, words: tuple[str, ...]
) -> None:
    result = run(*words)
    assert (result.exit_code, "last administrator" in result.output) == (1, True)


def test_a_link_from_a_terminal_works_once(run: Run, client: FlaskClient, make_user: Make) -> None:
    bob = make_user(username="bob")
    told = works(run("link", "bob", "--site", "https://money.example.com/"))
    address = told.splitlines()[0]
    assert address.startswith("https://money.example.com/new-password#")
    body: Any = {"secret": address.partition("#")[2], "new_password": "an entirely new secret"}
    assert [client.post("/api/auth/new-password", json=body).status_code for _ in range(2)] == [200, 404]
    assert login(client, bob, "an entirely new secret").status_code == 200


def test_erase_writes_the_export_first_where_nobody_else_reads_it(
    run: Run, admin: Person, make_user: Make, tmp_path: Path
) -> None:
    bob = make_user(username="bob")
    file = tmp_path / "bob.zip"
    works(run("erase", "bob", "--export", str(file), given="bob\n"))
    with zipfile.ZipFile(file) as packed:
        assert json.loads(packed.read("users.jsonl"))["username"] == "bob"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert admin.ask("GET", f"{USERS}/{bob.id}").status_code == 404


@pytest.mark.parametrize(
    ("words", "given", "told"),
    [
        (["--yes"], "", "export"),
        (["--without-export"], "bobby\n", "not the account's name"),
        (["--export", "{taken}.2"], "bobby\n", "not the account's name"),
        (["--yes", "--export", "{taken}"], "", "cannot be written"),
        (["--yes", "--export", "{taken}/no/folder.zip"], "", "cannot be written"),
    ],
)
def test_an_erasure_that_is_not_meant_changes_nothing(
    run: Run, admin: Person, make_user: Make, tmp_path: Path, words: list[str], given: str, told: str
) -> None:
    bob = make_user(username="bob")
    taken = tmp_path / "taken.zip"
    taken.write_text("kept")
    result = run("erase", "bob", *(word.format(taken=taken) for word in words), given=given)
    assert (result.exit_code, told in result.output, taken.read_text()) == (1, True, "kept")
    assert [each.name for each in tmp_path.glob("*.zip*")] == ["taken.zip"]
    assert admin.get(f"{USERS}/{bob.id}")["username"] == "bob"
