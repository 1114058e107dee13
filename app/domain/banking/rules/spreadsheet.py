"""What a spreadsheet program would do with a text, and how to keep it from doing so."""

# A tab or a line break in front is dropped by some programs, and a wide sign is read as the narrow one.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_cell(text: str) -> str:
    """Quote a text that a spreadsheet would run as a formula, for a CSV file that is handed out.

    For texts only: a negative amount is a number and is written as one.
    """
    if text.startswith(("\t", "\r", "\n")) or text.lstrip().startswith(_STARTS_A_FORMULA):
        return f"'{text}"
    return text
