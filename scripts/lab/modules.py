"""Where an interpreter finds the module that `python -m` is to run, asked before the run."""

import ast
import subprocess
from collections.abc import Mapping
from pathlib import Path

from scripts.lab.errors import InvalidRequest
from scripts.lab.interpreters import PROBE_SECONDS, Interpreter

# Asking for a.b with importlib.util alone would import a, outside of any containment. So only the first name is asked
# for in that way; the others are looked for where the package lies, or, if it lies in several places, on the path.
_QUESTION = """
import importlib.machinery, importlib.util, os, sys

def find(name):
    first, *rest = name.split(".")
    try:
        spec = importlib.util.find_spec(first)
    except (ImportError, ValueError):
        return None
    folders = [first]
    for part in rest:
        if spec is None or spec.submodule_search_locations is None:
            return None
        locations = spec.submodule_search_locations
        # The path of a namespace package reads that of its parent, which is not imported here.
        locations = getattr(locations, "_path", locations)
        places = [*locations, *(os.path.join(one, *folders) for one in sys.path)]
        folders.append(part)
        spec = importlib.machinery.PathFinder.find_spec(".".join(folders), places)
    return spec

spec = find(sys.argv[1])
is_package = spec is not None and spec.submodule_search_locations is not None
main = find(sys.argv[1] + ".__main__") if is_package else spec
print(ascii((spec is not None, main is not None, os.path.abspath(main.origin) if main and main.origin else "")))
"""


def locate(module: str, interpreter: Interpreter, environment: Mapping[str, str]) -> Path:
    """Say in which file an interpreter finds what `-m module` runs; nothing of the module is imported.

    environment: that of the run. Raises InvalidRequest where there is no such module for this interpreter, or where it
    is a package that cannot be run.
    """
    if not module or module.startswith("-") or "\0" in module:
        raise InvalidRequest(f"-m needs the name of a module, and {module!r} is none: -m pytest, for example")
    try:
        asked = subprocess.run(
            [interpreter.executable, "-c", _QUESTION, module],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PROBE_SECONDS,
            start_new_session=True,  # so that ^C in a terminal reaches this process alone, which then ends the other
        )
        is_there, can_be_run, file = ast.literal_eval(asked.stdout.decode(errors="replace").splitlines()[-1])
    except (OSError, ValueError, SyntaxError, IndexError, TypeError, subprocess.SubprocessError):
        raise InvalidRequest(f"{interpreter.executable} does not say where it finds the module {module!r}") from None
    if not is_there:
        hint = "; a file is run without -m" if module.endswith(".py") else ""
        raise InvalidRequest(f"{interpreter.executable} (Python {interpreter.version}) has no module {module!r}{hint}")
    if not can_be_run:
        raise InvalidRequest(f"{module!r} is a package that cannot be run, because it has no {module}.__main__")
    return Path(file)
