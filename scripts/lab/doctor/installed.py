"""The packages of the book: which are asked for, which are here, and whether they import."""

import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

from scripts.lab.catalogue import ROOT
from scripts.lab.doctor.asking import printed_by
from scripts.lab.doctor.report import Check

INSTALL = "make book installs it, or pip install -r requirements.txt -c constraints.txt"


def packages() -> list[Check]:
    """Is each package of requirements.txt here, in constraints.txt's version, and does it import?"""
    why = "The book is built with these packages and tested in these versions."
    try:
        wanted = pins(ROOT / "requirements.txt", ROOT / "constraints.txt")
    except ModuleNotFoundError as error:
        return [Check(f"package {error.name}", False, "not installed", why, INSTALL)]
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        return [Check("packages", False, f"cannot be told: {reason}", why, "Unpack the whole project.")]
    modules = {name: _module(name) for name in wanted}
    broken = _import_errors([module for module in modules.values() if module])
    checks = []
    for name, pin in wanted.items():
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            checks.append(Check(f"package {name}", False, "not installed", why, INSTALL))
            continue
        found = version
        module = modules[name] or "nothing"
        if module in broken:
            found += f", but import {module} fails: {broken[module]}"
        elif version != pin:
            found += f", and constraints.txt says {pin or 'nothing of it'}"
        checks.append(Check(f"package {name}", found == version, found, why, INSTALL))
    return checks


def pins(requirements: Path, constraints: Path) -> dict[str, str | None]:
    """Give the packages that `requirements` asks for here, each with its version in `constraints`, or None.

    Raises OSError for a file that cannot be read, ValueError for a line that is no requirement,
    ModuleNotFoundError where the package packaging is not installed.
    """
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    def entries(path: Path) -> Iterator[Requirement]:
        for line in path.read_text(encoding="utf-8").splitlines():
            text = line.partition(" #")[0].strip()
            if text and not text.startswith(("#", "-")):
                requirement = Requirement(text)
                if requirement.marker is None or requirement.marker.evaluate():
                    yield requirement

    exact = {
        canonicalize_name(one.name): specifier.version
        for one in entries(constraints)
        for specifier in one.specifier
        if specifier.operator == "=="
    }
    return {one.name: exact.get(canonicalize_name(one.name)) for one in entries(requirements)}


def _module(distribution: str) -> str | None:
    """Give the name under which a distribution is imported; None where it is not installed."""
    own = distribution.replace("-", "_").lower()
    try:
        files = importlib.metadata.files(distribution) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    roots = sorted({file.parts[0].removesuffix(".py") for file in files if file.name.endswith(".py")})
    return own if own in roots else next((root for root in roots if root.isidentifier()), None)


def _import_errors(modules: list[str]) -> dict[str, str]:
    """Import the modules in a process of its own, and give the errors."""
    code = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    try: importlib.import_module(name)\n"
        "    except BaseException as error:\n"
        "        print('failed:', name, type(error).__name__, ' '.join(str(error).split()))\n"
        "print('through')\n"
    )
    lines = printed_by(code, *modules, isolated=False).splitlines()
    errors = dict(line.removeprefix("failed: ").split(" ", 1) for line in lines if line.startswith("failed: "))
    if "through" not in lines:
        return dict.fromkeys(modules, "the interpreter ended while importing") | errors
    return errors
