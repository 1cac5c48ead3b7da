# Each target alone builds what it needs: Python 3.11 or newer and make are enough.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
BIN := .venv/bin
STAMP := .venv/.installed
SLOW_SHARE ?= 1

.PHONY: install demo test test-slow check format bench pins validators clean

install: $(STAMP)

$(STAMP): requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "nianbao needs Python 3.11 or newer with venv; none was found. Set PYTHON=/path/to/python3.11."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: install
	$(BIN)/nianbao crawl demo --data data

test: install
	$(BIN)/python -m pytest -m "not slow"

test-slow: install
	NIANBAO_SLOW_SHARE=$(SLOW_SHARE) $(BIN)/python -m pytest -m slow

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/docs

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install
	$(BIN)/python -m benchmarks

pins: install
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --python-version 3.11 --universal --no-emit-index-url --no-header --no-annotate -o requirements.txt

# The validators of releases want other versions than we do, and than each other.
validators: .venv/validators/descriptions .venv/validators/citation

.venv/validators/%: tests/output/validators/%.txt | install
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

clean:
	rm -rf .venv
