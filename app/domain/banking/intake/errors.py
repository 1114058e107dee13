"""What can go wrong with what is sent in."""

from app.errors import Conflict, NotFound, TooMany, Unavailable


class TransactionConflict(Conflict):
    """This transaction id is already taken by a transaction with other content."""

    code = "transaction_conflict"


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
