"""A book of two small chapters, with the real book's settings and extensions, for tests to change."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FRONT_MATTER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

"""


@dataclass(frozen=True)
class Build:
    """How one call of jupyter-book ended."""

    exit_code: int
    text: str
    pages: list[str]
    """The pages that were executed, in the order in which they began."""


class SmallBook:
    """An introduction, the chapters first-hazard and second-hazard, and a demo and a result of each."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.reports = root / "_reports"
        self.reports.mkdir()
        shutil.copytree(
            ROOT / "scripts" / "book",
            root / "scripts" / "book",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        shutil.copytree(ROOT / "_templates", root / "_templates")
        for name in ("_config.yml", "constraints.txt", "CITATION.cff"):
            shutil.copyfile(ROOT / name, root / name)
        self.write("scripts/__init__.py", "")
        self.write("scripts/lab/runner.py", "VERSION = 1\n")
        # Its recordings are files of any kind.
        usable = "class BadResults(Exception):\n    pass\n\n\ndef refuse_unusable():\n    pass\n"
        self.write("scripts/lab/recordings/files.py", usable)
        self.write_page("intro.md", "A small book", "print('of the whole book')", "```{nb-exec-table}\n```")
        for hazard in ("first", "second"):
            self.write(f"scripts/demos/{hazard}_hazard/demo.py", f"print('{hazard}', 'as it was')\n")
            self.write(f"results/{hazard}-hazard/demo.json", "{}\n")
            self.write_chapter(
                hazard,
                "from pathlib import Path\n"
                f"exec(Path('../scripts/demos/{hazard}_hazard/demo.py').read_text(encoding='utf-8'))",
            )
        self.list_chapters("first", "second")

    def write(self, name: str, text: str) -> None:
        """Write a file of the book."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def write_page(self, name: str, title: str, cell: str, prose: str = "Some prose.") -> None:
        """Write a page with one cell, whose code begins in line 17 below prose of one line."""
        self.write(name, f"{FRONT_MATTER}# {title}\n\n{prose}\n\n```{{code-cell}} ipython3\n{cell}\n```\n")

    def write_chapter(self, hazard: str, cell: str, prose: str = "Some prose.") -> None:
        """Write a chapter with one cell, whose code begins in line 17 below prose of one line."""
        self.write_page(f"chapters/{hazard}-hazard.md", f"The {hazard} hazard", cell, prose)

    def list_chapters(self, *hazards: str) -> None:
        """Write the table of contents."""
        lines = ["format: jb-book", "root: intro", "chapters:"]
        self.write("_toc.yml", "\n".join(lines + [f"  - file: chapters/{hazard}-hazard" for hazard in hazards]))

    def build(self, *options: str) -> Build:
        """Call jupyter-book as a reader without make would."""
        program = str(Path(sys.executable).with_name("jupyter-book"))
        done = subprocess.run(
            [program, "build", *options, "."],
            cwd=self.root,
            # Sphinx leaves a report of each failure in the folder for temporary files.
            env={**os.environ, "NO_COLOR": "1", "TMPDIR": str(self.reports)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        pages = re.findall(r"^page \d+ of \d+: (?:chapters/)?(\S+)", done.stdout, re.MULTILINE)
        return Build(done.returncode, done.stdout, pages)

    def page(self, hazard: str) -> str:
        """Give the HTML of a chapter."""
        return (self.root / "_build" / "html" / "chapters" / f"{hazard}-hazard.html").read_text(encoding="utf-8")
