"""Bodies and answers of the accounts routes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, EmailStr, Field, model_validator

from app.money import is_currency
from app.scopes import SCOPES

ZONES = available_timezones()


class Body(BaseModel):
    """A request body: unknown fields and wrong types are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Answer(BaseModel):
    model_config = ConfigDict(from_attributes=True)


def _printable(text: str) -> str:
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        raise ValueError("Control characters are not allowed")
    return text


def _currency(code: str) -> str:
    if not is_currency(code):
        raise ValueError("Not an ISO 4217 currency code")
    return code


def _scope(name: str) -> str:
    if name not in SCOPES:
        raise ValueError(f"Expected one of {', '.join(SCOPES)}")
    return name


def _zone(name: str) -> str:
    if name not in ZONES:
        raise ValueError("Not a time zone of the IANA database")
    return name


Line = Annotated[str, AfterValidator(_printable)]
Password = Annotated[str, Field(min_length=10, max_length=200), AfterValidator(_printable)]
GivenPassword = Annotated[str, Field(min_length=1, max_length=200)]
Scope = Annotated[
    str, AfterValidator(_scope), Field(json_schema_extra=lambda schema: schema.update(enum=[*SCOPES]))
]
Otp = Annotated[str, Field(min_length=6, max_length=20)]


class Register(Body):
    username: Annotated[str, Field(min_length=3, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    email: Annotated[EmailStr, Field(max_length=254)]
    password: Password


class Login(Body):
    """`username` may be an e-mail address; or give `email`. `device`: from an earlier sign-in's answer."""

    username: Annotated[Line, Field(min_length=1, max_length=254)] | None = None
    email: Annotated[Line, Field(min_length=1, max_length=254)] | None = None
    password: GivenPassword
    otp: Otp | None = None
    device: Annotated[str, Field(max_length=1000)] | None = None

    @model_validator(mode="after")
    def one_name(self) -> Login:
        if (self.username is None) == (self.email is None):
            raise ValueError("Give either username or email")
        return self


class ProfileChanges(Body):
    base_currency: Annotated[str, AfterValidator(_currency)] | None = None
    locale: Annotated[str, Field(max_length=35, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None = None
    time_zone: Annotated[str, AfterValidator(_zone)] | None = None


class PasswordChange(Body):
    """`otp` where two-factor sign-in is on."""

    current_password: GivenPassword
    new_password: Password
    otp: Otp | None = None
    end_api_tokens: bool = True


class NewPassword(Body):
    """`secret`: what stands behind the # of the link."""

    secret: Annotated[Line, Field(min_length=1, max_length=200)]
    new_password: Password
    end_api_tokens: bool = True


class PasswordOnly(Body):
    password: GivenPassword


class OtpOnly(Body):
    otp: Otp


class PasswordAndOtp(Body):
    password: GivenPassword
    otp: Otp


class NewApiToken(Body):
    """`current_password` (and `otp` where two-factor sign-in is on) unless you signed in just now."""

    name: Annotated[Line, Field(min_length=1, max_length=80)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=20)]
    expires_in_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    current_password: GivenPassword | None = None
    otp: Otp | None = None


class PageQuery(BaseModel):
    model_config = ConfigDict(extra="ignore")
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=500)] | None = None


class SecurityEventQuery(PageQuery):
    user: Annotated[int, Field(ge=1, le=2**53)] | None = None
    event: Annotated[Line, Field(max_length=30)] | None = None
    outcome: Literal["success", "failure"] | None = None


class UserOut(Answer):
    id: int
    username: str
    email: str
    role: Literal["user", "admin", "service"]
    base_currency: str
    locale: str
    time_zone: str
    two_factor_enabled: bool
    created_at: datetime


class NewPasswordOut(Answer):
    username: str


class TokensOut(Answer):
    """`token` is `access_token` under the name that older clients know."""

    token: str
    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the kind of token, RFC 6750
    expires_in: int


class LoginOut(TokensOut):
    """`device`: give it at the next sign-in on this device; strangers' failures do not hold that up."""

    device: str
    user: UserOut


class SessionOut(Answer):
    id: str
    current: bool
    ip: str
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


class SessionsOut(Answer):
    items: list[SessionOut]
    next_cursor: str | None


class ApiTokenOut(Answer):
    id: str
    name: str
    scopes: list[str]
    prefix: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


class ApiTokensOut(Answer):
    items: list[ApiTokenOut]
    next_cursor: str | None


class NewApiTokenOut(ApiTokenOut):
    token: str


class TwoFactorSetupOut(Answer):
    secret: str
    otpauth_uri: str
    qr_svg: str


class RecoveryCodesOut(Answer):
    recovery_codes: list[str]


class SecurityEventOut(Answer):
    id: int
    at: datetime
    event: str
    outcome: Literal["success", "failure"]
    user_id: int | None
    username: str | None
    ip: str
    user_agent: str
    detail: str | None


class SecurityEventsOut(Answer):
    items: list[SecurityEventOut]
    next_cursor: str | None
