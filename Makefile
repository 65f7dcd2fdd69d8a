# Everything runs in .venv, which is made on the first call from requirements.lock. Needed: Python 3.11 or later, make.

PYTHON ?= python3
UV ?= uv
VENV := .venv
BIN := $(VENV)/bin
# Touched last, so that an interrupted install is done again.
STAMP := $(VENV)/installed

# Building and testing start hundreds of processes, each of which would compile the package anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help install reports test pages bench extraction model docs lab check lock clean

help: ## Print this help
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

install: $(STAMP) ## Make .venv and install the package and its dependencies into it

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or later is needed; '$(PYTHON)' is `$(PYTHON) --version 2>&1`." >&2; \
		echo "Install a later Python, or name one you have: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

reports: install ## Build every report of the catalogue and print where they are
	$(BIN)/liberterra build
	@echo "The reports are in $$PWD/reports/published:"
	@ls -1 "$$PWD"/reports/published/*/index.html

test: install ## Run the tests; TESTS="tests/unit" for some
	$(BIN)/pytest -n auto --dist worksteal $(TESTS)

pages: install ## Keep how the pages of the PDFs look now, which the tests compare: look at them first
	LIBERTERRA_KEEP_PAGES=1 $(BIN)/pytest tests/browser/test_pages.py

bench: install ## Print what building reports takes, against the ordinary recipe; ONLY="start dask" for some lines
	@$(BIN)/python tests/benchmarks/bench.py $(ONLY)

extraction: install ## Score extraction on labelled texts; ARGS="--ablate" or ARGS="--details tests/extraction/develop"
	@$(BIN)/python -m tests.extraction.score $(ARGS)

model: install ## Train the weights of extraction on tests/extraction/develop and practice; ARGS=--check only scores
	@$(BIN)/python -m tests.extraction.train $(ARGS)

docs: install ## Build the documentation into docs/_build/html; a warning is an error
	$(BIN)/sphinx-build -W --keep-going -q -b html -d docs/_build/doctrees docs docs/_build/html
	@echo "$$PWD/docs/_build/html/index.html"

lab: install ## Open JupyterLab at the workspace, on a guided tour
	$(BIN)/jupyter lab --notebook-dir=. notebooks/explore.ipynb

check: install ## Check style, types, and that the data package is current
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/liberterra check

lock: ## Resolve requirements.lock anew from pyproject.toml (needs uv)
	$(UV) pip compile --universal --generate-hashes --extra dev --extra docs --python-version 3.11 pyproject.toml -o requirements.lock

clean: ## Remove .venv and caches; published reports stay
	rm -rf $(VENV) build dist docs/_build docs/made *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find liberterra_analysis tests -name __pycache__ -type d -prune -exec rm -rf {} +
