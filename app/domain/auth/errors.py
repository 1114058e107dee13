"""What can go wrong with accounts."""

from app.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unauthorized


class UsernameTaken(Conflict):
    """This username is taken."""

    code = "username_taken"


class EmailTaken(Conflict):
    """There is an account with this e-mail address already."""

    code = "email_taken"


class RegistrationClosed(NotFound):
    """This installation does not take new accounts; ask its administrator."""

    code = "registration_closed"


class InvalidCredentials(Unauthorized):
    """The name or the password is wrong."""

    code = "invalid_credentials"


class OtpRequired(Unauthorized):
    """Enter the code from your authenticator app."""

    code = "otp_required"


class InvalidOtp(Unauthorized):
    """This code is not valid, or was used already."""

    code = "invalid_otp"


class LockedOut(TooMany):
    """Too many failed sign-ins; wait before you try again."""

    code = "locked_out"


class OtpPaused(TooMany):
    """Too many wrong codes in a row; wait before the next, or use a recovery code."""

    code = "otp_paused"


class OtpNeeded(Invalid):
    """Enter the code from your authenticator app."""

    code = "otp_required"


class FreshSignInNeeded(Forbidden):
    """Send your password as `current_password`, with two factors on a code as `otp`, or sign in again."""

    code = "fresh_sign_in_needed"


class TokenReused(Unauthorized):
    """This refresh token was used before; the session was ended to be safe. Sign in again."""

    code = "token_reused"


class WeakPassword(Invalid):
    """This password is too easy to guess."""

    code = "weak_password"


class WrongPassword(Invalid):
    """The current password is wrong."""

    code = "wrong_password"


class WrongOtp(Invalid):
    """This code is not valid, or was used already."""

    code = "invalid_otp"


class TwoFactorState(Conflict):
    """Two-factor sign-in is not in a state that allows this."""

    code = "two_factor_state"


class SessionNotFound(NotFound):
    """There is no such session."""

    code = "session_not_found"


class ApiTokenNotFound(NotFound):
    """There is no such token."""

    code = "api_token_not_found"
