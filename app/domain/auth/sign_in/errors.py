"""What can go wrong with signing in."""

from app.errors import Forbidden, Invalid, TooMany, Unauthorized


class InvalidCredentials(Unauthorized):
    """The name or the password is wrong."""

    code = "invalid_credentials"


class AccountLocked(Forbidden):
    """An administrator has locked this account; ask them to unlock it."""

    code = "account_locked"


class LockedOut(TooMany):
    """Too many failed sign-ins; wait before you try again."""

    code = "locked_out"


class FreshSignInNeeded(Forbidden):
    """Send your password as `current_password`, with two factors on a code as `otp`, or sign in again."""

    code = "fresh_sign_in_needed"


class WrongPassword(Invalid):
    """The current password is wrong."""

    code = "wrong_password"
