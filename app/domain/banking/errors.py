"""What can go wrong with transactions."""

from app.errors import BadRequest, Conflict, Invalid, NotFound, TooMany, Unauthorized, Unavailable


class TransactionNotFound(NotFound):
    """There is no such transaction, or it is not yours."""

    code = "transaction_not_found"


class TransactionConflict(Conflict):
    """This transaction id is already taken by a transaction with other content."""

    code = "transaction_conflict"


class AmbiguousTransaction(Conflict):
    """Several people have a transaction with this id; add ?user= to say whose."""

    code = "ambiguous_transaction"


class DeadLetterNotFound(NotFound):
    """There is no such dead letter."""

    code = "dead_letter_not_found"


class DeadLetterClosed(Conflict):
    """This dead letter was already retried or discarded."""

    code = "dead_letter_closed"


class QueueFull(Unavailable):
    """The intake queue is full; send it again shortly."""

    code = "queue_full"


class QueueShareFull(TooMany):
    """You fill your share of the intake queue; nothing was taken, send it again shortly."""

    code = "queue_share_full"

    def __init__(self) -> None:
        super().__init__(retry_after_s=5)


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


class ImportNotFound(NotFound):
    """There is no such import, or it is not yours."""

    code = "import_not_found"


class ImportClosed(Conflict):
    """This import is past that: it is running, done or undone already."""

    code = "import_closed"


class AnswersNeeded(Conflict):
    """This file can be read in more than one way; answer what is asked about it first."""

    code = "answers_needed"


class FileTooSlow(Invalid):
    """Reading this file took too long or too much memory. Bring it in parts, or in another format."""

    code, title = "file_too_slow", "The file took too long"


class FileInHand(TooMany):
    """Another file of yours is being looked at; try again when that is done."""

    code = "file_in_hand"


class CategoryUnknown(Invalid):
    """There is no such category."""

    code = "category_unknown"


class CategoryExists(Conflict):
    """There is a category of this name already."""

    code = "category_exists"


class CategoryInUse(Conflict):
    """Rules name this category; change or remove them first."""

    code = "category_in_use"


class TransferNotFound(NotFound):
    """This transaction is no transfer, and none is suggested."""

    code = "transfer_not_found"


class TransferConflict(Conflict):
    """These two cannot be one transfer."""

    code = "transfer_conflict"


class RuleNotFound(NotFound):
    """There is no such rule or run, or it is not yours."""

    code = "rule_not_found"


class RunUndone(Conflict):
    """This run was undone already."""

    code = "run_undone"
