"""What can go wrong, as classes with an HTTP status and a code (RFC 9457)."""

from __future__ import annotations

from typing import ClassVar, TypedDict


class FieldError(TypedDict):
    """One invalid field: a JSON Pointer into the body (or a parameter's name) and a sentence."""

    pointer: str
    message: str


class AppError(Exception):
    """The request could not be carried out."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Internal error"

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: list[FieldError] | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        self.detail = detail or (self.__doc__ or "").strip().split("\n")[0]
        self.errors = errors
        self.retry_after_s = retry_after_s
        super().__init__(self.detail)


class BadRequest(AppError):
    """The body could not be read."""

    status, code, title = 400, "bad_request", "Unreadable request"


class Unauthorized(AppError):
    """Sign in to do this."""

    status, code, title = 401, "unauthorized", "Not signed in"


class Forbidden(AppError):
    """Your role does not allow this."""

    status, code, title = 403, "forbidden", "Not allowed"


class NotFound(AppError):
    """There is no such thing, or it is not yours."""

    status, code, title = 404, "not_found", "Not found"


class Conflict(AppError):
    """This contradicts what is already stored."""

    status, code, title = 409, "conflict", "Conflict"


class TooLarge(AppError):
    """The body is larger than this address accepts."""

    status, code, title = 413, "too_large", "Too large"


class UnsupportedType(AppError):
    """Send the body as application/json."""

    status, code, title = 415, "unsupported_media_type", "Wrong content type"


class Invalid(AppError):
    """Some fields are not valid."""

    status, code, title = 422, "invalid", "Invalid input"


class TooMany(AppError):
    """Too many requests; try again later."""

    status, code, title = 429, "too_many_requests", "Too many requests"


class TooManyAttempts(TooMany):
    """Too many attempts from this address; try again later."""

    code = "too_many_attempts"


class Unavailable(AppError):
    """Something that this needs is down; try again shortly."""

    status, code, title = 503, "unavailable", "Temporarily unavailable"

    def __init__(self, detail: str | None = None, *, retry_after_s: int = 5) -> None:
        super().__init__(detail, retry_after_s=retry_after_s)
