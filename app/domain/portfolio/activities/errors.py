"""What can go wrong with activities."""

from app.errors import Conflict, Invalid, NotFound


class ActivityNotFound(NotFound):
    """There is no such activity, or it is not yours."""

    code = "activity_not_found"


class ActivityInvalid(Invalid):
    """Some activities are not valid; nothing was stored."""

    code = "activity_invalid"


class NotHeld(Conflict):
    """More would be sold than is held; this portfolio allows no short sales."""

    code = "not_held"


class TooManyActivities(Conflict):
    """A portfolio has at most 200,000 activities."""

    code = "too_many_activities"
