"""Banking's tables, by noun."""

from app.domain.banking.models.categories import CategoryModel as CategoryModel
from app.domain.banking.models.categories import Correction as Correction
from app.domain.banking.models.categories import OwnCategory as OwnCategory
from app.domain.banking.models.categories import Rule as Rule
from app.domain.banking.models.categories import RuleChange as RuleChange
from app.domain.banking.models.categories import RuleRun as RuleRun
from app.domain.banking.models.categories import Verdict as Verdict
from app.domain.banking.models.connections import Connection as Connection
from app.domain.banking.models.connections import WebhookEvent as WebhookEvent
from app.domain.banking.models.imports import Import as Import
from app.domain.banking.models.queue import FlushedRange as FlushedRange
from app.domain.banking.models.queue import QueueMemory as QueueMemory
from app.domain.banking.models.transactions import HOLDS_OF_FILES as HOLDS_OF_FILES
from app.domain.banking.models.transactions import STATUSES as STATUSES
from app.domain.banking.models.transactions import Announcement as Announcement
from app.domain.banking.models.transactions import DeadLetter as DeadLetter
from app.domain.banking.models.transactions import RefusedTransfer as RefusedTransfer
from app.domain.banking.models.transactions import Split as Split
from app.domain.banking.models.transactions import Transaction as Transaction
