# Two commands do everything: `make demo` and `make test`. Both set up .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint wheel model forms clean

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

demo: $(VENV)/.ready            ## run the main job on two pages and show a person the result
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh demo/demo.sh

test: $(VENV)/.ready            ## run the tests
	$(BIN)/python -m pytest

lint: $(VENV)/.ready            ## ruff, mypy --strict, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

wheel: $(VENV)/.ready           ## build the wheel and try it away from the source tree
	sh tests/wheel/try_wheel.sh $(CURDIR)/$(BIN)/python

model: $(VENV)/.ready           ## train the models from training_data/
	$(BIN)/notices train

forms: $(VENV)/.ready           ## rebuild registers/forms.tsv after a change of brands.csv
	$(BIN)/python -m classifier.training.forms




clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache
