# Planning workbooks: what each command does is said by `make help`.

PYTHON ?= python3
SYSTEM ?=
PLACES ?= all
STEPS ?= all
SCENARIO ?=
JOBS ?=
ENGINE ?=
OUT ?= reports/build

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PLANBOOK := $(BIN)/planbook
UV := $(shell command -v uv 2>/dev/null)

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show what can be made
	@echo "Planning workbooks. Commands:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  make %-10s %s\n", $$1, $$2}'
	@echo
	@echo "Settings for make reports (each may be left out):"
	@echo "  SYSTEM=QHM          an ICB, a region (Y63), EXAMPLE, several with spaces, all, or all@2022"
	@echo "  PLACES=all          all, none, or slugs with commas"
	@echo "  STEPS=need,board    all, or slugs with commas"
	@echo "  SCENARIO=baseline   names from params/scenarios with commas"
	@echo "  JOBS=2  ENGINE=warm|kernel  OUT=reports/build"

.PHONY: setup
setup: $(READY) ## Set up the environment in .venv (every other command does it when needed)

# uv installs the same hash-locked file in seconds; pip does it where uv is not there.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "planbook needs Python 3.11 to 3.13, and $(PYTHON) is %d.%d: set PYTHON=python3.12, say" % sys.version_info[:2])'
ifneq ($(UV),)
	@echo "Setting up with uv"
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
else
	@echo "Setting up with pip: a minute or two"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
endif
	@touch $@

.PHONY: reports
reports: $(READY) ## Make the reports of SYSTEM (default: West Yorkshire and the Example ICB)
	@$(PLANBOOK) reports $(SYSTEM) --places $(PLACES) --steps $(STEPS) --out $(OUT) \
	  $(if $(SCENARIO),--scenario $(SCENARIO)) $(if $(JOBS),--jobs $(JOBS)) $(if $(ENGINE),--engine $(ENGINE))

.PHONY: lab
lab: $(READY) ## Open JupyterLab on the notebooks
	@$(PLANBOOK) lab

.PHONY: check
check: $(READY) ## Check every parameter file and notebook without running anything
	@$(PLANBOOK) check

# Types take as long as a quarter of the tests and one processor: they are checked beside them, and told last.
.PHONY: test
test: style ## Run every test, after the linters and beside the check of types
	@$(BIN)/python -m compileall -q lib
	@$(BIN)/mypy --no-error-summary > $(VENV)/types.log 2>&1 & types=$$!; \
	  $(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder -q -rs; tests=$$?; \
	  wait $$types; typed=$$?; cat $(VENV)/types.log; exit $$((tests | typed))

.PHONY: lint
lint: style ## Check style, types, imports and that notebooks hold no outputs
	@$(BIN)/mypy --no-error-summary

.PHONY: style
style: $(READY)
	@$(BIN)/ruff check --quiet lib tests notebooks
	@$(BIN)/ruff format --quiet --check lib tests
	@$(BIN)/lint-imports --no-logo > $(VENV)/imports.log || (cat $(VENV)/imports.log; exit 1)
	@$(BIN)/nbstripout --verify notebooks/*.ipynb

.PHONY: bench
bench: $(READY) ## Measure the farm against a shell loop, its floor and itself (some minutes)
	@$(PLANBOOK) bench $(SYSTEM)

.PHONY: status
status: $(READY) ## Say which reports of SYSTEM are fresh, and which are stale because of what
	@$(PLANBOOK) status $(SYSTEM) --places $(PLACES) --steps $(STEPS) $(if $(SCENARIO),--scenario $(SCENARIO)) --out $(OUT)

.PHONY: data
data: $(READY) ## Rebuild the reference tables from published files in FOLDER
	@$(PLANBOOK) data build $(FOLDER)

.PHONY: lock
lock: ## Write the lock file and environment.yml anew from pyproject.toml (needs uv and the network)
	uv pip compile pyproject.toml --quiet --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" \
	  --output-file requirements.lock
	$(MAKE) --no-print-directory $(READY)
	$(PLANBOOK) environment > environment.yml

.PHONY: clean
clean: ## Remove reports, caches and the environment
	rm -rf $(VENV) reports/build .planbook-cache
