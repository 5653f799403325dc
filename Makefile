# Two commands do everything: `make run` serves the sample region's map, `make test` runs all tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STORE ?= sqlite:///$(CURDIR)/var/petarawan.db
PORT ?= 8000
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# The whole set of tests; `make test TESTS=tests/store` runs a part.
TESTS ?= tests

.PHONY: run setup setup-dev test check docs lock bench clean

run: setup
	@mkdir -p var
	@[ -f var/petarawan.db ] || $(BIN)/petarawan init --demo --store "$(STORE)"
	@$(BIN)/petarawan serve --store "$(STORE)" --port $(PORT) || [ $$? -eq 130 ]  # 130: stopped by Ctrl-C, as meant

setup: $(VENV)/.setup

setup-dev: $(VENV)/.setup-dev

test: setup-dev check
	$(BIN)/python -m pytest $(TESTS) -n 2 --dist loadgroup --durations=40 --durations-min=5

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Perlu Python 3.11 atau lebih baru / Python 3.11 or newer is needed: make PYTHON=python3.12 setup"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Modul venv tidak ada / the venv module is missing: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }
	@touch $@

$(VENV)/.setup: requirements/core.txt pyproject.toml | $(VENV)/.made
	$(PIP) install -q --require-hashes -r requirements/core.txt
	env -u PIP_REQUIRE_HASHES $(PIP) install -q --no-deps --no-build-isolation -e .
	$(BIN)/petarawan warm
	@touch $@

$(VENV)/.setup-dev: requirements/dev.txt $(VENV)/.setup
	$(PIP) install -q --require-hashes -r requirements/dev.txt
	@touch $@

# Names, versions and hashes only; `uv` is needed for this one.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --extra build pyproject.toml -o requirements/core.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --extra build --extra dev -c requirements/core.txt pyproject.toml -o requirements/dev.txt

docs: setup-dev
	$(BIN)/python -m tests.architecture.reference_page
	$(BIN)/python -m tests.architecture.acceptance_page

# Each script prints its own table; one that lacks its data or browser says so and the others still run.
bench: setup-dev
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python -m benchmarks.$$(basename $$script .py) || failed=1; done; [ -z "$$failed" ]

clean:
	rm -rf $(VENV) var build dist
