"""Background work: asking for it, holding it alone, and telling its owner how it goes."""

from app.jobs import sent as sent
from app.jobs.broker import enqueue as enqueue
from app.jobs.broker import enqueue_once as enqueue_once
from app.jobs.broker import forget as forget
from app.jobs.broker import send as send
from app.jobs.broker import send_once as send_once
