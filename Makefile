# Close Call. `make` alone lists what there is to do.
#
# Every target works on a fresh clone with Python 3.11 or newer, venv and make. Packages come from
# hash-locked lists; with `uv` on the PATH they install faster, without it pip does the same.

PY ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	&& { echo $$p; break; }; done)
V := .venv
BIN := $(V)/bin
PEERS := $(V)/peers
CODE := bot adapters storage digests closecall tests

define install
	@echo "Installing $(1) into $(V), hashes checked …"
	@if command -v uv >/dev/null; then \
		VIRTUAL_ENV=$(V) uv pip install -q --require-hashes --no-deps --only-binary :all: -r $(1); \
	else \
		$(BIN)/python -m pip install -q --disable-pip-version-check --no-input \
			--require-hashes --no-deps --only-binary :all: -r $(1); \
	fi
endef

.PHONY: help demo test check bench bench-scrub words pictures flow bubbles lock clean

help:  ## List what there is to do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

demo: $(V)/.run $(BIN)/closecall  ## See the whole job done, in a folder that is thrown away: no account, 20 seconds
	@$(BIN)/closecall demo
	@echo 'In this shell the command is there after: . $(BIN)/activate'

# Three at a time, on two processors too: a test often waits, for a process, a lock or a lease.
test: check  ## Every check and every test, on SQLite and on PostgreSQL
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(V)/.test  ## Style, types and the floors of the house; no tests
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(V)/.bench  ## Measure, as ratios made in one run (ARGS=--full for a million rows)
	@$(BIN)/python -m tests.bench $(ARGS)

bench-scrub: $(V)/.test $(PEERS)/.done  ## Measure the scrubber beside other tools (installs 600 MB apart)
	@$(BIN)/python -m tests.bench.bench_scrub --peers $(PEERS)/bin/python $(ARGS)

words: $(V)/.test  ## Compile the catalogues of every language
	@for po in bot/locale/*/LC_MESSAGES/*.po; do \
		$(BIN)/pybabel -q compile -i $$po -o $${po%.po}.mo || exit 1; done

pictures: $(V)/.test  ## Take the pictures of the console for the docs (needs chromium)
	@mkdir -p docs/pictures
	@CLOSECALL_PICTURES=docs/pictures $(BIN)/python -m pytest tests/web/browser/test_life.py

flow: $(V)/.test  ## Draw the map of the conversation: docs/flow.md
	@$(BIN)/python -m tests.architecture.flow_map

bubbles: $(V)/.test  ## Draw the conversation and an issue in Telegram: docs/telegram/*.svg
	@$(BIN)/python -m tests.adapters.telegram.pictures

lock:  ## Resolve the packages anew (needs uv); look at the difference before committing it
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --upgrade pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --upgrade --extra postgres pyproject.toml \
		-c requirements.txt -o requirements-postgres.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --upgrade --extra ner --extra passkey --extra postgres --group test pyproject.toml \
		-c requirements.txt -o requirements-test.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-header --upgrade --group bench pyproject.toml \
		-c requirements-test.txt -o requirements-bench.txt
	printf 'presidio-analyzer\nscrubadub\n' | uv pip compile -q --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header --upgrade - -o requirements-bench-scrub.txt

clean:  ## Remove what these targets made; your settings, keys and database stay
	rm -rf $(V) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist

$(BIN)/python:
	@if [ -z "$(PY)" ]; then \
		echo "Close Call needs Python 3.11 or newer; none was found." >&2; \
		echo "Install it (Debian: apt install python3 python3-venv) or name one: make PY=/path/to/python3.11" >&2; \
		exit 1; fi
	@$(PY) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PY) is there, but its venv module is not (Debian: apt install python3-venv)." >&2; exit 1; }
	@$(PY) -m venv $(V) || { rm -rf $(V); exit 1; }

# The command, in whichever folder it is called: the clone stands on the path of its own environment.
# -P, so that a folder called `bot` beside the settings is not taken for ours.
$(BIN)/closecall: | $(BIN)/python
	@echo "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/closecall.pth"
	@printf '#!/bin/sh\nexec "%s/python" -P -m closecall "$$@"\n' "$(CURDIR)/$(BIN)" > $@
	@chmod +x $@

$(V)/.run: requirements.txt | $(BIN)/python
	$(call install,requirements.txt)
	@touch $@

$(V)/.test: requirements-test.txt $(V)/.run
	$(call install,requirements-test.txt)
	@touch $@

$(PEERS)/.done: requirements-bench-scrub.txt | $(BIN)/python
	@echo "Installing what the scrubber is measured beside into $(PEERS), hashes checked …"
	@$(BIN)/python -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install -q --disable-pip-version-check --no-input \
		--require-hashes --no-deps --only-binary :all: -r requirements-bench-scrub.txt
	@touch $@

$(V)/.bench: requirements-bench.txt $(V)/.test
	$(call install,requirements-bench.txt)
	@touch $@
