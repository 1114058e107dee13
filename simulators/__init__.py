"""Stand-ins for the outside, over real sockets: Basiq, Apideck, an app that sends BT Pay rows, an exchange.

They follow the providers' documented protocols and share no code with the app, so that a signature that
the app accepts was made by somebody else. Tests, the demo and people without a public address use them:

    with BasiqSimulator(api_key=..., secret="whsec_...") as bank:
        bank.add_transaction(amount="-12.50")
        bank.notify("http://127.0.0.1:8000/api/connectors/basiq/webhook")

Every provider of bank data has the same verbs: start, stop, add_transaction, post_pending, message, notify,
next_message.
`python -m simulators basiq --help` runs one for as long as you like.
"""

from simulators.apideck import ApideckSimulator
from simulators.basiq import BasiqSimulator
from simulators.bt_pay import BtPaySimulator
from simulators.exchange import ExchangeSimulator
from simulators.message import Delivery, Message, Signed
from simulators.options import Options, Trouble
from simulators.receiver import Receiver
from simulators.runner import run
from simulators.sender import Sender
from simulators.server import Broken

__all__ = [
    "ApideckSimulator",
    "BasiqSimulator",
    "Broken",
    "BtPaySimulator",
    "Delivery",
    "ExchangeSimulator",
    "Message",
    "Options",
    "Receiver",
    "Sender",
    "Signed",
    "Trouble",
    "run",
]
