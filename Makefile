# `make` alone lists what there is. Every target does all of its own set-up.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:
.PHONY: help setup run serve test test-faults check bench clean web pictures screenshots icons tools lock migration openapi

PYTHON ?= python3
UV_VERSION := 0.13.8
VENV := .venv
BIN := $(VENV)/bin
DATA ?= data
PORT ?= 8000
export ALBUMEN_SAMPLES ?= $(wildcard $(abspath ../shared/samples))

help:  ## list what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

setup: $(VENV)/.ready src/albumen/web/.ready  ## prepare this machine: Python packages, the web client

run: setup  ## start Albumen on ./data (DATA=…, PORT=…)
	@exec $(BIN)/albumen serve --data $(DATA) --port $(PORT)

test: setup tools  ## run all tests but the long fault sweeps
	@scripts/test

test-faults: setup tools  ## run the long fault sweeps
	@scripts/test --faults

check: setup  ## style, types, architecture, the web client's checks
	@scripts/check

bench: setup tools  ## measure, side by side with peers; results in bench/results
	@$(BIN)/python -m bench

tools: $(VENV)/.ready  ## what tests need of the system (strace, exiftool, a browser); installed when root, else named
	@$(BIN)/python scripts/tools.py

web: $(VENV)/.ready  ## build the web client anew
	@rm -f src/albumen/web/.ready && $(MAKE) --no-print-directory src/albumen/web/.ready

pictures: setup tools  ## draw photos and take the README's pictures of them anew
	@$(BIN)/python scripts/pictures.py

screenshots: setup tools  ## look at every page, at 390 and 1440 pixels, light and dark, in ./screenshots (ONLY=a-word)
	@$(BIN)/python scripts/screenshots.py $(ONLY)

icons: setup tools  ## draw the icons of the installed app anew from the mark
	@$(BIN)/python scripts/icons.py

openapi: $(VENV)/.ready  ## write the API's description and the client's types anew
	@PATH="$$PWD/$(BIN):$$PATH" npm --prefix web run --silent schema

lock: $(VENV)/.ready  ## resolve the dependencies anew into requirements.lock
	@$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --group dev pyproject.toml -o requirements.lock

migration: $(VENV)/.ready  ## write a migration for what the tables have become (NAME=a-few-words)
	@$(BIN)/python scripts/new_migration.py "$(NAME)"

clean:  ## remove what was built and installed here (never your data)
	@rm -rf $(VENV) web/node_modules web/build web/.svelte-kit src/albumen/web .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
	@find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(VENV)/.ready: requirements.lock pyproject.toml
	@scripts/check-python "$(PYTHON)"
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@test "$$($(BIN)/uv --version 2>/dev/null | cut -d' ' -f2)" = "$(UV_VERSION)" || $(BIN)/python -m pip install -q --disable-pip-version-check "uv==$(UV_VERSION)"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync -q --compile-bytecode requirements.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -q --no-deps -e .
	@$(BIN)/python -m compileall -q src/albumen
	@touch $@

WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -path web/build -prune -o -path web/.svelte-kit -prune -o -path web/src/words/paraglide -prune -o -path web/project.inlang/cache -prune -o -type f -not -name .meta.json -not -path '*/project.inlang/README.md' -print 2>/dev/null)

src/albumen/web/.ready: $(VENV)/.ready $(WEB_SOURCES)
	@scripts/build-web
	@touch $@
