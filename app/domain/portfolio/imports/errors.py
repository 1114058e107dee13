"""What can go wrong with importing a file, and with mappings that are kept."""

from app.errors import Conflict, NotFound


class MappingNotFound(NotFound):
    """There is no such kept mapping, or it is not yours."""

    code = "mapping_not_found"


class BrokerImportNotFound(NotFound):
    """There is no such import, or it is not yours."""

    code = "import_not_found"


class BrokerImportNotReady(Conflict):
    """This import is not in a state for that: it asks, is stored already, or could not be read."""

    code = "import_not_ready"
