"""Banking's tables, by noun."""

from app.domain.banking.models.transactions import STATUSES as STATUSES
from app.domain.banking.models.transactions import DeadLetter as DeadLetter
from app.domain.banking.models.transactions import Transaction as Transaction
