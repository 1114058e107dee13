"""The one write of bank transactions: feeds, syncs, other services and files all come through here.

Promise: the same rows again change nothing; rows that a bank changed are changed in place; what a user
did to a row (category, notes, tags) survives all of it.
"""

from app.domain.banking.service.storing.confirmation import mark_unconfirmed as mark_unconfirmed
from app.domain.banking.service.storing.feed import store_feed as store_feed
from app.domain.banking.service.storing.feed import void as void
from app.domain.banking.service.storing.files import FileOrigin as FileOrigin
from app.domain.banking.service.storing.files import FileRow as FileRow
from app.domain.banking.service.storing.files import file_rows as file_rows
from app.domain.banking.service.storing.files import forget_import as forget_import
from app.domain.banking.service.storing.files import forget_rows as forget_rows
from app.domain.banking.service.storing.files import match_rows as match_rows
from app.domain.banking.service.storing.files import prepare_file as prepare_file
from app.domain.banking.service.storing.files import store_file as store_file
from app.domain.banking.service.storing.rows import Origin as Origin
from app.domain.banking.service.storing.rows import Stored as Stored
