"""What can go wrong with administering people."""

from app.errors import Conflict, NotFound


class PersonNotFound(NotFound):
    """There is no such account."""

    code = "person_not_found"


class OwnAccount(Conflict):
    """This is your own account; another administrator has to do this."""

    code = "own_account"


class LastAdmin(Conflict):
    """This is the last administrator who can sign in; make somebody else one first."""

    code = "last_admin"


class PersonLocked(Conflict):
    """This account is locked; unlock it first."""

    code = "person_locked"


class ExportFirst(Conflict):
    """Nothing was exported of this account in the last 24 hours; export it, or say `without_export`."""

    code = "export_first"
