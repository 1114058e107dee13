"""What can go wrong with API tokens."""

from app.errors import NotFound


class ApiTokenNotFound(NotFound):
    """There is no such token."""

    code = "api_token_not_found"
