# Two commands do everything: `make book` and `make test`.

PYTHON ?= python3
VENV := .venv
READY := $(VENV)/ready
ROOT := $(shell [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo yes)

# $(call system,package,why) installs a package of the system as root on Debian; elsewhere it names the line and stops
define system
[ "$(ROOT)" = yes ] || { echo "$(2): apt-get install $(1)"; exit 1; }; \
	echo "set-up     installing $(1)"; \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) > /dev/null
endef

# what somebody has set for other programs does not reach this book's Python and pip; where packages are fetched does
unexport PYTHONHOME PYTHONPATH PYTHONSTARTUP PYTHONWARNINGS PYTHONOPTIMIZE PYTHONINSPECT PYTHONSAFEPATH PYTHONDEVMODE
unexport PIP_TARGET PIP_PREFIX PIP_ROOT PIP_CONSTRAINT PIP_REQUIREMENT PIP_REQUIRE_VIRTUALENV PIP_REQUIRE_HASHES
unexport PIP_DRY_RUN PIP_EDITABLE PIP_NO_DEPS PIP_IGNORE_INSTALLED VIRTUAL_ENV
# also where a file of pip's says otherwise
export PIP_USER := 0

.PHONY: help book supplement serve lab test test-fast bench run check numbers export lock clean

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "make %-9s %s\n", $$1, $$2 }'

book: $(READY) ## Check the data, run what is stale, build HTML and PDF
	@$(VENV)/bin/python -m reviewbook build

supplement: $(READY) ## Build, with the supplement of the article
	@$(VENV)/bin/python -m reviewbook supplement

serve: $(READY) ## Show the book in a browser, and build it again whenever something changes
	@$(VENV)/bin/python -m reviewbook serve

lab: $(VENV)/lab ## Open the notebooks in JupyterLab; the first time this installs it
	@$(VENV)/bin/jupyter lab $$([ "$$(id -u)" != 0 ] || echo --allow-root)

bench: $(READY) ## Measure, on copies and in turn, how long a change takes by us and by others, and how it grows
	@$(VENV)/bin/python benchmarks/update.py
	@$(VENV)/bin/python benchmarks/paper.py
	@$(VENV)/bin/python benchmarks/growth.py
	@$(VENV)/bin/python benchmarks/weights.py
	@$(VENV)/bin/python benchmarks/records.py

# what two processes share is made once; a file of tests stays in one of them
PYTEST = $(VENV)/bin/python -m pytest --quiet -rs --nbval --numprocesses=2 --dist=loadfile --no-loadscope-reorder

test: $(READY) ## Run every check: style, types, data, notebooks against their stored outputs, package, book
	@command -v git > /dev/null || { $(call system,git,The tests need git); }
	@command -v chromium > /dev/null || command -v google-chrome > /dev/null || { $(call system,chromium,The tests need a browser); }
	@$(VENV)/bin/python -m playwright --version > /dev/null 2>&1 || { $(call system,libatomic1,What drives the browser does not start); }
	@$(style)
	@echo "test       notebooks, package and book"
	@$(PYTEST) notebooks tests

test-fast: $(READY) ## Run the checks that need no built book, no browser and no kernel
	@$(style)
	@echo "test       notebooks and package"
	@$(PYTEST) --dist=worksteal -m "not slow" notebooks tests

# what needs no run
define style
echo "test       style"; \
	$(VENV)/bin/python -m ruff check --quiet . && $(VENV)/bin/python -m ruff format --quiet --check .
endef

run: $(READY) ## Check the data and run the notebooks that are stale
	@$(VENV)/bin/python -m reviewbook run

check: $(READY) ## Say which notebooks are stale, and why
	@$(VENV)/bin/python -m reviewbook check

numbers: $(READY) ## Print every published number as JSON
	@$(VENV)/bin/python -m reviewbook numbers

export: $(READY) ## Build, and put everything into one archive for a repository; DRAFT=1 for a draft
	@$(VENV)/bin/python -m reviewbook export $(if $(DRAFT),--draft)

lock: $(READY) ## Pin every version anew in requirements.txt, from the list in pyproject.toml
	@$(PIN) --extra test --extra bench --output-file requirements.txt
	@$(PIN) --extra lab --constraints requirements.txt --output-file binder/requirements.txt

PIN = $(VENV)/bin/uv pip compile pyproject.toml --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet

clean: ## Delete what was built, and the environment
	@rm -rf _build $(VENV)

$(READY): $(VENV)/requirements pyproject.toml
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/lab: $(READY) binder/requirements.txt
	@echo "set-up     installing JupyterLab"
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement binder/requirements.txt
	@touch $@

$(VENV)/requirements: requirements.txt
	@command -v $(PYTHON) > /dev/null || { echo "Python 3.11 or later is needed: apt-get install python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed; $(PYTHON) is $$($(PYTHON) --version)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2> /dev/null || { $(call system,python3-venv,Python cannot make environments here); }
	@echo "set-up     making the environment in $(VENV)"
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)
	@echo "set-up     installing the pinned requirements, about a minute"
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@
