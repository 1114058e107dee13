"""The local model: it learns from corrections, knows when to be silent, and reads no hostile blob."""

from __future__ import annotations

import random
import subprocess
import sys
from io import BytesIO

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.banking.categories.local_model import MAX_BLOB_BYTES, load
from app.domain.banking.categories.model import Trained, train

VET, BOOKS, FUEL = (
    "MEDICAL_VETERINARY_SERVICES",
    "GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS",
    "TRANSPORTATION_GAS",
)
NAMES = {
    VET: ["CLINICA PATRUPED", "VETLAND CABINET", "DOCTOR LABUTA"],
    BOOKS: ["LIBRARIA FILA", "ANTICARIAT CARTEA", "EDITURA FILE SI CARTI"],
    FUEL: ["PETROLINA STATIE", "BENZOMAX STATIE", "STATIE CARBURANT NORD"],
}
TOWNS = ["CLUJ", "IASI", "ORADEA", "ARAD", "SIBIU", "BRASOV"]


def examples(count: int = 90, *, noise: float = 0.0) -> list[tuple[str, str]]:
    """Compose rows of three trades; noise: the share that is put into any category."""
    chance = random.Random(5)
    rows = []
    for number in range(count):
        category = list(NAMES)[number % 3]
        text = f"{chance.choice(NAMES[category])} {number} {chance.choice(TOWNS)}"
        rows.append((text, chance.choice(list(NAMES)) if chance.random() < noise else category))
    return rows


@pytest.fixture(scope="module")
def trained() -> Trained:
    found = train(examples())
    assert found is not None
    return found


def test_a_trained_model_knows_a_shop_of_a_trade_it_has_seen(trained: Trained) -> None:
    category, probability = load(trained.blob).predict("Statie Petrolina 77 TIMISOARA")
    assert category == FUEL
    assert probability >= load(trained.blob).threshold


def test_a_part_of_a_word_is_enough_to_recognise_it(trained: Trained) -> None:
    assert load(trained.blob).predict("ANTICARIATUL VECHI")[0] == BOOKS


@pytest.mark.parametrize("text", ["", "12345 678", "\0\0", "日本", "Qq"])
def test_a_text_without_a_known_part_gets_no_probability(trained: Trained, text: str) -> None:
    assert load(trained.blob).predict(text)[1] == 0.0


def test_numbers_and_case_change_nothing(trained: Trained) -> None:
    model = load(trained.blob)
    assert model.predict("VETLAND CABINET 9") == model.predict("vetland 1 cabinet 22")


def test_metrics_tell_how_it_did_on_what_it_had_not_seen(trained: Trained) -> None:
    metrics = trained.metrics
    assert (metrics["examples"], metrics["classes"]) == (90, 3)
    assert metrics["accuracy"] > 0.9
    assert 0 < metrics["threshold"] <= 1
    assert metrics["threshold"] == load(trained.blob).threshold


def test_labels_that_nothing_explains_make_it_silent() -> None:
    found = train(examples(noise=1.0))
    assert found is not None
    assert found.metrics["accuracy"] < 0.7
    assert found.metrics["coverage"] < 0.3


def test_what_is_above_the_threshold_was_right_nine_times_of_ten() -> None:
    found = train(examples(180, noise=0.2))
    assert found is not None
    assert found.metrics["precision"] is None or found.metrics["precision"] >= 0.9


@pytest.mark.parametrize("count", [0, 1, 29])
def test_too_few_examples_train_nothing(count: int) -> None:
    assert train(examples(count)) is None


def test_one_category_trains_nothing() -> None:
    assert train([(f"LIBRARIA {name}", BOOKS) for name in "ABCDEFGHIJ" * 5]) is None


def test_a_category_with_too_few_examples_is_left_out() -> None:
    found = train([*examples(), *[("SALON FRIZERIE", "PERSONAL_CARE_HAIR_AND_BEAUTY")] * 4])
    assert found is not None
    assert found.metrics["classes"] == 3


def test_examples_without_words_do_not_count() -> None:
    assert train([(str(number), category) for number, (_, category) in enumerate(examples())]) is None


def test_two_categories_are_enough() -> None:
    found = train([row for row in examples(120) if row[1] != VET])
    assert found is not None
    model = load(found.blob)
    assert [model.predict(text)[0] for text in ("LIBRARIA FILA", "BENZOMAX STATIE")] == [BOOKS, FUEL]


def test_the_same_examples_and_seed_give_the_same_model(trained: Trained) -> None:
    again = train(examples())
    assert again is not None
    assert again.metrics == trained.metrics
    assert load(again.blob).predict("LIBRARIA NOUA") == load(trained.blob).predict("LIBRARIA NOUA")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail))
def test_garbage_is_refused_with_a_value_error(blob: bytes) -> None:
    with pytest.raises(ValueError):
        load(blob)


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_a_damaged_model_is_refused_or_still_answers(trained: Trained, place: float, flip: int) -> None:
    damaged = bytearray(trained.blob)
    damaged[int(place * len(damaged))] ^= flip
    try:
        category, probability = load(bytes(damaged)).predict("LIBRARIA FILA 4")
    except ValueError:
        return
    assert category in NAMES
    assert 0 <= probability <= 1


def packed(**parts: np.ndarray) -> bytes:
    blob = BytesIO()
    np.savez_compressed(blob, **parts)  # type: ignore[arg-type]
    return blob.getvalue()


def parts(terms: list[str], weights: tuple[int, int]) -> dict[str, np.ndarray]:
    words = msgspec.json.encode({"classes": [VET, FUEL], "terms": terms, "threshold": 0.5})
    return {
        "words": np.frombuffer(words, dtype=np.uint8),
        "weights": np.zeros(weights, dtype=np.float32),
        "bias": np.zeros(2, dtype=np.float32),
        "idf": np.ones(len(terms), dtype=np.float32),
    }


def test_parts_that_fit_are_read() -> None:
    assert load(packed(**parts(["vet"], (1, 2)))).predict("vet")[1] == 0.5


def test_parts_that_do_not_fit_one_another_are_refused() -> None:
    with pytest.raises(ValueError):
        load(packed(**parts(["vet"], (3, 2))))


def test_a_part_too_many_is_refused() -> None:
    with pytest.raises(ValueError):
        load(packed(**parts(["vet"], (1, 2)), more=np.zeros(1)))


def test_weights_that_are_no_numbers_are_refused() -> None:
    bad = parts(["vet"], (1, 2))
    bad["weights"][0, 0] = np.nan
    with pytest.raises(ValueError):
        load(packed(**bad))


def test_pickled_objects_are_refused() -> None:
    with pytest.raises(ValueError):
        load(packed(**{**parts(["vet"], (1, 2)), "bias": np.array([{}, {}], dtype=object)}))


def test_an_archive_that_would_fill_the_memory_is_refused() -> None:
    bomb = packed(**{**parts(["vet"], (1, 2)), "bias": np.zeros(MAX_BLOB_BYTES // 4 + 1, dtype=np.float32)})
    assert len(bomb) < MAX_BLOB_BYTES // 100
    with pytest.raises(ValueError):
        load(bomb)


def test_a_web_process_that_imports_the_model_loads_neither_numpy_nor_scikit_learn() -> None:
    module = "app.domain.banking.categories.model"
    told = f"import sys, {module}; print({{'numpy', 'sklearn'}} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
