# Village Desk 村务助手. `make run` and `make test` do all set-up themselves.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
SHARED ?= ../shared

.PHONY: run test lint format typing bench compare score lock clean help

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.run

run: $(VENV)/.run  ## start; without TELEGRAM_TOKEN it opens the local chat room
	$(PY) -m bot run

test: $(VENV)/.dev  ## all tests, with coverage of the inner packages
	$(PY) -m pytest -n auto --dist loadfile --cov --cov-report=term:skip-covered

lint: $(VENV)/.dev  ## ruff, mypy, import-linter
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

format: $(VENV)/.dev  ## let ruff put the code into shape
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

bench: $(VENV)/.dev  ## speed and memory, each figure beside something to compare it with
	$(PY) -m bench

compare: $(VENV)/.dev  ## what was tried for finding answers, on every set of questions
	$(PY) -m bench.compare

score: $(VENV)/.dev  ## both yardsticks of $(SHARED)/eval
	$(PY) $(SHARED)/eval/score.py read $(SHARED)/plans/*.txt --gold $(SHARED)/eval/gold
	$(PY) $(SHARED)/eval/score.py ask $(SHARED)/plans/*.txt --questions $(SHARED)/eval/questions-dev.yaml

lock: $(VENV)/.dev  ## renew both lock files from pyproject.toml
	$(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-header --upgrade pyproject.toml -o requirements.lock
	$(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-header --upgrade --extra dev pyproject.toml -o requirements-dev.lock

clean:  ## remove what the targets made, but no data
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .coverage
