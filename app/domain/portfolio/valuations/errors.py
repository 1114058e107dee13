"""What can go wrong with questions about portfolios."""

from app.errors import NotFound


class NoSuchAnswer(NotFound):
    """There is no such figure, or this portfolio has no such investment in the period."""

    code = "no_such_figure"
