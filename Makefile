# Boran: `make demo` and `make test` each work as the first command typed.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help install demo test test-all bench check format lock clean

help: ## list every verb
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## prepare .venv with the development tools

$(STAMP): requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Boran needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(STAMP) ## play one real winter morning end to end
	$(BIN)/boran demo

test: $(STAMP) ## pass the tests (brings its own PostgreSQL and Redis)
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not long"

test-all: $(STAMP) ## the tests and the long ones
	$(BIN)/python -m pytest -n 2 --dist worksteal

bench: $(STAMP) ## the engine beside its neighbours, on this machine
	$(BIN)/boran bench dispatch

check: $(STAMP) ## linters, types, import contracts, size report
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/size.py

format: $(STAMP) ## let the formatter place everything
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ## renew the locked dependencies (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --extra dev pyproject.toml -o requirements/dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate -c requirements/dev.txt pyproject.toml -o requirements/run.txt

clean: ## remove what the verbs made
	rm -rf .venv out .mypy_cache .ruff_cache .pytest_cache .hypothesis
