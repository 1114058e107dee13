"""What can go wrong with accounts."""

from app.errors import Conflict, NotFound


class AccountNotFound(NotFound):
    """There is no such account, or it is not yours."""

    code = "account_not_found"


class AccountExists(Conflict):
    """You have an account with this name, or with this number in this currency."""

    code = "account_exists"


class AccountInUse(Conflict):
    """This account has transactions, or a bank tells of it; hide it instead, with `hidden`."""

    code = "account_in_use"


class AccountLinked(Conflict):
    """The bank says this of its own account; it cannot be changed here."""

    code = "account_linked"


class BalanceNotFound(NotFound):
    """You have stated no balance of this account for that day."""

    code = "balance_not_found"
