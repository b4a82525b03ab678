"""The demos: every program scripts/demos/HAZARD/NAME.py, found by being there.

A demo is called "hazard/name", the folder's underscores written as dashes. A file or folder whose name
begins with "_" or "." is no demo.
"""

import ast
import os
from dataclasses import dataclass
from pathlib import Path

from scripts.lab.errors import InvalidRequest

ROOT = Path(__file__).resolve().parents[2]
DEMOS = ROOT / "scripts" / "demos"


@dataclass(frozen=True)
class Demo:
    """A program under study."""

    name: str  # "context-mismatch/one_context"
    hazard: str  # "context-mismatch"
    path: Path
    chapter: str  # "chapters/context-mismatch.md", relative to the project's folder

    @property
    def summary(self) -> str:
        """The first line of its docstring; empty where it has none.

        Read without importing the program, which is there to crash; and only when asked for, because ast.parse() in two
        threads at once can fail on 3.11: "AST constructor recursion depth mismatch".
        """
        try:
            docstring = ast.get_docstring(ast.parse(self.path.read_bytes()))
        except (OSError, SyntaxError, ValueError) as error:
            return f"(cannot be read: {error})"
        return docstring.partition("\n")[0].strip() if docstring else ""

    @property
    def expectations(self) -> Path:
        """The file that declares what the demo does; it need not exist."""
        return self.path.with_suffix(".toml")


def demos() -> list[Demo]:
    """List all demos, by name."""
    return [_demo(name, path) for name, path in _paths().items()]


def find(name: str) -> Demo:
    """Give the demo called `name` ("hazard/name"); raises InvalidRequest, with what comes near, for any other."""
    paths = _paths()
    if name in paths:
        return _demo(name, paths[name])
    raise InvalidRequest(f"there is no demo {name!r}; {_advice(name, list(paths))}")


def locate(program: str) -> tuple[Path, Demo | None]:
    """Say which file `program` means, and which demo it is, None for a program of the reader's own.

    program: the path of a file, or else a demo's name. A demo named by its path is a FILE all the same,
    without a declared outcome. Raises InvalidRequest where there is no such thing, or it cannot be read.
    """
    if not program:
        raise InvalidRequest('no program: give a demo\'s name, as "python -m scripts list" prints it, or a path')
    path = Path(os.path.abspath(os.path.expanduser(program)))
    try:
        is_there, is_file, is_directory = path.exists(), path.is_file(), path.is_dir()
    except (OSError, ValueError) as error:  # a name too long, a folder that may not be entered, a NUL
        reason = error.strerror if isinstance(error, OSError) else "it has a NUL in it"
        raise InvalidRequest(f"{program!r} cannot be read ({reason}): give a demo's name or a readable file") from None
    if is_file:
        if not os.access(path, os.R_OK):
            raise InvalidRequest(f"the file {program!r} may not be read: give one that you have the right to read")
        return path, None
    if program in _paths():
        demo = find(program)
        return demo.path, demo
    if is_directory:
        raise InvalidRequest(f"{program!r} is a directory: give the program in it; {_advice(program, list(_paths()))}")
    if is_there:
        raise InvalidRequest(f"{program!r} is no regular file: give the path of a Python program")
    if program.endswith(".py") or os.path.isabs(program) or program.startswith((".", "~")):
        raise InvalidRequest(f"there is no file {program!r}; {_advice(program, list(_paths()))}")
    demo = find(program)
    return demo.path, demo


def _paths() -> dict[str, Path]:
    found = {
        f"{path.parent.name.replace('_', '-')}/{path.stem}": path
        for path in DEMOS.glob("*/*.py")
        if not path.name.startswith(("_", ".")) and not path.parent.name.startswith(("_", "."))
    }
    return dict(sorted(found.items()))


def _demo(name: str, path: Path) -> Demo:
    hazard = name.split("/")[0]
    return Demo(name, hazard, path, f"chapters/{hazard}.md")


def _advice(name: str, names: list[str]) -> str:
    """Say what was probably meant, in a few words."""
    import difflib

    def plain(text: str) -> str:
        return text.lower().removesuffix(".py").replace("_", "").replace("-", "").strip("/")

    hazard, _, last = name.strip("/").removeprefix("scripts/demos/").rpartition("/")
    chapter = [one for one in names if plain(one.split("/")[0]) == plain(hazard or last)]
    if chapter and not hazard:
        return f"{chapter[0].split('/')[0]} has the demos {', '.join(one.split('/')[1] for one in chapter)}"
    # The last part alone is compared: within a chapter the common first part makes all names look alike.
    lasts = {plain(one.split("/")[1]): one for one in names}
    wanted = plain(last)
    alike = [wanted] if wanted in lasts else difflib.get_close_matches(wanted, lasts, n=3, cutoff=0.7)
    if alike:
        return f"perhaps {' or '.join(lasts[one] for one in alike)}"
    return 'see "python -m scripts list" for the demos there are'
