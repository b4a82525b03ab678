"""A Sphinx extension: at the foot of each page, the state of the book, and what a reader can do about an error.

The version is the one in CITATION.cff, and the commit is git's, if the book's folder is a repository of its own. If
either has changed, all pages are written again, so that no two pages of a site name different states. `book_repository`
in _config.yml gives the links *Report an error* and *Improve this page*; while it is empty there are none.
"""

import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import yaml
from sphinx.application import Sphinx
from sphinx.config import Config


def version(root: Path) -> str:
    """Give the book's version; "unreleased" where no file names one."""
    file = root / "CITATION.cff"
    cited = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return str(cited.get("version", "unreleased"))


def commit(root: Path) -> str:
    """Give the commit that is checked out, and whether files differ from it; empty where git cannot say."""
    top = _git(root, "rev-parse", "--show-toplevel")
    name = _git(root, "rev-parse", "--short=12", "HEAD")
    # A copy of the book inside another repository has no commit of its own.
    if not top or not name or Path(top).resolve() != root.resolve():
        return ""
    return f"{name} with changes" if _git(root, "status", "--porcelain", "--untracked-files=no") else name


def _git(root: Path, *words: str) -> str:
    try:
        done = subprocess.run(["git", "--no-optional-locks", "-C", str(root), *words], capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def find_state(app: Sphinx, config: Config) -> None:
    """Note the state of the book as settings, a change of which writes all pages again (event config-inited)."""
    config.book_version = version(Path(app.srcdir))
    config.book_commit = commit(Path(app.srcdir))


def links(config: Config, page: str, source: str | None) -> dict[str, str]:
    """Give the addresses behind the two links of a page; source: its file, None where it has none."""
    address = config.book_repository.rstrip("/")
    if not address:
        return {}
    state = f"version {config.book_version}, commit {config.book_commit or 'unknown'}"
    issue = urlencode({"title": f"{page}: ", "body": f"Page: {page} ({state})\n\n"})
    found = {"report": f"{address}/issues/new?{issue}"}
    if source is not None:
        found["improve"] = f"{address}/edit/{quote(config.book_branch)}/{quote(source)}"
    return found


def add_footer(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object | None) -> None:
    """Hand the facts to `_templates/extra-footer.html` (event html-page-context)."""
    source = None
    if page in app.env.found_docs:
        source = Path(app.env.doc2path(page)).relative_to(app.srcdir).as_posix()
    state = {"version": app.config.book_version, "commit": app.config.book_commit}
    context["book_footer"] = {**state, **links(app.config, page, source)}


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension to Sphinx."""
    for name, default in (("repository", ""), ("branch", "main"), ("version", ""), ("commit", "")):
        app.add_config_value(f"book_{name}", default=default, rebuild="html", types=[str])
    app.connect("config-inited", find_state)
    app.connect("html-page-context", add_footer)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
