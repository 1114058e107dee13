"""What can go wrong with the answers about a statement."""

from app.tabular.errors import UnreadableFile


class AnswerUnknown(UnreadableFile):
    """This is no answer to what the file leaves open."""

    code, title = "answer_unknown", "Unknown answer"
