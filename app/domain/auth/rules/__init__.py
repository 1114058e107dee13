"""Pure rules of accounts: names, passwords, one-time codes."""

from app.domain.auth.rules.codes import matching_step as matching_step
from app.domain.auth.rules.codes import new_recovery_code as new_recovery_code
from app.domain.auth.rules.codes import otp_pause_s as otp_pause_s
from app.domain.auth.rules.codes import plain_code as plain_code
from app.domain.auth.rules.codes import totp_cipher as totp_cipher
from app.domain.auth.rules.names import fold as fold
from app.domain.auth.rules.passwords import password_problem as password_problem
