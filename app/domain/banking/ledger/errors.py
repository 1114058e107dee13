"""What can go wrong with stored transactions."""

from app.errors import Conflict, Invalid, NotFound


class TransactionNotFound(NotFound):
    """There is no such transaction, or it is not yours."""

    code = "transaction_not_found"


class AmbiguousTransaction(Conflict):
    """Several people have a transaction with this id; add ?user= to say whose."""

    code = "ambiguous_transaction"


class CategoryUnknown(Invalid):
    """There is no such category."""

    code = "category_unknown"
