"""What can go wrong with a statement file as a whole."""

from app.errors import Invalid


class UnreadableStatement(Invalid):
    """This file could not be read as a bank statement. Download it again as CSV, CAMT.053, MT940 or OFX."""

    code, title = "unreadable_statement", "Unreadable statement"


class AnswerUnknown(UnreadableStatement):
    """This is no answer to what the file leaves open."""

    code, title = "answer_unknown", "Unknown answer"
