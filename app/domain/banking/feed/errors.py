"""What can go wrong with connections to banks and their webhooks."""

from app.errors import BadRequest, Conflict, NotFound, Unauthorized, Unavailable


class ConnectionNotFound(NotFound):
    """There is no such bank connection, or it is not yours."""

    code = "connection_not_found"


class ConnectionExists(Conflict):
    """This bank is linked already."""

    code = "connection_exists"


class EventPruned(Conflict):
    """What this event said is past keeping and was dropped; it cannot be replayed."""

    code = "event_pruned"


class ProviderNotConfigured(Conflict):
    """This provider is not set up on this installation; an administrator adds its keys to the settings."""

    code = "provider_not_configured"


class ProviderTrouble(Unavailable):
    """The bank's provider does not answer as it should; try again later."""

    code = "provider_trouble"


class CredentialsLost(Conflict):
    """This connection's credentials were encrypted with a key that is gone; link the bank again."""

    code = "credentials_lost"


class SignatureInvalid(Unauthorized):
    """This webhook's signature is missing, wrong or too old."""

    code = "signature_invalid"


class EventUnreadable(BadRequest):
    """This webhook is signed but is no event that can be read."""

    code = "event_unreadable"


class EventNotFound(NotFound):
    """There is no such event in the inbox."""

    code = "event_not_found"
