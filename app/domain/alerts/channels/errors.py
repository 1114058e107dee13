"""What can go wrong with channels."""

from app.errors import Conflict, NotFound


class WebhookNotFound(NotFound):
    """There is no such webhook, or it is not yours."""

    code = "webhook_not_found"


class TooManyWebhooks(Conflict):
    """You have as many webhooks as one user can have."""

    code = "too_many_webhooks"
