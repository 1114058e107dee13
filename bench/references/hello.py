"""The least that Flask can answer, on eventlet's server as it is: `python -m bench.references.hello PORT`."""

import sys

import eventlet

eventlet.monkey_patch()

import eventlet.wsgi  # noqa: E402
from flask import Flask, request  # noqa: E402

app = Flask(__name__)


@app.get("/api/health/ready")
@app.post("/")
def hello() -> dict[str, str]:
    return {"hello": "world"}


@app.post("/rows")
def count_rows() -> dict[str, int]:
    return {"accepted": len(request.get_json())}


if __name__ == "__main__":
    eventlet.wsgi.server(eventlet.listen(("127.0.0.1", int(sys.argv[1]))), app, log_output=False)
