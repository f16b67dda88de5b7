# Firstbell's commands. Nothing is needed but make and Python 3.11, 3.12 or 3.13 with its venv module.
#
#   make demo      a believable district on http://127.0.0.1:8000   (RESET=1 starts over, PORT=8080 moves it)
#   make test      every test this machine can run, and a plain word on what it could not   (ARGS="-k loan")
#
# PYTHON=/path/to/python3.12 picks the interpreter; otherwise the first one that fits is taken.

.DEFAULT_GOAL := help
.PHONY: help demo test check bench lint types format docs lock runtime dev clean

FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
ifndef PYTHON
PYTHON := $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	if $$name -c '$(FITS)' >/dev/null 2>&1; then echo $$name; break; fi; done)
else
export FIRSTBELL_PYTHON_CHOSEN := 1
endif

BIN := .venv/bin
BOOTSTRAP = $(if $(PYTHON),$(PYTHON) tools/bootstrap.py,/bin/sh tools/no_python.sh)

help: ## say what each command does
	@sed -n 's/^\([a-z]*\):.*## /\1 /p' $(MAKEFILE_LIST) | while read -r name what; do printf '  make %-8s %s\n' "$$name" "$$what"; done

runtime: ## make .venv with what the application needs
	@$(BOOTSTRAP) runtime

dev: ## make .venv with what the tests and checks need as well
	@$(BOOTSTRAP) dev

demo: runtime ## serve the demo district on 127.0.0.1:8000
	@$(BIN)/firstbell demo $(if $(RESET),--reset) $(if $(PORT),--port $(PORT))

test: dev ## run the whole suite on every database found here
	@$(BIN)/python tools/test.py $(ARGS)

check: dev ## lint, types, walls between rooms, generated documents, migrations
	@$(BIN)/python tools/check.py $(ARGS)

bench: dev ## print the table of speed ratios
	@$(BIN)/python bench/run.py $(ARGS)

lint: dev ## mend what ruff can mend, report the rest
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

format: lint

types: dev ## mypy --strict
	@$(BIN)/mypy

docs: dev ## write the generated pages of docs/reference again
	@$(BIN)/python -m tools.architecture_map && $(BIN)/python -m tools.reference && $(BIN)/python -m tools.api_client

# The locks name no registry: whoever installs decides where packages come from. Needs uv.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --only-binary :all:
lock: ## pin requirements/*.in into requirements/*.txt with hashes (needs uv; ARGS=--upgrade)
	$(LOCK) $(ARGS) requirements/runtime.in -o requirements/runtime.txt
	$(LOCK) $(ARGS) requirements/extras.in -c requirements/runtime.txt -o requirements/extras.txt
	$(LOCK) $(ARGS) requirements/dev.in -c requirements/extras.txt -o requirements/dev.txt

clean: ## forget .venv and caches (never var/, which holds data)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
