"""The use cases of banking, split by noun."""

from app.domain.banking.adapters.intake_queue import IntakeQueue as IntakeQueue
from app.domain.banking.models import DeadLetter as DeadLetter
from app.domain.banking.service.dead_letters import discard_dead_letter as discard_dead_letter
from app.domain.banking.service.dead_letters import list_dead_letters as list_dead_letters
from app.domain.banking.service.dead_letters import retry_dead_letter as retry_dead_letter
from app.domain.banking.service.flush import count_open_dead_letters as count_open_dead_letters
from app.domain.banking.service.flush import flush_intake as flush_intake
from app.domain.banking.service.intake import Intake as Intake
from app.domain.banking.service.intake import accept_batch as accept_batch
from app.domain.banking.service.intake import accept_one as accept_one
from app.domain.banking.service.intake import intake_figures as intake_figures
from app.domain.banking.service.summary import average_by_day as average_by_day
from app.domain.banking.service.summary import summarise_for as summarise_for
from app.domain.banking.service.transactions import Filters as Filters
from app.domain.banking.service.transactions import delete_all_transactions as delete_all_transactions
from app.domain.banking.service.transactions import get_transaction as get_transaction
from app.domain.banking.service.transactions import list_transactions as list_transactions
