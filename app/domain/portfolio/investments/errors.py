"""What can go wrong with investments."""

from app.errors import Conflict, NotFound


class InvestmentNotFound(NotFound):
    """There is no such investment, or it is not yours."""

    code = "investment_not_found"


class SymbolTaken(Conflict):
    """This portfolio has an investment of this symbol already."""

    code = "symbol_taken"


class HasActivities(Conflict):
    """This investment has more activities than its opening purchase: change those."""

    code = "investment_has_activities"
