# make run               the finished portal on http://127.0.0.1:8000/ (CITY=erkelenz, telgte or rothenburg; PORT=8000)
# make dev               the same for development: debug mode, reload of changed code and styles
# make test              the suite, as CI runs it; PostgreSQL leaves out tests whose result no database can change
# make test-all          the same with nothing left out, on PostgreSQL and in the browser
# make test-sqlite, test-postgresql, test-e2e    one part of it; ARGS="-k roadmap" is passed to pytest
# make test-one TEST=tests/test_architecture.py    one file or test at once; DB=postgresql, ARGS="--pdb"
# make types             mypy with django-stubs; part of make test
# make benchmark         the cost of long imports and lists, as ratios to a baseline of the same run; not part of make test
# make mutants           plants some 120 faults, one at a time, and names the test that catches each; ARGS="--jobs 2"; half an hour
# make lighthouse        Lighthouse on one page of each kind (CITY=telgte; PAGES="/ /roadmap/"); minutes, not part of make test
# make messages          adds new texts to the German catalogue, to be translated by hand (needs gettext)
# make lock              writes requirements*.txt from pyproject.toml; UPGRADE=--upgrade takes the newest releases

PYTHON ?= python3
CITY ?= erkelenz
PORT ?= 8000
ARGS ?=
DB ?= sqlite
export CITY PORT

PYTEST = .venv/bin/python -m pytest -n 2 --dist worksteal $(EVERYTHING) $(ARGS)
ON_sqlite = env -u DATABASE_URL
ON_postgresql = .venv/bin/python -m tests.harness.postgresql
COMPILE = .venv/bin/python -m uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --no-header $(UPGRADE) pyproject.toml --group front-end

.PHONY: run dev test-one test test-all test-setup lint types test-sqlite test-postgresql test-e2e benchmark mutants lighthouse messages lock

run:
	@$(PYTHON) -m strategy_portal.installation run

dev:
	@$(PYTHON) -m strategy_portal.installation dev

test: test-setup lint types test-sqlite test-postgresql test-e2e

test-all: EVERYTHING = --everything
test-all: test

test-setup:
	@$(PYTHON) -m strategy_portal.installation test

lint: test-setup
	.venv/bin/ruff check .

types: test-setup
	.venv/bin/mypy

test-one: test-setup
	$(if $(TEST),,$(error Say which: make test-one TEST=tests/test_architecture.py::test_no_circle))
	$(or $(ON_$(DB)),$(error DB is "$(DB)": write sqlite or postgresql)) .venv/bin/python -m pytest -n 0 $(ARGS) '$(TEST)'

test-sqlite: test-setup
	env -u DATABASE_URL $(PYTEST) --ignore=tests/e2e

test-postgresql: test-setup
	.venv/bin/python -m tests.harness.postgresql $(PYTEST) --ignore=tests/e2e

test-e2e: test-setup
	env -u DATABASE_URL $(PYTEST) tests/e2e

benchmark: test-setup
	.venv/bin/python -m tests.benchmarks

mutants: test-setup
	env -u DATABASE_URL .venv/bin/python -m tests.mutants $(ARGS)

lighthouse:
	@$(PYTHON) -m strategy_portal.installation lighthouse
	.venv/bin/python -m tests.lighthouse

messages:
	env -u DJANGO_SETTINGS_MODULE .venv/bin/python -m django makemessages --locale=de --no-location --no-wrap --no-obsolete \
		--ignore=.venv --ignore=node_modules --ignore=var --ignore=tests

lock:
	.venv/bin/python -m pip install --quiet uv
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --group test --constraint requirements.txt --output-file requirements-test.txt
