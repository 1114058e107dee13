"""Which passwords are refused for being easy to guess, and which are not."""

import secrets

import pytest

from app.domain.auth.users.data import common_passwords
from app.domain.auth.users.passwords import LEAST_WORTH, guesses_log10, password_problem


def refused(password):
    return password_problem(password, username="bob", email="robert@example.org") is not None


def test_each_of_the_ten_thousand_most_used_passwords_is_refused():
    assert len(common_passwords()) == 10_000
    assert max(map(guesses_log10, common_passwords())) < LEAST_WORTH


@pytest.mark.parametrize(
    "password",
    [
        # a common password with what people add to it
        "password1234", "Password123!", "iloveyou1234", "letmein2024!", "Summer2026!!", "123password123",
        "dragon-1985", "Michael1985", "administrator1", "changeme123!", "tidewatch2026",
        # with other letters, backwards, twice, two together
        "passw0rd123", "P@ssw0rd2024", "drowssap1234", "monkeymonkey", "monkeydragon", "abc123abc123",
        # on the keyboard
        "qwertyuiop1", "qwertzuiop1", "azertyuiop1", "0987654321", "1qaz2wsx3edc", "147258369147", "!qaz2wsx",
        # sequences, repetitions, days
        "abcdefghij", "zyxwvutsrq", "2468101214", "1122334455", "abcabcabcabc1", "aaaaaaaaaab", "12031985123",
        # what anyone knows of this site and this person
        "example2026", "robert-1234", "bob-and-bob",
    ],
)  # fmt: skip
def test_a_password_made_of_what_guessers_know_is_refused(password):
    assert refused(password)


@pytest.mark.parametrize(
    "password",
    [
        "a fine long secret", "correct horse battery staple", "purple-horse-77", "7391846205",
        "wr8nJx2pQv", "Frühstücksei um 9", "tr4vel-by-n1ght", "dragon8392047193",
    ],
)  # fmt: skip
def test_a_password_that_takes_long_to_guess_is_taken(password):
    assert not refused(password)


def test_random_passwords_are_taken():
    words = [secrets.token_urlsafe(12) for _ in range(200)]
    assert min(map(guesses_log10, words)) > LEAST_WORTH
