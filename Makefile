# Set-up, checks and builds; needs Python 3.11 or later, make and git.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
WHEEL = build/wheel
.DEFAULT_GOAL := help

.PHONY: help demo test test-wheel lint format bench clean

help:
	@echo "make demo        see what it does: a few real requests, checked before they cost anything"
	@echo "make test        run the tests, with branch coverage"
	@echo "make test-wheel  run the tests against the built wheel"
	@echo "make lint        style, types, and the specs themselves"
	@echo "make bench       measure us beside our peers"

$(VENV)/ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

demo: $(VENV)/ready
	@BIN=$(BIN) sh examples/demo.sh

test: $(VENV)/ready
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term:skip-covered

# The wheel is tested from a folder that has the tests but not the package. What drives browsers,
# whole clients, thousands of changed pages or whole live runs says nothing about packaging, and is
# left out, as is what looks at the checkout's own spec/ folder.
APART = tests/conformance tests/documentation/test_sensitivity.py tests/test_agreement.py \
        tests/wire/test_mp4_in_browser.py tests/wire/test_mp4_in_decoder.py tests/export/test_types.py \
        tests/test_pytest_plugin.py tests/mock/test_any_request.py tests/test_strategies.py \
        tests/facts/test_spec_schema.py tests/facts/test_vocabulary.py tests/live tests/changes tests/accepting \
        tests/prediction/test_remembering.py
test-wheel: $(VENV)/ready
	rm -rf $(WHEEL)
	$(BIN)/python -m build --quiet --wheel --outdir $(WHEEL)/dist
	$(PYTHON) -m venv $(WHEEL)/venv
	$(WHEEL)/venv/bin/python -m pip install --quiet --upgrade pip
	$(WHEEL)/venv/bin/python -m pip install --quiet "$$(ls $(CURDIR)/$(WHEEL)/dist/*.whl)[dev]"
	cp -r tests fixtures benchmarks docs examples *.md pyproject.toml $(WHEEL)/
	cd $(WHEEL) && venv/bin/python -m pytest -n auto --dist worksteal $(APART:%=--ignore=%)

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/cometvideo lint

format: $(VENV)/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

BENCHMARKS = startup one_request jsonl exported_schema mock_server mock_inprocess mock_prism \
             live_plan
bench: $(VENV)/ready
	@for name in $(BENCHMARKS); do echo "== $$name"; $(BIN)/python -m benchmarks.$$name; done

clean:
	rm -rf $(VENV) build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
