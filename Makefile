# Everything a person or a script does here. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.SUFFIXES:

# The newest Python for which every package has a ready-made wheel comes first.
PYTHON ?= $(shell for python in python3.12 python3.11 python3.13 python3.14 python3 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
BIN := .venv/bin
# One more than the cores that CI has: many tests wait for a server more than they work.
JOBS ?= 3
# Without compiled modules every process of Tidewatch takes seconds longer to start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'
	@echo; echo "  Settings come from the environment: PORT=8001 INSTANCE_DIR=/srv/tidewatch make run"

.PHONY: python
python:
	@test -n "$(PYTHON)" || { echo "tidewatch: Python 3.11 or newer is needed: install it (Debian, Ubuntu: \
	apt-get install python3 python3-venv), or name one with PYTHON=/path/to/python make run." >&2; exit 2; }

.PHONY: run
run: python ## install what is missing and start everything; Ctrl-C ends it
	@$(PYTHON) -m launch.prepare run
	@exec $(BIN)/python -m launch

.PHONY: admin
admin: python ## create an administrator; asks for name and password
	@$(PYTHON) -m launch.prepare command
	@exec $(BIN)/python -m launch --migrate --with-settings flask --app wsgi create-admin

.PHONY: dev
dev: python ## install what developing and testing need
	@$(PYTHON) -m launch.prepare dev

.PHONY: page
page: python
	@$(PYTHON) -m launch.prepare test

.PHONY: test
test: page ## everything: checks, unit to browser, on SQLite and PostgreSQL and a real Redis
	@$(BIN)/python tests/everything.py

.PHONY: check
check: page check-python check-page ## lint, formats, types and the import law

.PHONY: check-python
check-python:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

.PHONY: check-page
check-page:
	@$(PYTHON) -m launch.prepare npm run check

.PHONY: test-python
test-python:
	@CHROMIUM="$$(tests/chromium.sh)" && export CHROMIUM && exec $(BIN)/pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

.PHONY: test-page
test-page:
	@$(PYTHON) -m launch.prepare npm test

.PHONY: format
format: page ## put the code into the form that `make check` asks for
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .
	@$(PYTHON) -m launch.prepare npm run format

.PHONY: bench
bench: dev ## measure the figures of docs/performance.md (needs wrk)
	@$(BIN)/python -m bench

.PHONY: accuracy
accuracy: dev ## measure categories and merchants (DATA=folder of labelled sets), forecasts (CANDLES=, FINER=files of bars)
	@$(BIN)/python -m bench.accuracy $(if $(DATA),--data "$(DATA)") $(if $(CANDLES),--candles "$(CANDLES)") $(if $(FINER),--finer "$(FINER)")

.PHONY: types
types: page ## write docs/openapi.json and the page's types anew
	@$(BIN)/python -m launch.openapi > docs/openapi.json
	@$(BIN)/python -m launch.events > docs/events.md
	@$(PYTHON) -m launch.prepare npm run types

.PHONY: audit
audit: page ## ask the registries for known weaknesses of what is pinned (needs the network)
	@launch/audit.sh

.PHONY: lock
lock: dev ## pin anew what pyproject.toml asks for (UPGRADE=--upgrade takes newer versions)
	@launch/lock.sh $(UPGRADE)

.PHONY: images
images: ## build the container images without Docker (needs Debian's buildah and mmdebstrap, as root)
	@launch/images.sh

.PHONY: rehearse
rehearse: page ## run the chart's containers here as rendered, and try day one and day two (Debian: bubblewrap nginx-light redis-server postgresql tini)
	@$(BIN)/python -m tests.rehearsal

.PHONY: chart-readme
chart-readme: dev ## write the table of values in the chart's README anew
	@$(BIN)/python -m launch.chart_readme

.PHONY: clean
clean: ## remove what can be made again; instance/, the data, stays
	rm -rf .venv .tools .stamps .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache \
	  frontend/node_modules frontend/dist
	find . -name __pycache__ -type d -not -path './frontend/*' -prune -exec rm -rf {} +
