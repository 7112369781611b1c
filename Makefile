# All paths are relative: the folder's own path may hold spaces.
BIN := .venv/bin
PYTHON := $(BIN)/python
.DEFAULT_GOAL := help
.PHONY: help run servers test check format lock bench vendor install chromium

help:  ## show these lines
	@sed -n 's/^\([a-z]*\):.*  ## \(.*\)/  make \1	\2/p' Makefile

run:  ## install and start the tracker: http://localhost:8000, Ctrl-C stops it
	@.ci/install requirements/run.txt
	@exec $(PYTHON) manage.py start

servers: install  ## start PostgreSQL and Redis only, for work on the code
	@exec $(PYTHON) manage.py start --only servers

test: install chromium check  ## everything that CI runs
	@$(PYTHON) -m pytest -n "$${TEST_WORKERS:-auto}" --maxprocesses 4 --dist loadgroup $(ARGS)

check: install  ## format, lint, types, import rules, missing migrations
	$(PYTHON) -m ruff format --check --quiet .
	$(PYTHON) -m ruff check --quiet .
	find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --check --target-version 5.2
	$(PYTHON) -m mypy
	$(BIN)/lint-imports --no-cache
	$(PYTHON) -m bandit --quiet --severity-level medium --recursive --configfile pyproject.toml accounts commitments history reports tracker
	PYTHONWARNINGS=ignore::RuntimeWarning $(PYTHON) manage.py makemigrations --check --dry-run

format: install  ## put code and templates in order
	$(PYTHON) -m ruff check --fix --quiet .
	$(PYTHON) -m ruff format .
	find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2

lock:  ## choose the versions anew, within pyproject.toml
	@.ci/lock

bench: install  ## measure speed beside the bare SQL of the same work
	@$(PYTHON) -m bench $(ARGS)

vendor: install  ## fetch the vendored style sheets and icons, checked against their hashes
	@$(PYTHON) manage.py vendor_assets

install:
	@.ci/install requirements/test.txt

chromium:
	@.ci/chromium
