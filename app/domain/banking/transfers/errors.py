"""What can go wrong with transfers."""

from app.errors import Conflict, NotFound


class TransferNotFound(NotFound):
    """This transaction is no transfer, and none is suggested."""

    code = "transfer_not_found"


class TransferConflict(Conflict):
    """These two cannot be one transfer."""

    code = "transfer_conflict"
