"""What can go wrong with a file as a whole."""

from app.errors import Invalid


class UnreadableFile(Invalid):
    """This file could not be read as a bank statement. Download it again as CSV, CAMT.053, MT940 or OFX."""

    code, title = "unreadable_statement", "Unreadable statement"
