"""What can go wrong with second factors."""

from app.errors import Conflict, Invalid, TooMany, Unauthorized


class OtpRequired(Unauthorized):
    """Enter the code from your authenticator app."""

    code = "otp_required"


class InvalidOtp(Unauthorized):
    """This code is not valid, or was used already."""

    code = "invalid_otp"


class OtpPaused(TooMany):
    """Too many wrong codes in a row; wait before the next, or use a recovery code."""

    code = "otp_paused"


class OtpNeeded(Invalid):
    """Enter the code from your authenticator app."""

    code = "otp_required"


class WrongOtp(Invalid):
    """This code is not valid, or was used already."""

    code = "invalid_otp"


class TwoFactorState(Conflict):
    """Two-factor sign-in is not in a state that allows this."""

    code = "two_factor_state"
