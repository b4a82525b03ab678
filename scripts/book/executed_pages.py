"""A Sphinx extension: the pages are executed before Sphinx reads them, and read with what their cells gave.

It is named in _config.yml, so it works however the build was started. MyST-NB, which would execute a page while
Sphinx reads it, executes nothing.

- A page is executed when anything has changed that its outputs come from: see `freshness`. Each finished page is kept
  at once (`store`), so that a build that fails or is ended, even by SIGKILL, loses none of them.
- One page more is executed at once than there are processors, those that name the most demos first: they take longest,
  and none of them is to be left alone at the end. Their runs share the processors, and what measures time runs alone:
  `scripts/lab/slots.py` sees to that.
- If a page fails, the build fails. The site of an earlier build stays as it is. If there was none, the finished pages
  are shown, and a failed page says that it was not built.
- Sphinx reads every page again after a build with an error or a warning; that executes nothing.
- A page that is no longer in the book leaves the site.
- With `outputs_as_stored` nothing is executed: every page shows what is kept of it. A page of which nothing is kept
  ends the build, and a page that has changed since it was executed is a warning.
"""

import json
import re
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.core.read import read_myst_markdown_notebook
from myst_nb.sphinx_ import NbMetadataCollector, Parser
from myst_parser.config.main import MdParserConfig
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging

from scripts.book import cells, executor, freshness
from scripts.book.store import Store

PAGES_AT_ONCE = executor.processors() + 1
"""While the kernel of one page draws, or its program sleeps, the programs of the others have the processors."""
STORE, FAILURES, LOGS = "executed", "failed-pages.txt", "failed-pages"
"""Below the folder of the build: the executed pages, what failed, and a traceback for each failed page."""
SITE_IS_EARLIER = "The site is still the one of the last build without a failed page"
SITE_IS_PARTIAL = "The site shows the finished pages, and says of the others that they did not build"

logger = logging.getLogger(__name__)


def demos_named(source: Path) -> int:
    """Count how often the cells of a page name a demo, `"hazard/name …"`, in order to tell how long it takes."""
    return len(re.findall(r'"[a-z0-9-]+/[a-z0-9_]+[ "]', source.read_text(encoding="utf-8", errors="replace")))


class PagesFailed(SphinxError):
    """Some pages could not be executed; the text names each, the claim, what was measured, and the log."""

    category = "Not every page could be built"


class Pages:
    """One build: executes what has to be, and knows what failed."""

    def __init__(self, app: Sphinx) -> None:
        self.root = Path(app.srcdir)
        self.build_folder = Path(app.outdir).parent
        self.store = Store(self.build_folder / STORE)
        # Beside Sphinx's own memory of the pages, one for each kind of output.
        self.record = Path(app.doctreedir) / f"freshness-{app.builder.name}.json"
        self.now: dict[str, dict[str, str]] = {}
        self.failed: dict[str, executor.Execution] = {}

    def find_outdated(
        self, app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
    ) -> list[str]:
        """Execute what has to be, and name the pages that Sphinx has to read again (event env-get-outdated)."""
        everything = freshness.digests(self.root)
        sources = {page: Path(env.doc2path(page)) for page in sorted(env.found_docs)}
        self.now = freshness.of_all_pages(self.root, sources, everything)
        with_cells = {page: source for page, source in sources.items() if _has_cells(source)}
        if app.config.outputs_as_stored:
            self.check_stored(with_cells)
            executed = set()
        else:
            executed = self.execute(with_cells)
        before = freshness.read_record(self.record)
        is_whole = before.get("failed") == [] and (Path(app.outdir) / "index.html").is_file()
        if self.failed and is_whole:
            raise PagesFailed(f"{self.describe()}\n{SITE_IS_EARLIER}.")
        if self.failed:
            # The build fails in any case, at its end. A link into a page that failed is not to end it before.
            app.warningiserror = False
        # Whatever ends this build early, even SIGKILL, ends it without a record.
        self.record.unlink(missing_ok=True)
        shown = before.get("pages", {}) if before.get("clean") else {}
        outdated = {page for page in self.now if shown.get(page) != self.now[page]}
        return sorted((outdated | executed | set(self.failed)) - added - changed)

    def reasons_to_execute(self, sources: dict[str, Path]) -> dict[str, str]:
        """Say of each page that is not in the store, or has changed since, what differs."""
        reasons = {}
        for page in sources:
            kept = self.store.read(page)
            difference = freshness.first_difference(kept.digests if kept else None, self.now[page])
            if difference is not None:
                reasons[page] = difference
        return reasons

    def has_outputs_of(self, page: str, source: Path) -> bool:
        """Tell whether outputs are kept of the cells that a page has now."""
        kept = self.store.read(page)
        try:
            return kept is not None and bool(executor.filled(cells.read_notebook(source), kept.notebook))
        except ValueError:  # it has other cells
            return False

    def check_stored(self, sources: dict[str, Path]) -> None:
        """Warn of pages whose kept outputs are older than the page; raises PagesFailed where none fit."""
        missing = [page for page, source in sources.items() if not self.has_outputs_of(page, source)]
        if missing:
            raise PagesFailed(f"No outputs are kept of {', '.join(missing)} as it is now: `make book` executes it.")
        for page, reason in self.reasons_to_execute(sources).items():
            logger.warning("%s shows the outputs of an earlier build: %s", page, reason)

    def execute(self, sources: dict[str, Path]) -> set[str]:
        """Execute the pages that are not in the store, and give those that succeeded; `failed` has the others."""
        reasons = self.reasons_to_execute(sources)
        order = sorted(reasons, key=lambda page: (-demos_named(sources[page]), page))
        (self.build_folder / FAILURES).unlink(missing_ok=True)
        kernels = executor.Kernels()
        with ThreadPoolExecutor(PAGES_AT_ONCE) as pool:
            try:
                waiting: set[Future[executor.Execution]] = set()
                for number, page in enumerate(order, start=1):
                    if len(waiting) == PAGES_AT_ONCE:
                        waiting = self.finish(waiting)
                    logger.info("\npage %s of %s: %s (%s)", number, len(order), page, reasons[page])
                    waiting.add(pool.submit(executor.execute, self.root, page, kernels))
                while waiting:
                    waiting = self.finish(waiting)
            except BaseException:
                kernels.end()
                raise
        return set(order) - set(self.failed)

    def finish(self, waiting: set[Future[executor.Execution]]) -> set[Future[executor.Execution]]:
        """Wait until one page or more have been executed, keep them, and give those that are still on their way."""
        finished, others = wait(waiting, return_when=FIRST_COMPLETED)
        for future in finished:
            done = future.result()
            log = self.build_folder / LOGS / f"{done.page}.txt"
            if done.failures:
                self.failed[done.page] = done
                log.parent.mkdir(parents=True, exist_ok=True)
                log.write_text(executor.as_log(done), encoding="utf-8")
                (self.build_folder / FAILURES).write_text(self.describe(), encoding="utf-8")
            else:
                self.store.keep(done.page, self.now[done.page], done.seconds, done.notebook)
                log.unlink(missing_ok=True)
            logger.info("page %s %s after %.1f s", done.page, "failed" if done.failures else "is done", done.seconds)
            if done.failures:
                logger.info(executor.describe(done, log))
        return others

    def describe(self) -> str:
        """Say what failed, for a person."""
        texts = [executor.describe(one, self.build_folder / LOGS / f"{page}.txt") for page, one in self.failed.items()]
        return "\n\n".join(texts) + "\n"

    def say_what_failed(self, app: Sphinx, page: str, source: list[str]) -> None:
        """Put a notice in place of a page that failed (event source-read)."""
        if page in self.failed:
            source[0] = _notice(source[0], self.failed[page])

    def write_down(self, app: Sphinx, exception: Exception | None) -> None:
        """Keep the digests of what the site shows, and fail if a page did (event build-finished)."""
        if exception is not None or not self.now:
            return
        # Only this attribute counts warnings; `statuscode` stays 0 unless warnings were asked to be errors.
        clean = app._warncount == 0 and not self.failed
        if clean:
            remove_orphans(Path(app.outdir), app.env.found_docs)
            if not app.config.outputs_as_stored:
                self.store.forget_all_but(app.env.found_docs)
        record = {"clean": clean, "failed": sorted(self.failed), "pages": self.now}
        self.record.write_text(json.dumps(record, indent=1), encoding="utf-8")
        if self.failed:
            raise PagesFailed(f"{self.describe()}\n{SITE_IS_PARTIAL}.")


class ExecutedPageParser(Parser):
    """MyST-NB's parser, for pages that were executed before they are read."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse a page; a notebook gets its outputs from the store."""
        assert self.env is not None
        page, pages = self.env.docname, self.env.app.executed_pages
        executed = pages.store.read(page)
        if page in pages.failed:  # a notice stands in its place
            failed = pages.failed[page]
            _note_execution(self.env, page, time.time(), failed.seconds, failed.failures[0].error.splitlines()[0])
            super().parse(inputstring, document)
        elif executed is None or not cells.has_cells(inputstring):
            super().parse(inputstring, document)
        else:
            settings = self.env.mystnb_config
            # MyST-NB reads a page by a function of ours, named by its path, for as long as this one page is parsed.
            wanted = {"executed": executed.notebook, "config": self.env.myst_config, "path": self.env.doc2path(page)}
            reader = f"{read_executed.__module__}.{read_executed.__name__}"
            self.env.mystnb_config = settings.copy(custom_formats={".md": (reader, wanted, False)})
            try:
                super().parse(inputstring, document)
            finally:
                self.env.mystnb_config = settings
            _note_execution(self.env, page, executed.ended, executed.seconds, None)


def _note_execution(env: Any, page: str, ended: float, seconds: float, error: str | None) -> None:
    """Tell MyST-NB what it tells of the pages in its table of execution times, since it did not execute them."""
    facts = {"mtime": ended, "runtime": seconds, "method": "nbclient", "succeeded": error is None, "error": error}
    NbMetadataCollector.set_exec_data(env, page, {**facts, "traceback": None})


def read_executed(text: str, executed: NotebookNode, config: MdParserConfig, path: str) -> NotebookNode:
    """Read a page as MyST-NB does, and put in the outputs that its cells had when it was executed."""
    notebook = read_myst_markdown_notebook(text, config, add_source_map=True, path=path)
    return executor.filled(notebook, executed)


def _has_cells(source: Path) -> bool:
    return source.suffix == ".md" and cells.has_cells(source.read_text(encoding="utf-8", errors="replace"))


def _notice(text: str, failed: executor.Execution) -> str:
    """Give the page that stands for one that failed: its title, and what did not hold."""
    title = next((line for line in text.splitlines() if line.startswith("# ")), f"# {failed.page}")
    claims = "\n".join(f"{failure.place}: {failure.claim}\n{failure.error}" for failure in failed.failures)
    return f"{title}\n\n**This page did not build, so it shows nothing.** What it claims did not hold:\n\n" + "".join(
        f"    {line}\n" for line in claims.splitlines()
    )


def remove_orphans(site: Path, pages: set[str]) -> None:
    """Remove what earlier builds wrote of pages that have left the book; Sphinx would keep them."""
    for copy in [path for path in (site / "_sources").rglob("*") if path.is_file()]:
        page = copy.relative_to(site / "_sources").with_suffix("").as_posix()
        if page not in pages:
            (site / f"{page}.html").unlink(missing_ok=True)
            copy.unlink()


def start(app: Sphinx) -> None:
    """Connect one build's pages, once the folder of the build is known (event builder-inited)."""
    pages = app.executed_pages = Pages(app)  # type: ignore[attr-defined]
    app.connect("env-get-outdated", pages.find_outdated)
    app.connect("source-read", pages.say_what_failed)
    # Last of all, since it raises if a page failed.
    app.connect("build-finished", pages.write_down, priority=900)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension to Sphinx, and put its parser in place of MyST-NB's."""
    app.setup_extension("myst_nb")
    app.add_source_parser(ExecutedPageParser, override=True)
    app.add_config_value("outputs_as_stored", default=False, rebuild="", types=[bool])
    app.connect("builder-inited", start)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
