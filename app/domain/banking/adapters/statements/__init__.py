"""Statement files that people download from their bank: BT's CSV, any CSV, MT940, CAMT.053 and OFX.

`read_statement` reads a file row by row, `sniff` tells its format, `suggest_mapping` helps with a CSV file
whose columns nobody knows yet. Files come from strangers: whatever is in one, it ends in rows, in problems of
single rows, or in UnreadableStatement.
"""

from app.domain.banking.adapters.statements.errors import AnswerUnknown as AnswerUnknown
from app.domain.banking.adapters.statements.errors import UnreadableStatement as UnreadableStatement
from app.domain.banking.adapters.statements.first_look import FileToRead as FileToRead
from app.domain.banking.adapters.statements.first_look import FirstLook as FirstLook
from app.domain.banking.adapters.statements.first_look import digest_of as digest_of
from app.domain.banking.adapters.statements.first_look import is_whole as is_whole
from app.domain.banking.adapters.statements.first_look import look as look
from app.domain.banking.adapters.statements.reading import read_statement as read_statement
from app.domain.banking.adapters.statements.shapes import MAX_ROWS as MAX_ROWS
from app.domain.banking.adapters.statements.shapes import Choice as Choice
from app.domain.banking.adapters.statements.shapes import CsvMapping as CsvMapping
from app.domain.banking.adapters.statements.shapes import CsvSuggestion as CsvSuggestion
from app.domain.banking.adapters.statements.shapes import Format as Format
from app.domain.banking.adapters.statements.shapes import Need as Need
from app.domain.banking.adapters.statements.shapes import Row as Row
from app.domain.banking.adapters.statements.shapes import SampleRow as SampleRow
from app.domain.banking.adapters.statements.shapes import Statement as Statement
from app.domain.banking.adapters.statements.sniffing import sniff as sniff
from app.domain.banking.adapters.statements.suggest import suggest_mapping as suggest_mapping
