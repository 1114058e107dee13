"""One spelling of letters, in Python and in both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from apiflask import APIFlask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import String, literal, null, select

from app.extensions import db
from app.letters import fold_letters, folded

LETTERS = st.text(
    st.one_of(
        st.characters(min_codepoint=1, max_codepoint=0x58F, exclude_categories=["Cn", "Cs"]),
        st.characters(min_codepoint=0x1E00, max_codepoint=0x218F, exclude_categories=["Cn", "Cs"]),
        st.characters(min_codepoint=0xFB00, max_codepoint=0xFF9F, exclude_categories=["Cn", "Cs", "Co"]),
        st.sampled_from("ȘşŞșțŢéÉİıIßẞøØłŁæÆœŒþÞðÐđĐςΣσ\u0301\u0307\u0326\u0327 %_"),
    ),
    max_size=30,
)
SPELLINGS = [
    ("ȘTEFAN", "stefan"), ("ŞTEFAN", "stefan"), ("S\u0326TEFAN", "stefan"), ("Ţăndărei", "tandarei"),
    ("Café", "cafe"), ("Cafe\u0301", "cafe"), ("Straße", "strasse"), ("STRAẞE", "strasse"),
    ("Łódź", "lodz"), ("Øst", "ost"), ("Ærø", "aero"), ("Œuvre", "oeuvre"), ("İstanbul", "istanbul"),
    ("ISPARTA ı", "isparta i"), ("ΤΣΆΙ ΟΔΌΣ", "τσαι οδοσ"), ("Йод", "иод"), ("Þór", "thor"), ("ＬＩＤＬ", "lidl"),
    ("ﬁnance\u00a02²", "finance 22"), ("plain", "plain"), ("", ""), ("100% _ /", "100% _ /"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _in_the_app(app: APIFlask) -> Iterator[None]:
    with app.app_context():
        yield


def in_database(text: str) -> str:
    return str(db.session.scalar(select(folded(literal(text, String)))))


@pytest.mark.parametrize(("text", "plain"), SPELLINGS)
def test_each_spelling_becomes_the_plain_one(text: str, plain: str) -> None:
    assert fold_letters(text) == plain
    assert in_database(text) == plain


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LETTERS)
def test_the_database_folds_as_python_does(text: str) -> None:
    assert in_database(text) == fold_letters(text)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LETTERS)
def test_what_is_folded_stays_so(text: str) -> None:
    assert fold_letters(fold_letters(text)) == fold_letters(text)


def test_null_stays_null() -> None:
    assert db.session.scalar(select(folded(null()))) is None
