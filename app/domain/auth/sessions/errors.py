"""What can go wrong with sessions."""

from app.errors import NotFound, Unauthorized


class TokenReused(Unauthorized):
    """This refresh token was used before; the session was ended to be safe. Sign in again."""

    code = "token_reused"


class SessionNotFound(NotFound):
    """There is no such session."""

    code = "session_not_found"
