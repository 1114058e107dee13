"""Accounts on a terminal: `flask create-admin`, `flask create-user`."""

from __future__ import annotations

import sys
from typing import Any, cast

import click
from flask import Flask
from flask.cli import with_appcontext
from pydantic import ValidationError

from app.db import transaction
from app.domain.auth.accounts import service as accounts
from app.domain.auth.accounts.errors import EmailTaken, UsernameTaken
from app.domain.auth.security_log.service import RequestSource
from app.errors import AppError
from app.security import Role
from app.services import services
from blueprints.auth.schemas import Register

EXISTS = 3


def register_commands(app: Flask) -> None:
    app.cli.add_command(create_admin)
    app.cli.add_command(create_user)


def _account_options(command: Any) -> Any:
    for option in (
        click.option("--password-stdin", is_flag=True, help="Read the password from standard input."),
        click.option("--email", prompt="E-mail", help="The account's e-mail address."),
        click.option("--username", prompt="Username", help="The account's name."),
    ):
        command = option(command)
    return command


@click.command("create-admin")
@_account_options
@with_appcontext
def create_admin(username: str, email: str, password_stdin: bool) -> None:
    """Create an administrator; asks for what is not given."""
    _create(username, email, "admin", password_stdin)


@click.command("create-user")
@_account_options
@click.option("--role", type=click.Choice(["user", "admin", "service"]), default="user", show_default=True)
@with_appcontext
def create_user(username: str, email: str, role: str, password_stdin: bool) -> None:
    """Create an account in any role; exits with 3 when it exists."""
    _create(username, email, role, password_stdin)


def _create(username: str, email: str, role: str, password_stdin: bool) -> None:
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        checked = Register(username=username, email=email, password=password)
        with transaction():
            accounts.create_user(
                checked.username,
                checked.email,
                checked.password,
                RequestSource("local", "command line"),
                role=cast(Role, role),
                base_currency=services().settings.default_currency,
            )
    except ValidationError as exc:
        problems = "; ".join(f"{error['loc'][0]}: {error['msg']}" for error in exc.errors())
        raise click.ClickException(problems) from exc
    except (UsernameTaken, EmailTaken) as exc:
        click.echo(exc.detail, err=True)
        sys.exit(EXISTS)
    except AppError as exc:
        told = exc.errors[0]["message"] if exc.errors else exc.detail
        raise click.ClickException(told) from exc
    click.echo(f"Created {role} {username}.")
