"""How the local category model is trained: what a user's corrections teach about texts that no rule knows.

TF-IDF over words and parts of words, and a logistic regression: Salton and Buckley, "Term-weighting
approaches in automatic text retrieval" (1988), with scikit-learn's smoothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.domain.banking.categories.local_model import LocalModel, ModelWords, pack, terms_of
from app.json_values import JsonObject

if TYPE_CHECKING:
    from app.domain.banking.categories.local_model import Array

MIN_EXAMPLES = 30
MIN_CLASSES = 2
MIN_EXAMPLES_OF_A_CLASS = 5
PRECISION = 0.9
_MAX_TERMS = 20_000
_FOLDS = 5
_NEVER = 2.0


class Trained(NamedTuple):
    """A trained model and how it did on examples that it had not seen.

    metrics: examples, classes; accuracy of everything it guessed; coverage, the share above the threshold;
    precision of that share; threshold, the probability below which it abstains.
    """

    blob: bytes
    metrics: JsonObject


def train(examples: Sequence[tuple[str, str]], *, seed: int = 0) -> Trained | None:
    """Learn from texts and their categories, or return None where they are too few to be judged by.

    The threshold is the lowest at which nine of ten answers are right over held-out folds; a model that
    never gets there abstains from everything.
    """
    usable = _usable(examples)
    if usable is None:
        return None
    texts, labels = zip(*usable, strict=True)
    sure, right = _hold_out(texts, labels, seed)
    threshold = _threshold(sure, right)
    terms, idf, weights, bias, classes = _fit(texts, labels, seed)
    answered = [
        is_right for probability, is_right in zip(sure, right, strict=True) if probability >= threshold
    ]
    metrics = {
        "examples": len(usable),
        "classes": len(classes),
        "accuracy": round(sum(right) / len(right), 4),
        "coverage": round(len(answered) / len(right), 4),
        "precision": round(sum(answered) / len(answered), 4) if answered else None,
        "threshold": threshold,
    }
    return Trained(pack(ModelWords(classes, terms, threshold), weights, bias, idf), metrics)


def _usable(examples: Sequence[tuple[str, str]]) -> list[tuple[str, str]] | None:
    """Keep what has words and is of a category with enough examples."""
    spoken = [(text, category) for text, category in examples if terms_of(text)]
    counts = Counter(category for _, category in spoken)
    kept = [(text, category) for text, category in spoken if counts[category] >= MIN_EXAMPLES_OF_A_CLASS]
    classes = sum(count >= MIN_EXAMPLES_OF_A_CLASS for count in counts.values())
    return kept if len(kept) >= MIN_EXAMPLES and classes >= MIN_CLASSES else None


def _fit(
    texts: Sequence[str], labels: Sequence[str], seed: int
) -> tuple[list[str], Array, Array, Array, list[str]]:
    """Return terms, idf (terms), weights (terms, classes), bias (classes) and the classes in that order."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    vectoriser = TfidfVectorizer(analyzer=terms_of, max_features=_MAX_TERMS)
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=300, random_state=seed)
    model.fit(vectoriser.fit_transform(texts), labels)
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == MIN_CLASSES:
        # scikit-learn keeps one row for two classes: the second's score against the first's nought.
        weights, bias = np.vstack([np.zeros_like(weights), weights]), np.array([0.0, bias[0]])
    terms = [str(term) for term in vectoriser.get_feature_names_out()]
    classes = [str(each) for each in model.classes_]
    return (
        terms,
        vectoriser.idf_.astype(np.float32),
        weights.T.astype(np.float32),
        bias.astype(np.float32),
        classes,
    )


def _hold_out(texts: Sequence[str], labels: Sequence[str], seed: int) -> tuple[list[float], list[bool]]:
    """Let models guess what they have not seen: the probability of each guess, and whether it was right."""
    from sklearn.model_selection import StratifiedKFold  # type: ignore[import-untyped]

    folds = StratifiedKFold(n_splits=_FOLDS, shuffle=True, random_state=seed)
    sure: list[float] = []
    right: list[bool] = []
    for learnt, held in folds.split(texts, labels):
        terms, idf, weights, bias, classes = _fit(
            [texts[i] for i in learnt], [labels[i] for i in learnt], seed
        )
        model = LocalModel(ModelWords(classes, terms, 0.0), weights, bias, idf)
        for i in held:
            guess, probability = model.predict(texts[i])
            sure.append(probability)
            right.append(guess == labels[i])
    return sure, right


def _threshold(sure: Sequence[float], right: Sequence[bool]) -> float:
    """Return the lowest probability at and above which enough guesses were right, or _NEVER."""
    lowest, hits = _NEVER, 0
    ordered = sorted(zip(sure, right, strict=True), reverse=True)
    for count, (probability, is_right) in enumerate(ordered, start=1):
        hits += is_right
        last_of_equals = count == len(ordered) or ordered[count][0] < probability
        if last_of_equals and probability > 0 and hits / count >= PRECISION:
            lowest = probability
    return lowest
