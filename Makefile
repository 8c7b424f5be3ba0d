# Needs Python 3.11 or newer, make and a package registry; `make help` lists the targets.

PYTHON ?= python3
PROFILE ?= tour
PORT ?= 8000
# That of the workflows too. PyPI's package of it is small and fetches the official build.
QUARTO := 1.10.18
# TensorFlow's GPU build where there is a GPU, and its far smaller CPU build elsewhere.
TENSORFLOW ?= $(if $(shell command -v nvidia-smi 2>/dev/null),gpu,cpu)

VENV := .venv
IN_VENV := $(VENV)/bin/python -m
INSTALLED := $(VENV)/.installed
# Each of pytest's workers imports TensorFlow once (700 MB); the tests of a file share what they
# trained and rendered.
ON_ALL_CORES := --numprocesses=logical --maxprocesses=8 --dist=loadfile
# Stands while packages are being installed: found at the start, it tells of an interrupted set-up,
# which may have left halves of packages behind.
UNFINISHED := $(VENV)/.unfinished

define CHECK_PYTHON
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
  "emnist_lab needs Python 3.11 or newer, which '$(PYTHON)' is not." \
  "Name another: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { echo \
  "'$(PYTHON)' lacks the venv module. On Debian and Ubuntu: sudo apt install python3-venv" >&2; \
  exit 1; }
endef

.PHONY: help report test setup render quarto serve lint test-slow audit lock clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

report: setup  ## run the main job and build the report and the slides (PROFILE=tour, quick, cpu or paper)
	@$(IN_VENV) emnist_lab run --profile $(PROFILE)
	@$(MAKE) --no-print-directory render

test: setup  ## run the tests, on all cores
	$(IN_VENV) pytest $(ON_ALL_CORES) $(TEST_OPTIONS)

setup: $(INSTALLED)  ## make .venv with the pinned packages; the other targets do so by themselves
	@:

render: setup  ## build the report and the slides from the records of PROFILE
	@$(IN_VENV) emnist_lab render --profile $(PROFILE)
	@echo
	@echo "Start page  $$PWD/_site/index.html"
	@echo "Report      $$PWD/_site/report/report.html  (and report.pdf, report.docx)"
	@echo "Slides      $$PWD/_site/report/slides.html  (and slides.pptx)"

quarto: setup  ## fetch Quarto into .venv, where rendering finds it; not needed
	@$(IN_VENV) pip install -qq quarto-cli==$(QUARTO) > /dev/null 2>&1 \
	  && $(VENV)/bin/quarto --version > /dev/null 2>&1 \
	  && echo "Quarto $(QUARTO) is in $(VENV): make render uses it" \
	  || { $(IN_VENV) pip uninstall -qq -y quarto-cli > /dev/null 2>&1; \
	  echo "Quarto $(QUARTO) could not be fetched; rendering goes on without it" >&2; }

serve: setup  ## show the built pages on this machine alone, at http://127.0.0.1:8000 (PORT=8000)
	@test -e _site/index.html || { echo "There are no pages yet: make report" >&2; exit 1; }
	@$(IN_VENV) http.server --bind 127.0.0.1 --directory _site $(PORT)

lint: setup  ## check style and layout, types, and that imports go one way
	$(IN_VENV) ruff check .
	$(IN_VENV) ruff format --check .
	$(IN_VENV) mypy
	$(VENV)/bin/lint-imports --no-cache

test-slow: setup  ## run the tests that take minutes, the profile quick among them
	$(IN_VENV) pytest -m slow $(ON_ALL_CORES) $(TEST_OPTIONS)

audit:  ## look the pinned packages up among known vulnerabilities, over the network
	$(CHECK_PYTHON)
	@mkdir -p build
	@$(PYTHON) -m venv --clear build/audit
	@build/audit/bin/python -m pip install -qq pip-audit
	@build/audit/bin/pip-audit --no-deps --disable-pip -r requirements.lock
	@rm -r build/audit

lock:  ## resolve all packages afresh and write requirements.lock
	$(CHECK_PYTHON)
	@echo "Resolving every package afresh"
	@mkdir -p build
	@$(PYTHON) -m venv --clear build/lock
	@build/lock/bin/python -m pip install -qq uv
	@# For every Python from 3.11 on and every system; uv reads its own settings, not those of pip.
	@build/lock/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --all-extras \
	  --no-annotate --custom-compile-command 'make lock' -o requirements.lock pyproject.toml
	@rm -r build/lock

clean:  ## remove built documents and caches; data/, runs/ and .venv/ stay
	rm -rf build _site _variables.yml report/report.values.js report/report.provenance.json .quarto .snakemake .pytest_cache .ruff_cache .mypy_cache
	find analysis emnist_lab report tests -name __pycache__ -prune -exec rm -r {} +

$(INSTALLED): pyproject.toml requirements.lock
	$(CHECK_PYTHON)
	@echo "Setting up $(VENV) with TensorFlow for $(TENSORFLOW) (some minutes the first time)"
	@test ! -e $(UNFINISHED) && $(IN_VENV) pip --version > /dev/null 2>&1 \
	  || $(PYTHON) -m venv --clear $(VENV)
	@touch $(UNFINISHED)
	@$(IN_VENV) pip install -qq --no-compile -c requirements.lock -e '.[$(TENSORFLOW),dev]' || { echo \
	  "Set-up failed for the reason above. If that is a missing TensorFlow build for this Python," \
	  "name an older one: make PYTHON=python3.13 $(MAKECMDGOALS)." \
	  "Else run the same command again, which starts afresh." >&2; exit 1; }
	@# pip would compile on one core, and the packages' tests too; what does not compile is not used.
	@$(IN_VENV) compileall -qq -j 0 -x '/tests?/' $(VENV)/lib || true
	@rm $(UNFINISHED)
	@touch $(INSTALLED)
