# The portal's commands. `make run` and `make test` set up everything they need.

.DEFAULT_GOAL := help
.PHONY: help run test test-app check format lock bench messages clean setup setup-dev

# Any Python from 3.11 on; the machine's own, since .venv may not be there yet.
PYTHON = $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& command -v "$$name" && break; done)
VENV := .venv/bin/python

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

run: setup ## set up and run: server and worker, with the sample organisation
	@exec $(VENV) -m tools.serve

test: setup-dev ## the whole suite on SQLite and on PostgreSQL
	@exec $(VENV) -m tools.suite $(ARGS)

test-app: ## the quick loop of one app on SQLite: make test-app APP=measures
	@exec $(VENV) -m pytest -q --numprocesses 0 -m "not e2e" tests/$(APP) $(ARGS)

check: setup-dev ## style, types, floors, migrations, messages, templates, deployment
	@exec $(VENV) -m tools.check

format: setup-dev ## lay out the code
	@$(VENV) -m ruff check --quiet --fix . ; $(VENV) -m ruff format .

bench: setup-dev ## the benchmarks, each a table with ratios
	@exec $(VENV) -m bench $(ARGS)

messages: setup-dev ## gather the messages of code and templates into locale/th
	@$(VENV) -m tools.messages gather && $(VENV) -m tools.messages compile

lock: setup-dev ## pin requirements/*.in anew, with hashes
	@exec $(VENV) -m tools.lock $(ARGS)

clean: ## remove what was made, but neither data (var/) nor .venv
	rm -rf staticfiles .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete

setup: have-python
	@"$(PYTHON)" -m tools.machine run && "$(PYTHON)" -m tools.packages base

setup-dev: have-python
	@"$(PYTHON)" -m tools.machine test && "$(PYTHON)" -m tools.packages dev
	@$(VENV) -m tools.messages compile

.PHONY: have-python
have-python:
	@test -n "$(PYTHON)" || { \
	echo "ต้องมี Python 3.11 ขึ้นไป / Python 3.11 or newer is needed: apt-get install python3"; exit 1; }
