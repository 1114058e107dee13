"""What can go wrong with imports."""

from app.errors import Conflict, Invalid, NotFound, TooMany
from app.tabular.errors import UnreadableFile


class ImportNotFound(NotFound):
    """There is no such import, or it is not yours."""

    code = "import_not_found"


class ImportClosed(Conflict):
    """This import is past that: it is running, done or undone already."""

    code = "import_closed"


class AnswersNeeded(Conflict):
    """This file can be read in more than one way; answer what is asked about it first."""

    code = "answers_needed"


class AnswerUnknown(UnreadableFile):
    """This is no answer to what the file leaves open."""

    code, title = "answer_unknown", "Unknown answer"


class FileTooSlow(Invalid):
    """Reading this file took too long or too much memory. Bring it in parts, or in another format."""

    code, title = "file_too_slow", "The file took too long"


class FileInHand(TooMany):
    """Another file of yours is being looked at; try again when that is done."""

    code = "file_in_hand"
