"""What can go wrong with users' rules."""

from app.errors import Conflict, NotFound


class RuleNotFound(NotFound):
    """There is no such rule or run, or it is not yours."""

    code = "rule_not_found"


class RunUndone(Conflict):
    """This run was undone already."""

    code = "run_undone"
