# Two commands for a fresh machine with Python 3.11 and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A virtual environment that is active in the caller's shell must not leak into ours.
unexport PYTHONPATH
unexport VIRTUAL_ENV

.PHONY: demo test check benchmark evaluate clean

$(BIN)/communique: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

demo: $(BIN)/communique  ## read the examples and show what was found
	$(BIN)/communique read examples/01-wire.txt examples/04-red-cross.txt --format text
	$(BIN)/communique read examples/[0-9]* --format html --output demo.html
	@echo "All examples as a page: demo.html"

$(VENV)/.test: pyproject.toml $(BIN)/communique
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[train,test,dev]'
	touch $@

# The desk is tested in a real browser. Where it can, it is installed; else it is said how.
.PHONY: chromium
chromium:
	@command -v chromium > /dev/null || { test "$$(id -u)" = 0 && command -v apt-get > /dev/null \
	  && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium > /dev/null; } \
	  || { echo "The tests of the desk need a browser: install it with 'apt-get install chromium' (as root), then run make test again."; exit 1; }

test: $(VENV)/.test chromium  ## install what the tests need and run everything
	$(BIN)/ruff check src tests training scripts benchmarks evaluation
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python training/corpus.py training/corpora/dispatches/*.yaml > /dev/null
	$(BIN)/python training/corpus.py training/corpora/second/*.yaml > /dev/null
	$(BIN)/python -m pytest

check: test

$(VENV)/.bench: $(VENV)/.test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	touch $@

evaluate: $(VENV)/.test  ## the reader's report; CORPORA=folder of the public corpora measures on them, too
	PYTHONPATH=training $(BIN)/python -m evaluation.report --out evaluation/report $(if $(CORPORA),--corpora $(CORPORA)) $(if $(CROSS),--cross-validated $(CROSS))
	@echo "The report as a page: evaluation/report/report.html"

benchmark: $(VENV)/.bench  ## words per second beside the bare encoder and spaCy, memory, cold start
	$(BIN)/python benchmarks/read.py

clean:
	rm -rf $(VENV) demo.html .pytest_cache .mypy_cache .ruff_cache
