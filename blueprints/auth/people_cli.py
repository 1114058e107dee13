"""People's accounts on a terminal: `flask users list`, `lock`, `link` and more, as Admin → Users does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import click
from flask import Flask
from flask.cli import AppGroup

from app.clock import rfc3339
from app.db import transaction
from app.domain.auth.people import access, erasure, service
from app.domain.auth.people.actor import TERMINAL
from app.domain.auth.people.errors import PersonNotFound
from app.domain.auth.people.export import write_export
from app.domain.auth.people.links import make_password_link
from app.domain.auth.people.service import PeopleFilter, Person
from app.domain.auth.users.lookup import find_by_key
from app.errors import AppError
from app.security import Role
from app.services import services
from blueprints.auth.cli import create_user

ROLES = click.Choice(["user", "admin", "service"])
PAGE = 200

users = AppGroup(
    "users", help="Look after people's accounts. PERSON is a username, an e-mail address or a number."
)


def register_commands(app: Flask) -> None:
    users.add_command(create_user, "create")
    app.cli.add_command(users)


@contextmanager
def _told() -> Iterator[None]:
    """End with a sentence where something cannot be done."""
    try:
        yield
    except AppError as exc:
        raise click.ClickException(exc.errors[0]["message"] if exc.errors else exc.detail) from exc


def _id_of(name: str) -> int:
    user = find_by_key(name)
    if user is None:
        raise PersonNotFound(f"There is no account {name!r}.")
    return user.id


def _person(user_id: int) -> Person:
    return service.get_person(user_id, services().settings)


def _person_command(name: str) -> Callable[[Any], Any]:
    """Make a command about one person, whose errors are sentences."""

    def decorate(function: Any) -> Any:
        return users.command(name)(click.argument("person")(function))

    return decorate


@users.command("list")
@click.option("--search", default="", help="Part of a username or an e-mail address.")
@click.option("--role", type=ROLES, help="Only people with this role.")
@click.option(
    "--locked/--not-locked", default=None, help="Only those that an administrator has locked, or not."
)
def list_users(search: str, role: str | None, locked: bool | None) -> None:
    """List people, the newest account first."""
    wanted = PeopleFilter(search, cast("Role | None", role), locked)
    click.echo(_line("NO.", "USERNAME", "ROLE", "STATE", "LAST SIGN-IN", "E-MAIL"))
    cursor: str | None = None
    while True:
        page = service.list_people(wanted, services().settings, limit=PAGE, cursor=cursor)
        for each in page.items:
            click.echo(
                _line(
                    str(each.id), each.username, each.role, _state(each), _at(each.signed_in_at), each.email
                )
            )
        cursor = page.next_cursor
        if cursor is None:
            return


def _line(*cells: str) -> str:
    widths = (6, 20, 8, 8, 20, 0)
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))


def _state(person: Person) -> str:
    if person.locked_at is not None:
        return "locked"
    return "held up" if person.held_up_until is not None else "open"


def _at(moment: datetime | None) -> str:
    return rfc3339(moment.replace(microsecond=0)) if moment else "-"


@_person_command("show")
def show(person: str) -> None:
    """Show somebody's account."""
    with _told():
        found = _person(_id_of(person))
    for name, value in (
        ("number", found.id),
        ("username", found.username),
        ("e-mail", found.email),
        ("role", found.role),
        ("two-factor", "on" if found.two_factor_enabled else "off"),
        ("created", _at(found.created_at)),
        ("last sign-in", _at(found.signed_in_at)),
        ("locked since", _at(found.locked_at)),
        ("held up until", _at(found.held_up_until)),
        ("signed in on", f"{found.sessions} devices"),
        ("API tokens", found.api_tokens),
        ("password link", f"until {_at(found.link_expires_at)}" if found.link_expires_at else "-"),
        ("exported", _at(found.exported_at)),
    ):
        click.echo(f"{name:<14} {value}")


@_person_command("role")
@click.argument("role", type=ROLES)
def change_role(person: str, role: str) -> None:
    """Give somebody another role; their sessions end."""
    with _told(), transaction():
        access.change_role(_id_of(person), cast(Role, role), TERMINAL)
    click.echo(f"{person} is {role} now.")


@_person_command("lock")
def lock(person: str) -> None:
    """Keep somebody out: sessions end, API tokens are refused, sockets close."""
    with _told(), transaction():
        access.lock(_id_of(person), TERMINAL)
    click.echo(f"{person} is locked.")


@_person_command("unlock")
def unlock(person: str) -> None:
    """Let somebody in again, and forget their failed sign-ins."""
    with _told(), transaction():
        access.unlock(_id_of(person), TERMINAL, services().settings)
    click.echo(f"{person} is unlocked, and may sign in at once.")


@_person_command("end-sessions")
def end_sessions(person: str) -> None:
    """Sign somebody out on every device; API tokens stay."""
    with _told(), transaction():
        ended = access.end_sessions(_id_of(person), TERMINAL)
    click.echo(f"{ended} ended.")


@_person_command("link")
@click.option("--site", help="Where people reach this installation, such as https://money.example.com.")
def link(person: str, site: str | None) -> None:
    """Make a link with which somebody sets a new password, once and within 24 hours."""
    settings = services().settings
    with _told(), transaction():
        made = make_password_link(_id_of(person), TERMINAL)
    click.echo(f"{(site or f'http://{settings.host}:{settings.port}').rstrip('/')}{made.path}")
    click.echo(f"It works once, until {_at(made.expires_at)}. It is not shown again.", err=True)


@_person_command("erase")
@click.option(
    "--export", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write all of it there first."
)
@click.option("--without-export", is_flag=True, help="Nobody wants a copy.")
@click.option("--yes", is_flag=True, help="Do not ask for the username.")
def erase(person: str, file: Path | None, without_export: bool, yes: bool) -> None:
    """Delete an account and all that belongs to it, for good.

    Give --export or --without-export, unless it was exported within the last 24 hours.
    """
    with _told():
        found = _person(_id_of(person))
        typed = (
            found.username if yes else click.prompt(f"All of {found.username} is deleted. Type the username")
        )
        if typed != found.username:
            raise click.ClickException("This is not the account's name.")
        if file is not None:
            _export(found.id, file)
        with transaction():
            erasure.erase(found.id, typed, TERMINAL, without_export=without_export)
    click.echo(f"{found.username} is erased.")


def _export(user_id: int, file: Path) -> None:
    """Write an export where nothing stands yet, readable by nobody else."""
    try:
        file.touch(mode=0o600, exist_ok=False)
        with file.open("wb") as opened, transaction():
            write_export(user_id, opened, TERMINAL)
    except OSError as exc:
        raise click.ClickException(f"{file} cannot be written: {exc.strerror}.") from exc
    click.echo(f"Exported to {file}.", err=True)
