# En regard. The targets outsiders rely on: demo, test, check, bench.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: demo test check bench fuzz pictures setup setup-dev system-packages lock clean format

$(VENV)/run.stamp: requirements/run.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("En regard needs Python 3.11 or later, found " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

setup: $(VENV)/run.stamp        ## what running needs
setup-dev: $(VENV)/dev.stamp    ## what developing and testing need

unexport PYTHONDONTWRITEBYTECODE  # many tests start programs: let them find compiled modules

demo: setup                     ## the example cycle, end to end, then the service on http://127.0.0.1:8000
	$(BIN)/enregard demo $(DEMO)

system-packages:                ## LibreOffice and poppler for the tests that use the real programs
	@sh tests/system-packages.sh

test: setup-dev system-packages ## the whole test suite
	$(BIN)/python -m pytest -n 2 --dist worksteal $(TESTS)

check: setup-dev                ## lint, format, types, imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

fuzz: setup-dev                 ## every phase of the fuzzer on every door, for each role; takes a quarter of an hour and more
	FUZZ_EXAMPLES=10 FUZZ_PHASES=examples,coverage,fuzzing,stateful $(BIN)/python -m pytest -n 2 tests/api/test_fuzz.py

bench: setup-dev                ## measured figures, as ratios to a named peer in the same run
	$(BIN)/python -m bench

lock:                           ## remakes the lock files from pyproject.toml
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/pip install --quiet pip-tools==7.6.2
	for extra in run dev; do \
	  flag=$$(test $$extra = dev && echo "--extra dev"); \
	  $(VENV)/lock/bin/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-header --no-emit-options \
	    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links $$flag -o requirements/$$extra.lock pyproject.toml; \
	done

clean:
	rm -rf var build *.egg-info .mypy_cache .ruff_cache .pytest_cache

pictures: setup-dev system-packages ## the pictures of the documents; of every page in every state, in var/pictures
	sh docs/pictures/make.sh
	$(BIN)/python -m tests.pages.pictures var/pictures
