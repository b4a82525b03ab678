"""Build the site with Sphinx alone, from the outputs that the last build kept; nothing is executed.

`jupyter-book config sphinx` writes conf.py from _config.yml, and Sphinx builds _build/sphinx from it. The site is the
same as that of `make book`, page by page. It serves tools that know Sphinx and not Jupyter Book. After a change of a
template or a style sheet it shows all pages in less than a minute.
"""

import os
import subprocess
import sys
from pathlib import Path

from scripts.book import lock

ROOT = Path(__file__).resolve().parents[2]


def build(root: Path, *options: str) -> int:
    """Build the book in `root`, with further options of Sphinx, and give the exit status."""
    (root / "_build").mkdir(exist_ok=True)
    held = lock.hold(root / "_build.lock")
    try:
        jupyter_book = str(Path(sys.executable).with_name("jupyter-book"))
        written = subprocess.run([jupyter_book, "config", "sphinx", str(root)], cwd=root, stdout=subprocess.DEVNULL)
        if written.returncode:
            return written.returncode
        # `python -m` finds the extensions, the package `scripts`, in the folder in which it starts.
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", "_build/.doctrees-sphinx"]
        command += ["-D", "outputs_as_stored=1", *options, ".", "_build/sphinx"]
        return subprocess.run(command, cwd=root, pass_fds=[held]).returncode
    finally:
        os.close(held)


def main(options: list[str]) -> int:
    """Build the book for a person at a terminal."""
    status = build(ROOT, *(options or ["-W", "--keep-going"]))
    if status == 0:
        print(f"Open {ROOT / '_build' / 'sphinx' / 'index.html'}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
