"""What can go wrong with notifications."""

from app.errors import NotFound


class NotificationNotFound(NotFound):
    """There is no such notification, or it is not yours."""

    code = "notification_not_found"
