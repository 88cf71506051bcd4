# Two commands on a fresh machine: make demo, make test. Python >= 3.11; Node >= 20 for the atlas.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DEMO   ?= demo
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo serve test install lint lock benchmarks clean help

help:  ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.installed  ## build the examples (the American states, a planted country), rate them, write briefs
	$(BIN)/jiqun demo --at $(DEMO) --no-serve

serve: $(VENV)/.installed  ## open the atlas of the American states
	$(BIN)/jiqun demo --at $(DEMO)

test: $(VENV)/.tested  ## run the whole test suite, browser tests included
	@tools/system_packages.sh
	@if command -v npm >/dev/null; then npm --prefix atlas test --silent; else echo "Node is absent: the front end's unit tests are left out." >&2; fi
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.tested  ## style, types, layers
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

benchmarks: $(VENV)/.tested  ## time the work beside its peers
	$(BIN)/python -m benchmarks

install: $(VENV)/.installed  ## make .venv and install jiqun with its pinned dependencies

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "jiqun needs Python >= 3.11; name one with make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.made requirements.lock pyproject.toml hatch_build.py $(shell find atlas -not -path '*/node_modules/*' -type f 2>/dev/null)
	$(PIP) install --require-hashes -r requirements.lock
	$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed requirements-test.lock
	$(PIP) install --require-hashes -r requirements-test.lock
	@touch $@

lock:  ## renew the pinned dependencies
	tools/lock.sh

clean:  ## remove what was built (not your workspaces)
	rm -rf $(VENV) build dist src/jiqun/web/static atlas/node_modules
