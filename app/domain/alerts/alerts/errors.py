"""What can go wrong with alerts."""

from app.errors import Conflict, Invalid, NotFound, TooMany


class AlertNotFound(NotFound):
    """There is no such alert, or it is not yours."""

    code = "alert_not_found"


class AlertInvalid(Invalid):
    """This alert cannot be watched for; nothing was stored."""

    code = "alert_invalid"


class TooManyAlerts(Conflict):
    """You have as many alerts as one user can have."""

    code = "too_many_alerts"


class TooManyTests(TooMany):
    """You have asked for many test messages; try again in an hour."""

    code = "too_many_tests"
