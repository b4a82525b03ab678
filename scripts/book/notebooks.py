"""Open JupyterLab with the chapters as notebooks: a double click on chapters/NAME.md opens its cells."""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {
    "@jupyterlab/docmanager-extension:plugin": {
        "defaultViewers": {"markdown": "Jupytext Notebook", "myst": "Jupytext Notebook"}
    },
    # A workshop has no time for the question whether JupyterLab may ask a server for news.
    "@jupyterlab/apputils-extension:notification": {"checkForUpdates": False, "fetchNews": "false"},
}

OPTIONS = [
    # How chapters are read and written.
    "--ServerApp.contents_manager_class=scripts.book.notebook_contents.ChapterContents",
    # Where links inside the book lead.
    f"--LabApp.extra_labextensions_path={Path(__file__).with_name('labextensions')}",
]


def main(arguments: list[str]) -> None:
    """Become `jupyter lab`, with the book's settings, for this environment only."""
    # JupyterLab reads this file from the environment it is installed in, so that a reader's own settings are
    # left alone.
    overrides = Path(sys.prefix) / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    overrides.parent.mkdir(parents=True, exist_ok=True)
    overrides.write_text(json.dumps(SETTINGS, indent=2), encoding="utf-8")
    os.chdir(ROOT)
    os.execv(sys.executable, command(sys.executable, arguments))


def command(python: str, arguments: list[str]) -> list[str]:
    """Give the command: the front page opens unless a file is named; options are JupyterLab's own."""
    names_a_file = any(not word.startswith("-") for word in arguments)
    # With -m the server can import from the book's folder, and no kernel inherits that.
    return [python, "-m", "jupyterlab", *OPTIONS, *arguments, *([] if names_a_file else ["intro.md"])]


if __name__ == "__main__":
    main(sys.argv[1:])
