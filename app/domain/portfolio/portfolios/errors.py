"""What can go wrong with portfolios."""

from app.errors import Conflict, NotFound


class PortfolioNotFound(NotFound):
    """There is no such portfolio, or it is not yours."""

    code = "portfolio_not_found"


class PortfolioNameTaken(Conflict):
    """You have a portfolio of this name already."""

    code = "portfolio_name_taken"


class TooManyPortfolios(Conflict):
    """You have as many portfolios as one user can have."""

    code = "too_many_portfolios"
