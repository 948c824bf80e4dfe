# Two commands are enough: `make run` and `make test`. Both install what they need first.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
# As many as there are cores reckon, two take what mostly waits for a browser, a server or a kill (tests/shifts.py).
WORKERS ?= $(shell echo $$(( $$(nproc) + 2 )))
export UV_SYSTEM_CERTS := true
export UV_PYTHON_DOWNLOADS := never

.PHONY: help install run test check fmt docs lock messages screenshots bench soak clean

help: ## What can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 14

install: ## Everything that is missing: system packages (as root or with sudo), uv, the locked environment
	@scripts/install

run: install ## The demo: the desk on http://127.0.0.1:8000, a worker and the practice range
	@exec .venv/bin/chaffinch demo

test: install ## All tests
	@PYTHONDONTWRITEBYTECODE= $(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations=25 $(PYTEST)

check: install ## Format, lint, types, floors of the house, docs, README
	@scripts/check

fmt: install ## Put the code into its format
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix -q .

docs: install ## The documentation as a site, in site/
	@.venv/bin/zensical build

lock: install ## Renew the locked environment
	@.venv/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --upgrade -q -o requirements.lock

messages: install ## Collect what is to be translated and compile the catalogues
	@$(PYTHON) scripts/collect_messages.py && $(PYTHON) scripts/build_catalogues.py

screenshots: install ## The README's pictures, made from a fresh demo
	@$(PYTHON) scripts/make_screenshots.py

bench: install ## The benchmarks: ours, the peer, the ratio
	@for b in benchmarks/*.py; do echo "== $$b"; $(PYTHON) $$b || exit 1; done

soak: install ## The full counts of kills (500 on each database), whose output goes into docs/, and every page of the suites
	@CHAFFINCH_KILLS=500 $(PYTHON) -m pytest -m kills --timeout=7200 $(PYTEST)
	@CHAFFINCH_FULL=1 $(PYTHON) -m pytest --timeout=1800 tests/pages/test_copies.py tests/pages/test_guises.py tests/names/matrix $(PYTEST)

clean: ## Remove what was built here (never your data)
	@rm -rf .venv .tools .stamp-* dist build site .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results
