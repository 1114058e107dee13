"""What can go wrong with transactions that their owners write, delete and restore."""

from app.errors import Conflict


class TransactionDeleted(Conflict):
    """You have deleted this transaction; restore it instead of adding it again."""

    code = "transaction_deleted"
