"""What can go wrong with a broker's file as a whole."""

from app.tabular.errors import UnreadableFile


class UnreadableBrokerFile(UnreadableFile):
    """This file could not be read. Download it again from your broker, as CSV where there is a choice."""

    code, title = "unreadable_broker_file", "Unreadable file"


class UnknownTable(UnreadableBrokerFile):
    """The columns of this file are no known broker's. Say what each of them means."""
