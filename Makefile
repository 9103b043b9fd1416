# Abrigo. `make help` lists the targets; `make demo` and `make test` are the two that a newcomer needs.
# A file in .venv marks each finished step, so that a second run does only what has changed since.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
  $(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PORT ?= 8000
# Each worker has a PostgreSQL of its own.
JOBS ?= 2

LOCALES := web/locale
CATALOGUES := $(wildcard $(LOCALES)/*/LC_MESSAGES/messages.po)

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- set-up ----------------------------------------------------------------------------------------------------------

.PHONY: setup
setup: $(VENV)/.run $(VENV)/.web $(VENV)/.messages ## everything that a running Abrigo needs

.PHONY: tools
tools: setup $(VENV)/.dev $(VENV)/.axe ## set-up, and what tests and checks need

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Abrigo needs Python 3.11 or later, and found none."; exit 1; }
	@echo "Making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Abrigo runs on (checked by hash)"
	@$(PIP) install --require-hashes -r requirements/run.txt -r requirements/build.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "Installing what tests and checks need (checked by hash)"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.bench: requirements/bench.txt $(VENV)/.run
	@echo "Installing the solvers that ours is measured against (checked by hash)"
	@$(PIP) install --require-hashes -r requirements/bench.txt
	@touch $@

$(VENV)/.mutants: requirements/mutants.txt $(VENV)/.dev
	@echo "Installing what counts branches and changes code (checked by hash)"
	@$(PIP) install --require-hashes -r requirements/mutants.txt
	@touch $@

$(VENV)/.web: package.json package-lock.json requirements/npm.sh | $(VENV)/.run
	@echo "Installing htmx (checked by hash)"
	@requirements/npm.sh $(VENV) --omit=dev
	@touch $@

$(VENV)/.axe: $(VENV)/.web
	@echo "Installing axe-core, which reads pages as a screen reader does (checked by hash)"
	@requirements/npm.sh $(VENV)
	@touch $@

$(VENV)/.messages: $(CATALOGUES) $(VENV)/.run
	@$(BIN)/pybabel --quiet compile --directory $(LOCALES)
	@touch $@

# --- the two commands ------------------------------------------------------------------------------------------------

.PHONY: demo
demo: setup ## a demo region on 127.0.0.1:8000 (PORT=…), kept between runs; RESET=1 starts over
	@$(BIN)/abrigo demo --port $(PORT) $(if $(filter 1 yes true,$(RESET)),--reset)

.PHONY: test
test: tools ## every test, with a real PostgreSQL and a real browser
	@tests/browser/install-browsers.sh --firefox
	$(BIN)/pytest --numprocesses $(JOBS) --dist loadfile

# --- checks ----------------------------------------------------------------------------------------------------------

.PHONY: check
check: tools ## style, types, import contracts, templates, messages, structure
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry --config requirements/deptry.toml .
	$(BIN)/djlint --quiet --lint web/templates
	@$(MAKE) --no-print-directory check-messages
	$(BIN)/pytest -q tests/structure

# --- work ------------------------------------------------------------------------------------------------------------

# `say` and `N_` mark texts besides gettext's own names.
KEYWORDS := N_ say pgettext:1c,2 npgettext:1c,2,3
TEMPLATE := $(LOCALES)/messages.pot
UPDATE = $(BIN)/pybabel --quiet update --input-file $(TEMPLATE) --output-dir $(LOCALES) --no-wrap \
  --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

.PHONY: texts
texts: tools
	@$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml $(foreach word,$(KEYWORDS),--keyword=$(word)) \
	  --no-wrap --no-location --sort-output --add-comments i18n: --strip-comments --project Abrigo \
	  --copyright-holder "the Abrigo project" --output-file $(TEMPLATE) .

.PHONY: messages
messages: texts ## take new texts from the code into every language's catalogue, and compile them
	$(UPDATE)
	$(BIN)/pybabel compile --directory $(LOCALES) --statistics

.PHONY: check-messages
check-messages: texts
	@$(UPDATE) --check 2>/dev/null || { echo "A catalogue is behind the code: run 'make messages', then translate."; exit 1; }

.PHONY: bench
bench: setup $(VENV)/.bench ## the solver beside its peers (QUICK=1, ROWS=…, INSTANCES=folder of public instances)
	$(BIN)/python -m tests.bench $(if $(QUICK),--quick) $(if $(ROWS),--rows $(ROWS)) $(if $(INSTANCES),--instances $(INSTANCES))

.PHONY: security
security: tools ## what SECURITY.md promises, measured at full size beside controls that must fail (ROWS=…)
	@tests/browser/install-browsers.sh --firefox
	$(BIN)/python -m tests.security $(ROWS)

AUDIT := $(VENV)/audit
$(AUDIT): requirements/audit.txt | $(BIN)/python
	@echo "Installing what asks about known weaknesses, apart from all else (checked by hash)"
	@$(PYTHON) -m venv $@
	@$@/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/audit.txt
	@touch $@

.PHONY: audit
audit: $(AUDIT) ## ask an advisory service about every pin of every lock; what it cannot answer is a failure
	@for name in run build dev bench node; do \
	  $(AUDIT)/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements/$$name.txt; \
	done

.PHONY: races
races: tools ## two to two hundred people at once for one bed, and for all else of which there is one
	$(BIN)/python -m tests.races

STORM ?= 300
FAULTS ?= 60
.PHONY: chaos
chaos: tools ## kill server and database under load (STORM=seconds, FAULTS=…): nothing acknowledged may be lost
	$(BIN)/python -m tests.chaos --seconds $(STORM) --faults $(FAULTS)

.PHONY: machine
machine: tools ## people interleaved at random against a plain model, and seeded bugs that must be found (SEQUENCES=…)
	$(BIN)/python -m tests.machine --sequences $(or $(SEQUENCES),2000) --processes $(JOBS)

.PHONY: replay
replay: tools ## the invented year through the real commands, and then every check (DAYS=…)
	$(BIN)/python -m tests.replay --days $(or $(DAYS),366)

.PHONY: worlds
worlds: tools ## the interval of a what-if against another year of a hundred invented worlds, and two processes beside one (WORLDS=…)
	$(BIN)/python -m tests.worlds --worlds $(or $(WORLDS),100) --processes $(JOBS)

# The tests that reach what opens an address or gives a bed.
REACHING := tests/shelters tests/web tests/crash tests/races tests/security

.PHONY: coverage
coverage: tools $(VENV)/.mutants ## the branches of access, sealing, accounts, record and bookings: all of them are tried
	@rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -q --numprocesses $(JOBS) --dist loadfile $(REACHING)
	@$(BIN)/coverage combine -q
	$(BIN)/coverage report

.PHONY: mutants
mutants: tools $(VENV)/.mutants ## change one thing at a time in that code: the tests must notice (SAMPLE=…, SEED=…)
	$(BIN)/python -m tests.mutants --sample $(or $(SAMPLE),400) --seed $(or $(SEED),1) --processes $(JOBS)

.PHONY: screens
screens: tools ## take the pictures of docs/screens/ anew, over an invented region
	@tests/browser/install-browsers.sh
	$(BIN)/python -m tests.browser.screens docs/screens

.PHONY: line
line: tools ## how long pages keep somebody waiting on a line of 50 kbit/s
	@tests/browser/install-browsers.sh
	$(BIN)/python -m tests.browser.slow_line

.PHONY: tours
tours: tools ## every task of docs/tasks.md in a browser: with scripts and without, both languages, phone and desk, by keys (TASKS=…)
	@tests/browser/install-browsers.sh
	$(BIN)/python -m tests.tours $(TASKS)

.PHONY: docs
docs: tools ## write the tables of README.md and docs/ from the code
	$(BIN)/python -m tests.structure.tables

.PHONY: lock
lock: $(VENV)/.dev ## write the locks anew from requirements/*.in (UPGRADE=1 takes newer versions)
	@cd requirements && for name in dev run build bench mutants node audit; do \
	  ../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --annotation-style line \
	    --no-header --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade) \
	    $$([ $$name = dev ] || echo --constraint dev.txt) $$name.in --output-file $$name.txt; \
	done
	@npm install --silent --package-lock-only --ignore-scripts

.PHONY: clean
clean: ## remove what set-up and tools made; the data in .abrigo/ stays
	rm -rf $(VENV) node_modules web/static/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find shelters web optimizer tests -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f $(TEMPLATE) $(LOCALES)/*/LC_MESSAGES/messages.mo
