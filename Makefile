# Everything runs from here; `make help` lists what there is.
EVIDENCE_DATA ?= data
EVIDENCE_SOURCE ?= data
GOLD ?= ../shared/gold
export EVIDENCE_DATA EVIDENCE_SOURCE NCBI_EMAIL NCBI_API_KEY EUTILS_URL

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
RUN := .venv/bin/python
DATASETTE_1 := 1.0a41
EVIDENCE := $(EVIDENCE_DATA)/evidence.db
SOURCES := $(shell find ingest data $(EVIDENCE_SOURCE) -name '*.py' -o -name '*.yaml' -o -name '*.json')

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve ingest build release status test test-browser test-datasette-1 test-pythons audit campaign \
	campaign-refresh campaign-kills campaign-bombs campaign-attack campaign-fuzz campaign-atheris campaign-scale lint train accuracy bench bench-curves notebooks screenshots metadata lock clean

help:  ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

serve: $(EVIDENCE)  ## open the evidence base on http://127.0.0.1:8001
	$(RUN) -m ingest serve

ingest: .venv/run  ## bring the archive up to date from PubMed, then build
	$(RUN) -m ingest refresh
	$(MAKE) --no-print-directory build

build: $(EVIDENCE)  ## build evidence.db from the archive and the files in data/

release: $(EVIDENCE)  ## a checked version to publish: releases/evidence-DATE-SHA.db
	$(RUN) -m ingest release

status: .venv/run  ## what is held, when it was refreshed, what failed
	@$(RUN) -m ingest status

test: .venv/dev  ## run the tests
	$(RUN) -m pytest -q

test-browser: .venv/dev  ## test the site in Chromium, which is installed where that is possible
	scripts/chromium
	$(RUN) -m pytest -q -m browser tests/browser

test-datasette-1: .venv-datasette-1/run  ## run the site's tests on the newest alpha of Datasette 1.0
	.venv-datasette-1/bin/python -m pytest -q tests/test_serve.py tests/test_site_*.py

test-pythons: .venv/dev  ## build with each Python from 3.11 on that is here, and compare
	$(RUN) -m tests.campaigns.pythons

audit: .venv/dev  ## look for known vulnerabilities of the locked packages; asks PyPI
	$(RUN) -m pip_audit --strict --disable-pip --require-hashes -r requirements.lock
	$(RUN) -m pip_audit --strict --disable-pip --require-hashes -r requirements-dev.lock

campaign: campaign-refresh campaign-kills campaign-bombs campaign-attack campaign-fuzz  ## the long tests; docs/reliability.md has the last results

campaign-refresh: .venv/dev
	REFRESH_SEQUENCES=220 $(RUN) -m pytest -q tests/test_refresh_sequences.py

campaign-kills: .venv/dev
	KILLS=200 $(RUN) -m pytest -qs tests/test_kills.py tests/test_baseline.py -k kill \
		tests/test_baseline.py::test_killed_at_random_moments_nothing_is_lost

campaign-bombs: .venv/dev
	BOMB_MB=2048 BOMB_RECORD=15 $(RUN) -m pytest -qs tests/test_bombs.py

campaign-attack: .venv/dev
	$(RUN) -m tests.campaigns.attacking

campaign-fuzz: .venv/dev
	ulimit -v 8000000 && FUZZ_INPUTS=1000000 $(RUN) -m pytest -qs tests/test_fuzz_*.py

campaign-atheris: .venv/dev  ## fuzzing that follows coverage, where atheris installs
	test -d .atheris || $(RUN) -m uv pip install --quiet --target .atheris atheris
	for reader in xml record nbib query; do \
		PYTHONPATH=.atheris $(RUN) -m tests.campaigns.guided $$reader 200000 || exit 1; done

campaign-scale: .venv/dev  ## bulk files at size, 20 of 30,000 records; writes scale.json
	$(RUN) -m benchmarks.scale

lint: .venv/dev  ## check style and types
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m deptry ingest site
	.venv/bin/lint-imports --no-cache

train: .venv/dev  ## fit the models that read abstracts, on the labelled texts in GOLD
	$(RUN) -m training train $(GOLD)

accuracy: .venv/dev  ## measure how well abstracts are read; writes data/extraction/accuracy.json
	$(RUN) -m training accuracy $(GOLD)

bench: .venv/dev  ## measure speed and memory; prints a table, writes bench.json
	$(RUN) -m benchmarks

bench-curves: .venv/dev  ## how cost grows from 1,000 to 300,000 records; about an hour, writes curves.json
	$(RUN) -m benchmarks.curves

notebooks: .venv/dev  ## run the notebooks on the catalogue alone, save what they show
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && export EVIDENCE_DATA="$$folder" \
		&& $(RUN) -m ingest build && $(RUN) -m notebooks.run $(NOTEBOOKS)

screenshots: .venv/dev  ## take the pictures of docs/screenshots/ from the catalogue alone
	scripts/chromium
	$(RUN) -m tests.browser.screenshots docs/screenshots

metadata: .venv/run  ## write metadata.yaml from the files that own its parts
	$(RUN) -m ingest metadata

lock: .venv/dev  ## pin the newest versions that pyproject.toml allows
	$(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes pyproject.toml -o requirements.lock
	$(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev pyproject.toml -o requirements-dev.lock

clean:  ## remove what make made, but not the archive
	rm -rf .venv .venv-datasette-1 .venv-python* .atheris $(EVIDENCE)

$(EVIDENCE): $(SOURCES) $(wildcard $(EVIDENCE_DATA)/archive.db) | .venv/run
	$(RUN) -m ingest build

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; found none on the PATH." >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run: requirements.lock | .venv/bin/python
	$(RUN) -m pip install --quiet --require-hashes -r requirements.lock
	@touch $@

.venv/dev: requirements-dev.lock .venv/run
	$(RUN) -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

.venv-datasette-1/run: pyproject.toml | .venv/dev
	$(RUN) -m uv venv --quiet --clear .venv-datasette-1
	echo "datasette==$(DATASETTE_1)" >.venv-datasette-1/datasette.txt
	$(RUN) -m uv pip install --quiet --python .venv-datasette-1 \
		--overrides .venv-datasette-1/datasette.txt -r pyproject.toml bibtexparser hypothesis httpx lxml pytest
	@touch $@
