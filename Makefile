# Set-up, checks and builds; needs Python 3.11 or later, make and git.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
.DEFAULT_GOAL := help
# Tests start hundreds of programs, which need not all be compiled anew.
export PYTHONDONTWRITEBYTECODE =

.PHONY: pictures help demo test thorough check test-wheel pythons newest lint format lock bench attack \
        docs projects clean

help:
	@echo "make demo        see what it does: validate, mock, check-client, drift"
	@echo "make test        the quick tests: what a change needs"
	@echo "make check       the quick tests, the thorough ones, the wheel, other Pythons with coverage"
	@echo "make lint        style, types, and the specs themselves; make format mends what it can"
	@echo "make lock        lock the newest of everything that pyproject.toml allows"
	@echo "make newest      the quick tests with the newest of everything, whatever is locked"
	@echo "make bench       measure us beside our peers"
	@echo "make pictures    the pictures of the console in docs/, taken anew in Chromium"
	@echo "make docs        the site in build/site, without a link that leads nowhere"
	@echo "make projects    the projects in examples/, each in an environment of its own, with the newest"
	@echo "make attack      break what SECURITY.md promises, for MINUTES=5"

# -- set-up: an environment holds what its lock says, and the checkout ---------------------------

UV = build/uv
INSTALL = $(PYTHON) requirements/install.py
CHECKOUT = -m pip install -qq --no-deps --no-build-isolation --editable .

$(UV)/ready: requirements/uv.txt
	$(INSTALL) $(UV) $<
	@touch $@

$(VENV)/locked: requirements/dev.txt $(UV)/ready
	$(INSTALL) $(VENV) $< $(UV)
	@touch $@

$(VENV)/ready: $(VENV)/locked pyproject.toml
	$(BIN)/python $(CHECKOUT)
	@touch $@

# What drives a browser is larger than all the rest, and the thorough tests alone need it.
$(VENV)/browser: requirements/browser.txt $(VENV)/ready
	$(BIN)/python -m pip install -qq --no-deps --require-hashes --only-binary :all: --requirement $<
	@touch $@

.venv-demo/ready: requirements/demo.txt
	$(INSTALL) .venv-demo $<
	@touch $@

build/openai-3/ready: requirements/openai-3.txt $(UV)/ready
	$(INSTALL) build/openai-3 $< $(UV)
	@touch $@

build/peers/ready: requirements/peers.txt $(UV)/ready
	$(INSTALL) build/peers $< $(UV)
	@touch $@

build/tables/ready: requirements/tables.txt $(UV)/ready
	$(INSTALL) build/tables $< $(UV)
	@touch $@

# -- what it does --------------------------------------------------------------------------------

demo: .venv-demo/ready
	@PYTHON=.venv-demo/bin/python sh examples/demo.sh

# -- tests ---------------------------------------------------------------------------------------

PYTEST = -m pytest -n auto --dist worksteal
QUICK = $(PYTEST) -m "not thorough"

test: $(VENV)/ready
	$(BIN)/python $(QUICK)
	@echo "make check adds: every change of a fact (documentation, live), browsers, Node and its" \
	    "validators, clients of others, long runs, coverage, the wheel, the other Pythons here"

check: test thorough test-wheel pythons

# Many of these wait for programs of others, so one more of them runs than there are processors.
thorough: $(VENV)/ready $(VENV)/browser build/openai-3/ready build/tables/ready
	$(BIN)/python $(PYTEST) -n $$(($$(getconf _NPROCESSORS_ONLN) + 1)) -m thorough

# What a wheel may lack is a file, a dependency or a command: what reads its data, starts programs
# and follows the docs shows that, from a folder that has the tests but not the package.
WHEEL = build/wheel
PACKAGED = tests/cli tests/console tests/documentation/test_command.py tests/export tests/guard/test_command.py \
           tests/markup tests/mock/test_docs.py tests/mock/test_server.py tests/test_cases.py \
           tests/test_documented_names.py tests/test_examples.py tests/test_validation.py
test-wheel: $(VENV)/ready
	rm -rf $(WHEEL)
	$(BIN)/python -m build --quiet --no-isolation --wheel --outdir $(WHEEL)/dist
	$(INSTALL) $(WHEEL)/venv requirements/test.txt $(UV)
	$(WHEEL)/venv/bin/python -m pip install -qq --no-deps $(WHEEL)/dist/*.whl
	$(WHEEL)/venv/bin/python -m pip check
	cp -r tests fixtures benchmarks docs examples *.md pyproject.toml $(WHEEL)/
	cd $(WHEEL) && COMETVIDEO_REQUIRE_TOOLS= venv/bin/python $(QUICK) $(PACKAGED)

# The quick tests on the other Pythons from 3.11 to 3.14 that are here, one of which measures which
# lines they reach: the quick tests alone have to reach what they must.
pythons: $(VENV)/ready
	@PYTHON=$(PYTHON) UV=$(UV) VENV=$(VENV) .ci/pythons $(QUICK)

# Where nothing is newer than what is locked, `make test` has told it all.
newest: $(UV)/ready
	$(INSTALL) build/newest '.[dev]' $(UV)
	@sed -n 's/ .*//p' requirements/dev.txt >build/locked.txt
	@$(UV)/bin/uv pip freeze --quiet --exclude-editable --python build/newest >build/found.txt
	@grep -vxFf build/locked.txt build/found.txt | grep -v '^pip==' >build/newer.txt; \
	if test -s build/newer.txt; then \
	    echo "not as it is locked:"; cat build/newer.txt; build/newest/bin/python $(QUICK); \
	else \
	    echo "nothing is newer than what is locked, which make test tests"; \
	fi

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/cometvideo lint

format: $(VENV)/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# -- locks: one file for every Python, system and index ------------------------------------------

LOCK = $(UV)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
       --generate-hashes --only-binary :all: --no-emit-index-url \
       --custom-compile-command "make lock" --output-file
AS_DEV = --constraint requirements/dev.txt pyproject.toml
lock: $(UV)/ready
	$(LOCK) requirements/dev.txt --extra dev pyproject.toml requirements/build.in
	$(LOCK) requirements/test.txt --extra test $(AS_DEV) requirements/build.in
	$(LOCK) requirements/demo.txt --extra server --extra console --extra hypothesis --extra drift $(AS_DEV)
	$(LOCK) requirements/openai-3.txt requirements/openai-3.in
	$(LOCK) requirements/tables.txt --constraint requirements/dev.txt requirements/tables.in
	$(LOCK) requirements/peers.txt --constraint requirements/dev.txt --constraint requirements/tables.txt requirements/peers.in
	$(LOCK) requirements/browser.txt --constraint requirements/dev.txt requirements/browser.in
	$(LOCK) requirements/uv.txt requirements/uv.in

# -- measures ------------------------------------------------------------------------------------

BENCHMARKS = startup one_request jsonl exported_schema mock_server mock_inprocess mock_prism \
             live_plan guard
bench: $(VENV)/ready build/peers/ready
	@for name in $(BENCHMARKS); do echo "== $$name"; $(BIN)/python -m benchmarks.$$name; done
	@echo "== tables"; build/peers/bin/python -m benchmarks.tables

# -- attacks -------------------------------------------------------------------------------------

MINUTES ?= 5
attack: $(VENV)/ready
	$(BIN)/python -m tests.attack --minutes $(MINUTES)

# The pictures of the console in docs/console/, in Chromium.
pictures: $(VENV)/browser
	$(BIN)/python -m tests.console.pictures

docs: $(VENV)/ready
	$(BIN)/sphinx-build -W --keep-going -q -c docs/site -b html . build/site

projects: $(VENV)/ready
	$(BIN)/python -m tests.projects

clean:
	rm -rf $(VENV) .venv-demo build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
