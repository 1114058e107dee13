"""HTTP routes for accounts: parse, one call, serialise."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint

from app.config import Settings
from app.db import transaction
from app.domain.auth.accounts import enrolment, password
from app.domain.auth.accounts.errors import RegistrationClosed
from app.domain.auth.accounts.password_link import use_password_link
from app.domain.auth.accounts.service import create_user, update_profile
from app.domain.auth.api_tokens.service import create_api_token, list_api_tokens, revoke_api_token
from app.domain.auth.security_log.service import list_security_events
from app.domain.auth.sessions import service as sessions
from app.domain.auth.sessions.service import SignedIn
from app.domain.auth.sign_in import service as sign_in
from app.domain.auth.sign_in.proof import prove_unless_fresh
from app.domain.auth.sign_in.service import Given
from app.domain.auth.users.lookup import get_user
from app.extensions import limiter
from app.security import bearer_token, current_principal, current_user_id, public, require
from app.services import services
from blueprints.auth import schemas as s
from blueprints.auth.caller import request_source as _source
from blueprints.auth.caller import signin_limit as _signin_limit

bp = APIBlueprint("auth", __name__, tag="Accounts", enable_openapi=True)
admin = APIBlueprint("auth_admin", __name__, tag="Admin")

REFRESH_LIMIT = "120 per minute"
"""A page refreshes each time it is loaded, and a household or an office shares an address."""


TAKEN_LIMIT = "20 per hour"
"""How often an address may hear that a name or an e-mail address is taken: mistakes are few, lists long."""


def _settings() -> Settings:
    return services().settings


def _tokens(signed_in: SignedIn) -> dict[str, Any]:
    return {
        "token": signed_in.access_token,
        "access_token": signed_in.access_token,
        "refresh_token": signed_in.refresh_token,
        "expires_in": signed_in.expires_in,
        "user": signed_in.user,
    }


@bp.post("/register")
@bp.input(s.Register, arg_name="body")
@bp.output(s.UserOut, status_code=201)
@limiter.limit(_signin_limit)
@limiter.limit(TAKEN_LIMIT, deduct_when=lambda response: response.status_code == 409)
@public
def register(body: s.Register) -> Any:
    """Open an account"""
    if not _settings().allow_registration:
        raise RegistrationClosed
    with transaction():
        return create_user(
            body.username,
            body.email,
            body.password,
            _source(),
            base_currency=_settings().default_currency,
        )


@bp.post("/login")
@bp.input(s.Login, arg_name="body")
@bp.output(s.LoginOut)
@limiter.limit(_signin_limit)
@public
def login(body: s.Login) -> Any:
    """Sign in by name or e-mail"""
    given = Given(body.username or body.email or "", body.password, body.otp, body.device)
    signed_in = sign_in.sign_in(given, _source(), _settings())
    return {**_tokens(signed_in), "device": signed_in.device}


@bp.post("/refresh")
@bp.output(s.TokensOut)
@limiter.limit(REFRESH_LIMIT)
@public
def refresh() -> Any:
    """Swap the refresh token, given as Bearer, for a new pair"""
    return _tokens(sessions.refresh(bearer_token(), _source(), _settings()))


@bp.post("/logout")
@bp.output({}, status_code=204)
@require("account")
def logout() -> Any:
    """Sign this device out, on every replica at once"""
    caller = current_principal()
    with transaction():
        sessions.end_session(caller.user_id, caller.session_id, _source(), event="logout")
    return ""


@bp.get("/profile")
@bp.output(s.UserOut)
@require("profile:read")
def get_profile() -> Any:
    """Show who is signed in"""
    return get_user(current_user_id())


@bp.patch("/profile")
@bp.input(s.ProfileChanges, arg_name="body")
@bp.output(s.UserOut)
@require("account")
def patch_profile(body: s.ProfileChanges) -> Any:
    """Change base currency, locale or time zone"""
    changes = {name: value for name, value in body.model_dump().items() if value is not None}
    with transaction():
        return update_profile(current_user_id(), changes)


@bp.post("/password")
@bp.input(s.PasswordChange, arg_name="body")
@bp.output({}, status_code=204)
@limiter.limit(_signin_limit)
@require("account")
def change_password(body: s.PasswordChange) -> Any:
    """Change the password and end every other session; the API tokens too, if not told otherwise"""
    password.change_password(
        current_principal(),
        body.current_password,
        body.new_password,
        _source(),
        _settings(),
        otp=body.otp,
        ends_api_tokens=body.end_api_tokens,
    )
    return ""


@bp.post("/new-password")
@bp.input(s.NewPassword, arg_name="body")
@bp.output(s.NewPasswordOut)
@limiter.limit(_signin_limit)
@public
def new_password(body: s.NewPassword) -> Any:
    """Set a new password with a link that an administrator gave; it ends every session, and works once"""
    username = use_password_link(
        body.secret, body.new_password, _source(), _settings(), ends_api_tokens=body.end_api_tokens
    )
    return {"username": username}


@bp.get("/sessions")
@bp.input(s.PageQuery, location="query", arg_name="query")
@bp.output(s.SessionsOut)
@require("account")
def list_sessions(query: s.PageQuery) -> Any:
    """List the devices that are signed in"""
    caller = current_principal()
    page = sessions.list_sessions(caller.user_id, limit=query.limit, cursor=query.cursor)
    fields = ("id", "ip", "user_agent", "created_at", "last_seen_at", "expires_at")
    items = [
        {**{name: getattr(row, name) for name in fields}, "current": row.id == caller.session_id}
        for row in page.items
    ]
    return {"items": items, "next_cursor": page.next_cursor}


@bp.delete("/sessions/<session_id>")
@bp.output({}, status_code=204)
@require("account")
def end_session(session_id: str) -> Any:
    """Sign a device out"""
    with transaction():
        sessions.end_session(current_user_id(), session_id, _source())
    return ""


@bp.get("/tokens")
@bp.input(s.PageQuery, location="query", arg_name="query")
@bp.output(s.ApiTokensOut)
@require("account")
def list_tokens(query: s.PageQuery) -> Any:
    """List the personal API tokens"""
    page = list_api_tokens(current_user_id(), limit=query.limit, cursor=query.cursor)
    return page._asdict()


@bp.post("/tokens")
@bp.input(s.NewApiToken, arg_name="body")
@bp.output(s.NewApiTokenOut, status_code=201)
@limiter.limit(_signin_limit)
@require("account")
def create_token(body: s.NewApiToken) -> Any:
    """Make a personal API token; it is shown this once"""
    caller = current_principal()
    prove_unless_fresh(caller, body.current_password, body.otp, _source(), _settings(), event="token_create")
    with transaction():
        sessions.hold_session(caller.session_id)
        token, secret = create_api_token(
            caller.user_id, body.name, body.scopes, body.expires_in_days, _source()
        )
        return {**s.ApiTokenOut.model_validate(token).model_dump(), "token": secret}


@bp.delete("/tokens/<token_id>")
@bp.output({}, status_code=204)
@require("account")
def revoke_token(token_id: str) -> Any:
    """Revoke a personal API token"""
    with transaction():
        revoke_api_token(current_user_id(), token_id, _source())
    return ""


@bp.post("/2fa/setup")
@bp.input(s.PasswordOnly, arg_name="body")
@bp.output(s.TwoFactorSetupOut)
@limiter.limit(_signin_limit)
@require("account")
def set_up_two_factor(body: s.PasswordOnly) -> Any:
    """Make a secret for an authenticator app"""
    caller = current_principal()
    return enrolment.set_up_two_factor(caller.user_id, body.password, _source(), _settings())._asdict()


@bp.post("/2fa/confirm")
@bp.input(s.OtpOnly, arg_name="body")
@bp.output(s.RecoveryCodesOut)
@limiter.limit(_signin_limit)
@require("account")
def confirm_two_factor(body: s.OtpOnly) -> Any:
    """Turn two-factor sign-in on with a first code"""
    codes = enrolment.confirm_two_factor(current_user_id(), body.otp, _source(), _settings())
    return {"recovery_codes": codes}


@bp.post("/2fa/disable")
@bp.input(s.PasswordAndOtp, arg_name="body")
@bp.output({}, status_code=204)
@limiter.limit(_signin_limit)
@require("account")
def disable_two_factor(body: s.PasswordAndOtp) -> Any:
    """Turn two-factor sign-in off"""
    enrolment.disable_two_factor(current_user_id(), body.password, body.otp, _source(), _settings())
    return ""


@bp.get("/security-events")
@bp.input(s.SecurityEventQuery, location="query", arg_name="query")
@bp.output(s.SecurityEventsOut)
@require("account")
def my_security_events(query: s.SecurityEventQuery) -> Any:
    """Show your own security log"""
    return _events(query, current_user_id())


@admin.get("/security-events")
@admin.input(s.SecurityEventQuery, location="query", arg_name="query")
@admin.output(s.SecurityEventsOut)
@require("account", role="admin")
def security_events(query: s.SecurityEventQuery) -> Any:
    """Show everyone's security log"""
    return _events(query, query.user)


def _events(query: s.SecurityEventQuery, user_id: int | None) -> dict[str, Any]:
    page = list_security_events(
        user_id=user_id, event=query.event, outcome=query.outcome, limit=query.limit, cursor=query.cursor
    )
    return page._asdict()
