"""What can go wrong with accounts."""

from app.errors import Conflict, NotFound


class UsernameTaken(Conflict):
    """This username is taken."""

    code = "username_taken"


class EmailTaken(Conflict):
    """There is an account with this e-mail address already."""

    code = "email_taken"


class RegistrationClosed(NotFound):
    """This installation does not take new accounts; ask its administrator."""

    code = "registration_closed"


class LinkInvalid(NotFound):
    """This link does not work: it was used already, has run out, or a newer one was made. Ask for another."""

    code = "link_invalid"
