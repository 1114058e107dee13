"""What can go wrong with targets."""

from app.errors import Conflict, Invalid


class TargetsInvalid(Invalid):
    """These targets cannot be kept; nothing was stored."""

    code = "targets_invalid"


class NoTargets(Conflict):
    """This portfolio has no targets yet; state some first."""

    code = "no_targets"
