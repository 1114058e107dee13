"""A bare Flask-SocketIO that passes on what is posted to it: `python -m bench.references.sockets PORT`.

Several of them share Redis, as replicas do. One that is told of a row commits it before it passes it on, and
has a page that shows such rows.
"""

import sys

import eventlet

eventlet.monkey_patch()
from psycogreen.eventlet import patch_psycopg  # noqa: E402

patch_psycopg()

import os  # noqa: E402

import requests  # noqa: E402
from flask import Flask, request, send_file  # noqa: E402
from flask_socketio import SocketIO, emit  # noqa: E402
from sqlalchemy import create_engine, text  # noqa: E402

from tests.support.launched import ROOT  # noqa: E402

CLIENT = ROOT / "frontend/node_modules/socket.io-client/dist/socket.io.min.js"
PAGE = """<!doctype html><title>Rows</title><ul></ul><script src="/client.js"></script><script>
io({ transports: ['websocket'] }).on('transaction.created', ({ data }) => {
  const row = document.createElement('li')
  row.textContent = data.description
  document.querySelector('ul').append(row)
})</script>"""

app = Flask(__name__)
socketio = SocketIO(app, async_mode="eventlet", message_queue=os.environ["REDIS_URL"], channel="bench")
engine = create_engine(os.environ["DATABASE_URL"], pool_size=10, max_overflow=20)
with engine.begin() as setup:
    setup.execute(text("CREATE TABLE IF NOT EXISTS bench_rows (id bigserial PRIMARY KEY, description text)"))


@socketio.on("connect")
def greet() -> None:
    emit("session.ready", {})


@app.get("/api/health/ready")
def ready() -> dict[str, str]:
    return {"status": "ready"}


@app.post("/api/add-transaction")
def pass_on() -> dict[str, str]:
    socketio.emit("transaction.created", {"data": request.get_json()})
    return {"state": "sent"}


@app.post("/told")
def fetch_commit_and_pass_on() -> dict[str, str]:
    """Ask the address that is named for what is new, as the app asks a provider; then commit, then push."""
    told = request.get_json()
    requests.get(told["fetch"], timeout=10)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO bench_rows (description) VALUES (:description)"), told)
    socketio.emit("transaction.created", {"data": told})
    return {"state": "sent"}


@app.get("/")
def page() -> str:
    return PAGE


@app.get("/client.js")
def client() -> object:
    return send_file(CLIENT)


if __name__ == "__main__":
    socketio.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_output=False)
