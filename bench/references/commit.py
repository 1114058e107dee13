"""A bare Flask route with one commit, on eventlet's server: `python -m bench.references.commit PORT`."""

import sys

import eventlet

eventlet.monkey_patch()
from psycogreen.eventlet import patch_psycopg  # noqa: E402

patch_psycopg()

import os  # noqa: E402

import eventlet.wsgi  # noqa: E402
from flask import Flask, request  # noqa: E402
from sqlalchemy import create_engine, text  # noqa: E402

app = Flask(__name__)
engine = create_engine(os.environ["DATABASE_URL"], pool_size=10, max_overflow=20)
with engine.begin() as setup:
    setup.execute(text("CREATE TABLE IF NOT EXISTS bench_deliveries (id bigserial PRIMARY KEY, body bytea)"))


@app.get("/api/health/ready")
def ready() -> dict[str, str]:
    return {"status": "ready"}


@app.post("/")
def take() -> tuple[dict[str, str], int]:
    with engine.begin() as connection:
        statement = text("INSERT INTO bench_deliveries (body) VALUES (:body)")
        connection.execute(statement, {"body": request.get_data()})
    return {"status": "taken"}, 202


if __name__ == "__main__":
    eventlet.wsgi.server(eventlet.listen(("127.0.0.1", int(sys.argv[1]))), app, log_output=False)
