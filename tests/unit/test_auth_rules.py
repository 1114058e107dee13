"""Names, passwords and codes, without a database."""

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.auth.two_factor.codes import matching_step, new_recovery_code, plain_code
from app.domain.auth.users.names import fold
from app.domain.auth.users.passwords import password_problem
from app.extensions import address_block

# RFC 6238, appendix B: the SHA-1 seed, and its code at T = 59 s (94287082, of which six digits are used).
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@given(st.text())
def test_folding_twice_changes_nothing_more(name):
    assert fold(fold(name)) == fold(name)


def test_names_that_look_the_same_fold_to_the_same():
    wide = "\N{FULLWIDTH LATIN CAPITAL LETTER A}lice@Example.org"
    assert fold(wide) == fold("alice@example.ORG") == "alice@example.org"


@pytest.mark.parametrize("password", ["password123", "PASSWORD123", "aaaaaaaaaaaa", "ababababab"])
def test_a_password_that_anyone_would_try_is_refused(password):
    assert password_problem(password, username="alice", email="a@example.org")


@pytest.mark.parametrize("password", ["my-Alice-is-great", "the wonderland key"])
def test_a_password_with_the_name_or_address_in_it_is_refused(password):
    assert password_problem(password, username="alice", email="wonderland@example.org")


def test_a_long_password_of_ordinary_words_will_do():
    assert password_problem("correct horse battery staple", username="alice", email="a@example.org") is None


def test_a_code_matches_the_rfcs_test_vector():
    assert matching_step(RFC_SECRET, "287082", unix_s=59, last_step=None) == 1


@pytest.mark.parametrize(("off_s", "accepted"), [(-30, True), (30, True), (-60, False), (60, False)])
def test_a_clock_may_be_off_by_one_step_and_no_more(off_s, accepted):
    # RFC 6238, appendix B again: at T = 1111111109 s, step 0x23523EC, the code is 07081804.
    step = matching_step(RFC_SECRET, "081804", unix_s=1_111_111_109 + off_s, last_step=None)
    assert step == (0x23523EC if accepted else None)


def test_a_code_that_was_used_matches_nothing():
    assert matching_step(RFC_SECRET, "287082", unix_s=59, last_step=1) is None


def test_a_code_older_than_one_that_was_used_matches_nothing():
    old = pyotp.TOTP(RFC_SECRET).generate_otp(10)
    assert matching_step(RFC_SECRET, old, unix_s=11 * 30, last_step=11) is None


def test_a_code_of_foreign_digits_is_no_code():
    assert matching_step(RFC_SECRET, "٢٨٧٠٨٢", unix_s=59, last_step=None) is None


def test_a_recovery_code_may_be_typed_without_its_dashes():
    code = new_recovery_code()
    assert plain_code(code.upper().replace("-", " ")) == plain_code(code)


def test_recovery_codes_have_eighty_bits():
    codes = {new_recovery_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert {len(plain_code(code)) for code in codes} == {16}  # of 32 letters: 5 bits each


@pytest.mark.parametrize(
    ("ip", "block"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unknown", "unknown"),
    ],
)
def test_what_counts_as_one_address(ip, block):
    assert address_block(ip) == block
