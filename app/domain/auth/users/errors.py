"""What can go wrong with passwords."""

from app.errors import Invalid


class WeakPassword(Invalid):
    """This password is too easy to guess."""

    code = "weak_password"
