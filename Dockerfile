# Four images from one file: web (also for migrations), worker (also beat), trainer; `page` and `packages-*` only build.
#   docker build --target web -t tidewatch/tidewatch:0.1.0 .
# BASE: any Debian or Ubuntu with Python 3.11 or newer and its venv module. Its postgresql-client is what backs up: of the
# server's version or newer (trixie has 17).
ARG BASE=python:3.12-slim-trixie

FROM ${BASE} AS page
# Where npm goes through a proxy with a certificate of its own.
ARG NODE_EXTRA_CA_CERTS
WORKDIR /src
COPY requirements-node.txt requirements-tools.txt requirements-dev.txt requirements.txt ./
COPY app/__init__.py app/config.py app/
COPY launch launch
COPY frontend frontend
RUN python3 -m launch.prepare page

FROM ${BASE} AS packages-web
COPY requirements-web.txt /tmp/
# --no-deps: the lock is the whole list; psycogreen alone has no wheel. pip stays behind: an image installs nothing.
RUN python3 -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary=:all: --no-binary=psycogreen -r /tmp/requirements-web.txt \
    && /opt/venv/bin/pip check \
    && /opt/venv/bin/pip uninstall --yes --quiet pip setuptools

FROM ${BASE} AS packages-worker
COPY requirements.txt /tmp/
RUN python3 -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary=:all: --no-binary=psycogreen -r /tmp/requirements.txt \
    && /opt/venv/bin/pip check \
    && /opt/venv/bin/pip uninstall --yes --quiet pip

FROM packages-worker AS packages-trainer
COPY requirements*.txt /tmp/locks/
RUN lock=/tmp/locks/requirements-trainer.txt; if [ -f "$lock" ]; then \
      python3 -m venv --upgrade /opt/venv \
      && /opt/venv/bin/python -m ensurepip --upgrade \
      && /opt/venv/bin/python -m pip install --no-cache-dir --no-deps --require-hashes --only-binary=:all: --no-binary=psycogreen -r "$lock" \
      && /opt/venv/bin/python -m pip uninstall --yes --quiet pip; \
    fi

FROM ${BASE} AS runtime
# tini is the first process: it hands signals to the program alone, and buries what the program left behind.
RUN command -v tini > /dev/null \
    || { apt-get update && apt-get install --yes --no-install-recommends tini && rm -rf /var/lib/apt/lists/*; }
RUN groupadd --gid 10001 tidewatch \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin tidewatch
ENV PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin \
    HOME=/tmp \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONWARNINGS=ignore \
    HOST=0.0.0.0 \
    INSTANCE_DIR=/run/tidewatch \
    LOG_DIR=/run/tidewatch/logs \
    HEARTBEAT_FILE=/run/tidewatch/heartbeat
WORKDIR /srv/tidewatch
RUN mkdir -p /run/tidewatch && chown 10001:10001 /run/tidewatch
COPY wsgi.py ./
COPY app app
COPY blueprints blueprints
COPY workers workers
COPY simulators simulators
COPY migrations migrations
COPY launch launch
# The root cannot be written when it runs.
RUN python3 -m compileall -q app blueprints workers simulators migrations launch wsgi.py
LABEL org.opencontainers.image.title="Tidewatch" \
      org.opencontainers.image.description="Self-hosted money in real time" \
      org.opencontainers.image.version="0.1.0"
ENTRYPOINT ["tini", "--"]

FROM runtime AS web
COPY --from=packages-web /opt/venv /opt/venv
COPY --from=page /src/frontend/dist frontend/dist
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/api/health', timeout=4)"]
CMD ["python", "wsgi.py"]

FROM runtime AS worker
# `flask backup` and `flask restore` run pg_dump, pg_restore and psql.
RUN command -v pg_restore > /dev/null \
    || { apt-get update && apt-get install --yes --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*; }
COPY --from=packages-worker /opt/venv /opt/venv
USER 10001:10001
HEALTHCHECK --interval=60s --timeout=5s --start-period=60s --retries=2 \
    CMD ["sh", "-c", "test -n \"$(find \"$HEARTBEAT_FILE\" -mmin -10)\""]
CMD ["celery", "-A", "workers.celery_app", "worker", "--concurrency=2", "--loglevel=INFO", "--without-gossip", "--without-mingle"]

# Not from worker, whose packages would lie below these once more.
FROM runtime AS trainer
COPY --from=packages-trainer /opt/venv /opt/venv
USER 10001:10001
HEALTHCHECK --interval=60s --timeout=5s --start-period=60s --retries=2 \
    CMD ["sh", "-c", "test -n \"$(find \"$HEARTBEAT_FILE\" -mmin -10)\""]
CMD ["celery", "-A", "workers.celery_app", "worker", "--queues=training", "--concurrency=1", "--loglevel=INFO", "--without-gossip", "--without-mingle"]
