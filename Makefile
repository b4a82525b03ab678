# make book        run every chapter and build the site, _build/html/index.html
# make sphinx      the same site, by Sphinx alone, from the outputs that the last make book kept: _build/sphinx/index.html
# make test        what belongs before every commit
# make test-all    everything, with the long soaks, programs composed at random (FUZZ_PROGRAMS=1000) and make mutate
# make mutate      turn around each declared outcome and each assert, and see that something notices
# make soak        execute every page N times (5), quiet and busy, and count which claims fail; N=20 PAGES="lock-inheritance"
# make lint        style and types
# make lock        choose the versions in constraints.txt anew; UPGRADE=1 takes the newest of everything
# make notebooks   the chapters as notebooks, in JupyterLab; OPTIONS="--no-browser --allow-root" are JupyterLab's own
# make bundle      one archive that needs no network: sources, packages for this interpreter, the built site
# make clean       remove everything that make made
#
# PYTHON=python3.13 make book   the same under another interpreter, in an environment of its own

# Settings of this machine that would change what is imported before anything of the book can say so.
unexport PYTHONHOME PYTHONPATH PYTHONSTARTUP PYTHONSAFEPATH PYTHONWARNINGS

ENVIRONMENT = "$(or $(PYTHON),python3)" scripts/book/environment.py $(if $(PYTHON),--own)
TESTS = --with requirements-test.txt --with requirements-browser.txt --with requirements-notebooks.txt
TOOLS = --with requirements-tools.txt

.PHONY: book test test-all mutate soak lint lock notebooks bundle clean sphinx

book:
	@$(ENVIRONMENT) python -m scripts.book.build

sphinx:
	@$(ENVIRONMENT) python -m scripts.book.plain_sphinx

# The book first, so that nothing runs beside it; the tests then find it up to date.
test:
	@$(ENVIRONMENT) $(TESTS) python -m scripts.book.build
	@$(ENVIRONMENT) $(TESTS) python -m pytest -m "not soak" --numprocesses auto --dist loadscope

test-all:
	@$(ENVIRONMENT) $(TESTS) python -m pytest
	@$(ENVIRONMENT) $(TESTS) python -m scripts.book.mutate

mutate:
	@$(ENVIRONMENT) $(TESTS) python -m scripts.book.mutate

soak:
	@$(ENVIRONMENT) python -m scripts.book.soak $(if $(N),-n $(N)) $(PAGES)

lint:
	@$(ENVIRONMENT) $(TOOLS) sh -c "ruff check . && ruff format --check . && mypy"

lock:
	@$(ENVIRONMENT) $(TOOLS) python -m scripts.book.pins $(if $(UPGRADE),--upgrade)

notebooks:
	@$(ENVIRONMENT) --with requirements-notebooks.txt python -m scripts.book.notebooks $(OPTIONS)

# The book first, because the archive holds the site.
bundle:
	@$(ENVIRONMENT) python -m scripts.book.build
	@$(ENVIRONMENT) python -m scripts.book.bundle

clean:
	@"$(or $(PYTHON),python3)" scripts/book/clean.py
