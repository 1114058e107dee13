"""Statement files: looked at first, stored in the background, taken back as a whole.

Promise: a row of a file is stored once, however often the file, or a longer one, is brought; a worker
that dies in the middle is followed by another one that goes on.
"""

from app.domain.banking.service.imports.commit import commit_import as commit_import
from app.domain.banking.service.imports.looking import Look as Look
from app.domain.banking.service.imports.looking import look_again as look_again
from app.domain.banking.service.imports.looking import look_at as look_at
from app.domain.banking.service.imports.previewing import Preview as Preview
from app.domain.banking.service.imports.previewing import PreviewRow as PreviewRow
from app.domain.banking.service.imports.previewing import open_import as open_import
from app.domain.banking.service.imports.previewing import remap_import as remap_import
from app.domain.banking.service.imports.running import resume_imports as resume_imports
from app.domain.banking.service.imports.running import run_import as run_import
from app.domain.banking.service.imports.states import cancel_import as cancel_import
from app.domain.banking.service.imports.states import get_import as get_import
from app.domain.banking.service.imports.states import list_imports as list_imports
from app.domain.banking.service.imports.states import undo_import as undo_import
