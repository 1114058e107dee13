"""HTTP routes with which administrators look after people's accounts."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from apiflask import APIBlueprint
from flask import Response, send_file

from app.db import transaction
from app.domain.auth.people import access, erasure, service
from app.domain.auth.people.actor import Actor
from app.domain.auth.people.export import write_export
from app.domain.auth.people.links import make_password_link
from app.domain.auth.people.service import PeopleFilter, find_account
from app.domain.auth.sign_in.proof import prove_unless_fresh
from app.domain.auth.users.lookup import get_user
from app.extensions import limiter
from app.security import current_principal, require
from app.services import services
from blueprints.auth import people_schemas as s
from blueprints.auth.caller import request_source, signin_limit
from blueprints.kit import ID

bp = APIBlueprint("people", __name__, tag="Admin")

EXPORT_MEMORY_BYTES = 8 * 1024 * 1024
"""An export that is larger is written to the disk before it is sent."""


def _actor() -> Actor:
    administrator = get_user(current_principal().user_id)
    return Actor(administrator.id, administrator.username, request_source())


def _person(user_id: int) -> Any:
    return service.get_person(user_id, services().settings)


def _prove(body: s.Proof, user_id: int, *, event: str) -> None:
    """Make sure that it is the administrator, before what a stolen session must not do to an account."""
    find_account(user_id)
    prove_unless_fresh(
        current_principal(),
        body.current_password,
        body.otp,
        request_source(),
        services().settings,
        event=event,
    )


@bp.get("")
@bp.input(s.PeopleQuery, location="query", arg_name="query")
@bp.output(s.PeopleOut)
@require("account", role="admin")
def list_people(query: s.PeopleQuery) -> Any:
    """List people, the newest account first"""
    wanted = PeopleFilter(query.q, query.role, query.locked)
    page = service.list_people(wanted, services().settings, limit=query.limit, cursor=query.cursor)
    return page._asdict()


@bp.get(f"/<{ID}:user_id>")
@bp.output(s.PersonOut)
@require("account", role="admin")
def show_person(user_id: int) -> Any:
    """Show somebody's account"""
    return _person(user_id)


@bp.patch(f"/<{ID}:user_id>")
@bp.input(s.RoleChange, arg_name="body")
@bp.output(s.PersonOut)
@limiter.limit(signin_limit)
@require("account", role="admin")
def change_role(user_id: int, body: s.RoleChange) -> Any:
    """Give somebody another role; their sessions end"""
    if body.role == "admin":
        _prove(body, user_id, event="admin_role")
    with transaction():
        access.change_role(user_id, body.role, _actor())
    return _person(user_id)


@bp.post(f"/<{ID}:user_id>/lock")
@bp.output(s.PersonOut)
@require("account", role="admin")
def lock(user_id: int) -> Any:
    """Keep somebody out: sessions end, API tokens are refused, sockets close"""
    with transaction():
        access.lock(user_id, _actor())
    return _person(user_id)


@bp.post(f"/<{ID}:user_id>/unlock")
@bp.output(s.PersonOut)
@require("account", role="admin")
def unlock(user_id: int) -> Any:
    """Let somebody in again, and forget their failed sign-ins"""
    with transaction():
        access.unlock(user_id, _actor(), services().settings)
    return _person(user_id)


@bp.post(f"/<{ID}:user_id>/end-sessions")
@bp.output(s.PersonOut)
@require("account", role="admin")
def end_sessions(user_id: int) -> Any:
    """Sign somebody out on every device; of your own, the one that you use stays"""
    with transaction():
        access.end_sessions(user_id, _actor(), keep=current_principal().session_id)
    return _person(user_id)


@bp.post(f"/<{ID}:user_id>/password-link")
@bp.input(s.Proof, arg_name="body")
@bp.output(s.PasswordLinkOut, status_code=201)
@limiter.limit(signin_limit)
@require("account", role="admin")
def make_link(user_id: int, body: s.Proof) -> Any:
    """Make a link with which somebody sets a new password, once and within 24 hours; shown this once"""
    _prove(body, user_id, event="admin_link")
    with transaction():
        return make_password_link(user_id, _actor())._asdict()


@bp.post(f"/<{ID}:user_id>/export")
@bp.input(s.Proof, arg_name="body")
@bp.doc(responses={200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}})
@limiter.limit(signin_limit)
@require("account", role="admin")
def export(user_id: int, body: s.Proof) -> Response:
    """Download all that is kept of somebody, as a ZIP of JSON lines"""
    _prove(body, user_id, event="admin_export")
    file = cast(IO[bytes], SpooledTemporaryFile(EXPORT_MEMORY_BYTES))  # noqa: SIM115 - the answer closes it
    with transaction():
        name = write_export(user_id, file, _actor())
    file.seek(0)
    answer = send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post(f"/<{ID}:user_id>/erase")
@bp.input(s.Erasure, arg_name="body")
@bp.output({}, status_code=204)
@limiter.limit(signin_limit)
@require("account", role="admin")
def erase(user_id: int, body: s.Erasure) -> Any:
    """Delete an account and all that belongs to it, for good; within 24 hours of an export"""
    _prove(body, user_id, event="admin_erase")
    with transaction():
        erasure.erase(user_id, body.username, _actor(), without_export=body.without_export)
    return ""
