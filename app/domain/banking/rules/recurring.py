"""The address that programs outside know recurring payments by; the code is in `recurring.logic`."""

from app.domain.banking.recurring.logic import Seen as Seen
from app.domain.banking.recurring.logic import find_recurring as find_recurring
