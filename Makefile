# Two commands are enough: `make chat` opens the app, `make test` runs the tests. Either sets up
# .venv first, from the versions in constraints.txt.

HOST = 127.0.0.1
PORT = 8501
ARTICLE =

PYTHON_HERE = .venv/bin/python
FOOTNOTE = $(PYTHON_HERE) -m assistant
TO_RUN = .venv/ready-to-run
TO_TEST = .venv/ready-to-test$(if $(BROWSER),-in-a-browser)

# The driver of the browser tests is 50 MB: only where there is a browser for it to drive.
BROWSER := $(or $(CHROMIUM),$(shell for name in chromium chromium-browser google-chrome; do \
  command -v $$name; done 2>/dev/null | head -n 1))
COMMA := ,
TEST_EXTRAS = dev,postgresql$(if $(BROWSER),$(COMMA)browser)

# The second name is for pips that no longer hand the first one to the build of a package.
INSTALL = PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
  PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 $(PYTHON_HERE) -m pip install

.PHONY: help chat test check format install bench baseline lock wheel clean

help:
	@echo "make chat     open the app (PORT=8501, HOST=127.0.0.1, ARTICLE=file.txt)"
	@echo "make test     run every test that needs no key"
	@echo "make check    formatting, lint and types"
	@echo "make format   put formatting and lint right"
	@echo "make bench    measure speed and size"
	@echo "make baseline accept the present answers to the gold questions, showing what changed"
	@echo "make wheel    build a package into dist/"
	@echo "make lock     choose the versions in constraints.txt anew"
	@echo "make clean    remove all that these commands made, .venv too"

chat: $(TO_RUN)
	@$(FOOTNOTE) chat --host "$(HOST)" --port "$(PORT)" $(if $(ARTICLE),"$(ARTICLE)")

test: $(TO_TEST)
	@$(PYTHON_HERE) -m pytest

check: $(TO_TEST)
	@$(PYTHON_HERE) -m ruff format --check .
	@$(PYTHON_HERE) -m ruff check .
	@$(PYTHON_HERE) -m mypy

format: $(TO_TEST)
	@$(PYTHON_HERE) -m ruff format .
	@$(PYTHON_HERE) -m ruff check --fix .

install: $(TO_TEST)

bench: $(TO_TEST)
	@$(PYTHON_HERE) -m benchmarks.bench

baseline: $(TO_TEST)
	@$(FOOTNOTE) gold baseline

wheel: $(TO_TEST)
	@$(PYTHON_HERE) -m hatchling build -t wheel -d dist

lock:
	@$(call make_environment,build/lock)
	@build/lock/bin/python -m pip install -e ".[dev,postgresql,browser]"
	@build/lock/bin/python -m pip freeze --exclude-editable \
	  | grep -E '^[A-Za-z0-9._-]+==[A-Za-z0-9._+!-]+$$' | LC_ALL=C sort -f > constraints.txt
	@echo "constraints.txt now names $$(grep -c . constraints.txt) packages."

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .hypothesis .coverage

$(TO_RUN): pyproject.toml constraints.txt
	@echo "Setting up Footnote in .venv: some 250 MB the first time, mostly a minute or two."
	@$(call make_environment,.venv)
	@$(INSTALL) -e .
	@touch $@

$(TO_TEST): pyproject.toml constraints.txt
	@echo "Setting up Footnote and its tests in .venv: some 285 MB the first time, mostly two minutes."
	@$(call make_environment,.venv)
	@$(INSTALL) -e ".[$(TEST_EXTRAS)]"
	@touch $(TO_RUN) $@

# $(1) is the folder. One that works is kept; the newest Python this is tested with comes first.
define make_environment
if $(1)/bin/python -m pip --version >/dev/null 2>&1; then exit 0; fi; \
found=; \
for python in python3.13 python3.12 python3.11 python3; do \
  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
    found=$$python; \
    if $$python -c 'import ensurepip, venv' >/dev/null 2>&1; then \
      exec $$python -m venv --clear $(1); \
    fi; \
  fi; \
done; \
if [ -n "$$found" ]; then \
  echo "$$found cannot make a virtual environment: install its venv module (on Debian and" \
    "Ubuntu: apt-get install python3-venv), then run this again." >&2; \
else \
  echo "Footnote needs Python 3.11 or newer and found none: install one (apt-get install" \
    "python3-venv, brew install python, or python.org), then run this again." >&2; \
fi; \
exit 1
endef
