"""Users' rules: edited, tried out, run, undone."""

from app.domain.banking.service.rules.editing import create_rule as create_rule
from app.domain.banking.service.rules.editing import delete_rule as delete_rule
from app.domain.banking.service.rules.editing import get_rule as get_rule
from app.domain.banking.service.rules.editing import list_rules as list_rules
from app.domain.banking.service.rules.editing import reorder_rules as reorder_rules
from app.domain.banking.service.rules.editing import rule_from_transaction as rule_from_transaction
from app.domain.banking.service.rules.editing import update_rule as update_rule
from app.domain.banking.service.rules.running import Preview as Preview
from app.domain.banking.service.rules.running import dry_run as dry_run
from app.domain.banking.service.rules.running import run_rules as run_rules
from app.domain.banking.service.rules.undoing import list_runs as list_runs
from app.domain.banking.service.rules.undoing import undo_run as undo_run
