"""Where an interpreter finds the module that `python -m` is to run, asked before the run."""

import ast
import subprocess
from collections.abc import Mapping
from pathlib import Path

from scripts.lab.errors import InvalidRequest
from scripts.lab.interpreters import PROBE_SECONDS, Interpreter

# Asking importlib for a.b would import a, outside of any containment. So only the first name is asked for in that way;
# the others are looked for where the package lies, and where on the path another part of it could lie.
_QUESTION = """
import importlib.machinery, importlib.util, os, pkgutil, sys

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
        places = [*spec.submodule_search_locations, *(os.path.join(one, *folders) for one in sys.path)]
        folders.append(part)
        spec = find_in(places, ".".join(folders))
    return spec

def find_in(places, name):
    package = importlib.machinery.ModuleSpec(name, None, is_package=True)
    for place in places:
        finder = pkgutil.get_importer(place)
        spec = finder.find_spec(name) if hasattr(finder, "find_spec") else None
        if spec is not None and spec.loader is not None:
            return spec
        if spec is not None:  # a folder without __init__.py, one part of a namespace package
            package.submodule_search_locations += spec.submodule_search_locations
    return package if package.submodule_search_locations else None

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
