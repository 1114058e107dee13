"""Bodies and answers of the routes that administer people."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from blueprints.auth.schemas import Answer, Body, GivenPassword, Line, Otp, PageQuery

RoleName = Literal["user", "admin", "service"]


class PeopleQuery(PageQuery):
    """`q`: part of a name or an e-mail address. `locked`: by an administrator."""

    q: Annotated[Line, Field(max_length=254)] = ""
    role: RoleName | None = None
    locked: bool | None = None


class PersonOut(Answer):
    """`locked_at`: since when an administrator keeps them out. `held_up_until`: after failed sign-ins, those
    from the same place are refused until then; it passes by itself, and others are not refused."""

    id: int
    username: str
    email: str
    role: RoleName
    two_factor_enabled: bool
    created_at: datetime
    signed_in_at: datetime | None
    locked_at: datetime | None
    held_up_until: datetime | None
    sessions: int
    api_tokens: int
    link_expires_at: datetime | None
    exported_at: datetime | None


class PeopleOut(Answer):
    items: list[PersonOut]
    next_cursor: str | None


class Proof(Body):
    """Your own password, and with two factors on a code, unless you signed in just now."""

    current_password: GivenPassword | None = None
    otp: Otp | None = None


class RoleChange(Proof):
    """The proof is asked for where somebody becomes an administrator."""

    role: RoleName


class Erasure(Proof):
    """`username`: of the account, so that it is no other. `without_export`: none is wanted first."""

    username: Annotated[Line, Field(min_length=1, max_length=40)]
    without_export: bool = False


class PasswordLinkOut(Answer):
    """`path`: the link, of this installation; it is shown this once."""

    path: str
    expires_at: datetime
