"""A trained category model as it is kept and asked: arrays and JSON, never pickle, and NumPy alone.

A blob that somebody else wrote can be refused, but it cannot run anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import msgspec

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

MAX_BLOB_BYTES = 64 * 2**20
_READ = 300
_GRAM = 4
_PARTS = ("bias.npy", "idf.npy", "weights.npy", "words.npy")
_WORD = re.compile(r"[^\W\d_]{2,}")


class ModelWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    classes: list[str]
    terms: list[str]
    threshold: float


class LocalModel:
    """A model that was loaded; it needs NumPy only."""

    def __init__(self, words: ModelWords, weights: Array, bias: Array, idf: Array) -> None:
        self.threshold = words.threshold
        self._classes = words.classes
        self._places = {term: place for place, term in enumerate(words.terms)}
        self._weights, self._bias, self._idf = weights, bias, idf

    def predict(self, text: str) -> tuple[str, float]:
        """Return the likeliest category of a text and its probability; 0 for one with no known part."""
        import numpy as np

        counts = Counter(self._places[term] for term in terms_of(text) if term in self._places)
        if not counts:
            return self._classes[0], 0.0
        places = np.fromiter(counts, dtype=np.int64, count=len(counts))
        values = np.fromiter(counts.values(), dtype=np.float64, count=len(counts)) * self._idf[places]
        values /= np.linalg.norm(values)
        scores = values @ self._weights[places] + self._bias
        likelihoods = np.exp(scores - scores.max())
        likeliest = int(likelihoods.argmax())
        return self._classes[likeliest], float(likelihoods[likeliest] / likelihoods.sum())


def terms_of(text: str) -> list[str]:
    """Return the words of a text and their parts of four letters; numbers are no part of it."""
    split = unicodedata.normalize("NFKD", text[:_READ].casefold())
    words = _WORD.findall("".join(letter for letter in split if not unicodedata.combining(letter)))
    padded = [f"^{word}$" for word in words]
    grams = [word[at : at + _GRAM] for word in padded for at in range(len(word) - _GRAM + 1)]
    return words + grams


def pack(words: ModelWords, weights: Array, bias: Array, idf: Array) -> bytes:
    import numpy as np

    said = np.frombuffer(msgspec.json.encode(words), dtype=np.uint8)
    blob = BytesIO()
    np.savez_compressed(blob, weights=weights, bias=bias, idf=idf, words=said)
    return blob.getvalue()


def load(blob: bytes) -> LocalModel:
    """Read a trained model back. Raises ValueError for what is none, or is damaged."""
    try:
        _check_parts(blob)
        return _unpack(blob)
    except Exception as exc:
        # The readers of zip, npy and JSON each have errors of their own; none says more than this.
        raise ValueError("This is no trained model.") from exc


def _check_parts(blob: bytes) -> None:
    """Refuse an archive of other parts, or one that would unpack to more than a model can be."""
    with ZipFile(BytesIO(blob)) as archive:
        parts = archive.infolist()
    if sorted(part.filename for part in parts) != list(_PARTS):
        raise ValueError("There are other parts in this than a model has.")
    if sum(part.file_size for part in parts) > MAX_BLOB_BYTES:
        raise ValueError("This model is too large.")


def _unpack(blob: bytes) -> LocalModel:
    import numpy as np

    with np.load(BytesIO(blob), allow_pickle=False) as kept:
        words = msgspec.json.decode(kept["words"].tobytes(), type=ModelWords)
        weights, bias, idf = kept["weights"], kept["bias"], kept["idf"]
    shape = (len(words.terms), len(words.classes))
    numbers = all(each.dtype == np.float32 and np.isfinite(each).all() for each in (weights, bias, idf))
    fitting = weights.shape == shape and bias.shape == shape[1:] and idf.shape == shape[:1]
    if not (numbers and fitting and words.classes):
        raise ValueError("The parts of this model do not fit one another.")
    return LocalModel(words, weights, bias, idf)
