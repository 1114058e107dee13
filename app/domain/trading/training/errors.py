"""What can go wrong with trainings."""

from app.errors import Conflict, NotFound


class TrainingNotFound(NotFound):
    """There is no such training."""

    code = "training_not_found"


class TrainingActive(Conflict):
    """This instrument is being trained already; cancel that first, or wait for its end."""

    code = "training_active"


class TrainingClosed(Conflict):
    """This training is not in a state in which that can be done."""

    code = "training_closed"


class NoData(Conflict):
    """There are no complete candles of this instrument yet; collect them first."""

    code = "no_data"
