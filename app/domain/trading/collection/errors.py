"""What can go wrong with collections."""

from app.errors import Conflict, Invalid, NotFound


class CollectionNotFound(NotFound):
    """There is no such collection."""

    code = "collection_not_found"


class CollectionActive(Conflict):
    """This symbol is being collected already; cancel that first, or wait for its end."""

    code = "collection_active"


class CollectionClosed(Conflict):
    """This collection is not in a state in which that can be done."""

    code = "collection_closed"


class UnreadableDump(Invalid):
    """This is no file of candles that can be read."""

    code = "unreadable_dump"


class UnknownSymbol(Exception):
    """The exchange does not know this symbol."""
