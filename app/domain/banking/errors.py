"""What can go wrong with transactions."""

from app.errors import Conflict, NotFound, Unavailable


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
