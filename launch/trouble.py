"""What stops a start, said in one sentence with its remedy."""


class Trouble(Exception):
    """The start cannot go on; the text is the whole message that people see."""
