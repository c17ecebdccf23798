# Everything a person does with this repository. `make help` lists it.

PYTHON  ?= $(shell command -v python3.11 || command -v python3)
BACKEND ?= torch
BIN     := .venv/bin
READY   := .venv/.ready

# Two cores are shared by two test workers: more threads in each would only wait for each other.
export OMP_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint quick fuzz fix docs bench gallery goldens tables grammars vscode clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  \1\t\2/' | expand -t 12

$(READY): constraints.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[all,dev]'
	@touch $@

demo: $(READY) ## check, train, export, prove and run the digits (BACKEND=torch or jax)
	OMP_NUM_THREADS=2 $(BIN)/python -m demo --backend $(BACKEND)

test: $(READY) ## all tests, with the coverage that must hold
	$(BIN)/coverage erase
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered

lint: $(READY) ## style, types, floors
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

fuzz: $(READY) ## all generated and mutated specs, whole architectures, all of the parity table, a hundred kills, every failing write; the tests take a share
	FUZZ=1 $(BIN)/python -m pytest -n 2 --dist worksteal -q tests/properties tests/gallery tests/lsp/test_edits.py tests/train/test_disk.py

quick: $(READY) ## what to run while working: style, types, and the tests that need no framework
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist worksteal -q -m "not target and not slow"

fix: $(READY) ## put style right
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/tenet fmt specs src/tenet/std

docs: $(READY) ## write the generated pages anew
	$(BIN)/python docs/generate.py

bench: $(READY) ## measure, with ratios taken in one run
	@for file in $(filter-out benchmarks/gallery.py,$(wildcard benchmarks/*.py)); do echo "== $$file"; $(BIN)/python $$file; done

gallery: $(READY) ## train every spec of the gallery whole on both backends, and write what comes of it into the docs
	$(BIN)/python benchmarks/gallery.py --write

goldens: $(READY) ## write the golden files anew; look at the difference before committing
	$(BIN)/python -m pytest -n 2 -q --update-goldens

tables: $(READY) ## make the parser's tables from grammar/tenet.lark
	$(BIN)/python -m tenet.syntax.tables

grammars: $(READY) ## make the editor grammars from grammar/tenet.lark
	$(BIN)/python grammar/generate.py

vscode: $(READY) ## package the extension for Visual Studio Code: editors/vscode/dist/tenet.vsix
	cd editors/vscode && npm ci --no-audit --no-fund --loglevel=error && npm run --silent package
	$(BIN)/python -m pytest -q -n 0 tests/syntax/test_vscode_textmate.py

clean: ## remove what was installed and made
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .coverage* runs/demo-torch runs/demo-jax
