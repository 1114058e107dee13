"""A row under construction: its text in one style of writing, and the truth about each stretch."""

from __future__ import annotations

import re
import unicodedata
from random import Random
from typing import Any, NamedTuple

CEDILLAS = str.maketrans("șțȘȚ", "şţŞŢ")
LOST = str.maketrans(dict.fromkeys("ăĂșȘțȚ", "¿"))
STYLES = [("folded", 66), ("comma", 10), ("cedilla", 8), ("lost", 8), ("utf8 as cp1252", 8)]


class Case(NamedTuple):
    """A row and its truth. whole: nothing was cut off, so a field not in `expected` is not in the row."""

    text: str
    holder: str | None
    expected: dict[str, Any]
    whole: bool = True


class Piece(NamedTuple):
    """A stretch of a row; its fields are there once the stretch and `seal` more characters are."""

    text: str
    fields: dict[str, Any]
    seal: int = 0


class Row:
    """A row as it is written, with one style of diacritics and one habit of spaces."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.pieces: list[Piece] = []
        self.holder: str | None = None
        names, weights = zip(*STYLES, strict=True)
        self.style = rng.choices(names, weights)[0]
        self.loose = rng.random() < 0.25

    def say(self, text: str, seal: int = 0, **fields: Any) -> Row:
        """Add words of the bank or of people, in the row's style."""
        said = {name: self.read(value) for name, value in fields.items()}
        self.pieces.append(Piece(self.write(text), said, seal))
        return self

    def keep(self, text: str, **fields: Any) -> Row:
        """Add a stretch exactly: what comes from the card network is ASCII and keeps its spaces."""
        self.pieces.append(Piece(text, fields))
        return self

    def key(self, word: str) -> str:
        """Write a keyword with its colon as PDF text has it: 'RRN:', 'RRN :', 'RRN: '."""
        if not self.loose:
            return word
        word = word.replace(" ", self.rng.choice([" ", "", "  "]))
        return word.replace(":", self.rng.choice([":", " :", ": ", " : "]))

    def op(self, text: str, operation: str, channel: str | None = None, direction: str | None = None) -> Row:
        """Write the operation's name; in loose rows one space of it may be gone, as in 'Platala POS'."""
        places = [at for at, char in enumerate(text) if char == " "]
        if self.loose and places:
            at = self.rng.choice(places)
            text = text[:at] + self.rng.choice(["", "  "]) + text[at + 1 :]
        self.say(text, operation=operation, **({"channel": channel} if channel else {}))
        return self.say(";", direction=direction) if direction else self.say(";")

    def write(self, text: str) -> str:
        """Spell Romanian letters in the row's style."""
        if self.style == "folded":
            return fold(text)
        if self.style == "cedilla":
            return text.translate(CEDILLAS)
        if self.style == "lost":
            return text.translate(LOST)
        return text.encode().decode("cp1252") if self.style == "utf8 as cp1252" else text

    def read(self, value: Any) -> Any:
        """Say what can be known of a value: letters lost in the bank's file stay lost."""
        return value.translate(LOST) if self.style == "lost" and isinstance(value, str) else value

    def case(self) -> Case:
        """Join the stretches; now and then change the letters' case or cut the tail off."""
        text = "".join(piece.text for piece in self.pieces)
        shout = (
            str if "cp1252" in self.style else self.rng.choices([str, str.upper, str.lower], [84, 8, 8])[0]
        )
        if len(shout(text)) != len(text):
            shout = str
        cut = len(text)
        if self.rng.random() < 0.12:
            cut = self.rng.randint(len(text) * 2 // 5, len(text))
        expected: dict[str, Any] = {}
        end = 0
        for piece in self.pieces:
            end += len(piece.text)
            if end + piece.seal <= cut:
                expected |= piece.fields
        whole, text = cut == len(text), shout(text)[:cut]
        return Case(pdf(text) if self.rng.random() < 0.15 else text, self.holder, expected, whole)


def pdf(text: str) -> str:
    """Break lines as statements in PDF do: after the operation's name, where exports have ';', and at 70."""
    text = text.replace(";", "\n", 1)
    return re.sub(r"([^\n]{60,70}\S) (?=\S)", r"\1 \n", text)


def fold(text: str) -> str:
    """Drop the diacritics."""
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
