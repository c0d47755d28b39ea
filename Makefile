# `make demo` and `make test` do all their set-up on a machine with Python 3.11 or newer, git and make.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
UV := $(shell command -v uv 2>/dev/null)
# what pyproject.toml offers beside the base: each is locked in a file, and installed by its name
EXTRAS := $(shell sed -n '/^\[project.optional/,/^\[project.scripts/s/^\([a-z]*\) = \[.*/\1/p' pyproject.toml | \
	grep -vx -e build -e dev -e uv)
# A job on GitHub takes no package from what an earlier one left on its machine (docs/security.md).
ifdef GITHUB_ACTIONS
export PIP_NO_CACHE_DIR := 1
export UV_NO_CACHE := 1
endif
# looked for once, and only where something is to be installed: a `python3` that is a shim of pyenv takes long to start
PYTHON = $(eval PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done))$(PYTHON)

.PHONY: $(EXTRAS) help demo test quick soak github lint bench example pictures docs product lock wiki clean

help: ## list what can be made
	@{ grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/'; \
		for extra in $(EXTRAS); do printf '%s\tinstall this extra (docs/dependencies.md)\n' $$extra; done; } | expand -t 12

demo: $(VENV)/.runtime ## compile and merge the example sources in a throw-away copy; needs no key
	@$(PY) -m pipeline demo

test: tests/__init__.py $(VENV)/.dev ## every test and static check
	@$(PY) -m tests.project.everything

quick: tests/__init__.py $(VENV)/.dev ## format, lint, types and the tests of what changed, in under a minute
	@$(PY) -m tests.project.quick

soak: tests/__init__.py $(VENV)/.dev ## search for faults for hours: SEEDS of the state machines (default 1 to 10), HOURS of the fuzzer (default 1)
	@$(PY) -m tests.project.soak

github: $(VENV)/.dev ## hold the fake GitHub to GitHub's own description, of npm; ARGS are pytest's
	@$(PY) -m tests.project.github $(ARGS)

lint: $(VENV)/.dev ## format and fix what tools can fix
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

bench: bench/__main__.py $(VENV)/.dev ## our own time and the tokens a compile sends, as ratios
	@$(PY) -m bench

wiki: $(VENV)/.runtime ## install the `wiki` command into .venv
	@echo "installed: $(VENV)/bin/wiki"

example: tests/__init__.py $(VENV)/.dev ## write wiki/ and log.md anew from raw/, as the embedded librarian makes them
	@$(PY) -m pipeline demo --date 2026-11-22 --into . && $(PY) -m tests.project.example

pictures: tests/__init__.py $(VENV)/.dev ## draw the pictures of docs/pictures/ anew (needs chromium and npm)
	@$(PY) -m tests.project.pictures

docs: tests/__init__.py $(VENV)/.dev ## write the generated parts of the documents anew
	@$(PY) -m tests.project.docs

product: tests/__init__.py $(VENV)/.dev ## list the product's files anew, by which `wiki upgrade` knows what a team changed
	@$(PY) -m tests.project.product

# PyGithub asks for cryptography, to sign tokens with a key, which is not done here; the extra `mcp` cannot do without it.
lock: $(VENV)/.dev ## renew the hashed requirements from pyproject.toml (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-emit-package cryptography --extra build pyproject.toml -o requirements.txt
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra build --extra dev pyproject.toml -o requirements-dev.txt
	@for extra in $(EXTRAS) uv; do \
		$(PY) -c 'import sys, tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
			print(*p["optional-dependencies"][sys.argv[1]], sep="\n")' $$extra | \
		uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
			--no-annotate --constraint requirements.txt - -o requirements-$$extra.txt || exit 1; done

clean: ## remove the environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis *.egg-info

tests/__init__.py bench/__main__.py:
	@echo "$(@D)/ was left out here (docs/upgrade.md, “A lean wiki”); \`wiki status\` and the checks on GitHub work." >&2; exit 1

$(EXTRAS): $(VENV)/.runtime
	@$(call install,requirements.txt -r requirements-$@.txt)

$(VENV)/.runtime: requirements.txt pyproject.toml
	@$(call install,requirements.txt)
	@touch $@

$(VENV)/.dev: requirements-dev.txt pyproject.toml
	@$(call install,requirements-dev.txt)
	@touch $@ $(VENV)/.runtime

# By uv: the one on the path, else that of the registry with its hash, in a folder that is removed. By pip where there is
# none or it fails. The locks name all that is needed, so nothing is resolved, and what they leave out is not asked for.
# Both trust the certificates of the system, so that a company's own proxy is as good for uv as for pip.
define install
	test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; python3 here is older or missing." >&2; exit 1; }; \
	rest=$$(mktemp -d) || exit 1; trap 'rm -rf "$$rest"' EXIT; \
	uv="$(UV)"; [ -n "$$uv" ] || { $(fetch-uv); uv="$$rest/bin/uv"; }; \
	if [ -x "$$uv" ]; then \
		echo "setting up $(VENV) from $(1), by uv"; \
		if $(call with-uv,$(1)); then exit 0; fi; \
		echo "uv could not; trying pip"; rm -rf $(VENV); \
	else \
		echo "setting up $(VENV) from $(1), by pip, for there is no uv"; \
	fi; \
	$(call with-pip,$(1))
endef

define fetch-uv
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input --retries 1 --timeout 15 --no-compile \
		--no-deps --only-binary :all: --require-hashes --target "$$rest" -r requirements-uv.txt >"$$rest/said" 2>&1
endef

define with-uv
	{ { [ -x $(PY) ] || "$$uv" venv --quiet --no-python-downloads --python "$$(command -v $(PYTHON))" $(VENV); } && \
	"$$uv" pip install --quiet --system-certs --python $(PY) --no-deps --require-hashes -r $(1) && \
	"$$uv" pip install --quiet --system-certs --python $(PY) --no-deps --no-build-isolation -e . ; }
endef

define with-pip
	{ $(PY) -m pip --version >/dev/null 2>&1 || { rm -rf $(VENV); $(PYTHON) -m venv $(VENV); }; } && \
	$(PY) -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r $(1) && \
	$(PY) -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --no-build-isolation -e .
endef
