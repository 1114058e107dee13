"""What can go wrong with a broker's file as a whole."""

from app.errors import Conflict, NotFound
from app.tabular.errors import UnreadableFile


class UnreadableBrokerFile(UnreadableFile):
    """This file could not be read. Download it again from your broker, as CSV where there is a choice."""

    code, title = "unreadable_broker_file", "Unreadable file"


class UnknownTable(UnreadableBrokerFile):
    """The columns of this file are no known broker's. Say what each of them means."""


class MappingNotFound(NotFound):
    """There is no such kept mapping, or it is not yours."""

    code = "mapping_not_found"


class BrokerImportNotFound(NotFound):
    """There is no such import, or it is not yours."""

    code = "import_not_found"


class BrokerImportNotReady(Conflict):
    """This import is not in a state for that: it asks, is stored already, or could not be read."""

    code = "import_not_ready"
