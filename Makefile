# Needs Python 3.11 or newer and GNU make; everything else is put into .venv, in the versions that requirements/ locks.
#
#   make run     set up, make the demonstration street, serve it on 127.0.0.1:8765
#   make test    everything that is checked before a change is taken
#   make lint    style, types, layers, sizes
#   make bench   measure, and leave the figures in bench.json
#   make schemas write the editors' schemas and docs/reference.md from schemas/*.schema.json
#   make lock    choose library versions anew
#   make clean   remove what make made

.PHONY: run test lint bench schemas lock clean browser
.DEFAULT_GOAL := run

ifeq ($(OS),Windows_NT)
PYTHON ?= py
BIN := .venv/Scripts
PY := $(BIN)/python.exe
else
NEW_ENOUGH := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
            "$$p" -c "$(NEW_ENOUGH)" >/dev/null 2>&1 && { echo "$$p"; break; }; done)
BIN := .venv/bin
PY := $(BIN)/python
endif
PIP := $(PY) -m pip --disable-pip-version-check
export PYTHONUTF8 := 1

run: .venv/run.stamp
	$(BIN)/bihuan demo --serve

test: .venv/dev.stamp browser lint
	$(PY) -m pytest

lint: .venv/dev.stamp
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(BIN)/lint-imports --no-logo
	$(PY) -m pytest --quiet tests/unit/test_layout.py

bench: .venv/bench.stamp
	$(PY) -m tests.benchmarks

browser: .venv/dev.stamp
	$(PY) -m tests.browser

# Tools come last: what the tests need has to agree with what runs, so the widest set is chosen first.
LOCK = $(PY) -m uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
       --generate-hashes --no-header --no-emit-index-url --group build
lock: $(PY)
	$(PIP) install --quiet uv
	$(LOCK) --group dev -o requirements/dev.txt
	$(LOCK) -c requirements/dev.txt -o requirements/run.txt
	$(LOCK) -c requirements/dev.txt --group bench -o requirements/bench.txt

schemas: .venv/dev.stamp
	$(PY) -m engine.reference

clean:
	$(PYTHON) -c "import shutil; [shutil.rmtree(d, ignore_errors=True) for d in \
	  ('.venv', 'build', 'dist', '.hypothesis', '.mypy_cache', '.pytest_cache', '.ruff_cache', '.import_linter_cache')]"

$(PY):
ifeq ($(PYTHON),)
	@echo "没有找到可用的 Python 3.11 或更新版本(含 venv)。请先安装,例如 Debian:apt-get install python3 python3-venv"
	@echo "No usable Python 3.11 or newer (with venv) was found.  On Debian: apt-get install python3 python3-venv"
	@exit 1
else
	$(PYTHON) -m venv .venv
endif

# The project itself is installed by reference: a changed file is a changed program.
define INSTALL
$(PIP) install --quiet --require-hashes -r $<
$(PIP) install --quiet --no-build-isolation --no-deps -e .
@$(PY) -c "open('$@', 'w').close()"
endef

.venv/run.stamp: requirements/run.txt pyproject.toml | $(PY)
	$(INSTALL)

.venv/dev.stamp: requirements/dev.txt pyproject.toml | $(PY)
	$(INSTALL)

.venv/bench.stamp: requirements/bench.txt pyproject.toml | $(PY)
	$(INSTALL)
