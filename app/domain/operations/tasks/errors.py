"""What can go wrong with tasks that an administrator looks at."""

from __future__ import annotations

from app.errors import Conflict, NotFound


class TaskNotFound(NotFound):
    """This task is not there any more: it has begun, is done, or was taken out."""

    code = "task_not_found"


class TaskRunning(Conflict):
    """This task runs already. Long work is cancelled where it was started: under Markets, under Import."""

    code = "task_running"


class TaskNotRepeatable(Conflict):
    """This task cannot be sent again from here: its arguments were not kept, or no worker knows it."""

    code = "task_not_repeatable"
